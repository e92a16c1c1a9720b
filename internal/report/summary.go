package report

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// A Summary is what a user reads at the end of a run.
type Summary struct {
	Subject
	State   string // planned, finished, stopped or interrupted
	Took    time.Duration
	Rows    []Row
	Look    Look
	Files   string // the run directory
	EraseBy time.Time
	Undoing bool // the run takes another one back
	Next    []Next
}

// A Next is a command that makes sense now, and what it is for.
type Next struct{ Why, Command string }

// Mend says why to take the error file up.
func Mend(l Lang, n int) string {
	return l.voice().counted(n, "Next, fix 1 row in Excel and give it back", "Next, fix %d rows in Excel and give them back")
}

// Write writes the summary. The commands come last.
func (s Summary) Write(w io.Writer) error {
	out := s.Look.page(w)
	counts := Count(s.Rows)
	out.put("")
	if s.State != "planned" {
		s.result(out, counts)
	}
	out.whole(out.Sprintf("Reports, with personal data, to be erased by %s:  %s", s.EraseBy.Local().Format("2006-01-02"), s.Files))
	for _, n := range s.Next {
		out.whole(n.Why + ":  " + s.Look.heading(n.Command))
	}
	return out.err
}

func (s Summary) result(out *page, counts Counts) {
	took := out.lasting(s.Took)
	switch s.State {
	case "finished":
		out.put(out.Sprintf("Done in %s.", took) + s.proof(out, counts))
	case "interrupted":
		if slices.ContainsFunc(s.Rows, Row.Halfway) {
			out.line("Interrupted after %s.", took)
		} else {
			out.line("Interrupted after %s. What was under way has been finished; nothing is half-done.", took)
		}
	default:
		out.line("Stopped after %s.", took)
	}
	var parts []string
	for _, status := range statuses {
		if status == plan.Skipped {
			parts = append(parts, s.skipped(out)...)
		} else if n := counts[status]; n > 0 {
			parts = append(parts, out.Sprintf("%d %s", n, s.word(out, status, n)))
		}
	}
	n := counts.Total()
	out.put("  " + strings.Join(parts, ", ") + out.Sprintf(" = %d %s", n, out.several(n, "row", "rows")))
	if n := mended(s.Rows); n > 0 {
		out.put(out.counted(n, "  1 cell was repaired; report.csv lists it", "  %d cells were repaired; report.csv lists them"))
	}
	if s.Undoing {
		restorationOf(s.Rows).write(out, s.Subject, out.Sprintf("restored"))
	}
	s.worst(out)
	s.halfway(out)
}

// halfway names the records that hold what was to be there for a moment only.
func (s Summary) halfway(out *page) {
	var rows []string
	for _, r := range s.Rows {
		if titles := r.halfway(); titles != "" {
			rows = append(rows, out.Sprintf("row %s", strconv.Itoa(r.Line.Row))+", "+titles)
		}
	}
	if len(rows) > 0 {
		out.line("An exchange of values is half-done. A temporary value, or none, stands in: %s. `resume` finishes it.", strings.Join(rows, "; "))
	}
}

// skipped counts the rows that were left out, by rule.
func (s Summary) skipped(out *page) []string {
	rules := map[validate.Skip]int{}
	for _, r := range s.Rows {
		if r.Status == plan.Skipped {
			rules[r.Skipped]++
		}
	}
	var parts []string
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		parts = append(parts, out.Sprintf("%d %s", rules[rule], out.left(rules[rule], rule)))
	}
	return parts
}

// proof says what an update stands for.
func (s Summary) proof(out *page, counts Counts) string {
	if counts[plan.Updated] == 0 || s.Undoing {
		return ""
	}
	return out.Sprintf(" For every update %s's answer was compared with the sheet.", s.System)
}

// word is a status for a person.
func (s Summary) word(out *page, status plan.Status, n int) string {
	switch status {
	case plan.Missing:
		return out.Sprintf("not in %s", s.System)
	case plan.Conflict:
		return out.described(n, "changed by others")
	case plan.Failed:
		return out.described(n, "refused or failed")
	case plan.Pending:
		return out.described(n, "not reached")
	default:
		return out.described(n, string(status))
	}
}

// worst lists the rows that were sent and are not as the sheet says.
func (s Summary) worst(out *page) {
	most, listed, all := s.Look.most(10), 0, 0
	for _, r := range s.Rows {
		if r.Status != plan.Failed && r.Status != plan.Conflict && r.Status != plan.Unknown {
			continue
		}
		if all++; listed < most {
			listed++
			row := out.Sprintf("row %s", strconv.Itoa(r.Line.Row)) + origin(s.Look.Lang, 1, r.First)
			message := strings.TrimPrefix(plain(r.Message(s.Look.Lang, s.Look.Values)), row+", ")
			out.put("  " + pad(out.described(1, string(r.Status)), 10) + row + "  " + message)
		}
	}
	if all > listed {
		out.line("  and %d more, in the reports", all-listed)
	}
}
