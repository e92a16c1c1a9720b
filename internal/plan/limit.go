package plan

import "slices"

// Limit keeps the steps of the first n changes, those that complete a circle
// which they open, and those by which an element leaves one record that has
// joined another; the rows of all other changes are pending. A step that is kept
// keeps those that it waits for.
func (p *Plan) Limit(n int) {
	l := limiter{plan: p, kept: make([]bool, len(p.Steps)), changes: map[int]bool{}}
	for _, s := range p.Steps {
		if len(l.changes) < n || l.changes[s.Change] {
			l.keep(s.N)
		}
	}
	for again := true; again; {
		again = false
		for _, s := range p.Steps {
			if !l.kept[s.N-1] && l.belongs(s) {
				l.keep(s.N)
				again = true
			}
		}
	}
	p.Steps = l.renumbered()
	for i, line := range p.Lines {
		if slices.ContainsFunc(line.Changes, func(c int) bool { return !l.changes[c] }) {
			p.Lines[i].Status = Pending
		}
	}
}

// A limiter notes which steps are kept.
type limiter struct {
	plan    *Plan
	kept    []bool       // by N-1
	changes map[int]bool // by N
}

// keep keeps a step and those that it waits for.
func (l *limiter) keep(n int) {
	for waiting := []int{n}; len(waiting) > 0; {
		n, waiting = waiting[len(waiting)-1], waiting[:len(waiting)-1]
		if !l.kept[n-1] {
			l.kept[n-1] = true
			l.changes[l.plan.Steps[n-1].Change] = true
			waiting = append(waiting, l.plan.Steps[n-1].After...)
		}
	}
}

// belongs reports whether a step can't be left out: its change has begun, or it
// takes elements out that a kept step has added elsewhere.
func (l *limiter) belongs(s Step) bool {
	if l.changes[s.Change] {
		return true
	}
	return slices.ContainsFunc(s.After, func(n int) bool {
		return l.kept[n-1] && handsOver(l.plan.Steps[n-1].Edits, s.Edits)
	})
}

// handsOver reports whether an element that some edits add is removed by others.
func handsOver(adding, removing []Edit) bool {
	for _, a := range adding {
		for _, r := range removing {
			if a.Field == r.Field && len(within(handedOver(a, a.Add), handedOver(r, r.Remove))) > 0 {
				return true
			}
		}
	}
	return false
}

// renumbered gives the steps that are kept, numbered anew.
func (l *limiter) renumbered() []Step {
	number := map[int]int{}
	var steps []Step
	for _, s := range l.plan.Steps {
		if !l.kept[s.N-1] {
			continue
		}
		number[s.N] = len(steps) + 1
		s.After = slices.Clone(s.After)
		for i, n := range s.After {
			s.After[i] = number[n]
		}
		s.N = number[s.N]
		steps = append(steps, s)
	}
	return steps
}
