package apply

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"importer/internal/plan"
)

// prove makes sure that the record still is as the plan has it, and with it
// those of the circle that is to be opened.
func (w *worker) prove(ctx context.Context, p *pass) (turn, error) {
	if err := w.refresh(ctx, w.change.N); err != nil {
		return w.unread(ctx, p, err)
	}
	if h, _ := w.records.current(w.change.N); h.denied != "" {
		return w.settle(Outcome{Decision: GiveUp, Reason: Denied, Status: http.StatusForbidden, Message: h.denied})
	}
	standing, differs := w.standing()
	decision := sight{standing: standing, sent: w.sent}.decide()
	if decision.Final() {
		return w.settle(Outcome{Decision: decision, Reason: reasonOf(standing), Differs: differs})
	}
	return w.survey(ctx, p)
}

// survey looks for a record of the circle that can't be changed any more: then
// the circle isn't opened, and the step of that record has come to its end.
func (w *worker) survey(ctx context.Context, p *pass) (turn, error) {
	for _, s := range w.ring {
		if err := w.refresh(ctx, s.Change); err != nil {
			return w.unread(ctx, p, err)
		}
		standing, differs := w.compare(s.Change, s.Edits, w.temporary[s.Change])
		if standing == moved || standing == gone {
			out := Outcome{Step: s.N, Decision: LeaveAlone, Reason: reasonOf(standing), Differs: differs}
			return turn{kind: settled}, w.record(Entry{Outcome: &out}, false)
		}
	}
	return turn{}, nil
}

// refresh reads a change's record again if its reading is old.
func (w *worker) refresh(ctx context.Context, change int) error {
	if _, fresh := w.records.current(change); fresh {
		return nil
	}
	var with []int
	for _, s := range w.ring {
		with = append(with, s.Change)
	}
	return w.records.prove(ctx, change, with)
}

// standing compares what is known of the record with the step. There is nothing
// to park in a record that already holds what its change leads to. A step is
// taken back but for the fields that somebody has changed.
func (w *worker) standing() (standing, []plan.Edit) {
	s, differs := w.compare(w.change.N, w.edits, w.passed)
	if w.back && s == moved {
		w.kept = append(w.kept, differs...)
		w.edits = slices.DeleteFunc(w.edits, func(e plan.Edit) bool { _, ok := named(differs, e.Field); return ok })
		s, _ = w.compare(w.change.N, w.edits, w.passed)
	}
	if len(w.kept) > 0 && s == allNew {
		return moved, w.kept
	}
	if s == someOld && w.step.Parks && !w.back {
		if after, _ := w.compare(w.change.N, w.final(), nil); after == allNew {
			return allNew, nil
		}
	}
	return s, differs
}

// final gives the edits that lead from a parked value to the one asked for.
func (w *worker) final() (edits []plan.Edit) {
	for _, e := range w.step.Edits {
		if last, ok := named(w.change.Edits, e.Field); ok {
			edits = append(edits, last)
		}
	}
	return edits
}

// compare says how what is known of a change's record stands to edits.
func (w *worker) compare(change int, edits, passed []plan.Edit) (standing, []plan.Edit) {
	h, _ := w.records.current(change)
	if !h.known {
		return gone, nil
	}
	return compare(h.now, edits, passed)
}

// unread deals with a reading that failed: it says nothing about the record.
func (w *worker) unread(ctx context.Context, p *pass, failure error) (turn, error) {
	if err := w.fatal(failure); err != nil {
		return turn{}, err
	}
	if err := context.Cause(ctx); err != nil {
		return turn{}, err
	}
	if free := p.probe || w.deaf(failure); !free {
		w.tries++
	}
	if err := p.bad(!errors.Is(failure, ErrNotSent)); err != nil {
		return turn{}, err
	}
	decision := sight{standing: unread, doubt: w.doubt, last: w.tries >= w.Limits.Attempts}.decide()
	if !decision.Final() {
		return turn{kind: another, wait: w.backoff(0)}, nil
	}
	return w.settle(w.despite(decision))
}

// despite is the outcome of a step for which nothing more is known than what
// its last request told, if there was one.
func (w *worker) despite(decision Decision) Outcome {
	if !w.doubt {
		return Outcome{Decision: decision, Reason: Unread}
	}
	out := w.last
	out.Decision = decision
	return out
}
