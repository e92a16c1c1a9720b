package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"importer/internal/plan"
)

// TestStopInACircle stops a run while a circle is open: it is completed, or
// walked back if it has to be, and none is opened any more.
func TestStopInACircle(t *testing.T) {
	for place := 0; place <= 8; place++ {
		for _, kind := range []string{"", "422"} {
			t.Run(fmt.Sprint(kind, place), func(t *testing.T) {
				exchanging(t, beside(circle(4), circle(4)), "emailAddress1", func(t *testing.T, r *rig) {
					r.Concurrency = 1
					refuse := mishapAt(map[int]string{4: kind})
					r.script = func(q request) *mishap {
						if m := refuse(q); m != nil && m.err != nil {
							return m
						}
						return &mishap{carriedOut: true, takes: 10 * time.Second}
					}
					time.AfterFunc(time.Duration(10*place+5)*time.Second, func() { close(r.stop) })
					first := map[string]int{"": 5, "422": 6}[kind] // requests of the first circle that take time
					var want error
					if place < first {
						want = ErrInterrupted
					}
					if err := r.run(t.Context()); !errors.Is(err, want) {
						t.Fatalf("Run = %v", err)
					}
					r.proveCircles()
					if n := r.count()[plan.Pending]; place < first && n != 4 || place >= first && n > 0 {
						t.Errorf("%v: a circle was opened after the stop, or left open", r.count())
					}
					r.finish()
				})
			})
		}
	}
}

// TestStopInALongWait stops a run while an open circle has to wait for long: it
// stays open, and the next run closes it.
func TestStopInALongWait(t *testing.T) {
	for name, second := range map[string]*mishap{
		"at the gate":  nil,
		"in a hold":    {err: &Refusal{Status: 429, RetryAfter: time.Hour}},
		"in a backoff": {err: &Refusal{Status: 503, RetryAfter: time.Hour}},
	} {
		t.Run(name, func(t *testing.T) {
			exchanging(t, circle(3), "emailAddress1", func(t *testing.T, r *rig) {
				r.script = func(q request) *mishap {
					if q.n > 1 {
						return second
					}
					if second == nil {
						r.pace = time.Hour
					}
					return nil
				}
				time.AfterFunc(time.Second, func() { close(r.stop) })
				begun := time.Now()
				if err := r.run(t.Context()); !errors.Is(err, ErrInterrupted) || time.Since(begun) != time.Second+grace {
					t.Errorf("Run = %v after %v", err, time.Since(begun))
				}
				parked := r.results()[0]
				if parked.Status != plan.Pending || parked.Reason != Halfway || len(parked.Differs) != 1 || !parked.Differs[0].Old.IsBlank() {
					t.Errorf("what is parked: %+v", parked)
				}
				r.finish()
				r.wantCount(map[plan.Status]int{plan.Updated: 3})
			})
		})
	}
}

// TestOpenCirclesGoFirst goes on with a journal in which a circle at the end of
// the plan is open, or to be walked back.
func TestOpenCirclesGoFirst(t *testing.T) {
	for name, failed := range map[string]bool{"forward": false, "back": true} {
		t.Run(name, func(t *testing.T) {
			exchanging(t, beside(exchange{0, 1, 2, 3, 4}, circle(2)), "emailAddress1", func(t *testing.T, r *rig) {
				journal := []Entry{{Intent: &Intent{Step: 6, Attempt: 1, ID: "s0005"}}, {Outcome: &Outcome{Step: 6, Attempt: 1, Decision: Done}}}
				want := []string{"s0006", "s0005"}
				if failed {
					journal = append(journal, Entry{Outcome: &Outcome{Step: 7, Decision: GiveUp, Reason: Unread}})
					want = []string{"s0005"}
				}
				for _, e := range journal {
					if _, err := r.Journal.Append(e); err != nil {
						t.Fatal(err)
					}
				}
				now := r.records["s0005"]
				carryOut(&now, r.plan.Steps[5].Edits)
				r.records["s0005"] = now
				r.requests, r.attempts["s0005"] = []request{{n: 1, id: "s0005", attempt: 1, applied: true}}, 1
				if err := r.again(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := r.sent()[1 : 1+len(want)]; !slices.Equal(got, want) {
					t.Errorf("the run began with %v", got)
				}
				r.proveCircles()
			})
		})
	}
}

// TestKilledInACircle kills a run at every write and every sync, and while every
// request is under way, on the way there and back; and the run after it too.
func TestKilledInACircle(t *testing.T) {
	for _, kind := range []string{"", "422", "otherwise"} {
		for n := 1; n <= 20; n++ {
			for _, how := range []string{"write", "sync", "before", "after"} {
				t.Run(fmt.Sprint(kind, how, n), func(t *testing.T) {
					exchanging(t, circle(4), "emailAddress1", func(t *testing.T, r *rig) {
						ctx, kill := context.WithCancel(t.Context())
						defer kill()
						fault := mishapAt(map[int]string{4: kind})
						r.script = func(q request) *mishap {
							m := fault(q)
							if q.n == n && (how == "before" || how == "after") {
								time.AfterFunc(time.Second, kill)
								if m == nil {
									m = &mishap{carriedOut: true}
								}
								m.takes = 2 * time.Second
								if how == "after" {
									carried := r.records[q.id]
									carryOut(&carried, q.edits)
									r.records[q.id] = carried
									r.requests[q.n-1].applied = true
								}
							}
							return m
						}
						switch how {
						case "write":
							r.disk.failWrite, r.disk.short = n, n%2 == 0
						case "sync":
							r.disk.failSync = n
						}
						r.proveEnd(r.run(ctx))
						r.prove()
						r.disk.failWrite, r.disk.failSync = 0, 0
						r.finish()
						if r.clashes > 0 {
							t.Errorf("%d requests for a value that was taken", r.clashes)
						}
					})
				})
			}
		}
	}
}

// TestStopBeforeACircleOpens stops a run while the lost answer about the first
// step of a circle is looked up: if it turns out that nothing was opened, nothing
// is.
func TestStopBeforeACircleOpens(t *testing.T) {
	exchanging(t, circle(2), "emailAddress1", func(t *testing.T, r *rig) {
		if _, err := r.Journal.Append(Entry{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}}); err != nil {
			t.Fatal(err)
		}
		r.requests, r.attempts["s0000"] = []request{{n: 1, id: "s0000", attempt: 1}}, 1
		r.reading = func(context.Context) error {
			close(r.stop)
			r.reading = nil
			return nil
		}
		if err := r.again(t.Context()); !errors.Is(err, ErrInterrupted) || len(r.requests) > 1 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
		r.finish()
		r.wantCount(map[plan.Status]int{plan.Updated: 2})
	})
}

// TestStopInDoubt stops a run while a lost answer is looked up in the middle of a
// circle: it is completed, though the request has to be sent again.
func TestStopInDoubt(t *testing.T) {
	exchanging(t, circle(3), "emailAddress1", func(t *testing.T, r *rig) {
		r.script = mishapAt(map[int]string{2: "lost"})
		r.reading = func(context.Context) error {
			close(r.stop)
			return nil
		}
		if err := r.run(t.Context()); err != nil || len(r.readings) != 1 {
			t.Errorf("Run = %v after %d readings", err, len(r.readings))
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 3})
	})
}

// TestNoMoreAfter401 refuses the credentials while a circle is open: nothing more
// is sent for it.
func TestNoMoreAfter401(t *testing.T) {
	exchanging(t, beside(circle(3), exchange{0, 1, 2, 3}), "emailAddress1", func(t *testing.T, r *rig) {
		r.script = func(q request) *mishap {
			if q.id == "s0006" {
				return &mishap{err: &Refusal{Status: 401}, takes: time.Second}
			}
			return &mishap{carriedOut: true, takes: 2 * time.Second}
		}
		if err := r.run(t.Context()); !errors.Is(err, ErrUnauthorized) || len(r.requests) != 5 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
		r.finish()
		r.wantCount(map[plan.Status]int{plan.Updated: 7})
	})
}

// TestStopsThatLeaveCirclesOpen stops runs in a way that leaves no prospect of an
// answer: nothing more is sent, and the next run completes the circle first.
func TestStopsThatLeaveCirclesOpen(t *testing.T) {
	for name, spoil := range map[string]func(r *rig) *mishap{
		"401":      func(*rig) *mishap { return &mishap{err: &Refusal{Status: 401}} },
		"no quota": func(r *rig) *mishap { r.quota = ErrQuota; return nil },
	} {
		t.Run(name, func(t *testing.T) {
			exchanging(t, beside(exchange{0, 1, 2}, circle(3), circle(3)), "emailAddress1", func(t *testing.T, r *rig) {
				r.Concurrency = 1
				r.script = func(q request) *mishap {
					if q.n == 5 {
						return spoil(r)
					}
					return nil
				}
				if err := r.run(t.Context()); !errors.Is(err, ErrUnauthorized) && !errors.Is(err, ErrQuota) || len(r.requests) != 5 {
					t.Fatalf("Run = %v after %d requests", err, len(r.requests))
				}
				r.script, r.quota = nil, nil
				if err := r.again(context.Background()); err != nil {
					t.Fatal(err)
				}
				for _, id := range r.sent()[5:7] {
					if id > "s0005" {
						t.Errorf("%s went before the open circle was complete", id)
					}
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 9})
				r.proveCircles()
			})
		})
	}
}
