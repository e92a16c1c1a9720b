package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"importer/internal/sandbox"
)

const (
	students  = "/directory/v1/student"
	employees = "/directory/v1/employee"
	groups    = "/directory/v1/group"
	schools   = "/directory/v1/school"
)

// A reply is what came back to a test's request.
type reply struct {
	status int
	header http.Header
	body   string
}

// object is the reply's JSON.
func (r reply) object(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatalf("the answer %q is not a JSON object: %v", r.body, err)
	}
	return v
}

// fault is the code in the reply's error envelope, which must be whole.
func (r reply) fault(t *testing.T) string {
	t.Helper()
	envelope, _ := r.object(t)["error"].(map[string]any)
	code, _ := envelope["code"].(string)
	message, _ := envelope["message"].(string)
	id, _ := envelope["requestID"].(string)
	if code == "" || message == "" || len(id) != 36 {
		t.Fatalf("the answer %q is not an error of the API's", r.body)
	}
	return code
}

// ask sends one request with the default credentials and, if it has a body, as
// JSON. The headers are pairs that replace those; an empty value removes one.
func ask(t *testing.T, h http.Handler, method, target string, body string, headers ...string) reply {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	authorise(r)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	got, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{w.Code, w.Result().Header, string(got)}
}

func authorise(r *http.Request) {
	who := sandbox.DefaultCredentials()
	r.Header.Set("Client-ID", who.ID)
	r.Header.Set("Client-Secret", who.Secret)
}

// pupil finds the one with an identity number.
func pupil(t *testing.T, s *sandbox.Server, number string) sandbox.Record {
	t.Helper()
	for _, r := range s.Students() {
		if r["identityNumber"] == number {
			return r
		}
	}
	t.Fatalf("nobody in the roster has the number %s", number)
	return nil
}

// path is that of a record.
func path(r sandbox.Record) string { return students + "/" + r["id"].(string) }

// group finds the one with a title at a school.
func group(t *testing.T, s *sandbox.Server, school, title string) sandbox.Record {
	t.Helper()
	for _, r := range s.Groups() {
		if r["title"] == title && schoolOf(s, r)["title"] == school {
			return r
		}
	}
	t.Fatalf("%s has no group %s", school, title)
	return nil
}

// schoolOf gives the school of a group.
func schoolOf(s *sandbox.Server, group sandbox.Record) sandbox.Record {
	all := s.Schools()
	return all[slices.IndexFunc(all, func(r sandbox.Record) bool { return r["id"] == group["schoolID"] })]
}

func groupPath(r sandbox.Record) string { return groups + "/" + r["id"].(string) }

// encode writes an object whose keys may be dotted as the API's JSON.
func encode(t *testing.T, values map[string]any) string {
	t.Helper()
	object := map[string]any{}
	for name, v := range values {
		group, key, nested := strings.Cut(name, ".")
		if !nested {
			object[name] = v
			continue
		}
		if object[group] == nil {
			object[group] = map[string]any{}
		}
		object[group].(map[string]any)[key] = v
	}
	text, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
