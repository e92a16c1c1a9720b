package apply

import (
	"slices"

	"importer/internal/plan"
)

// A Result is what became of one change. Message, and the values in Fields and
// Differs, may be personal data: they are for the run's own files and a
// terminal.
type Result struct {
	Change   int // the N of the change
	Status   plan.Status
	Reason   Reason // why it isn't simply done; empty if it is
	Attempts int    // requests that were about to be sent, all steps and runs together

	// The refusal, where there was one.
	HTTPStatus int
	Code       string
	Message    string // the server's words, or the network's
	RequestID  string
	Fields     map[string]string // what the server said of single fields

	// Differs holds the fields that aren't as asked, because the server stored
	// something else or somebody changed them: Old is what the record holds, New
	// what was asked. A field that doesn't stand here is as asked if the status
	// is Failed with the reason Differs.
	Differs     []plan.Edit
	NotVerified []string // fields that were sent, and that the server doesn't show
	Waited      []int    // the rows of the failed change that this one waited for, or was taken back for
}

// tell takes over what an outcome says.
func (r *Result) tell(status plan.Status, out Outcome) {
	r.Status, r.Reason = status, out.Reason
	r.HTTPStatus, r.Code, r.Message, r.RequestID, r.Fields = out.Status, out.Code, out.Message, out.RequestID, out.Fields
}

// Fold gives the result of every change, in the plan's order, from the plan and
// the journal alone. A change that was not reached is Pending; one whose request
// left and has no outcome is Unknown.
func Fold(p plan.Plan, entries []Entry) ([]Result, error) {
	if err := check(p); err != nil {
		return nil, err
	}
	l := newLedger(p, entries)
	results := make([]Result, 0, len(p.Changes))
	for _, c := range p.Changes {
		results = append(results, l.result(c.N))
	}
	return results, nil
}

// Status is what became of a row: the worst of its changes' statuses, or what
// the plan says if the row stands in no change. results are those of Fold.
func Status(line plan.Line, results []Result) plan.Status {
	if len(line.Changes) == 0 {
		return line.Status
	}
	worst := plan.Valid
	for _, n := range line.Changes {
		if s := results[n-1].Status; worse(s, worst) {
			worst = s
		}
	}
	return worst
}

// worse reports whether a is a worse end than b.
func worse(a, b plan.Status) bool { return rank(a) > rank(b) }

func rank(s plan.Status) int {
	return slices.Index([]plan.Status{
		plan.Valid, plan.Unchanged, plan.Updated, plan.Planned, plan.Skipped, plan.Pending,
		plan.Missing, plan.Invalid, plan.Conflict, plan.Failed, plan.Unknown,
	}, s)
}
