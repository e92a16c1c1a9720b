package plan

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/validate"
)

// taking is a change of a unique value.
func taking(n int, old, value string) Change {
	edit := Edit{Field: "emailAddress1", Old: validate.Of(old), New: validate.Of(value), Unique: true, Park: ByClearing}
	return Change{N: n, Kind: "student", ID: strconv.Itoa(n), Rows: []int{n + 1}, Edits: []Edit{edit}}
}

func TestOrder(t *testing.T) {
	tests := map[string]struct {
		changes []Change
		want    []Step // but for Edits
	}{
		"nothing": {},
		"without ties, in the sheet's order": {
			[]Change{taking(1, "a", "x"), taking(2, "b", "y")},
			[]Step{{N: 1, Change: 1}, {N: 2, Change: 2}},
		},
		"a chain, from its free end": {
			[]Change{taking(1, "1a", "2a"), taking(2, "2a", "3a"), taking(3, "3a", "4a")},
			[]Step{{N: 1, Change: 3}, {N: 2, Change: 2, After: []int{1}}, {N: 3, Change: 1, After: []int{2}}},
		},
		"case doesn't make a value another": {
			[]Change{taking(1, "old@example.se", "NEW@example.se"), taking(2, "new@example.se", "x@example.se")},
			[]Step{{N: 1, Change: 2}, {N: 2, Change: 1, After: []int{1}}},
		},
		"writing one's own value otherwise waits for nobody": {
			[]Change{taking(1, "a@example.se", "A@example.se")},
			[]Step{{N: 1, Change: 1}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Order(tt.changes)
			for i := range got {
				got[i].Edits = nil
			}
			if diff := cmp.Diff(tt.want, got, emptyIsNil); diff != "" {
				t.Errorf("Order (-want +got):\n%s", diff)
			}
		})
	}
}

var emptyIsNil = cmp.Transformer("emptyIsNil", func(s []Step) []Step { return append([]Step{}, s...) })

// unparkable makes changes of identity numbers of changes of addresses.
func unparkable(changes []Change) []Change {
	for i := range changes {
		changes[i].Edits[0].Field, changes[i].Edits[0].Park = "identityNumber", ""
	}
	return changes
}

// renamed makes them changes of titles.
func renamed(changes []Change) []Change {
	for i := range changes {
		changes[i].Edits[0].Field, changes[i].Edits[0].Park = "title", ByRenaming
	}
	return changes
}

// Values that are handed on at random, of several fields at once and in circles
// too, are never taken before they are free, and end where they belong, with one
// request more for each circle of a single field.
func TestOrderHandsEveryValueOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := permuted(t, "emailAddress1", ByClearing)
		if rapid.Bool().Draw(t, "two fields") {
			changes = joined(changes, permuted(t, "title", ByRenaming))
		}
		replay(t, changes, Order(changes))
	})
}

// permuted makes n records exchange and renew the values of a field.
func permuted(t *rapid.T, field string, park Parking) []Change {
	const n = 20
	wanted := rapid.SliceOfNDistinct(rapid.IntRange(0, n+5), n, n, rapid.ID[int]).Draw(t, field)
	changes := make([]Change, n)
	for i, to := range wanted {
		changes[i] = Change{N: i + 1, Kind: "student", ID: strconv.Itoa(i)}
		if to != i {
			changes[i].Edits = []Edit{{Field: field, Old: validate.Of(field + strconv.Itoa(i)), New: validate.Of(field + strconv.Itoa(to)), Unique: true, Park: park}}
		}
	}
	return changes
}

// joined gives each change the edits of both.
func joined(a, b []Change) []Change {
	for i := range a {
		a[i].Edits = append(a[i].Edits, b[i].Edits...)
	}
	return a
}

// replay carries steps out on records that refuse a value which is held.
func replay(t *rapid.T, changes []Change, steps []Step) {
	holder := map[string]int{}
	holds := map[int]map[string]string{}
	for _, c := range changes {
		holds[c.N] = map[string]string{}
		for _, e := range c.Edits {
			holder[e.Old.Text], holds[c.N][e.Field] = c.N, e.Old.Text
		}
	}
	done := map[int]bool{}
	for i, s := range steps {
		if s.N != i+1 || slices.ContainsFunc(s.After, func(n int) bool { return !done[n] }) {
			t.Fatalf("step %d at place %d waits for %v", s.N, i, s.After)
		}
		done[s.N] = true
		for _, e := range s.Edits {
			if by, held := holder[e.New.Text]; held && by != s.Change {
				t.Fatalf("step %d takes %q, which change %d holds", s.N, e.New.Text, by)
			}
		}
		for _, e := range s.Edits {
			delete(holder, holds[s.Change][e.Field])
			holds[s.Change][e.Field] = e.New.Text
			if e.New.State == validate.Set {
				holder[e.New.Text] = s.Change
			}
		}
	}
	for _, c := range changes {
		for _, e := range c.Edits {
			if got := holds[c.N][e.Field]; got != e.New.Text {
				t.Fatalf("in the end change %d holds %q, want %q", c.N, got, e.New.Text)
			}
		}
	}
}

// Steps that don't follow one another in After may go at the same time: whoever
// takes a value must name the step that frees it.
func TestOrderNamesWhatItWaitsFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := permuted(t, "emailAddress1", ByClearing)
		steps := Order(changes)
		frees := map[string]int{}
		for _, s := range steps {
			for _, e := range s.Edits {
				if by := frees[e.Old.Text]; by == 0 || s.Parks {
					frees[e.Old.Text] = s.N
				}
			}
		}
		for _, s := range steps {
			for _, e := range s.Edits {
				if by := frees[e.New.Text]; e.New.State == validate.Set && by != 0 && by != s.N && !slices.Contains(s.After, by) {
					t.Fatalf("step %d takes %q and doesn't wait for step %d", s.N, e.New.Text, by)
				}
			}
		}
	})
}

func TestOrderOpensACircleWithOneStepMore(t *testing.T) {
	circle := []Change{taking(1, "a", "b"), taking(2, "x", "y"), taking(3, "b", "c"), taking(4, "c", "a")}
	type request struct {
		Change   int
		Old, New string
		After    []int
		Parks    bool
	}
	tests := map[string]struct {
		changes []Change
		want    []request
	}{
		"by clearing": {circle, []request{
			{1, "a", "", nil, true}, {4, "c", "a", []int{1}, false}, {3, "b", "c", []int{2}, false},
			{1, "a", "b", []int{1, 3}, false}, {2, "x", "y", nil, false}}},
		"a swap of titles": {renamed([]Change{taking(1, "1A", "1B"), taking(2, "1B", "1A")}), []request{
			{1, "1A", "1A ~", nil, true}, {2, "1B", "1A", []int{1}, false}, {1, "1A", "1B", []int{1, 2}, false}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []request
			for _, s := range Order(tt.changes) {
				value := s.Edits[0].New.Text
				if i := strings.Index(value, "~"); i >= 0 {
					value = value[:i+1]
				}
				got = append(got, request{s.Change, s.Edits[0].Old.Text, value, s.After, s.Parks})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Order (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLocked(t *testing.T) {
	circle := []Change{taking(1, "a", "b"), taking(2, "x", "y"), taking(3, "b", "c"), taking(4, "c", "a"), taking(5, "q", "x")}
	if locked := Locked(circle); len(locked) != 0 {
		t.Errorf("addresses can be parked, but %v are locked", locked)
	}
	if diff := cmp.Diff([][]int{{0, 2, 3}}, Locked(unparkable(circle))); diff != "" {
		t.Errorf("Locked (-want +got):\n%s", diff)
	}
}

// A circle that goes through numbers and addresses is opened at an address.
func TestOrderOpensAMixedCircleWhereItMay(t *testing.T) {
	number := func(c Change, old, value string) Change {
		c.Edits = append(c.Edits, Edit{Field: "identityNumber", Old: validate.Of(old), New: validate.Of(value), Unique: true})
		return c
	}
	changes := []Change{number(taking(1, "a", "b"), "1", "9"), number(taking(2, "b", "z"), "2", "1")}
	if locked := Locked(changes); len(locked) != 0 {
		t.Errorf("%v are locked", locked)
	}
	steps := Order(changes)
	if len(steps) != 3 || !steps[0].Parks || steps[0].Edits[0].Field != "emailAddress1" || steps[0].Change != 2 {
		t.Errorf("steps are %+v", steps)
	}
}

// A title of another school is no tie.
func TestOrderMindsTheScope(t *testing.T) {
	changes := []Change{taking(1, "5A", "6A"), taking(2, "6A", "7A")}
	changes[0].Scope, changes[1].Scope = "schoolID=one", "schoolID=two"
	for _, s := range Order(changes) {
		if len(s.After) > 0 {
			t.Errorf("step %d waits for %v", s.N, s.After)
		}
	}
	changes[1].Scope = "schoolID=one"
	if steps := Order(changes); len(steps[0].After)+len(steps[1].After) != 1 {
		t.Errorf("in one school: %+v", steps)
	}
}
