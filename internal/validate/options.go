package validate

import (
	"slices"
	"strings"
	"time"
)

// Options are what a user asks for beyond what the sheet says. The zero value
// asks for nothing.
type Options struct {
	Map      map[string]string // from the title of a column to the field that it is to set
	Key      string            // the field that finds the records
	Only     []string          // the fields to set, and no others; the key and marking columns always count
	Ignore   []string          // the titles of columns to leave out: neither checked nor sent
	Rows     Ranges            // the rows to take; all if there are none
	Except   Ranges            // the rows to leave out
	Scope    map[string]string // by field: within what keys are looked for, in rows that don't say so
	Hidden   Hiding            // what is to become of hidden rows and columns
	NoRepair bool              // nothing that is written is read as something else: a cell that would need it is at fault
	Today    time.Time         // the day that ages and centuries are reckoned from; today if zero
}

// chosen reports whether a row is to be taken.
func (o Options) chosen(row int) bool {
	return (len(o.Rows) == 0 || o.Rows.Has(row)) && !o.Except.Has(row)
}

// An Error says why a sheet can't be used at all, or an option means nothing.
// It holds no values out of cells below the header.
type Error struct {
	Text   string
	Advice string // what to do
}

func (e *Error) Error() string { return e.Text }

// Hint says what to do.
func (e *Error) Hint() string { return e.Advice }

// mostListed is how many names an error lists.
const mostListed = 30

// nameless is the error of an option that names something unknown.
func nameless(text, name string, known []string) *Error {
	if near := nearest(name, known); near != "" {
		return &Error{Text: text, Advice: "did you mean " + near + "?"}
	}
	if len(known) > mostListed {
		known = append(slices.Clone(known[:mostListed]), "…")
	}
	return &Error{Text: text, Advice: "known are " + strings.Join(known, ", ")}
}
