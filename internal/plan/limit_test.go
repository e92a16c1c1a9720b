package plan

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLimitLeavesNothingHalfDone(t *testing.T) {
	tests := map[string]struct {
		changes []Change
		n       int
		want    []string
	}{
		"independent changes": {
			[]Change{taking(1, "a", "x"), taking(2, "b", "y"), taking(3, "c", "z")}, 2, []string{"1 []", "2 []"},
		},
		"what a kept one waits for": {[]Change{taking(1, "a", "b"), taking(2, "b", "c")}, 1, []string{"2 []"}},
		"a circle is kept whole": {
			[]Change{taking(1, "a", "b"), taking(2, "b", "a"), taking(3, "c", "z")}, 1, []string{"1 []", "2 [1]", "1 [1 2]"},
		},
		"so is a pupil who moves": {
			[]Change{moving(1, nil, []string{"p"}, nil), taking(2, "a", "x"), moving(3, []string{"p"}, nil, []string{"p"})}, 1,
			[]string{"1 []", "3 [1]"},
		},
		"and classes that exchange": {
			[]Change{moving(1, []string{"p"}, []string{"q"}, []string{"p"}), moving(2, []string{"q"}, []string{"p"}, []string{"q"}), taking(3, "a", "x")}, 1,
			[]string{"1 []", "2 [1]", "1 [1 2]"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := &Plan{Changes: tt.changes, Steps: Order(tt.changes)}
			p.Limit(tt.n)
			var got []string
			for i, s := range p.Steps {
				if s.N != i+1 {
					t.Errorf("step %d is numbered %d", i+1, s.N)
				}
				got = append(got, fmt.Sprintf("%d %v", s.Change, s.After))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}
