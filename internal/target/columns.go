package target

import (
	"slices"
	"strings"

	"importer/internal/validate"
)

// A Part says what a column does for its field.
type Part string

// The parts.
const (
	Value    Part = "value"    // holds what the field is to be, or finds by it
	New      Part = "new"      // holds what the field is to be, where the field itself finds the record
	Previous Part = "previous" // finds by what the field was before
	Add      Part = "add"      // adds to the list
	Remove   Part = "remove"   // takes out of the list
	Full     Part = "full"     // holds the field's value, a comma, and that of another field
)

// A ColumnLine is a column that a sheet for a target may have.
type ColumnLine struct {
	validate.Column          // of the field
	Name            string   // the title that always leads to it, such as "title.new"
	Titles          []string // the others
	Part            Part
	Key             bool   // its cells can find the record
	Member          bool   // its cells can find the member that the row is
	Flag            string // that can say it for all rows; empty if none can
	Open            bool   // it stands for all columns whose titles begin with its name
}

// ColumnTable gives the columns of a target in the order of its schema.
func (s Spec) ColumnTable() []ColumnLine {
	var lines []ColumnLine
	for _, c := range s.Schema.Columns {
		own := s.line(c)
		lines = append(lines, own)
		if own.Key && !c.KeyOnly {
			lines = append(lines, own.part(New, c.Field+".new", c.New...))
		}
		if len(c.Previous) > 0 {
			lines = append(lines, own.part(Previous, c.Previous[0], c.Previous[1:]...))
		}
		if len(c.Full) > 0 {
			lines = append(lines, own.part(Full, c.Full[0], c.Full[1:]...))
		}
		if c.List {
			lines = append(lines,
				own.part(Add, c.Field+".add", before(c.Aliases, "Lägg till ", "Add ")...),
				own.part(Remove, c.Field+".remove", before(c.Aliases, "Ta bort ", "Remove ")...))
		}
	}
	if s.Schema.Open != "" {
		open := validate.Column{Field: s.Schema.Open, Kind: validate.Unchecked, Nullable: true}
		lines = append(lines, ColumnLine{Column: open, Name: s.Schema.Open, Part: Value, Open: true})
	}
	return lines
}

// line is the line of a column itself.
func (s Spec) line(c validate.Column) ColumnLine {
	l := ColumnLine{Column: c, Name: c.Field, Titles: c.Aliases, Part: Value, Key: slices.Contains(s.Schema.Keys, c.Field)}
	l.Member = s.Schema.Members != nil && slices.Contains(s.Schema.Members.Keys, c.Field)
	for _, scope := range s.Scopes {
		if scope.Field == c.Field {
			l.Flag = scope.Flag
		}
	}
	return l
}

// part is the line of another part of a line's column. Only a previous value
// finds anything.
func (l ColumnLine) part(p Part, name string, titles ...string) ColumnLine {
	l.Part, l.Name, l.Titles = p, name, titles
	l.Key, l.Nullable = p == Previous, l.Nullable && p == New
	return l
}

// before gives each title, in lower case, with each of the words before it.
func before(titles []string, words ...string) []string {
	var all []string
	for _, title := range titles {
		for _, word := range words {
			all = append(all, word+strings.ToLower(title))
		}
	}
	return all
}

// Meaning says in a few words what the column holds and what may be done with
// it.
func (l ColumnLine) Meaning() string {
	said := []string{l.Kind.String()}
	for _, trait := range []struct {
		has  bool
		says string
	}{
		{len(l.Choices) > 0, "one of " + strings.Join(l.Choices, ", ")},
		{l.List && l.Part == Value, "several, exactly these"},
		{l.Key && l.Part == Value, "key"},
		{l.Member, "finds who the row is"},
		{l.KeyOnly, "never changed"},
		{l.Scope, "where the key is looked for"},
		{l.Flag != "", "or --" + l.Flag},
		{l.Unique && l.Part == Value, "unique"},
		{l.Nullable, "can be cleared"},
	} {
		if trait.has {
			said = append(said, trait.says)
		}
	}
	return strings.Join(said, ", ") + l.toField()
}

// toField says what the column does for a field that isn't its name.
func (l ColumnLine) toField() string {
	switch l.Part {
	case New:
		return "; replaces the one in " + l.Field
	case Previous:
		return "; the one that " + l.Field + " replaces"
	case Full:
		return ": " + l.Field + ", a comma, " + l.Rest
	case Add:
		return "; added to those in " + l.Field
	case Remove:
		return "; taken out of those in " + l.Field
	default:
		return ""
	}
}
