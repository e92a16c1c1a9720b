package apply

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"importer/internal/plan"
)

// A worker carries one step out, or takes it back: request after request, until
// what became of it is certain or the run ends.
type worker struct {
	*session
	step   plan.Step
	change plan.Change
	back   bool
	edits  []plan.Edit // of the step, or what takes it back
	kept   []plan.Edit // of those that take it back: somebody has changed the field
	passed []plan.Edit // whose values the record may hold on its way
	ring   []plan.Step // the steps of the circle that this one is to open
	urgent bool        // the step goes on after the end of going, to close a circle

	attempt int     // number of the last request, those of earlier runs counted
	tries   int     // requests of this run that count
	waits   int     // waits of this run
	reached int     // what the outage had counted at the last try
	sent    bool    // a request may have been carried out
	doubt   bool    // what became of the last request isn't known
	last    Outcome // of the last request
}

// A turn is what comes after something a worker did.
type turn struct {
	kind turnKind
	wait time.Duration // before the next turn; of another only
}

type turnKind uint8

const (
	onward  turnKind = iota // the turn goes on
	another                 // this turn is over, and another follows
	settled                 // the step has its final outcome
)

// work takes turns until the step is settled or the run ends, and tells the
// collector when it leaves.
func (w *worker) work() {
	defer func() { w.messages <- message{left: w.step.N} }()
	for wait := time.Duration(0); w.rest(wait); {
		next, err := w.try()
		if err != nil || next.kind == settled {
			return
		}
		wait = next.wait
	}
}

// rest waits between two turns, and reports whether there is another: a lost
// answer is looked up even if the run is being stopped.
func (w *worker) rest(wait time.Duration) bool {
	ctx, cancel := w.waiting()
	defer cancel()
	return newDelay(wait).wait(ctx, nil) == nil || w.doubt
}

// waiting gives a context for what has to wait.
func (w *worker) waiting() (context.Context, context.CancelFunc) {
	if w.urgent {
		return w.lasting(w.closing)
	}
	return w.going, func() {}
}

// try takes a turn, and stops the run if it fails for another reason than that
// there is no time left.
func (w *worker) try() (turn, error) {
	ctx, cancel := w.waiting()
	defer cancel()
	next, err := w.turn(ctx)
	if err != nil && (ctx.Err() == nil || !errors.Is(err, context.Canceled)) {
		w.stop(err)
	}
	return next, err
}

// turn looks a lost answer up, or makes one attempt.
func (w *worker) turn(ctx context.Context) (turn, error) {
	if w.doubt {
		return w.look(ctx)
	}
	if out, closed := w.closures.over(w.change); closed && !w.urgent {
		return w.settle(out)
	}
	if err := w.permit(ctx); err != nil {
		return turn{}, err
	}
	p, err := w.outage.enter(ctx, w.pausing(Lost))
	if err != nil {
		return turn{}, err
	}
	defer p.giveBack()
	if next, err := w.prove(ctx, p); next.kind != onward || err != nil {
		return next, err
	}
	return w.send(ctx, p)
}

func (w *worker) permit(ctx context.Context) error {
	if err := w.Gate.Permit(ctx); err != nil {
		return err
	}
	return w.hold.wait(ctx)
}

// send makes one request and acts upon what comes of it.
func (w *worker) send(ctx context.Context, p *pass) (turn, error) {
	if err := context.Cause(ctx); err != nil {
		return turn{}, err
	}
	h, _ := w.records.current(w.change.N)
	w.attempt++
	if err := w.record(Entry{Intent: &Intent{Step: w.step.N, Back: w.back, Attempt: w.attempt, ID: w.change.ID}}, false); err != nil {
		return turn{}, err
	}
	w.records.begin(w.change.N)
	got, failure := w.Patcher.Patch(w.ctx, h.now, w.edits)
	if w.ctx.Err() != nil && !answered(failure) {
		return turn{}, context.Cause(w.ctx)
	}
	free := p.probe || w.deaf(failure)
	early := w.answered.Load() < int64(w.Limits.Canaries)
	a := attempt{now: h.now, edits: w.edits, last: !free && w.tries+1 >= w.Limits.Attempts}
	out := a.decide(got, failure)
	if !w.sent {
		out.Found = asAsked(h.now, w.edits)
	}
	w.closures.learn(failure, out)
	if !free && out.Reason != Throttled {
		w.tries++
	}
	if failure == nil && out.Reason != Lost {
		w.records.put(w.change.N, got)
	}
	if early && forbids(failure) {
		w.stop(w.fatal(failure)) // the step has its outcome; who may not make the first updates may make none
	}
	return w.conclude(p, out, failure)
}

// forbids reports whether an answer says that the account may write nothing.
func forbids(err error) bool {
	var no *Refusal
	return errors.As(err, &no) && no.Status == http.StatusForbidden && !no.Narrow
}

// answered reports whether what Patch gave is the server's word.
func answered(err error) bool {
	var no *Refusal
	return err == nil || errors.As(err, &no)
}

// deaf reports whether an attempt connected to nothing while nobody else
// connected either. That is the run's trouble and not the step's, and takes no
// attempt from it.
func (w *worker) deaf(failure error) bool {
	before := w.reached
	w.reached = w.outage.reached()
	return errors.Is(failure, ErrNotSent) && before == w.reached
}

// conclude makes the outcome of a request durable and acts upon it.
func (w *worker) conclude(p *pass, out Outcome, failure error) (turn, error) {
	if out.Decision == Done && len(w.kept) > 0 {
		out.Decision, out.Reason, out.Differs = LeaveAlone, Moved, w.kept
	}
	w.last, w.doubt = out, out.Decision == ReadBack
	w.sent = w.sent || out.Reason != Throttled && out.Reason != NotSent
	if !w.doubt {
		w.records.rest(w.change.N)
	}
	next := turn{kind: another}
	if out.Decision == SendAgain {
		next.wait = w.backoff(retryAfter(failure))
	}
	lowered := out.Reason == Throttled && w.throttle(next.wait)
	if out.Reason == Throttled {
		next.wait = 0 // all wait in the hold, after the gate has said whether they may wait so long
	}
	if out.Decision.Final() {
		w.answered.Add(1)
		next.kind = settled
	}
	health := w.report(p, out)
	if err := w.record(w.entry(out), lowered); err != nil {
		return next, err
	}
	if out.Decision == StopRun {
		return next, w.fatal(failure)
	}
	return next, health
}

func retryAfter(failure error) time.Duration {
	var no *Refusal
	if errors.As(failure, &no) {
		return no.RetryAfter
	}
	return 0
}

// report tells the outage how the attempt went.
func (w *worker) report(p *pass, out Outcome) error {
	switch out.Reason {
	case NotSent:
		return p.bad(false)
	case Lost, ServerFault, Unavailable:
		return p.bad(true)
	case Impossible:
		return nil // the server has said nothing
	default:
		p.good()
		return nil
	}
}

// throttle holds all workers back. It reports whether nothing did already.
func (w *worker) throttle(wait time.Duration) bool {
	first := w.hold.extend(wait)
	if first {
		w.pausing(Throttled)(wait)
	}
	return first
}

func (w *worker) backoff(asked time.Duration) time.Duration {
	w.waits++
	return jitter(w.Limits.Retry.after(w.waits), asked, rand.Float64())
}

// look reads the record after an answer was lost, and decides by what is there.
// It is done even if the run is being stopped, unless it had to wait.
func (w *worker) look(waiting context.Context) (turn, error) {
	p, err := w.outage.enter(waiting, w.pausing(Lost))
	if err != nil {
		return turn{}, err
	}
	defer p.giveBack()
	ctx, cancel := w.lasting(w.ctx)
	defer cancel()
	err = w.records.look(ctx, w.change.N)
	if h, _ := w.records.current(w.change.N); err == nil && h.denied != "" {
		err = fmt.Errorf("the account may not read %s", h.denied)
	}
	if err != nil {
		return w.unread(waiting, p, err)
	}
	return w.decided(p)
}

// decided acts upon a record that was read after a lost answer.
func (w *worker) decided(p *pass) (turn, error) {
	standing, differs := w.standing()
	refused := w.last.Reason == Refused // in words, though not by the status: once is enough
	s := sight{standing: standing, doubt: true, sent: true, last: refused || w.tries >= w.Limits.Attempts}
	out := w.despite(s.decide())
	switch {
	case out.Decision == Done:
		p.good()
		out = Outcome{Decision: Done}
	case out.Decision == LeaveAlone:
		out.Reason, out.Differs = reasonOf(standing), differs
	case standing == hidden:
		h, _ := w.records.current(w.change.N)
		out.NotVerified = unverified(h.now, w.edits)
	}
	w.doubt = false
	w.records.rest(w.change.N)
	if !out.Decision.Final() {
		return w.retry(out)
	}
	w.answered.Add(1)
	return w.settle(out)
}

// retry goes on after the record showed that the request wasn't carried out.
func (w *worker) retry(out Outcome) (turn, error) {
	w.urgent = w.urgent && len(w.ring) == 0
	return turn{kind: another, wait: w.backoff(0)}, w.record(w.entry(out), false)
}

// settle makes a final outcome durable that no answer brought.
func (w *worker) settle(out Outcome) (turn, error) {
	return turn{kind: settled}, w.record(w.entry(out), false)
}

// entry makes an entry of an outcome of the worker's own step.
func (w *worker) entry(out Outcome) Entry {
	out.Step, out.Back, out.Attempt = w.step.N, w.back, w.attempt
	return Entry{Outcome: &out}
}
