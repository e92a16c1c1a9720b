package sandbox_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/sandbox"
)

func bytesOf(r reply) io.Reader { return strings.NewReader(r.body) }

func sortedKeys(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

func TestKonstantlyUpdate(t *testing.T) {
	merge := sandbox.KonstantlyOptions{MergeAttributes: true}
	tests := []struct {
		name    string
		id      int // by default the school
		options sandbox.KonstantlyOptions
		body    string
		status  int    // 200 by default
		fields  string // that the errors are about, sorted, with blanks between
		marked  bool
		want    values // what differs afterwards
	}{
		{name: "nothing new", body: `{"name":"Björkuddens skola"}`},
		{name: "a name", body: `{"name":" Björkudden "}`, want: values{"name": " Björkudden "}},
		{name: "a name that another group has", body: `{"name":"Kundtjänst"}`, want: values{"name": "Kundtjänst"}},
		{name: "no name", body: `{"description":"x"}`, status: 400, fields: "name", marked: true},
		{name: "null for the name", body: `{"name":null}`, status: 400, fields: "name", marked: true},
		{name: "a blank name", body: `{"name":" "}`, status: 400, fields: "name", marked: true},
		{name: "a number for the name", body: `{"name":7}`, status: 400, fields: "name", marked: true},

		{name: "a parent", body: `{"name":"B","parentId":5}`, want: values{"name": "B", "parentId": 5}},
		{name: "null detaches", body: `{"name":"B","parentId":null}`, want: values{"name": "B", "parentId": nil}},
		{name: "an unknown parent", body: `{"name":"B","parentId":4}`, status: 400, fields: "parentId"},
		{name: "a parent by name", body: `{"name":"B","parentId":"5"}`, status: 400, fields: "parentId", marked: true},
		{name: "half a parent", body: `{"name":"B","parentId":5.5}`, status: 400, fields: "parentId", marked: true},
		{name: "a parent beyond all integers", body: `{"name":"B","parentId":1e300}`, status: 400, fields: "parentId", marked: true},
		{name: "itself as parent", body: `{"name":"B","parentId":33}`, status: 400, fields: "parentId"},
		{name: "its child as parent", body: `{"name":"B","parentId":35}`, status: 400, fields: "parentId"},
		{name: "its grandchild as parent", id: north, body: `{"name":"Norr","parentId":35}`, status: 400, fields: "parentId"},

		{name: "a description", body: `{"name":"B","description":"Ny"}`, want: values{"name": "B", "description": "Ny"}},
		{name: "an empty description", body: `{"name":"B","description":""}`, want: values{"name": "B", "description": ""}},
		{name: "null for the description", body: `{"name":"B","description":null}`, status: 400, fields: "description", marked: true},
		{name: "a list for the description", body: `{"name":"B","description":[]}`, status: 400, fields: "description", marked: true},

		{name: "attributes overwrite", body: `{"name":"B","attributes":{"region":"Syd"}}`,
			want: values{"name": "B", "attributes.region": "Syd", "attributes.cost_center": nil, "attributes.opened": nil}},
		{name: "attributes merge", options: merge, body: `{"name":"B","attributes":{"seats":12}}`, want: values{"name": "B", "attributes.seats": 12.0}},
		{name: "attributes of every type", body: `{"name":"B","attributes":{"region":"Öst","cost_center":"","opened":"2026-08-17",
			"languages":["finska","svenska"],"active":false,"website":"https://example.se/a?b=c","seats":-0.5}}`,
			want: values{"name": "B", "attributes.region": "Öst", "attributes.cost_center": "", "attributes.opened": "2026-08-17",
				"attributes.languages": []string{"finska", "svenska"}, "attributes.active": false,
				"attributes.website": "https://example.se/a?b=c", "attributes.seats": -0.5}},
		{name: "no choice at all", options: merge, body: `{"name":"B","attributes":{"languages":[]}}`, want: values{"name": "B", "attributes.languages": []string{}}},
		{name: "no attributes", body: `{"name":"B","attributes":{}}`, status: 400, fields: "attributes.region"},
		{name: "no attributes where one is required", options: merge, id: central, body: `{"name":"B","attributes":{}}`, status: 400, fields: "attributes.region"},
		{name: "a required one stays away with the map", id: central, body: `{"name":"B"}`, want: values{"name": "B"}},
		{name: "a required one is empty", body: `{"name":"B","attributes":{"region":""}}`, status: 400, fields: "attributes.region"},
		{name: "null for the attributes", body: `{"name":"B","attributes":null}`, status: 400, fields: "attributes", marked: true},
		{name: "a list for the attributes", body: `{"name":"B","attributes":["region"]}`, status: 400, fields: "attributes", marked: true},
		{name: "null for an attribute", options: merge, body: `{"name":"B","attributes":{"opened":null}}`, status: 400, fields: "attributes.opened", marked: true},
		{name: "an attribute that isn't defined", options: merge, body: `{"name":"B","attributes":{"x":"1"}}`, status: 400, fields: "attributes.x"},
		{name: "an attribute by its name", options: merge, body: `{"name":"B","attributes":{"Region":"Syd"}}`, status: 400, fields: "attributes.Region"},
		{name: "an option in small letters", body: `{"name":"B","attributes":{"region":"syd"}}`, status: 400, fields: "attributes.region"},
		{name: "an option by its id", body: `{"name":"B","attributes":{"region":41}}`, status: 400, fields: "attributes.region"},
		{name: "a long text", options: merge, body: `{"name":"B","attributes":{"cost_center":"` + strings.Repeat("å", 255) + `"}}`,
			want: values{"name": "B", "attributes.cost_center": strings.Repeat("å", 255)}},
		{name: "a text that is too long", options: merge, body: `{"name":"B","attributes":{"cost_center":"` + strings.Repeat("å", 256) + `"}}`, status: 400, fields: "attributes.cost_center"},
		{name: "a number for a text", options: merge, body: `{"name":"B","attributes":{"cost_center":445}}`, status: 400, fields: "attributes.cost_center"},
		{name: "everything else of the wrong type", body: `{"name":"B","attributes":{"region":"Syd","opened":"17/8 2026","languages":"svenska","active":"ja","website":"example.se","seats":"12"}}`,
			status: 400, fields: "attributes.active attributes.languages attributes.opened attributes.seats attributes.website"},
		{name: "an impossible date", options: merge, body: `{"name":"B","attributes":{"opened":"2026-02-30"}}`, status: 400, fields: "attributes.opened"},
		{name: "an empty date", options: merge, body: `{"name":"B","attributes":{"opened":""}}`, status: 400, fields: "attributes.opened"},
		{name: "one option twice", options: merge, body: `{"name":"B","attributes":{"languages":["svenska","svenska"]}}`, status: 400, fields: "attributes.languages"},
		{name: "one option that isn't", options: merge, body: `{"name":"B","attributes":{"languages":["svenska","norska"]}}`, status: 400, fields: "attributes.languages"},
		{name: "a link with a script", options: merge, body: `{"name":"B","attributes":{"website":"javascript:alert(1)"}}`, status: 400, fields: "attributes.website"},

		{name: "a link without a host", options: merge, body: `{"name":"B","attributes":{"website":"https:example.se"}}`, status: 400, fields: "attributes.website"},

		{name: "all faults at once", body: `{"parentId":4,"attributes":{"region":"syd"},"Name":"B"}`, status: 400, fields: "Name attributes.region name parentId", marked: true},
		{name: "what is read only", body: `{"name":"B","usersCount":1}`, status: 400, fields: "usersCount", marked: true},
		{name: "no JSON", body: `name=B`, status: 400, marked: true},
		{name: "a list", body: `[{"name":"B"}]`, status: 400, marked: true},
		{name: "two objects", body: `{"name":"B"}{}`, status: 400, marked: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Konstantly: test.options})
			if test.id == 0 {
				test.id = school
			}
			if test.status == 0 {
				test.status = http.StatusOK
			}
			before := s.KonstantlyGroups()
			want := unit(t, s, test.id)
			maps.Copy(want, test.want)

			got := askUnits(t, s, "PATCH", unitPath(test.id), test.body)
			if got.status != test.status {
				t.Fatalf("status %d, want %d: %s", got.status, test.status, got.body)
			}
			if diff := cmp.Diff(want, unit(t, s, test.id)); diff != "" {
				t.Errorf("the group: %s", diff)
			}
			if x := last(s); x.Changed != (len(test.want) > 0) || (x.Undocumented != "") != test.marked || x.Body != test.body {
				t.Errorf("the log has %+v", x)
			}
			others := func(r sandbox.Record) bool { return r["id"] == test.id }
			if diff := cmp.Diff(slices.DeleteFunc(before, others), slices.DeleteFunc(s.KonstantlyGroups(), others)); diff != "" {
				t.Errorf("another group: %s", diff)
			}
			if got.status == http.StatusOK {
				return
			}
			unitFault(t, got)
			errors, _ := got.object(t)["errors"].(map[string]any)
			if fields := strings.Join(sortedKeys(errors), " "); fields != test.fields {
				t.Errorf("the errors are about %q, want %q", fields, test.fields)
			}
			for field, messages := range errors {
				if len(messages.([]any)) != 1 {
					t.Errorf("%s: the messages are %v", field, messages)
				}
			}
		})
	}
}

// The answer to an update shows all of the group, whatever GET shows.
func TestKonstantlyUpdateAnswer(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	got := askUnits(t, s, "PATCH", unitPath(team), `{"name":"Arbetslag","parentId":null,"attributes":{"region":"Syd","languages":["svenska"]}}`)
	want := map[string]any{
		"id": 35.0, "parentId": nil, "name": "Arbetslag", "usersCount": 42.0, "coursesCount": 0.0, "image": nil,
		"description": "", "attributes": map[string]any{"region": "Syd", "languages": []any{"svenska"}},
	}
	if diff := cmp.Diff(want, got.object(t)); diff != "" {
		t.Error(diff)
	}
}

func TestKonstantlyContentType(t *testing.T) {
	for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded"} {
		s := sandbox.New(sandbox.Options{})
		got := askUnits(t, s, "PATCH", unitPath(desk), `{"name":"Disk"}`, "Content-Type", media)
		if got.status != http.StatusBadRequest || last(s).Undocumented == "" || unit(t, s, desk)["name"] == "Disk" {
			t.Errorf("%q: status %d, marked %q", media, got.status, last(s).Undocumented)
		}
		unitFault(t, got)
	}
}

// A ring that a colleague has made ends no request in a loop.
func TestKonstantlyRing(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	if err := s.EditKonstantlyGroup(north, values{"parentId": team}); err != nil {
		t.Fatal(err)
	}
	if got := askUnits(t, s, "PATCH", unitPath(west), `{"name":"Väst","parentId":35}`); got.status != http.StatusOK {
		t.Errorf("status %d: %s", got.status, got.body)
	}
}

// Whatever is moved where, the groups stay a tree, and what is refused moves
// nothing.
func TestKonstantlyStaysATree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sandbox.New(sandbox.Options{Konstantly: sandbox.KonstantlyOptions{Bucket: sandbox.Bucket{Size: 1e6}}})
		parents := map[any]any{}
		var ids []int
		for _, g := range s.KonstantlyGroups() {
			parents[g["id"]] = g["parentId"]
			ids = append(ids, g["id"].(int))
		}
		for range rapid.IntRange(1, 20).Draw(t, "moves") {
			child, parent := rapid.SampledFrom(ids).Draw(t, "child"), rapid.SampledFrom(ids).Draw(t, "parent")
			if got := move(s, child, parent); got == http.StatusOK {
				parents[child] = parent
			}
		}
		for _, g := range s.KonstantlyGroups() {
			if g["parentId"] != parents[g["id"]] {
				t.Fatalf("group %v stands below %v, want %v", g["id"], g["parentId"], parents[g["id"]])
			}
			at := g["id"]
			for range len(ids) {
				if at != nil {
					at = parents[at]
				}
			}
			if at != nil {
				t.Fatalf("group %v stands below itself", g["id"])
			}
		}
	})
}

// move puts one group below another and gives the status of the answer.
func move(s *sandbox.Server, child, parent int) int {
	body := fmt.Sprintf(`{"name":"moved","parentId":%d}`, parent)
	r := httptest.NewRequest("PATCH", unitPath(child), strings.NewReader(body))
	r.Header.Set("X-API-KEY", sandbox.DefaultCredentials().Secret)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}
