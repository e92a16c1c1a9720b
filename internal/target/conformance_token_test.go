package target

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"importer/internal/apply"
	"importer/internal/sandbox"
)

// tokenLife is how long a token of the sandbox is good for.
const tokenLife = time.Hour

// aboutTokens asks about OAuth 2, where the system has it.
func (f facts) aboutTokens(spec Spec) map[string]question {
	all := map[string]question{}
	if spec.TokenPath == "" {
		return all
	}
	for name, ask := range map[string]func(*subject){
		"how it is asked for":                (*subject).asksForAToken,
		"kept until a minute before its end": (*subject).renewsItsToken,
		"with a short life":                  (*subject).keepsAShortLivedToken,
		"without an end":                     (*subject).keepsAnEndlessToken,
		"a read renews it once":              (*subject).renewsForARead,
		"a write renews it once":             (*subject).renewsForAWrite,
		"a fresh one is refused":             (*subject).trustsAFreshToken,
		"eight writes renew it once":         (*subject).renewsForAll,
		"wrong credentials":                  (*subject).hasWrongCredentials,
		"credentials that go bad":            (*subject).losesItsCredentials,
		"none to be had":                     (*subject).getsNoToken,
		"none to be had for eight":           (*subject).getsNoneForAll,
		"longer than is put up with":         (*subject).hasNoPatience,
		"too many are asked for":             (*subject).waitsForAToken,
	} {
		all["a token: "+name] = question{way: way{oauth: true}, ask: ask}
	}
	all["a token: asked for elsewhere"] = question{way: way{oauth: true, tcp: true}, ask: (*subject).asksNobodyElse}
	return all
}

// mustFind finds the record by its id.
func (s *subject) mustFind() {
	s.Helper()
	q, key := s.query()
	found, err := s.conn.Find(s.Context(), q)
	if err != nil || len(found[key]) != 1 {
		s.Fatalf("found %+v, %v", found, err)
	}
}

// wantTokens counts the tokens that were asked for.
func (s *subject) wantTokens(want int) {
	s.Helper()
	if n := len(s.front.came(aToken)); n != want {
		s.Errorf("%d tokens were asked for, want %d", n, want)
	}
}

// bearers gives the tokens that requests came with, each once.
func (s *subject) bearers(classes ...class) []string {
	var all []string
	for _, seen := range s.front.came(classes...) {
		all = append(all, seen.header.Get("Authorization"))
	}
	return slices.Compact(all)
}

// unauthorised refuses a request as the system does.
func (s *subject) unauthorised() ruse { return s.refusals["401"].play() }

func (s *subject) asksForAToken() {
	s.mustFind()
	asked := s.front.came(aToken)
	if len(asked) != 1 || asked[0].url != s.spec.TokenPath || strings.HasPrefix(s.spec.TokenPath, s.spec.Path) {
		s.Fatalf("asked for %+v", asked)
	}
	if kind := asked[0].header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
		s.Errorf("the form is of the type %q", kind)
	}
	for _, x := range s.server.Log() {
		if x.Path != s.spec.TokenPath {
			continue
		}
		got, err := url.ParseQuery(x.Body)
		want := url.Values{"grant_type": {"client_credentials"}, "client_id": {canary().ID}, "client_secret": {canary().Secret}}
		if diff := gocmp.Diff(want, got); err != nil || diff != "" || x.Method != http.MethodPost {
			s.Errorf("%s with %v (-want +got):\n%s", x.Method, err, diff)
		}
	}
	for _, seen := range s.front.came(aRead, aWrite, aToken) {
		if seen.header.Get("Client-ID")+seen.header.Get("Client-Secret") != "" || (seen.header.Get("Authorization") == "") != (seen.class == aToken) {
			s.Errorf("%s came with %v", seen.url, seen.header)
		}
	}
}

func (s *subject) renewsItsToken() {
	s.mustFind()
	began := s.front.came(aToken)[0].at
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{tokenLife - time.Minute - time.Second, 1}, {tokenLife - time.Minute + time.Second, 2}, {tokenLife + time.Minute, 2}} {
		<-time.After(time.Until(began.Add(step.after)))
		s.mustFind()
		s.wantTokens(step.want)
	}
	if n := len(s.bearers(aRead)); n != 2 {
		s.Errorf("%d tokens were used", n)
	}
}

// lasting makes the next token one that ends after so many seconds, by the
// server's word; 0: it doesn't say.
func (s *subject) lasting(seconds int) {
	s.front.play(aToken, altered(func(rec *httptest.ResponseRecorder) {
		var answer map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
			s.Error(err)
		}
		if answer["expires_in"] = seconds; seconds == 0 {
			delete(answer, "expires_in")
		}
		rec.Body.Reset()
		if err := json.NewEncoder(rec.Body).Encode(answer); err != nil {
			s.Error(err)
		}
	}))
}

// A server needn't say when a token ends: then its 401 says it.
func (s *subject) keepsAnEndlessToken() {
	s.lasting(0)
	s.mustFind()
	s.mustFind()
	s.wantTokens(1)
	<-time.After(tokenLife)
	s.mustFind()
	s.wantTokens(2)
}

// A token that lives for less than a minute isn't renewed for every request.
func (s *subject) keepsAShortLivedToken() {
	s.lasting(40)
	s.mustFind()
	s.wantTokens(1)
	<-time.After(21 * time.Second)
	s.mustFind()
	s.wantTokens(2)
}

func (s *subject) renewsForARead() {
	s.mustFind()
	s.front.play(aRead, s.unauthorised())
	s.mustFind()
	s.wantTokens(2)
	s.front.always(aRead, s.unauthorised())
	_, err := s.tryPlan(nil, s.keys[s.spec.Schema.Keys[0]])
	s.hear(err)
	if no, ok := errors.AsType[*apply.Refusal](err); !ok || no.Status != http.StatusUnauthorized {
		s.Errorf("the error is %v", err)
	}
	s.wantTokens(3)
}

// A token that was refused before it was ever accepted isn't renewed: another
// would be no better.
func (s *subject) trustsAFreshToken() {
	s.front.always(aRead, s.unauthorised())
	for n := range 3 {
		_, err := s.tryPlan(nil, s.keys[s.spec.Schema.Keys[0]])
		s.hear(err)
		if no, ok := errors.AsType[*apply.Refusal](err); !ok || no.Status != http.StatusUnauthorized || len(s.front.came(aRead)) != n+1 {
			s.Errorf("the error is %v after %d reads", err, len(s.front.came(aRead)))
		}
	}
	s.wantTokens(1)
}

func (s *subject) hasWrongCredentials() {
	for _, play := range []ruse{nil, instead(http.StatusUnauthorized, "application/json", `{"error":"invalid_client"}`), instead(http.StatusBadRequest, "application/json", `{"error":"invalid_client","error_description":"who?"}`)} {
		w := newSubject(s.T, s.spec.Name, s.facts, way{oauth: true})
		if play == nil {
			w.server = sandbox.New(sandbox.Options{}) // lets others in
			w.front.sandbox = w.server
		}
		w.front.play(aToken, play)
		_, err := w.tryPlan(nil, w.keys[w.spec.Schema.Keys[0]])
		w.hear(err)
		if no, ok := errors.AsType[*apply.Refusal](err); !ok || no.Status != http.StatusUnauthorized {
			w.Errorf("the error is %v", err)
		}
		if n := len(w.front.came(aRead)); n != 0 {
			w.Errorf("%d requests came without a token", n)
		}
		w.wantTokens(1)
		w.finish()
	}
}

// waitsForAToken as long as the server asks to.
func (s *subject) waitsForAToken() {
	s.front.play(aToken, playing(sandbox.Fault{Status: 429, RetryAfter: "50"}))
	s.mustFind()
	came := s.front.came(aToken)
	if len(came) != 2 || came[1].at.Sub(came[0].at) < 50*time.Second {
		s.Errorf("asked %+v", came)
	}
}

// asksNobodyElse: the form holds the secret, and goes nowhere else.
func (s *subject) asksNobodyElse() {
	elsewhere := newFront()
	elsewhere.sandbox = http.NotFoundHandler()
	other := httptest.NewServer(elsewhere)
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		s.front.play(aToken, playing(sandbox.Fault{Kind: sandbox.Redirect, Status: status, Location: other.URL + s.spec.TokenPath}))
		_, err := s.tryPlan(nil, s.keys[s.spec.Schema.Keys[0]])
		if s.hear(err); err == nil {
			s.Errorf("%d: it got in", status)
		}
	}
	if came := elsewhere.came(aRead, aWrite, aToken); len(came) != 0 || len(s.front.came(aRead)) != 0 {
		s.Errorf("%v went elsewhere", came)
	}
}
