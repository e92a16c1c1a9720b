package apply

import (
	"context"
	"sync"
	"time"
)

// glance is how often a wait looks at the wall clock.
const glance = 10 * time.Second

// A delay is a span of time that has begun. It is over when the wall clock says
// so, even if the machine slept meanwhile and its own clock stood still; and
// when the machine's own clock says so, even if the wall clock was set back.
type delay struct {
	from   time.Time
	length time.Duration
}

func newDelay(length time.Duration) delay {
	return delay{from: time.Now(), length: length}
}

func (d delay) left(now time.Time) time.Duration {
	return rest(d.length, now.Sub(d.from), now.Round(0).Sub(d.from.Round(0)))
}

func rest(length, awake, wall time.Duration) time.Duration {
	return length - max(awake, wall)
}

// wait returns when the delay is over, when wake is closed, or, with its cause,
// when ctx is done.
func (d delay) wait(ctx context.Context, wake <-chan struct{}) error {
	for {
		left := d.left(time.Now())
		if left <= 0 {
			return context.Cause(ctx)
		}
		timer := time.NewTimer(min(left, glance))
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-wake:
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// A hold keeps all workers back when the server asks for a pause.
type hold struct {
	mu      sync.Mutex
	current delay
}

// extend makes the hold last at least this long from now. It reports whether
// none was under way.
func (h *hold) extend(length time.Duration) (first bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	left := h.current.left(time.Now())
	if length > left {
		h.current = newDelay(length)
	}
	return left <= 0
}

func (h *hold) delay() delay {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current
}

// wait returns when nothing holds any more.
func (h *hold) wait(ctx context.Context) error {
	for {
		d := h.delay()
		if d.left(time.Now()) <= 0 {
			return context.Cause(ctx)
		}
		if err := d.wait(ctx, nil); err != nil {
			return err
		}
	}
}
