package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
	"importer/internal/validate"
)

func TestErrorBookLooksLikeTheUsersOwn(t *testing.T) {
	dir := t.TempDir()
	columns := `<cols><col min="1" max="1" width="31.5"/><col min="2" max="2" hidden="1"/></cols>`
	rows := `<row r="1"><c r="A1" t="str"><v>Klasslista</v></c></row>` +
		`<row r="3" ht="33" customHeight="1"><c r="A3" s="1" t="str"><v>Personnummer</v></c><c r="B3" s="1" t="str"><v>Postnr</v></c></row>` +
		`<row r="4"><c r="A4" s="2" t="str"><v>20160827-2389</v></c><c r="B4" s="2" t="str"><v>1693</v></c></row>`
	sheet := openBook(t, pack(t, dir, bookParts(craftedSheet(columns, rows))), parse.Options{HeaderRow: 3})
	_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(4, "B4", validate.CodePostalFour)}, Lang: Swedish})

	if got := book.GetSheetList(); !slices.Equal(got, []string{"Elever 5A"}) {
		t.Errorf("its worksheets are %q", got)
	}
	heading := styleAt(t, book, "A1")
	if f := heading.Font; f == nil || !f.Bold || f.Family != "Georgia" || f.Size != 12 || f.Color != "FFFFFF" {
		t.Errorf("the heading's font is %+v", heading.Font)
	}
	if !slices.Equal(heading.Fill.Color, []string{"2F5597"}) || len(heading.Border) != 1 ||
		!heading.Alignment.WrapText || heading.Alignment.TextRotation != 90 || heading.Alignment.Indent != 2 {
		t.Errorf("the heading looks like %+v", heading)
	}
	if diff := cmp.Diff(heading, styleAt(t, book, "F1")); diff != "" {
		t.Errorf("import_message looks otherwise (-Personnummer +import_message):\n%s", diff)
	}
	width, _ := book.GetColWidth("Elever 5A", "A")
	height, _ := book.GetRowHeight("Elever 5A", 1)
	hidden, _ := book.GetColVisible("Elever 5A", "B")
	if width != 31.5 || height != 33 || !hidden {
		t.Errorf("column A is %v wide, row 1 %v high, column B visible: %v", width, height, hidden)
	}
	if f := styleAt(t, book, "A2").Font; f == nil || f.Family != "Arial" || f.Size != 10 {
		t.Errorf("the cells' font is %+v", f)
	}
	notes, err := book.GetComments("Elever 5A")
	if err != nil || len(notes) != 1 || notes[0].Cell != "B2" || notes[0].Author != "importer" ||
		notes[0].Paragraph[0].Text != "Ett svenskt postnummer har fem siffror, det här har fyra. Skriv alla fem; fyll i landet om adressen är utomlands." {
		t.Errorf("the notes are %+v, %v", notes, err)
	}
}

// Colours of the theme are taken over, though the theme isn't.
func TestErrorBookResolvesTheThemesColours(t *testing.T) {
	const accent = `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">` +
		`<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="123456"/></a:accent1></a:clrScheme></a:themeElements></a:theme>`
	for _, c := range []struct{ name, theme, want string }{{"its own", accent, "123456"}, {"none", "", "5B9BD5"}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			parts := bookParts(cellXML(`t="str"`, "<v>y</v>"))
			parts["xl/styles.xml"] = strings.Replace(strings.Replace(craftedStyles, `rgb="FF2F5597"`, `theme="4"`, 1), `rgb="00FFFFFF"`, `theme="0"`, 1)
			if c.theme != "" {
				parts["xl/theme/theme7.xml"] = c.theme
				parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "</Relationships>",
					`<Relationship Id="r9" Type="`+officeXML+`/theme" Target="theme/theme7.xml"/></Relationships>`, 1)
			}
			sheet := openBook(t, pack(t, dir, parts), parse.Options{})
			_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", validate.CodePostalFour)}, Lang: English})
			heading := styleAt(t, book, "A1")
			if !slices.Equal(heading.Fill.Color, []string{c.want}) || heading.Font.Color != "FFFFFF" || heading.Font.ColorTheme != nil {
				t.Errorf("the heading is filled with %v, its font is %+v", heading.Fill.Color, heading.Font)
			}
		})
	}
}

// The error file of an error file has its columns once, the rows of the first
// sheet, and the colours of what is wrong now.
func TestErrorBookOfAnErrorBook(t *testing.T) {
	dir := t.TempDir()
	sheet := openBook(t, pack(t, dir, bookParts(cellXML(`t="str"`, "<v>1693</v>"))), parse.Options{})
	first, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", validate.CodePostalFour)}, Lang: English})
	again := at(2, "A2", validate.CodeNumberCheckDigit)
	again.First = 61
	back, book := errorBookOf(t, t.TempDir(), ErrorFile{Sheet: first, Rows: []Row{again}, Lang: English})
	if got := rowsIn(t, back)[0].Cell(2).Text; got != "61" || len(back.Header().Cells) != 6 {
		t.Errorf("import_row is %q, of %d columns", got, len(back.Header().Cells))
	}
	for cell, want := range map[string]bool{"A2": true, "B2": false} {
		style := styleAt(t, book, cell)
		if got := slices.Contains(style.Fill.Color, faultFill); got != want {
			t.Errorf("that %s is coloured is %v", cell, got)
		}
		if style.Font.Color == faultFont != want {
			t.Errorf("the font of %s has the colour %s", cell, style.Font.Color)
		}
	}
}

// A cell that is struck through stays so, and warns again; others aren't.
func TestErrorBookKeepsStrikes(t *testing.T) {
	dir := t.TempDir()
	struck := `<is><r><rPr><strike/></rPr><t>y</t></r></is>`
	sheet := openBook(t, pack(t, dir, bookParts(cellXML(`t="inlineStr"`, struck))), parse.Options{})
	back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "A2", validate.CodeNumberCheckDigit)}, Lang: English})
	if row := rowsIn(t, back)[0]; row.Cell(0).Struck || !row.Cell(1).Struck {
		t.Errorf("the row came back as %+v", row.Cells)
	}
}

// What the sheet is made of stands in the order in which programs want it.
func TestErrorBookOfCSV(t *testing.T) {
	dir := t.TempDir()
	_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheetOf(t, dir, "Personnummer;Postnr\nx;1693\n"), Rows: []Row{invalid(2)}, Lang: English})
	if f := styleAt(t, book, "A1").Font; f == nil || !f.Bold {
		t.Errorf("the heading's font is %+v", f)
	}
	if style, _ := book.GetColStyle("Sheet1", "B"); style == 0 {
		t.Error("below the rows, column B has no style")
	}
	worksheet := partsOf(t, filepath.Join(dir, "errors.xlsx"))["xl/worksheets/sheet1.xml"]
	at := 0
	for column := 1; column <= 6; column++ {
		next := strings.Index(worksheet, fmt.Sprintf(`<col min="%d" max="%d"`, column, column))
		if next <= at {
			t.Fatalf("the columns aren't in order: %.900s", worksheet)
		}
		at = next
	}
	if !strings.Contains(worksheet, `<dimension ref="A1:F2"`) {
		t.Errorf("its dimension isn't right: %.2000s", worksheet)
	}
}

// Styles that no program writes, or that can't be read, cost the look and nothing
// else.
func TestErrorBookWithoutALook(t *testing.T) {
	for name, styles := range map[string]string{
		"a colour below 0":   `<fills><fill><patternFill patternType="solid"><fgColor indexed="-1"/></patternFill></fill></fills>`,
		"a font without end": `<fonts><font><name val="` + strings.Repeat("a", 40) + `"/><sz val="5000"/></font></fonts>`,
		"a font of pictures": `<fonts><font><b/><name val="` + strings.Repeat("😀", 20) + `"/></font></fonts>`,
		"an empty colour":    `<fills><fill><patternFill patternType="solid"><fgColor rgb="12"/></patternFill></fill></fills>`,
		"a gradient":         `<fills><fill><gradientFill><stop position="0"><color rgb="FF"/></stop></gradientFill></fill></fills>`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			parts := bookParts(cellXML(`s="1" t="str"`, "<v>y</v>"))
			parts["xl/styles.xml"] = `<styleSheet xmlns="` + spreadsheetXML + `">` + styles + `<cellXfs><xf fillId="0" fontId="0"/><xf fillId="0" fontId="0"/></cellXfs></styleSheet>`
			sheet := openBook(t, pack(t, dir, parts), parse.Options{})
			back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", validate.CodePostalFour)}, Lang: English})
			if got := rowsIn(t, back)[0].Cell(1).Text; got != "y" {
				t.Errorf("the cell came back as %q", got)
			}
		})
	}
}

// The colour of the headings' text stays, however it is written.
func TestErrorBookKeepsTheHeadingsColour(t *testing.T) {
	const palette = `<colors><indexedColors><rgbColor rgb="00000000"/><rgbColor rgb="00C00000"/></indexedColors></colors></styleSheet>`
	for name, c := range map[string]struct{ color, colors, want string }{
		"opaque":             {`rgb="FFFFFFFF"`, "", "FFFFFF"},
		"as if transparent":  {`rgb="00FFFFFF"`, "", "FFFFFF"},
		"white on its own":   {`rgb="00FEFEFE"`, "", "FEFEFE"},
		"of the old palette": {`indexed="9"`, "", "FFFFFF"},
		"red of it":          {`indexed="10"`, "", "FF0000"},
		"of its own palette": {`indexed="1"`, palette, "C00000"},
		"beyond it":          {`indexed="9"`, palette, "FFFFFF"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			parts := bookParts(cellXML(`t="str"`, "<v>y</v>"))
			styles := strings.Replace(craftedStyles, `rgb="00FFFFFF"`, c.color, 1)
			if c.colors != "" {
				styles = strings.Replace(styles, "</styleSheet>", c.colors, 1)
			}
			parts["xl/styles.xml"] = styles
			sheet := openBook(t, pack(t, dir, parts), parse.Options{})
			_, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", validate.CodePostalFour)}, Lang: English})
			font := styleAt(t, book, "A1").Font
			if font.Color != c.want {
				t.Errorf("its colour is %q, want %q", font.Color, c.want)
			}
			raw := partsOf(t, filepath.Join(dir, "errors.xlsx"))["xl/styles.xml"]
			if !strings.Contains(raw, `<color rgb="FF`+c.want+`"`) {
				t.Errorf("it isn't written in full: %s", raw)
			}
		})
	}
}
