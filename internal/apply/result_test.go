package apply

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
)

func TestFold(t *testing.T) {
	intent := func(attempt int) Entry { return Entry{Intent: &Intent{Step: 1, Attempt: attempt, ID: "s0000"}} }
	outcome := func(out Outcome) Entry {
		out.Step, out.Attempt = 1, 1
		return Entry{Outcome: &out}
	}
	differs := edits(`[{"field":"lastName","old":"Bergh","new":"Berg"}]`)
	tests := []struct {
		name    string
		entries []Entry
		want    Result
	}{
		{"nothing", nil, Result{Status: plan.Pending}},
		{"an intent", []Entry{intent(1)}, Result{Status: plan.Unknown, Attempts: 1}},
		{"done", []Entry{intent(1), outcome(Outcome{Decision: Done, NotVerified: []string{"note"}})},
			Result{Status: plan.Updated, Attempts: 1, NotVerified: []string{"note"}}},
		{"nothing to do", []Entry{outcome(Outcome{Decision: NothingToDo})}, Result{Status: plan.Unchanged}},
		{"refused", []Entry{intent(1), outcome(Outcome{Decision: GiveUp, Reason: Refused, Status: 422, Code: "C", Message: "m", RequestID: "r",
			Fields: map[string]string{"lastName": "long"}})},
			Result{Status: plan.Failed, Reason: Refused, Attempts: 1, HTTPStatus: 422, Code: "C", Message: "m", RequestID: "r",
				Fields: map[string]string{"lastName": "long"}}},
		{"stored otherwise", []Entry{intent(1), outcome(Outcome{Decision: GiveUp, Reason: Differs, Differs: differs})},
			Result{Status: plan.Failed, Reason: Differs, Attempts: 1, Differs: differs}},
		{"moved", []Entry{outcome(Outcome{Decision: LeaveAlone, Reason: Moved, Differs: differs})},
			Result{Status: plan.Conflict, Reason: Moved, Differs: differs}},
		{"to be read", []Entry{intent(1), outcome(Outcome{Decision: ReadBack, Reason: Lost})}, Result{Status: plan.Unknown, Reason: Lost, Attempts: 1}},
		{"never known", []Entry{intent(1), outcome(Outcome{Decision: Unresolved, Reason: Lost})}, Result{Status: plan.Unknown, Reason: Lost, Attempts: 1}},
		{"to be sent again", []Entry{intent(1), outcome(Outcome{Decision: SendAgain, Reason: Throttled, Status: 429})},
			Result{Status: plan.Pending, Reason: Throttled, Attempts: 1, HTTPStatus: 429}},
		{"sent again", []Entry{intent(1), outcome(Outcome{Decision: SendAgain, Reason: Throttled, Status: 429}), intent(2)},
			Result{Status: plan.Unknown, Reason: Throttled, Attempts: 2, HTTPStatus: 429}},
		{"the run stopped", []Entry{intent(1), outcome(Outcome{Decision: StopRun, Reason: Refused, Status: 401}), {Ended: &Ended{Status: Stopped}}},
			Result{Status: plan.Pending, Reason: Refused, Attempts: 1, HTTPStatus: 401}},
		{"of another plan", []Entry{{Intent: &Intent{Step: 7}}, {Outcome: &Outcome{Step: -1, Decision: Done}}}, Result{Status: plan.Pending}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := surnames(1)
			got, err := Fold(p, tt.entries)
			tt.want.Change = 1
			if diff := cmp.Diff([]Result{tt.want}, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// TestFoldBlames names the row that failed first, of those that a step waits
// for.
func TestFoldBlames(t *testing.T) {
	p, _ := surnames(4)
	p.Steps[3].After, p.Steps[2].After = []int{1, 3}, []int{2}
	failed := func(step, seq int) Entry {
		return Entry{Seq: seq, Outcome: &Outcome{Step: step, Decision: GiveUp, Reason: Refused}}
	}
	results, err := Fold(p, []Entry{failed(2, 1), failed(1, 2)})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{3, 4} {
		if got := results[n-1]; got.Status != plan.Failed || got.Reason != Waited || !cmp.Equal(got.Waited, []int{3}) {
			t.Errorf("change %d: %+v", n, got)
		}
	}
	p.Steps[3].Change = 2 // the change that failed
	if got, err := Fold(p, []Entry{failed(2, 1)}); err != nil || len(got[1].Waited) > 0 || !cmp.Equal(got[2].Waited, []int{3}) {
		t.Errorf("%v, %+v", err, got)
	}
	p.Steps[3].After = []int{9}
	if _, err := Fold(p, nil); err == nil {
		t.Error("a damaged plan was folded")
	}
}

func TestStatus(t *testing.T) {
	tests := []struct {
		name    string
		planned plan.Status
		changes []plan.Status
		want    plan.Status
	}{
		{"no change", plan.Invalid, nil, plan.Invalid},
		{"one", plan.Planned, []plan.Status{plan.Updated}, plan.Updated},
		{"one of two is already so", plan.Planned, []plan.Status{plan.Updated, plan.Unchanged}, plan.Updated},
		{"one of two isn't reached", plan.Planned, []plan.Status{plan.Updated, plan.Pending}, plan.Pending},
		{"one of two failed", plan.Planned, []plan.Status{plan.Failed, plan.Pending}, plan.Failed},
		{"conflict and failed", plan.Planned, []plan.Status{plan.Conflict, plan.Failed}, plan.Failed},
		{"unknown is worst", plan.Planned, []plan.Status{plan.Failed, plan.Unknown, plan.Updated}, plan.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			line := plan.Line{Row: 2, Status: tt.planned}
			var results []Result
			for i, s := range tt.changes {
				line.Changes = append(line.Changes, i+1)
				results = append(results, Result{Change: i + 1, Status: s})
			}
			if got := Status(line, results); got != tt.want {
				t.Errorf("%s; want %s", got, tt.want)
			}
		})
	}
}

// A pupil's row stands in two changes: the class that is left, and the one that
// is joined.
func ExampleStatus() {
	row := plan.Line{Row: 2, Status: plan.Planned, Changes: []int{1, 2}}
	results := []Result{{Change: 1, Status: plan.Updated}, {Change: 2, Status: plan.Failed}}
	fmt.Println(Status(row, results))
	// Output: failed
}

func TestRefusalText(t *testing.T) {
	for want, no := range map[string]*Refusal{
		"the server answered 500":                                   {Status: 500},
		"the server answered 422 UnprocessableEntity (request r-1)": {Status: 422, Code: "UnprocessableEntity", RequestID: "r-1", Message: "Ada Ek"},
	} {
		if got := no.Error(); got != want {
			t.Errorf("%q; want %q", got, want)
		}
	}
}
