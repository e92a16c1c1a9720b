package apply

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"importer/internal/plan"
)

// TestJournalFails lets the journal fail at every write and every sync of a run:
// no request goes without its intent, nothing begins any more, and the next run
// finishes the work without doing anything twice that is known to be done.
func TestJournalFails(t *testing.T) {
	const rows, lines = 6, 1 + 2*6 + 1
	for n := 1; n <= lines; n++ {
		for _, what := range []string{"write", "half write", "sync"} {
			t.Run(fmt.Sprint(what, n), func(t *testing.T) {
				rowByRow(t, rows, func(t *testing.T, r *rig) {
					r.Concurrency = 1
					r.script = func(q request) *mishap { return &mishap{carriedOut: true, takes: time.Second} }
					if what == "sync" {
						r.disk.failSync = n
					} else {
						r.disk.failWrite, r.disk.short = n, what == "half write"
					}
					if err := r.run(t.Context()); !errors.Is(err, ErrJournal) || !errors.Is(err, r.disk.failure) {
						t.Fatalf("Run = %v", err)
					}
					if want := (n - 1) / 2; len(r.requests) != want {
						t.Errorf("%d requests; want %d", len(r.requests), want)
					}
					if err := r.again(t.Context()); err != nil {
						t.Fatal(err)
					}
					if len(r.requests) != rows {
						t.Errorf("%d requests for %d changes", len(r.requests), rows)
					}
					r.wantCount(map[plan.Status]int{plan.Updated: rows})
				})
			})
		}
	}
}

// TestJournalFailsAmongMany lets a sync fail that several workers wait for.
func TestJournalFailsAmongMany(t *testing.T) {
	rowByRow(t, 40, func(t *testing.T, r *rig) {
		r.disk.failSync = 15
		r.script = func(q request) *mishap { return &mishap{carriedOut: true, takes: time.Second} }
		if err := r.run(t.Context()); !errors.Is(err, ErrJournal) {
			t.Fatalf("Run = %v", err)
		}
		if err := r.again(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(r.requests) != 40 {
			t.Errorf("%d requests for 40 changes", len(r.requests))
		}
		r.wantCount(map[plan.Status]int{plan.Updated: 40})
	})
}

// TestGoOn goes on with journals that a kill left, and looks up what is unsure.
func TestGoOn(t *testing.T) {
	tests := []struct {
		name     string
		journal  []Entry // about the first of two steps
		lastName string  // in the first record
		status   plan.Status
		requests int // for the first record
		readings int
	}{
		{"nothing", nil, "Ek", plan.Updated, 1, 0},
		{"an intent, not sent", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}}}, "Ek", plan.Updated, 1, 1},
		{"an intent, carried out", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}}}, "Berg", plan.Updated, 0, 1},
		{"an intent, and moved since", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}}}, "Dal", plan.Conflict, 0, 1},
		{"a lost answer", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: ReadBack, Reason: Lost}}}, "Berg", plan.Updated, 0, 1},
		{"given up for unknown", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: Unresolved, Reason: Lost}}}, "Berg", plan.Updated, 0, 1},
		{"throttled", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: SendAgain, Reason: Throttled}}}, "Ek", plan.Updated, 1, 0},
		{"throttled, and somebody did it", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: SendAgain, Reason: Throttled}}}, "Berg", plan.Unchanged, 0, 0},
		{"read as old, and carried out late", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: SendAgain, Reason: ServerFault}}}, "Berg", plan.Updated, 0, 0},
		{"done", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: Done}}}, "Berg", plan.Updated, 0, 0},
		{"failed", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: GiveUp, Reason: Refused, Status: 422}}}, "Ek", plan.Failed, 0, 0},
		{"401", []Entry{{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}},
			{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: StopRun, Reason: Refused, Status: 401}}}, "Ek", plan.Updated, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rowByRow(t, 2, func(t *testing.T, r *rig) {
				r.plan.Steps[1].After = []int{1}
				for _, e := range tt.journal {
					if _, err := r.Journal.Append(e); err != nil {
						t.Fatal(err)
					}
				}
				r.records["s0000"] = student("s0000", `{"firstName":"Ada","lastName":"`+tt.lastName+`"}`)
				earlier := 0
				if len(tt.journal) > 0 {
					earlier, r.attempts["s0000"] = 1, 1
					did := tt.lastName == "Berg" && tt.status == plan.Updated
					r.requests = []request{{n: 1, id: "s0000", attempt: 1, applied: did}}
				}
				err := r.again(t.Context())
				sent := slices.DeleteFunc(r.sent(), func(id string) bool { return id != "s0000" })[earlier:]
				// The first reading is the one with which every resumption begins.
				if err != nil || len(sent) != tt.requests || len(r.readings)-1 != tt.readings {
					t.Errorf("%v, %d requests, %d readings; want %d, %d", err, len(sent), len(r.readings)-1, tt.requests, tt.readings)
				}
				got := r.results()
				if got[0].Status != tt.status {
					t.Errorf("%+v; want %s", got[0], tt.status)
				}
				want := plan.Updated
				if tt.status == plan.Failed || tt.status == plan.Conflict {
					want = plan.Failed
				}
				if got[1].Status != want {
					t.Errorf("the step that waits is %s; want %s", got[1].Status, want)
				}
			})
		})
	}
}

// TestGoOnBlind goes on after a kill on a server that can't be read: nobody
// knows, and nothing is sent.
func TestGoOnBlind(t *testing.T) {
	rowByRow(t, 1, func(t *testing.T, r *rig) {
		if _, err := r.Journal.Append(Entry{Intent: &Intent{Step: 1, Attempt: 1, ID: "s0000"}}); err != nil {
			t.Fatal(err)
		}
		r.requests, r.attempts["s0000"] = []request{{n: 1, id: "s0000", attempt: 1}}, 1
		r.unreadable = func([]string) error { return errLost }
		if err := r.again(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.results()[0]; got.Status != plan.Unknown || got.Reason != Lost || len(r.requests) > 1 {
			t.Errorf("%+v after %d requests", got, len(r.requests))
		}
	})
}
