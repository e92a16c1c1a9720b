package apply

import (
	"slices"

	"importer/internal/plan"
)

// A circle that can't be completed is walked back: its steps that were carried
// out are taken back, the last one first, each only when the one after it is.

// offender gives the step with which a step's circle failed for good; 0 if it
// didn't, or if the step stands in none. A step that nobody knows the end of
// leaves the circle open.
func (l *ledger) offender(step int) int {
	if l.circle[step-1] == none {
		return 0
	}
	ring := l.ring(step)
	if i := slices.IndexFunc(ring, func(n int) bool { return l.accounts[n-1].dead() }); i >= 0 {
		return ring[i]
	}
	return 0
}

// turned reports whether a step's circle is to be walked back.
func (l *ledger) turned(step int) bool { return l.offender(step) > 0 }

// touched reports whether a step's circle is open or was: a record of it may
// hold what the run sent.
func (l *ledger) touched(step int) bool {
	return l.circle[step-1] != none && slices.ContainsFunc(l.ring(step), l.sent)
}

// sent reports whether a record may hold what a step sent, if only in some of its
// fields.
func (l *ledger) sent(step int) bool {
	a := &l.accounts[step-1]
	switch a.outcome.Decision {
	case Done:
		return true
	case GiveUp:
		return a.outcome.Reason == Differs
	case LeaveAlone:
		return a.sent && a.outcome.Reason == Moved
	default:
		return a.doubtful()
	}
}

// stands reports whether a step was carried out, as far as is known, and neither
// taken back nor undone by somebody else.
func (l *ledger) stands(step int) bool {
	back := &l.returns[step-1]
	return l.sent(step) && !back.good() && (back.open || back.outcome.Decision != LeaveAlone)
}

// toReturn gives the steps of a step's circle that are still to be taken back,
// in this order.
func (l *ledger) toReturn(step int) (steps []int) {
	if !l.turned(step) {
		return nil
	}
	for _, n := range slices.Backward(l.ring(step)) {
		if l.stands(n) {
			steps = append(steps, n)
		}
	}
	return steps
}

// parked reports whether a record holds the temporary value of a step.
func (l *ledger) parked(step int) bool {
	s := l.plan.Steps[step-1]
	if !s.Parks || l.accounts[step-1].doubtful() || !l.sent(step) {
		return false
	}
	return slices.ContainsFunc(l.ring(step), func(n int) bool {
		own := l.plan.Steps[n-1]
		return own.Change == s.Change && slices.Contains(own.After, step) && !l.accounts[n-1].good()
	})
}

// inverse gives the edits that take a step back to what its record held before,
// a temporary value perhaps. lost are those that no request can make, because
// the server doesn't show what was there.
func (l *ledger) inverse(step int) (edits, lost []plan.Edit) {
	var stored []plan.Edit
	if out := l.accounts[step-1].outcome; out.Reason == Differs {
		stored = out.Differs
	}
	for _, e := range l.plan.Steps[step-1].Edits {
		back := plan.Edit{Field: e.Field, Old: e.New, New: e.Before(), Add: e.Remove, Remove: e.Add, Unique: e.Unique}
		if p, ok := named(l.parking(step), e.Field); ok {
			back.New = p.New
		}
		if d, ok := named(stored, e.Field); ok {
			back.Old = d.Old
		}
		if back.New.IsUnreadable() {
			lost = append(lost, back)
		} else {
			edits = append(edits, back)
		}
	}
	return edits, lost
}

// parking gives the edits that parked the values of a step's change before it.
func (l *ledger) parking(step int) (edits []plan.Edit) {
	change := l.plan.Steps[step-1].Change
	for _, n := range l.ring(step) {
		if s := l.plan.Steps[n-1]; s.Parks && n != step && s.Change == change {
			edits = append(edits, s.Edits...)
		}
	}
	return edits
}

// named gives the edit of a field.
func named(edits []plan.Edit, field string) (plan.Edit, bool) {
	i := slices.IndexFunc(edits, func(e plan.Edit) bool { return e.Field == field })
	if i < 0 {
		return plan.Edit{}, false
	}
	return edits[i], true
}

// halfway is what there is to say of a step whose values a record holds although
// its circle isn't complete. out is what came of taking it back, if that was
// tried.
func (l *ledger) halfway(step int, out Outcome) Outcome {
	edits, lost := l.inverse(step)
	edits = append(edits, lost...)
	for i, e := range edits {
		if d, ok := named(out.Differs, e.Field); ok {
			edits[i].Old = d.Old
		}
	}
	out.Reason, out.Differs, out.NotVerified = Halfway, edits, nil
	return out
}

// turnedEnd is the end of a step in a circle that failed. The first of a
// change's steps in it speaks for all of them: what couldn't be taken back
// outweighs what somebody else has moved, that outweighs why the step failed,
// and that outweighs another step's failure.
func (l *ledger) turnedEnd(step int) end {
	change, first := l.plan.Steps[step-1].Change, true
	result, weight := end{status: plan.Failed, culprit: l.offender(step)}, 0
	for _, n := range l.ring(step) {
		if l.plan.Steps[n-1].Change != change {
			continue
		}
		if first && n != step {
			return end{status: plan.Pending}
		}
		first = false
		if e, w := l.taken(n); w > weight {
			result, weight = e, w
		}
	}
	return result
}

// taken is the end of a single step in a circle that failed, and how much it
// weighs; 0 if there is nothing to say of it but that.
func (l *ledger) taken(step int) (e end, weight int) {
	a, back := &l.accounts[step-1], &l.returns[step-1]
	_, lost := l.inverse(step)
	switch {
	case l.stands(step) && (a.doubtful() || back.doubtful()):
		return end{status: plan.Unknown, outcome: l.halfway(step, back.outcome)}, 4
	case l.stands(step), l.sent(step) && len(lost) > 0:
		return end{status: plan.Failed, outcome: l.halfway(step, back.outcome)}, 3
	case l.sent(step) && back.outcome.Decision == LeaveAlone:
		return end{status: plan.Conflict, outcome: back.outcome}, 2
	case a.dead():
		return end{status: a.status(), outcome: a.outcome}, 1
	default:
		return end{}, 0
	}
}
