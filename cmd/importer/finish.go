package main

import (
	"os"
	"strings"

	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/report"
)

// finish writes the reports and says how it ended. What it returns is the error
// that ended the run, or the exit status of a run that came to its end.
func (a *application) finish(state string, status int, failed error) error {
	rows := report.Rows(a.plan, a.results)
	counts := report.Count(rows)
	usage := a.requests()
	m := &a.dir.Meta
	m.Status, m.Usage, m.Counts = state, run.Requests(usage), map[string]int{}
	for s, n := range counts {
		m.Counts[string(s)] = n
	}
	err := joined(a.dir.Save(), a.copyErrors(rows))
	files, wrote := writeReports(a.dir, a.sheet, rows, a.lang.Lang)
	a.files = files
	if err = joined(err, wrote, a.say(state, rows, usage)); err != nil || failed != nil {
		return joined(failed, err)
	}
	return silent(status)
}

// requests counts what went over the wire. A write that was sent again is a
// retry too.
func (a *application) requests() report.Requests {
	u := a.conn.Usage()
	r := report.Requests(u)
	for _, result := range a.results {
		r.Retries += int64(max(0, result.Attempts-1))
	}
	return r
}

// say shows the summary, or prints the object that a script asked for.
func (a *application) say(state string, rows []report.Row, usage report.Requests) error {
	if a.json {
		return report.Outcome{
			Run: a.dir.Path, Code: a.dir.Meta.Code, Target: a.spec.Name, DryRun: a.dryRun,
			Status: state, Rows: report.Count(rows), Requests: usage, Files: a.outcomeFiles(),
		}.Write(a.out)
	}
	return report.Summary{
		System: a.spec.System, State: state, Took: took(a.began, a.now()), Rows: rows,
		Look: a.look(), Next: a.next(state, rows),
		Files: a.dir.Path, EraseBy: a.dir.Meta.EraseBy,
	}.Write(a.out)
}

func (a *application) outcomeFiles() map[string]string {
	files := a.files
	if a.errors != "" {
		files["errorsCopy"] = a.errors
	}
	return files
}

// writeReports writes a run's reports into its directory, and gives their paths
// by what they are.
func writeReports(d *run.Dir, sheet *parse.Sheet, rows []report.Row, lang report.Lang) (map[string]string, error) {
	files := map[string]string{"report": d.File(run.ReportFile)}
	err := d.Replace(run.ReportFile, func(f *os.File) error {
		return report.WriteCSV(f, rows, delimiter(d), lang)
	})
	if err != nil || sheet == nil || report.Count(rows).ToMend() == 0 {
		return files, err
	}
	files["errors"], files["errorsBook"] = d.File(run.ErrorsFile), d.File(run.ErrorBook)
	return files, joined(
		d.Replace(run.ErrorsFile, func(f *os.File) error {
			return report.WriteErrors(f, sheet, rows, lang)
		}),
		d.Replace(run.ErrorBook, func(f *os.File) error {
			return report.WriteErrorBook(f, sheet, rows, lang)
		}))
}

// delimiter is the input's own; a workbook has none.
func delimiter(d *run.Dir) rune {
	for _, r := range d.Meta.Input.Delimiter {
		return r
	}
	return ';'
}

// next gives the commands that make sense now, each with what it is for.
func (a *application) next(state string, rows []report.Row) []report.Next {
	var next []report.Next
	counts := report.Count(rows)
	if n := counts.ToMend(); n > 0 {
		next = append(next, report.Next{
			Why: report.Mend(a.lang.Lang, n), Command: a.command(a.dir.Meta.Code+"/"+run.ErrorBook, false),
		})
	}
	again := a.command(a.dir.Meta.Input.File, true)
	switch {
	case state == run.Planned && counts[plan.Planned] > 0:
		next = append(next, report.Next{Why: a.lang.Say("To carry this out"), Command: again})
	case state == run.Interrupted || state == run.Stopped || counts[plan.Pending] > 0:
		next = append(next, report.Next{Why: a.lang.Say("To go on (what is done costs nothing)"), Command: again})
	}
	return next
}

// command composes a command that can be typed as it stands. The sheet's own
// flags are only for the sheet itself.
func (a *application) command(file string, own bool) string {
	words := []string{"importer", "apply", quote(file), "-t", a.spec.Name}
	if a.sandbox {
		words = append(words, "--sandbox")
	} else if a.baseURL != "" {
		words = append(words, "--base-url", a.baseURL)
	}
	if a.runs != "" {
		words = append(words, "--runs", quote(a.runs))
	}
	if own {
		words = append(words, a.sheetFlags.words()...)
	}
	return strings.Join(words, " ")
}

// quote writes a word for a shell, PowerShell's included.
func quote(word string) string {
	safe := func(r rune) bool {
		return r == '/' || r == '.' || r == '-' || r == '_' || r == ':' || r == '\\' || r == ',' ||
			'0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !safe(r) }) < 0 {
		return word
	}
	if !strings.Contains(word, "'") {
		return "'" + word + "'"
	}
	return `"` + strings.ReplaceAll(word, `"`, `\"`) + `"`
}
