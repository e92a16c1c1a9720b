package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// around is a worksheet with something before and behind its rows.
func around(before, rows, behind string) string {
	return `<worksheet xmlns="` + spreadsheet + `">` + before + `<sheetData>` + rows + `</sheetData>` + behind + `</worksheet>`
}

func merged(ranges ...string) string {
	return `<mergeCells count="9"><mergeCell ref="` + strings.Join(ranges, `"/><mergeCell ref="`) + `"/></mergeCells>`
}

// line is a row of texts, empty ones left out of the file.
func line(number int, texts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, text := range texts {
		if text != "" {
			fmt.Fprintf(&b, `<c r="%c%d" t="str"><v>%s</v></c>`, 'A'+i, number, text)
		}
	}
	return b.String() + `</row>`
}

// inline gives cells as line writes them, in short: ^ is a cell that is covered,
// ^x one with x under it, - one that is absent.
func inline(short ...string) []parse.Cell {
	var cells []parse.Cell
	for _, s := range short {
		under, covered := strings.CutPrefix(s, "^")
		switch {
		case covered:
			cells = append(cells, parse.Cell{Text: under, Kind: parse.Merged})
		case s == "-":
			cells = append(cells, parse.Cell{})
		default:
			cells = append(cells, parse.Cell{Text: s, Kind: parse.Text})
		}
	}
	return cells
}

func openSheet(t *testing.T, sheet string, o parse.Options) *parse.Sheet {
	t.Helper()
	s, err := parse.Open(save(t, "a.xlsx", pack(t, craft("").with(firstSheet, sheet))), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestMergedCells(t *testing.T) {
	titles := line(1, "Klass", "Namn", "Ort")
	tests := []struct {
		name, rows string
		ranges     []string
		want       []parse.Row
	}{
		{"down the side", titles + line(2, "5A", "Anna") + line(3, "", "Åsa") + line(4, "5B", "Bo"), []string{"A2:A3"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "Anna")}, {Number: 3, Cells: inline("^", "Åsa")}, {Number: 4, Cells: inline("5B", "Bo")}}},
		{"something under it", titles + line(2, "5A", "Anna") + line(3, "5B", "Åsa"), []string{"A2:A3"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "Anna")}, {Number: 3, Cells: inline("^5B", "Åsa")}}},
		{"across, without cells in the file", titles + line(2, "5A", "Anna") + line(3, "5B", "Åsa"), []string{"B3:F3"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "Anna")}, {Number: 3, Cells: inline("5B", "Åsa", "^")}}},
		{"block", titles + line(2, "5A", "Anna") + line(3, "", "", "Malmö"), []string{"A2:B3"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "^Anna")}, {Number: 3, Cells: inline("^", "^", "Malmö")}}},
		{"a row with nothing but covered cells is blank", titles + line(2, "5A", "Anna") + `<row r="3"><c r="A3" s="1"/></row>` + line(4, "5B"), []string{"A2:A3"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "Anna")}, {Number: 4, Cells: inline("5B")}}},
		{"several, told twice and in any order", titles + line(2, "5A", "Anna", "Malmö") + line(3, "", "Åsa"), []string{"C2:C3", "A2:A3", "C2:C3", "B2"},
			[]parse.Row{{Number: 2, Cells: inline("5A", "Anna", "Malmö")}, {Number: 3, Cells: inline("^", "Åsa", "^")}}},
		{"beginning on a row that isn't there", titles + line(4, "", "Åsa"), []string{"A2:A5"},
			[]parse.Row{{Number: 4, Cells: inline("^", "Åsa")}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openSheet(t, around("", test.rows, merged(test.ranges...)), parse.Options{})
			for range 2 {
				var got []parse.Row
				for row, err := range s.Rows() {
					if err != nil {
						t.Fatal(err)
					}
					if row.Cells[0].Kind == parse.Merged && row.Cells[0].Blank() {
						t.Error("a covered cell is blank")
					}
					got = append(got, row)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTitlesOfTwoRows(t *testing.T) {
	two := line(1, "Personnummer", "Klass", "Vårdnadshavare 1", "", "Övrigt") + line(2, "", "", "Namn", "E-post", "x") + line(3, "1", "2", "3", "4", "5")
	tests := []struct {
		name, rows string
		ranges     []string
		header     int
		want       []parse.Cell
		above      []string
	}{
		{"merged down and across", two, []string{"A1:A2", "B1:B2", "C1:D1"}, 2,
			inline("Personnummer", "Klass", "Namn", "E-post", "x"), []string{"", "", "Vårdnadshavare 1", "Vårdnadshavare 1", "", ""}},
		{"nothing merged", two, []string{"F9:F10"}, 2, inline("-", "-", "Namn", "E-post", "x"), []string{"Personnummer", "Klass", "Vårdnadshavare 1", "Vårdnadshavare 1", "Övrigt"}},
		{"merged across two rows above", line(1, "", "Vårdnadshavare") + line(3, "Klass", "Namn", "E-post"), []string{"B1:C2"}, 3,
			inline("Klass", "Namn", "E-post"), []string{"", "Vårdnadshavare", "Vårdnadshavare"}},
		{"merged across further up", line(1, "", "Elever") + line(3, "Klass", "Namn", "E-post"), []string{"B1:C1"}, 3,
			inline("Klass", "Namn", "E-post"), []string{"", "", ""}},
		{"merged across and down into the titles", line(1, "Klass", "Namn") + line(2, "", "", "", "E-post"), []string{"A1:A2", "B1:C2"}, 2,
			inline("Klass", "Namn", "^", "E-post"), []string{"", "", "", ""}},
		{"merged across in the row of titles", line(1, "Klass", "Namn", "", "E-post"), []string{"B1:C1"}, 1,
			inline("Klass", "Namn", "^", "E-post"), []string{"", "", "", ""}},
		{"merged down below the titles", line(1, "Klass", "Namn") + line(3, "5A", "Anna"), []string{"A1:A2", "B1:B2"}, 0,
			inline("Klass", "Namn"), []string{"", ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openSheet(t, around("", test.rows, merged(test.ranges...)), parse.Options{HeaderRow: test.header})
			if diff := cmp.Diff(test.want, s.Header().Cells); diff != "" {
				t.Error(diff)
			}
			for column, want := range test.above {
				if got := s.Above(column); got != want {
					t.Errorf("above column %d stands %q, want %q", column, got, want)
				}
			}
			if s.Above(-1) != "" {
				t.Error("something stands above no column")
			}
		})
	}
}

func TestRefusedLayouts(t *testing.T) {
	var many []string
	for i := range 100_001 {
		many = append(many, fmt.Sprintf("A%d:B%d", i+2, i+2))
	}
	tests := []struct{ name, before, behind, reason string }{
		{"too many ranges", "", merged(many...), "more merged cells"},
		{"too many columns", "<cols>" + strings.Repeat("<col/>", 16_385) + "</cols>", "", "more columns"},
		{"ranges overlap", "", merged("A1:B2", "B2:C3"), "cell B2: two merged ranges overlap"},
		{"ranges overlap in one row", "", merged("B5:D5", "A5:B5"), "overlap in row 5"},
		{"one range around another", "", merged("A1:D9", "B3:B4"), "cell B3: two merged ranges overlap"},
		{"range the wrong way round", "", merged("B2:A1"), `merged as "B2:A1"`},
		{"range without an end", "", merged("A1:"), `merged as "A1:"`},
		{"range of columns", "", merged("A:B"), `merged as "A:B"`},
		{"range of nothing", "", `<mergeCells><mergeCell/></mergeCells>`, `merged as ""`},
		{"hidden, or not", `<cols><col min="1" max="2" hidden="maybe"/></cols>`, "", "whether a column is hidden"},
		{"hidden from nowhere", `<cols><col max="2" hidden="1"/></cols>`, "", "which columns are hidden"},
		{"hidden back to front", `<cols><col min="3" max="2" hidden="1"/></cols>`, "", "which columns are hidden"},
		{"not well-formed behind the rows", "", "<mergeCells>", "isn't the one begun last"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := save(t, "a.xlsx", pack(t, craft("").with(firstSheet, around(test.before, header, test.behind))))
			if e := refused(t, path, parse.Options{}, test.reason); e.Part != firstSheet {
				t.Errorf("got part %q", e.Part)
			}
		})
	}
}

func TestHiddenColumns(t *testing.T) {
	tests := []struct {
		name, columns string
		want          []int
	}{
		{"none", `<cols><col min="1" max="9" width="12"/></cols>`, nil},
		{"one and two", `<cols><col min="2" max="2" hidden="1"/><col min="3" max="3" width="9" hidden="0"/><col min="4" max="5" hidden="true"/></cols>`, []int{1, 3, 4}},
		{"without a width", `<cols><col min="1" max="1" width="0" customWidth="1"/></cols>`, []int{0}},
		{"as far as there are titles", `<cols><col min="5" max="16384" hidden="1"/></cols>`, []int{4}},
		{"further than a worksheet goes", `<cols><col min="4" max="99999" hidden="1"/></cols>`, []int{3, 4}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openSheet(t, around(test.columns, line(1, "a", "b", "c", "d", "e"), ""), parse.Options{})
			if diff := cmp.Diff(test.want, s.HiddenColumns()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFiltered(t *testing.T) {
	const (
		buttons = `<autoFilter ref="A1:B9"><filterColumn colId="0" hiddenButton="1"/></autoFilter>`
		on      = `<autoFilter ref="A1:B9"><filterColumn colId="0"><filters><filter val="5A"/></filters></filterColumn></autoFilter>`
		view    = `<customSheetViews><customSheetView>` + on + `</customSheetView></customSheetViews>`
	)
	tests := []struct {
		name, sheet, table string
		want               bool
	}{
		{"none", around("", header, ""), "", false},
		{"only its buttons", around("", header, buttons), "", false},
		{"on", around("", header, on), "", true},
		{"said before the rows", around(`<sheetPr filterMode="1"/>`, header, ""), "", true},
		{"said not to be", around(`<sheetPr filterMode="0"/>`, header, buttons), "", false},
		{"in another view", around("", header, view), "", false},
		{"buttons of a table", around("", header, ""), buttons, false},
		{"on in a table", around("", header, ""), on, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := craft("").with(firstSheet, test.sheet)
			if test.table != "" {
				p = p.with("xl/worksheets/_rels/sheet1.xml.rels", relations("table", "../tables/table1.xml", "drawing", "none.xml")).
					with("xl/tables/table1.xml", `<table xmlns="`+spreadsheet+`" ref="A1:B9">`+test.table+`</table>`)
			}
			s, err := parse.Open(save(t, "a.xlsx", pack(t, p)), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if s.Filtered() != test.want {
				t.Errorf("filtered is %v", s.Filtered())
			}
		})
	}
}

func TestStruck(t *testing.T) {
	const struckFont = 1
	styles := `<styleSheet xmlns="` + spreadsheet + `"><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs></styleSheet>`
	item := func(runs string) string { return `<c r="A2" t="inlineStr"><is>` + runs + `</is></c>` }
	const (
		off   = `<r><rPr><b/><strike val="0"/></rPr><t>Anna</t></r>`
		on    = `<r><rPr><strike/></rPr><t>Anna</t></r>`
		blank = `<r><rPr><b/></rPr><t> </t></r>`
		plain = `<r><t>Anna</t></r>`
	)
	tests := []struct {
		name, cell string
		want       bool
	}{
		{"by no font", `<c r="A2" t="s"><v>0</v></c>`, false},
		{"by its font", fmt.Sprintf(`<c r="A2" s="%d" t="s"><v>0</v></c>`, struckFont), true},
		{"number by its font", fmt.Sprintf(`<c r="A2" s="%d"><v>7</v></c>`, struckFont), true},
		{"empty, by its font", fmt.Sprintf(`<c r="A2" s="%d"/><c r="B2"><v>1</v></c>`, struckFont), false},
		{"every run", item(on + blank + on), true},
		{"every run, of a shared text", `<c r="A2" t="s"><v>1</v></c>`, true},
		{"one run of two", item(on + off), false},
		{"one run, the other by no font", item(on + plain), false},
		{"one run, the other by its font", strings.Replace(item(on+plain), "<c ", `<c s="1" `, 1), true},
		{"run against its font", strings.Replace(item(off), "<c ", `<c s="1" `, 1), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := craft(header+`<row r="2">`+test.cell+`</row>`).with(stylesPart, styles).
				with(sharedPart, sharedStrings("<si><t>Förnamn</t></si>", "<si>"+on+"</si>"))
			got, err := readAll(save(t, "a.xlsx", pack(t, p)), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if c := got[1].Cells[0]; c.Struck != test.want {
				t.Errorf("got %+v", c)
			}
		})
	}
}
