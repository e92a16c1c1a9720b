package report

import (
	"io"
	"slices"

	"importer/internal/plan"
)

// A renameLine is a row of the sheet that gives classes new titles.
type renameLine struct {
	Title  string `csv:"title"`
	New    string `csv:"title.new"`
	School string `csv:"schoolID"`
}

// WriteRenames writes the sheet that renames last year's classes, ready to be
// applied to groups: a row per class, and one without a new title for each group
// that is in the way.
func WriteRenames(w io.Writer, s plan.Shift) error {
	var lines []*renameLine
	for _, r := range s.Renames {
		lines = append(lines, &renameLine{r.Title, r.New, r.School})
	}
	for _, r := range s.Renames {
		if r.Blocked {
			lines = append(lines, &renameLine{Title: r.New, School: r.School})
		}
	}
	return writeTable(w, slices.Values(lines), ';')
}
