package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"importer/internal/apply/disk"
	"importer/internal/apply/run"
	"importer/internal/report"
)

// A rewriting writes a run's reports again.
type rewriting struct {
	*process
	root, to string
	lang     language
	json     bool
	force    bool
}

func (p *process) reportCommand() *cobra.Command {
	r := &rewriting{process: p, lang: p.language()}
	c := &cobra.Command{
		Use:   "report RUN",
		Short: "Write a run's reports again, here or elsewhere",
		Long:  "RUN is a run's code, the beginning of one, a path, or `last`.",
		Args:  exactly(1, "RUN"),
		RunE: func(_ *cobra.Command, args []string) error {
			r.root = p.runsDir(r.root)
			return r.run(args[0])
		},
	}
	c.Flags().StringVar(&r.root, "runs", "", "directory that runs are kept in (also: IMPORTER_RUNS)")
	c.Flags().StringVar(&r.to, "to", "", "directory to write the reports to (default: the run's own)")
	c.Flags().Var(&r.lang, "lang", "language of the reports: en or sv (also: IMPORTER_LANG)")
	c.Flags().BoolVar(&r.json, "json", false, "print one JSON object on stdout, and nothing else there")
	c.Flags().BoolVar(&r.force, "force", false, "with --to, write over files that are there")
	return c
}

// run makes a run's reports from its plan and its journal alone.
func (r *rewriting) run(name string) error {
	d, err := r.openRun(r.root, name)
	if err != nil {
		return err
	}
	if d.Meta.Proof {
		return usage("what is left of it is in "+d.Path, "the values of run %s have been erased", d.Meta.Code)
	}
	if r.to != "" {
		put, err := r.elsewhere()
		if err != nil {
			return err
		}
		return r.write(d, put)
	}
	if err := d.Lock(); errors.Is(err, run.ErrBusy) {
		return &exit{status: exitUsage, err: fmt.Errorf("run %s: %w", d.Meta.Code, err), hint: "wait for it, or name a folder with --to"}
	} else if err != nil {
		return err
	}
	if d, err = d.Reopen(); err != nil {
		return err
	}
	return errors.Join(r.write(d, r.own(d)), d.Unlock())
}

// elsewhere puts reports into the folder that --to names. What is there may have
// been mended.
func (r *rewriting) elsewhere() (put, error) {
	for _, name := range []string{run.ReportFile, run.ErrorsFile, run.ErrorBook} {
		path := filepath.Join(r.to, name)
		if _, err := os.Lstat(path); err == nil && !r.force {
			return nil, usage("name another folder with --to, or write over it with --force", "%s is there already", path)
		}
	}
	return func(name string, fill func(io.Writer) error) (string, error) {
		path := filepath.Join(r.to, name)
		return path, disk.Replace(r.disk, path, fill)
	}, os.MkdirAll(r.to, 0o700)
}

// write writes the reports, and says where they are.
func (r *rewriting) write(d *run.Dir, put put) error {
	rows, err := outcomes(d)
	if err != nil {
		return err
	}
	sheet, err := r.sheetOf(d, rows)
	if err != nil {
		return err
	}
	if sheet != nil {
		defer sheet.Close()
	}
	files, err := writeReports(d, sheet, rows, r.lang.Lang, put)
	if err != nil {
		return err
	}
	m := d.Meta
	if r.json {
		return report.Outcome{
			Run: d.Path, Code: m.Code, Target: m.Target, DryRun: m.DryRun && m.Status == run.Planned, Status: m.Status,
			Rows: report.Count(rows), Requests: m.Usage, Files: files,
		}.Write(r.out)
	}
	for _, what := range []string{"report", "errors", "errorsBook"} {
		if files[what] != "" {
			fmt.Fprintln(r.out, files[what])
		}
	}
	return nil
}
