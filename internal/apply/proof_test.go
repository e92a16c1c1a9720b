package apply

import (
	"errors"
	"slices"
	"testing"
	"time"

	"importer/internal/plan"
)

// age makes every record of the plan an old reading.
func (r *rig) age(by time.Duration) {
	for id, now := range r.plan.Records {
		now.Read = now.Read.Add(-by)
		r.plan.Records[id] = now
	}
}

// TestProofs reads records again that were read long ago, fifty at a time.
func TestProofs(t *testing.T) {
	tests := []struct {
		name     string
		age      time.Duration
		pace     time.Duration
		readings []int // sizes
	}{
		{"read lately", 0, 0, nil},
		{"read five minutes ago", 5 * time.Minute, 0, nil},
		{"read a little earlier", 5*time.Minute + 1, 0, []int{50, 50, 20}},
		{"from a clock that was ahead", -time.Hour, 0, []int{50, 50, 20}},
		{"slowly", time.Hour, 2400 * time.Millisecond, []int{50, 50, 20}},
		{"lately, and sent more and more slowly", 0, 10 * time.Second, []int{50, 50, 50, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, 120, func(t *testing.T, r *rig) {
				r.age(tt.age)
				r.pace = tt.pace
				if tt.pace > 0 {
					r.Concurrency = 1
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				var sizes []int
				for _, ids := range r.readings {
					sizes = append(sizes, len(ids))
				}
				if tt.name != "lately, and sent more and more slowly" && !slices.Equal(sizes, tt.readings) {
					t.Errorf("readings of %v records; want %v", sizes, tt.readings)
				}
				r.wantCount(map[plan.Status]int{plan.Updated: 120})
			})
		})
	}
}

// TestProofsShared lets eight workers need a proof at the same moment: they
// share it.
func TestProofsShared(t *testing.T) {
	rowByRow(t, 60, func(t *testing.T, r *rig) {
		begun := time.Now()
		r.script = func(q request) *mishap {
			if q.n > 3 && q.attempt == 1 && q.at.Sub(begun) < time.Minute {
				return &mishap{err: &Refusal{Status: 503, RetryAfter: 10 * time.Minute}}
			}
			return nil
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(r.readings) != 2 || len(r.readings[0]) != 50 || len(r.readings[1]) != 7 {
			t.Errorf("%d readings", len(r.readings))
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 60})
	})
}

// TestProofFinds lets records change between plan and run.
func TestProofFinds(t *testing.T) {
	rowByRow(t, 6, func(t *testing.T, r *rig) {
		r.age(time.Hour)
		for id, name := range map[string]string{"s0001": "Berg", "s0002": "Dal"} {
			r.records[id] = student(id, `{"firstName":"Ada","lastName":"`+name+`"}`)
		}
		r.records["s0003"] = student("s0003", `{"firstName":"Somebody","lastName":"Ek"}`)
		delete(r.records, "s0004")
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := []struct {
			status plan.Status
			reason Reason
		}{{plan.Updated, ""}, {plan.Unchanged, ""}, {plan.Conflict, Moved}, {plan.Updated, ""}, {plan.Conflict, Gone}, {plan.Updated, ""}}
		for i, got := range r.results() {
			if got.Status != want[i].status || got.Reason != want[i].reason {
				t.Errorf("change %d: %s because %q; want %s because %q", i+1, got.Status, got.Reason, want[i].status, want[i].reason)
			}
		}
		differs := r.results()[2].Differs
		if len(differs) != 1 || differs[0].Old.Text != "Dal" || differs[0].New.Text != "Berg" {
			t.Errorf("what has moved: %+v", differs)
		}
		if len(r.readings) != 1 {
			t.Errorf("%d readings; one is enough for what is gone, too", len(r.readings))
		}
		if len(r.requests) != 3 || r.records["s0003"].Fields["firstName"].Text != "Somebody" {
			t.Errorf("%d requests; want 3, and the other field left alone", len(r.requests))
		}
	})
}

// TestProofFails lets readings fail: a record that couldn't be read is never
// taken for gone, nor written.
func TestProofFails(t *testing.T) {
	tests := []struct {
		name   string
		errs   []error // by reading; nil after them
		want   error
		counts map[plan.Status]int
	}{
		{"once", []error{errLost}, nil, map[plan.Status]int{plan.Updated: 3}},
		{"for one row", slices.Repeat([]error{errLost}, 5), nil, map[plan.Status]int{plan.Updated: 2, plan.Failed: 1}},
		{"401", []error{&Refusal{Status: 401}}, ErrUnauthorized, map[plan.Status]int{plan.Pending: 3}},
		{"403", []error{&Refusal{Status: 403}}, ErrForbidden, map[plan.Status]int{plan.Pending: 3}},
		{"no quota", []error{ErrQuota}, ErrQuota, map[plan.Status]int{plan.Pending: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, 3, func(t *testing.T, r *rig) {
				r.age(time.Hour)
				r.unreadable = func([]string) error {
					if n := len(r.readings); n <= len(tt.errs) {
						return tt.errs[n-1]
					}
					return nil
				}
				if err := r.run(t.Context()); !errors.Is(err, tt.want) {
					t.Errorf("Run = %v; want %v", err, tt.want)
				}
				r.wantCount(tt.counts)
				for _, result := range r.results() {
					if result.Status == plan.Failed && (result.Reason != Unread || result.Attempts != 0) {
						t.Errorf("%+v", result)
					}
				}
			})
		})
	}
}

// TestNotShown sends what the server doesn't show, and says that it isn't
// verified.
func TestNotShown(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		hide := func(now *plan.Current) {
			now.Fields["lastName"] = student("", `{"x":{"unreadable":true}}`).Fields["x"]
		}
		now := r.plan.Records["s0000"]
		hide(&now)
		r.script = func(q request) *mishap { return &mishap{carriedOut: true, answer: hide} }
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := r.results()[0]
		if got.Status != plan.Updated || !slices.Equal(got.NotVerified, []string{"lastName"}) {
			t.Errorf("%+v", got)
		}
	})
}

// TestNeverShown loses the answers about a field that can't be read back: it is
// sent again, and at last nobody knows.
func TestNeverShown(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		hide := func(now *plan.Current) {
			now.Fields["lastName"] = student("", `{"x":{"unreadable":true}}`).Fields["x"]
		}
		r.script = func(q request) *mishap { return &mishap{carriedOut: true, err: errLost, stored: hide} }
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := r.results()[0]
		if got.Status != plan.Unknown || got.Attempts != 5 || !slices.Equal(got.NotVerified, []string{"lastName"}) {
			t.Errorf("%+v", got)
		}
	})
}

// TestProofsOfACircle opens a circle of forty among other changes: what is left
// of its records to be read is read at once.
func TestProofsOfACircle(t *testing.T) {
	var e exchange
	for i := range 160 {
		if e = append(e, i); i%4 == 0 {
			e[i] = (i + 4) % 160
		}
	}
	exchanging(t, e, "emailAddress1", func(t *testing.T, r *rig) {
		r.Concurrency = 1
		r.age(time.Hour)
		r.script = func(q request) *mishap {
			if q.id == "s0000" && q.attempt == 1 && len(r.readings) != 2 {
				t.Errorf("opened after %d readings", len(r.readings))
			}
			return nil
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(r.readings) != 4 {
			t.Errorf("%d readings of 160 records", len(r.readings))
		}
	})
}

// TestProofsLeaveOut proves records of two kinds, while others are written or
// done: each reading is of one kind, and only of those to come.
func TestProofsLeaveOut(t *testing.T) {
	rowByRow(t, 60, func(t *testing.T, r *rig) {
		r.Concurrency = 2
		for i := range r.plan.Changes {
			if c := &r.plan.Changes[i]; i%2 == 1 {
				c.Kind = "group"
				now := r.records[c.ID]
				now.Kind = "group"
				r.records[c.ID], r.plan.Records[c.ID] = now, now
			}
		}
		r.script = func(q request) *mishap {
			if q.n == 4 {
				return &mishap{carriedOut: true, takes: 20 * time.Minute}
			}
			return &mishap{carriedOut: true, takes: 10 * time.Second}
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		read := map[string]int{}
		for _, ids := range r.readings {
			for _, id := range ids {
				read[id]++
			}
		}
		// After 5 minutes there are 30 done, after 5 more 60.
		if len(r.readings) != 2 || len(read) > 31 {
			t.Errorf("%d readings of %d records", len(r.readings), len(read))
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 60})
	})
}
