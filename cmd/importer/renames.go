package main

import (
	"io"
	"strings"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
)

// shifted says that the classes seem to have moved up a year, after it has
// written the sheet that renames them.
func (a *application) shifted(s *plan.Shift) (string, error) {
	err := a.dir.Replace(run.RenamesFile, func(w io.Writer) error { return report.WriteRenames(w, *s) })
	if err != nil {
		return "", err
	}
	first := s.Renames[0]
	text := a.lang.Say("the classes seem to have moved up a year. %s: %d of its %d pupils in the sheet are in %s's %s",
		first.New, first.There, first.Rows, a.spec.System, first.Title)
	if len(s.Renames) > 1 || s.Of > 1 {
		text += a.lang.Say("; the same in %d of %d classes", len(s.Renames), s.Of)
	}
	text += a.lang.Say(". Filling them anew would put two years into one class. Rename first; this sheet was written for you, please read it.")
	if len(s.Held) > 0 {
		text += a.lang.Say(" %s: a group that isn't renamed still has that title. Give it another one in the same sheet.", strings.Join(s.Held, ", "))
	}
	return text, nil
}

// renaming is the command that renames the classes.
func (a *application) renaming() string {
	words := []string{"importer", "apply", a.dir.Meta.Code + "/" + run.RenamesFile, "-t", "meitner-groups", "--dry-run"}
	if a.baseURL != "" {
		words = append(words, "--base-url", a.baseURL)
	}
	if a.runs != "" {
		words = append(words, "--runs", quote(a.runs))
	}
	return strings.Join(words, " ")
}
