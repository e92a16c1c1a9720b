package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"importer/internal/plan"
)

// An EventKind says what an Event tells.
type EventKind uint8

// The kinds of events.
const (
	Sending EventKind = iota + 1 // a request is about to leave
	Settled                      // a change has come to its end
	Paused                       // work rests, as far as it waits for the server
)

// An Event is something to show while a run goes on.
type Event struct {
	Kind    EventKind
	Change  int       // the N of the change; of Sending and Settled
	Attempt int       // counted from 1, per step; of Sending
	Result  Result    // of Settled
	Reason  Reason    // of Paused: Throttled, or Lost if the server doesn't work
	Until   time.Time // of Paused
}

// A collector gives out the steps and receives all that the workers have to
// tell. It lives in one goroutine, and nobody else counts anything.
type collector struct {
	*session
	schedule  *schedule
	ledger    *ledger
	breaker   breaker
	canary    canary
	returning map[int]bool // circles that are being walked back
	observe   func(Event)
	group     errgroup.Group

	limit    int             // of workers at a time
	inflight int             // workers that have not left
	next     int             // Seq of the entry to be counted next
	early    map[int]message // entries that came before their turn, by Seq
}

// run returns when all steps are settled or the run was halted, and no worker is
// left.
func (c *collector) run(stop <-chan struct{}) {
	for {
		if c.listen(stop) {
			stop = nil
		}
		c.dispatch()
		if c.inflight == 0 {
			break
		}
		select {
		case m := <-c.messages:
			c.receive(m)
		case <-stop:
		}
	}
	_ = c.group.Wait() // workers tell their errors to halt
}

// listen halts the run if the user wants it to stop.
func (c *collector) listen(stop <-chan struct{}) bool {
	select {
	case <-stop:
		c.stop(ErrInterrupted)
		return true
	default:
		return false
	}
}

// dispatch lets as many steps go as may.
func (c *collector) dispatch() {
	for c.closing.Err() == nil && c.inflight < c.room() {
		t, ok := c.schedule.pop(c.urgent, c.may)
		switch {
		case ok:
			c.start(t)
		case c.canary.over || c.inflight > 0 || c.going.Err() != nil:
			return
		default:
			c.canary.over = true // there are fewer steps than canaries
		}
	}
}

// urgent reports whether a step closes a circle that is open.
func (c *collector) urgent(step int) bool { return c.ledger.touched(step) }

// may reports whether a step may go that closes no circle.
func (c *collector) may(step int) bool {
	return c.going.Err() == nil && (c.canary.over || c.ledger.free(step))
}

// room is how many workers there may be now.
func (c *collector) room() int {
	if c.canary.over {
		return c.limit
	}
	return 1
}

func (c *collector) start(t task) {
	step, a := c.plan().Steps[t.step-1], c.ledger.account(t.step, t.back)
	w := &worker{
		session: c.session, step: step, change: c.plan().Changes[step.Change-1],
		attempt: a.last, sent: a.sent, doubt: a.doubtful(), last: a.outcome, reached: c.outage.reached(),
	}
	c.equip(w, t)
	if a.open {
		w.last = Outcome{Reason: Lost}
	}
	if w.doubt {
		c.records.begin(step.Change)
	}
	c.inflight++
	c.group.Go(func() error {
		w.work()
		return nil
	})
}

// equip gives a worker what depends on the direction, and on the step's circle.
func (c *collector) equip(w *worker, t task) {
	w.back, w.urgent = t.back, t.back || c.urgent(t.step)
	if t.back {
		w.edits, _ = c.ledger.inverse(t.step)
		w.passed = w.step.Edits
		return
	}
	w.edits, w.passed = w.step.Edits, c.temporary[w.step.Change]
	for _, n := range c.ledger.ring(t.step) {
		switch {
		case n == t.step:
		case c.ledger.sent(n):
			w.ring = nil
			return
		default:
			w.ring = append(w.ring, c.plan().Steps[n-1])
		}
	}
}

func (c *collector) plan() plan.Plan { return c.ledger.plan }

// receive takes entries in the order of the journal, however they come in.
func (c *collector) receive(m message) {
	switch {
	case m.left > 0:
		c.inflight--
		c.schedule.release(m.left)
		return
	case m.notice != nil:
		c.observe(*m.notice)
		return
	}
	c.early[m.entry.Seq] = m
	for {
		m, ok := c.early[c.next]
		if !ok {
			return
		}
		delete(c.early, c.next)
		c.next++
		c.count(m)
	}
}

func (c *collector) count(m message) {
	c.ledger.take(*m.entry)
	if i := m.entry.Intent; i != nil {
		c.observe(Event{Kind: Sending, Change: c.plan().Steps[i.Step-1].Change, Attempt: i.Attempt})
		return
	}
	if m.lowered {
		c.limit = max(1, c.limit-1)
	}
	if out := *m.entry.Outcome; out.Decision.Final() {
		c.settle(out)
	}
}

// settle draws the conclusions from a final outcome.
func (c *collector) settle(out Outcome) {
	if out.Back {
		c.settleReturn(out)
		return
	}
	c.settleStep(out.Step)
	if c.ledger.free(out.Step) {
		c.heed(c.canary.take(out))
	}
	if k := c.ledger.circle[out.Step-1]; k == none || !out.Decision.good() || out.Step == c.ledger.last(out.Step) {
		c.heed(c.breaker.take(c.plan().Steps[out.Step-1].Change, out))
	}
}

// heed stops the run if there is an error.
func (c *collector) heed(err error) {
	if err != nil {
		c.stop(err)
	}
}

// verdict gives the error of a run that has come to its end.
func (c *collector) verdict() error {
	err := context.Cause(c.going)
	switch {
	case c.schedule.open == 0 && (errors.Is(err, ErrInterrupted) || c.ctx.Err() != nil):
		return nil
	case c.schedule.open > 0 && err == nil:
		return fmt.Errorf("%d steps of the plan wait for one another", c.schedule.open)
	default:
		return err
	}
}
