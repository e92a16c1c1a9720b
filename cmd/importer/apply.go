package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/validate"
)

// An application makes a plan of a sheet and carries it out.
type application struct {
	execution
	limitFlags
	strict bool
	limit  int
	keep   age
}

func (p *process) applyCommand() *cobra.Command {
	a := &application{execution: execution{job: newJob(p)}, keep: age(30 * 24 * time.Hour)}
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
	a.connection.add(set)
	a.connection.addRemote(set)
	set.BoolVarP(&a.dryRun, "dry-run", "n", false, "everything but the writing")
	set.BoolVarP(&a.yes, "yes", "y", false, "answer the question with yes")
	set.BoolVar(&a.strict, "strict", false, "send nothing if one row is invalid or missing")
	set.IntVar(&a.limit, "limit", 0, "carry out only the first `N` updates")
	a.limitFlags.add(set)
	set.Var(&a.keep, "keep", "how long the run is kept before it should be erased")
	a.sheetFlags.add(set)
	a.systemFlags.add(set)
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
	if err := a.open(file); err != nil {
		return err
	}
	conn, end, err := a.connect(ctx)
	if err != nil {
		return a.explained(err)
	}
	defer func() { err = errors.Join(err, end()) }()
	a.conn = conn
	schema, err := conn.Schema(ctx)
	if err != nil {
		return a.explained(err)
	}
	if err := a.understand(ctx, schema); err != nil {
		return err
	}
	defer func() { err = errors.Join(a.explained(err), a.sayUnread(err)) }()
	if err := a.heedUnfinished(); err != nil {
		return err
	}
	if err := a.heedPlaces(ctx); err != nil {
		return err
	}
	if err := a.compare(ctx); err != nil {
		return err
	}
	if err := a.record(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.dir.Unlock()) }()
	return a.carryOut(ctx)
}

// sayUnread prints the object that a script asked for where the run ended before
// it had a plan: no row has been reached.
func (a *application) sayUnread(err error) error {
	if err == nil || !a.json || a.dir != nil {
		return nil
	}
	state := run.Stopped
	if errors.Is(err, apply.ErrInterrupted) {
		state = run.Interrupted
	}
	o := report.Outcome{
		Target: a.spec.Name, DryRun: a.dryRun, Status: state, Rows: report.Counts{plan.Pending: a.table.Rows},
	}
	if a.conn != nil {
		o.Requests = a.requests()
	}
	return o.Write(a.out)
}

// ready refuses what can't end well before anything is read.
func (a *application) ready() error {
	a.tune()
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
		Verdicts: a.table.Verdicts(), Schema: a.table.Schema(), Kind: a.spec.Kind, Roster: a.roster(a.spec),
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

// record makes the run's directory.
func (a *application) record() error {
	m := run.New(run.Apply, a.spec.Name, a.began)
	m.Sandbox, m.EraseBy = a.sandbox, a.began.Add(time.Duration(a.keep))
	m.Flags, m.Input = a.meaning(), a.input()
	a.warnOfSharing(a.root())
	if err := a.begin(m); err != nil {
		return err
	}
	if err := a.dir.Replace(run.MappingFile, func(w io.Writer) error { return validate.SaveMapping(w, a.table.Mapping()) }); err != nil {
		return err
	}
	if !report.HasUnlisted(a.plan.Roll) {
		return nil
	}
	return a.dir.Replace(run.UnlistedFile, func(w io.Writer) error { return report.WriteUnlisted(w, a.plan.Roll, delimiter(a.dir)) })
}

// meaning gives the flags that change what the run does.
func (a *application) meaning() map[string]string {
	m := meaning(a.settings())
	if a.limit > 0 {
		m["limit"] = strconv.Itoa(a.limit)
	}
	return m
}

// input describes the sheet for the run's record.
func (a *application) input() run.Input {
	in := run.Input{
		File: absolute(a.sheet.Path()), Hash: a.sheet.Hash(), Modified: a.sheet.Modified(), Format: a.sheet.Format().String(),
		Sheet: a.sheet.Name(), HeaderRow: a.sheet.Header().Number, Encoding: a.encoding,
		Mapping: mappingOf(a.table), Key: a.table.Key,
	}
	if d := a.sheet.Delimiter(); d != 0 {
		in.Delimiter = string(d)
	}
	return in
}

// absolute gives a path that leads to the same file from everywhere.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// mappingOf gives the field to which each column leads, by its title.
func mappingOf(t *validate.Table) map[string]string {
	mapping := map[string]string{}
	for _, c := range t.Columns {
		if c.Field != "" {
			mapping[c.Title] = c.Field
		}
	}
	return mapping
}

// carryOut shows the preview, asks, and writes, as far as that is wanted.
func (a *application) carryOut(ctx context.Context) error {
	tally := report.Sum(a.rows())
	if !a.json {
		p := a.preview(tally)
		p.Limit = a.limit
		if err := a.show(p); err != nil {
			return err
		}
	}
	if err := a.guard(ctx); err != nil {
		return errors.Join(err, a.finish(run.Planned, exitDone, nil))
	}
	bad := tally.Counts[plan.Invalid]+tally.Counts[plan.Missing] > 0
	switch {
	case a.dryRun:
		return a.finish(run.Planned, statusIf(bad, exitRows), nil)
	case a.strict && bad:
		a.dir.Meta.Held = "no --strict"
		a.note("%s", a.lang.Say("Nothing has been sent: --strict, and some rows are invalid or missing."))
		return a.finish(run.Planned, exitRows, nil)
	case len(a.plan.Steps) > 0:
		if err := a.consent(ctx, tally.Updates(), tally.Fields(), "look at it with --dry-run, then add --yes"); err != nil {
			return errors.Join(err, a.finish(run.Planned, exitDone, nil))
		}
		if err := a.heedDelay(ctx); err != nil {
			return errors.Join(err, a.finish(run.Planned, exitDone, nil))
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
