package target

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
)

// A mishap is what may become of a request without anybody's fault.
type mishap struct {
	ruses  []ruse
	writes int           // that come in all, if a write has it
	wait   time.Duration // from the first of them to the next request, at least
	read   bool          // a read gets over it
	alien  bool          // of a read nobody can tell it: what is there has another id
}

func mishaps() map[string]mishap {
	once := func(f sandbox.Fault) []ruse { return times(1, playing(f)) }
	html := func(rec *httptest.ResponseRecorder) { rec.Header().Set("Content-Type", "text/html") }
	return map[string]mishap{
		"408":                          {ruses: once(sandbox.Fault{Status: 408}), writes: 2, read: true},
		"429":                          {ruses: once(sandbox.Fault{Status: 429}), writes: 2, wait: time.Second, read: true},
		"429 with a time":              {ruses: once(sandbox.Fault{Status: 429, RetryAfter: "70"}), writes: 2, wait: 70 * time.Second, read: true},
		"429 again and again":          {ruses: times(9, playing(sandbox.Fault{Status: 429, RetryAfter: "3"})), writes: 10, wait: 3 * time.Second, read: true},
		"500":                          {ruses: once(sandbox.Fault{Status: 500}), writes: 2, read: true},
		"500 four times":               {ruses: times(4, playing(sandbox.Fault{Status: 500})), writes: 5, read: true},
		"502, a page":                  {ruses: once(sandbox.Fault{Status: 502}), writes: 2, read: true},
		"503, a page":                  {ruses: once(sandbox.Fault{Status: 503}), writes: 2, read: true},
		"503 with a time":              {ruses: once(sandbox.Fault{Status: 503, RetryAfter: "40"}), writes: 2, wait: 40 * time.Second, read: true},
		"503 in JSON":                  {ruses: times(1, instead(503, "application/json", `{"success":true}`)), writes: 2, read: true},
		"a page instead":               {ruses: times(1, instead(200, "text/html", "<html>log in</html>")), writes: 2, read: true},
		"nothing instead":              {ruses: times(1, instead(204, "application/json", "")), writes: 2},
		"an empty object instead":      {ruses: times(1, instead(200, "application/json", "{}")), writes: 2},
		"null instead":                 {ruses: times(1, instead(200, "application/json", "null")), writes: 2},
		"reset before":                 {ruses: once(sandbox.Fault{Kind: sandbox.ResetBefore}), writes: 2, read: true},
		"reset after":                  {ruses: once(sandbox.Fault{Kind: sandbox.ResetAfter}), writes: 1, read: true},
		"cut off":                      {ruses: once(sandbox.Fault{Kind: sandbox.Truncate}), writes: 1, read: true},
		"too slow":                     {ruses: once(sandbox.Fault{Kind: sandbox.Slow}), writes: 1, wait: 30 * time.Second, read: true},
		"another id":                   {ruses: once(sandbox.Fault{Kind: sandbox.WrongID}), writes: 1, alien: true},
		"done, and called a page":      {ruses: times(1, altered(html)), writes: 1, read: true},
		"done, and answered in halves": {ruses: times(1, altered(func(rec *httptest.ResponseRecorder) { rec.Body.Truncate(rec.Body.Len() / 2) })), writes: 1},
		"done, and answered twice":     {ruses: times(1, altered(func(rec *httptest.ResponseRecorder) { rec.Body.Write(rec.Body.Bytes()) })), writes: 1},
	}
}

// aboutTrouble lets something happen to a write, and to a read.
func (f facts) aboutTrouble() map[string]question {
	all := map[string]question{
		"reads":                              {ask: (*subject).getsOverReading},
		"a write that never comes to an end": {ask: (*subject).givesUp},
		"somebody else was faster":           {ask: func(s *subject) { s.notices(playing(sandbox.Fault{Kind: sandbox.ResetBefore})) }},
		"somebody else came right after":     {ask: func(s *subject) { s.notices(playing(sandbox.Fault{Status: 502})) }},
	}
	for name, m := range mishaps() {
		all["a write: "+name] = question{ask: func(s *subject) { s.getsOver(m) }}
	}
	return all
}

// getsOver carries a change out in spite of a mishap: it is made once, whether its
// answer was lost or the request.
func (s *subject) getsOver(m mishap) {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.front.play(aWrite, m.ruses...)
	c.wantDone()
	s.wantStored(set.stored)
	if n := len(s.front.came(aWrite)); n != m.writes {
		s.Errorf("%d writes, want %d", n, m.writes)
	}
	if first := firstOutcome(c.entries()); m.writes == 1 && (first.Decision != apply.ReadBack || first.Reason != apply.Lost) {
		s.Errorf("the first attempt ended with %+v", first)
	}
	s.wantWait(m)
}

// wantWait looks at how long it took from the first write to what came next.
func (s *subject) wantWait(m mishap) {
	s.Helper()
	first := s.front.came(aWrite)[0].at
	for _, next := range s.front.came(aRead, aWrite) {
		if next.at.After(first) {
			if gap := next.at.Sub(first); gap < m.wait || gap > m.wait+time.Minute {
				s.Errorf("the next request came after %s, want %s", gap, m.wait)
			}
			return
		}
	}
	if m.wait > 0 {
		s.Error("no other request came")
	}
}

// getsOverReading reads in spite of mishaps. The record is found, or there is an
// error: it is never missing.
func (s *subject) getsOverReading() {
	q, key := s.query()
	for name, m := range mishaps() {
		before := len(s.front.came(aRead))
		s.front.play(aRead, m.ruses...)
		found, err := s.conn.Find(s.Context(), q)
		s.hear(err)
		hits := found[key]
		if m.read && (err != nil || len(hits) != 1 || hits[0].ID != s.id()) {
			s.Errorf("%s: found %+v, %v", name, found, err)
			continue
		}
		if err == nil && len(hits) != 1 && !m.alien {
			s.Errorf("%s: the record is taken for missing", name)
		}
		if came := s.front.came(aRead)[before:]; m.read && came[1].at.Sub(came[0].at) < m.wait {
			s.Errorf("%s: the next request came after %s, want %s", name, came[1].at.Sub(came[0].at), m.wait)
		}
	}
}

// givesUp sends a write that is never carried out, and never refused.
func (s *subject) givesUp() {
	c := s.carriage(s.planFor(s.settings[s.plain]))
	s.front.always(aWrite, playing(sandbox.Fault{Status: 500}))
	if err := c.run(nil); err != nil {
		s.Fatal(err)
	}
	if r := c.results()[0]; r.Status != plan.Failed || r.Attempts != 5 || r.HTTPStatus != 500 {
		s.Errorf("the change is %+v", r)
	}
	s.wantStored()
}

// notices that somebody has changed the field while an answer was lost. A list has
// no such case: its elements are told apart.
func (s *subject) notices(play ruse) {
	set := s.settings[s.plain]
	if set.isListed() {
		return
	}
	c := s.carriage(s.planFor(set))
	s.front.play(aWrite, meanwhile(func() { s.edit(s.since) }, play))
	if err := c.run(nil); err != nil {
		s.Fatal(err)
	}
	if r := c.results()[0]; r.Status != plan.Conflict || len(r.Differs) != 1 || r.Attempts != 1 {
		s.Errorf("the change is %+v", r)
	}
	s.wantStored(s.since)
}

// aboutConnections asks what only a real connection can tell, and what happens
// without any.
func (f facts) aboutConnections() map[string]question {
	all := map[string]question{
		"nobody listens at first": {ask: (*subject).waitsForSomebody},
		"nobody listens":          {ask: (*subject).meetsNobody},
		"over TCP":                {way: way{tcp: true}, ask: func(s *subject) { s.sets(s.settings[s.plain]) }},
		"over TCP, reset before":  {way: way{tcp: true}, ask: func(s *subject) { s.survives(sandbox.ResetBefore, 2) }},
		"over TCP, reset after":   {way: way{tcp: true}, ask: func(s *subject) { s.survives(sandbox.ResetAfter, 1) }},
		"over TCP, cut off":       {way: way{tcp: true}, ask: func(s *subject) { s.survives(sandbox.Truncate, 1) }},
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		all["redirected with "+strconv.Itoa(status)] = question{way: way{tcp: true}, ask: func(s *subject) { s.staysHere(status) }}
	}
	return all
}

// survives breaks a real connection off.
func (s *subject) survives(kind sandbox.FaultKind, writes int) {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	c.limits.Retry = apply.Backoff{First: time.Millisecond, Most: time.Millisecond}
	s.front.play(aWrite, playing(sandbox.Fault{Kind: kind}))
	c.wantDone()
	s.wantStored(set.stored)
	if n := len(s.front.came(aWrite)); n != writes {
		s.Errorf("%d writes, want %d", n, writes)
	}
}

// staysHere is sent elsewhere, and doesn't go.
func (s *subject) staysHere(status int) {
	c := s.carriage(s.planFor(s.settings[s.plain]))
	elsewhere := newFront()
	elsewhere.sandbox = http.NotFoundHandler()
	other := httptest.NewServer(elsewhere)
	defer other.Close()
	away := playing(sandbox.Fault{Kind: sandbox.Redirect, Status: status, Location: other.URL + s.spec.Path})
	s.front.always(aWrite, away)
	if err := c.run(nil); err != nil {
		s.Errorf("the run ended with %v", err)
	}
	if r := c.results()[0]; r.Status != plan.Failed || r.HTTPStatus != status || r.Attempts != 1 {
		s.Errorf("the change is %+v", r)
	}
	s.front.always(aRead, away)
	found, err := s.conn.Find(s.Context(), plan.Again(c.plan.Changes...))
	s.hear(err)
	if no, ok := errors.AsType[*apply.Refusal](err); !ok || no.Status != status || len(found) != 0 {
		s.Errorf("found %+v, %v", found, err)
	}
	if came := elsewhere.came(aRead, aWrite, aToken); len(came) != 0 {
		s.Errorf("%v went elsewhere", came)
	}
	s.wantStored()
}

// waitsForSomebody connects to nobody at first: nothing was sent, so it is sent
// later.
func (s *subject) waitsForSomebody() {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.deaf = true
	s.conn.Close()
	s.board.refuse(3)
	c.wantDone()
	s.wantStored(set.stored)
	if n := len(s.front.came(aWrite)); n != 1 {
		s.Errorf("%d writes, want 1", n)
	}
}

// meetsNobody connects to nobody: the run ends, and can be gone on with.
func (s *subject) meetsNobody() {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.deaf = true
	s.conn.Close()
	s.board.refuse(1 << 20)
	c.limits.Fresh = time.Hour // a proof would fail before the write does
	if err := c.run(nil); !errors.Is(err, apply.ErrUnreachable) {
		s.Errorf("the run ended with %v", err)
	}
	if r := c.results()[0]; r.Status != plan.Pending {
		s.Errorf("the change is %+v", r)
	}
	_, err := s.conn.Find(s.Context(), plan.Again(c.plan.Changes...))
	if s.hear(err); !errors.Is(err, apply.ErrUnreachable) {
		s.Errorf("Find gives %v", err)
	}
	s.board.refuse(0)
	c.plan.Records = nil
	c.wantDone()
	s.wantStored(set.stored)
}
