package report

import (
	"slices"

	"importer/internal/apply"
	"importer/internal/plan"
)

// A bucket counts fields, and the records that they stand in.
type bucket struct{ fields, records int }

// A restoration counts what an undoing does or has done. A record whose fields
// fare differently stands in several buckets.
type restoration struct {
	restored bucket // or to be restored
	kept     bucket // because somebody has changed them since
	failed   bucket
	lost     bucket // can't be restored: not known, or somebody else's now
	open     bucket // not reached
	before   int    // records that are as before already
	gone     int    // records that aren't there any more
}

// restorationOf counts rows, each record once, however many rows stand for it.
func restorationOf(rows []Row) restoration {
	var r restoration
	met := map[string]bool{}
	for _, row := range rows {
		for _, part := range row.byRecord() {
			if !met[part.ID] {
				met[part.ID] = true
				r.add(part)
			}
		}
	}
	return r
}

// byRecord splits a row that stands for several records into one for each.
func (r Row) byRecord() []Row {
	if len(r.Parts) == 0 {
		return []Row{r}
	}
	edits := r.byChange()
	var rows []Row
	for _, part := range r.Parts {
		row := Row{Line: plan.Line{Row: r.Line.Row, ID: part.ID, Problems: part.Problems}, Status: part.Status}
		if i := slices.Index(r.Changes, part.Change); i >= 0 {
			row.Edits = edits[i]
			if len(r.Results) > 0 {
				row.Results = r.Results[i : i+1]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (r *restoration) add(row Row) {
	fields := map[*bucket]int{}
	for _, p := range row.Problems {
		switch p.Code {
		case plan.CodeGone:
		case plan.CodeChangedSince, plan.CodeElsewhere:
			fields[&r.kept]++
		default:
			fields[&r.lost]++
		}
	}
	gone := row.Status == plan.Missing || slices.ContainsFunc(row.Results, func(a apply.Result) bool { return a.Reason == apply.Gone })
	switch {
	case gone:
		r.gone++
	case len(row.Edits) > 0:
		fields[r.bucketOf(row)] += len(row.Edits)
	case len(row.Problems) == 0:
		r.before++
	}
	for b, n := range fields {
		b.fields += n
		b.records++
	}
}

// bucketOf is where the fields stand that were to be restored.
func (r *restoration) bucketOf(row Row) *bucket {
	if len(row.Results) == 0 {
		return &r.restored
	}
	switch row.Results[0].Status {
	case plan.Updated, plan.Unchanged:
		return &r.restored
	case plan.Conflict:
		return &r.kept
	case plan.Pending:
		return &r.open
	default:
		return &r.failed
	}
}

// Partly reports whether an undoing leaves something of a row's record as it is.
func (r Row) Partly() bool {
	n := restorationOf([]Row{r})
	return n.kept.fields+n.lost.fields > 0
}

// write lists the buckets. verb says what happens to the first.
func (r restoration) write(out *page, s Subject, verb string) {
	line := func(b bucket, what string) {
		if b.fields > 0 {
			out.count(b.fields, out.several(b.fields, "field", "fields"), out.Sprintf("of %s %s", s.some(out.voice, b.records), what))
		}
	}
	records := func(n int, what string) {
		if n > 0 {
			out.count(n, s.unit(out.voice, n), what)
		}
	}
	line(r.restored, verb)
	line(r.kept, out.Sprintf("kept: somebody has changed them since"))
	line(r.failed, out.Sprintf("failed"))
	line(r.lost, out.Sprintf("can't be restored"))
	line(r.open, out.Sprintf("not reached"))
	records(r.gone, out.Sprintf("not there any more"))
	records(r.before, out.Sprintf("already as before"))
}
