package apply

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"

	"importer/internal/plan"
)

// An exchange says who takes whose value: student i that of student e[i], a new
// one where there is no such student, and a new last name if that is i itself.
type exchange []int

// circle makes n students hand their values on all the way round.
func circle(n int) (e exchange) {
	for i := range n {
		e = append(e, (i+1)%n)
	}
	return e
}

// beside puts exchanges into one, which have nothing to do with one another.
func beside(all ...exchange) (e exchange) {
	for _, one := range all {
		start := len(e)
		for _, to := range one {
			e = append(e, start+to)
		}
	}
	return e
}

func address(i int) string { return fmt.Sprintf("s%04d@example.se", i) }

// plan makes the plan of an exchange in a field, "emailAddress1" or "title", and
// its records. Change i+1 is about student s000i, in row i+2.
func (e exchange) plan(field string) (plan.Plan, map[string]plan.Current) {
	park := map[string]string{"emailAddress1": "clear", "title": "rename"}[field]
	p, records := surnames(len(e))
	for i, to := range e {
		id := p.Changes[i].ID
		records[id] = student(id, fmt.Sprintf(`{"firstName":"Ada","lastName":"Ek",%q:%q}`, field, address(i)))
		p.Records[id] = records[id]
		if to != i {
			p.Changes[i].Edits = edits(fmt.Sprintf(`[{"field":%q,"old":%q,"new":%q,"unique":true,"park":%q}]`, field, address(i), address(to), park))
		}
	}
	p.Steps = plan.Order(p.Changes)
	return p, records
}

// exchanging runs a test on an exchange, and holds its circles to be whole.
func exchanging(t *testing.T, e exchange, field string, test func(*testing.T, *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p, records := e.plan(field)
		r := newRig(t, p, records)
		r.others, r.meddled = map[string]bool{}, map[string]bool{}
		test(t, r)
		r.prove()
	})
}

// meddle lets somebody else give a record a value.
func (r *rig) meddle(id, field, value string) {
	now := r.records[id]
	now.Fields = maps.Clone(now.Fields)
	now.Fields[field] = student("", fmt.Sprintf(`{"x":%q}`, value)).Fields["x"]
	r.records[id], r.others[id], r.meddled[id] = now, true, true
}

// proveCircles holds the records of every circle to be either all as asked or all
// as they were, but for what somebody else has changed, and every change to have
// the status that says so.
func (r *rig) proveCircles() {
	results := r.results()
	for _, steps := range newWeb(r.plan).circles {
		fresh, old := 0, 0
		for _, c := range r.changesOf(steps) {
			status := results[c.N-1].Status
			_, there := r.records[c.ID]
			s, _ := compare(r.records[c.ID], c.Edits, nil)
			switch {
			case s == allNew && (status == plan.Updated || status == plan.Unchanged):
				fresh++
			case s == someOld && there && status != plan.Updated && status != plan.Unchanged && status != plan.Unknown && results[c.N-1].Reason != Halfway && r.isOld(c):
				old++
			case (s == moved || !there) && (status == plan.Conflict || r.others[c.ID]):
			default:
				r.t.Errorf("change %d is %s because %q, and holds %v", c.N, status, results[c.N-1].Reason, r.records[c.ID].Fields)
			}
		}
		if fresh > 0 && old > 0 {
			r.t.Errorf("of the circle %v, %d are as asked and %d as they were", steps, fresh, old)
		}
	}
}

// changesOf gives the changes of steps.
func (r *rig) changesOf(steps []int) (changes []plan.Change) {
	for _, n := range steps {
		c := r.plan.Changes[r.plan.Steps[n-1].Change-1]
		if !slices.ContainsFunc(changes, func(d plan.Change) bool { return d.N == c.N }) {
			changes = append(changes, c)
		}
	}
	return changes
}

func (r *rig) isOld(c plan.Change) bool {
	return !slices.ContainsFunc(c.Edits, func(e plan.Edit) bool { return !r.records[c.ID].Fields[e.Field].Same(e.Old) })
}

// finish runs again, on a server that works, until everything is done.
func (r *rig) finish() {
	r.script, r.unreadable, r.reading, r.quota, r.pace = nil, nil, nil, nil, 0
	if err := r.again(context.Background()); err != nil {
		r.t.Errorf("on a server that works: %v", err)
	}
	r.prove()
	r.proveCircles()
	for _, result := range r.results() {
		if result.Status == plan.Pending || result.Status == plan.Unknown {
			r.t.Errorf("change %d is still %s", result.Change, result.Status)
		}
	}
}
