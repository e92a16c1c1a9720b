package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
)

// An application is a job that ends with writing.
type application struct {
	job
	dryRun, yes, strict bool
	limit               int
	keep                age

	conn    *target.Conn
	plan    *plan.Plan
	dir     *run.Dir
	results []apply.Result // nil until something may have been sent
	files   map[string]string
	began   time.Time
}

func (p *process) applyCommand() *cobra.Command {
	a := &application{job: newJob(p), keep: age(30 * 24 * time.Hour)}
	c := &cobra.Command{
		Use:   "apply FILE --target TARGET",
		Short: "Make the records agree with a sheet, after showing what would change",
		Long: `Reads a sheet, compares it with the records, shows what would change, asks, and
changes exactly that. FILE is a CSV file, an .xlsx workbook, a file of an earlier run
such as 7F3A/errors.xlsx, or - for stdin.`,
		Args: exactly(1, "FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			defer a.close()
			return a.run(c.Context(), args[0])
		},
	}
	set := c.Flags()
	a.connection.add(set, p)
	a.connection.addRemote(set)
	set.BoolVarP(&a.dryRun, "dry-run", "n", false, "everything but the writing")
	set.BoolVarP(&a.yes, "yes", "y", false, "answer the question with yes")
	set.BoolVar(&a.strict, "strict", false, "send nothing if one row is invalid or missing")
	set.IntVar(&a.limit, "limit", 0, "carry out only the first N updates")
	set.Var(&a.keep, "keep", "how long the run is kept before it should be erased")
	a.sheetFlags.add(set)
	a.outputFlags.add(set)
	a.paceFlags.add(set)
	c.SetUsageFunc(func(c *cobra.Command) error {
		fmt.Fprintf(c.OutOrStdout(), "Usage:\n  importer %s\n\n%s", c.Use, inGroups(c.Flags(), paceFlagNames))
		return nil
	})
	return c
}

// run is the whole line, from the file to the reports.
func (a *application) run(ctx context.Context, file string) (err error) {
	a.began = a.now()
	if err := a.ready(); err != nil {
		return err
	}
	if err := a.read(file); err != nil {
		return err
	}
	conn, end, err := a.connect()
	if err != nil {
		return err
	}
	defer func() { err = joined(err, end()) }()
	a.conn = conn
	if err := a.compare(ctx); err != nil {
		return err
	}
	if err := a.record(); err != nil {
		return err
	}
	defer func() { err = joined(err, a.dir.Unlock()) }()
	return a.carryOut(ctx)
}

// ready refuses what can't end well before anything is read.
func (a *application) ready() error {
	if err := a.choose(); err != nil {
		return err
	}
	switch {
	case a.limit < 0:
		return usage("for example: --limit 3", "--limit is a number of updates")
	case a.json && !a.dryRun && !a.yes && !a.sandbox:
		return usage("add --yes, or --dry-run", "--json never asks")
	case a.sandbox && a.baseURL != "":
		return usage("leave one of them out", "--sandbox is a server of its own, --base-url another")
	default:
		return nil
	}
}

// compare makes the plan.
func (a *application) compare(ctx context.Context) error {
	p, err := plan.Build(ctx, plan.Source{
		Verdicts: a.table.Verdicts(), Schema: a.spec.Schema, Kind: a.spec.Kind,
	}, a.conn)
	if err != nil {
		return err
	}
	if a.limit > 0 {
		p.Limit(a.limit)
	}
	for _, line := range p.Lines {
		for i, problem := range line.Problems {
			line.Problems[i] = a.table.Place(problem)
		}
	}
	a.plan = p
	return nil
}

// record makes the run's directory and puts the plan into it.
func (a *application) record() error {
	m := run.New("apply", a.spec.Name, a.began)
	m.DryRun, m.Sandbox = a.dryRun, a.sandbox
	m.BaseURL, m.Version = a.conn.Base(), version()
	m.Account = a.conn.Account()
	m.EraseBy = a.began.Add(time.Duration(a.keep))
	m.Host, _ = os.Hostname()
	if u, err := user.Current(); err == nil {
		m.User = u.Username
	}
	m.Flags = a.meaning()
	m.Input = a.input()
	a.warnOfSharing(a.root())
	dir, err := run.Create(a.root(), m)
	if err != nil {
		return err
	}
	a.dir = dir
	if err := dir.Lock(); err != nil {
		return err
	}
	if err := a.keepInput(); err != nil {
		return err
	}
	return dir.SavePlan(a.plan)
}

// keepInput puts what came from stdin into the run's directory: there is no
// other place where it could be found again.
func (a *application) keepInput() error {
	if a.spool == "" {
		return nil
	}
	from, err := os.Open(a.spool)
	if err != nil {
		return err
	}
	defer from.Close()
	err = a.dir.Replace(run.InputFile, func(f *os.File) error {
		_, err := io.Copy(f, from)
		return err
	})
	if err != nil {
		return err
	}
	a.dir.Meta.Input.File = a.dir.File(run.InputFile)
	return a.dir.Save()
}

// meaning gives the flags that change what the run does.
func (a *application) meaning() map[string]string {
	m := a.sheetFlags.meaning()
	if a.limit > 0 {
		m["limit"] = strconv.Itoa(a.limit)
	}
	return m
}

// input describes the sheet for the run's record.
func (a *application) input() run.Input {
	in := run.Input{
		File: a.sheet.Path(), Hash: a.sheet.Hash(), Modified: a.sheet.Modified(), Format: string(a.sheet.Format()),
		Sheet: a.sheet.Name(), HeaderRow: a.sheet.Header().Number, Encoding: a.encoding,
		Mapping: map[string]string{}, Key: a.table.Key,
	}
	if d := a.sheet.Delimiter(); d != 0 {
		in.Delimiter = string(d)
	}
	for _, c := range a.table.Columns {
		if c.Field != "" {
			in.Mapping[c.Title] = c.Field
		}
	}
	return in
}

// carryOut shows the preview, asks, and writes, as far as that is wanted.
func (a *application) carryOut(ctx context.Context) error {
	rows := report.Rows(a.plan, nil)
	tally := report.Sum(rows)
	if !a.json {
		if err := a.show(tally); err != nil {
			return err
		}
	}
	bad := tally.Counts[plan.Invalid]+tally.Counts[plan.Missing] > 0
	switch {
	case a.dryRun:
		return a.finish(run.Planned, statusIf(bad, exitRows), nil)
	case a.strict && bad:
		a.note("%s", a.lang.Say("Nothing has been sent: --strict, and some rows are invalid or missing."))
		return a.finish(run.Planned, exitRows, nil)
	case len(a.plan.Steps) > 0:
		if err := a.consent(tally); err != nil {
			return joined(err, a.finish(run.Planned, exitDone, nil))
		}
	}
	return a.write(ctx)
}

func statusIf(condition bool, status int) int {
	if condition {
		return status
	}
	return exitDone
}

// show writes the preview.
func (a *application) show(tally *report.Tally) error {
	p := a.preview(tally)
	p.Place, p.Reads = a.spec.Place(a.conn.Base()), a.conn.Usage().Reads
	left, limited, err := a.conn.Left()
	if err != nil {
		return err
	}
	if limited {
		p.Left, p.Drip = &left, a.conn.Drip()
	}
	return p.Write(a.out)
}

// consent asks. A sandbox needs no asking.
func (a *application) consent(t *report.Tally) error {
	if a.yes || a.sandbox {
		return nil
	}
	answer, err := ask(a.question(t), false)
	switch {
	case errors.Is(err, errNoTerminal):
		return usage("look at it with --dry-run, then add --yes", "nothing has been sent: there is no terminal to ask on")
	case err != nil:
		return err
	case !agrees(answer):
		return &exit{status: exitSafety, err: errors.New("nothing has been sent: the answer was no")}
	default:
		return nil
	}
}

func (a *application) question(t *report.Tally) string {
	return report.Question(a.lang.Lang, t, a.spec.One, a.spec.Many, a.spec.Place(a.conn.Base()))
}

// write carries the plan out and writes the reports, whatever came of it.
func (a *application) write(ctx context.Context) error {
	a.dir.Meta.Status = run.Running
	if err := a.dir.Save(); err != nil {
		return err
	}
	results, failed := a.send(ctx)
	a.results = results
	state := run.Finished
	switch {
	case errors.Is(failed, apply.ErrInterrupted):
		state = run.Interrupted
	case failed != nil:
		state = run.Stopped
	}
	counts := report.Count(report.Rows(a.plan, results))
	status := statusIf(counts.ToMend() > 0, exitSomeRows)
	return a.finish(state, status, failed)
}

// send writes what the plan says, with a journal, and gives what became of every
// change by the journal's word.
func (a *application) send(ctx context.Context) ([]apply.Result, error) {
	journal, err := apply.CreateJournal(a.dir.File(run.JournalFile))
	if err != nil {
		return nil, err
	}
	bar := a.progress(len(a.plan.Changes))
	r := apply.Runner{
		Finder: a.conn, Patcher: a.conn, Gate: a.conn, Journal: journal, Concurrency: a.concurrency,
		By: apply.Started{Who: a.dir.Meta.User, PID: os.Getpid(), Version: version()},
	}
	failed := r.Run(context.WithoutCancel(ctx), *a.plan, ctx.Done(), bar.observe)
	bar.end()
	failed = joined(failed, journal.Close())
	entries, err := apply.ReadJournal(a.dir.File(run.JournalFile))
	if err != nil {
		return nil, joined(failed, err)
	}
	results, err := apply.Fold(*a.plan, entries)
	return results, joined(failed, err)
}
