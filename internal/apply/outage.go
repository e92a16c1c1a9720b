package apply

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrUnreachable marks a target that nothing comes back from.
var ErrUnreachable = errors.New("the target can't be reached")

// An outage watches whether the server works. After too many failed attempts in
// a row it holds all workers back, but for one probe at a time, until one
// succeeds.
type outage struct {
	limits Limits

	mu          sync.Mutex
	connections int           // attempts that reached the server, good or bad
	row         int           // failed attempts since the last good one
	since       time.Time     // of the first of them
	mute        bool          // none of them reached the server
	opened      time.Time     // when the pause began; zero if there is none
	probes      int           // of this pause
	next        delay         // until the next of them
	probing     bool          // a probe is awaited or under way
	changed     chan struct{} // closed when a waiting worker should ask again
}

func newOutage(l Limits) *outage {
	return &outage{limits: l, changed: make(chan struct{})}
}

// A pass allows one attempt. It must be given back.
type pass struct {
	*outage
	probe bool
	spent bool
}

// enter returns at once if there is no pause. In a pause it lets the next
// worker go as a probe when the time has come; the others wait for the end.
// notice is called before a wait.
func (o *outage) enter(ctx context.Context, notice func(time.Duration)) (*pass, error) {
	for {
		next, probe, changed := o.ask()
		if changed == nil {
			return &pass{outage: o}, nil
		}
		if !probe {
			select {
			case <-changed:
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
			continue
		}
		if p, err := o.await(ctx, next, changed, notice); p != nil || err != nil {
			return p, err
		}
	}
}

// ask says what to wait for: nothing if changed is nil, otherwise for the time
// of the next probe, or else for a change.
func (o *outage) ask() (next delay, probe bool, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.opened.IsZero() {
		return next, false, nil
	}
	probe = !o.probing
	o.probing = true
	return o.next, probe, o.changed
}

// await waits for the moment of a probe. It gives no pass if the pause ended
// meanwhile.
func (o *outage) await(ctx context.Context, next delay, changed <-chan struct{}, notice func(time.Duration)) (*pass, error) {
	if left := next.left(time.Now()); left > 0 {
		notice(left)
	}
	p := &pass{outage: o, probe: true}
	if err := next.wait(ctx, changed); err != nil {
		p.giveBack()
		return nil, err
	}
	select {
	case <-changed:
		return nil, nil
	default:
		return p, nil
	}
}

// reached counts the attempts that reached the server so far.
func (o *outage) reached() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.connections
}

// good says that the server works: it answered, if only with a refusal.
func (p *pass) good() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent = true
	p.connections++
	p.row = 0
	p.opened, p.probes, p.probing = time.Time{}, 0, false
	p.wake()
}

// bad says that the attempt failed, and fails itself when the target has to
// count as unreachable: then nobody probes any more. The time that a machine
// sleeps doesn't count.
func (p *pass) bad(connected bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent = true
	p.count(connected)
	if p.row >= p.limits.Outage && p.opened.IsZero() {
		p.opened = time.Now()
		p.next = p.interval()
	}
	if p.hopeless() {
		return fmt.Errorf("%w: no success for %v", ErrUnreachable, p.limits.Patience)
	}
	if p.probe {
		p.probes++
		p.probing, p.next = false, p.interval()
		p.wake()
	}
	return nil
}

// hopeless reports whether the pause, or the time without a single connection,
// has lasted too long.
func (o *outage) hopeless() bool {
	paused := !o.opened.IsZero() && time.Since(o.opened) >= o.limits.Patience
	return paused || o.mute && time.Since(o.since) >= o.limits.Patience
}

// interval is the time to the next probe, the last of which falls on the end of
// the patience.
func (o *outage) interval() delay {
	left := o.limits.Patience - time.Since(o.opened)
	return newDelay(min(o.limits.Probe.after(o.probes+1), max(left, 0)))
}

func (p *pass) count(connected bool) {
	if p.row == 0 {
		p.since, p.mute = time.Now(), true
	}
	p.row++
	if connected {
		p.connections++
		p.mute = false
	}
}

// giveBack lets another worker probe if nothing came of this pass.
func (p *pass) giveBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.probe && !p.spent {
		p.probing = false
		p.wake()
	}
	p.spent = true
}

func (o *outage) wake() {
	close(o.changed)
	o.changed = make(chan struct{})
}
