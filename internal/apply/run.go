package apply

import (
	"context"
	"errors"

	"importer/internal/plan"
)

// A Runner carries plans out.
type Runner struct {
	Finder      plan.Finder // its reads are paced, and tried again, by itself
	Patcher     Patcher
	Gate        Gate
	Journal     *Journal // nobody else may append to it during a run
	By          Started  // who carries the plan out
	Before      []Entry  // what the journal already held, if the run goes on with an earlier one
	Concurrency int      // requests at a time; 0 means 8
	Limits      Limits
}

// Run carries a plan out and returns when every step is settled, or the run has
// to end before. It calls observe, if that isn't nil, from its own goroutine;
// what observe is told is durable. A change that fails is no error: Fold gives
// all results from the plan and the journal.
//
// When stop is closed, nothing new begins and no wait goes on; what is under
// way is finished and written down, and Run returns ErrInterrupted unless
// everything was done. A circle that is open is completed or walked back even
// then, and after an error that leaves a prospect of answers, unless that means
// a long wait: then it is the first thing that the next run does.
//
// When ctx ends, Run gives up what is under way and returns ctx's cause. Other
// errors wrap ErrUnauthorized, ErrForbidden, ErrQuota, ErrUnreachable, ErrCanary,
// ErrBreaker or ErrJournal, or come from the gate. After each of them the run can
// be gone on with.
//
// What earlier runs have settled stays as it is; a request whose end isn't known
// is looked up before anything else is done about its record.
func (r Runner) Run(ctx context.Context, p plan.Plan, stop <-chan struct{}, observe func(Event)) error {
	if err := check(p); err != nil {
		return err
	}
	if r.Concurrency < 1 {
		r.Concurrency = 8
	}
	r.Limits = r.Limits.orDefaults()
	first, err := r.Journal.Append(Entry{Started: &r.By})
	if err != nil {
		return err
	}
	c, cancel := r.prepare(ctx, p, first.Seq+1)
	defer cancel()
	c.takeOver()
	if observe != nil {
		c.observe = observe
	}
	c.run(stop)
	return r.end(ctx, c.verdict())
}

func (r Runner) prepare(ctx context.Context, p plan.Plan, next int) (*collector, func()) {
	going, halt := context.WithCancelCause(ctx)
	closing, quit := context.WithCancelCause(ctx)
	s := &session{
		Runner: r, ctx: ctx, going: going, halt: halt, closing: closing, quit: quit,
		records: newRecords(r.Finder, r.Limits.Fresh, p), temporary: temporary(p),
		outage: newOutage(r.Limits), hold: &hold{},
		messages: make(chan message),
	}
	l := newLedger(p, r.Before)
	c := &collector{
		session: s, schedule: newSchedule(p, l.web), ledger: l, returning: map[int]bool{},
		breaker: breaker{limit: r.Limits.Alike}, canary: canary{limit: r.Limits.Canaries},
		observe: func(Event) {}, limit: r.Concurrency, next: next, early: map[int]message{},
	}
	c.group.SetLimit(r.Concurrency)
	return c, func() {
		halt(nil)
		quit(nil)
	}
}

// end writes down how a run ended. After a journal's failure that can't be
// done, and a run that is left at once says nothing.
func (r Runner) end(ctx context.Context, err error) error {
	e := Ended{Status: Stopped}
	switch {
	case errors.Is(err, ErrJournal), err != nil && ctx.Err() != nil:
		return err
	case err == nil:
		e.Status = Finished
	case errors.Is(err, ErrInterrupted):
		e.Status, e.Why = Interrupted, err.Error()
	default:
		e.Why = err.Error()
	}
	if _, failure := r.Journal.Append(Entry{Ended: &e}); failure != nil {
		return errors.Join(err, failure)
	}
	return err
}
