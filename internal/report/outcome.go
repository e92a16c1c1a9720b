package report

import (
	"encoding/json"
	"io"

	"importer/internal/apply"
	"importer/internal/plan"
)

// An Outcome is what --json prints: a run's result for a script.
type Outcome struct {
	Run      string // the run directory's path; empty for a check
	Code     string
	Target   string
	DryRun   bool
	Status   string // checked, planned, finished, stopped or interrupted
	Rows     Counts
	Requests apply.Requests
	Files    map[string]string // by what they are: report, errors, errorsBook, errorsCopy; only what was written
}

// statuses are all there are, in the order in which --json has them.
var statuses = []plan.Status{
	plan.Valid, plan.Planned, plan.Updated, plan.Unchanged, plan.Invalid, plan.Missing,
	plan.Failed, plan.Conflict, plan.Skipped, plan.Unknown, plan.Pending,
}

// Write writes the object on one line.
func (o Outcome) Write(w io.Writer) error {
	rows := map[string]int{"total": o.Rows.Total()}
	for _, s := range statuses {
		rows[string(s)] = o.Rows[s]
	}
	files := o.Files
	if files == nil {
		files = map[string]string{}
	}
	return json.NewEncoder(w).Encode(struct {
		Schema   int               `json:"schema"`
		Run      string            `json:"run,omitempty"`
		Code     string            `json:"code,omitempty"`
		Target   string            `json:"target"`
		DryRun   bool              `json:"dryRun"`
		Status   string            `json:"status"`
		Rows     map[string]int    `json:"rows"`
		Requests apply.Requests    `json:"requests"`
		Files    map[string]string `json:"files"`
	}{1, o.Run, o.Code, o.Target, o.DryRun, o.Status, rows, o.Requests, files})
}

// Counted names the counts that aren't zero, in the order of --json.
func Counted(l Lang, counts map[string]int) []string {
	v := l.voice()
	var parts []string
	for _, s := range statuses {
		if n := counts[string(s)]; n > 0 {
			parts = append(parts, v.Sprintf("%d %s", n, v.described(n, string(s))))
		}
	}
	return parts
}
