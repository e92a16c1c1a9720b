package report

import (
	"importer/internal/plan"
	"importer/internal/validate"
)

// A Tally sums rows up, one by one, so that a sheet of any length can be
// previewed in little memory.
type Tally struct {
	Counts      Counts
	First, Last int // numbers of rows
	skipped     map[validate.Skip][]int
	edits       []placed
	counted     map[int]bool // changes whose edits are in
	groups      []*group
	byKind      map[kind]*group
}

// NewTally gives an empty one.
func NewTally() *Tally {
	return &Tally{
		Counts: Counts{}, skipped: map[validate.Skip][]int{},
		counted: map[int]bool{}, byKind: map[kind]*group{},
	}
}

// Sum sums up rows that are all there.
func Sum(rows []Row) *Tally {
	t := NewTally()
	for _, r := range rows {
		t.Add(r)
	}
	return t
}

// A placed edit knows the row that asks for it.
type placed struct {
	plan.Edit
	row int
}

// A kind of problem is what stands in one line of a preview.
type kind struct {
	code     validate.Code
	column   string
	severity validate.Severity
	reason   string // in English; of one code there may be several
}

// A group is all the problems of a kind: how many, and the first of them.
type group struct {
	kind
	count int
	first []validate.Problem
}

// keep is how many problems of a kind are kept: more than anybody reads on a
// screen.
const keep = 1000

// Add sums up one more row.
func (t *Tally) Add(r Row) {
	t.Counts[r.Status]++
	if t.First == 0 {
		t.First = r.Line.Row
	}
	t.Last = r.Line.Row
	if r.Status == plan.Skipped {
		t.skipped[r.Skipped] = append(t.skipped[r.Skipped], r.Line.Row)
	}
	for _, p := range r.Problems {
		t.problem(p)
	}
	if r.Status == plan.Planned {
		t.planned(r)
	}
}

func (t *Tally) problem(p validate.Problem) {
	k := kind{p.Code, p.Column, p.Severity, Reason(p, English)}
	g, ok := t.byKind[k]
	if !ok {
		g = &group{kind: k}
		t.byKind[k] = g
		t.groups = append(t.groups, g)
	}
	if g.count++; len(g.first) < keep {
		g.first = append(g.first, p)
	}
}

// planned takes the edits of a row in, each change once, however many rows ask
// for it.
func (t *Tally) planned(r Row) {
	for i, edits := range r.byChange() {
		if n := r.Changes[i]; !t.counted[n] {
			t.counted[n] = true
			for _, e := range edits {
				t.edits = append(t.edits, placed{e, r.Line.Row})
			}
		}
	}
}

// Updates is how many records would be changed.
func (t *Tally) Updates() int { return len(t.counted) }

// Fields is how many fields would be changed.
func (t *Tally) Fields() int { return len(t.edits) }

// Records is how many rows there are without those that are none, such as hints
// and totals.
func (t *Tally) Records() int {
	n := t.Counts.Total()
	for why, rows := range t.skipped {
		if !why.IsRecord() {
			n -= len(rows)
		}
	}
	return n
}
