package apply

import (
	"slices"

	"importer/internal/plan"
)

// A ledger keeps account of a plan's steps, entry by entry.
type ledger struct {
	plan     plan.Plan
	accounts []account // by N-1 of the step
	steps    [][]int   // N of the steps of a change, by N-1 of the change
}

// An account is what the journal says of one step.
type account struct {
	attempts int  // intents
	last     int  // the highest attempt
	open     bool // the last intent has no outcome
	sent     bool // a request may have been carried out
	before   bool // sent, before the last intent
	outcome  Outcome
	seq      int // of the outcome
}

func newLedger(p plan.Plan, entries []Entry) *ledger {
	l := &ledger{plan: p, accounts: make([]account, len(p.Steps)), steps: make([][]int, len(p.Changes))}
	for _, s := range p.Steps {
		l.steps[s.Change-1] = append(l.steps[s.Change-1], s.N)
	}
	for _, e := range entries {
		l.take(e)
	}
	return l
}

// take enters an entry. One about a step that the plan doesn't have is passed
// over.
func (l *ledger) take(e Entry) {
	switch {
	case e.Intent != nil && l.has(e.Intent.Step):
		l.accounts[e.Intent.Step-1].intend(*e.Intent)
	case e.Outcome != nil && l.has(e.Outcome.Step):
		l.accounts[e.Outcome.Step-1].conclude(*e.Outcome, e.Seq)
	}
}

func (l *ledger) has(step int) bool { return step >= 1 && step <= len(l.accounts) }

func (a *account) intend(i Intent) {
	a.attempts++
	a.last = max(a.last, i.Attempt)
	a.open = true
	a.before, a.sent = a.sent, true
}

func (a *account) conclude(out Outcome, seq int) {
	if a.open && (out.Reason == Throttled || out.Reason == NotSent) {
		a.sent = a.before
	}
	a.open = false
	a.outcome, a.seq = out, seq
}

// settled reports whether a step needs nothing more. One whose last request
// nobody knows the end of does.
func (a *account) settled() bool {
	return !a.open && a.outcome.Decision.Final() && a.outcome.Decision != Unresolved
}

// doubtful reports whether nobody knows what became of the last request.
func (a *account) doubtful() bool {
	return a.open || a.outcome.Decision == ReadBack || a.outcome.Decision == Unresolved
}

// failed reports whether the steps that wait for this one have failed with it.
func (a *account) failed() bool {
	return !a.open && a.outcome.Decision.Final() && !a.outcome.Decision.good()
}

func (a *account) status() plan.Status {
	switch {
	case a.doubtful():
		return plan.Unknown
	case a.outcome.Decision == Done:
		return plan.Updated
	case a.outcome.Decision == NothingToDo:
		return plan.Unchanged
	case a.outcome.Decision == GiveUp:
		return plan.Failed
	case a.outcome.Decision == LeaveAlone:
		return plan.Conflict
	default:
		return plan.Pending
	}
}

// status is what became of a step, and the rows of the failed change that it
// waited for.
func (l *ledger) status(step int) (plan.Status, []int) {
	status := l.accounts[step-1].status()
	if status != plan.Pending {
		return status, nil
	}
	rows := l.blame(step)
	if len(rows) > 0 {
		return plan.Failed, rows
	}
	return plan.Pending, nil
}

// blame gives the rows of the change that failed first of those that a step
// waits for, itself or through others.
func (l *ledger) blame(step int) []int {
	first := 0
	met := map[int]bool{step: true}
	for waiting := []int{step}; len(waiting) > 0; {
		n := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for _, before := range l.plan.Steps[n-1].After {
			switch {
			case met[before]:
			case !l.accounts[before-1].failed():
				waiting = append(waiting, before)
			case first == 0 || l.accounts[before-1].seq < l.accounts[first-1].seq:
				first = before
			}
			met[before] = true
		}
	}
	if first == 0 {
		return nil
	}
	return l.plan.Changes[l.plan.Steps[first-1].Change-1].Rows
}

// result gives what became of a change: the worst of its steps.
func (l *ledger) result(change int) Result {
	r := Result{Change: change, Status: plan.Pending}
	for i, n := range l.steps[change-1] {
		a := &l.accounts[n-1]
		status, waited := l.status(n)
		if i == 0 || worse(status, r.Status) {
			r.tell(status, a.outcome)
		}
		r.Attempts += a.attempts
		r.Waited = append(r.Waited, waited...)
		r.Differs = append(r.Differs, a.outcome.Differs...)
		r.NotVerified = append(r.NotVerified, a.outcome.NotVerified...)
	}
	if len(r.Waited) > 0 && r.Reason == "" {
		r.Reason = Waited
	}
	slices.Sort(r.Waited)
	r.Waited = slices.Compact(r.Waited)
	return r
}
