package plan

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/validate"
)

// taking is a change of a unique value.
func taking(n int, old, value string) Change {
	edit := Edit{Field: "emailAddress1", Old: validate.Of(old), New: validate.Of(value), Unique: true}
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

// A plan in which values are handed on at random is ordered so that no value is
// taken before its holder has given it up; circles are found instead.
func TestOrderHandsEveryValueOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "changes")
		wanted := rapid.SliceOfNDistinct(rapid.IntRange(0, 2*n), n, n, rapid.ID[int]).Draw(t, "values")
		var changes []Change
		for i, to := range wanted {
			if to != i {
				changes = append(changes, taking(i+1, strconv.Itoa(i), strconv.Itoa(to)))
			}
		}
		var inCircles []int
		for _, circle := range Circular(changes) {
			inCircles = append(inCircles, circle...)
			assertCircle(t, changes, circle)
		}
		var straight []Change
		for i, c := range changes {
			if !slices.Contains(inCircles, i) {
				straight = append(straight, c)
			}
		}
		replay(t, straight, Order(straight))
	})
}

// assertCircle follows the values round.
func assertCircle(t *rapid.T, changes []Change, circle []int) {
	gives := map[string]bool{}
	for _, i := range circle {
		gives[changes[i].Edits[0].Old.Text] = true
	}
	for _, i := range circle {
		if !gives[changes[i].Edits[0].New.Text] {
			t.Fatalf("change %d isn't in a circle", changes[i].N)
		}
	}
}

// replay carries steps out on records that refuse a value which is held.
func replay(t *rapid.T, changes []Change, steps []Step) {
	holder := map[string]int{}
	for _, c := range changes {
		holder[c.Edits[0].Old.Text] = c.N
	}
	if len(steps) != len(changes) {
		t.Fatalf("%d steps for %d changes", len(steps), len(changes))
	}
	for i, s := range steps {
		if s.N != i+1 || slices.ContainsFunc(s.After, func(n int) bool { return n >= s.N }) {
			t.Fatalf("step %d at place %d waits for %v", s.N, i, s.After)
		}
		e := s.Edits[0]
		if by, held := holder[e.New.Text]; held && by != s.Change {
			t.Fatalf("step %d takes %s, which change %d holds", s.N, e.New.Text, by)
		}
		delete(holder, e.Old.Text)
		holder[e.New.Text] = s.Change
		if giver := slices.IndexFunc(changes, func(c Change) bool { return c.Edits[0].Old.Text == e.New.Text }); giver >= 0 && changes[giver].N != s.Change {
			n := slices.IndexFunc(steps, func(o Step) bool { return o.Change == changes[giver].N }) + 1
			if !slices.Contains(s.After, n) {
				t.Fatalf("step %d doesn't wait for step %d, which frees its value", s.N, n)
			}
		}
	}
}

func TestCircular(t *testing.T) {
	changes := []Change{taking(1, "a", "b"), taking(2, "x", "y"), taking(3, "b", "c"), taking(4, "c", "a"), taking(5, "q", "x")}
	if diff := cmp.Diff([][]int{{0, 2, 3}}, Circular(changes)); diff != "" {
		t.Errorf("Circular (-want +got):\n%s", diff)
	}
}
