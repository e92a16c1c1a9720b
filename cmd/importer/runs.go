package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/report"
)

func (p *process) runsCommand() *cobra.Command {
	var runs string
	c := &cobra.Command{
		Use:   "runs",
		Short: "List the runs that are kept on this computer",
		Args:  atMost(0),
		RunE:  func(*cobra.Command, []string) error { return p.listRuns(p.runsDir(runs)) },
	}
	c.Flags().StringVar(&runs, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	return c
}

func (p *process) listRuns(root string) error {
	dirs, err := run.List(root)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		p.note("There are no runs in %s.", root)
		return nil
	}
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RUN\tWHEN\tFILE\tTARGET\tROWS\tSTATE\tERASE BY")
	for _, d := range dirs {
		m := d.Meta
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", m.Code, m.Started.Local().Format("2006-01-02 15:04"),
			subject(m), m.Target, counted(m.Counts), p.state(d), m.EraseBy.Local().Format("2006-01-02"))
	}
	return w.Flush()
}

// subject is what a run was about: a sheet, or another run.
func subject(m run.Meta) string {
	if m.Kind == run.Undo {
		return "undo of " + m.Of
	}
	return filepath.Base(m.Input.File)
}

// counted names the counts that aren't zero, in the order of --json.
func counted(counts map[string]int) string {
	var parts []string
	for _, s := range report.Statuses() {
		if n := counts[string(s)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// state says what became of a run, and what is to be done about it.
func (p *process) state(d *run.Dir) string {
	m := d.Meta
	state := m.Status
	if m.Status == run.Running && d.Lock() == nil {
		state = "cut off: resume it" // its process is gone
		_ = d.Unlock()
	}
	switch {
	case m.Proof:
		state += ", values erased"
	case m.Held != "":
		state = "stopped by a limit before anything was sent"
	case m.Status == run.Planned && m.Sandbox:
		state = "planned, in a sandbox that is gone"
	case m.Status == run.Planned:
		state = "planned: resume carries it out"
	case m.Status == run.Stopped || m.Status == run.Interrupted:
		state += ": resume it"
	}
	if d.Due(p.now()) {
		state += "; due to be erased"
	}
	return state
}

func (p *process) reportCommand() *cobra.Command {
	var runs, to string
	var asJSON bool
	lang := p.language()
	c := &cobra.Command{
		Use:   "report RUN",
		Short: "Write a run's reports again, here or elsewhere",
		Long:  "RUN is a run's code, the beginning of one, a path, or `last`.",
		Args:  exactly(1, "RUN"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.reportAgain(p.runsDir(runs), args[0], to, lang.Lang, asJSON)
		},
	}
	c.Flags().StringVar(&runs, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	c.Flags().StringVar(&to, "to", "", "directory to write the reports to (default: the run's own)")
	c.Flags().Var(&lang, "lang", "language of the reports: en or sv (also: IMPORTER_LANG)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object on stdout, and nothing else there")
	return c
}

// reportAgain makes a run's reports from its plan and its journal alone.
func (p *process) reportAgain(root, name, to string, lang report.Lang, asJSON bool) error {
	d, err := openRun(root, name)
	if err != nil {
		return err
	}
	if d.Meta.Proof {
		return usage("what is left of it is in "+d.Path, "the values of run %s have been erased", d.Meta.Code)
	}
	rows, err := outcomes(d)
	if err != nil {
		return err
	}
	sheet, err := p.sheetOf(d, rows)
	if err != nil {
		return err
	}
	if sheet != nil {
		defer sheet.Close()
	}
	into := *d
	if to != "" {
		if err := os.MkdirAll(to, 0o700); err != nil {
			return err
		}
		into.Path = to
	}
	files, err := writeReports(&into, sheet, rows, lang)
	if err != nil {
		return err
	}
	m := d.Meta
	if asJSON {
		return report.Outcome{
			Run: d.Path, Code: m.Code, Target: m.Target, DryRun: m.DryRun && m.Status == run.Planned, Status: m.Status,
			Rows: report.Count(rows), Requests: report.Requests(m.Usage), Files: files,
		}.Write(p.out)
	}
	for _, what := range []string{"report", "errors", "errorsBook"} {
		if files[what] != "" {
			fmt.Fprintln(p.out, files[what])
		}
	}
	return nil
}

// openRun opens the run that a user means.
func openRun(root, name string) (*run.Dir, error) {
	path, err := run.Find(root, name)
	if err != nil {
		return nil, err
	}
	return run.Open(path)
}

// outcomes gives a run's rows from what is on disk.
func outcomes(d *run.Dir) ([]report.Row, error) {
	p, err := d.LoadPlan()
	if err != nil {
		return nil, err
	}
	entries, err := apply.ReadJournal(d.File(run.JournalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return report.Rows(p, nil), nil
	}
	if err != nil {
		return nil, err
	}
	results, err := apply.Fold(*p, entries)
	return report.Rows(p, results), err
}

// sheetOf opens a run's sheet, for the error files need its cells. It gives nil
// where no row is to be mended, or the sheet isn't what it was: then only what
// doesn't need it is written.
func (p *process) sheetOf(d *run.Dir, rows []report.Row) (*parse.Sheet, error) {
	in := d.Meta.Input
	if d.Meta.Kind == run.Undo || report.Count(rows).ToMend() == 0 {
		return nil, nil
	}
	sheet, err := openInput(in)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.note("%s is gone: the error files can't be written again.", in.File)
		return nil, nil
	case errors.Is(err, errChanged):
		p.note("%s has changed since: the error files can't be written again. To use it as it is now, apply it.", in.File)
		return nil, nil
	default:
		return sheet, err
	}
}

// errChanged marks a sheet that isn't what it was when its run was made.
var errChanged = errors.New("the sheet has changed")

// openInput opens a run's sheet as it was read then.
func openInput(in run.Input) (*parse.Sheet, error) {
	o := parse.Options{Sheet: in.Sheet, HeaderRow: in.HeaderRow, Encoding: in.Encoding}
	for _, r := range in.Delimiter {
		o.Delimiter = r
	}
	sheet, err := parse.Open(in.File, o)
	if err == nil && sheet.Hash() != in.Hash {
		return nil, errors.Join(errChanged, sheet.Close())
	}
	return sheet, err
}
