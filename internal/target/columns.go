package target

import (
	"slices"
	"strings"

	"importer/internal/validate"
)

// A ColumnLine is a line of the table that tells users which columns a target
// knows.
type ColumnLine struct {
	Field   string   // as the API names it, in dotted form
	Titles  []string // other titles that lead to it
	Meaning string   // the kind of value, and what may be done with it
}

// ColumnTable gives the columns of a target in the order of its schema.
func (s Spec) ColumnTable() []ColumnLine {
	var lines []ColumnLine
	for _, c := range s.Schema.Columns {
		lines = append(lines, ColumnLine{Field: c.Field, Titles: c.Aliases, Meaning: s.meaning(c)})
		if len(c.New) > 0 {
			lines = append(lines, ColumnLine{c.Field + ".new", c.New, c.Kind.String() + "; replaces the one in " + c.Field})
		}
		if len(c.Previous) > 0 {
			lines = append(lines, ColumnLine{c.Previous[0], c.Previous[1:], c.Kind.String() + "; the one that " + c.Field + " replaces"})
		}
	}
	return lines
}

func (s Spec) meaning(c validate.Column) string {
	parts := []string{c.Kind.String()}
	if slices.Contains(s.Schema.Keys, c.Field) {
		parts = append(parts, "key")
	}
	if c.Unique {
		parts = append(parts, "unique")
	}
	if c.Nullable {
		parts = append(parts, "can be cleared")
	}
	return strings.Join(parts, ", ")
}
