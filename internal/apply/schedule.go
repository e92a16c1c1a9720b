package apply

import (
	"fmt"
	"slices"

	"importer/internal/plan"
)

// A task is a step that is to be carried out, or to be taken back.
type task struct {
	step int // N
	back bool
}

// A schedule says which task may go next. It belongs to the collector.
type schedule struct {
	plan    plan.Plan
	waits   []int   // by N-1: how many steps before it aren't done
	next    [][]int // by N-1: the steps that wait for it
	settled []bool  // by N-1
	ready   []int   // N of the steps that wait for no other, in order
	returns []int   // N of the steps that may be taken back
	open    int     // steps that aren't settled, or are to be taken back

	lanes   map[string]bool // those in which a step is under way
	changes map[int]bool    // those of which a step is under way
}

// newSchedule makes the schedule of a plan of which nothing is done.
func newSchedule(p plan.Plan, w *web) *schedule {
	s := &schedule{
		plan: p, open: len(p.Steps),
		waits: make([]int, len(p.Steps)), next: make([][]int, len(p.Steps)), settled: make([]bool, len(p.Steps)),
		lanes: map[string]bool{}, changes: map[int]bool{},
	}
	for _, step := range p.Steps {
		s.waits[step.N-1] = len(w.before[step.N-1])
		for _, before := range w.before[step.N-1] {
			s.next[before-1] = append(s.next[before-1], step.N)
		}
		if s.waits[step.N-1] == 0 {
			s.ready = append(s.ready, step.N)
		}
	}
	return s
}

// pop takes the first task that may go: no other of its lane or its change is
// under way. What is to be taken back comes first, then the steps that are
// urgent, then those that may go now.
func (s *schedule) pop(urgent, may func(step int) bool) (task, bool) {
	if n, ok := s.take(&s.returns, func(int) bool { return true }); ok {
		return task{step: n, back: true}, true
	}
	for _, wanted := range []func(int) bool{urgent, may} {
		if n, ok := s.take(&s.ready, wanted); ok {
			return task{step: n}, true
		}
	}
	return task{}, false
}

// take takes the first step off a list that is wanted and isn't held up.
func (s *schedule) take(list *[]int, wanted func(step int) bool) (int, bool) {
	i := slices.IndexFunc(*list, func(n int) bool {
		c := s.changeOf(n)
		return !s.changes[c.N] && (c.Lane == "" || !s.lanes[c.Lane]) && wanted(n)
	})
	if i < 0 {
		return 0, false
	}
	n := (*list)[i]
	*list = slices.Delete(*list, i, i+1)
	s.occupy(n, true)
	return n, true
}

// release says that the step's worker has left.
func (s *schedule) release(step int) { s.occupy(step, false) }

func (s *schedule) occupy(step int, busy bool) {
	c := s.changeOf(step)
	s.changes[c.N] = busy
	if c.Lane != "" {
		s.lanes[c.Lane] = busy
	}
}

// done settles a step, so that those that waited for it may go.
func (s *schedule) done(step int) {
	s.settle(step)
	for _, n := range s.next[step-1] {
		s.waits[n-1]--
		if s.waits[n-1] == 0 && !s.settled[n-1] {
			at, _ := slices.BinarySearch(s.ready, n)
			s.ready = slices.Insert(s.ready, at, n)
		}
	}
}

// fail settles a step and all that wait for it, and gives these.
func (s *schedule) fail(step int) (dropped []int) {
	s.settle(step)
	for waiting := []int{step}; len(waiting) > 0; {
		last := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for _, n := range s.next[last-1] {
			if !s.settled[n-1] {
				s.settle(n)
				dropped = append(dropped, n)
				waiting = append(waiting, n)
			}
		}
	}
	return dropped
}

func (s *schedule) settle(step int) {
	if s.settled[step-1] {
		return
	}
	s.settled[step-1] = true
	s.open--
	if at, ok := slices.BinarySearch(s.ready, step); ok {
		s.ready = slices.Delete(s.ready, at, at+1)
	}
}

func (s *schedule) changeOf(step int) plan.Change {
	return s.plan.Changes[s.plan.Steps[step-1].Change-1]
}

// check says whether a plan's numbers lead anywhere: a plan that was read from
// a file may be damaged.
func check(p plan.Plan) error {
	for i, c := range p.Changes {
		if c.N != i+1 {
			return fmt.Errorf("the plan's change %d is numbered %d", i+1, c.N)
		}
	}
	for i, s := range p.Steps {
		if s.N != i+1 || s.Change < 1 || s.Change > len(p.Changes) {
			return fmt.Errorf("the plan's step %d is numbered %d, of change %d", i+1, s.N, s.Change)
		}
		for _, n := range s.After {
			if n < 1 || n > len(p.Steps) {
				return fmt.Errorf("the plan's step %d waits for step %d, which isn't there", s.N, n)
			}
		}
	}
	if n := unfinished(p); n > 0 {
		return fmt.Errorf("the plan's step %d parks a value, and no step completes its change", n)
	}
	for _, line := range p.Lines {
		for _, n := range line.Changes {
			if n < 1 || n > len(p.Changes) {
				return fmt.Errorf("the plan's row %d stands in change %d, which isn't there", line.Row, n)
			}
		}
	}
	return nil
}

// unfinished gives a parking step that no other step of its change waits for; 0
// if there is none.
func unfinished(p plan.Plan) int {
	completed := map[int]bool{}
	for _, s := range p.Steps {
		for _, n := range s.After {
			if !s.Parks && p.Steps[n-1].Change == s.Change {
				completed[n] = true
			}
		}
	}
	for _, s := range p.Steps {
		if s.Parks && !completed[s.N] {
			return s.N
		}
	}
	return 0
}
