package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
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
	p.addLanguage(c)
	return c
}

func (p *process) listRuns(root string) error {
	dirs, err := run.List(p.disk, root)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		p.note("There are no runs in %s.", root)
		return nil
	}
	for _, d := range dirs {
		p.listRun(history(dirs), d)
	}
	return nil
}

// listRun says of a run what it was, what became of it, and what is to be done
// about it, on lines that fit a terminal.
func (p *process) listRun(all history, d *run.Dir) {
	m := d.Meta
	fmt.Fprintf(p.out, "%s  %s  %s\n", m.Code, m.Started.Local().Format(minute), subject(m, p.speaks))
	state, next := p.state(all, d)
	due := p.speaks.Say("erase by %s", m.EraseBy.Local().Format("2006-01-02"))
	if d.Due(p.now()) {
		due += p.speaks.Say(" (due)")
	}
	fmt.Fprintf(p.out, "      %s, %s; %s\n", m.Target, state, due)
	for _, line := range folded(report.Counted(p.speaks, m.Counts), 74) {
		fmt.Fprintf(p.out, "      %s\n", line)
	}
	for _, line := range next {
		fmt.Fprintf(p.out, "      %s\n", line)
	}
}

// subject is what a run was about: a sheet, or another run.
func subject(m run.Meta, lang report.Lang) string {
	switch {
	case m.Kind == run.Undo:
		return lang.Say("undo of %s", m.Of)
	case m.Input.File == notKept:
		return "stdin"
	case m.Of != "":
		return lang.Say("%s, rows of %s again", filepath.Base(m.Input.File), m.Of)
	default:
		return filepath.Base(m.Input.File)
	}
}

// folded puts parts on lines of at most so many characters.
func folded(parts []string, width int) []string {
	var lines []string
	for i, part := range parts {
		if i < len(parts)-1 {
			part += ","
		}
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(part) <= width {
			lines[last] += " " + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

// state says what became of a run, and the commands that make sense now.
func (p *process) state(all history, d *run.Dir) (state string, next []string) {
	m := d.Meta
	state = p.speaks.One(m.Status)
	if m.Status == run.Running {
		if d.Lock() != nil {
			return state, nil
		}
		state = p.speaks.Say("cut off") // its process is gone
		_ = d.Unlock()
	}
	by := all.takenBackBy(d)
	switch {
	case m.Erasing:
		return p.speaks.Say("partly erased"), []string{p.speaks.Say("next: %s", "importer purge "+m.Code)}
	case m.Proof:
		return p.speaks.Say("%s, values erased", state), nil
	case m.Held != "":
		return p.speaks.Say("stopped by a limit before anything was sent"), nil
	case m.Sandbox:
		return p.speaks.Say("%s, in a sandbox that is gone", state), nil
	case by != nil:
		return p.speaks.Say("taken back by %s", by.Meta.Code), nil
	case m.Status == run.Planned && m.Counts[string(plan.Planned)] == 0:
		return p.speaks.Say("%s, nothing to send", state), nil
	case m.Status != run.Finished:
		return state, []string{p.speaks.Say("next: %s", "importer resume "+m.Code)}
	default:
		return state, p.finishedNext(d)
	}
}

// finishedNext gives the commands that make sense after a run has come to its
// end.
func (p *process) finishedNext(d *run.Dir) (next []string) {
	m := d.Meta
	if _, err := os.Stat(d.File(run.ErrorBook)); err == nil {
		next = append(next, p.speaks.Say("to mend the rest: %s", "importer apply "+m.Code+"/"+run.ErrorBook+" -t "+m.Target))
	}
	if m.Counts[string(plan.Updated)] > 0 {
		next = append(next, p.speaks.Say("to take it back: %s", "importer undo "+m.Code))
	}
	return next
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
	d, err := p.openRun(root, name)
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
			Rows: report.Count(rows), Requests: m.Usage, Files: files,
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
func (p *process) openRun(root, name string) (*run.Dir, error) {
	path, err := run.Find(root, name)
	if err != nil {
		return nil, err
	}
	return run.Open(p.disk, path)
}

// outcomes gives a run's rows from what is on disk.
func outcomes(d *run.Dir) ([]report.Row, error) {
	p, ended, err := results(d)
	if err != nil {
		return nil, err
	}
	spec, _ := target.Find(d.Meta.Target) // one that isn't known any more has no names for its fields
	return report.Rows(p, ended, titlesOf(spec, d.Meta.Input.Mapping)), nil
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
		p.note("%s: the error files can't be written again.", p.whyUnread(in, err))
		return nil, nil
	case errors.Is(err, errChanged):
		p.note("%s has changed since: the error files can't be written again. To use it as it is now, apply it.", in.File)
		return nil, nil
	default:
		return sheet, err
	}
}

// notKept stands for the file of a sheet that came from stdin and wasn't kept.
const notKept = "-"

// whyUnread says why a run's sheet can't be read again.
func (p *process) whyUnread(in run.Input, err error) string {
	switch {
	case in.File == notKept:
		return p.speaks.Say("the sheet came from stdin, and wasn't kept because it has protected rows")
	case errors.Is(err, fs.ErrNotExist):
		return p.speaks.Say("%s is gone", in.File)
	default:
		return p.speaks.Refusal(err.Error())
	}
}

// errChanged marks a sheet that isn't what it was when its run was made.
var errChanged = errors.New("the sheet has changed")

// openInput opens a run's sheet as it was read then.
func openInput(in run.Input) (*parse.Sheet, error) {
	if in.File == notKept {
		return nil, fs.ErrNotExist
	}
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
