package apply

import (
	"context"
	"errors"
	"testing"
	"time"

	"importer/internal/plan"
)

// TestStop closes stop at various moments.
func TestStop(t *testing.T) {
	tests := []struct {
		name   string
		set    func(*rig)
		after  time.Duration
		took   time.Duration
		counts map[plan.Status]int
	}{
		{"before it begins", func(*rig) {}, 0, 0, map[plan.Status]int{plan.Pending: 20}},
		{"in flight", func(r *rig) {
			r.script = func(request) *mishap { return &mishap{carriedOut: true, takes: 10 * time.Second} }
		}, 35 * time.Second, 40 * time.Second, map[plan.Status]int{plan.Updated: 3 + 8, plan.Pending: 9}},
		{"in flight, and the answer lost", func(r *rig) {
			r.script = func(q request) *mishap {
				return &mishap{carriedOut: q.n == 1, err: errLost, takes: 10 * time.Second}
			}
		}, 15 * time.Second, 20*time.Second + 500*time.Millisecond, map[plan.Status]int{plan.Updated: 1, plan.Pending: 19}},
		{"in a backoff", func(r *rig) {
			r.script = func(q request) *mishap { return &mishap{err: &Refusal{Status: 503, RetryAfter: time.Hour}} }
		}, time.Minute, time.Minute, map[plan.Status]int{plan.Pending: 20}},
		{"in a hold", func(r *rig) {
			r.script = func(q request) *mishap { return &mishap{err: &Refusal{Status: 429, RetryAfter: time.Hour}} }
		}, time.Minute, time.Minute, map[plan.Status]int{plan.Pending: 20}},
		{"at the gate", func(r *rig) { r.pace = time.Minute }, 90 * time.Second, 90 * time.Second,
			map[plan.Status]int{plan.Updated: 1, plan.Pending: 19}},
		{"in an outage", func(r *rig) {
			r.script = func(q request) *mishap {
				if q.n <= 3 {
					return nil
				}
				return &mishap{err: errLost}
			}
			r.unreadable = func([]string) error { return errLost }
		}, time.Minute, time.Minute, map[plan.Status]int{plan.Updated: 3, plan.Unknown: 8, plan.Pending: 9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, 20, func(t *testing.T, r *rig) {
				tt.set(r)
				begun := time.Now()
				if tt.after == 0 {
					close(r.stop)
				} else {
					time.AfterFunc(tt.after, func() { close(r.stop) })
				}
				if err := r.run(t.Context()); !errors.Is(err, ErrInterrupted) {
					t.Errorf("Run = %v", err)
				}
				if took := time.Since(begun); took > tt.took {
					t.Errorf("took %v; want %v", took, tt.took)
				}
				r.wantCount(tt.counts)
				entries := r.entries()
				if end := entries[len(entries)-1].Ended; end == nil || end.Status != Interrupted {
					t.Errorf("the journal ends with %+v", end)
				}
				r.script, r.unreadable, r.pace = nil, nil, 0
				if err := r.again(t.Context()); err != nil {
					t.Errorf("going on: %v", err)
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 20})
			})
		})
	}
}

// TestStopAtTheEnd closes stop when everything is done already.
func TestStopAtTheEnd(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		r.script = func(request) *mishap { return &mishap{carriedOut: true, takes: 10 * time.Second} }
		time.AfterFunc(5*time.Second, func() { close(r.stop) })
		if err := r.run(t.Context()); err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

// TestLeaveAtOnce ends the context while requests are in flight: their end isn't
// known, the next run looks it up.
func TestLeaveAtOnce(t *testing.T) {
	rowByRow(t, 20, func(t *testing.T, r *rig) {
		cause := errors.New("a second time")
		ctx, cancel := context.WithCancelCause(t.Context())
		r.script = func(q request) *mishap {
			if q.n > 3 {
				return &mishap{carriedOut: true, takes: time.Minute}
			}
			return nil
		}
		time.AfterFunc(time.Second, func() { cancel(cause) })
		begun := time.Now()
		if err := r.run(ctx); !errors.Is(err, cause) || time.Since(begun) != time.Second {
			t.Errorf("Run = %v after %v", err, time.Since(begun))
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 3, plan.Unknown: 8, plan.Pending: 9})
		if last := r.entries()[len(r.entries())-1]; last.Intent == nil {
			t.Errorf("the journal ends with %+v", last)
		}
		r.script = nil
		if err := r.again(t.Context()); err != nil {
			t.Errorf("going on: %v", err)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 20})
	})
}

// TestStopInAReading closes stop while a lost answer is looked up: that may take
// a while, but not for ever.
func TestStopInAReading(t *testing.T) {
	for _, tt := range []struct {
		takes, took time.Duration
		want        plan.Status
	}{{4 * time.Second, 4 * time.Second, plan.Updated}, {time.Hour, 12 * time.Second, plan.Unknown}} {
		t.Run(tt.takes.String(), func(t *testing.T) {
			rowByRow(t, 2, func(t *testing.T, r *rig) {
				r.script = func(request) *mishap { return &mishap{err: errLost, carriedOut: true} }
				r.reading = func(ctx context.Context) error {
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-time.After(tt.takes):
						return nil
					}
				}
				time.AfterFunc(2*time.Second, func() { close(r.stop) })
				begun := time.Now()
				if err := r.run(t.Context()); !errors.Is(err, ErrInterrupted) || time.Since(begun) != tt.took {
					t.Errorf("Run = %v after %v", err, time.Since(begun))
				}
				r.wantCount(map[plan.Status]int{tt.want: 1, plan.Pending: 1})
			})
		})
	}
}

// TestStopInAProof closes stop while records are read before a request: it
// doesn't go any more, even if the reading succeeds.
func TestStopInAProof(t *testing.T) {
	rowByRow(t, 2, func(t *testing.T, r *rig) {
		r.age(time.Hour)
		r.reading = func(context.Context) error {
			close(r.stop)
			<-time.After(time.Second)
			return nil
		}
		if err := r.run(t.Context()); !errors.Is(err, ErrInterrupted) || len(r.requests) > 0 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
	})
}
