package report

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"importer/internal/parse"
	"importer/internal/validate"
)

// asHeld leaves aside how cells look: an error file marks what is wrong.
var asHeld = cmpopts.IgnoreFields(parse.Cell{}, "Noted", "Color", "Link")

// What a cell is in the error file of a workbook, and how whatever is typed there
// next is taken.
func TestErrorBookCells(t *testing.T) {
	const ok = validate.Code("")
	tests := []struct {
		name, attributes, content string
		fault                     validate.Code
		want                      parse.Cell
		format                    any // the number of a built-in one, or a code
	}{
		{"text", `s="2" t="str"`, "<v>Lo</v>", ok, parse.Cell{Text: "Lo", Kind: parse.Text}, 49},
		{"digits as text", `t="str"`, "<v>0184</v>", ok, parse.Cell{Text: "0184", Kind: parse.Text}, 49},
		{"text that a program would run", `t="str"`, "<v>=1+1</v>", ok, parse.Cell{Text: "=1+1", Kind: parse.Text}, 49},
		{"empty", `s="2"`, "", ok, parse.Cell{Kind: parse.Empty}, 49},
		{"empty, for a date", `s="3"`, "", ok, parse.Cell{Kind: parse.Empty}, 14},
		{"a number", `s="2"`, "<v>184</v>", ok, parse.Cell{Text: "184", Kind: parse.Number}, 0},
		{"a number with decimals", ``, "<v>1.5</v>", ok, parse.Cell{Text: "1.5", Kind: parse.Number}, 0},
		{"a negative number", `s="4"`, "<v>-184</v>", ok, parse.Cell{Text: "-184", Kind: parse.Number}, "0000"},
		{"a number with zeros", `s="4"`, "<v>184</v>", ok, parse.Cell{Text: "0184", Kind: parse.Number}, "0000"},
		{"no number but zeros", `s="4"`, "<v>0</v>", ok, parse.Cell{Text: "0000", Kind: parse.Number}, "0000"},
		{"a bad number", ``, "<v>1693</v>", validate.CodePostalFour, parse.Cell{Text: "1693", Kind: parse.Number}, 49},
		{"a bad number with zeros", `s="4"`, "<v>999</v>", validate.CodeMunicipalityUnknown, parse.Cell{Text: "0999", Kind: parse.Number}, "0000"},
		{"a title stored as a number", ``, "<v>70</v>", validate.CodeGroupNumber, parse.Cell{Text: "70", Kind: parse.Number}, 49},
		{"a title of twelve digits", ``, "<v>201608272389</v>", validate.CodeGroupNumber, parse.Cell{Text: "201608272389", Kind: parse.Number}, 49},
		{"an identity number as a number", ``, "<v>2.01608272389E11</v>", ok, parse.Cell{Text: "201608272389", Kind: parse.Text}, 49},
		{"an identity number with its format", `s="5"`, "<v>201608272389</v>", ok, parse.Cell{Text: "20160827-2389", Kind: parse.Text}, 49},
		{"nineteen digits", ``, "<v>1234567890123456789</v>", ok, parse.Cell{Text: "1234567890123456789", Kind: parse.Number}, 0},
		{"more digits than can be written", ``, "<v>12345678901234567890</v>", ok, parse.Cell{Text: "12345678901234567890", Kind: parse.Text}, 49},
		{"the same, refused for being a number", ``, "<v>12345678901234567890</v>", validate.CodeStoredAsNumber, parse.Cell{Text: lost, Kind: parse.Text}, 49},
		{"a date", `s="3"`, "<v>42609</v>", ok, parse.Cell{Text: "2016-08-27", Kind: parse.Date}, 14},
		{"a bad date", `s="3"`, "<v>42609</v>", validate.CodeBirthDiffers, parse.Cell{Text: "2016-08-27", Kind: parse.Date}, 14},
		{"a title stored as a date", `s="3"`, "<v>46055</v>", validate.CodeGroupDate, parse.Cell{Text: "2026-02-02", Kind: parse.Date}, 14},
		{"a date with a time", `s="6"`, "<v>42609.521</v>", ok, parse.Cell{Text: "2016-08-27T12:30:14", Kind: parse.Date}, `yyyy\-mm\-dd\ hh:mm`},
		{"a day that Excel counts wrongly", `s="3"`, "<v>5</v>", validate.CodeDateUncounted, parse.Cell{Text: "1900-01-05", Kind: parse.Date}, 14},
		{"a date in words, without a format", `t="d"`, "<v>2016-08-27T00:00:00</v>", ok, parse.Cell{Text: "2016-08-27", Kind: parse.Date}, "yyyy-mm-dd"},
		{"a day before all that is counted", `t="d"`, "<v>1850-01-01</v>", ok, parse.Cell{Text: "1850-01-01", Kind: parse.Text}, 49},
		{"the same, refused for it", `t="d"`, "<v>1850-01-01</v>", validate.CodeDateUncounted, parse.Cell{Text: lost, Kind: parse.Text}, 49},
		{"true", `t="b"`, "<v>1</v>", ok, parse.Cell{Text: "TRUE", Kind: parse.Boolean}, 0},
		{"a bad false", `t="b"`, "<v>0</v>", validate.CodeStoredAsBoolean, parse.Cell{Text: "FALSE", Kind: parse.Boolean}, 49},
		{"a formula's value", `t="str"`, "<f>A1</f><v>Ek</v>", ok, parse.Cell{Text: "Ek", Kind: parse.Text}, 49},
		{"a formula's number", ``, "<f>1+1</f><v>2</v>", ok, parse.Cell{Text: "2", Kind: parse.Number}, 0},
		{"a formula without a value", ``, "<f>1+1</f>", validate.CodeUncomputed, parse.Cell{Text: lost, Kind: parse.Text}, 49},
		{"an error", `t="e"`, "<v>#REF!</v>", validate.CodeErrorValue, parse.Cell{Text: "#REF!", Kind: parse.Text}, 49},
		{"an error that few know", `t="e"`, "<v>#FIELD!</v>", validate.CodeErrorValue, parse.Cell{Text: lost, Kind: parse.Text}, 49},
		{"no number, though it says so", ``, "<v>1E500</v>", validate.CodeErrorValue, parse.Cell{Text: lost, Kind: parse.Text}, 49},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			sheet := openBook(t, pack(t, dir, bookParts(cellXML(test.attributes, test.content))), parse.Options{})
			row := at(2, "A2", validate.CodeNumberCheckDigit)
			if test.fault != ok {
				row = at(2, "B2", test.fault)
			}
			back, book := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{row}, Lang: English})
			if diff := cmp.Diff(test.want, rowsIn(t, back)[0].Cell(1), asHeld); diff != "" {
				t.Errorf("the cell (-want +got):\n%s", diff)
			}
			style := styleAt(t, book, "B2")
			var format any = style.NumFmt
			if style.CustomNumFmt != nil {
				format = *style.CustomNumFmt
			}
			if format != test.format {
				t.Errorf("its format is %v, want %v", format, test.format)
			}
			if bad := slices.Equal(style.Fill.Color, []string{faultFill}); bad != (test.fault != ok) {
				t.Errorf("that it is coloured is %v", bad)
			}
		})
	}
}

// A cell that was refused for what the spreadsheet program made of it comes back
// as one that is refused, in CSV too.
func TestErrorsInCSVDontHideTheKindOfACell(t *testing.T) {
	tests := []struct {
		name, attributes, content string
		fault                     validate.Code
		want                      string
	}{
		{"a number for a title", "", "<v>70</v>", validate.CodeGroupNumber, lost},
		{"a date for a title", `s="3"`, "<v>46054</v>", validate.CodeGroupDate, lost},
		{"a serial for a date", "", "<v>191216</v>", validate.CodeDateSerial, lost},
		{"a number at fault for its digits", "", "<v>1693</v>", validate.CodePostalFour, "1693"},
		{"text that reads like a date", `t="str"`, "<v>1-feb</v>", validate.CodeGroupDate, "1-feb"},
		{"no number", "", "<v>1E500</v>", validate.CodeErrorValue, lost},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sheet := openBook(t, pack(t, t.TempDir(), bookParts(cellXML(test.attributes, test.content))), parse.Options{})
			var out bytes.Buffer
			if err := WriteErrors(&out, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "B2", test.fault)}}); err != nil {
				t.Fatal(err)
			}
			if line := strings.Split(out.String(), "\r\n")[1]; !strings.HasPrefix(line, "20160827-2389;"+test.want+";2;") {
				t.Errorf("the line is %q", line)
			}
		})
	}
}

// A cell under a merged one doesn't come back as an empty cell, which would change
// nothing in silence.
func TestErrorBookMarksMergedCells(t *testing.T) {
	dir := t.TempDir()
	rows := `<row r="1"><c r="A1" t="str"><v>Klass</v></c><c r="B1" t="str"><v>Namn</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>5A</v></c><c r="B2" t="str"><v>Lo</v></c></row><row r="3"><c r="B3" t="str"><v>Bo</v></c></row>`
	worksheet := strings.Replace(craftedSheet("", rows), "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`, 1)
	sheet := openBook(t, pack(t, dir, bookParts(worksheet)), parse.Options{})
	back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(3, "A3", validate.CodeMerged)}, Lang: English})
	if got := rowsIn(t, back)[0].Cell(0); got.Text != lost {
		t.Errorf("the covered cell came back as %+v", got)
	}
}

// The note at such a cell tells what can be done there, and so does the message of
// the row.
func TestNotesOfLostCells(t *testing.T) {
	for code, kind := range map[validate.Code]parse.Kind{validate.CodeMerged: parse.Merged, validate.CodeUncomputed: parse.Uncomputed} {
		m := mendableRow{Row: at(2, "A2", code), cells: parse.Row{Number: 2, Cells: []parse.Cell{{Kind: kind}}}}
		m.faults = map[int][]validate.Problem{0: m.Problems}
		for _, lang := range []Lang{English, Swedish} {
			note, message := strings.Join(m.notes(heading{}, lang), " "), m.Message(lang, true)
			if !strings.Contains(note, lost) || !strings.Contains(message, note[1:]) {
				t.Errorf("%s: the note is %q, the message %q", lang, note, message)
			}
		}
	}
}

// Any text comes back the same from the error file of a workbook, and is inert
// there.
func TestErrorBookKeepsAnyText(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[=+\-@'＝＋－＠\t]{1,3}[a-zåäö0-9 ;"]{0,8}`),
			rapid.StringMatching(`[ \n\r]{0,2}[<>&"'_x0-9A-F]{1,12}[ \n]{0,2}!`),
			rapid.StringOf(rapid.RuneFrom([]rune("aÅ_x00415F<>&;'\"\u00a0\u200b\u202e😀漢"))).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }),
			rapid.SampledFrom([]string{
				"=cmd|' /C calc'!A0", `=HYPERLINK("https://example.org")`, "+46701740605", "@SUM(1+1)", "'0184", "_x0041_", "_x005F_", "_x005F_x0041_",
				"<script>alert(0)</script>", "1;DROP TABLE users", "NaN", "1E+02", "١٢٣", "a̐éö̲", "¸˛Ç◊ı˜Â¯˘¿", "TRUE", "2016-08-27", "0184", "#N/A",
			}),
		).Draw(t, "text")
		parts := bookParts(cellXML(`t="inlineStr"`, `<is><t xml:space="preserve">`+escapeXML(text)+`</t></is>`))
		sheet := openBook(t, pack(t, dir, parts), parse.Options{})
		first := rowsIn(t, sheet)[0]
		back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{at(2, "A2", validate.CodeNumberCheckDigit)}, Lang: English})
		if diff := cmp.Diff(first.Cells, rowsIn(t, back)[0].Cells[:2], asHeld); diff != "" {
			t.Fatalf("errors.xlsx came back (-want +got):\n%s", diff)
		}
		assertNoFormula(t, filepath.Join(dir, "errors.xlsx"))
	})
}

// escapeXML writes a text as Excel does, so that every character comes back.
func escapeXML(text string) string {
	text = strings.ReplaceAll(text, "_x", "_x005F_x")
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;").Replace(text)
}

// Any number comes back the same, whatever its format.
func TestErrorBookKeepsAnyNumber(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.Int64().Draw(t, "whole")) }),
			rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,6})?`),
			rapid.StringMatching(`[1-9](\.[0-9]{1,8})?E-?[0-9]{1,2}`),
		).Draw(t, "value")
		style := rapid.IntRange(0, 6).Draw(t, "style")
		sheet := openBook(t, pack(t, dir, bookParts(cellXML(fmt.Sprintf(`s="%d"`, style), "<v>"+value+"</v>"))), parse.Options{})
		first := rowsIn(t, sheet)[0].Cell(1)
		row := at(2, "A2", validate.CodeNumberCheckDigit)
		if rapid.Bool().Draw(t, "bad") {
			row = at(2, "B2", validate.CodePostalFour)
		}
		back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{row}, Lang: English})
		got := rowsIn(t, back)[0].Cell(1)
		if first.Kind == parse.Error {
			first.Text = lost
		}
		if got.Text != first.Text || got.Kind != first.Kind && got.Kind != parse.Text {
			t.Fatalf("%s with style %d came back as %+v, want %+v", value, style, got, first)
		}
	})
}

// A text that no cell can hold isn't cut.
func TestErrorBookCutsNothing(t *testing.T) {
	dir := t.TempDir()
	sheet := sheetOf(t, dir, "Personnummer;Postnr\nx;"+strings.Repeat("😀", 20_000)+"\n")
	back, _ := errorBookOf(t, dir, ErrorFile{Sheet: sheet, Rows: []Row{invalid(2)}, Lang: English})
	if got := rowsIn(t, back)[0].Cell(1).Text; got != lost {
		t.Errorf("it came back as %.20q, %d bytes", got, len(got))
	}
}
