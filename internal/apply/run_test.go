package apply

import (
	"errors"
	"slices"
	"testing"
	"time"

	"importer/internal/plan"
)

// TestOutcomes takes every way in which one step may go from its first request
// to its end.
func TestOutcomes(t *testing.T) {
	bergh := func(now *plan.Current) {
		carryOut(now, edits(`[{"field":"lastName","old":"Ek","new":"Bergh"}]`))
	}
	tests := []struct {
		name     string
		mishaps  []*mishap // by attempt; nil and all that follow succeed
		readings []error   // by reading; nil and all that follow succeed
		status   plan.Status
		reason   Reason
		http     int
		requests int
		reads    int
		least    time.Duration
		most     time.Duration
	}{
		{name: "done", status: plan.Updated, requests: 1},
		{name: "stored otherwise", mishaps: []*mishap{{stored: bergh}}, status: plan.Failed, reason: Differs, requests: 1},
		{name: "422", mishaps: []*mishap{{err: err422}}, status: plan.Failed, reason: Refused, http: 422, requests: 1},
		{name: "301", mishaps: []*mishap{{err: &Refusal{Status: 301}}}, status: plan.Failed, reason: Refused, http: 301, requests: 1},
		{name: "200 that refuses", mishaps: []*mishap{{err: err200}}, status: plan.Failed, reason: Refused, http: 200, requests: 1, reads: 1},
		{name: "200 that refuses, carried out", mishaps: []*mishap{{err: err200, carriedOut: true}}, status: plan.Updated, requests: 1, reads: 1},
		{name: "200 that refuses, and not to be read", mishaps: []*mishap{{err: err200}}, readings: slices.Repeat([]error{errLost}, 9),
			status: plan.Unknown, reason: Refused, http: 200, requests: 1, reads: 4, most: 7 * time.Second},
		{name: "429, then done", mishaps: []*mishap{{err: &Refusal{Status: 429}}}, status: plan.Updated, requests: 2,
			least: 500 * time.Millisecond, most: time.Second},
		{name: "429 with a time", mishaps: []*mishap{{err: &Refusal{Status: 429, RetryAfter: 50 * time.Minute}}},
			status: plan.Updated, requests: 2, reads: 1, least: 50 * time.Minute, most: 51 * time.Minute},
		{name: "429 more often than there are attempts", mishaps: slices.Repeat([]*mishap{{err: &Refusal{Status: 429, RetryAfter: time.Second}}}, 9),
			status: plan.Updated, requests: 10, least: 9 * time.Second, most: 10 * time.Second},
		{name: "429 nine times, then 500", mishaps: append(slices.Repeat([]*mishap{{err: &Refusal{Status: 429, RetryAfter: time.Second}}}, 9), &mishap{err: err500}),
			status: plan.Updated, requests: 11, reads: 1, least: 9 * time.Second, most: time.Minute},
		{name: "never connected six times, then 500", mishaps: append(slices.Repeat([]*mishap{{err: errNobody}}, 6), &mishap{err: err500}),
			status: plan.Updated, requests: 8, reads: 1, least: 30 * time.Second, most: 2 * time.Minute},
		{name: "503 with two minutes, four times", mishaps: slices.Repeat([]*mishap{{err: &Refusal{Status: 503, RetryAfter: 2 * time.Minute}}}, 4),
			status: plan.Updated, requests: 5, reads: 1, least: 8 * time.Minute, most: 9 * time.Minute},
		{name: "503 with ten minutes, carried out all the same", mishaps: []*mishap{{err: &Refusal{Status: 503, RetryAfter: 10 * time.Minute}, carriedOut: true}},
			status: plan.Updated, requests: 1, reads: 1, least: 10 * time.Minute, most: 11 * time.Minute},
		{name: "503 with a time", mishaps: []*mishap{{err: &Refusal{Status: 503, RetryAfter: 20 * time.Second}}},
			status: plan.Updated, requests: 2, least: 20 * time.Second, most: 22 * time.Second},
		{name: "503 with a time, always", mishaps: slices.Repeat([]*mishap{{err: &Refusal{Status: 503, RetryAfter: time.Second}}}, 5),
			status: plan.Failed, reason: ServerFault, http: 503, requests: 5, reads: 1, least: 4 * time.Second, most: 5 * time.Second},
		{name: "never connected, then done", mishaps: []*mishap{{err: errNobody}, {err: errNobody}},
			status: plan.Updated, requests: 3, least: 1500 * time.Millisecond, most: 3 * time.Second},
		{name: "500, not carried out", mishaps: []*mishap{{err: err500}}, status: plan.Updated, requests: 2, reads: 1,
			least: 500 * time.Millisecond, most: time.Second},
		{name: "500, carried out", mishaps: []*mishap{{err: err500, carriedOut: true}}, status: plan.Updated, requests: 1, reads: 1},
		{name: "500, always", mishaps: slices.Repeat([]*mishap{{err: err500}}, 5), status: plan.Failed, reason: ServerFault, http: 500,
			requests: 5, reads: 5, least: 7500 * time.Millisecond, most: 15 * time.Second},
		{name: "lost, carried out", mishaps: []*mishap{{err: errLost, carriedOut: true}}, status: plan.Updated, requests: 1, reads: 1},
		{name: "lost, not carried out", mishaps: []*mishap{{err: errLost}}, status: plan.Updated, requests: 2, reads: 1, most: time.Second},
		{name: "lost, stored otherwise", mishaps: []*mishap{{err: errLost, carriedOut: true, stored: bergh}},
			status: plan.Conflict, reason: Moved, requests: 1, reads: 1},
		{name: "another record's answer", mishaps: []*mishap{{carriedOut: true, answer: func(now *plan.Current) { now.ID = "x" }}},
			status: plan.Updated, requests: 1, reads: 1},
		{name: "lost, and not to be read for a while", mishaps: []*mishap{{err: errLost, carriedOut: true}}, readings: []error{errLost, errLost},
			status: plan.Updated, requests: 1, reads: 3, least: 1500 * time.Millisecond, most: 3 * time.Second},
		{name: "lost, and not to be read", mishaps: []*mishap{{err: errLost}}, readings: slices.Repeat([]error{errLost}, 9),
			status: plan.Unknown, reason: Lost, requests: 1, reads: 4, least: 3500 * time.Millisecond, most: 7 * time.Second},
		{name: "408 always, lost at last, and not to be read", mishaps: append(slices.Repeat([]*mishap{{err: &Refusal{Status: 408}}}, 4), &mishap{err: errLost}),
			readings: []error{nil, nil, nil, nil, errLost}, status: plan.Unknown, reason: Lost, requests: 5, reads: 5, most: 15 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, 1, func(t *testing.T, r *rig) {
				r.script = func(q request) *mishap {
					if q.attempt <= len(tt.mishaps) {
						return tt.mishaps[q.attempt-1]
					}
					return nil
				}
				r.unreadable = func([]string) error {
					if n := len(r.readings); n <= len(tt.readings) {
						return tt.readings[n-1]
					}
					return nil
				}
				begun := time.Now()
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(begun); took < tt.least || took > tt.most {
					t.Errorf("took %v; want %v to %v", took, tt.least, tt.most)
				}
				got := r.results()[0]
				if got.Status != tt.status || got.Reason != tt.reason || got.HTTPStatus != tt.http {
					t.Errorf("%s because %q, status %d; want %s because %q, status %d",
						got.Status, got.Reason, got.HTTPStatus, tt.status, tt.reason, tt.http)
				}
				if len(r.requests) != tt.requests || len(r.readings) != tt.reads {
					t.Errorf("%d requests, %d readings; want %d, %d", len(r.requests), len(r.readings), tt.requests, tt.reads)
				}
			})
		})
	}
}

// TestStops takes the answers that stop a run, and what is left to be done.
func TestStops(t *testing.T) {
	tests := []struct {
		name string
		rows int
		err  error // of every request from the given one on
		from int
		want error
		sent int // requests, at most
	}{
		{"401 at once", 30, &Refusal{Status: 401}, 1, ErrUnauthorized, 1},
		{"401 in the middle", 30, &Refusal{Status: 401}, 12, ErrUnauthorized, 12 + 7},
		{"403 at once", 30, &Refusal{Status: 403}, 1, ErrForbidden, 1},
		{"403 for the third", 30, &Refusal{Status: 403}, 3, ErrForbidden, 3},
		{"all refused", 30, err422, 1, ErrCanary, 3},
		{"ten refused in a row", 60, err422, 5, ErrBreaker, 4 + 7 + 10 + 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, tt.rows, func(t *testing.T, r *rig) {
				r.script = func(q request) *mishap {
					if q.n >= tt.from {
						return &mishap{err: tt.err, takes: time.Second}
					}
					return &mishap{carriedOut: true, takes: time.Second}
				}
				err := r.run(t.Context())
				if !errors.Is(err, tt.want) || len(r.requests) > tt.sent {
					t.Errorf("%v after %d requests; want %v after at most %d", err, len(r.requests), tt.want, tt.sent)
				}
				if no := (*Refusal)(nil); (tt.want == ErrUnauthorized || tt.want == ErrForbidden) && !errors.As(err, &no) {
					t.Errorf("%v doesn't hold the refusal", err)
				}
				entries := r.entries()
				if end := entries[len(entries)-1].Ended; end == nil || end.Status != Stopped || end.Why == "" {
					t.Errorf("the journal ends with %+v", end)
				}
				if n := r.count()[plan.Pending]; n < tt.rows-tt.sent {
					t.Errorf("%d changes are pending", n)
				}
				if n := r.count()[plan.Failed]; tt.want == ErrForbidden && n != 1 {
					t.Errorf("%d changes have failed; want the one that was forbidden", n)
				}
			})
		})
	}
}

// TestForbiddenLater lets a row be forbidden after others were allowed: it
// fails alone.
func TestForbiddenLater(t *testing.T) {
	for name, before := range map[string]*mishap{"answered": nil, "looked up": {err: errLost, carriedOut: true}} {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 8, func(t *testing.T, r *rig) {
				r.script = func(q request) *mishap {
					if q.id == "s0003" {
						return &mishap{err: &Refusal{Status: 403}}
					}
					return before
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 7, plan.Failed: 1})
			})
		})
	}
}

// TestCanaryThenConcurrency lets the first three go one by one, and then as
// many as may.
func TestCanaryThenConcurrency(t *testing.T) {
	rowByRow(t, 23, func(t *testing.T, r *rig) {
		r.script = func(q request) *mishap {
			if q.n <= 2 {
				return &mishap{err: err422, takes: time.Second}
			}
			return &mishap{carriedOut: true, takes: time.Second}
		}
		r.Concurrency = 5
		begun := time.Now()
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 7*time.Second || r.busiest != 5 {
			t.Errorf("took %v with %d at a time; want 3 s and 20/5 s", took, r.busiest)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 21, plan.Failed: 2})
	})
}

// TestRowsOfFailures fails many rows, but never ten in a row alike.
func TestRowsOfFailures(t *testing.T) {
	for name, between := range map[string]*mishap{"others": {err: &Refusal{Status: 409}}, "successes": nil} {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 40, func(t *testing.T, r *rig) {
				r.Concurrency = 1 // or the journal's order would be another one
				r.script = func(q request) *mishap {
					switch {
					case q.n == 1:
						return nil
					case q.n%10 == 0:
						return between
					default:
						return &mishap{err: err422}
					}
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestBreakerCountsChanges fails many steps of one change: that is one failure.
func TestBreakerCountsChanges(t *testing.T) {
	rowByRow(t, 4, func(t *testing.T, r *rig) {
		for n := 5; n <= 20; n++ {
			r.plan.Steps = append(r.plan.Steps, plan.Step{N: n, Change: 4, Edits: r.plan.Changes[3].Edits})
		}
		r.script = func(q request) *mishap {
			if q.id == "s0003" {
				return &mishap{err: err422}
			}
			return nil
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 3, plan.Failed: 1})
	})
}

// TestCanaryIsSent finds the first rows done already: those that are sent first
// are the canaries.
func TestCanaryIsSent(t *testing.T) {
	rowByRow(t, 20, func(t *testing.T, r *rig) {
		for _, id := range []string{"s0000", "s0001", "s0002"} {
			r.records[id] = student(id, `{"firstName":"Ada","lastName":"Berg"}`)
			r.plan.Records[id] = r.records[id]
		}
		r.script = func(request) *mishap { return &mishap{err: err422, takes: time.Second} }
		if err := r.run(t.Context()); !errors.Is(err, ErrCanary) || len(r.requests) != 3 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
		r.wantCount(map[plan.Status]int{plan.Unchanged: 3, plan.Failed: 3, plan.Pending: 14})
	})
}

// TestThrottled lets one answer of 429 hold all workers back once, and take one
// of them away.
func TestThrottled(t *testing.T) {
	rowByRow(t, 40, func(t *testing.T, r *rig) {
		throttled, rested := time.Time{}, 0
		r.script = func(q request) *mishap {
			if q.n == 12 || q.n == 13 {
				throttled = q.at.Add(time.Second)
				return &mishap{err: &Refusal{Status: 429, RetryAfter: time.Minute}, takes: time.Second}
			}
			if !throttled.IsZero() && q.at.After(throttled) {
				if q.at.Sub(throttled) < time.Minute {
					t.Errorf("request %d after %v; want a minute's rest", q.n, q.at.Sub(throttled))
				}
				// Those that wait already are let through.
				if rested++; rested > 8 && len(r.under) > 7 {
					t.Errorf("%d at a time", len(r.under))
				}
			}
			return &mishap{carriedOut: true, takes: time.Second}
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 40})
		pauses := slices.DeleteFunc(slices.Clone(r.events), func(e Event) bool { return e.Kind != Paused })
		if len(pauses) != 1 || pauses[0].Reason != Throttled || pauses[0].Until.Sub(throttled) < time.Minute {
			t.Errorf("the pauses told: %+v", pauses)
		}
	})
}

// TestNeverBelowOneWorker throttles more often than there are workers.
func TestNeverBelowOneWorker(t *testing.T) {
	rowByRow(t, 10, func(t *testing.T, r *rig) {
		r.Concurrency = 2
		r.script = func(q request) *mishap {
			if q.attempt <= 2 {
				return &mishap{err: &Refusal{Status: 429, RetryAfter: time.Second}}
			}
			return nil
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 10})
	})
}

// TestQuota passes on that the wait for the quota is too long.
func TestQuota(t *testing.T) {
	rowByRow(t, 3, func(t *testing.T, r *rig) {
		r.quota = errors.Join(ErrQuota, errors.New("40 minutes"))
		if err := r.run(t.Context()); !errors.Is(err, ErrQuota) {
			t.Errorf("Run = %v", err)
		}
		r.wantCount(map[plan.Status]int{plan.Pending: 3})
	})
}

// TestJournalOrder gives the collector entries in another order than the
// journal's: it counts them in the journal's.
func TestJournalOrder(t *testing.T) {
	rowByRow(t, 3, func(t *testing.T, r *rig) {
		c, cancel := r.prepare(t.Context(), r.plan, 5)
		defer cancel()
		var told []int
		c.observe = func(e Event) { told = append(told, e.Change) }
		for _, seq := range []int{7, 6} {
			c.receive(message{entry: &Entry{Seq: seq, Intent: &Intent{Step: seq - 4, Attempt: 1}}})
		}
		if len(told) > 0 {
			t.Errorf("told %v before their turn", told)
		}
		c.receive(message{entry: &Entry{Seq: 5, Intent: &Intent{Step: 1, Attempt: 1}}})
		if !slices.Equal(told, []int{1, 2, 3}) {
			t.Errorf("told %v", told)
		}
	})
}

// TestThrottledBeyondTheWait asks the gate whether a pause that the server wants
// may be waited for, before it is.
func TestThrottledBeyondTheWait(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		r.script = func(request) *mishap {
			r.quota = ErrQuota
			return &mishap{err: &Refusal{Status: 429, RetryAfter: 3 * time.Hour}}
		}
		began := time.Now()
		if err := r.run(t.Context()); !errors.Is(err, ErrQuota) {
			t.Errorf("Run = %v", err)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("it waited %v first", took)
		}
	})
}

// A part of the system that the account may not touch says nothing of the rest.
func TestWhatIsDeniedInPartStopsNoRun(t *testing.T) {
	rowByRow(t, 40, func(t *testing.T, r *rig) {
		r.script = func(q request) *mishap {
			if q.n <= 20 {
				return &mishap{err: &Refusal{Status: 403, Narrow: true}}
			}
			return &mishap{carriedOut: true}
		}
		if err := r.run(t.Context()); err != nil {
			t.Errorf("the run ends with %v", err)
		}
		if n := r.count(); n[plan.Failed] != 20 || n[plan.Updated] != 20 {
			t.Errorf("the changes are %v", n)
		}
	})
}
