package report

import (
	"io"
	"slices"

	"importer/internal/plan"
)

// An unlistedLine is a line of unlisted.csv.
type unlistedLine struct {
	Title  string `csv:"class"`
	School string `csv:"school"`
	ID     string `csv:"id"`
	Name   string `csv:"name"`
	Held   string `csv:"held back"` // yes: would leave, but that a row of the class wasn't understood
}

// HasUnlisted reports whether a sheet of members leaves somebody in a class whom
// it doesn't name.
func HasUnlisted(roll *plan.Roll) bool {
	return roll != nil && slices.ContainsFunc(roll.Classes, func(c plan.Class) bool { return len(c.Unlisted) > 0 })
}

// WriteUnlisted writes a line for every member of a class whom the sheet doesn't
// name, and who stays. A protected one has no name.
func WriteUnlisted(w io.Writer, roll *plan.Roll, delimiter rune) error {
	var lines []*unlistedLine
	for _, c := range roll.Classes {
		for i, p := range c.Unlisted {
			line := &unlistedLine{Title: guard(c.Title), School: guard(c.Where), ID: p.ID, Name: guard(p.Name)}
			if i < len(c.Held) {
				line.Held = "yes"
			}
			lines = append(lines, line)
		}
	}
	return writeTable(w, lines, delimiter)
}
