package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
)

// A listing shows the runs that are kept.
type listing struct {
	*process
	runs string // the directory that --runs named; empty if it wasn't given
	all  history
}

func (p *process) runsCommand() *cobra.Command {
	l := &listing{process: p}
	c := &cobra.Command{
		Use:   "runs",
		Short: "List the runs that are kept on this computer",
		Args:  atMost(0),
		RunE:  func(*cobra.Command, []string) error { return l.show(p.runsDir(l.runs)) },
	}
	c.Flags().StringVar(&l.runs, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	p.addLanguage(c)
	return c
}

func (l *listing) show(root string) error {
	dirs, err := run.List(l.disk, root)
	if err != nil {
		return err
	}
	broken, err := run.Broken(l.disk, root)
	if err != nil {
		return err
	}
	if len(dirs)+len(broken) == 0 {
		l.note("There are no runs in %s.", root)
		return nil
	}
	l.all = dirs
	for _, d := range dirs {
		l.line(d)
	}
	for _, d := range broken {
		l.brokenLine(d)
	}
	return nil
}

// line says of a run what it was, what became of it, and what is to be done about
// it, on lines that fit a terminal.
func (l *listing) line(d *run.Dir) {
	m := d.Meta
	fmt.Fprintf(l.out, "%s  %s  %s\n", m.Code, m.Started.Local().Format(minute), subject(m, l.speaks))
	state, next := l.state(d)
	due := l.speaks.Say("erase by %s", m.EraseBy.Local().Format("2006-01-02"))
	if d.Due(l.now()) {
		due += l.speaks.Say(" (due)")
	}
	fmt.Fprintf(l.out, "      %s, %s; %s\n", m.Target, state, due)
	for _, line := range folded(report.Counted(l.speaks, m.Counts), 74) {
		fmt.Fprintf(l.out, "      %s\n", line)
	}
	for _, line := range next {
		fmt.Fprintf(l.out, "      %s\n", line)
	}
}

// brokenLine says of a run that can't be opened why, and how it can be erased.
func (l *listing) brokenLine(d *run.Dir) {
	fmt.Fprintf(l.out, "%s\n      %s\n      %s\n", d.Meta.Code,
		l.speaks.Say("can't be opened: %s", l.speaks.Refusal(d.Fault.Error())),
		l.speaks.Say("next: %s", about("purge", d.Meta.Code, l.runs)))
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
func (l *listing) state(d *run.Dir) (state string, next []string) {
	m := d.Meta
	state = l.speaks.One(m.Status)
	if m.Status == run.Running {
		if d.Lock() != nil {
			return state, nil
		}
		state = l.speaks.Say("cut off") // its process is gone
		_ = d.Unlock()
	}
	by := l.all.takenBackBy(d)
	switch {
	case m.Erasing:
		return l.speaks.Say("partly erased"), []string{l.speaks.Say("next: %s", about("purge", m.Code, l.runs))}
	case m.Proof:
		return l.speaks.Say("%s, values erased", state), nil
	case m.Held != "":
		return l.speaks.Say("stopped by a limit before anything was sent"), nil
	case m.Sandbox:
		return l.speaks.Say("%s, in a sandbox that is gone", state), nil
	case by != nil:
		return l.speaks.Say("taken back by %s", by.Meta.Code), nil
	case m.Status == run.Planned && m.Counts[string(plan.Planned)] == 0:
		return l.speaks.Say("%s, nothing to send", state), nil
	case m.Status != run.Finished:
		return state, []string{l.speaks.Say("next: %s", about("resume", m.Code, l.runs))}
	default:
		return state, l.finishedNext(d)
	}
}

// finishedNext gives the commands that make sense after a run has come to its
// end.
func (l *listing) finishedNext(d *run.Dir) (next []string) {
	m := d.Meta
	if book := d.Latest(filepath.Ext(run.ErrorBook)); book != "" {
		command := applying(m, l.runs, m.Code+"/"+book, mending(settingsOf(m)))
		next = append(next, l.speaks.Say("to mend the rest: %s", command))
	}
	if m.Counts[string(plan.Updated)] > 0 {
		next = append(next, l.speaks.Say("to take it back: %s", about("undo", m.Code, l.runs)))
	}
	return next
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
