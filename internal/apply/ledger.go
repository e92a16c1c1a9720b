package apply

import (
	"slices"

	"importer/internal/plan"
)

// A ledger keeps account of a plan's steps, entry by entry.
type ledger struct {
	*web
	plan     plan.Plan
	accounts []account // by N-1 of the step
	returns  []account // by N-1 of the step: of taking it back
	steps    [][]int   // N of the steps of a change, by N-1 of the change
}

// An account is what the journal says of one step, or of taking it back.
type account struct {
	attempts int  // intents
	last     int  // the highest attempt
	open     bool // the last intent has no outcome
	sent     bool // a request may have been carried out
	before   bool // sent, before the last intent
	outcome  Outcome
	seq      int         // of the outcome
	found    []plan.Edit // what was as asked before the step's first request
}

func newLedger(p plan.Plan, entries []Entry) *ledger {
	l := &ledger{
		web: newWeb(p), plan: p, steps: make([][]int, len(p.Changes)),
		accounts: make([]account, len(p.Steps)), returns: make([]account, len(p.Steps)),
	}
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
		l.account(e.Intent.Step, e.Intent.Back).intend(*e.Intent)
	case e.Outcome != nil && l.has(e.Outcome.Step):
		l.account(e.Outcome.Step, e.Outcome.Back).conclude(*e.Outcome, e.Seq)
	}
}

func (l *ledger) has(step int) bool { return step >= 1 && step <= len(l.accounts) }

func (l *ledger) account(step int, back bool) *account {
	if back {
		return &l.returns[step-1]
	}
	return &l.accounts[step-1]
}

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
	if out.Found != nil {
		a.found = out.Found
	}
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

// good reports whether the steps that wait for this one may go.
func (a *account) good() bool { return !a.open && a.outcome.Decision.good() }

// dead reports whether the steps that wait for this one will never go.
func (a *account) dead() bool { return a.failed() && a.settled() }

// behind gives the step whose outcome came first of the bad ones that a step
// waits for, itself or through others that aren't bad; 0 if there is none.
func (l *ledger) behind(step int, bad func(*account) bool) int {
	first := 0
	met := map[int]bool{step: true}
	for waiting := []int{step}; len(waiting) > 0; {
		n := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for _, before := range l.before[n-1] {
			switch {
			case met[before]:
			case !bad(&l.accounts[before-1]):
				waiting = append(waiting, before)
			case first == 0 || l.accounts[before-1].seq < l.accounts[first-1].seq:
				first = before
			}
			met[before] = true
		}
	}
	return first
}

// An end is what became of a step, as far as the journal goes.
type end struct {
	status  plan.Status
	outcome Outcome
	culprit int // N of the step that failed before it, if that is why
}

func (l *ledger) end(step int) end {
	a := &l.accounts[step-1]
	e := end{status: a.status(), outcome: a.outcome}
	switch {
	case l.turned(step):
		return l.turnedEnd(step)
	case l.parked(step):
		e.status, e.outcome = plan.Pending, l.halfway(step, Outcome{})
		if l.behind(l.last(step), (*account).failed) > 0 {
			e.status = plan.Failed
		}
	case e.status == plan.Pending:
		if e.culprit = l.behind(step, (*account).failed); e.culprit > 0 {
			e.status = plan.Failed
		}
	}
	return e
}

// result gives what became of a change: the worst of its steps.
func (l *ledger) result(change int) Result {
	r := Result{Change: change, Status: plan.Pending}
	for i, n := range l.steps[change-1] {
		e := l.end(n)
		if i == 0 || worse(e.status, r.Status) {
			r.tell(e.status, e.outcome)
		}
		r.Attempts += l.accounts[n-1].attempts + l.returns[n-1].attempts
		r.Differs = append(r.Differs, e.outcome.Differs...)
		r.NotVerified = append(r.NotVerified, e.outcome.NotVerified...)
		if e.culprit > 0 && l.plan.Steps[e.culprit-1].Change != change {
			r.Waited = append(r.Waited, l.plan.Changes[l.plan.Steps[e.culprit-1].Change-1].Rows...)
		}
	}
	if len(r.Waited) > 0 && r.Reason == "" {
		r.Reason = Waited
	}
	slices.Sort(r.Waited)
	r.Waited = slices.Compact(r.Waited)
	return r
}
