package main

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/validate"
)

// retryable are the statuses of rows that can be taken up again.
var retryable = []plan.Status{plan.Missing, plan.Failed, plan.Conflict}

// takeUp takes rows of some statuses up again. They make a run of their own, out
// of what the earlier run's plan says of them: a row with a record goes by the
// record, a missing one by its key. The sheet is needed for the error files only.
func (r *resumption) takeUp(ctx context.Context) error {
	wanted, err := r.wanted()
	if err != nil {
		return err
	}
	rows, err := outcomes(r.dir)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(rows, func(row report.Row) bool { return slices.Contains(wanted, row.Status) }) {
		r.note("run %s has no rows with the status %s", r.dir.Meta.Code, strings.ReplaceAll(r.retry, ",", ", "))
		return nil
	}
	if err := r.openSheet(); err != nil {
		return err
	}
	end, err := r.reconnect(ctx)
	if err != nil {
		return err
	}
	return errors.Join(r.applyAnew(ctx, r.askedAgain(rows, wanted)), end())
}

// wanted gives the statuses that the user has named.
func (r *resumption) wanted() ([]plan.Status, error) {
	switch m := r.dir.Meta; {
	case m.Kind == run.Undo:
		return nil, usage("importer resume "+m.Code, "run %s is an undoing: --retry is for sheets", m.Code)
	case r.members == "exact":
		return nil, usage(r.command(m.Input.File, r.settings())+" (what is done costs nothing)",
			"lists that are exact hang together: apply the whole sheet again")
	}
	var wanted []plan.Status
	for s := range strings.SplitSeq(r.retry, ",") {
		status := plan.Status(strings.TrimSpace(s))
		if !slices.Contains(retryable, status) {
			return nil, usage("for example: --retry missing,failed", "--retry %q: it is missing, failed or conflict", s)
		}
		wanted = append(wanted, status)
	}
	return wanted, nil
}

// askedAgain gives what rows have asked for, as a sheet would; those of other
// statuses are left out.
func (r *resumption) askedAgain(rows []report.Row, wanted []plan.Status) iter.Seq2[validate.Verdict, error] {
	return func(yield func(validate.Verdict, error) bool) {
		for _, row := range rows {
			v := validate.Verdict{Record: validate.Record{Row: row.Line.Row}, Skipped: validate.Unchosen}
			switch {
			case row.Skipped != "":
				v.Skipped = row.Skipped
			case slices.Contains(wanted, row.Status):
				v = validate.Verdict{Record: r.recordOf(row)}
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// recordOf is what a row asks for, by its plan.
func (r *resumption) recordOf(row report.Row) validate.Record {
	if row.ID == "" {
		return validate.Record{Row: row.Line.Row, First: row.First, Key: row.Key, Fields: row.Fields, Lists: row.Lists}
	}
	if members := r.spec.Schema.Members; members != nil {
		return seated(row, members.Field)
	}
	record := validate.Record{
		Row: row.Line.Row, First: row.First, Key: validate.Key{Field: "id", Value: row.ID, Scope: row.Key.Scope},
		Fields: map[string]validate.Value{}, Lists: map[string]validate.List{},
	}
	for _, e := range row.Edits {
		switch {
		case e.ByElement():
			record.Lists[e.Field] = validate.List{Add: elements(e.Add), Remove: elements(e.Remove)}
		case e.New.IsList():
			record.Lists[e.Field] = validate.List{Exact: true, Items: elements(e.New.List)}
		default:
			record.Fields[e.Field] = e.New
		}
	}
	return record
}

// seated is what a row of a sheet of members asks for: its member in its group.
func seated(row report.Row, field string) validate.Record {
	lists := row.Lists
	if row.Member != "" {
		lists = map[string]validate.List{field: {Add: elements([]string{row.Member})}}
	}
	return validate.Record{Row: row.Line.Row, First: row.First, Key: validate.Key{Field: "group.id", Value: row.ID}, Lists: lists}
}

// elements gives the keys of a list's elements.
func elements(ids []string) []validate.Key {
	var keys []validate.Key
	for _, id := range ids {
		keys = append(keys, validate.Key{Field: "id", Value: id})
	}
	return keys
}

// applyAnew compares what is asked for with the records, and carries it out in a
// run of its own.
func (r *resumption) applyAnew(ctx context.Context, asked iter.Seq2[validate.Verdict, error]) (err error) {
	schema, err := r.conn.Schema(ctx)
	if err != nil {
		return err
	}
	p, err := plan.Build(ctx, plan.Source{Verdicts: asked, Schema: schema, Kind: r.spec.Kind, Roster: r.roster(r.spec)}, r.conn)
	if err != nil {
		return err
	}
	if doubt, flags := doubts(p.Roll, r.lang.Lang); doubt != "" {
		return &exit{
			status: exitSafety, err: errors.New("stopped before anything was sent: " + doubt),
			hint: r.command(r.dir.Meta.Input.File, r.settings()) + ", with " + flags,
		}
	}
	of := r.dir
	r.plan, r.before, r.dryRun = p, nil, false
	if err := r.begin(anew(of.Meta, r.began)); err != nil {
		r.dir = of
		return err
	}
	defer func() { err = errors.Join(err, of.Unlock()) }()
	tally := report.Sum(r.rows())
	if !r.json {
		if err := r.show(r.previewAgain(tally)); err != nil {
			return err
		}
	}
	if len(r.plan.Steps) > 0 {
		if err := r.consent(ctx, tally.Updates(), tally.Fields(), "add --yes"); err != nil {
			return errors.Join(err, r.finish(run.Planned, exitDone, nil))
		}
	}
	return r.write(ctx)
}

// anew begins the record of a run that takes rows of another up again.
func anew(of run.Meta, began time.Time) run.Meta {
	m := run.New(run.Apply, of.Target, began)
	m.Of, m.Input, m.Flags, m.EraseBy = of.Code, of.Input, maps.Clone(of.Flags), began.Add(of.EraseBy.Sub(of.Started))
	delete(m.Flags, "limit")
	return m
}

// previewAgain composes what is shown of rows that are taken up again.
func (r *resumption) previewAgain(tally *report.Tally) report.Preview {
	in := r.dir.Meta.Input
	return report.Preview{
		Origin: report.Origin{File: in.File, Sheet: in.Sheet, Saved: in.Modified, Header: in.HeaderRow},
		Layout: report.Layout{Key: in.Key, Watch: r.spec.Watch, Reveal: r.spec.Reveal, Titles: titlesOf(r.spec, in.Mapping)},
		Tally:  tally, Look: r.look(),
	}
}
