package parse_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

func TestLook(t *testing.T) {
	columns := `<cols><col min="2" max="3" width="12.5"/><col min="5" max="5" width="x"/><col min="6" max="6" width="9" hidden="1"/><col min="9" max="7" width="3"/></cols>`
	rows := `<row r="1" ht="30"><c r="A1" s="1" t="str"><v>Personnummer</v></c><c r="B1" t="str"><v>Ort</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>x</v></c></row>` +
		`<row r="3" ht="9999"><c r="A3" t="str"><v>y</v></c><c r="C3" s="1" t="str"><v>z</v></c></row>`
	sheet := around(columns, rows, "")
	s, err := parse.Open(save(t, "a.xlsx", pack(t, craft("").with(firstSheet, sheet))), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if diff := cmp.Diff(parse.Look{Styles: []int{1, 0}, Height: 30}, s.HeaderLook()); diff != "" {
		t.Errorf("the header's look (-want +got):\n%s", diff)
	}
	var looks []parse.Look
	for _, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, s.Look())
	}
	want := []parse.Look{{Styles: []int{0}}, {Styles: []int{0, 0, 1}}}
	if diff := cmp.Diff(want, looks); diff != "" {
		t.Errorf("the rows' looks (-want +got):\n%s", diff)
	}
	if looks[1].Style(2) != 1 || looks[1].Style(3) != 0 || looks[1].Style(-1) != 0 {
		t.Errorf("the styles of row 3 are %v", looks[1].Styles)
	}
	var widths []float64
	for column := range 9 {
		widths = append(widths, s.Width(column))
	}
	if want := []float64{0, 12.5, 12.5, 0, 0, 0, 0, 0, 0}; !slices.Equal(widths, want) {
		t.Errorf("the widths are %v, want %v", widths, want)
	}
	if _, code := s.NumberFormat(1); code != "0000" {
		t.Errorf("style 1 shows numbers as %q", code)
	}
	if id, code := s.NumberFormat(99); id != 0 || code != "" {
		t.Errorf("a style that isn't there shows numbers as %d %q", id, code)
	}
}

// What is given of a workbook for its look holds none of its cells.
func TestAppearanceHoldsStylesOnly(t *testing.T) {
	p := craft(`<row r="1"><c r="A1" t="str"><v>Hemlig</v></c></row>`).with("docProps/core.xml", "<Hemlig/>")
	s, err := parse.Open(save(t, "a.xlsx", pack(t, p)), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	content, err := s.Appearance()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"[Content_Types].xml", "_rels/.rels", "xl/styles.xml", "xl/workbook.xml"}; !slices.Equal(names, want) {
		t.Errorf("its parts are %q, want %q", names, want)
	}
	if bytes.Contains(content, []byte("Hemlig")) { // nothing in it is packed
		t.Error("it holds a cell")
	}
}

func TestLookOfCSV(t *testing.T) {
	s, err := parse.Open(save(t, "a.csv", []byte("a;b\n1;2\n")), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	content, err := s.Appearance()
	if s.Look().Styles != nil || s.HeaderLook().Styles != nil || s.Width(0) != 0 || content != nil || err != nil {
		t.Errorf("it has a look: %v %v %v, %v", s.Look(), s.Width(0), content, err)
	}
}
