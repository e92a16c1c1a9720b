package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// header is a first row, so that the row under test is a second one.
const header = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`

func TestCells(t *testing.T) {
	tests := []struct {
		name, cell string
		want       parse.Cell
	}{
		{"shared text", `<c r="A2" t="s"><v> 0 </v></c>`, parse.Cell{Text: "Förnamn", Kind: parse.Text}},
		{"rich shared text, pronunciation left out", `<c r="A2" t="s"><v>1</v></c>`, parse.Cell{Text: "Anna", Kind: parse.Text}},
		{"empty shared text", `<c r="A2" t="s"><v>2</v></c>`, parse.Cell{Kind: parse.Empty}},
		{"text without an index", `<c r="A2" t="s"/>`, parse.Cell{Kind: parse.Empty}},
		{"inline text", `<c r="A2" t="inlineStr"><is><t xml:space="preserve"> Åsa </t></is></c>`, parse.Cell{Text: " Åsa ", Kind: parse.Text}},
		{"blanks without xml:space", `<c r="A2" t="inlineStr"><is><t> Åsa</t></is></c>`, parse.Cell{Text: " Åsa", Kind: parse.Text}},
		{"rich inline text", `<c r="A2" t="inlineStr"><is><r><t>Å</t></r><r><t>sa</t></r><rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="1"/></is></c>`, parse.Cell{Text: "Åsa", Kind: parse.Text}},
		{"comment in the middle", `<c r="A2" t="str"><v>An<!-- x -->na</v></c>`, parse.Cell{Text: "Anna", Kind: parse.Text}},
		{"character data section", `<c r="A2" t="str"><v><![CDATA[<Anna>]]></v></c>`, parse.Cell{Text: "<Anna>", Kind: parse.Text}},
		{"escapes in text of a formula", `<c r="A2" t="str"><v>a_x000A_b_x005F_x000D_</v></c>`, parse.Cell{Text: "a\nb_x000D_", Kind: parse.Text}},
		{"escapes in inline text", `<c r="A2" t="inlineStr"><is><t>a_x000D_b_xD83D__xDE00_</t></is></c>`, parse.Cell{Text: "a\rb😀", Kind: parse.Text}},
		{"no cell type", `<c r="A2"><v>7</v></c>`, parse.Cell{Text: "7", Kind: parse.Number}},
		{"power of ten", `<c r="A2"><v>2.01912162383E11</v></c>`, parse.Cell{Text: "201912162383", Kind: parse.Number}},
		{"fraction", `<c r="A2" t="n"><v>0.10000000000000001</v></c>`, parse.Cell{Text: "0.1", Kind: parse.Number}},
		{"not a number", `<c r="A2"><v>NaN</v></c>`, parse.Cell{Text: "NaN", Kind: parse.Error}},
		{"number of no digits", `<c r="A2"><v/></c>`, parse.Cell{Kind: parse.Empty}},
		{"zeros by format", fmt.Sprintf(`<c r="A2" s="%d"><v>184</v></c>`, masked4), parse.Cell{Text: "0184", Kind: parse.Number}},
		{"hyphen by format", fmt.Sprintf(`<c r="A2" s="%d"><v>201912162383</v></c>`, maskedID), parse.Cell{Text: "20191216-2383", Kind: parse.Number}},
		{"blank by format", fmt.Sprintf(`<c r="A2" s="%d"><v>16956</v></c>`, maskedCode), parse.Cell{Text: "169 56", Kind: parse.Number}},
		{"plus by format", fmt.Sprintf(`<c r="A2" s="%d"><v>46701740605</v></c>`, plus), parse.Cell{Text: "+46701740605", Kind: parse.Number}},
		{"unit by format", fmt.Sprintf(`<c r="A2" s="%d"><v>7</v></c>`, unit), parse.Cell{Text: "7", Kind: parse.Number}},
		{"currency by format", fmt.Sprintf(`<c r="A2" s="%d"><v>7</v></c>`, currency), parse.Cell{Text: "7", Kind: parse.Number}},
		{"date", fmt.Sprintf(`<c r="A2" s="%d"><v>43815</v></c>`, day), parse.Cell{Text: "2019-12-16", Kind: parse.Date}},
		{"date in Swedish", fmt.Sprintf(`<c r="A2" s="%d"><v>43815</v></c>`, longDay), parse.Cell{Text: "2019-12-16", Kind: parse.Date}},
		{"date with time", fmt.Sprintf(`<c r="A2" s="%d"><v>43815.5</v></c>`, moment), parse.Cell{Text: "2019-12-16T12:00:00", Kind: parse.Date}},
		{"time of day", fmt.Sprintf(`<c r="A2" s="%d"><v>0.5</v></c>`, clock), parse.Cell{Text: "0.5", Kind: parse.Number}},
		{"elapsed time", fmt.Sprintf(`<c r="A2" s="%d"><v>1.5</v></c>`, elapsed), parse.Cell{Text: "1.5", Kind: parse.Number}},
		{"day that there wasn't", fmt.Sprintf(`<c r="A2" s="%d"><v>60</v></c>`, day), parse.Cell{Text: "60", Kind: parse.Error}},
		{"number too large for a date", fmt.Sprintf(`<c r="A2" s="%d"><v>20191216</v></c>`, day), parse.Cell{Text: "20191216", Kind: parse.Error}},
		{"date as text of ISO 8601", `<c r="A2" t="d"><v>2019-12-16T00:00:00</v></c>`, parse.Cell{Text: "2019-12-16", Kind: parse.Date}},
		{"date as other text", `<c r="A2" t="d"><v>16/12 2019</v></c>`, parse.Cell{Text: "16/12 2019", Kind: parse.Error}},
		{"true", `<c r="A2" t="b"><v>1</v></c>`, parse.Cell{Text: "TRUE", Kind: parse.Boolean}},
		{"false", `<c r="A2" t="b"><v>0</v></c>`, parse.Cell{Text: "FALSE", Kind: parse.Boolean}},
		{"neither", `<c r="A2" t="b"><v>2</v></c>`, parse.Cell{Text: "2", Kind: parse.Error}},
		{"error value", `<c r="A2" t="e"><v>#N/A</v></c>`, parse.Cell{Text: "#N/A", Kind: parse.Error}},
		{"formula", `<c r="A2"><f>1+1</f><v>2</v></c>`, parse.Cell{Text: "2", Kind: parse.Number, Formula: true}},
		{"formula without a value", `<c r="A2"><f>1+1</f></c>`, parse.Cell{Kind: parse.Uncomputed}},
		{"formula with an empty value", `<c r="A2"><f>1+1</f><v></v></c>`, parse.Cell{Kind: parse.Uncomputed}},
		{"formula of empty text", `<c r="A2" t="str"><f>""</f><v></v></c>`, parse.Cell{Kind: parse.Empty}},
		{"text formula without a value", `<c r="A2" t="str"><f>B2</f></c>`, parse.Cell{Kind: parse.Uncomputed}},
		{"style only", `<c r="A2" s="1"/>`, parse.Cell{Kind: parse.Empty}},
		{"no address", `<c><v>7</v></c>`, parse.Cell{Text: "7", Kind: parse.Number}},
		{"extension", `<c r="A2"><v>7</v><extLst><ext><x/></ext></extLst></c>`, parse.Cell{Text: "7", Kind: parse.Number}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows := header + `<row r="2">` + test.cell + `<c r="C2"><v>1</v></c></row>`
			got, err := readAll(save(t, "a.xlsx", pack(t, craft(rows))), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := []parse.Cell{test.want, {}, {Text: "1", Kind: parse.Number}}
			if diff := cmp.Diff(want, got[1].Cells); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDate1904(t *testing.T) {
	rows := header + fmt.Sprintf(`<row><c s="%d"><v>42353</v></c></row>`, day)
	p := craft(rows).with(bookPart, book(`date1904="1"`, `<sheet name="Elever" sheetId="1" r:id="id1"/>`))
	got, err := readAll(save(t, "a.xlsx", pack(t, p)), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (parse.Cell{Text: "2019-12-16", Kind: parse.Date}); got[1].Cells[0] != want {
		t.Errorf("got %v, want %v", got[1].Cells[0], want)
	}
}

func TestRows(t *testing.T) {
	tests := []struct {
		name, rows string
		want       []parse.Row
	}{
		{"numbers are those of the file",
			header + `<row r="5"><c r="A5" t="b"><v>1</v></c></row><row r="1048576"><c r="A1048576" t="b"><v>0</v></c></row>`,
			[]parse.Row{{Number: 5, Cells: []parse.Cell{{Text: "TRUE", Kind: parse.Boolean}}}, {Number: 1048576, Cells: []parse.Cell{{Text: "FALSE", Kind: parse.Boolean}}}}},
		{"numbers are implied",
			`<row><c t="s"><v>0</v></c></row><row r="4"/><row><c r="B5"><v>1</v></c><c><v>2</v></c></row>`,
			[]parse.Row{{Number: 5, Cells: []parse.Cell{{}, {Text: "1", Kind: parse.Number}, {Text: "2", Kind: parse.Number}}}}},
		{"blank rows are left out",
			header + `<row r="2"/><row r="3"><c r="A3" s="1"/></row><row r="4"><c r="A4" t="str"><v> </v></c></row><row r="5"><c r="A5"><f>B1</f></c></row>`,
			[]parse.Row{{Number: 5, Cells: []parse.Cell{{Kind: parse.Uncomputed}}}}},
		{"hidden rows",
			header + `<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" ht="0" customHeight="1"><c r="A3"><v>1</v></c></row><row r="4" hidden="false" ht="15"><c r="A4"><v>1</v></c></row>`,
			[]parse.Row{{Number: 2, Hidden: true, Cells: []parse.Cell{{Text: "1", Kind: parse.Number}}},
				{Number: 3, Hidden: true, Cells: []parse.Cell{{Text: "1", Kind: parse.Number}}},
				{Number: 4, Cells: []parse.Cell{{Text: "1", Kind: parse.Number}}}}},
		{"no rows below the header", header, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readAll(save(t, "a.xlsx", pack(t, craft(test.rows))), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got[1:], cmp.Transformer("nil", func(r []parse.Row) []parse.Row {
				if len(r) == 0 {
					return nil
				}
				return r
			})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A sheet gives the same rows however often it is read, also where rows without
// content follow them.
func TestRowsBeforeBlankOnes(t *testing.T) {
	rows := header + `<row r="3"><c r="A3" t="b"><v>1</v></c></row><row r="9"><c r="A9" s="0"/></row>`
	sheet, err := parse.Open(save(t, "a.xlsx", pack(t, craft(rows))), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sheet.Close()
	for range 3 {
		var numbers []int
		for row, err := range sheet.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, row.Number)
		}
		if diff := cmp.Diff([]int{3}, numbers); diff != "" {
			t.Error(diff)
		}
	}
}

// What other programs write differently, and means the same.
func TestDialectsOfXML(t *testing.T) {
	const rows = header + `<row r="2"><c r="A2" t="s"><v>1</v></c></row>`
	good := craft(rows)
	strict := strings.NewReplacer(spreadsheet, "http://purl.oclc.org/ooxml/spreadsheetml/main", relationships, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	prefixed := strings.NewReplacer("</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=")
	alternative := `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14"><row r="9"/></mc:Choice></mc:AlternateContent>`
	tests := map[string]parts{
		"strict variant":             {},
		"prefixes":                   good.with(firstSheet, prefixed.Replace(worksheet(rows))).with(sharedPart, prefixed.Replace(good[sharedPart])),
		"byte order mark":            good.with(firstSheet, "\uFEFF<?xml version='1.0'?>\n"+worksheet(rows)),
		"alternatives and extension": good.with(firstSheet, strings.ReplaceAll(worksheet(alternative+rows+alternative), "</sheetData>", "</sheetData><extLst><ext/></extLst>"+alternative)),
		"comment behind":             good.with(firstSheet, worksheet(rows)+"\n<!-- end -->\n"),
		"names in other case":        good.with(sharedPart, "").with("xl/SharedStrings.xml", good[sharedPart]),
		"no styles":                  good.with(stylesPart, "").with("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml")),
	}
	for name, content := range good {
		tests["strict variant"][name] = strict.Replace(content)
	}
	want, err := readAll(save(t, "a.xlsx", pack(t, good)), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readAll(save(t, "a.xlsx", pack(t, p)), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
