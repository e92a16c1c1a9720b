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
	Members *Members // each row is a member of the record; nil where it is the record's own

	// SettleList decides, once a record has been found, what a list of it is to
	// take. It may be nil. Its problems need no more than Settle's.
	SettleList func(field string, asked Elements, current map[string]Value) (Elements, []Problem)

	// Called gives what people call the record whose id stands in a field that
	// refers to others; empty if that isn't known. It may be nil.
	Called func(field, id string) string

	// Open begins the names of fields that the schema doesn't list. Such a field
	// can be cleared, and is Unchecked: what it is, only the server knows. Empty if
	// there are none.
	Open string

	// Check looks for contradictions between the values of a row, by field, the
	// key's included. It may be nil. It is called from several goroutines, and the
	// values are good only until it returns. Its problems need Field, Severity, Code
	// and Args only.
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
	Scope    bool     // it narrows what a key finds, and is never set
	List     bool     // the field holds a list, of elements of the kind
	Refers   string   // the kind of record that the value, or each element, names; as in plan.Query
	Sticks   bool     // once it holds something, it can't be emptied again, by an undo neither
	Handover bool     // of a list: an element is added elsewhere before it is removed, as plan.Edit.Handover says
	Owns     []string // of a list: the elements that an exact list takes away where it doesn't name them; all if empty
	Choices  []string // the words that a Choice may be; empty for any

	// New holds titles of the column that gives a record another value where this
	// field is its key. Field + ".new" is one for every key.
	New []string

	// Previous holds titles of the column that finds a record by the value that
	// the field had before. The first is the name of that column.
	Previous []string

	// Rest is the field that gets what stands after the value in the cell, unless
	// the row says otherwise: the town after a postal code.
	Rest string

	// Full holds titles of a column in whose cells a comma parts the value from that
	// of Rest: "Andersson, Anna". Such a column is used where none has the field or
	// Rest alone. The first is its name.
	Full []string
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
	for i := range s.Columns {
		if s.Columns[i].Field == field {
			return s.Columns[i], true
		}
	}
	if s.opens(field) {
		return openColumn(field), true
	}
	return Column{}, false
}

// opens reports whether a name begins as those of the fields do that the schema
// doesn't list.
func (s Schema) opens(name string) bool {
	return s.Open != "" && len(name) > len(s.Open) && strings.EqualFold(name[:len(s.Open)], s.Open)
}

func openColumn(field string) Column { return Column{Field: field, Kind: Unchecked, Nullable: true} }

// opened is the schema with a column for each of the names that it leaves open.
func (s Schema) opened(names []string) Schema {
	known := newLexicon(s)
	s.Columns = slices.Clone(s.Columns)
	for _, name := range names {
		name = clean(name)
		if s.opens(name) && len(known.exact(name)) == 0 {
			s.Columns = append(s.Columns, openColumn(s.Open+name[len(s.Open):]))
			known.know([]string{name}, place{})
		}
	}
	return s
}

// Normal gives the values of a record, as a server has them, in normal form,
// so that they equal those of a row that says the same. Text that is empty then
// is null. A postal code abroad stays as it is written.
func (s Schema) Normal(raw map[string]Value) map[string]Value {
	normal := make(map[string]Value, len(raw))
	for field, v := range raw {
		c, ok := s.column(field)
		switch {
		case !ok:
			continue
		case v.State != Set:
		case v.IsList():
			v = c.normalList(v.List)
		case c.Kind == PostalCode && isForeign(s.countryOf(raw)):
			v = c.normal(clean(v.Text))
		default:
			v = c.normal(c.canon(v.Text))
		}
		normal[field] = v
	}
	return normal
}

// canon gives the normal form of a text that a server has in the column.
func (c Column) canon(text string) string {
	text = c.Kind.Canon(text)
	if c.Kind == Choice {
		if word, ok := chosenOf(c.Choices, text); ok {
			return word
		}
	}
	return text
}

// normal makes a value of a text in normal form.
func (c Column) normal(text string) Value {
	switch {
	case text == "":
		return Cleared()
	case c.Kind.caseless():
		return caseless(text)
	default:
		return Of(text)
	}
}

// normalList brings every element into normal form. An empty list stays one.
func (c Column) normalList(items []string) Value {
	list := ListOf(items...)
	for i, item := range items {
		list.List[i] = c.canon(item)
	}
	return list
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

// isMemberKey reports whether members can be found by a field.
func (s Schema) isMemberKey(field string) bool {
	return s.Members != nil && slices.Contains(s.Members.Keys, field)
}

// Fold makes values of a field equal that are the same where case doesn't count.
func (s Schema) Fold(_, text string) string { return Fold(text) }

// A part tells what a column does for its field.
type part uint8

const (
	plain    part = iota // finds by the field, or sets it
	next                 // sets the field where it is the key
	previous             // finds by what the field was before
	adding               // adds to the list in the field
	removing             // takes out of it
	full                 // sets the field, and the one named by Rest
	parts                // how many there are
)

// What ends the names of columns that set a key, and that change a list.
const (
	nextSuffix   = ".new"
	addSuffix    = ".add"
	removeSuffix = ".remove"
)

// name is what a part of a column is called in options and in the preview.
func (c Column) name(p part) string {
	switch {
	case p == next:
		return c.Field + nextSuffix
	case p == adding:
		return c.Field + addSuffix
	case p == removing:
		return c.Field + removeSuffix
	case p == previous && len(c.Previous) > 0:
		return c.Previous[0]
	case p == full && len(c.Full) > 0:
		return c.Full[0]
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
	case p == full:
		return c.Full
	case p == adding && c.List:
		return c.changing(p, "Lägg till ", "Add ")
	case p == removing && c.List:
		return c.changing(p, "Ta bort ", "Remove ")
	default:
		return nil
	}
}

// changing gives the titles of a column that changes a list: its name, and every
// title of the list with the name's ending, or with one of the words before it.
func (c Column) changing(p part, words ...string) []string {
	titles := []string{c.name(p)}
	suffix := strings.TrimPrefix(c.name(p), c.Field)
	for _, alias := range c.Aliases {
		titles = append(titles, alias+suffix)
		for _, word := range words {
			titles = append(titles, word+strings.ToLower(alias))
		}
	}
	return titles
}

// A place is a part of a column of the schema.
type place struct {
	column int // in Schema.Columns
	part   part
}

// byName gives every place by its name in lower case.
func (s Schema) byName() map[string]place {
	all := map[string]place{}
	for at, name := range s.places() {
		all[strings.ToLower(name)] = at
	}
	return all
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
