package main

import (
	"errors"
	"io"
	"path/filepath"
	"slices"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

// finish writes the reports and says how it ended. What it returns is the error
// that ended the run, or the exit status of a run that came to its end.
func (e *execution) finish(state string, status int, failed error) error {
	rows := e.rows()
	counts := report.Count(rows)
	m := &e.dir.Meta
	m.Status, m.Usage, m.Counts = state, e.requests(), map[string]int{}
	for s, n := range counts {
		m.Counts[string(s)] = n
	}
	err := errors.Join(e.dir.Save(), e.copyErrors(e.dir.Meta, rows))
	files, wrote := writeReports(e.dir, e.sheet, rows, e.lang.Lang, e.own(e.dir))
	if e.errors != "" && e.sheet != nil {
		files["errorsCopy"] = e.errors
	}
	e.files = files
	if err = errors.Join(err, wrote, e.say(state, rows)); err != nil || failed != nil {
		return errors.Join(failed, err)
	}
	return silent(status)
}

// requests counts what went over the wire in the whole run: what earlier
// processes have counted at their end, and this one. A process that was killed
// has counted nothing; its writes are taken from the journal.
func (e *execution) requests() apply.Requests {
	r := e.conn.Usage()
	if len(e.entries) > 0 {
		r.Retries += apply.Intended(e.entries[len(e.before):]).Retries
	}
	if e.dir != nil {
		r = r.Plus(e.dir.Meta.Usage)
	}
	r.Writes = max(r.Writes, apply.Intended(e.entries).Writes)
	return r
}

// say shows the summary, or prints the object that a script asked for.
func (e *execution) say(state string, rows []report.Row) error {
	if e.json {
		return report.Outcome{
			Run: e.dir.Path, Code: e.dir.Meta.Code, Target: e.spec.Name, DryRun: e.dryRun,
			Status: state, Rows: report.Count(rows), Requests: e.dir.Meta.Usage, Files: e.files,
		}.Write(e.out)
	}
	return report.Summary{
		Subject: e.subject(), State: state, Took: took(e.began, e.now()), Rows: rows,
		Look: e.look(), Next: e.next(state, rows),
		Files: e.dir.Path, EraseBy: e.dir.Meta.EraseBy, Undoing: e.dir.Meta.Kind == run.Undo,
	}.Write(e.out)
}

// A put writes one of a run's reports, and gives its path.
type put func(name string, fill func(io.Writer) error) (path string, err error)

// own puts reports into the run's directory. The error files are there to be
// mended: one that somebody has changed isn't written over.
func (p *process) own(d *run.Dir) put {
	return func(name string, fill func(io.Writer) error) (string, error) {
		if name == run.ReportFile {
			return d.File(name), d.Replace(name, fill)
		}
		at, err := d.Renew(name, fill)
		if err == nil && at != name {
			p.note("%s isn't as it was written, and is kept; the rows to mend now stand in %s.", d.Meta.Code+"/"+name, d.Meta.Code+"/"+at)
		}
		return d.File(at), err
	}
}

// writeReports writes a run's reports, and gives their paths by what they are.
func writeReports(d *run.Dir, sheet *parse.Sheet, rows []report.Row, lang report.Lang, put put) (map[string]string, error) {
	files := map[string]string{}
	write := func(what, name string, fill func(io.Writer) error) error {
		path, err := put(name, fill)
		if err == nil {
			files[what] = path
		}
		return err
	}
	err := write("report", run.ReportFile, func(w io.Writer) error {
		return report.WriteCSV(w, rows, delimiter(d), lang)
	})
	if sheet == nil || report.Count(rows).ToMend() == 0 {
		return files, err
	}
	f := errorFile(d.Meta, sheet, rows, lang)
	f.TmpDir = d.Path
	return files, errors.Join(err,
		write("errors", run.ErrorsFile, func(w io.Writer) error { return report.WriteErrors(w, f) }),
		write("errorsBook", run.ErrorBook, func(w io.Writer) error { return report.WriteErrorBook(w, f) }))
}

// errorFile gives what a run's error files are made of. Columns that were skipped
// because they are hidden would be used if they were given back.
func errorFile(m run.Meta, sheet *parse.Sheet, rows []report.Row, lang report.Lang) report.ErrorFile {
	spec, _ := target.Find(m.Target) // one that isn't known any more has no titles
	f := report.ErrorFile{Sheet: sheet, Rows: rows, Lang: lang, Heading: spec.Schema.Titled(m.Input.Mapping).Headings()}
	if hiding, _ := validate.ParseHiding(m.Flags["hidden"]); hiding == validate.SkipHidden {
		f.Leave = sheet.HiddenColumns()
	}
	return f
}

// delimiter is the input's own; a workbook has none.
func delimiter(d *run.Dir) rune {
	for _, r := range d.Meta.Input.Delimiter {
		return r
	}
	return ';'
}

// next gives the commands that make sense now, each with what it is for.
func (e *execution) next(state string, rows []report.Row) []report.Next {
	var next []report.Next
	counts := report.Count(rows)
	if n := counts.ToMend(); n > 0 && e.files["errorsBook"] != "" {
		book := e.dir.Meta.Code + "/" + filepath.Base(e.files["errorsBook"])
		next = append(next, report.Next{Why: report.Mend(e.lang.Lang, n), Command: e.command(book, mending(e.settings()))})
	}
	switch {
	case slices.ContainsFunc(rows, report.Row.Halfway):
		next = append(next, report.Next{Why: e.lang.Say("To finish an exchange that was broken off"), Command: e.on("resume")})
	case e.dir.Meta.Held != "":
	case state == run.Planned && counts[plan.Planned] > 0:
		next = append(next, report.Next{Why: e.lang.Say("To carry out exactly this"), Command: e.resuming()})
	case state == run.Interrupted || state == run.Stopped || counts[plan.Pending] > 0:
		next = append(next, report.Next{Why: e.lang.Say("To go on (what is done costs nothing)"), Command: e.resuming()})
	case counts[plan.Updated] > 0 && !e.dir.Meta.Sandbox:
		next = append(next, report.Next{Why: e.lang.Say("Take it all back"), Command: e.on("undo")})
	}
	return next
}

// resuming is the command that goes on with the run. A sandbox is gone by then,
// and what --limit has left out is beyond a plan that has been carried out.
func (e *execution) resuming() string {
	if m := e.dir.Meta; m.Sandbox || m.Flags["limit"] != "" && m.Status == run.Finished {
		return e.command(m.Input.File, e.settings())
	}
	return e.on("resume")
}
