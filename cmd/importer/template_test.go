package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

// forms are those that a template is written in.
func forms() map[string]func(io.Writer, report.Template) error {
	return map[string]func(io.Writer, report.Template) error{".xlsx": report.WriteTemplateBook, ".csv": report.WriteTemplateCSV}
}

// eachTemplate runs a test on the template of every target, in both languages.
func eachTemplate(t *testing.T, test func(*testing.T, target.Spec, report.Template)) {
	for _, spec := range target.All() {
		for _, lang := range []report.Lang{report.English, report.Swedish} {
			t.Run(spec.Name+"/"+string(lang), func(t *testing.T) { test(t, spec, newTemplate(spec, lang)) })
		}
	}
}

// readBack writes a template and reads it as the commands do.
func readBack(t *testing.T, spec target.Spec, tm report.Template, ending string) *validate.Table {
	t.Helper()
	var content bytes.Buffer
	if err := forms()[ending](&content, tm); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "template"+ending)
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := parse.Open(path, parse.Options{Header: spec.Schema.FindHeader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	table, err := validate.Sheet(sheet, spec.Schema, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// An empty template is understood without a flag: each heading leads where it
// should, no column is unknown, and the example isn't a record.
func TestTemplatesAreUnderstood(t *testing.T) {
	eachTemplate(t, func(t *testing.T, spec target.Spec, tm report.Template) {
		for ending := range forms() {
			table := readBack(t, spec, tm, ending)
			if len(table.Columns) != len(tm.Columns) {
				t.Fatalf("%s: %d columns have become %d", ending, len(tm.Columns), len(table.Columns))
			}
			for i, c := range table.Columns {
				want := tm.Columns[i].Name
				if tm.Columns[i].Guards {
					want = ""
				}
				if c.Field != want || c.Decided || (c.Use == validate.Guard) != tm.Columns[i].Guards {
					t.Errorf("%s: %q leads to %q (%v), want %q", ending, c.Title, c.Field, c.Use, want)
				}
			}
			for v, err := range table.Verdicts() {
				if err != nil || v.Skipped != validate.Example {
					t.Errorf("%s: row %d is skipped as %q, %v", ending, v.Record.Row, v.Skipped, err)
				}
			}
		}
	})
}

// A demo's rows are all valid, there are at least five, and they need no repairs.
func TestDemosAreValid(t *testing.T) {
	eachTemplate(t, func(t *testing.T, spec target.Spec, tm report.Template) {
		fillDemo(&tm, spec)
		valid := 0
		for v, err := range readBack(t, spec, tm, ".csv").Verdicts() {
			switch {
			case err != nil:
				t.Fatal(err)
			case len(v.Problems) > 0:
				t.Errorf("row %d: %+v", v.Record.Row, v.Problems)
			case v.Skipped == "":
				valid++
			}
		}
		if valid != len(tm.Rows) || valid < 5 {
			t.Errorf("%d of %d rows are valid", valid, len(tm.Rows))
		}
	})
}

// What a user needs stands in the sheet, the rest in the notes, and every column
// in one of them.
func TestTemplatesHaveTheirColumns(t *testing.T) {
	want := map[string][]string{
		"meitner-groups": {"title", "title.new", "schoolID", "types", "moderatorIDs.add", "moderatorIDs.remove", "memberIDs.add", "memberIDs.remove",
			"id", "external.sourceID"},
		"meitner-class-lists": {"title", "schoolID", "identityNumber", "emailAddress1", "Protected identity",
			"group.id", "group.external.sourceID", "id", "external.sourceID"},
		"konstantly-groups":   {"name", "name.new", "parentId", "description", "id"},
		"tabula-small-groups": {"moduleCode", "smallGroupSet", "academicYear", "name", "name.new", "maxGroupSize", "id"},
	}
	for _, spec := range target.All() {
		tm := newTemplate(spec, report.English)
		var names []string
		for _, c := range tm.Columns {
			names = append(names, c.Name)
		}
		if w, ok := want[spec.Name]; ok && !slices.Equal(names, w) {
			t.Errorf("%s has %q, want %q", spec.Name, names, w)
		}
		for _, c := range tm.Others {
			names = append(names, c.Name)
		}
		for _, line := range spec.ColumnTable() {
			if !slices.Contains(names, shownName(line)) {
				t.Errorf("the template of %s doesn't tell of %s", spec.Name, line.Name)
			}
		}
	}
}

// A title that leads to two columns heads neither.
func TestHeadingsLeadToOneColumn(t *testing.T) {
	spec := target.Spec{Schema: validate.Schema{Keys: []string{"number"}, Open: "attributes.", Columns: []validate.Column{
		{Field: "number", Kind: validate.IdentityNumber, KeyOnly: true, Aliases: []string{"Pnr", "Personnummer"}},
		{Field: "code", Kind: validate.PostalCode, Aliases: []string{"PNR"}},
		{Field: "town", Kind: validate.Town, Aliases: []string{"Ort"}},
	}}}
	for lang, want := range map[report.Lang]map[string]string{
		report.Swedish: {"number": "Personnummer", "code": "code", "town": "Ort", "attributes.": "attributes.*"},
		report.English: {"number": "number", "code": "code", "town": "town", "attributes.": "attributes.*"},
	} {
		if diff := cmp.Diff(want, headings(spec, lang)); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// Every example of a target is one of a column that it has.
func TestExamplesHaveColumns(t *testing.T) {
	for name, cells := range examples {
		spec, ok := target.Find(name)
		if !ok {
			t.Fatalf("there is no target %s", name)
		}
		for column := range cells {
			if !slices.ContainsFunc(spec.ColumnTable(), func(l target.ColumnLine) bool { return l.Name == column }) {
				t.Errorf("%s has no column %s", name, column)
			}
		}
	}
}
