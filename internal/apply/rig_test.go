package apply

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
)

var (
	errLost   = errors.New("connection reset by peer")
	err500    = &Refusal{Status: 500, Code: "Internal"}
	err422    = &Refusal{Status: 422, Code: "UnprocessableEntity", Message: "no", RequestID: "r-1"}
	err200    = &Refusal{Status: 200, Message: "too big", Fields: map[string]string{"lastName": "too big"}}
	errNobody = errors.Join(ErrNotSent, errors.New("connection refused"))
)

// A rig is a runner on a server and a journal in memory, with what is known
// afterwards.
type rig struct {
	*server
	Runner
	plan    plan.Plan
	events  []Event
	stop    chan struct{}
	others  map[string]bool // records that somebody else changes, by id
	meddled map[string]bool // those of them that were changed during the run
}

func newRig(t failer, p plan.Plan, records map[string]plan.Current) *rig {
	d := &memory{failure: errors.New("no space left")}
	s := &server{t: t, disk: d, records: maps.Clone(records), announced: map[string]int{}, attempts: map[string]int{}, under: map[string]bool{}}
	return &rig{
		server: s, plan: p, stop: make(chan struct{}),
		Runner: Runner{Finder: finderFor(s, plan.Line{}.Key), Patcher: s, Gate: s, Journal: NewJournal(d, 0), By: Started{Who: "Astrid Holm"}},
	}
}

// run carries the plan out. If the disk fails, intents may have become durable
// without their writers' knowledge.
func (r *rig) run(ctx context.Context) error {
	if r.disk.failSync > 0 {
		r.unsent = max(r.Concurrency, 8)
	}
	return r.Run(ctx, r.plan, r.stop, func(e Event) { r.events = append(r.events, e) })
}

// again goes on with what is durable, as another process would, with records
// that were read anew.
func (r *rig) again(ctx context.Context) error {
	r.events = nil
	r.disk.data = r.disk.durable()
	r.disk.failSync, r.disk.failWrite = 0, 0
	r.stop = make(chan struct{})
	r.Before = r.entries()
	r.Journal = NewJournal(r.disk, len(r.Before))
	r.plan.Records = map[string]plan.Current{}
	ids := make([]string, 0, len(r.records))
	for id := range r.records {
		ids = append(ids, id)
	}
	failing := r.unreadable
	r.unreadable = nil
	found, _ := r.read(ids)
	r.unreadable, r.plan.Records = failing, found
	return r.run(ctx)
}

func (r *rig) entries() []Entry {
	entries, _, err := recoverEntries(r.disk.durable())
	if err != nil {
		r.t.Fatalf("the journal: %v", err)
	}
	return entries
}

// results derives the results from what is durable.
func (r *rig) results() []Result {
	results, err := Fold(r.plan, r.entries())
	if err != nil {
		r.t.Fatalf("Fold: %v", err)
	}
	return results
}

// statuses gives the status of every change.
func (r *rig) statuses() (list []plan.Status) {
	for _, result := range r.results() {
		list = append(list, result.Status)
	}
	return list
}

// count says how many changes have each status.
func (r *rig) count() map[plan.Status]int {
	counts := map[plan.Status]int{}
	for _, s := range r.statuses() {
		counts[s]++
	}
	return counts
}

func (r *rig) wantCount(want map[plan.Status]int) {
	if diff := cmp.Diff(want, r.count()); diff != "" {
		r.t.Errorf("the changes by status: %s", diff)
	}
}

// prove holds journal, events, requests and records against one another.
func (r *rig) prove() {
	r.proveIntents()
	results := r.results()
	told := map[int]Result{}
	for _, e := range r.events {
		if e.Kind != Settled {
			continue
		}
		if _, twice := told[e.Change]; twice {
			r.t.Errorf("change %d was settled twice", e.Change)
		}
		told[e.Change] = e.Result
	}
	for _, result := range results {
		if e, ok := told[result.Change]; ok {
			if diff := cmp.Diff(e, result, cmpopts.EquateEmpty()); diff != "" {
				r.t.Errorf("change %d was told otherwise than the journal has it: %s", result.Change, diff)
			}
		} else if s := result.Status; len(r.Before) == 0 && r.unsent == 0 && !r.halfway(result.Change) && s != plan.Pending && s != plan.Unknown && s != plan.Updated {
			r.t.Errorf("change %d is %s, and nobody was told", result.Change, s)
		}
		r.proveResult(result)
	}
}

// halfway reports whether a change stands in a circle that is still to be walked
// back.
func (r *rig) halfway(change int) bool {
	l := newLedger(r.plan, r.entries())
	for _, n := range l.steps[change-1] {
		if len(l.toReturn(n)) > 0 {
			return true
		}
	}
	return false
}

// proveIntents holds every request to have been announced once.
func (r *rig) proveIntents() {
	numbers := map[Intent]int{}
	for _, e := range r.entries() {
		if e.Intent != nil {
			numbers[*e.Intent]++
		}
	}
	total := 0
	for intent, n := range numbers {
		total += n
		if n != 1 {
			r.t.Errorf("intent %+v is written %d times", intent, n)
		}
	}
	if total < len(r.requests) || total > len(r.requests)+r.unsent {
		r.t.Errorf("%d intents for %d requests", total, len(r.requests))
	}
}

// proveResult holds a result against the record.
func (r *rig) proveResult(result Result) {
	c := r.plan.Changes[result.Change-1]
	requests, applied := 0, 0
	for _, q := range r.requests {
		if q.id == c.ID {
			requests++
			if q.applied {
				applied++
			}
		}
	}
	standing, _ := compare(r.records[c.ID], c.Edits, nil)
	_, there := r.records[c.ID]
	switch {
	case result.Attempts < requests || result.Attempts > requests+r.unsent:
		r.t.Errorf("change %d: %d attempts, %d requests", c.N, result.Attempts, requests)
	case result.Reason == Halfway:
		if standing == allNew && result.Status != plan.Failed && result.Status != plan.Unknown {
			r.t.Errorf("change %d is %s half-way, and was carried out", c.N, result.Status)
		}
	case r.meddled[c.ID] && standing == moved:
	case result.Status == plan.Updated && (standing != allNew || requests == 0 || applied == 0 && !r.others[c.ID]):
		r.t.Errorf("change %d is updated; standing %d, %d requests, %d carried out", c.N, standing, requests, applied)
	case result.Status == plan.Unchanged && (standing != allNew || applied > 0):
		r.t.Errorf("change %d is unchanged; standing %d, %d requests carried out", c.N, standing, applied)
	case result.Status == plan.Failed && standing == allNew && applied > 0:
		r.t.Errorf("change %d failed (%s), and was carried out", c.N, result.Reason)
	case result.Status == plan.Conflict && there && standing != moved:
		r.t.Errorf("change %d is in conflict; standing %d", c.N, standing)
	case result.Status == plan.Pending && applied > 0 && len(c.Edits) == 1:
		r.t.Errorf("change %d is pending, and was carried out", c.N)
	}
}

// rowByRow runs a test on a plan that gives n students a new last name.
func rowByRow(t *testing.T, n int, test func(*testing.T, *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p, records := surnames(n)
		r := newRig(t, p, records)
		test(t, r)
		r.prove()
	})
}
