package apply

import (
	"slices"

	"importer/internal/plan"
)

// A web says which steps wait for which. The steps of a circle, those that hand
// unique values on to one another from a parking to the step that completes it,
// go one after another. A circle waits as a whole for what its steps wait for,
// so that it isn't opened in vain, and what waits for one of its steps waits for
// all: while a circle may have to be taken back, nobody else builds upon it.
type web struct {
	before  [][]int // by N-1 of a step: N of the steps that it waits for
	circles [][]int // N of the steps of each circle, in the order in which they go
	circle  []int   // by N-1 of a step: the index of its circle, or none
}

// none is the circle of a step that stands in none.
const none = -1

func newWeb(p plan.Plan) *web {
	w := &web{before: make([][]int, len(p.Steps)), circle: make([]int, len(p.Steps))}
	for i := range w.circle {
		w.circle[i] = none
	}
	w.findCircles(p)
	for _, s := range p.Steps {
		k := w.circle[s.N-1]
		for _, n := range s.After {
			if k == none || w.circle[n-1] != k || n >= s.N {
				first := w.first(s.N)
				w.before[first-1] = append(w.before[first-1], w.last(n))
			}
		}
	}
	for _, steps := range w.circles {
		for i, n := range steps[1:] {
			w.before[n-1] = []int{steps[i]}
		}
	}
	return w
}

// findCircles gathers the steps that lie between each parking and the step that
// completes it. Circles that share a step are one.
func (w *web) findCircles(p plan.Plan) {
	next, before := make([][]int, len(p.Steps)), make([][]int, len(p.Steps))
	tie := func(first, second int) {
		next[first-1] = append(next[first-1], second)
		before[second-1] = append(before[second-1], first)
	}
	for _, s := range p.Steps {
		for _, n := range s.After {
			tie(n, s.N)
			if first := p.Steps[n-1]; first.Parks && first.Change == s.Change {
				tie(s.N, n)
			}
		}
	}
	for _, s := range p.Steps {
		if !s.Parks || w.circle[s.N-1] != none {
			continue
		}
		if steps := both(reach(s.N, next), reach(s.N, before)); len(steps) > 1 {
			for _, n := range steps {
				w.circle[n-1] = len(w.circles)
			}
			w.circles = append(w.circles, steps)
		}
	}
}

// reach gives the steps that edges lead to from a step, and the step itself.
func reach(step int, edges [][]int) map[int]bool {
	met := map[int]bool{step: true}
	for left := []int{step}; len(left) > 0; {
		n := left[len(left)-1]
		left = left[:len(left)-1]
		for _, m := range edges[n-1] {
			if !met[m] {
				met[m] = true
				left = append(left, m)
			}
		}
	}
	return met
}

// both gives what is in a and b, sorted.
func both(a, b map[int]bool) (list []int) {
	for n := range a {
		if b[n] {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}

// ring gives the steps of a step's circle, or the step alone.
func (w *web) ring(step int) []int {
	if k := w.circle[step-1]; k != none {
		return w.circles[k]
	}
	return []int{step}
}

// free reports whether a step waits for nothing and opens no circle.
func (w *web) free(step int) bool { return w.circle[step-1] == none && len(w.before[step-1]) == 0 }

func (w *web) first(step int) int { return w.ring(step)[0] }

func (w *web) last(step int) int {
	steps := w.ring(step)
	return steps[len(steps)-1]
}
