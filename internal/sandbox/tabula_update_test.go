package sandbox_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

// smallGroupPath is that of a group of XX101.
func smallGroupPath(g sandbox.Record) string {
	return modules + "/xx101/groups/" + g["setID"].(string) + "/groups/" + g["id"].(string)
}

func TestTabulaUpdate(t *testing.T) {
	keep := sandbox.TabulaOptions{KeepSize: true}
	name := func(n int) string { return strings.Repeat("å", n) }
	tests := []struct {
		name    string
		group   string // of the seminars, or of the labs; by default Group 3, whose size is 12
		options sandbox.TabulaOptions
		body    string
		status  int    // 200 by default
		fields  string // that the errors are about, with blanks between
		marked  bool
		want    values // what differs afterwards
	}{
		{name: "both", body: `{"name":"C","maxGroupSize":20}`, want: values{"name": "C", "maxGroupSize": 20}},
		{name: "nothing new", body: `{"name":"Group 3","maxGroupSize":12}`},
		{name: "a size left out becomes 15", body: `{"name":"C"}`, want: values{"name": "C", "maxGroupSize": 15}},
		{name: "a size left out is kept", options: keep, body: `{"name":"C"}`, want: values{"name": "C"}},
		{name: "null for the size is a size left out", body: `{"name":"C","maxGroupSize":null}`, marked: true, want: values{"name": "C", "maxGroupSize": 15}},
		{name: "null for the size is no change", options: keep, body: `{"maxGroupSize":null}`, marked: true},
		{name: "null for the name", body: `{"name":null,"maxGroupSize":20}`, marked: true, want: values{"maxGroupSize": 20}},
		{name: "a name left out", body: `{"maxGroupSize":20}`, want: values{"maxGroupSize": 20}},
		{name: "nothing", body: `{}`, want: values{"maxGroupSize": 15}},
		{name: "a limit for a group without", group: "Group 5", body: `{"name":"Group 5","maxGroupSize":9}`, want: values{"maxGroupSize": 9}},
		{name: "a group without limit gets one", group: "Group 5", body: `{"name":"Group 5"}`, want: values{"maxGroupSize": 15}},
		{name: "a group without limit keeps none", group: "Group 5", options: keep, body: `{"name":"Group 5"}`},

		{name: "a size as text", body: `{"name":"C","maxGroupSize":" 35"}`, want: values{"name": "C", "maxGroupSize": 35}},
		{name: "a size below the members", body: `{"name":"C","maxGroupSize":1}`, want: values{"name": "C", "maxGroupSize": 1}},
		{name: "no size", body: `{"name":"C","maxGroupSize":0}`, status: 400, fields: "maxGroupSize", marked: true},
		{name: "a negative size", body: `{"name":"C","maxGroupSize":"-1"}`, status: 400, fields: "maxGroupSize", marked: true},
		{name: "half a size", body: `{"name":"C","maxGroupSize":12.5}`, status: 400, marked: true},
		{name: "a size in words", body: `{"name":"C","maxGroupSize":"12 st"}`, status: 400, marked: true},
		{name: "an empty size", body: `{"name":"C","maxGroupSize":""}`, status: 400, marked: true},
		{name: "a size beyond all integers", body: `{"name":"C","maxGroupSize":1e300}`, status: 400, marked: true},
		{name: "a switch for the size", body: `{"name":"C","maxGroupSize":true}`, status: 400, marked: true},

		{name: "a name of blanks", body: `{"name":"  ","maxGroupSize":12}`, want: values{"name": "  "}},
		{name: "a name that another group has", body: `{"name":"Group 1","maxGroupSize":12}`, want: values{"name": "Group 1"}},
		{name: "an empty name", body: `{"name":"","maxGroupSize":12}`, status: 400, fields: "name", marked: true},
		{name: "a name of 199", body: `{"name":"` + name(199) + `","maxGroupSize":12}`, want: values{"name": name(199)}},
		{name: "a name of 200", body: `{"name":"` + name(200) + `","maxGroupSize":12}`, marked: true, want: values{"name": name(200)}},
		{name: "a name of 201", body: `{"name":"` + name(201) + `","maxGroupSize":12}`, status: 400, fields: "name", marked: true},
		{name: "a name of 101 signs beyond the plane", body: `{"name":"` + strings.Repeat("🎓", 101) + `","maxGroupSize":12}`, status: 400, fields: "name", marked: true},
		{name: "a number for the name", body: `{"name":3,"maxGroupSize":12}`, status: 400, marked: true},
		{name: "all faults at once", body: `{"name":"","maxGroupSize":0}`, status: 400, fields: "name maxGroupSize", marked: true},

		{name: "the name of a linked group", group: "Lab A", body: `{"name":"Laboratory A","maxGroupSize":18}`},
		{name: "the size of a linked group", group: "Lab A", body: `{"name":"Laboratory A","maxGroupSize":19}`, want: values{"maxGroupSize": 19}},

		{name: "a property of another case", body: `{"name":"C","MaxGroupSize":12}`, status: 400, marked: true},
		{name: "what was read, sent back", body: `{"id":"x","name":"C","maxGroupSize":12,"students":[],"events":[]}`, status: 400, marked: true},
		{name: "no JSON", body: `name=C`, status: 400, marked: true},
		{name: "a list", body: `[]`, status: 400, marked: true},
		{name: "no body", status: 400, marked: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Tabula: test.options})
			if test.status == 0 {
				test.status = http.StatusOK
			}
			set := "XX101 Seminars"
			switch {
			case test.group == "":
				test.group = "Group 3"
			case strings.HasPrefix(test.group, "Lab"):
				set = "XX101 Labs"
			}
			before := s.TabulaGroups()
			want := smallGroup(t, s, "XX101", set, test.group)
			path := smallGroupPath(want)
			maps.Copy(want, test.want)

			got := askTabula(t, s, "PUT", path, test.body, "Content-Type", "application/json;charset=UTF-8")
			if got.status != test.status {
				t.Fatalf("status %d, want %d: %s", got.status, test.status, got.body)
			}
			after, _ := s.TabulaGroup(want["id"].(string))
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("the group: %s", diff)
			}
			if x := last(s); x.Changed != (len(test.want) > 0) || (x.Undocumented != "") != test.marked || x.Body != test.body {
				t.Errorf("the log has %+v", x)
			}
			same := func(r sandbox.Record) bool { return r["id"] == want["id"] }
			if diff := cmp.Diff(slices.DeleteFunc(before, same), slices.DeleteFunc(s.TabulaGroups(), same)); diff != "" {
				t.Errorf("another group: %s", diff)
			}
			if got.status != http.StatusOK {
				if fields := strings.Join(tabulaFault(t, got), " "); fields != test.fields {
					t.Errorf("the errors are about %q, want %q", fields, test.fields)
				}
				return
			}
			size, limited := want["maxGroupSize"].(int)
			shown := shownGroup(t, got, want["id"])
			if shown["name"] != want["name"] || limited && shown["maxGroupSize"] != float64(size) || !limited && shown["maxGroupSize"] != nil {
				t.Errorf("the answer shows %v", shown)
			}
		})
	}
}

// The answer is what a GET of the set gives, all groups in it.
func TestTabulaUpdateAnswer(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	g := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
	put := askTabula(t, s, "PUT", smallGroupPath(g), `{"name":"Zeta","maxGroupSize":15}`)
	got := askTabula(t, s, "GET", setPath("xx101", sandbox.Record{"id": g["setID"]}), "")
	if diff := cmp.Diff(got.object(t), put.object(t)); diff != "" {
		t.Error(diff)
	}
	groups := put.object(t)["groupSet"].(map[string]any)["groups"].([]any)
	if len(groups) != 8 || groups[7].(map[string]any)["id"] != g["id"] {
		t.Errorf("a group with another name stands where it stood: %v", groups)
	}
}

// Another type of content looks as if the group weren't there.
func TestTabulaContentType(t *testing.T) {
	for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", ";"} {
		s := sandbox.New(sandbox.Options{})
		g := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
		got := askTabula(t, s, "PUT", smallGroupPath(g), `{"name":"A","maxGroupSize":15}`, "Content-Type", media)
		after, _ := s.TabulaGroup(g["id"].(string))
		if got.status != http.StatusNotFound || last(s).Undocumented == "" || !cmp.Equal(g, after) {
			t.Errorf("%q: status %d, marked %q", media, got.status, last(s).Undocumented)
		}
		tabulaFault(t, got)
	}
}

func TestTabulaFault(t *testing.T) {
	for _, test := range []struct {
		fault   sandbox.Fault
		status  int
		changed bool
	}{
		{sandbox.Fault{Status: 500}, 500, false},
		{sandbox.Fault{Kind: sandbox.ResetAfter}, 0, true},
	} {
		s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &test.fault }})
		g := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
		func() {
			defer func() { recover() }() // a test's writer can't be reset, and is aborted
			askTabula(t, s, "PUT", smallGroupPath(g), `{"name":"A","maxGroupSize":15}`)
		}()
		after, _ := s.TabulaGroup(g["id"].(string))
		if x := last(s); x.Status != test.status || x.Changed != test.changed || (after["name"] == "A") != test.changed || x.Undocumented != "" {
			t.Errorf("the log has %+v", x)
		}
	}
}

// All three systems serve at once; the race detector watches.
func TestHalvesTogether(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	g := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
	id := g["id"].(string)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { askTabula(t, s, "PUT", smallGroupPath(g), `{"name":"A","maxGroupSize":15}`) })
		group.Go(func() { askUnits(t, s, "PATCH", unitPath(desk), `{"name":"Disk","parentId":5}`) })
		group.Go(func() { ask(t, s, "GET", students, "") })
		group.Go(func() { s.MaintainTabula(false) })
		group.Go(func() {
			if s.EditTabulaGroup(id, values{"maxGroupSize": 3}) != nil || s.EditKonstantlyGroup(desk, values{"parentId": nil}) != nil {
				t.Error("an edit was refused")
			}
			s.TabulaGroups()
			s.KonstantlyGroups()
		})
	}
	group.Wait()
	if len(s.Log()) != 24 {
		t.Errorf("%d requests in the log", len(s.Log()))
	}
}
