package apply

import "importer/internal/plan"

// An Outlook says what is left of a plan. Its fields hold the N of changes, each
// of which stands in exactly one of them, in the plan's order.
type Outlook struct {
	Settled []int // needs nothing more by the journal
	Send    []int // will be sent or taken back, unless another one that it waits for fails
	Done    []int // the record says so already
	Moved   []int // somebody has changed what the change edits, so it will be left alone
	Gone    []int // its record isn't there
}

// Survey says what a run would do that goes on with a journal, without doing
// anything. now holds the records by id, as just read. It fails if the plan is
// damaged.
func Survey(p plan.Plan, entries []Entry, now map[string]plan.Current) (Outlook, error) {
	var o Outlook
	if err := check(p); err != nil {
		return o, err
	}
	l, passed := newLedger(p, entries), temporary(p)
	for _, c := range p.Changes {
		list := &o.Settled
		if left := l.unsettled(c.N); len(left) > 0 {
			record, there := now[c.ID]
			list = o.list(standingOf(record, there, l.wanted(left), passed[c.N]))
		}
		*list = append(*list, c.N)
	}
	return o, nil
}

func standingOf(now plan.Current, there bool, wanted, temporary []plan.Edit) standing {
	if !there {
		return gone
	}
	s, _ := compare(now, wanted, temporary)
	return s
}

func (o *Outlook) list(s standing) *[]int {
	switch s {
	case gone:
		return &o.Gone
	case moved:
		return &o.Moved
	case allNew:
		return &o.Done
	default:
		return &o.Send
	}
}

// unsettled gives the steps of a change that something is still to be done about.
func (l *ledger) unsettled(change int) (steps []int) {
	for _, n := range l.steps[change-1] {
		a := &l.accounts[n-1]
		switch {
		case l.turned(n):
			if l.stands(n) {
				steps = append(steps, n)
			}
		case !a.settled() && l.behind(n, (*account).dead) == 0:
			steps = append(steps, n)
		}
	}
	return steps
}

// wanted gives the edits that steps of one change are to lead to. What is only
// to be parked doesn't count, as another of the steps goes on from there.
func (l *ledger) wanted(steps []int) (edits []plan.Edit) {
	for _, n := range steps {
		s := l.plan.Steps[n-1]
		switch {
		case l.turned(n):
			back, _ := l.inverse(n)
			edits = append(edits, back...)
		case !s.Parks:
			edits = append(edits, s.Edits...)
		}
	}
	return edits
}
