package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

// The built-in sets are of three modules, and hold what the tests of a client
// need.
func TestTabulaModules(t *testing.T) {
	s := sandbox.New(sandbox.Options{Clock: inTerm})
	sets := map[string]int{}
	for _, set := range s.TabulaSets() {
		sets[set["moduleCode"].(string)+" "+set["academicYear"].(string)]++
	}
	if want := map[string]int{"XX101 26/27": 2, "XX202 26/27": 1, "XX202 25/26": 1, "XX303 26/27": 1}; !cmp.Equal(sets, want) {
		t.Errorf("the sets are %v", sets)
	}
	ids, over, full, unlimited := map[any]bool{}, 0, 0, 0
	for _, g := range s.TabulaGroups() {
		ids[g["id"]] = true
		size, limited := g["maxGroupSize"].(int)
		members := len(g["students"].([]string))
		switch {
		case !limited:
			unlimited++
		case members > size:
			over++
		case members == size:
			full++
		}
	}
	if len(ids) != 25 || over != 2 || full < 2 || unlimited != 1 {
		t.Errorf("of %d groups %d are over their limit, %d full, %d without", len(ids), over, full, unlimited)
	}
}

func TestEditTabula(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	set, group := smallSet(t, s, "XX101", "XX101 Seminars", ""), smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
	id := group["id"].(string)
	values := map[string]any{"name": "A", "maxGroupSize": nil, "students": []string{"u9000001"}, "linkedDepartmentGroup": "7"}
	if err := s.EditTabulaGroup(id, values); err != nil {
		t.Fatal(err)
	}
	values["students"].([]string)[0] = "changed"
	s.TabulaGroups()[0]["name"] = "changed"
	shared, _ := s.TabulaGroup(id)
	shared["students"].([]string)[0] = "changed"
	got, _ := s.TabulaGroup(id)
	if want := (sandbox.Record{"id": id, "setID": set["id"], "name": "A", "maxGroupSize": nil, "students": []string{"u9000001"}, "linkedDepartmentGroup": "7"}); !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
	if err := s.EditTabulaSet(set["id"].(string), map[string]any{"name": "Seminars", "emailTutorsOnChange": false}); err != nil {
		t.Fatal(err)
	}
	edited, _ := s.TabulaSet(set["id"].(string))
	set["name"], set["emailTutorsOnChange"] = "Seminars", false
	if diff := cmp.Diff(set, edited); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []map[string]any{{"name": nil}, {"maxGroupSize": "15"}, {"maxGroupSize": 15.0}, {"students": nil}, {"id": "x"}, {"setID": "x"}} {
		if err := s.EditTabulaGroup(id, wrong); err == nil {
			t.Errorf("%v was taken", wrong)
		}
	}
	if s.EditTabulaGroup("x", nil) == nil || s.EditTabulaSet(id, nil) == nil || s.EditTabulaSet(set["id"].(string), map[string]any{"archived": "no"}) == nil {
		t.Error("what isn't there was edited")
	}
	if _, there := s.TabulaSet(id); there {
		t.Error("a group is given as a set")
	}
}
