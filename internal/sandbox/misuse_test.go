package sandbox_test

import (
	"net/http"
	"testing"

	"importer/internal/sandbox"
)

func TestUndocumented(t *testing.T) {
	const all = `{"filter":{"orCondition":false}}`
	s := sandbox.New(sandbox.Options{})
	student, class := path(pupil(t, s, plain)), groupPath(group(t, s, "Svartmesskolan", "7A"))
	whole := encode(t, must(pupil(t, s, plain)))
	with := func(more string) string { return whole[:len(whole)-1] + "," + more + "}" }
	where := func(more string) string { return `{"filter":{"orCondition":false,` + more + `}}` }
	tests := []struct {
		name, method, target, body string
		header                     []string
		want                       string
	}{
		{name: "a list", method: "GET", target: students + "?limit=5&offset=5"},
		{name: "a record", method: "GET", target: class},
		{name: "an update", method: "PATCH", target: student, body: with(`"emailAddress2":null,"external":{"sourceID":"SIS-1"},"address":{"postalCity":null}`)},
		{name: "an update of a group", method: "PATCH", target: class, body: `{"title":"7A","types":["Class"],"memberIDs":[]}`},
		{name: "a search", method: "POST", target: search + "?limit=5", body: where(`"contains":{"external":{"sourceID":["x"]}},"null":{"gender":true},"nestedFilters":[` +
			`{"orCondition":true,"greaterThan":{"meta":{"updatedAt":"2026-01-01T00:00:00Z"}},"like":{"lastName":"x"}}]`)},
		{name: "a search of groups", method: "POST", target: groups + "/_search", body: where(`"equals":{"memberIDs":"` + nobody + `"},"null":{"types":true}`)},
		{name: "a record that is gone", method: "PATCH", target: groups + "/" + nobody, body: `{"title":"7A"}`},
		{name: "a title that is taken", method: "PATCH", target: class, body: `{"title":"7B"}`},
		{name: "a member who is nobody", method: "PATCH", target: class, body: `{"title":"7A","memberIDs":["` + nobody + `"]}`},
		{name: "a wrong secret", method: "GET", target: students, header: []string{"Client-Secret", "x"}},

		{name: "no credentials", method: "GET", target: students, header: []string{"Client-ID", "", "Client-Secret", ""}, want: "Client-ID and Client-Secret are required"},
		{name: "an unknown path", method: "GET", target: "/directory/v1/class", want: "no such route"},
		{name: "a path outside the API", method: "GET", target: "/student", want: "no such route"},
		{name: "a path that would be tidied", method: "GET", target: students + "/../group", want: "no such route"},
		{name: "a wrong method", method: "PUT", target: class, body: `{"title":"7A"}`, want: "no such route"},
		{name: "an id that is none", method: "GET", target: groups + "/7A", want: "cannot decode path parameter id: not a UUID"},
		{name: "a strange parameter", method: "GET", target: students + "?page=2", want: "query parameter page is not documented"},
		{name: "a parameter with a record", method: "GET", target: class + "?limit=1", want: "query parameter limit is not documented"},
		{name: "a parameter with an update", method: "PATCH", target: class + "?limit=1", body: `{"title":"7A"}`, want: "query parameter limit is not documented"},
		{name: "a parameter of a wrong type", method: "GET", target: students + "?limit=all", want: "cannot decode query parameter limit"},
		{name: "a form", method: "PATCH", target: class, body: `{"title":"7A"}`, header: []string{"Content-Type", "text/plain"},
			want: "cannot decode body: the content type must be application/json"},
		{name: "an unknown key", method: "PATCH", target: student, body: with(`"phonenumber1":"x"`), want: "phonenumber1 is not documented"},
		{name: "a dotted key", method: "PATCH", target: student, body: with(`"external.sourceID":"x"`), want: "external.sourceID is not documented"},
		{name: "an unknown key in an object", method: "PATCH", target: student, body: with(`"address":{"city":"x"}`), want: "address.city is not documented"},
		{name: "a key that can only be read", method: "PATCH", target: class, body: `{"title":"7A","schoolID":"` + nobody + `"}`, want: "schoolID is not documented"},
		{name: "a part of an object that can only be read", method: "PATCH", target: class, body: `{"title":"7A","external":{"sourceID":"x","source":"x"}}`, want: "external.source is not documented"},
		{name: "null for an object", method: "PATCH", target: student, body: with(`"address":null`), want: "address cannot be null"},
		{name: "null for a list", method: "PATCH", target: class, body: `{"title":"7A","memberIDs":null}`, want: "memberIDs cannot be null"},
		{name: "null in a list", method: "PATCH", target: class, body: `{"title":"7A","memberIDs":[null]}`, want: "cannot decode memberIDs: it must not hold null"},
		{name: "null for a name", method: "PATCH", target: class, body: `{"title":null}`, want: "title cannot be null"},
		{name: "nothing for what is required", method: "PATCH", target: class, body: `{"types":[]}`, want: "title is required"},
		{name: "a word that is in no enumeration", method: "PATCH", target: class, body: `{"title":"7A","types":["Klass"]}`, want: "types is not acceptable"},
		{name: "no filter", method: "POST", target: search, body: `{}`, want: "filter is required"},
		{name: "something beside the filter", method: "POST", target: search, body: `{"filter":{"orCondition":false},"limit":5}`, want: "limit is not documented"},
		{name: "no orCondition", method: "POST", target: search, body: `{"filter":{}}`, want: "orCondition is required"},
		{name: "an unknown operator", method: "POST", target: search, body: where(`"greater":{"dateOfBirth":"2014-01-01"}`), want: "filter: greater: no such operator"},
		{name: "an unknown field", method: "POST", target: search, body: where(`"equals":{"title":"7A"}`), want: "filter: equals: title is not documented"},
		{name: "an operator that doesn't cover the field", method: "POST", target: search, body: where(`"greaterThan":{"lastName":"A"}`), want: "filter: greaterThan: lastName is not documented"},
		{name: "part of a list", method: "POST", target: groups + "/_search", body: where(`"like":{"types":"Men"}`), want: "filter: like: types is not documented"},
		{name: "null for what is never empty", method: "POST", target: search, body: where(`"null":{"firstName":true}`), want: "filter: null: firstName is not documented"},
		{name: "null as an operand", method: "POST", target: search, body: where(`"equals":{"gender":null}`), want: "filter: equals: gender cannot be null"},
		{name: "null as operands", method: "POST", target: search, body: where(`"equals":null`), want: "filter: equals: not an object"},
		{name: "an unknown field further in", method: "POST", target: search, body: where(`"nestedFilters":[{"orCondition":true,"equals":{"x":1}}]`),
			want: "filter: nestedFilters: filter: equals: x is not documented"},
		{name: "a method that the token endpoint doesn't have", method: "GET", target: "/oauth/token", want: "no such route"},
		{name: "a grant that the token endpoint doesn't have", method: "POST", target: "/oauth/token", body: "grant_type=password",
			header: []string{"Content-Type", "application/x-www-form-urlencoded"}, want: "grant_type must be client_credentials"},
		{name: "a search as it should be", method: "POST", target: search, body: all},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{})
			got := ask(t, s, test.method, test.target, test.body, test.header...)
			x := s.Log()[0]
			if x.Undocumented != test.want {
				t.Errorf("marked %q, want %q; status %d: %s", x.Undocumented, test.want, got.status, got.body)
			}
			if got.status == http.StatusBadRequest && x.Undocumented == "" {
				t.Error("what cannot be decoded is not documented")
			}
		})
	}
}

// A fault says nothing of the request that it was played on.
func TestFaultsAreNoMisuse(t *testing.T) {
	for _, fault := range []sandbox.Fault{{}, {Kind: sandbox.ResetAfter}} {
		s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &fault }})
		func() {
			defer func() { recover() }() // how a handler cuts a connection
			ask(t, s, "GET", students+"?page=2", "")
		}()
		marked, processed := s.Log()[0].Undocumented != "", fault.Kind == sandbox.ResetAfter
		if marked != processed {
			t.Errorf("fault %d: marked %t", fault.Kind, marked)
		}
	}
}
