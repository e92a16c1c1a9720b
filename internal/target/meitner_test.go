package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// open connects to a handler as to Meitner's pupils.
func open(t *testing.T, handler http.Handler) *Conn {
	t.Helper()
	return openAs(t, meitnerStudents(), handler)
}

// openAs connects to a handler as to one of Meitner's targets.
func openAs(t *testing.T, spec Spec, handler http.Handler) *Conn {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	own := sandbox.DefaultCredentials()
	conn, err := spec.Connect(Config{
		BaseURL:     server.URL + "/directory/v1",
		Credentials: map[string]Secret{"client id": Secret(own.ID), "client secret": Secret(own.Secret)},
		Agent:       "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func keysOf(field string, values ...string) []validate.Key {
	var keys []validate.Key
	for _, v := range values {
		keys = append(keys, validate.Key{Field: field, Value: v})
	}
	return keys
}

const (
	ines = "20160827-2389"
	omar = "20120201-2397"
)

func find(t *testing.T, c *Conn, q plan.Query) map[validate.Key][]plan.Current {
	t.Helper()
	q.Kind = "student"
	found, err := c.Find(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestFindByEveryKey(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	student := server.Students()[0]
	for _, field := range meitnerStudents().Schema.Keys {
		value := fmt.Sprint(student[field])
		found := find(t, conn, plan.Query{Keys: keysOf(field, value)})
		hits := found[validate.Key{Field: field, Value: value}]
		if len(found) != 1 || len(hits) != 1 || hits[0].ID != student["id"] {
			t.Errorf("by %s: found %v", field, found)
		}
	}
	if n := conn.Usage().Reads; n != 4 {
		t.Errorf("%d reads for four look-ups", n)
	}
}

func TestFindReadsABatchAtATime(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	var keys []validate.Key
	for i, s := range server.Students()[:120] {
		field := []string{"identityNumber", "id"}[i%2]
		keys = append(keys, validate.Key{Field: field, Value: fmt.Sprint(s[field])})
	}
	found := find(t, conn, plan.Query{Keys: keys, Doubt: true})
	if len(found) != 120 {
		t.Errorf("found %d of 120", len(found))
	}
	if n := conn.Usage().Reads; n != 3 {
		t.Errorf("%d reads for 120 keys, want 3", n)
	}
}

// Case doesn't make an address another, whether or not the server minds it.
func TestFindByAnAddressInOtherLetters(t *testing.T) {
	conn := open(t, sandbox.New(sandbox.Options{}))
	key := validate.Key{Field: "emailAddress1", Value: "Omar.HOLM@Elev.Example.se"}
	if found := find(t, conn, plan.Query{Keys: []validate.Key{key}}); len(found[key]) != 1 || conn.Usage().Reads != 1 {
		t.Errorf("found %v with %d reads", found, conn.Usage().Reads)
	}
}

func TestFindDoubtsABatchWithoutAHitOnce(t *testing.T) {
	conn := open(t, sandbox.New(sandbox.Options{}))
	keys := keysOf("identityNumber", "20160828-2388", "20160829-2387")
	if found := find(t, conn, plan.Query{Keys: keys, Doubt: true}); len(found) != 0 || conn.Usage().Reads != 2 {
		t.Errorf("found %v with %d reads, want nothing with 2", found, conn.Usage().Reads)
	}
	if found := find(t, conn, plan.Query{Keys: keys}); len(found) != 0 || conn.Usage().Reads != 3 {
		t.Errorf("found %v with %d reads, want nothing with 3", found, conn.Usage().Reads)
	}
}

// A server on which `contains` finds nothing is asked for each key by itself.
func TestFindWhereContainsDoesNotWork(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if bytes.Contains(body, []byte("contains")) {
			reply(w, `{"data":[],"pagination":{"offset":0,"limit":50,"total":0}}`)
			return
		}
		server.ServeHTTP(w, r)
	}))
	found := find(t, conn, plan.Query{Keys: keysOf("identityNumber", ines, omar), Doubt: true})
	if len(found) != 2 {
		t.Errorf("found %v", found)
	}
}

// A server that doesn't know the filter answers with everybody.
func TestFindRefusesAServerThatFiltersNothing(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Method, r.URL.Path = http.MethodGet, "/directory/v1/student"
		server.ServeHTTP(w, r)
	}))
	_, err := conn.Find(t.Context(), plan.Query{Kind: "student", Keys: keysOf("identityNumber", ines)})
	if err == nil || !strings.Contains(err.Error(), "nobody asked for") {
		t.Errorf("Find gives %v", err)
	}
}

// What a server leaves out or mangles is an error, and never an absence.
func TestFindNeverTakesTroubleForAbsence(t *testing.T) {
	for name, body := range map[string]string{
		"no data":          `{"pagination":{"total":0}}`,
		"data in capitals": `{"DATA":[]}`,
		"two documents":    `{"data":[]}{"data":[]}`,
		"cut off":          `{"data":[`,
		"not an object":    `[]`,
		"a record of text": `{"data":["x"]}`,
		"no id":            `{"data":[{"identityNumber":"20160827-2389","firstName":"A","lastName":"B"}]}`,
		"no name":          `{"data":[{"id":"000f5780-d02b-49b2-86b7-0d1cfed706d4","identityNumber":"20160827-2389","firstName":"A"}]}`,
		"a number as name": `{"data":[{"id":"000f5780-d02b-49b2-86b7-0d1cfed706d4","identityNumber":"20160827-2389","lastName":"B","firstName":5}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, body) }))
			if found, err := conn.Find(t.Context(), plan.Query{Kind: "student", Keys: keysOf("identityNumber", ines)}); err == nil {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestPatchSendsWhatTheServerDemandsAndNothingElse(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	now := find(t, conn, plan.Query{Keys: keysOf("identityNumber", ines)})[keysOf("identityNumber", ines)[0]][0]
	tests := map[string]struct {
		edits []plan.Edit
		want  map[string]any
	}{
		"a phone number": {
			[]plan.Edit{{Field: "phoneNumber1", New: validate.Of("+46701740611")}},
			map[string]any{"phoneNumber1": "+46701740611"},
		},
		"cleared": {
			[]plan.Edit{{Field: "emailAddress2", New: validate.Cleared()}},
			map[string]any{"emailAddress2": nil},
		},
		"a part of the address": {
			[]plan.Edit{{Field: "address.postalCode", New: validate.Of("169 35")}},
			map[string]any{"address": map[string]any{
				"postalAddress": "Svartmesstigen 41B", "postalCode": "169 35", "postalCity": "Solna",
				"countryCode": "SWE", "municipalityCode": "0184"}},
		},
		"the temporary mark": {
			[]plan.Edit{{Field: "identityTemporary", New: validate.Of("true")}},
			map[string]any{"identityTemporary": true},
		},
		"another system's id": {
			[]plan.Edit{{Field: "external.sourceID", New: validate.Of("SIS-1")}},
			map[string]any{"external": map[string]any{"sourceID": "SIS-1"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := conn.Patch(t.Context(), now, tt.edits); err != nil {
				t.Fatal(err)
			}
			log := server.Log()
			var sent map[string]any
			if err := json.Unmarshal([]byte(log[len(log)-1].Body), &sent); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"identityNumber": ines, "identityTemporary": false, "firstName": "Ines", "lastName": "Östlund"}
			for k, v := range tt.want {
				want[k] = v
			}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
		})
	}
}

// The names and the number go back as the server wrote them, even if that isn't
// our normal form: nobody asked to change them.
func TestPatchEchoesTheServersOwnWriting(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	id := fmt.Sprint(server.Students()[0]["id"])
	const decomposed = "A\u030asa  Maria"
	if err := server.Edit(id, map[string]any{"firstName": decomposed}); err != nil {
		t.Fatal(err)
	}
	now := find(t, conn, plan.Query{Keys: keysOf("id", id)})[keysOf("id", id)[0]][0]
	if _, err := conn.Patch(t.Context(), now, []plan.Edit{{Field: "phoneNumber2", New: validate.Of("+46701740611")}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := server.Student(id); got["firstName"] != decomposed {
		t.Errorf("firstName is %q now, want it untouched: %q", got["firstName"], decomposed)
	}
}

func TestPatchErrors(t *testing.T) {
	const id = "000f5780-d02b-49b2-86b7-0d1cfed706d4"
	record := `{"id":"` + id + `","identityNumber":"20160827-2389","firstName":"Ines","lastName":"Östlund"}`
	tests := map[string]struct {
		handler http.HandlerFunc
		refusal int // expected status, 0 for an answer that says nothing
	}{
		"conflict":        {status(409, `{"error":{"code":"Conflict","message":"taken","requestID":"r1"}}`), 409},
		"a gateway":       {status(502, `<html>`), 502},
		"a redirect":      {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusSeeOther) }, 303},
		"nothing":         {status(204, ``), 0},
		"a log-in page":   {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") }, 0},
		"another record":  {status(200, strings.Replace(record, id, "10000000-d02b-49b2-86b7-0d1cfed706d4", 1)), 0},
		"two documents":   {status(200, record+record), 0},
		"behind the end":  {status(200, record+"x"), 0},
		"cut off":         {status(200, record[:len(record)-1]), 0},
		"cut connection":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		"an empty object": {status(200, `{}`), 0},
		"only an id":      {status(200, `{"id":"`+id+`"}`), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := open(t, tt.handler)
			_, err := conn.Patch(t.Context(), plan.Current{Kind: "student", ID: id}, nil)
			var r *apply.Refusal
			switch {
			case err == nil:
				t.Fatal("it was taken for done")
			case errors.As(err, &r) != (tt.refusal != 0), r != nil && r.Status != tt.refusal:
				t.Errorf("the error is %v", err)
			case errors.Is(err, apply.ErrNotSent):
				t.Errorf("%v says that it wasn't sent", err)
			}
			if n := conn.Usage().Writes; n != 1 {
				t.Errorf("%d requests went out", n)
			}
		})
	}
}

func TestPatchRefusalHoldsTheServersWords(t *testing.T) {
	conn := open(t, status(422, `{"error":{"code":"UnprocessableEntity","message":"no","requestID":"r1"}}`))
	_, err := conn.Patch(t.Context(), plan.Current{Kind: "student", ID: "000f5780-d02b-49b2-86b7-0d1cfed706d4"}, nil)
	want := &apply.Refusal{Status: 422, Code: "UnprocessableEntity", Message: "no", RequestID: "r1"}
	var got *apply.Refusal
	if !errors.As(err, &got) || cmp.Diff(want, got) != "" {
		t.Errorf("refusal (-want +got):\n%s", cmp.Diff(want, got))
	}
}

// An id out of a cell never becomes a path.
func TestPatchSendsNothingForAnIDThatIsNone(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	for _, id := range []string{"", "..", "../employee/7", "a/b", "%2e%2e", "x?y=1", "x#y", "x\r\ny", "000f5780-d02b-49b2-86b7-0d1cfed706d4/../x"} {
		if _, err := conn.Patch(t.Context(), plan.Current{Kind: "student", ID: id}, nil); err == nil {
			t.Errorf("%q was sent", id)
		}
	}
	if n := len(server.Log()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

// Nobody listens: nothing can have been sent.
func TestPatchThatNeverConnects(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	conn, err := meitnerStudents().Connect(Config{BaseURL: url})
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Patch(t.Context(), plan.Current{Kind: "student", ID: "000f5780-d02b-49b2-86b7-0d1cfed706d4"}, nil)
	if !errors.Is(err, apply.ErrNotSent) {
		t.Errorf("the error is %v, want ErrNotSent", err)
	}
}
