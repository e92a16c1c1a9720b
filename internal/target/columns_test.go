package target

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"importer/internal/parse"
	"importer/internal/validate"
)

// titles is a sheet of which only the headings matter.
type titles []string

func (s titles) Header() parse.Row { return s.row(1) }

func (s titles) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		yield(parse.Row{Number: 2, Cells: []parse.Cell{{Kind: parse.Text, Text: "Example: x"}}}, nil)
	}
}

func (s titles) row(number int) parse.Row {
	row := parse.Row{Number: number}
	for _, title := range s {
		row.Cells = append(row.Cells, parse.Cell{Kind: parse.Text, Text: title})
	}
	return row
}

func (s titles) Where(row, column int) string { return fmt.Sprint(row, column) }
func (s titles) Format() parse.Format         { return parse.CSV }
func (s titles) Above(int) string             { return "" }
func (s titles) HiddenColumns() []int         { return nil }
func (s titles) Filtered() bool               { return false }
func (s titles) Beside() parse.Beside         { return parse.Beside{} }

// Every title in the table leads to the column that it is listed with. One that
// is listed with several leads to one of them.
func TestColumnTableTellsTheTruth(t *testing.T) {
	for _, spec := range All() {
		t.Run(spec.Name, func(t *testing.T) {
			names := map[string][]string{}
			for _, line := range spec.ColumnTable() {
				name := line.Name
				if line.Open {
					name += "any"
				}
				for _, title := range append([]string{name}, line.Titles...) {
					names[strings.ToLower(title)] = append(names[strings.ToLower(title)], name)
				}
			}
			for title, wanted := range names {
				if got := leadsTo(t, spec, title); !slices.Contains(wanted, got) {
					t.Errorf("%q leads to %q, and is listed with %v", title, got, wanted)
				}
			}
		})
	}
}

// leadsTo gives the name of the column to which a title leads.
func leadsTo(t *testing.T, spec Spec, title string) string {
	t.Helper()
	sheet := titles{title, spec.Schema.Keys[0]}
	if spec.Schema.Members != nil {
		sheet = append(sheet, spec.Schema.Members.Keys[0])
	}
	table, err := validate.Sheet(sheet, spec.Schema, validate.Options{})
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	return table.Columns[0].Field
}

// The table leaves no column out: neither those of the schema nor what is done
// with them.
func TestColumnTableIsComplete(t *testing.T) {
	for _, spec := range All() {
		t.Run(spec.Name, func(t *testing.T) {
			parts := map[string][]Part{}
			for _, line := range spec.ColumnTable() {
				parts[line.Field] = append(parts[line.Field], line.Part)
			}
			for _, c := range spec.Schema.Columns {
				want := []Part{Value}
				if slices.Contains(spec.Schema.Keys, c.Field) && !c.KeyOnly {
					want = append(want, New)
				}
				if len(c.Previous) > 0 {
					want = append(want, Previous)
				}
				if len(c.Full) > 0 {
					want = append(want, Full)
				}
				if c.List {
					want = append(want, Add, Remove)
				}
				if got := parts[c.Field]; !slices.Equal(got, want) {
					t.Errorf("%s has the parts %v, want %v", c.Field, got, want)
				}
			}
			if open := parts[spec.Schema.Open]; (len(open) == 1) != (spec.Schema.Open != "") {
				t.Errorf("%d lines for the fields left open", len(open))
			}
		})
	}
}

func TestMeaning(t *testing.T) {
	spec := Spec{Scopes: []Scope{{"schoolID", "school"}}, Schema: validate.Schema{
		Keys: []string{"id", "title"}, Members: &validate.Members{Field: "members", Keys: []string{"number"}}, Open: "attributes.",
		Columns: []validate.Column{
			{Field: "id", Kind: validate.UUID, KeyOnly: true},
			{Field: "title", Kind: validate.Title, Unique: true, Aliases: []string{"Klass"}},
			{Field: "schoolID", Kind: validate.UUID, Scope: true},
			{Field: "number", Kind: validate.IdentityNumber, KeyOnly: true, Previous: []string{"before", "Tidigare"}},
			{Field: "region", Kind: validate.Choice, Choices: []string{"Norr", "Syd"}, Nullable: true},
			{Field: "members", Kind: validate.Person, List: true, Nullable: true, Aliases: []string{"Elever"}},
		},
	}}
	want := []string{
		"id: id, key, never changed",
		"title (Klass): title, key, unique",
		"title.new: title; replaces the one in title",
		"schoolID: id, where the key is looked for, or --school",
		"number: identity number, finds who the row is, never changed",
		"before (Tidigare): identity number, finds who the row is, never changed; the one that number replaces",
		"region: choice, one of Norr, Syd, can be cleared",
		"members (Elever): person, several, exactly these, can be cleared",
		"members.add (Lägg till elever, Add elever): person; added to those in members",
		"members.remove (Ta bort elever, Remove elever): person; taken out of those in members",
		"attributes.: any value, can be cleared",
	}
	var got []string
	for _, line := range spec.ColumnTable() {
		name := line.Name
		if len(line.Titles) > 0 {
			name += " (" + strings.Join(line.Titles, ", ") + ")"
		}
		got = append(got, name+": "+line.Meaning())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
