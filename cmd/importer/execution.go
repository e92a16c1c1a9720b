package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
)

// An execution carries a plan out: one that has just been made, or one of an
// earlier run.
type execution struct {
	job
	dryRun, yes bool

	conn    *target.Conn
	plan    *plan.Plan
	dir     *run.Dir
	before  []apply.Entry  // what the run's journal held when we took it up
	results []apply.Result // nil until something may have been sent
	files   map[string]string
	began   time.Time
}

// show writes the preview.
func (e *execution) show(tally *report.Tally) error {
	p := e.preview(tally)
	p.Place, p.Reads = e.spec.Place(e.conn.Base()), e.conn.Usage().Reads
	p.Parked = e.plan.Parked()
	left, limited, err := e.conn.Left()
	if err != nil {
		return err
	}
	if limited {
		p.Left = &left
	}
	if p.Wait, err = e.conn.Ready(len(e.plan.Steps)); err != nil {
		return err
	}
	return p.Write(e.out)
}

// consent asks. A sandbox needs no asking.
func (e *execution) consent(ctx context.Context, t *report.Tally) error {
	if e.yes || e.sandbox {
		return nil
	}
	return agreed(ctx, e.question(t), "nothing has been sent", "look at it with --dry-run, then add --yes")
}

func (e *execution) question(t *report.Tally) string {
	return report.Question(e.lang.Lang, t.Updates(), t.Fields(), e.spec.One, e.spec.Many, e.spec.Place(e.conn.Base()))
}

// write carries the plan out and writes the reports, whatever came of it.
func (e *execution) write(ctx context.Context) error {
	e.dir.Meta.Status = run.Running
	if err := e.dir.Save(); err != nil {
		return err
	}
	results, failed := e.send(ctx)
	e.results = results
	state := run.Finished
	switch {
	case errors.Is(failed, apply.ErrInterrupted):
		state = run.Interrupted
	case failed != nil:
		state = run.Stopped
	}
	counts := report.Count(report.Rows(e.plan, results))
	status := statusIf(counts.ToMend() > 0, exitSomeRows)
	return e.finish(state, status, failed)
}

// send writes what the plan says, with a journal, and gives what became of every
// change by the journal's word.
func (e *execution) send(ctx context.Context) ([]apply.Result, error) {
	journal, before, err := e.journal()
	if err != nil {
		return nil, err
	}
	bar := e.progress(len(e.plan.Changes))
	r := apply.Runner{
		Finder: e.conn, Patcher: e.conn, Gate: e.conn, Journal: journal, Before: before, Concurrency: e.concurrency,
		By: apply.Started{Who: e.dir.Meta.User, PID: os.Getpid(), Version: version()},
	}
	failed := r.Run(context.WithoutCancel(ctx), *e.plan, ctx.Done(), bar.observe)
	bar.end()
	failed = joined(failed, journal.Close())
	entries, err := apply.ReadJournal(e.dir.File(run.JournalFile))
	if err != nil {
		return nil, joined(failed, err)
	}
	results, err := apply.Fold(*e.plan, entries)
	return results, joined(failed, err)
}

// journal opens the run's journal, or begins it.
func (e *execution) journal() (*apply.Journal, []apply.Entry, error) {
	path := e.dir.File(run.JournalFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		journal, err := apply.CreateJournal(path)
		return journal, nil, err
	}
	return apply.OpenJournal(path)
}
