package parse_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// twoSheets is a workbook of two worksheets that states and rows are given for.
func twoSheets(first, second, firstRows, secondRows string) parts {
	return craft(firstRows).
		with("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml", "worksheet", "worksheets/sheet2.xml", "chartsheet", "chartsheets/a.xml", "sharedStrings", "sharedStrings.xml", "styles", "styles.xml")).
		with(secondSheet, worksheet(secondRows)).
		with(bookPart, book("", `<sheet name="Elever" r:id="id1" `+first+`/><sheet name="Grupper" r:id="id2" `+second+`/><sheet name="Diagram" r:id="id3"/><sheet name="Module1" r:id=""/>`))
}

func TestChoiceOfWorksheet(t *testing.T) {
	const blank = `<row r="1"><c r="A1" t="str"><v> </v></c></row>`
	tests := []struct {
		name, sheet string
		parts       parts
		want        string // the worksheet that is read
		reason      string // or why none is
	}{
		{"the only one with data", "", twoSheets("", "", blank, header), "Grupper", ""},
		{"the only visible one", "", twoSheets("", `state="hidden"`, header, header), "Elever", ""},
		{"both have data", "", twoSheets("", "", header, header+`<row r="2"><c r="A2"><v>1</v></c></row><row r="3"/>`), "", `"Elever" (0 rows), "Grupper" (1 row)`},
		{"none has data", "", twoSheets("", "", blank, ""), "", "no data"},
		{"only a hidden one has data", "", twoSheets("", `state="hidden"`, blank, header), "", `hidden worksheets aside: "Grupper" (hidden, 0 rows)`},
		{"by name", "Grupper", twoSheets("", "", header, header), "Grupper", ""},
		{"by name in other case", "GRUPPER", twoSheets("", "", header, header), "Grupper", ""},
		{"hidden, by name", "Grupper", twoSheets("", `state="veryHidden"`, header, header), "Grupper", ""},
		{"unknown name", "Klasser", twoSheets("", "", header, header), "", `isn't one worksheet "Klasser"; there is "Elever" (0 rows), "Grupper" (0 rows)`},
		{"name in other case of two", "ELEVER", twoSheets("", "", header, header).with(bookPart, book("", `<sheet name="Elever" r:id="id1"/><sheet name="elever" r:id="id2"/>`)), "", `"Elever" (0 rows), "elever" (0 rows)`},
		{"a chart", "Diagram", twoSheets("", "", header, header), "", `isn't one worksheet "Diagram"`},
		{"two in one part", "", craft(header).with(bookPart, book("", `<sheet name="A" r:id="id1"/><sheet name="B" r:id="id1"/>`)), "", "two worksheets in one part"},
		{"neither hidden nor visible", "", twoSheets(`state="x"`, "", header, header), "", `whether worksheet "Elever" is hidden`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := save(t, "a.xlsx", pack(t, test.parts))
			if test.reason != "" {
				refused(t, path, parse.Options{Sheet: test.sheet}, test.reason)
				return
			}
			s, err := parse.Open(path, parse.Options{Sheet: test.sheet})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if s.Name() != test.want {
				t.Errorf("read %q, want %q", s.Name(), test.want)
			}
		})
	}
}

func TestWhere(t *testing.T) {
	workbook := save(t, "a.xlsx", pack(t, craft(header)))
	csv := save(t, "a.csv", []byte("Förnamn, E-post ,\n"))
	tests := []struct {
		path        string
		row, column int
		want        string
	}{
		{workbook, 61, 4, "E61"},
		{workbook, 1, 25, "Z1"},
		{workbook, 2, 26, "AA2"},
		{workbook, 1_048_576, 16_383, "XFD1048576"},
		{workbook, 61, -1, "row 61"},
		{csv, 61, 1, "row 61, E-post"},
		{csv, 61, 2, "row 61, column 3"},
		{csv, 61, 9, "row 61, column 10"},
		{csv, 61, -1, "row 61"},
	}
	for _, test := range tests {
		s, err := parse.Open(test.path, parse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Where(test.row, test.column); got != test.want {
			t.Errorf("%v: Where(%d, %d) = %q, want %q", s.Format(), test.row, test.column, got, test.want)
		}
		s.Close()
	}
}

func TestAttributes(t *testing.T) {
	content := []byte("Förnamn;Klass\nAnna;5A\n")
	path := save(t, "elever.xlsx", content) // content decides, not the name
	saved := time.Date(2026, 8, 17, 9, 30, 0, 0, time.UTC)
	if err := os.Chtimes(path, time.Time{}, saved); err != nil {
		t.Fatal(err)
	}
	s, err := parse.Open(path, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sum := sha256.Sum256(content)
	got := []any{s.Format(), s.Format().String(), s.Name(), s.Path(), s.Hash(), s.Modified().UTC(), s.Delimiter()}
	want := []any{parse.CSV, "CSV", "", path, hex.EncodeToString(sum[:]), saved, ';'}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Rows may be read again, also after some were left unread.
func TestRowsAgain(t *testing.T) {
	rows := header + `<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>`
	for _, path := range []string{
		save(t, "a.xlsx", pack(t, craft(rows))),
		save(t, "a.csv", []byte("Förnamn\n1\n2\n")),
	} {
		s, err := parse.Open(path, parse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for range s.Rows() {
			break
		}
		for range 2 {
			var got []string
			for row, err := range s.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, row.Cell(0).Text)
			}
			if diff := cmp.Diff([]string{"1", "2"}, got); diff != "" {
				t.Errorf("%v: %s", s.Format(), diff)
			}
		}
	}
}

func TestBlank(t *testing.T) {
	tests := map[parse.Cell]bool{
		{}:                                   true,
		{Kind: parse.Empty}:                  true,
		{Kind: parse.Text, Text: " \u00A0"}:  true,
		{Kind: parse.Text, Text: "-"}:        false,
		{Kind: parse.Number, Text: "0"}:      false,
		{Kind: parse.Error, Text: "#N/A"}:    false,
		{Kind: parse.Uncomputed}:             false,
		{Kind: parse.Boolean, Text: "FALSE"}: false,
	}
	for cell, want := range tests {
		if cell.Blank() != want {
			t.Errorf("%v: blank is %v", cell, cell.Blank())
		}
	}
	row := parse.Row{Cells: []parse.Cell{{Kind: parse.Empty}}}
	if !row.Blank() || row.Cell(-1) != (parse.Cell{}) || row.Cell(1) != (parse.Cell{}) {
		t.Error("a row of an empty cell isn't blank, or has others")
	}
}

func ExampleOpen() {
	file, err := os.CreateTemp("", "elever-*.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	fmt.Fprint(file, "Förnamn;E-post\r\nAnna;anna@example.se\r\n\r\nÅsa;\r\n")
	file.Close()

	sheet, err := parse.Open(file.Name(), parse.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sheet.Close()
	for row, err := range sheet.Rows() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %q\n", sheet.Where(row.Number, 1), row.Cell(1).Text)
	}
	// Output:
	// row 2, E-post: "anna@example.se"
	// row 4, E-post: ""
}
