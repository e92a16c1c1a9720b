package apply

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
)

// sent gives the ids of the records in the order of their requests.
func (r *rig) sent() (ids []string) {
	for _, q := range r.requests {
		ids = append(ids, q.id)
	}
	return ids
}

// TestChain carries out a chain against its numbering, among steps that have
// nothing to do with it.
func TestChain(t *testing.T) {
	rowByRow(t, 12, func(t *testing.T, r *rig) {
		r.plan.Steps[3].After = []int{6}
		r.plan.Steps[5].After = []int{9, 10}
		r.plan.Steps[8].After = []int{10}
		slow := time.Second
		r.script = func(q request) *mishap { slow += time.Millisecond; return &mishap{carriedOut: true, takes: slow} }
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := r.sent()
		at := func(step int) int { return slices.Index(sent, r.plan.Changes[step-1].ID) }
		if at(10) > at(9) || at(9) > at(6) || at(6) > at(4) {
			t.Errorf("sent in the order %v", sent)
		}
		for _, q := range r.requests {
			for _, before := range r.plan.Steps[slices.IndexFunc(r.plan.Changes, func(c plan.Change) bool { return c.ID == q.id })].After {
				if first := r.requests[at(before)]; q.at.Before(first.at.Add(time.Second)) {
					t.Errorf("%s went before step %d was done", q.id, before)
				}
			}
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 12})
	})
}

// TestChainBreaks refuses a step that others wait for, themselves or through
// one another.
func TestChainBreaks(t *testing.T) {
	for name, accident := range map[string]*mishap{
		"refused": {err: err422},
		"differs": {stored: func(now *plan.Current) {
			carryOut(now, edits(`[{"field":"lastName","old":"Ek","new":"Bergh"}]`))
		}},
		"moved": {err: errLost, carriedOut: true, stored: func(now *plan.Current) {
			carryOut(now, edits(`[{"field":"lastName","old":"Ek","new":"Dal"}]`))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 8, func(t *testing.T, r *rig) {
				r.plan.Steps[1].After = []int{4}
				r.plan.Steps[2].After = []int{2}
				r.plan.Steps[4].After = []int{2, 3, 6}
				r.plan.Changes[3].Rows = []int{5, 50}
				r.script = func(q request) *mishap {
					if q.id == "s0003" {
						return accident
					}
					return nil
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				results := r.results()
				for _, n := range []int{2, 3, 5} {
					got := results[n-1]
					if got.Status != plan.Failed || got.Reason != Waited || !cmp.Equal(got.Waited, []int{5, 50}) || got.Attempts != 0 {
						t.Errorf("change %d: %+v", n, got)
					}
				}
				for _, n := range []int{1, 6, 7, 8} {
					if results[n-1].Status != plan.Updated {
						t.Errorf("change %d is %s", n, results[n-1].Status)
					}
				}
			})
		})
	}
}

// TestLanes sends one request of a lane at a time, and the rest beside it.
func TestLanes(t *testing.T) {
	rowByRow(t, 24, func(t *testing.T, r *rig) {
		for i := range r.plan.Changes {
			r.plan.Changes[i].Lane = []string{"", "north", "south"}[i%3]
		}
		under := map[string]int{}
		r.script = func(q request) *mishap {
			lane := r.plan.Changes[slices.IndexFunc(r.plan.Changes, func(c plan.Change) bool { return c.ID == q.id })].Lane
			under[lane]++
			time.AfterFunc(time.Second-1, func() {
				r.mu.Lock()
				defer r.mu.Unlock()
				under[lane]--
			})
			if lane != "" && under[lane] > 1 {
				t.Errorf("%d at a time in lane %s", under[lane], lane)
			}
			return &mishap{carriedOut: true, takes: time.Second}
		}
		begun := time.Now()
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Three go one by one, one of each lane; the other seven of a lane take
		// seven seconds.
		if took := time.Since(begun); took != 10*time.Second {
			t.Errorf("took %v", took)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 24})
	})
}

// TestTwoStepsOfAChange sends the steps of one change one at a time, the second
// with what the first stored, and takes a temporary value for its own.
func TestTwoStepsOfAChange(t *testing.T) {
	rowByRow(t, 4, func(t *testing.T, r *rig) {
		r.Limits.Canaries = 1
		parked := edits(`[{"field":"lastName","old":"Ek","new":"Ek ~beef"}]`)
		r.plan.Steps[1].Edits = parked
		r.plan.Steps = append(r.plan.Steps, plan.Step{N: 5, Change: 2, Edits: r.plan.Changes[1].Edits, After: []int{3}})
		r.plan.Steps[2].After = []int{2}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r.count()[plan.Updated] != 4 || len(r.readings) > 0 || r.results()[1].Attempts != 2 {
			t.Errorf("%v with %d readings and %+v", r.count(), len(r.readings), r.results()[1])
		}
		own := slices.DeleteFunc(slices.Clone(r.requests), func(q request) bool { return q.id != "s0001" })
		if last := own[1]; last.now.Fields["lastName"].Text != "Ek ~beef" {
			t.Errorf("the last request was made from %+v", last.now)
		}
	})
}

// TestHalfAChange fails the second step of a change: the change has failed, and
// was told once.
func TestHalfAChange(t *testing.T) {
	rowByRow(t, 4, func(t *testing.T, r *rig) {
		r.Limits.Canaries = 1
		more := edits(`[{"field":"firstName","old":"Ada","new":"Eva"}]`)
		r.plan.Changes[1].Edits = append(slices.Clone(more), r.plan.Changes[1].Edits...)
		r.plan.Steps = append(r.plan.Steps, plan.Step{N: 5, Change: 2, Edits: more})
		r.script = func(q request) *mishap {
			if q.edits[0].Field == "firstName" {
				return &mishap{err: err422, takes: time.Second}
			}
			return &mishap{carriedOut: true, takes: time.Minute}
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.results()[1]; got.Status != plan.Failed || got.HTTPStatus != 422 || got.Attempts != 2 {
			t.Errorf("%+v", got)
		}
	})
}

func TestImpossiblePlans(t *testing.T) {
	tests := map[string]struct {
		spoil func(*plan.Plan)
		want  string
	}{
		"a circle":         {func(p *plan.Plan) { p.Steps[0].After, p.Steps[1].After = []int{2}, []int{1} }, "2 steps of the plan wait for one another"},
		"itself":           {func(p *plan.Plan) { p.Steps[1].After = []int{2} }, "1 steps of the plan wait for one another"},
		"no such step":     {func(p *plan.Plan) { p.Steps[1].After = []int{9} }, "waits for step 9"},
		"no such change":   {func(p *plan.Plan) { p.Steps[1].Change = 9 }, "of change 9"},
		"numbered wrongly": {func(p *plan.Plan) { p.Steps[1].N = 3 }, "step 2 is numbered 3"},
		"a change too":     {func(p *plan.Plan) { p.Changes[1].N = 3 }, "change 2 is numbered 3"},
		"parked for good":  {func(p *plan.Plan) { p.Steps[0].Parks = true }, "step 1 parks a value"},
		"a circle that waits for its end": {func(p *plan.Plan) {
			p.Steps[0].Parks, p.Steps[1].Change, p.Steps[1].After = true, 1, []int{1}
			p.Steps[0].After = []int{2}
		}, "2 steps of the plan wait for one another"},
		"a line too": {func(p *plan.Plan) { p.Lines[1].Changes = []int{0} }, "row 3 stands in change 0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 2, func(t *testing.T, r *rig) {
				whole := r.plan
				r.plan.Steps, r.plan.Changes, r.plan.Lines = slices.Clone(whole.Steps), slices.Clone(whole.Changes), slices.Clone(whole.Lines)
				tt.spoil(&r.plan)
				err := r.run(t.Context())
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("Run = %v; want %q", err, tt.want)
				}
				r.plan = whole
			})
		})
	}
}
