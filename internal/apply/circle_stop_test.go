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
// stays open, and the next run closes it first.
func TestStopInALongWait(t *testing.T) {
	for name, set := range map[string]func(*rig){
		"at the gate":  func(r *rig) { r.pace = time.Minute },
		"in a hold":    func(r *rig) { r.script = mishapAt(map[int]string{2: "429 told"}) },
		"in a backoff": func(r *rig) { r.script = mishapAt(map[int]string{2: "503 told"}) },
	} {
		t.Run(name, func(t *testing.T) {
			exchanging(t, beside(exchange{0, 1, 2, 3}, circle(3)), "emailAddress1", func(t *testing.T, r *rig) {
				r.Limits.Canaries = 1
				r.plan.Steps = slices.Clone(r.plan.Steps)
				set(r)
				if name != "at the gate" {
					shifted := r.script
					r.script = func(q request) *mishap { q.n -= 4; return shifted(q) }
				}
				begun := time.Now()
				time.AfterFunc(5*time.Minute+time.Second, func() { close(r.stop) })
				if name != "at the gate" {
					r.stop = make(chan struct{})
					stop := r.stop
					time.AfterFunc(2*time.Second, func() { close(stop) })
				}
				r.Concurrency = 1
				if err := r.run(t.Context()); !errors.Is(err, ErrInterrupted) {
					t.Fatalf("Run = %v", err)
				}
				if took := time.Since(begun); took > 5*time.Minute+20*time.Second {
					t.Errorf("took %v", took)
				}
				parked := r.results()[4]
				if parked.Status != plan.Pending || parked.Reason != Halfway || len(parked.Differs) != 1 || !isEmpty(parked.Differs[0].Old) {
					t.Errorf("what is parked: %+v", parked)
				}
				before := len(r.requests)
				r.finish()
				if first := r.requests[before]; first.id != "s0006" {
					t.Errorf("the first request of the next run is for %s", first.id)
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 7})
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
