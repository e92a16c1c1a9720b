package apply

import (
	"errors"
	"testing"
	"time"

	"importer/internal/plan"
)

// TestOutage takes servers that fail for a while or for ever.
func TestOutage(t *testing.T) {
	type at = time.Duration
	for _, tt := range []struct {
		name    string
		rows    int
		failing error
		reads   bool // readings work meanwhile
		from    at
		until   at
		want    error
		took    [2]at // least and most
		sent    int   // most requests between the first failure and the end of it
		updated int
	}{
		{"a minute without an answer", 60, errLost, false, 300 * time.Millisecond, time.Minute, nil, [2]at{time.Minute, 3 * time.Minute}, 20 + 8 + 5, 60},
		{"a minute without a connection", 60, errNobody, false, 300 * time.Millisecond, time.Minute, nil, [2]at{time.Minute, 3 * time.Minute}, 20 + 8 + 5, 60},
		{"no answer any more", 60, errLost, false, 300 * time.Millisecond, time.Hour, ErrUnreachable, [2]at{5 * time.Minute, 8 * time.Minute}, 20 + 8 + 9, -1},
		{"500 for ever, and readings work", 60, err500, true, 300 * time.Millisecond, time.Hour, ErrUnreachable, [2]at{5 * time.Minute, 6 * time.Minute}, 20 + 8 + 9, -1},
		{"no connection from the start", 60, errNobody, false, 0, time.Hour, ErrUnreachable, [2]at{5 * time.Minute, 6 * time.Minute}, 20 + 8 + 9, 0},
		{"no connection for the only row", 1, errNobody, false, 0, time.Hour, ErrUnreachable, [2]at{5 * time.Minute, 6 * time.Minute}, 20, 0},
		{"no connection for four minutes", 1, errNobody, false, 0, 4 * time.Minute, nil, [2]at{4 * time.Minute, 5 * time.Minute}, 20, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, tt.rows, func(t *testing.T, r *rig) {
				begun, failed := time.Now(), 0
				down := func() bool { since := time.Since(begun); return since >= tt.from && since < tt.until }
				r.pace = 50 * time.Millisecond
				r.script = func(q request) *mishap {
					if down() {
						failed++
						return &mishap{err: tt.failing, takes: 10 * time.Millisecond}
					}
					return &mishap{carriedOut: true, takes: 10 * time.Millisecond}
				}
				r.unreadable = func([]string) error {
					if down() && !tt.reads {
						return tt.failing
					}
					return nil
				}
				err := r.run(t.Context())
				if took := time.Since(begun); !errors.Is(err, tt.want) || took < tt.took[0] || took > tt.took[1] {
					t.Errorf("%v after %v; want %v after %v", err, took, tt.want, tt.took)
				}
				if failed > tt.sent {
					t.Errorf("%d requests while the server was down; want at most %d", failed, tt.sent)
				}
				if n := r.count()[plan.Updated]; tt.updated >= 0 && n != tt.updated {
					t.Errorf("%d updated; want %d: %v", n, tt.updated, r.count())
				}
				r.script, r.unreadable = nil, nil
				if err := r.again(t.Context()); err != nil {
					t.Errorf("going on: %v", err)
				}
				if n := r.count()[plan.Updated]; n < tt.rows-8 {
					t.Errorf("%d updated in the end: %v", n, r.count())
				}
			})
		})
	}
}

// TestOneRowNeverConnects can't connect for one row while others do: it fails
// alone, after its attempts.
func TestOneRowNeverConnects(t *testing.T) {
	rowByRow(t, 300, func(t *testing.T, r *rig) {
		r.script = func(q request) *mishap {
			if q.id == "s0020" {
				return &mishap{err: errNobody}
			}
			return &mishap{carriedOut: true, takes: 3 * time.Second}
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.results()[20]; got.Status != plan.Failed || got.Reason != NotSent || got.Attempts > 8 {
			t.Errorf("%+v", got)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 299, plan.Failed: 1})
	})
}

// TestProbes lets exactly one request go at a time while the server is down, at
// growing distances.
func TestProbes(t *testing.T) {
	rowByRow(t, 60, func(t *testing.T, r *rig) {
		var failed, probes []time.Time
		r.script = func(q request) *mishap {
			if q.n <= 3 {
				return nil
			}
			if len(failed) >= 20 && q.at.After(failed[19].Add(time.Second)) {
				probes = append(probes, q.at)
			}
			failed = append(failed, q.at)
			return &mishap{err: err500}
		}
		if err := r.run(t.Context()); !errors.Is(err, ErrUnreachable) {
			t.Fatal(err)
		}
		if len(probes) < 6 || len(probes) > 9 {
			t.Fatalf("%d probes: %v", len(probes), probes)
		}
		for i, at := range probes[1:] {
			if gap := at.Sub(probes[i]); gap < 5*time.Second {
				t.Errorf("a probe after %v: %v", gap, probes)
			}
		}
		paused := 0
		for _, e := range r.events {
			if e.Kind == Paused && e.Reason == Lost {
				paused++
			}
		}
		if paused < len(probes)-1 {
			t.Errorf("%d pauses were told", paused)
		}
	})
}

// TestProbesAreFree lets one row probe more often than it has attempts: it has
// them all when the server works again.
func TestProbesAreFree(t *testing.T) {
	for name, failing := range map[string]error{"500": err500, "lost, and not to be read": errLost} {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 10, func(t *testing.T, r *rig) {
				r.Concurrency = 1
				begun := time.Now()
				down := func() bool { return len(r.requests) > 3 && time.Since(begun) < 4*time.Minute }
				r.script = func(q request) *mishap {
					if down() {
						return &mishap{err: failing}
					}
					return nil
				}
				r.unreadable = func([]string) error {
					if failing == errLost && down() {
						return errLost
					}
					return nil
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := r.count()[plan.Updated]; n != 6 {
					t.Errorf("%v; want the four lost that it took to notice", r.count())
				}
			})
		})
	}
}

// TestNoOutage loses many answers of a server that works: there is nothing to
// pause for.
func TestNoOutage(t *testing.T) {
	for name, script := range map[string]func(request) *mishap{
		"every answer lost": func(request) *mishap { return &mishap{err: errLost, carriedOut: true} },
		"every other request fails once": func(q request) *mishap {
			if q.attempt == 1 && q.id[4]%2 == 0 {
				return &mishap{err: err500}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 100, func(t *testing.T, r *rig) {
				r.script = script
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, e := range r.events {
					if e.Kind == Paused {
						t.Fatalf("paused: %+v", e)
					}
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 100})
			})
		})
	}
}

// A record that is to be proved and can't be reached is the run's trouble, not
// its row's: the run ends resumable, and the row hasn't failed.
func TestNobodyToProveTheOnlyRow(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		r.Limits.Fresh = time.Minute
		<-time.After(time.Hour) // of virtual time: the reading is old
		r.unreadable = func([]string) error { return errNobody }
		if err := r.run(t.Context()); !errors.Is(err, ErrUnreachable) {
			t.Errorf("the run ends with %v", err)
		}
		if got := r.results()[0].Status; got != plan.Pending || len(r.requests) > 0 {
			t.Errorf("the row is %s after %d requests", got, len(r.requests))
		}
	})
}
