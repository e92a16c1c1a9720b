package apply

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"importer/internal/plan"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name, record, edits, temporary string
		want                           standing
		differs                        string
	}{
		{name: "old", record: `{"lastName":"Ek"}`, edits: `[{"field":"lastName","old":"Ek","new":"Berg"}]`, want: someOld},
		{name: "new", record: `{"lastName":"Berg"}`, edits: `[{"field":"lastName","old":"Ek","new":"Berg"}]`, want: allNew},
		{name: "moved", record: `{"lastName":"Dal"}`, edits: `[{"field":"lastName","old":"Ek","new":"Berg"}]`, want: moved,
			differs: `[{"field":"lastName","old":"Dal","new":"Berg"}]`},
		{name: "other fields don't count", record: `{"lastName":"Ek","firstName":"Otto"}`, edits: `[{"field":"lastName","old":"Ek","new":"Berg"}]`, want: someOld},
		{name: "half", record: `{"lastName":"Berg","firstName":"Ada"}`,
			edits: `[{"field":"lastName","old":"Ek","new":"Berg"},{"field":"firstName","old":"Ada","new":"Eva"}]`, want: someOld},
		{name: "half and moved", record: `{"lastName":"Berg","firstName":"Ida"}`,
			edits: `[{"field":"lastName","old":"Ek","new":"Berg"},{"field":"firstName","old":"Ada","new":"Eva"}]`, want: moved,
			differs: `[{"field":"firstName","old":"Ida","new":"Eva"}]`},
		{name: "cleared", record: `{"phone":null}`, edits: `[{"field":"phone","old":"+46735550101","new":null}]`, want: allNew},
		{name: "cleared by being left out", record: `{}`, edits: `[{"field":"phone","old":"+46735550101","new":null}]`, want: allNew},
		{name: "set from nothing", record: `{}`, edits: `[{"field":"phone","old":null,"new":"+46735550101"}]`, want: someOld},
		{name: "empty text isn't nothing", record: `{"phone":""}`, edits: `[{"field":"phone","old":"1","new":null}]`, want: moved,
			differs: `[{"field":"phone","old":"","new":null}]`},
		{name: "not shown", record: `{"note":{"unreadable":true}}`, edits: `[{"field":"note","old":{"unreadable":true},"new":"x"}]`, want: hidden},
		{name: "not shown, and new", record: `{"note":{"unreadable":true},"lastName":"Berg"}`,
			edits: `[{"field":"note","old":{"unreadable":true},"new":"x"},{"field":"lastName","old":"Ek","new":"Berg"}]`, want: hidden},
		{name: "not shown, and old", record: `{"note":{"unreadable":true},"lastName":"Ek"}`,
			edits: `[{"field":"lastName","old":"Ek","new":"Berg"},{"field":"note","old":{"unreadable":true},"new":"x"}]`, want: someOld},
		{name: "not shown, and moved", record: `{"note":{"unreadable":true},"lastName":"Dal"}`,
			edits: `[{"field":"note","old":{"unreadable":true},"new":"x"},{"field":"lastName","old":"Ek","new":"Berg"}]`, want: moved,
			differs: `[{"field":"lastName","old":"Dal","new":"Berg"}]`},
		{name: "in another case", record: `{"email":{"text":"Ada@example.se","as":"ada@example.se"}}`, edits: `[{"field":"email","old":"eva@example.se","new":"ada@example.se"}]`, want: allNew},
		{name: "another value in capitals", record: `{"email":{"text":"Ida@example.se","as":"ida@example.se"}}`, edits: `[{"field":"email","old":"eva@example.se","new":"ada@example.se"}]`,
			want: moved, differs: `[{"field":"email","old":{"text":"Ida@example.se","as":"ida@example.se"},"new":"ada@example.se"}]`},
		{name: "parked", record: `{"title":"1A ~beef"}`, edits: `[{"field":"title","old":"1A","new":"2A"}]`,
			temporary: `[{"field":"title","old":"1A","new":"1A ~beef"}]`, want: someOld},
		{name: "parked by clearing", record: `{}`, edits: `[{"field":"title","old":"1A","new":"2A"}]`,
			temporary: `[{"field":"title","old":"1A","new":null}]`, want: someOld},
		{name: "parked in another field", record: `{"title":"1A ~beef"}`, edits: `[{"field":"title","old":"1A","new":"2A"}]`,
			temporary: `[{"field":"name","old":"1A","new":"1A ~beef"}]`, want: moved, differs: `[{"field":"title","old":"1A ~beef","new":"2A"}]`},
		{name: "nothing added yet", record: `{"members":["a"]}`, edits: `[{"field":"members","old":["a"],"new":["a","b"],"add":["b"]}]`, want: someOld},
		{name: "added", record: `{"members":["b","a"]}`, edits: `[{"field":"members","old":["a"],"new":["a","b"],"add":["b"]}]`, want: allNew},
		{name: "added by somebody, others too", record: `{"members":["b","c"]}`, edits: `[{"field":"members","old":["a"],"new":["a","b"],"add":["b"]}]`, want: allNew},
		{name: "added and not removed", record: `{"members":["a","b"]}`, edits: `[{"field":"members","old":["a"],"new":["b"],"add":["b"],"remove":["a"]}]`, want: someOld},
		{name: "removed from nothing", record: `{}`, edits: `[{"field":"members","old":["a"],"new":[],"remove":["a"]}]`, want: allNew},
		{name: "a list not shown", record: `{"members":{"unreadable":true}}`, edits: `[{"field":"members","old":["a"],"new":[],"remove":["a"]}]`, want: hidden},
		{name: "a whole list, in another order", record: `{"types":["B","A"]}`, edits: `[{"field":"types","old":["C"],"new":["A","B"]}]`, want: allNew},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, differs := compare(student("a", tt.record), edits(tt.edits), edits(tt.temporary))
			if got != tt.want {
				t.Errorf("standing %d; want %d", got, tt.want)
			}
			if diff := cmp.Diff(edits(tt.differs), differs, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVerify(t *testing.T) {
	const added = `[{"field":"members","old":["a"],"new":["a","b"],"add":["b"]}]`
	tests := []struct {
		name, before, after, edits string
		differs, notVerified       int
	}{
		{"as asked", `{"lastName":"Ek"}`, `{"lastName":"Berg"}`, `[{"field":"lastName","old":"Ek","new":"Berg"}]`, 0, 0},
		{"still old", `{"lastName":"Ek"}`, `{"lastName":"Ek"}`, `[{"field":"lastName","old":"Ek","new":"Berg"}]`, 1, 0},
		{"not shown", `{}`, `{"note":{"unreadable":true}}`, `[{"field":"note","old":{"unreadable":true},"new":"x"}]`, 0, 1},
		{"added", `{"members":["a"]}`, `{"members":["a","b"]}`, added, 0, 0},
		{"added, and another lost", `{"members":["a"]}`, `{"members":["b"]}`, added, 1, 0},
		{"added, and one that we never knew of lost", `{"members":["a","x"]}`, `{"members":["a","b"]}`, added, 1, 0},
		{"added, and somebody else too", `{"members":["a"]}`, `{"members":["a","b","c"]}`, added, 0, 0},
		{"not added", `{"members":["a"]}`, `{"members":["a"]}`, added, 1, 0},
		{"the last one removed", `{"members":["a"]}`, `{"members":null}`, `[{"field":"members","old":["a"],"new":[],"remove":["a"]}]`, 0, 0},
		{"removed, and another lost", `{"members":["a","c"]}`, `{"members":[]}`, `[{"field":"members","old":["a","c"],"new":["c"],"remove":["a"]}]`, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			differs, notVerified := verify(student("a", tt.before), student("a", tt.after), edits(tt.edits))
			if len(differs) != tt.differs || len(notVerified) != tt.notVerified {
				t.Errorf("%v differ and %v aren't verified; want %d and %d", differs, notVerified, tt.differs, tt.notVerified)
			}
		})
	}
}

// TestListsNeverMove takes any list for the one that is there: what is to be
// added and removed is still to be done, or done, and making the rest of the
// edit always ends at all new.
func TestListsNeverMove(t *testing.T) {
	names := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), rapid.ID)
	rapid.Check(t, func(t *rapid.T) {
		now := student("r", `{"members":[]}`)
		value := now.Fields["members"]
		value.List = append(value.List, names.Draw(t, "held")...)
		now.Fields["members"] = value
		add := names.Draw(t, "add")
		remove := remaining(names.Draw(t, "remove"), plan.Edit{Add: add})
		e := plan.Edit{Field: "members", Add: add, Remove: remove}
		if !e.ByElement() {
			t.Skip()
		}
		before := slices.Clone(value.List)
		if s := compareField(now, e, nil); s != allNew && s != someOld {
			t.Fatalf("standing %d", s)
		}
		left := difference(now, e)
		value.List = append(remaining(value.List, left), left.Add...)
		now.Fields["members"] = value
		if s := compareField(now, e, nil); s != allNew {
			t.Fatalf("after the rest of the edit: standing %d", s)
		}
		for _, name := range before {
			if !slices.Contains(remove, name) && !slices.Contains(value.List, name) {
				t.Fatalf("%s is lost", name)
			}
		}
	})
}
