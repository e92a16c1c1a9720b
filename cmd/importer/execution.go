package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"time"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
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
	entries []apply.Entry  // what it holds after we have sent
	results []apply.Result // nil until something may have been sent
	files   map[string]string
	began   time.Time
}

// show writes the preview.
func (e *execution) show(p report.Preview) error {
	p.Subject, p.Reads, p.Writes = e.subject(), e.conn.Usage().Reads, len(e.plan.Steps)
	p.Parked, p.Roll = e.plan.Parked(), e.plan.Roll
	p.Lists = report.Lists{Plan: e.plan, Title: e.spec.Who.Title}
	if report.HasUnlisted(p.Roll) {
		p.Unlisted = e.dir.Meta.Code + "/" + run.UnlistedFile
	}
	left, limited, err := e.conn.Left()
	if err != nil {
		return err
	}
	if limited && e.spec.Rate.Requests > 1 {
		p.Left = &left
	}
	if p.Wait, err = e.conn.Ready(len(e.plan.Steps)); err != nil {
		return err
	}
	return p.Write(e.out)
}

// subject is what the run is about, in words.
func (e *execution) subject() report.Subject {
	s := subjectOf(e.spec)
	s.Place = e.lang.Refusal(e.spec.Place(e.conn.Base()))
	return s
}

// rows puts the plan and its results together.
func (e *execution) rows() []report.Row {
	return report.Rows(e.plan, e.results, titlesOf(e.spec, e.dir.Meta.Input.Mapping))
}

// begin makes the run's own directory, with the plan in it, for this process
// alone.
func (e *execution) begin(m run.Meta) error {
	m.DryRun, m.BaseURL, m.Account = e.dryRun, e.conn.Base(), e.conn.Account()
	m.User, m.Host, m.Version = whoami()
	dir, err := run.Create(e.disk, e.root(), m)
	if err != nil {
		return err
	}
	if err := dir.Lock(); err != nil {
		return errors.Join(err, dir.Erase())
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
// other place where it could be found again. Where a row is protected it isn't
// kept, for nothing of such a row may stand there.
func (e *execution) keepInput(dir *run.Dir) error {
	if e.spool == "" {
		return nil
	}
	if slices.ContainsFunc(e.plan.Lines, func(l plan.Line) bool { return l.Skipped == validate.Protected }) {
		dir.Meta.Input.File = notKept
		e.note("What came from stdin isn't kept, because it has protected rows: the error files can't be written again later.")
		return dir.Save()
	}
	from, err := os.Open(e.spool)
	if err != nil {
		return err
	}
	defer from.Close()
	err = dir.Replace(run.InputFile, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
	if err != nil {
		return err
	}
	dir.Meta.Input.File = absolute(dir.File(run.InputFile))
	return dir.Save()
}

// consent asks whether to send so many updates; without a terminal, hint says
// what to do instead. A sandbox needs no asking.
func (e *execution) consent(ctx context.Context, updates, fields int, hint string) error {
	if e.yes || e.sandbox {
		return nil
	}
	question := report.Question(e.lang.Lang, updates, fields, e.subject())
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
	short := slices.ContainsFunc(e.rows(), func(r report.Row) bool { return r.Mend() || e.dir.Meta.Kind == run.Undo && r.Partly() })
	return e.finish(state, statusIf(short, exitSomeRows), failed)
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
		Finder: e.conn, Patcher: e.conn, Gate: e.conn, Journal: journal, Before: before,
		Concurrency: cmp.Or(e.concurrency, e.spec.Concurrency),
		By:          apply.Started{Who: e.dir.Meta.User, PID: os.Getpid(), Version: version()},
	}
	failed := r.Run(context.WithoutCancel(ctx), *e.plan, ctx.Done(), bar.observe)
	bar.end()
	failed = errors.Join(failed, journal.Close())
	if e.entries, err = apply.ReadJournal(e.dir.File(run.JournalFile)); err != nil {
		return nil, errors.Join(failed, err)
	}
	results, err := apply.Fold(*e.plan, e.entries)
	return results, errors.Join(failed, err)
}

// journal opens the run's journal, or begins it.
func (e *execution) journal() (*apply.Journal, []apply.Entry, error) {
	path := e.dir.File(run.JournalFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		journal, err := apply.CreateJournal(e.disk, path)
		return journal, nil, err
	}
	return apply.OpenJournal(e.disk, path)
}
