package plan

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/validate"
)

// moving is a change of a class: members that join, and members that leave.
func moving(n int, old, add, remove []string) Change {
	e := Edit{Field: "memberIDs", Old: validate.ListOf(old...), Add: add, Remove: remove, Handover: true}
	e.New = e.Applied(e.Old)
	return Change{N: n, Kind: "group", ID: strconv.Itoa(n), Rows: []int{n + 1}, Edits: []Edit{e}}
}

func TestOrderAddsBeforeItRemoves(t *testing.T) {
	tests := map[string]struct {
		changes []Change
		want    []string
	}{
		"one pupil moves": {
			[]Change{moving(1, []string{"p", "q"}, nil, []string{"p"}), moving(2, nil, []string{"p"}, nil)},
			[]string{"2 +[p] -[] []", "1 +[] -[p] [1]"},
		},
		"two classes exchange pupils": {
			[]Change{moving(1, []string{"p"}, []string{"q"}, []string{"p"}), moving(2, []string{"q"}, []string{"p"}, []string{"q"})},
			[]string{"1 +[q] -[] []", "2 +[p] -[q] [1]", "1 +[] -[p] [1 2]"},
		},
		"one class exchanges with three, and is the one that is written twice": {
			[]Change{
				moving(1, []string{"a"}, []string{"x"}, []string{"a"}), moving(2, []string{"b"}, []string{"y"}, []string{"b"}),
				moving(3, []string{"x", "y", "z"}, []string{"a", "b", "c"}, []string{"x", "y", "z"}),
				moving(4, []string{"c"}, []string{"z"}, []string{"c"}),
			},
			[]string{"3 +[a b c] -[] []", "1 +[x] -[a] [1]", "2 +[y] -[b] [1]", "4 +[z] -[c] [1]", "3 +[] -[x y z] [1 2 3 4]"},
		},
		"somebody who only leaves waits for nobody": {
			[]Change{moving(1, []string{"p"}, nil, []string{"p"}), moving(2, nil, []string{"q"}, nil)},
			[]string{"1 +[] -[p] []", "2 +[q] -[] []"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range Order(tt.changes) {
				e := s.Edits[0]
				got = append(got, fmt.Sprintf("%d +%v -%v %v", s.Change, e.Add, e.Remove, s.After))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Order (-want +got):\n%s", diff)
			}
		})
	}
}

// Pupils who change classes at random, while titles change hands too, are in a
// class at every moment, whatever order the steps go in that After allows.
func TestOrderLeavesNobodyWithoutAClass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes, classOf := reshuffled(t)
		if rapid.Bool().Draw(t, "titles too") {
			changes = joinedByN(changes, permuted(t, "title", ByRenaming))
		}
		classes := map[int][]string{}
		for pupil, class := range classOf {
			classes[class] = append(classes[class], pupil)
		}
		steps := Order(changes)
		for done := map[int]bool{}; len(done) < len(steps); {
			s := anyReady(t, steps, done)
			done[s.N] = true
			for _, e := range s.Edits {
				if e.ByElement() {
					classes[s.Change] = e.Applied(validate.ListOf(classes[s.Change]...)).List
				}
			}
			for pupil := range classOf {
				if !slices.ContainsFunc(steps, func(s Step) bool { return slices.Contains(classes[s.Change], pupil) }) && !heldElsewhere(classes, pupil) {
					t.Fatalf("after step %d %s is in no class", s.N, pupil)
				}
			}
		}
		for _, c := range changes {
			for _, e := range c.Edits {
				if want := e.New; e.ByElement() && !validate.ListOf(classes[c.N]...).Equal(want) {
					t.Fatalf("in the end class %d holds %v, want %v", c.N, classes[c.N], want.List)
				}
			}
		}
	})
}

func heldElsewhere(classes map[int][]string, pupil string) bool {
	for _, members := range classes {
		if slices.Contains(members, pupil) {
			return true
		}
	}
	return false
}

// anyReady draws one of the steps that may go.
func anyReady(t *rapid.T, steps []Step, done map[int]bool) Step {
	var ready []Step
	for _, s := range steps {
		if !done[s.N] && !slices.ContainsFunc(s.After, func(n int) bool { return !done[n] }) {
			ready = append(ready, s)
		}
	}
	if len(ready) == 0 {
		t.Fatal("no step may go")
	}
	return rapid.SampledFrom(ready).Draw(t, "next")
}

// reshuffled gives 30 pupils in 6 classes others, and the changes for that; the
// class of each pupil is the one before.
func reshuffled(t *rapid.T) (changes []Change, classOf map[string]int) {
	classOf = map[string]int{}
	old, add, remove := map[int][]string{}, map[int][]string{}, map[int][]string{}
	for i := range 30 {
		pupil, from := "p"+strconv.Itoa(i), i%6+1
		to := rapid.IntRange(1, 6).Draw(t, pupil)
		classOf[pupil] = from
		old[from] = append(old[from], pupil)
		if to != from {
			add[to], remove[from] = append(add[to], pupil), append(remove[from], pupil)
		}
	}
	for n := range 6 {
		changes = append(changes, moving(n+1, old[n+1], add[n+1], remove[n+1]))
	}
	return changes, classOf
}

// joinedByN gives each change the edits of the other with its number.
func joinedByN(a, b []Change) []Change {
	for i := range a {
		a[i].Edits = append(slices.Clone(b[i].Edits), a[i].Edits...)
	}
	return a
}
