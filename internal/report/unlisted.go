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
	What   string `csv:"what"` // stays, leaves, or held back: would leave, but that a row of the class wasn't understood
}

// HasUnlisted reports whether classes have members whom a sheet of members
// doesn't name.
func HasUnlisted(roll *plan.Roll) bool {
	return roll != nil && slices.ContainsFunc(roll.Classes, func(c plan.Class) bool { return len(c.Unlisted)+len(c.Gone) > 0 })
}

// WriteUnlisted writes a line for every member of a class whom the sheet doesn't
// name. A protected one has no name.
func WriteUnlisted(w io.Writer, roll *plan.Roll, delimiter rune) error {
	var lines []*unlistedLine
	for _, c := range roll.Classes {
		stays := "stays"
		if len(c.Held) > 0 {
			stays = "held back"
		}
		lines = append(lines, unlistedLines(c, c.Gone, "leaves")...)
		lines = append(lines, unlistedLines(c, c.Unlisted, stays)...)
	}
	return writeTable(w, slices.Values(lines), delimiter)
}

func unlistedLines(c plan.Class, people []plan.Person, what string) (lines []*unlistedLine) {
	for _, p := range people {
		lines = append(lines, &unlistedLine{Title: guard(c.Title), School: guard(c.Where), ID: p.ID, Name: guard(p.Name), What: what})
	}
	return lines
}
