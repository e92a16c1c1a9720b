package report

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/validate"
)

func TestErrorFileHoldsExactlyTheRowsToMend(t *testing.T) {
	sheet := sheetOf(t, t.TempDir(), "Personnummer;Postnr\n1;16933\n2;1693\n3;16933\n")
	rows := []Row{
		{Status: plan.Updated, Line: plan.Line{Row: 2}}, invalid(3),
		{Status: plan.Skipped, Line: plan.Line{Row: 4, Skipped: validate.Protected}},
	}
	var out bytes.Buffer
	if err := WriteErrors(&out, ErrorFile{Sheet: sheet, Rows: rows, Lang: English}); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), bom)
	if !marked || !strings.Contains(text, "\r\n") {
		t.Errorf("it has no BOM or no CRLF: %q", out.String())
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	got, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Personnummer", "Postnr", "import_row", "import_status", "import_column", "import_message"},
		{"2", "1693", "3", "invalid", "Postnr", Sentence(rows[1].Problems[0], English, true)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors.csv (-want +got):\n%s", diff)
	}
}

// Whatever stands in a cell comes back the same from an error file, and nothing
// in it would be run by a spreadsheet program.
func TestErrorFilesComeBackAsTheyWere(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(
			rapid.StringMatching(`[=+\-@'＝＋－＠]{1,3}[a-zåäö0-9 ;"]{0,8}`),
			rapid.StringMatching(`[a-zåäö0-9 ;",\n]{1,12}x`),
			rapid.SampledFrom([]string{"=cmd|' /C calc'!A0", "+46701740605", "-5", "@SUM(1+1)", "'0184", "''x", "\t=1", `="0184"`}),
		).Draw(t, "cell")
		var in bytes.Buffer
		w := csv.NewWriter(&in)
		w.Comma = ';'
		_ = w.WriteAll([][]string{{"Personnummer", "Anteckning"}, {"2", cell}})
		sheet := sheetOf(t, dir, in.String())
		var first parse.Row
		for row, err := range sheet.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			first = row
		}
		rows := []Row{invalid(first.Number)}

		var out bytes.Buffer
		if err := WriteErrors(&out, ErrorFile{Sheet: sheet, Rows: rows, Lang: English}); err != nil {
			t.Fatal(err)
		}
		assertInert(t, out.String())
		back := sheetOf(t, dir, out.String())
		for row, err := range back.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first.Cells, row.Cells[:2]); diff != "" {
				t.Fatalf("errors.csv came back (-want +got):\n%s", diff)
			}
		}

		var book bytes.Buffer
		if err := WriteErrorBook(&book, ErrorFile{Sheet: sheet, Rows: rows, Lang: English}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "errors.xlsx")
		if err := os.WriteFile(path, book.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := parse.Open(path, parse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		for row, err := range again.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if row.Cell(1).Text != first.Cell(1).Text || row.Cell(1).Kind != parse.Text {
				t.Fatalf("errors.xlsx came back as %+v, want %+v", row.Cell(1), first.Cell(1))
			}
		}
	})
}

// assertInert looks at every cell as a spreadsheet program would.
func assertInert(t *rapid.T, text string) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, bom)))
	r.Comma, r.FieldsPerRecord = ';', -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				t.Fatalf("a spreadsheet program would run %q", cell)
			}
		}
	}
}

// Every cell of errors.xlsx is text, so that Excel changes nothing.
func TestErrorBookIsText(t *testing.T) {
	sheet := sheetOf(t, t.TempDir(), "Personnummer;Postnr;Kommunkod\n201608272389;1693;0184\n")
	var out bytes.Buffer
	if err := WriteErrorBook(&out, ErrorFile{Sheet: sheet, Rows: []Row{invalid(2)}, Lang: English}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{"A2": "201608272389", "C2": "0184", "D2": "2", "E2": "invalid"} {
		kind, _ := book.GetCellType("Sheet1", cell)
		got, _ := book.GetCellValue("Sheet1", cell)
		style, _ := book.GetCellStyle("Sheet1", cell)
		described, _ := book.GetStyle(style)
		if got != want || kind != excelize.CellTypeInlineString || described.NumFmt != 49 {
			t.Errorf("%s holds %q, kind %v, format %d; want the text %q", cell, got, kind, described.NumFmt, want)
		}
	}
}
