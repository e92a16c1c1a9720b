package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/validate"
)

const (
	spreadsheetXML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeXML      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// The styles of crafted workbooks: 1 is a heading, white on blue with a line below
// it; 2 is in Arial; then come formats of numbers: 3 a date, 4 a code with zeros,
// 5 an identity number with its hyphen, 6 a date with its time.
const craftedStyles = `<styleSheet xmlns="` + spreadsheetXML + `">
<numFmts count="3"><numFmt numFmtId="164" formatCode="0000"/><numFmt numFmtId="165" formatCode="00000000\-0000"/><numFmt numFmtId="166" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/><color rgb="00FFFFFF"/><sz val="12"/><name val="Georgia"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF2F5597"/></patternFill></fill></fills>
<borders count="2"><border/><border><bottom style="medium"><color auto="1"/></bottom></border></borders>
<cellXfs count="7"><xf/><xf fontId="1" fillId="2" borderId="1"><alignment horizontal="center" wrapText="1" textRotation="90" indent="2"/></xf><xf fontId="0"/>
<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`

// bookParts are those of a crafted workbook; more may be added and put in their
// places.
func bookParts(sheet string) map[string]string {
	relation := func(id, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, officeXML, kind, target)
	}
	relations := func(all string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + all + `</Relationships>`
	}
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                relations(relation("r1", "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml":            `<workbook xmlns="` + spreadsheetXML + `" xmlns:r="` + officeXML + `"><sheets><sheet name="Elever 5A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relations(relation("r1", "worksheet", "worksheets/sheet1.xml") + relation("r2", "styles", "styles.xml")),
		"xl/styles.xml":              craftedStyles,
		"xl/worksheets/sheet1.xml":   sheet,
	}
}

// craftedSheet is a worksheet with these columns and rows.
func craftedSheet(columns, rows string) string {
	return `<worksheet xmlns="` + spreadsheetXML + `">` + columns + `<sheetData>` + rows + `</sheetData></worksheet>`
}

// pack makes a file of parts.
func pack(t fataler, dir string, parts map[string]string) string {
	t.Helper()
	f, err := os.CreateTemp(dir, "*.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

type fataler interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}

func openBook(t fataler, path string, o parse.Options) *parse.Sheet {
	t.Helper()
	sheet, err := parse.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	return sheet
}

// cellXML is one cell of a crafted row, below the headings Personnummer and X: the
// attributes and the content of B2.
func cellXML(attributes, content string) string {
	return craftedSheet("", `<row r="1"><c r="A1" s="1" t="str"><v>Personnummer</v></c><c r="B1" s="1" t="str"><v>X</v></c></row>`+
		`<row r="2"><c r="A2" t="str"><v>20160827-2389</v></c><c r="B2" `+attributes+`>`+content+`</c></row>`)
}

// at is an invalid row with a fault in one cell.
func at(row int, cell string, code validate.Code) Row {
	return Row{Status: plan.Invalid, Line: plan.Line{Row: row, Status: plan.Invalid, Problems: []validate.Problem{
		{Row: row, Cell: cell, Severity: validate.Fault, Code: code}}}}
}

// errorBookOf writes the error file of a sheet, and gives it as it is read again
// and as excelize sees it.
func errorBookOf(t fataler, dir string, f ErrorFile) (*parse.Sheet, *excelize.File) {
	t.Helper()
	var out bytes.Buffer
	if err := WriteErrorBook(&out, f); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "errors.xlsx")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return openBook(t, path, parse.Options{}), book
}

// rowsIn gives the rows of a sheet.
func rowsIn(t fataler, sheet *parse.Sheet) []parse.Row {
	t.Helper()
	var rows []parse.Row
	for row, err := range sheet.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// styleAt is how a cell of a written workbook looks.
func styleAt(t *testing.T, book *excelize.File, cell string) *excelize.Style {
	t.Helper()
	name := book.GetSheetName(0)
	n, err := book.GetCellStyle(name, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := book.GetStyle(n)
	if err != nil {
		t.Fatal(err)
	}
	return style
}

var formulaXML = regexp.MustCompile(`<(\w+:)?f[ >/]`)

// assertNoFormula looks at the parts of a workbook for anything that is
// calculated, or fetched.
func assertNoFormula(t fataler, path string) {
	t.Helper()
	for name, content := range partsOf(t, path) {
		if formulaXML.MatchString(content) || strings.Contains(content, `TargetMode="External"`) {
			t.Fatal(name + " holds a formula or a link: " + content)
		}
	}
}

// partsOf gives the parts of an archive.
func partsOf(t fataler, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(content)
	}
	return parts
}
