package validate

import (
	"fmt"
	"strings"
	"time"
)

// Options are what a user asks for beyond what the sheet says. The zero value
// asks for nothing.
type Options struct {
	Map      map[string]string // from the title of a column to the field that it is to set
	Key      string            // the field that finds the records
	Only     []string          // the fields to set, by name or title, and no others; the key and marking columns always count
	Ignore   []string          // the columns to leave out, by title or field: neither checked nor sent
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

// How many names of fields and of columns an error lists.
const (
	fieldsListed = 100
	titlesListed = 30
	nearListed   = 3
)

// nameless is the error of an option that names something unknown: it says what
// may have been meant, and then what is known.
func nameless(text, name string, known []string, most int) *Error {
	list := strings.Join(known[:min(len(known), most)], ", ")
	if len(known) > most {
		list += ", …"
	}
	if near := similar(name, known); len(near) > 0 {
		return &Error{Text: text, Advice: fmt.Sprintf("did you mean %s? Known are %s", strings.Join(near, ", "), list)}
	}
	return &Error{Text: text, Advice: fmt.Sprintf("known are %s", list)}
}

// similar gives the few names that an unknown one may have been meant for: those
// of nearly the same letters, else those of which it is the last part, and else
// those in which it stands.
func similar(name string, known []string) []string {
	folded := foldedTitle(name)
	near := spell(known).near(folded)
	for _, alike := range []func(other string) bool{
		func(other string) bool { return strings.HasSuffix(other, " "+folded) },
		func(other string) bool { return strings.Contains(other, folded) },
	} {
		for _, other := range known {
			if len(near) == 0 && len([]rune(folded)) > 2 && alike(foldedTitle(other)) {
				near = append(near, other)
			}
		}
	}
	return near[:min(len(near), nearListed)]
}
