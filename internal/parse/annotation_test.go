package parse_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// painted are styles without colours, with a red cell, a white one, a red text, a
// link's text, and a text that is black.
const painted = `<styleSheet xmlns="` + spreadsheet + `">` +
	`<fonts><font/><font><color rgb="FFFF0000"/></font><font><u/><color theme="10"/></font><font><color theme="1"/></font></fonts>` +
	`<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill>` +
	`<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill></fills>` +
	`<cellXfs><xf/><xf fillId="2"/><xf fillId="3"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/><xf fillId="2" fontId="3"/></cellXfs></styleSheet>`

func TestColors(t *testing.T) {
	rows := header + `<row r="2">` +
		`<c r="A2" s="0"><v>1</v></c><c r="B2" s="1"><v>1</v></c><c r="C2" s="2"><v>1</v></c><c r="D2" s="3"><v>1</v></c>` +
		`<c r="E2" s="4"><v>1</v></c><c r="F2" s="5"><v>1</v></c><c r="G2" s="6"><v>1</v></c><c r="H2" s="1"/></row>`
	got, err := readAll(save(t, "a.xlsx", pack(t, craft(rows).with(stylesPart, painted))), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var colors []uint16
	for _, c := range got[1].Cells {
		colors = append(colors, c.Color)
	}
	if diff := cmp.Diff([]uint16{0, 1, 0, 2, 0, 0, 1, 0}, colors); diff != "" {
		t.Error(diff)
	}
}

// annotated is a workbook with links at A2, B2 and A3, a comment at B3, and rules
// that colour cells.
func annotated() parts {
	rows := header + line(2, "anna@example.se", "x") + line(3, "bo@example.se", "y")
	link := func(ref, id string) string { return `<hyperlink ref="` + ref + `" r:id="` + id + `"/>` }
	relation := func(id, kind, target, mode string) string {
		return `<Relationship Id="` + id + `" Type="` + relationships + `/` + kind + `" Target="` + target + `" TargetMode="` + mode + `"/>`
	}
	behind := `<conditionalFormatting sqref="A1:A9"><cfRule type="iconSet" priority="1"><iconSet><cfvo type="num" val="0"/></iconSet></cfRule></conditionalFormatting>` +
		`<hyperlinks xmlns:r="` + relationships + `">` + link("A2", "r1") + link("B2", "r2") + link("A3:A4", "r1") + link("A9", "r9") + link("x", "r1") + `<hyperlink ref="A1" location="B1"/></hyperlinks>`
	return craft("").with(firstSheet, around("", rows, behind)).
		with("xl/worksheets/_rels/sheet1.xml.rels", `<Relationships xmlns="`+packages+`relationships">`+
			relation("r1", "hyperlink", "mailto:anna@example.se", "External")+relation("r2", "hyperlink", "https://example.se/", "External")+
			relation("r3", "comments", "../comments1.xml", "Internal")+`</Relationships>`).
		with("xl/comments1.xml", `<comments xmlns="`+spreadsheet+`"><authors/><commentList><comment ref="B3" authorId="0"><text><t>x</t></text></comment></commentList></comments>`)
}

func TestAnnotations(t *testing.T) {
	path := save(t, "a.xlsx", pack(t, annotated()))
	got, err := readAll(path, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []parse.Row{
		{Number: 2, Cells: []parse.Cell{
			{Text: "anna@example.se", Kind: parse.Text, Link: "mailto:anna@example.se"},
			{Text: "x", Kind: parse.Text, Link: "https://example.se/"},
		}},
		{Number: 3, Cells: []parse.Cell{
			{Text: "bo@example.se", Kind: parse.Text, Link: "mailto:anna@example.se"},
			{Text: "y", Kind: parse.Text, Noted: true},
		}},
	}
	if diff := cmp.Diff(want, got[1:]); diff != "" {
		t.Error(diff)
	}
	s, err := parse.Open(path, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if b := s.Beside(); !b.Rules || b.Worksheet != "Elever" {
		t.Errorf("got %v", b)
	}
	if s.Filtered() {
		t.Error("what stands in a rule is taken for a filter")
	}
}

// Comments hold no values: a workbook whose comments nobody understands is read
// without them. One in which their part is damaged can't be trusted.
func TestDamagedComments(t *testing.T) {
	got, err := readAll(save(t, "a.xlsx", pack(t, annotated().with("xl/comments1.xml", "<comments"))), parse.Options{})
	if err != nil || len(got) != 3 || got[2].Cell(1).Noted {
		t.Errorf("got %v, %v", got, err)
	}
	const comment = `ref="B3" authorId`
	damaged := bytes.Replace(packStored(t, annotated()), []byte(comment), []byte(strings.ToUpper(comment)), 1)
	refused(t, save(t, "b.xlsx", damaged), parse.Options{}, "xl/comments1.xml: byte")
}
