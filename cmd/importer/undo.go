package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/validate"
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
	if err := u.reopen(name); err != nil {
		return err
	}
	u.of = u.dir
	defer func() { err = errors.Join(u.explained(err), u.of.Unlock()) }()
	end, err := u.reconnect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	if err := u.turnRound(ctx); err != nil {
		return err
	}
	if err := u.record(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.dir.Unlock()) }()
	return u.carryOut(ctx)
}

// turnRound makes the plan that takes back whatever may have been sent.
func (u *undoing) turnRound(ctx context.Context) error {
	results, err := apply.Fold(*u.plan, u.before)
	if err != nil {
		return err
	}
	var changes []plan.Change
	var keys []validate.Key
	for _, c := range u.plan.Changes {
		if results[c.N-1].Attempts > 0 {
			changes = append(changes, c)
			keys = append(keys, validate.Key{Field: "id", Value: c.ID})
		}
	}
	now, err := u.recordsOf(ctx, keys)
	if err != nil {
		return err
	}
	u.plan, u.before = plan.Undo(changes, u.plan.Steps, now), nil
	return nil
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
	tally := report.Sum(report.Rows(u.plan, nil))
	if !u.json {
		text := report.Undoing{
			Of: u.of.Meta.Code, Started: u.of.Meta.Started, Place: u.spec.Place(u.of.Meta.BaseURL), One: u.spec.One, Many: u.spec.Many,
			Restore: tally.Updates(), Fields: tally.Fields(), Counts: tally.Counts,
		}.Text(u.lang.Lang)
		if _, err := fmt.Fprintln(u.out, text); err != nil {
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
