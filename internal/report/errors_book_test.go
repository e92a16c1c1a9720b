package report

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"importer/internal/apply"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/validate"
)

// Whatever else a workbook holds stays there.
func TestErrorBookHoldsNothingElse(t *testing.T) {
	const secret = "Hemligvägen"
	dir := t.TempDir()
	file := excelize.NewFile()
	defer file.Close()
	fill := func(sheet string, cells map[string]string) {
		for cell, text := range cells {
			if err := file.SetCellStr(sheet, cell, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill("Sheet1", map[string]string{
		"A1": secret + " klasslista", "A2": "Personnummer", "B2": "Postnr", "A3": "20160827-2389", "B3": "1693",
		"A4": "20120201-2397", "B4": secret, "A5": "20070305-2399", "B5": secret + " skyddad", "C3": secret + " bredvid",
	})
	if _, err := file.NewSheet("Annat"); err != nil {
		t.Fatal(err)
	}
	fill("Annat", map[string]string{"A1": secret})
	choice := excelize.NewDataValidation(true)
	choice.SetSqref("B3:B9")
	link := "https://example.org/" + secret
	formula := `"` + secret + `"`
	for _, err := range []error{
		file.SetCellHyperLink("Sheet1", "A3", link, "External"),
		file.SetDefinedName(&excelize.DefinedName{Name: secret, RefersTo: "Annat!$A$1"}),
		file.SetDocProps(&excelize.DocProperties{Creator: secret, LastModifiedBy: secret, Title: secret}),
		file.AddComment("Sheet1", excelize.Comment{Cell: "B3", Author: secret, Paragraph: []excelize.RichTextRun{{Text: secret}}}),
		file.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddFooter: "&L" + secret}),
		choice.SetDropList([]string{secret}), file.AddDataValidation("Sheet1", choice),
		file.SetConditionalFormat("Sheet1", "B3:B9", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "=", Value: formula}}),
		file.SetRowVisible("Sheet1", 4, false),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "in.xlsx")
	if err := file.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	sheet := openBook(t, path, parse.Options{Sheet: "Sheet1", HeaderRow: 2})
	rows := []Row{at(3, "B3", validate.CodePostalFour), {Status: plan.Updated, Line: plan.Line{Row: 4}},
		{Status: plan.Skipped, Line: plan.Line{Row: 5, Status: plan.Skipped, Skipped: validate.Protected}}}
	errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: rows, Lang: English})

	written := filepath.Join(dir, "errors.xlsx")
	parts := partsOf(t, written)
	for name, content := range parts {
		if strings.Contains(content, "Hemligv") || strings.Contains(content, "20120201") || strings.Contains(content, "20070305") {
			t.Errorf("%s holds what isn't the row's to mend: %s", name, content)
		}
	}
	want := []string{"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels", "xl/comments1.xml",
		"xl/drawings/vmlDrawing1.vml", "xl/styles.xml", "xl/theme/theme1.xml", "xl/workbook.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/worksheets/sheet1.xml"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(parts))); diff != "" {
		t.Errorf("its parts (-want +got):\n%s", diff)
	}
	assertNoFormula(t, written)
	if strings.Contains(parts["xl/workbook.xml"], "definedName") {
		t.Errorf("it has names: %s", parts["xl/workbook.xml"])
	}
}

// A title above others goes with theirs where the two belong together: a
// guardian's address must not come back as the pupil's.
func TestErrorFilesKeepTitlesApart(t *testing.T) {
	dir := t.TempDir()
	rows := `<row r="1"><c r="A1" t="str"><v>Elev</v></c><c r="C1" t="str"><v>Mor</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>Personnummer</v></c><c r="B2" t="str"><v>E-post</v></c><c r="C2" t="str"><v>E-post</v></c><c r="D2" t="str"><v>Mobil</v></c></row>` +
		`<row r="3"><c r="A3" t="str"><v>x</v></c><c r="C3" t="str"><v>mor@example.se</v></c></row>`
	worksheet := strings.Replace(craftedSheet("", rows), "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:D1"/></mergeCells>`, 1)
	sheet := openBook(t, pack(t, dir, bookParts(worksheet)), parse.Options{HeaderRow: 2})
	f := ErrorFile{Sheet: sheet, Rows: []Row{at(3, "A3", validate.CodeNumberMalformed)}, Lang: English, Heading: func(above, own string) string {
		if above == "Mor" {
			return above + " " + own
		}
		return own
	}}
	back, _ := errorBookOf(t, dir, f)
	var titles []string
	for _, c := range back.Header().Cells {
		titles = append(titles, c.Text)
	}
	want := append([]string{"Personnummer", "E-post", "Mor E-post", "Mor Mobil"}, importColumns...)
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Errorf("the headings (-want +got):\n%s", diff)
	}
	var out bytes.Buffer
	if err := WriteErrors(&out, f); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), bom+strings.Join(want, ";")) {
		t.Errorf("errors.csv begins with %.80q", out.String())
	}
}

// Columns that a user wants to stay away do so.
func TestErrorFilesLeaveColumnsOut(t *testing.T) {
	sheet := openBook(t, pack(t, t.TempDir(), bookParts(cellXML(`t="str"`, "<v>y</v>"))), parse.Options{})
	var out bytes.Buffer
	if err := WriteErrors(&out, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "A2", validate.CodeNumberCheckDigit)}, Leave: []int{1}}); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.HasPrefix(text, bom+"Personnummer;import_row;") || strings.Contains(text, ";y;") {
		t.Errorf("errors.csv is %q", text)
	}
}

// Cells that have slipped to the right stay beyond the last heading, where they
// are found again.
func TestErrorFilesKeepSlippedCells(t *testing.T) {
	dir := t.TempDir()
	sheet := sheetOf(t, dir, "Personnummer;Postnr\nx;y;16933\nx;y\n")
	rows := []Row{at(2, "", validate.CodeBeyondHeader), at(3, "", validate.CodeNumberMalformed)}
	back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: rows, Lang: English})
	got := rowsIn(t, back)
	if got[0].Cell(6).Text != "16933" || len(got[1].Cells) != 6 {
		t.Errorf("the rows came back as %+v", got)
	}
}

// What the server refused is coloured at the fields that it named; what it said
// isn't repeated in the notes.
func TestErrorBookMarksWhatTheServerRefused(t *testing.T) {
	dir := t.TempDir()
	sheet := openBook(t, pack(t, dir, bookParts(cellXML(`t="str"`, "<v>lo@example.se</v>"))), parse.Options{})
	row := Row{Status: plan.Failed, Line: plan.Line{Row: 2, Status: plan.Failed}, titles: Titles{"emailAddress1": "X"},
		Results: []apply.Result{{Status: plan.Failed, Reason: apply.Refused, HTTPStatus: 422, Message: "taken by Bo", Fields: map[string]string{"emailAddress1": "taken"}}}}
	_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{row}, Lang: English})
	notes, err := book.GetComments(book.GetSheetName(0))
	if err != nil || len(notes) != 1 || notes[0].Cell != "B2" || strings.Contains(notes[0].Paragraph[0].Text, "Bo") {
		t.Errorf("the notes are %+v, %v", notes, err)
	}
}

// A fault of the row as a whole is coloured at its message.
func TestErrorBookMarksTheRow(t *testing.T) {
	dir := t.TempDir()
	sheet := openBook(t, pack(t, dir, bookParts(cellXML(`t="str"`, "<v>y</v>"))), parse.Options{})
	_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "", validate.CodeKeyMissing)}, Lang: English})
	if style := styleAt(t, book, "F2"); !slices.Contains(style.Fill.Color, faultFill) {
		t.Errorf("import_message looks like %+v", style)
	}
	_, book = errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", validate.CodePostalFour)}, Lang: English})
	if style := styleAt(t, book, "F2"); len(style.Fill.Color) > 0 {
		t.Errorf("with a cell at fault, import_message looks like %+v", style)
	}
}

// Of very many cells at fault the first have notes; all are coloured and told of.
func TestErrorBookHasNotTooManyNotes(t *testing.T) {
	var text strings.Builder
	var rows []Row
	text.WriteString("Personnummer;Postnr\n")
	for row := 2; row < mostNotes+12; row++ {
		text.WriteString("x;1693\n")
		rows = append(rows, invalid(row))
	}
	dir := t.TempDir()
	back, book := errorBookOf(t, dir, ErrorFile{Sheet: sheetOf(t, dir, text.String()), Rows: rows, Lang: English})
	notes, err := book.GetComments(book.GetSheetName(0))
	if err != nil || len(notes) != mostNotes || len(rowsIn(t, back)) != mostNotes+10 {
		t.Errorf("%d notes, %v", len(notes), err)
	}
	last := fmt.Sprintf("A%d", mostNotes+11)
	if style := styleAt(t, book, last); !slices.Contains(style.Fill.Color, faultFill) {
		t.Errorf("%s looks like %+v", last, style)
	}
}

// A sheet that fills all columns leaves room for what is wrong.
func TestErrorBookOfAVeryWideSheet(t *testing.T) {
	dir := t.TempDir()
	rows := `<row r="1"><c r="A1" t="str"><v>Personnummer</v></c><c r="XFD1" t="str"><v>Postnr</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>x</v></c><c r="XFD2" t="str"><v>1693</v></c></row>`
	sheet := openBook(t, pack(t, dir, bookParts(craftedSheet("", rows))), parse.Options{})
	back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "XFD2", validate.CodePostalFour)}, Lang: English})
	if row := rowsIn(t, back)[0]; len(row.Cells) != 6 || row.Cell(1).Text != "1693" {
		t.Errorf("the row came back as %+v", row)
	}
}

// The box of a note is as large as its text, however wide the columns are.
func TestNotesFitTheirText(t *testing.T) {
	long := strings.Repeat("kontrollera ", 20)
	tests := map[string]struct {
		notes         []string
		width, height uint
	}{
		"short": {[]string{"Fel."}, 52, 30},
		"long":  {[]string{long}, 332, 138},
		"two":   {[]string{"Fel.", "Ett fel till."}, 115, 48},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if width, height := boxOf(tt.notes); width != tt.width || height != tt.height {
				t.Errorf("%d wide, %d high, want %d and %d", width, height, tt.width, tt.height)
			}
		})
	}
	for widths, want := range map[[2]float64]uint{
		{8.43, 8.43}: 100 + boxOffset, // each of the usual 64 pixels
		{80, 80}:     13,              // of 565 pixels, 123
		{8.43, 80}:   64 + 6,          // 64, and 59 of 565
	} {
		b := &errorBook{widths: widths[:]}
		if got := b.anchored(0, 100); got != want {
			t.Errorf("beside columns of %v characters: %d, want %d", widths, got, want)
		}
	}
}
