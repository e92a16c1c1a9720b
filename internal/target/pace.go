package target

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"importer/internal/apply"
)

// A Pacer spends a credential's quota: what the bucket holds at once, then as
// it drips. The level is kept between runs, and shared by runs at the same time,
// in a ledger. Answers correct it, but it never depends on them. Its methods may
// be called concurrently.
type Pacer struct {
	rate    Rate          // zero: without limit
	ceiling bool          // the rate is the user's own or ours: the server's word may only lower it
	reserve float64       // share of the capacity that is left to others, 0 to 1
	wait    time.Duration // a longer wait is refused; 0: none is
	notify  func(Pause)
	ledger  ledger

	mu       sync.Mutex
	inFlight int // permitted, and not answered yet
	refusals int // 429 in a row
	told     time.Time
}

// A Pause is a wait that is worth telling the user about.
type Pause struct {
	Until  time.Time
	Reason string // "quota" or "busy": the server answered 429
}

var _ apply.Gate = (*Pacer)(nil)

// Permit returns when the next request may go. Its error is ctx's, wraps
// apply.ErrQuota, or tells that the ledger can't be kept.
func (p *Pacer) Permit(ctx context.Context) error {
	for {
		wait, reason, err := p.take(time.Now())
		if err != nil || wait == 0 {
			return err
		}
		if p.wait > 0 && wait > p.wait {
			return fmt.Errorf("%w: the next request may go in %s", apply.ErrQuota, wait.Round(time.Second))
		}
		p.tell(Pause{Until: time.Now().Add(wait), Reason: reason})
		if err := sleepUntil(ctx, time.Now().Add(wait)); err != nil {
			return err
		}
	}
}

// take takes a request out of the bucket, or says how long to wait.
func (p *Pacer) take(now time.Time) (wait time.Duration, reason string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	reason = "quota"
	err = p.ledger.update(func(b bucket) bucket {
		b = p.fresh(b, now)
		if b.Until.After(now) {
			reason = "busy"
		}
		if p.rate.perSecond() == 0 {
			wait = max(0, b.Until.Sub(now))
			return b
		}
		b, wait = b.take(p.rate.Period, p.floor(b), now)
		return b
	})
	if err == nil && wait == 0 {
		p.inFlight++
	}
	return wait, reason, err
}

// fresh gives the ledger's bucket as it is at now; an empty ledger's is full. One
// that was kept at another rate is as full as it was.
func (p *Pacer) fresh(b bucket, now time.Time) bucket {
	switch {
	case p.rate.perSecond() == 0:
		return b
	case b.Capacity <= 0:
		return full(p.rate, now)
	case b.Period != p.rate.Period:
		own := full(p.rate, now)
		own.Level, own.Until = own.Capacity*b.refilled(b.Period, now).Level/b.Capacity, b.Until
		return own
	default:
		return b.refilled(p.rate.Period, now)
	}
}

// floor is what has to stay in the bucket for others. It is never so much that
// nothing could go at all.
func (p *Pacer) floor(b bucket) float64 {
	return min(b.Capacity*p.reserve, b.Capacity-1)
}

// Observe corrects the level by an answer's headers; r is nil where the answer
// was lost. A 429 makes everybody wait until the moment that the server named.
func (p *Pacer) Observe(r *http.Response) error {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inFlight = max(0, p.inFlight-1)
	if r == nil {
		return p.ledger.update(func(b bucket) bucket { return p.spaced(p.fresh(b, now)) })
	}
	q := readQuota(r.Header, now)
	if r.StatusCode == http.StatusTooManyRequests {
		p.refusals++
	} else {
		p.refusals = 0
	}
	return p.ledger.update(func(b bucket) bucket { return p.corrected(p.fresh(b, now), r.StatusCode, q, now) })
}

func (p *Pacer) corrected(b bucket, status int, q quota, now time.Time) bucket {
	if p.rate.perSecond() > 0 && q.limit != nil && *q.limit >= 1 {
		b.Capacity = p.capped(*q.limit, p.rate.Requests)
	}
	named := or(q.retry, q.reset)
	switch {
	case status == http.StatusTooManyRequests:
		// The server's word on when outranks the reserve: what drips from now on
		// may go.
		b.Level = p.floor(b)
		if named == nil {
			named = new(now.Add(min(time.Minute, 5*time.Second<<min(p.refusals-1, 4))))
		}
		b.Until = later(b.Until, *named)
	case status == http.StatusServiceUnavailable && q.retry != nil:
		b.Until = later(b.Until, *q.retry)
	case q.remaining != nil && p.rate.perSecond() > 0:
		b.Level = p.capped(max(0, *q.remaining-float64(p.inFlight)), b.Level)
	}
	if q.reset != nil && !p.ceiling {
		b.FullAt = *q.reset
	}
	b.Level = min(b.Level, b.Capacity)
	return p.spaced(b)
}

// spaced lets a request that goes alone wait from the answer to the one before: on
// the way to the server the two may come closer to each other.
func (p *Pacer) spaced(b bucket) bucket {
	if p.rate.oneByOne() {
		b.Level = p.floor(b)
	}
	return b
}

// capped is what the server says, but no more than we allow ourselves where the
// user has set the rate.
func (p *Pacer) capped(told, own float64) float64 {
	if p.ceiling {
		return min(told, own)
	}
	return told
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Left is how many requests may go at once, the reserve not counted; ok is
// false where there is no limit.
func (p *Pacer) Left() (left int, ok bool, err error) {
	if p.rate.perSecond() == 0 {
		return 0, false, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	err = p.ledger.update(func(b bucket) bucket {
		b = p.fresh(b, time.Now())
		left = max(0, int(b.Level-p.floor(b)))
		return b
	})
	return left, true, err
}

// Ready is how long the quota takes until n more requests may have gone.
func (p *Pacer) Ready(n int) (wait time.Duration, err error) {
	if p.rate.perSecond() == 0 {
		return 0, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	err = p.ledger.update(func(b bucket) bucket {
		b = p.fresh(b, now)
		wait = b.ready(n, p.rate.Period, p.floor(b), now)
		return b
	})
	return wait, err
}

// tell passes a pause on, once per moment and not if it is hardly noticed.
func (p *Pacer) tell(pause Pause) {
	p.mu.Lock()
	again := pause.Until.Sub(p.told).Abs() < time.Second
	p.told = pause.Until
	p.mu.Unlock()
	if p.notify != nil && !again && time.Until(pause.Until) > 3*time.Second {
		p.notify(pause)
	}
}

// sleepUntil waits for a moment of the wall clock, so that the time in which a
// laptop slept counts.
func sleepUntil(ctx context.Context, at time.Time) error {
	at = at.Round(0)
	for {
		left := at.Sub(time.Now().Round(0))
		if left <= 0 {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(min(left, 10*time.Second)):
		}
	}
}
