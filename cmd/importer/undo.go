package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
)

// An undoing takes a run back. It is a run itself, and can be undone.
type undoing struct {
	execution
	of *run.Dir // the run that is taken back
}

func (p *process) undoCommand() *cobra.Command {
	u := &undoing{execution: execution{job: newJob(p)}}
	c := &cobra.Command{
		Use:   "undo RUN",
		Short: "Put back what a run changed, where nobody has changed it since",
		Long: `Reads the records that a run has changed again, and puts back what was there before.
A field that somebody has changed since is kept. The undoing is a run itself: it has a
preview, a journal and a report, and can be undone. RUN is a run's code, the beginning
of one, a path, or last.`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return u.run(c.Context(), args[0]) },
	}
	u.addTo(c)
	c.Flags().BoolVarP(&u.dryRun, "dry-run", "n", false, "everything but the writing")
	return c
}

func (u *undoing) run(ctx context.Context, name string) (err error) {
	u.began = u.now()
	if name, err = u.meant(name); err != nil {
		return err
	}
	if err := u.reopen(name); err != nil {
		return err
	}
	u.of = u.dir
	defer func() { err = errors.Join(u.explained(err), u.of.Unlock()) }()
	changes, err := u.sent()
	if err != nil {
		return err
	}
	if err := u.heedBroken(); err != nil {
		return err
	}
	end, err := u.reconnect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	if err := u.turnRound(ctx, changes); err != nil {
		return err
	}
	if err := u.record(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.dir.Unlock()) }()
	return u.carryOut(ctx)
}

// meant makes last the last run that has sent anything: there is nothing to take
// back of others.
func (u *undoing) meant(name string) (string, error) {
	if name != "last" {
		return name, nil
	}
	dirs, err := run.List(u.disk, u.root())
	if err != nil {
		return "", err
	}
	d := history(dirs).lastSent()
	if d == nil {
		return "", usage("`importer runs` lists them", "no run has changed anything")
	}
	return d.Path, nil
}

// sent gives the changes that may have been sent, as far as they are the run's
// own. Without any there is nothing to take back, and no run to be made of it.
func (u *undoing) sent() ([]plan.Change, error) {
	changes, err := apply.Net(*u.plan, u.before)
	if err != nil {
		return nil, err
	}
	if m := u.of.Meta; len(changes) == 0 {
		return nil, usage("`importer runs` lists what was done", "run %s has sent nothing: there is nothing to take back", m.Code)
	}
	return changes, nil
}

// turnRound makes the plan that takes changes back.
func (u *undoing) turnRound(ctx context.Context, changes []plan.Change) error {
	now, err := u.recordsOf(ctx, changes)
	if err != nil {
		return err
	}
	back, err := plan.Undo(ctx, plan.Reversal{Changes: changes, Steps: u.plan.Steps, Now: now, Lines: u.plan.Lines}, u.conn)
	if err != nil {
		return err
	}
	u.plan, u.before = back, nil
	_, err = u.leaveStrays(ctx, back.Changes, true)
	return err
}

// record makes the undoing's own directory.
func (u *undoing) record() error {
	old := u.of.Meta
	m := run.New(run.Undo, old.Target, u.began)
	m.Of, m.Input, m.EraseBy = old.Code, old.Input, u.began.Add(old.EraseBy.Sub(old.Started))
	return u.begin(m)
}

// carryOut says what would be put back, asks, and writes.
func (u *undoing) carryOut(ctx context.Context) error {
	rows := u.rows()
	tally := report.Sum(rows)
	if !u.json {
		if err := (report.Undoing{Subject: u.subject(), Of: earlierRun(u.of.Meta), Rows: rows, Look: u.look()}).Write(u.out); err != nil {
			return err
		}
	}
	if u.dryRun {
		return u.finish(run.Planned, exitDone, nil)
	}
	if len(u.plan.Steps) > 0 {
		if err := u.consent(ctx, tally.Updates(), tally.Fields(), "look at it with --dry-run, then add --yes"); err != nil {
			return errors.Join(err, u.finish(run.Planned, exitDone, nil))
		}
	}
	return u.write(ctx)
}
