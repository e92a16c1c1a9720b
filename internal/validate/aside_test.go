package validate

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// An inked sheet has cells changed by their addresses.
type inked struct {
	grid
	cells map[string]func(*parse.Cell)
}

func (s inked) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		for row, err := range s.grid.Rows() {
			for i := range row.Cells {
				if change := s.cells[s.Where(row.Number, i)]; change != nil {
					change(&row.Cells[i])
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// said lists what is remarked on a sheet: cell, code, arguments.
func said(t *testing.T, s Source) []string {
	t.Helper()
	table, err := Sheet(s, pupils(), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for v, err := range table.Verdicts() {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range v.Problems {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%d %s %s %s%s", p.Row, p.Cell, p.Code, p.Args["count"], p.Args["sheets"])))
		}
	}
	return all
}

func TestAsides(t *testing.T) {
	sheet := sheetOf("Personnummer|E-post|Ort|Skostorlek", "20191216-2383|anna@example.se|Solna|36", "20191217-2390|bo@example.se|Solna|", "20191218-2381|cy@example.se|Malmö|", "20191219-2380|di@example.se||")
	formula := func(c *parse.Cell) { c.Formula = true }
	failed := func(c *parse.Cell) { c.Formula, c.Kind = true, parse.Error }
	noted := func(c *parse.Cell) { c.Noted = true }
	color := func(n uint16) func(*parse.Cell) { return func(c *parse.Cell) { c.Color = n } }
	link := func(to string) func(*parse.Cell) { return func(c *parse.Cell) { c.Link = to } }
	hidden := parse.Worksheet{Name: "Gamla", Hidden: true, Titled: true, Rows: 3}
	for _, c := range []struct {
		name   string
		cells  map[string]func(*parse.Cell)
		beside parse.Beside
		want   []string
	}{
		{"nothing", nil, parse.Beside{}, nil},
		{"formulas", map[string]func(*parse.Cell){"C2": failed, "C3": formula, "C4": formula, "B4": formula, "D2": formula}, parse.Beside{}, []string{"2 C2 cell-error", "3 C3 formula-result 2", "4 B4 formula-result 1"}},
		{"comments", map[string]func(*parse.Cell){"D4": noted, "A3": noted}, parse.Beside{}, []string{"3 A3 comments-ignored 2"}},
		{"a colour", map[string]func(*parse.Cell){"A3": color(1), "B3": color(1)}, parse.Beside{}, []string{"3 A3 colors-ignored"}},
		{"a column of a colour", map[string]func(*parse.Cell){"A2": color(1), "A3": color(1), "A4": color(1), "A5": color(1)}, parse.Beside{}, nil},
		{"an empty cell of a colour", map[string]func(*parse.Cell){"D3": color(1), "C5": color(2)}, parse.Beside{}, nil},
		{"rules", nil, parse.Beside{Rules: true}, []string{"2  rules-ignored"}},
		{"hidden worksheets", nil, parse.Beside{Others: []parse.Worksheet{hidden, {Name: "Koder", Hidden: true, Rows: 9}, {Name: "Tom", Hidden: true, Titled: true}, {Name: "5B", Titled: true, Rows: 9}}}, []string{`2  sheets-hidden "Gamla"`}},
		{"links", map[string]func(*parse.Cell){
			"B2": link("mailto:anna@example.se"), "B3": link("MAILTO:bo%40example.se?subject=hej"), "B4": link("mailto:annan@example.se"), "B5": link("https://example.se"), "C4": link("mailto:x@example.se"),
		}, parse.Beside{}, []string{"4 B4 link-differs"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			own := sheet
			own.beside = c.beside
			if diff := cmp.Diff(c.want, said(t, inked{own, c.cells})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An error file has colours and notes that aren't the user's.
func TestAsidesOfAnErrorFile(t *testing.T) {
	sheet := sheetOf("Personnummer|Ort|import_row|import_status", "20191216-2383|Solna|2|invalid", "20191217-2390|Solna|3|invalid")
	inks := map[string]func(*parse.Cell){
		"A2": func(c *parse.Cell) { c.Noted = true },
		"B3": func(c *parse.Cell) { c.Color = 1 },
	}
	if got := said(t, inked{sheet, inks}); len(got) > 0 {
		t.Errorf("says %q", got)
	}
}

// A row that is left out says nothing, and what is said of the sheet is said at
// the first that is read.
func TestAsidesOfProtectedRows(t *testing.T) {
	sheet := sheetOf("Personnummer|Ort|Sekretess", "20191216-2383|Solna|ja", "20191217-2390|Solna|")
	sheet.beside.Rules = true
	formula := func(c *parse.Cell) { c.Formula, c.Noted = true, true }
	got := said(t, inked{sheet, map[string]func(*parse.Cell){"B2": formula}})
	if diff := cmp.Diff([]string{"3  rules-ignored"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMisread(t *testing.T) {
	wide := sheetOf("a|b|c||d|e|f", "1|2|3|4|5|6|7")
	named := sheetOf("Namn på listan|x", "1|2")
	named.beside = parse.Beside{Worksheet: "Blad1", Others: []parse.Worksheet{{Name: "Elever", Titled: true, Rows: 28}, {Name: "Gömd", Hidden: true, Rows: 1}}}
	for _, c := range []struct {
		name         string
		sheet        grid
		schema       Schema
		text, advice string
	}{
		{"many titles", wide, pupils(), `finds records: row 1 was read as the headings, which are "a", "b", "c", "d", "e", …`, "with --header-row N"},
		{"another worksheet", named, pupils(), `: row 1 of worksheet "Blad1" was read as the headings, which are "Namn på listan", "x"`, `--sheet NAME: there is "Elever" (28 rows), "Gömd" (hidden, 1 row)`},
		{"pupils and groups", sheetOf("Personnummer|5A|5B|5C", "20191216-2383|x||", "20191217-2390||X|✓"), classes(), `a matrix: it has crosses below "5A" (column B) and "5B" (column C)`, "a row for each pupil in each group"},
		{"groups and pupils", sheetOf("Klass|Anna|Bo|Cy", "5A|x||", "5B||x|x"), groups(), "a matrix", "make a list of it"},
		{"two groups alone", sheetOf("Personnummer|Förnamn|5A|5B|5C", "20191216-2383|Anna|x||", "20191217-2390|Bo||X|"), classes(), `a matrix: it has crosses below "5A" (column C) and "5B" (column D)`, "make a list of it"},
		{"crosses and words", sheetOf("Personnummer|5A|5B|5C", "20191216-2383|x|nej|nej", "20191217-2390||x|x"), classes(), "finds records", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Sheet(c.sheet, c.schema, Options{Today: today})
			e, ok := err.(*Error)
			if !ok || !strings.Contains(e.Text, c.text) || !strings.Contains(e.Advice, c.advice) {
				t.Errorf("got %#v", err)
			}
		})
	}
	boxes := sheetOf("Personnummer|Ort|Simkunnig|Foto|Allergi", "20191216-2383|Solna|x|x|", "20191217-2390|Solna|||x")
	if _, err := Sheet(boxes, pupils(), Options{Today: today}); err != nil {
		t.Errorf("boxes to tick are taken for groups: %v", err)
	}
}

// A tallied grid counts how often its rows are read.
type tallied struct {
	grid
	passes *int
}

func (c tallied) Rows() iter.Seq2[parse.Row, error] {
	*c.passes++
	return c.grid.Rows()
}

// However many titles nobody knows, the rows are read no more often: a sheet of
// all columns that there can be took minutes.
func TestUnknownTitlesCostNoPasses(t *testing.T) {
	passes := func(columns int) int {
		titles, cells := make([]string, columns), make([]string, columns)
		for i := range titles {
			titles[i], cells[i] = fmt.Sprint("T", i), "x"
		}
		n := 0
		_, err := Sheet(tallied{sheetOf(strings.Join(titles, "|"), strings.Join(cells, "|")), &n}, pupils(), Options{Today: today})
		if err == nil {
			t.Fatal("a sheet without a key passes")
		}
		return n
	}
	if few, many := passes(3), passes(300); many != few {
		t.Errorf("%d passes for 300 columns, %d for 3", many, few)
	}
}
