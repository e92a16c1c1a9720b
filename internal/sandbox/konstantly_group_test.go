package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

// The built-in site is a tree three deep, and holds what the tests of a client
// need.
func TestKonstantlySite(t *testing.T) {
	all := sandbox.New(sandbox.Options{}).KonstantlyGroups()
	byID, byName, used := map[any]sandbox.Record{}, map[any]int{}, map[string]int{}
	for _, g := range all {
		byID[g["id"]] = g
		byName[g["name"]]++
		for name, v := range g {
			if v != nil && v != "" {
				used[name]++
			}
		}
	}
	levels := map[int]int{}
	for _, g := range all {
		level := 1
		for ; g["parentId"] != nil; level++ {
			g = byID[g["parentId"]]
		}
		levels[level]++
	}
	if want := map[int]int{1: 5, 2: 20, 3: 20}; !cmp.Equal(levels, want) || len(byID) != len(all) {
		t.Errorf("the levels hold %v groups", levels)
	}
	if byName["Kundtjänst"] != 2 || len(byName) != len(all)-1 || byID[desk]["parentId"] == byID[otherDesk]["parentId"] {
		t.Errorf("the names are %v", byName)
	}
	for _, name := range []string{"description", "image", "attributes.region", "attributes.cost_center", "attributes.opened",
		"attributes.languages", "attributes.active", "attributes.website", "attributes.seats"} {
		if used[name] < 2 || used[name] == len(all) {
			t.Errorf("%d groups have %s", used[name], name)
		}
	}
}

func TestEditKonstantlyGroup(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	values := map[string]any{"name": "", "parentId": desk, "attributes.languages": []string{"norska"}, "attributes.seats": 2.5, "attributes.region": nil}
	if err := s.EditKonstantlyGroup(desk, values); err != nil {
		t.Fatal(err)
	}
	values["attributes.languages"].([]string)[0] = "changed"
	s.KonstantlyGroups()[0]["name"] = "changed"
	edited := unit(t, s, desk)
	edited["attributes.languages"].([]string)[0] += "!"
	got := unit(t, s, desk)
	if got["name"] != "" || got["parentId"] != desk || got["attributes.seats"] != 2.5 || got["attributes.region"] != nil ||
		!cmp.Equal(got["attributes.languages"], []string{"norska"}) || s.KonstantlyGroups()[0]["name"] == "changed" {
		t.Errorf("the group is %v", got)
	}
	if len(s.Log()) != 0 {
		t.Error("a colleague's edit is in the log")
	}
	for _, wrong := range []map[string]any{
		{"name": nil}, {"name": 1}, {"parentId": "3"}, {"parentId": 3.0}, {"description": nil}, {"id": 1}, {"usersCount": 1},
		{"attributes": map[string]any{}}, {"attributes.x": "1"}, {"attributes.active": "yes"}, {"attributes.seats": 2}, {"attributes.languages": "svenska"},
	} {
		if err := s.EditKonstantlyGroup(desk, wrong); err == nil {
			t.Errorf("%v was taken", wrong)
		}
	}
	if err := s.EditKonstantlyGroup(999, values); err == nil {
		t.Error("nobody's group was edited")
	}
	if diff := cmp.Diff(got, unit(t, s, desk)); diff != "" {
		t.Error(diff)
	}
}
