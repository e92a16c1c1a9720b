package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
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

// begin makes the run's own directory, with the plan in it, for this process
// alone.
func (e *execution) begin(m run.Meta) error {
	m.DryRun, m.BaseURL, m.Account = e.dryRun, e.conn.Base(), e.conn.Account()
	m.User, m.Host, m.Version = whoami()
	dir, err := run.Create(e.root(), m)
	if err != nil {
		return err
	}
	if err := dir.Lock(); err != nil {
		return err
	}
	if err := errors.Join(e.keepInput(dir), dir.SavePlan(e.plan)); err != nil {
		return errors.Join(err, dir.Unlock(), dir.Erase()) // a run without a plan is none
	}
	e.dir = dir
	return nil
}

// whoami says for a run's record who makes it, where, and with which version.
func whoami() (name, host, importer string) {
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, _ = os.Hostname()
	return name, host, version()
}

// keepInput puts what came from stdin into the run's directory: there is no
// other place where it could be found again.
func (e *execution) keepInput(dir *run.Dir) error {
	if e.spool == "" {
		return nil
	}
	from, err := os.Open(e.spool)
	if err != nil {
		return err
	}
	defer from.Close()
	err = dir.Replace(run.InputFile, func(f *os.File) error {
		_, err := io.Copy(f, from)
		return err
	})
	if err != nil {
		return err
	}
	dir.Meta.Input.File = dir.File(run.InputFile)
	return dir.Save()
}

// consent asks whether to send so many updates; without a terminal, hint says
// what to do instead. A sandbox needs no asking.
func (e *execution) consent(ctx context.Context, updates, fields int, hint string) error {
	if e.yes || e.sandbox {
		return nil
	}
	question := report.Question(e.lang.Lang, updates, fields, e.spec.One, e.spec.Many, e.spec.Place(e.conn.Base()))
	return agreed(ctx, question, "nothing has been sent", hint)
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
	failed = errors.Join(failed, journal.Close())
	entries, err := apply.ReadJournal(e.dir.File(run.JournalFile))
	if err != nil {
		return nil, errors.Join(failed, err)
	}
	results, err := apply.Fold(*e.plan, entries)
	return results, errors.Join(failed, err)
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
