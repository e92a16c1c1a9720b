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

	"importer/internal/apply"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/validate"
)

// sheetOf opens text as a sheet.
func sheetOf(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}, dir, text string) *parse.Sheet {
	t.Helper()
	f, err := os.CreateTemp(dir, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	f.Close()
	sheet, err := parse.Open(f.Name(), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	return sheet
}

func invalid(row int) Row {
	return Row{Status: plan.Invalid, Line: plan.Line{Row: row, Status: plan.Invalid, Problems: []validate.Problem{
		{Row: row, Cell: "A9", Column: "Postnr", Shown: "1693", Severity: validate.Fault, Code: validate.CodePostalFour}}}}
}

func TestErrorFileHoldsExactlyTheRowsToMend(t *testing.T) {
	sheet := sheetOf(t, t.TempDir(), "Personnummer;Postnr\n1;16933\n2;1693\n3;16933\n")
	rows := []Row{
		{Status: plan.Updated, Line: plan.Line{Row: 2}}, invalid(3),
		{Status: plan.Skipped, Line: plan.Line{Row: 4, Skipped: validate.Protected}},
	}
	var out bytes.Buffer
	if err := WriteErrors(&out, sheet, rows, English); err != nil {
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
		if err := WriteErrors(&out, sheet, rows, English); err != nil {
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
		if err := WriteErrorBook(&book, sheet, rows, English); err != nil {
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
	if err := WriteErrorBook(&out, sheet, []Row{invalid(2)}, English); err != nil {
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
		if got != want || kind != excelize.CellTypeSharedString || described.NumFmt != 49 {
			t.Errorf("%s holds %q, kind %v, format %d; want the text %q", cell, got, kind, described.NumFmt, want)
		}
	}
}

func TestReportMasksAndKeepsProtectedRowsBlank(t *testing.T) {
	rows := []Row{
		{Status: plan.Updated, Line: plan.Line{Row: 2, Key: validate.Key{Field: "identityNumber", Value: "20160827-2389"}, ID: "x"},
			Edits:   []plan.Edit{{Field: "phoneNumber1"}, {Field: "emailAddress1"}},
			Results: []apply.Result{{Status: plan.Updated, Attempts: 2}}},
		{Status: plan.Failed, Line: plan.Line{Row: 3, Key: validate.Key{Field: "emailAddress1", Value: "a@example.se"}},
			Results: []apply.Result{{Status: plan.Failed, Reason: apply.Refused, HTTPStatus: 422, Code: "UnprocessableEntity",
				Message: "20160827-2389 is taken", RequestID: "r1", Attempts: 1}}},
		{Status: plan.Skipped, Line: plan.Line{Row: 4, Skipped: validate.Protected}},
	}
	var out bytes.Buffer
	if err := WriteCSV(&out, rows, ',', English); err != nil {
		t.Fatal(err)
	}
	want := bom + strings.Join([]string{
		`row,key,id,status,changes,message,http_status,request_id,attempts`,
		`2,identityNumber=20160827-****,x,updated,phoneNumber1 emailAddress1,,,,2`,
		`3,emailAddress1=a@example.se,,failed,,"The server refused it: 422 UnprocessableEntity, ""20160827-**** is taken"" (request r1).",422,r1,1`,
		`4,,,skipped,,"Marked as protected: left alone, to be handled by hand.",,,`,
	}, "\r\n") + "\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report.csv (-want +got):\n%s", diff)
	}
}

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "x": "x", "=1": "'=1", "+46": "'+46", "-5": "'-5", "@a": "'@a", "'x": "''x", "\tx": "'\tx", "＝1": "'＝1", "5-": "5-",
	} {
		if got := guard(cell); got != want {
			t.Errorf("guard(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestPlainShowsNothingThatWorksOnATerminal(t *testing.T) {
	if got := plain("a\x1b[31mb\u202ec\x07\u0085d\r\n"); got != "a [31mb c  d  " {
		t.Errorf("plain gives %q", got)
	}
}

func TestNumbers(t *testing.T) {
	got := strings.Join(numbers([]int{9, 3, 4, 5, 12, 11, 5}), ", ")
	if want := "3-5, 9, 11, 12"; got != want {
		t.Errorf("numbers gives %q, want %q", got, want)
	}
}
