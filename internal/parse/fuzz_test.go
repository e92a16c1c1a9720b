package parse_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// sound fails the test unless a file is refused, or gives rows that ascend and
// aren't blank, twice the same. It gives the rows, the header first.
func sound(t *testing.T, path string) []parse.Row {
	rows, err := readAll(path, parse.Options{})
	if err != nil {
		var e *parse.FileError
		if !errors.As(err, &e) || e.Reason == "" || e.Hint() == "" || e.Path != path {
			t.Fatalf("%#v isn't a whole FileError", err)
		}
		return nil
	}
	for i, row := range rows {
		if row.Blank() || i > 0 && row.Number <= rows[i-1].Number {
			t.Fatalf("row %d stands in place %d, or is blank", row.Number, i)
		}
	}
	again, err := readAll(path, parse.Options{})
	if diff := cmp.Diff(rows, again); err != nil || diff != "" {
		t.Fatalf("the second reading differs: %v %s", err, diff)
	}
	return rows
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"Förnamn;Klass\r\nAnna;5A\r\n", "\uFEFF\"a\"\n1\n", "sep=|\na|b\n", "a,import_status\n'=1,\n", "a;\"b\n\n\"\n\n1;2",
		"a\rb\r", "a;b\n=\"1;2\";\"=\"\"x\"\"\"\n", "sep=;\r=\"\"\r", "Namn;\xC5\n\x86;\x8A\n", "\xFF\xFEa\x00\t\x00b\x00\n\x00", "a;b\n\xE5;1", "a\"b", "\"a", "<html>", "PK\x03\x04", "a\x00",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, row := range sound(t, save(t, "a.csv", content)) {
			for _, c := range row.Cells {
				if (c.Text == "") != (c.Kind == parse.Empty) || strings.ContainsAny(c.Text, "\r\x00") {
					t.Fatalf("line %d has %v %q", row.Number, c.Kind, c.Text)
				}
			}
		}
	})
}

// worksheetXML is all of a worksheet that encoding/xml needs to know to count
// its cells.
type worksheetXML struct {
	Rows []struct {
		Cells []struct {
			Address string `xml:"r,attr"`
		} `xml:"http://schemas.openxmlformats.org/spreadsheetml/2006/main c"`
	} `xml:"http://schemas.openxmlformats.org/spreadsheetml/2006/main sheetData>row"`
}

func FuzzWorkbook(f *testing.F) {
	f.Add(header+`<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" s="4"><v>43815.5</v></c></row>`, "<si><t>Anna</t></si>", "yyyy-mm-dd")
	f.Add(`<row><c t="inlineStr"><is><r><t>a</t></r></is></c><c t="b"><v>1</v></c></row><row hidden="1" ht="0"/>`, "<si/>", `0000"-"00`)
	f.Add(`<row r="7"><c t="e"><v>#N/A</v></c><c><f>A1</f></c><c t="str"><f>A1</f><v></v></c><c t="d"><v>2019-12-16</v></c></row>`, "", "[h]:mm;@")
	f.Add(`<row r="1"><c r="A1"><v>1e99</v><extLst><x/></extLst></c></row><!-- --><![CDATA[ ]]>`, "<si><rPh><t>x</t></rPh></si>", `[$-41D]d\ mmm`)
	f.Fuzz(func(t *testing.T, rows, items, code string) {
		p := craft(rows).
			with(sharedPart, sharedStrings(items)).
			with(stylesPart, strings.Replace(stylesheet(), "yyyy-mm-dd", attribute(code), 1))
		got := sound(t, save(t, "a.xlsx", pack(t, p)))
		if got == nil {
			return
		}
		var sheet worksheetXML
		if err := xml.Unmarshal([]byte(worksheet(rows)), &sheet); err != nil {
			t.Fatalf("encoding/xml refuses what was read: %v", err)
		}
		cells := map[int]int{} // rows of so many cells
		for _, r := range sheet.Rows {
			cells[len(r.Cells)]++
		}
		for _, row := range got {
			n := 0
			for _, c := range row.Cells {
				if c.Kind != parse.Absent {
					n++
				}
			}
			if cells[n]--; cells[n] < 0 {
				t.Fatalf("row %d has %d cells, which no other row of the file has", row.Number, n)
			}
		}
	})
}

// FuzzLayout holds what stands around the rows to taking nothing out of them.
func FuzzLayout(f *testing.F) {
	f.Add("", merged("A2:B3", "C1:C9"))
	f.Add(`<cols><col min="1" max="3" hidden="1"/></cols>`, `<autoFilter><filterColumn><filters/></filterColumn></autoFilter>`)
	f.Add(`<sheetPr filterMode="1"/><!-- <sheetData> -->`, `<x:mergeCells xmlns:x="urn:x"/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`)
	rows := line(1, "a", "b", "c") + line(2, "d", "", "f") + line(4, "", "h")
	f.Fuzz(func(t *testing.T, before, behind string) {
		got := sound(t, save(t, "a.xlsx", pack(t, craft("").with(firstSheet, around(before, rows, behind)))))
		if got == nil || strings.Contains(before+behind, "sheetData") {
			return
		}
		texts := ""
		for _, row := range got {
			for _, c := range row.Cells {
				texts += c.Text
			}
		}
		if texts != "abcdfh" {
			t.Fatalf("got %q", texts)
		}
	})
}

func attribute(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text))
	return b.String()
}

func BenchmarkWorkbook(b *testing.B) {
	const rows, columns = 10_000, 8
	var sheet, items strings.Builder
	for r := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, r+1)
		for c := range columns {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, r+1, r*columns+c)
			fmt.Fprintf(&items, `<si><t>Anna %d</t></si>`, r*columns+c)
		}
		sheet.WriteString(`</row>`)
	}
	path := save(b, "a.xlsx", pack(b, craft(sheet.String()).with(sharedPart, sharedStrings(items.String()))))
	b.SetBytes(int64(sheet.Len() + items.Len()))
	b.ReportAllocs()
	for b.Loop() {
		read, err := readAll(path, parse.Options{})
		if err != nil || len(read) != rows {
			b.Fatal(len(read), err)
		}
	}
}
