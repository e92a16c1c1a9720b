// Package report says how results read: the sentences, the preview and the
// summary on the screen, report.csv, and the error files that a user mends and
// gives back. It doesn't know the network.
package report

import (
	"fmt"
	"slices"
	"strings"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// A Row is all that is known of one row of the sheet in the end.
type Row struct {
	plan.Line
	Status  plan.Status // overrides the line's once its changes have been tried
	Edits   []plan.Edit // of all its changes
	Results []apply.Result

	counts []int // of Edits, change by change
	titles Titles
}

// Rows puts the plan and what became of its changes together, in the sheet's
// order. Without results it is the plan's own view. titles are what the user
// calls the fields.
func Rows(p *plan.Plan, results []apply.Result, titles Titles) []Row {
	rows := make([]Row, len(p.Lines))
	for i, line := range p.Lines {
		row := Row{Line: line, Status: line.Status, titles: titles}
		row.Problems = titled(line.Problems, titles)
		if results != nil {
			row.Status = apply.Status(line, results)
		}
		for _, n := range line.Changes {
			row.Edits = append(row.Edits, p.Changes[n-1].Edits...)
			row.counts = append(row.counts, len(p.Changes[n-1].Edits))
			if results != nil {
				row.Results = append(row.Results, results[n-1])
			}
		}
		rows[i] = row
	}
	return rows
}

// byChange splits the edits of a row by its changes.
func (r Row) byChange() [][]plan.Edit {
	if len(r.Changes) == 1 {
		return [][]plan.Edit{r.Edits}
	}
	var parts [][]plan.Edit
	rest := r.Edits
	for _, n := range r.counts {
		parts, rest = append(parts, rest[:n]), rest[n:]
	}
	return parts
}

// titled gives problems the columns that they don't name themselves.
func titled(problems []validate.Problem, titles Titles) []validate.Problem {
	nameless := func(p validate.Problem) bool { return p.Column == "" && titles[p.Field] != "" }
	if !slices.ContainsFunc(problems, nameless) {
		return problems
	}
	problems = slices.Clone(problems)
	for i, p := range problems {
		if p.Column == "" {
			problems[i].Column = titles[p.Field]
		}
	}
	return problems
}

// Counts is how many rows have which status.
type Counts map[plan.Status]int

// Count counts rows.
func Count(rows []Row) Counts {
	c := Counts{}
	for _, r := range rows {
		c[r.Status]++
	}
	return c
}

// Total is the number of rows counted.
func (c Counts) Total() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// mendable are the statuses of rows that belong into an error file.
var mendable = []plan.Status{plan.Invalid, plan.Missing, plan.Failed, plan.Conflict, plan.Unknown}

// Mend reports whether a row is one for its owner to mend.
func (r Row) Mend() bool { return slices.Contains(mendable, r.Status) }

// ToMend is how many rows there are to mend.
func (c Counts) ToMend() int {
	n := 0
	for _, s := range mendable {
		n += c[s]
	}
	return n
}

// Message says in a sentence or several what there is to know of a row. With
// values, it holds what stands in cells, masked, and what the server said.
func (r Row) Message(lang Lang, values bool) string { return r.message(lang, values, false) }

// message is Message, and tells of the repairs of a row to mend only where they are
// asked for: what stops the row would drown in them.
func (r Row) message(lang Lang, values, repairs bool) string {
	if r.Skipped != "" {
		return lang.voice().skip(r.Skipped)
	}
	var sentences []string
	for _, p := range r.Problems {
		if r.Mend() && p.Severity != validate.Fault && len(r.Results) == 0 && !(repairs && repaired(p)) {
			continue
		}
		sentences = append(sentences, Sentence(p, lang, values))
	}
	for _, result := range r.Results {
		result.Waited = slices.DeleteFunc(slices.Clone(result.Waited), func(row int) bool { return row == r.Line.Row })
		if s := ResultSentence(result, r.titles, lang, values); s != "" && !slices.Contains(sentences, s) {
			sentences = append(sentences, s)
		}
	}
	return strings.Join(sentences, " ")
}

// Halfway reports whether a change of the row was broken off in an exchange, and
// is to be finished by going on with the run.
func (r Row) Halfway() bool {
	return slices.ContainsFunc(r.Results, func(result apply.Result) bool { return result.Reason == apply.Halfway })
}

// halfway names the columns of a change that was broken off in an exchange;
// nothing where none was.
func (r Row) halfway() string {
	for _, result := range r.Results {
		if result.Reason == apply.Halfway {
			return r.titles.edited(result.Differs)
		}
	}
	return ""
}

// columns names the columns at fault.
func (r Row) columns() string {
	var titles []string
	add := func(title string) {
		if title != "" && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	for _, p := range r.Problems {
		if p.Severity == validate.Fault {
			add(p.Column)
		}
	}
	for _, result := range r.Results {
		for _, field := range fieldsOf(result) {
			add(r.titles.of(field))
		}
	}
	return strings.Join(titles, ", ")
}

// fields names the fields that a row changes, each once, and says of a list of
// people how many it gains and loses: "memberIDs +2 -2". What a class gains and
// loses isn't its members' rows' own.
func (r Row) fields() string {
	var names []string
	for _, e := range r.Edits {
		name := e.Field
		if e.People && r.Member == "" {
			name += " " + English.voice().turn(e)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// shownKey is a row's key, identity numbers masked.
func (r Row) shownKey() string {
	if r.Key.Field == "" {
		return ""
	}
	return fmt.Sprintf("%s=%s", r.Key.Field, validate.Mask(r.Key.Value))
}
