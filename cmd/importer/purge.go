package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/apply/run"
	"importer/internal/report"
)

// A purge erases runs, or what they hold of people.
type purge struct {
	*process
	root    string
	older   age
	details bool
	yes     bool
}

func (p *process) purgeCommand() *cobra.Command {
	work := &purge{process: p}
	c := &cobra.Command{
		Use:   "purge [RUN]",
		Short: "Erase a run, or all that are older than an age",
		Long: `Erases a run and the personal data in it, or with --older-than every run that is
older. With --details the proof stays: who, when, which file by its hash, the counts,
and each row's status.`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			work.root = p.runsDir(work.root)
			return work.run(c.Context(), args)
		},
	}
	c.Flags().StringVar(&work.root, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	c.Flags().Var(&work.older, "older-than", "erase every run that is older, such as 30d")
	c.Flags().BoolVar(&work.details, "details", false, "erase values only, and keep the proof")
	c.Flags().BoolVarP(&work.yes, "yes", "y", false, "answer the question with yes, for a scheduled job")
	p.addLanguage(c)
	return c
}

func (w *purge) run(ctx context.Context, args []string) error {
	dirs, err := w.choose(args)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		w.note("There is nothing to erase.")
		return nil
	}
	if err := w.consent(ctx, dirs); err != nil {
		return err
	}
	var failed error
	for _, d := range dirs {
		if err := w.erase(d); err != nil {
			failed = errors.Join(failed, fmt.Errorf("run %s: %w", d.Meta.Code, err))
			continue
		}
		fmt.Fprintln(w.out, w.speaks.Say("%s  erased", d.Meta.Code))
	}
	return failed
}

// choose finds the runs that are meant.
func (w *purge) choose(args []string) ([]*run.Dir, error) {
	switch {
	case len(args) == 1 && w.older != 0, len(args) == 0 && w.older == 0:
		return nil, usage("for example: importer purge 7F3A, or importer purge --older-than 30d", "purge takes a run, or --older-than")
	case len(args) == 1:
		d, err := w.named(args[0])
		return []*run.Dir{d}, err
	}
	all, err := run.List(w.disk, w.root)
	broken, unread := run.Broken(w.disk, w.root)
	if err := errors.Join(err, unread); err != nil {
		return nil, err
	}
	var old []*run.Dir
	for _, d := range slices.Concat(all, broken) {
		if w.now().Sub(d.Meta.Started) > time.Duration(w.older) {
			old = append(old, d)
		}
	}
	return old, nil
}

// named finds a run, or by the name of its directory one that can't be opened.
func (w *purge) named(name string) (*run.Dir, error) {
	d, failed := w.openRun(w.root, name)
	if failed == nil {
		return d, nil
	}
	broken, err := run.Broken(w.disk, w.root)
	for _, d := range broken {
		if name == d.Meta.Code || absolute(name) == absolute(d.Path) {
			return d, nil
		}
	}
	return nil, errors.Join(failed, err)
}

func (w *purge) consent(ctx context.Context, dirs []*run.Dir) error {
	if w.yes {
		return nil
	}
	question := w.speaks.Say("Erase %d runs? [y/N] ", len(dirs))
	switch m := dirs[0].Meta; {
	case len(dirs) == 1 && dirs[0].Fault != nil:
		question = w.speaks.Say("Erase %s, which can't be opened? [y/N] ", m.Code)
	case len(dirs) == 1:
		question = w.speaks.Say("Erase run %s of %s (%s)? [y/N] ", m.Code, m.Started.Local().Format(minute), filepath.Base(m.Input.File))
	}
	return agreed(ctx, question, "nothing has been erased", "add --yes")
}

// erase waits for nobody: a run that is being carried out is left alone.
func (w *purge) erase(d *run.Dir) error {
	if err := d.Lock(); errors.Is(err, run.ErrBusy) {
		return &exit{status: exitUsage, err: err, hint: "wait for it, or end it with Ctrl-C"}
	} else if err != nil {
		return err
	}
	if !w.details {
		return errors.Join(d.Unlock(), d.Erase())
	}
	return errors.Join(w.eraseDetails(d), d.Unlock())
}

// eraseDetails leaves the proof. Where that was broken off, the proof is there,
// and what it was made from may be gone.
func (w *purge) eraseDetails(d *run.Dir) error {
	if d.Fault != nil {
		return &exit{status: statusOf(d.Fault), err: d.Fault, hint: "erase it whole, without --details"}
	}
	if !d.Meta.Proof {
		rows, err := outcomes(d)
		if err != nil {
			return err
		}
		err = d.Replace(run.ReportFile, func(to io.Writer) error {
			return report.WriteProof(to, rows, delimiter(d))
		})
		if err != nil {
			return err
		}
	}
	return d.EraseDetails()
}
