package validate

import (
	"slices"
	"strings"
	"time"
)

// A Schema says what a sheet for a target can hold.
type Schema struct {
	Columns []Column
	Keys    []string // the fields that find a record, the best first
	Known   []Known  // columns that are known, and not used

	// Check looks for contradictions between the values of a row, by field, the
	// key's included. It may be nil. Its problems need Field, Severity, Code and
	// Args only.
	Check func(values map[string]Value, today time.Time) []Problem

	// Settle decides, once a record has been found, what depends on it: it gives
	// the fields that the row sets in the end, and what there is to say. It may
	// be nil. Its problems need no more than Check's, and the row's number.
	Settle func(r Record, current map[string]Value) (map[string]Value, []Problem)
}

// A Column is a field that a sheet may set, or find records by.
type Column struct {
	Field    string
	Kind     Kind
	Aliases  []string // titles, Swedish and English; Field itself always is one
	Nullable bool     // the field can be empty
	Unique   bool     // no two records may hold the same value
	KeyOnly  bool     // it finds records and is never set

	// New holds titles of the column that gives a record another value where this
	// field is its key. Field + ".new" is one for every key.
	New []string

	// Previous holds titles of the column that finds a record by the value that
	// the field had before. The first is the name of that column.
	Previous []string

	// Rest is the field that gets what stands after the value in the cell, unless
	// the row says otherwise: the town after a postal code.
	Rest string
}

// A Known is a group of columns that are known, and not used. An alias that ends
// with … stands for all titles that begin so, one that begins with … for all
// that end so, at the border of a word; these go before every other alias.
type Known struct {
	Aliases []string
	Code    Code // why it isn't used
	Args    map[string]string
}

// column gives the column of a field.
func (s Schema) column(field string) (Column, bool) {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Field == field })
	if i < 0 {
		return Column{}, false
	}
	return s.Columns[i], true
}

// Normal gives the values of a record, as a server has them, in normal form,
// so that they equal those of a row that says the same. Text that is empty then
// is null. A postal code abroad stays as it is written.
func (s Schema) Normal(raw map[string]Value) map[string]Value {
	normal := make(map[string]Value, len(raw))
	for _, c := range s.Columns {
		v, ok := raw[c.Field]
		if !ok {
			continue
		}
		if v.State == Set && !v.IsList() {
			if v.Text = c.Kind.Canon(v.Text); c.Kind == PostalCode && isForeign(s.countryOf(raw)) {
				v.Text = clean(raw[c.Field].Text)
			}
			switch {
			case v.Text == "":
				v = Cleared()
			case c.Kind.caseless():
				v = caseless(v.Text)
			}
		}
		normal[c.Field] = v
	}
	return normal
}

// countryOf gives the country of a record in normal form; empty if it has none.
func (s Schema) countryOf(fields map[string]Value) string {
	for _, c := range s.Columns {
		if v := fields[c.Field]; c.Kind == Country && v.State == Set {
			return Country.Canon(v.Text)
		}
	}
	return ""
}

// isKey reports whether records can be found by a field.
func (s Schema) isKey(field string) bool { return slices.Contains(s.Keys, field) }

// Fold makes values of a field equal that are the same where case doesn't count.
func (s Schema) Fold(_, text string) string { return Fold(text) }

// A part tells what a column does for its field.
type part uint8

const (
	plain    part = iota // finds by the field, or sets it
	next                 // sets the field where it is the key
	previous             // finds by what the field was before
	parts                // how many there are
)

// nextSuffix ends the name of a column that sets a key.
const nextSuffix = ".new"

// name is what a part of a column is called in options and in the preview.
func (c Column) name(p part) string {
	switch {
	case p == next:
		return c.Field + nextSuffix
	case p == previous && len(c.Previous) > 0:
		return c.Previous[0]
	default:
		return c.Field
	}
}

// titles gives every title that leads to a part of a column.
func (s Schema) titles(c Column, p part) []string {
	switch {
	case p == plain:
		return append([]string{c.Field}, c.Aliases...)
	case p == next && s.isKey(c.Field) && !c.KeyOnly:
		return append([]string{c.name(next)}, c.New...)
	case p == previous:
		return c.Previous
	default:
		return nil
	}
}

// A place is a part of a column of the schema.
type place struct {
	column int // in Schema.Columns
	part   part
}

// named gives the place of that name; case doesn't count.
func (s Schema) named(name string) (place, bool) {
	for at, own := range s.places() {
		if strings.EqualFold(own, name) {
			return at, true
		}
	}
	return place{}, false
}

// places gives every place with its name.
func (s Schema) places() map[place]string {
	all := map[place]string{}
	for i, c := range s.Columns {
		for p := range parts {
			if len(s.titles(c, p)) > 0 {
				all[place{i, p}] = c.name(p)
			}
		}
	}
	return all
}
