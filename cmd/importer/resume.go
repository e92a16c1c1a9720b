package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
)

// A resumption carries out a preview, or goes on with a run that came to no end.
type resumption struct {
	execution
	retry string
}

func (p *process) resumeCommand() *cobra.Command {
	r := &resumption{execution: execution{job: newJob(p)}}
	c := &cobra.Command{
		Use:   "resume RUN",
		Short: "Carry out a preview, or go on with a run that was interrupted or stopped",
		Long: `Carries out what the preview of a dry run has shown, or goes on with a run that was
interrupted, killed, or stopped. Every record is read again before: one that somebody
has changed since is left alone. RUN is a run's code, the beginning of one, a path, or
last. The sheet isn't needed; edits that you have made in it aren't part of the run.`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error {
			defer r.close()
			return r.run(c.Context(), args[0])
		},
	}
	r.addTo(c)
	c.Flags().StringVar(&r.retry, "retry", "", "take rows up again that ended as missing, failed or conflict (several, separated by commas)")
	return c
}

// addTo gives a command the flags of carrying out a plan that is on disk.
func (e *execution) addTo(c *cobra.Command) {
	c.Flags().StringVar(&e.runs, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	c.Flags().BoolVarP(&e.yes, "yes", "y", false, "answer the question with yes")
	e.connection.addAuth(c.Flags())
	e.outputFlags.add(c.Flags())
	e.paceFlags.add(c.Flags())
}

func (r *resumption) run(ctx context.Context, name string) (err error) {
	r.began = r.now()
	if err := r.reopen(name); err != nil {
		return err
	}
	if held := r.dir.Meta.Held; held != "" {
		return errors.Join(&exit{
			status: exitSafety, err: fmt.Errorf("run %s was stopped by a limit before anything was sent", r.dir.Meta.Code),
			hint: "if it is right all the same: " + r.command(r.dir.Meta.Input.File, r.settings()) + ", with " + held,
		}, r.dir.Unlock())
	}
	defer func() { err = errors.Join(r.explained(err), r.dir.Unlock()) }()
	if err := r.refuseTakenBack(); err != nil {
		return err
	}
	if r.retry != "" {
		return r.takeUp(ctx)
	}
	if err := r.openSheet(); err != nil {
		return err
	}
	end, err := r.reconnect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	outlook, err := r.survey(ctx)
	if err != nil {
		return err
	}
	if err := r.announce(ctx, outlook); err != nil {
		return err
	}
	return r.write(ctx)
}

// refuseTakenBack refuses a run that was taken back since: what it has settled
// isn't so any more.
func (r *resumption) refuseTakenBack() error {
	dirs, err := run.List(r.disk, r.root())
	if err != nil {
		return err
	}
	by := history(dirs).takenBackBy(r.dir)
	if by == nil {
		return nil
	}
	hint := "to take that back: " + r.about("undo", by.Meta.Code)
	if m := r.dir.Meta; m.Kind == run.Apply {
		hint = "apply the file again: " + r.command(m.Input.File, r.settings())
	}
	return usage(hint, "run %s was taken back by %s on %s", r.dir.Meta.Code, by.Meta.Code, by.Meta.Started.Local().Format(minute))
}

// reopen takes an earlier run up, alone.
func (e *execution) reopen(name string) error {
	e.tune()
	if e.json && !e.yes && !e.dryRun {
		return usage("add --yes", "--json never asks")
	}
	var err error
	if e.dir, err = e.openRun(e.root(), name); err != nil {
		return err
	}
	m := e.dir.Meta
	if err := e.heedErrors(m.Input.File); err != nil {
		return err
	}
	switch {
	case m.Sandbox:
		return usage("importer apply FILE -t "+m.Target+" --sandbox", "run %s was in a sandbox that is gone", m.Code)
	case m.Proof:
		return usage("apply the sheet instead", "the values of run %s have been erased", m.Code)
	}
	spec, ok := target.Find(m.Target)
	if !ok {
		return usage("importer targets", "this program doesn't know the target %s of run %s", m.Target, m.Code)
	}
	e.spec, e.baseURL, e.sheetFlags, e.systemFlags = spec, m.BaseURL, *flagsOf(m), systemFlagsOf(m.Flags)
	e.auth = cmp.Or(e.auth, m.Flags["auth"])
	if err := e.dir.Lock(); errors.Is(err, run.ErrBusy) {
		return &exit{status: exitUsage, err: fmt.Errorf("run %s: %w", m.Code, err), hint: "wait for it, or end it with Ctrl-C"}
	} else if err != nil {
		return err
	}
	if e.plan, err = e.dir.LoadPlan(); err != nil {
		return errors.Join(err, e.dir.Unlock())
	}
	e.before, err = apply.ReadJournal(e.dir.File(run.JournalFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, e.dir.Unlock())
	}
	return nil
}

// openSheet opens the run's sheet, for the error files need its cells. A sheet
// that is gone is no obstacle; one that has changed is.
func (r *resumption) openSheet() error {
	in := r.dir.Meta.Input
	if r.dir.Meta.Kind == run.Undo {
		return nil // what an undoing leaves alone isn't the sheet's to mend
	}
	sheet, err := openInput(in)
	switch {
	case errors.Is(err, errChanged):
		return usage(r.command(in.File, r.settings())+" (what is done costs nothing)",
			"%s has changed since; your edits aren't part of run %s", in.File, r.dir.Meta.Code)
	case err != nil:
		r.note("%s; that is no obstacle, but the error files can't be written.", r.whyUnread(in, err))
		return nil
	default:
		r.sheet = sheet
		return nil
	}
}

// reconnect prepares the way to the system of an earlier run, with the account
// that made it.
func (e *execution) reconnect(ctx context.Context) (end func() error, err error) {
	if e.conn, end, err = e.connect(ctx); err != nil {
		return nil, err
	}
	if e.conn.Account() != e.dir.Meta.Account {
		return nil, errors.Join(&exit{
			status: exitCredentials, err: fmt.Errorf("run %s was made with another account", e.dir.Meta.Code),
			hint: "use the credentials that it was made with",
		}, end())
	}
	return end, nil
}

// survey reads the records of all changes that aren't settled again, and says
// what is left to do.
func (e *execution) survey(ctx context.Context) (apply.Outlook, error) {
	results, err := apply.Fold(*e.plan, e.before)
	if err != nil {
		return apply.Outlook{}, err
	}
	var open []plan.Change
	for _, c := range e.plan.Changes {
		if s := results[c.N-1].Status; s != plan.Updated && s != plan.Unchanged {
			open = append(open, c)
		}
	}
	now, err := e.recordsOf(ctx, open)
	if err != nil {
		return apply.Outlook{}, err
	}
	e.plan.Records = now
	if err := e.settleStrays(ctx, open); err != nil {
		return apply.Outlook{}, err
	}
	return apply.Survey(*e.plan, e.before, now)
}

// recordsOf reads the records of changes, and of them what the changes edit.
func (e *execution) recordsOf(ctx context.Context, changes []plan.Change) (map[string]plan.Current, error) {
	now := map[string]plan.Current{}
	if len(changes) == 0 {
		return now, nil
	}
	found, err := e.conn.Find(ctx, plan.Again(changes...))
	for _, hits := range found {
		for _, hit := range hits {
			now[hit.ID] = hit
		}
	}
	return now, err
}

// announce says what will be done, and asks.
func (r *resumption) announce(ctx context.Context, o apply.Outlook) error {
	m := r.dir.Meta
	if !r.json {
		fmt.Fprintln(r.out, report.Outlook{
			Subject: r.subject(), Of: earlierRun(m),
			Settled: len(o.Settled), Send: len(o.Send), Done: len(o.Done), Moved: len(o.Moved), Gone: len(o.Gone),
		}.Text(r.lang.Lang))
	}
	if len(o.Send) == 0 {
		return nil
	}
	fields := 0
	for _, n := range o.Send {
		fields += len(r.plan.Changes[n-1].Edits)
	}
	return r.consent(ctx, len(o.Send), fields, "add --yes")
}

// flagsOf gives the flags with which a run has read its sheet.
func flagsOf(m run.Meta) *sheetFlags {
	header, _ := strconv.Atoi(m.Flags["header-row"]) // 0 where it wasn't given
	f := &sheetFlags{
		worksheet: m.Flags["sheet"], delimiter: m.Flags["delimiter"], encoding: m.Flags["encoding"], header: rowNumber(header),
		hidden: m.Flags["hidden"], mapping: m.Flags["mapping"], noRepair: m.Flags["no-repair"] != "",
		key: m.Flags["key"], only: m.Flags["only"], rows: m.Flags["rows"], except: m.Flags["except-rows"],
	}
	if titles := m.Flags["map"]; titles != "" {
		f.titles = strings.Split(titles, "\n")
	}
	if titles := m.Flags["ignore"]; titles != "" {
		f.ignore = strings.Split(titles, "\n")
	}
	return f
}

// settingsOf gives the flags that a run has kept, one by one.
func settingsOf(m run.Meta) []setting {
	j := job{sheetFlags: *flagsOf(m), systemFlags: systemFlagsOf(m.Flags), connection: connection{auth: m.Flags["auth"]}}
	return j.settings()
}
