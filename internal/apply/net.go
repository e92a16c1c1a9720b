package apply

import (
	"slices"

	"importer/internal/plan"
)

// Net gives the changes of which a request may have been carried out, without what
// was as asked before the first one: that is somebody else's doing, and not to be
// taken back. It fails if the plan is damaged.
func Net(p plan.Plan, entries []Entry) ([]plan.Change, error) {
	if err := check(p); err != nil {
		return nil, err
	}
	l := newLedger(p, entries)
	var changes []plan.Change
	for _, c := range p.Changes {
		if l.result(c.N).Attempts == 0 {
			continue
		}
		var own []plan.Edit
		for _, e := range c.Edits {
			if e, ours := l.own(c.N, e); ours {
				own = append(own, e)
			}
		}
		c.Edits = own
		changes = append(changes, c)
	}
	return changes, nil
}

// own gives what of an edit the steps of a change may have done.
func (l *ledger) own(change int, e plan.Edit) (plan.Edit, bool) {
	if !e.ByElement() {
		return e, l.did(change, e.Field, func(plan.Edit) bool { return true })
	}
	e.Add = slices.DeleteFunc(slices.Clone(e.Add), func(item string) bool {
		return !l.did(change, e.Field, func(of plan.Edit) bool { return slices.Contains(of.Add, item) })
	})
	e.Remove = slices.DeleteFunc(slices.Clone(e.Remove), func(item string) bool {
		return !l.did(change, e.Field, func(of plan.Edit) bool { return slices.Contains(of.Remove, item) })
	})
	return e, e.ByElement()
}

// did reports whether a step of a change has sent an edit of a field that has
// what is asked about, and that wasn't there before.
func (l *ledger) did(change int, field string, has func(plan.Edit) bool) bool {
	return slices.ContainsFunc(l.steps[change-1], func(n int) bool {
		a := l.accounts[n-1]
		e, sent := named(l.plan.Steps[n-1].Edits, field)
		found, there := named(a.found, field)
		return a.attempts > 0 && sent && has(e) && !(there && has(found))
	})
}

// asAsked gives what of edits a record holds already.
func asAsked(now plan.Current, edits []plan.Edit) (found []plan.Edit) {
	for _, e := range edits {
		held := now.Fields[e.Field]
		switch {
		case held.IsUnreadable():
		case e.ByElement():
			there := plan.Edit{
				Field:  e.Field,
				Add:    slices.DeleteFunc(slices.Clone(e.Add), func(s string) bool { return !slices.Contains(held.List, s) }),
				Remove: slices.DeleteFunc(slices.Clone(e.Remove), func(s string) bool { return slices.Contains(held.List, s) }),
			}
			if there.ByElement() {
				found = append(found, there)
			}
		case held.Same(e.New):
			found = append(found, plan.Edit{Field: e.Field})
		}
	}
	return found
}
