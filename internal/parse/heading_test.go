package parse_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

// known finds the row with a cell Personnummer.
func known(first []parse.Row) (int, error) {
	for _, row := range first {
		if slices.ContainsFunc(row.Cells, func(c parse.Cell) bool { return c.Text == "Personnummer" }) {
			return row.Number, nil
		}
	}
	return 0, nil
}

func TestHeaderFound(t *testing.T) {
	const titled = "Klasslista 5A; HT26\n\nPersonnummer;Klass\n201912162383;5A\n"
	tests := []struct {
		name, content string
		options       parse.Options
		header        int
		titles        []string
	}{
		{"nobody asked", titled, parse.Options{}, 1, []string{"Klasslista 5A", " HT26"}},
		{"further down", titled, parse.Options{Header: known}, 3, []string{"Personnummer", "Klass"}},
		{"none found", "a;b\n1;2\n", parse.Options{Header: known}, 1, []string{"a", "b"}},
		{"outranked", titled, parse.Options{Header: known, HeaderRow: 4}, 4, []string{"201912162383", "5A"}},
		{"the 25th row", strings.Repeat("x;y\n\n", 24) + "Personnummer;Klass\n", parse.Options{Header: known}, 49, []string{"Personnummer", "Klass"}},
		{"beyond the 25th row", strings.Repeat("x;y\n", 25) + "Personnummer;Klass\n", parse.Options{Header: known}, 1, []string{"x", "y"}},
		{"below a row with commas", "Klasslista, 5A, HT26\nPersonnummer;Klass\n1;5A\n2;5A\n", parse.Options{Header: known}, 2, []string{"Personnummer", "Klass"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := parse.Open(save(t, "a.csv", []byte(test.content)), test.options)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			want := parse.Row{Number: test.header, Cells: text(test.titles...)}
			if diff := cmp.Diff(want, s.Header()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is merged down into a row is there when titles are looked for, and a row
// of nothing but covered cells isn't among the rows.
func TestHeaderMergedDown(t *testing.T) {
	rows := line(1, "Personnummer", "Vårdnadshavare", "", "Ort") + line(2, "", "Namn", "E-post") + `<row r="3"><c r="A3" s="1"/></row>` + line(4, "1", "2")
	var got []parse.Row
	s := openSheet(t, around("", rows, merged("A1:A3", "B1:C1", "D1:D2")), parse.Options{Header: func(first []parse.Row) (int, error) {
		got = first
		return 2, nil
	}})
	want := []parse.Row{
		{Number: 1, Cells: inline("Personnummer", "Vårdnadshavare", "^", "Ort")},
		{Number: 2, Cells: inline("Personnummer", "Namn", "E-post", "Ort")},
		{Number: 4, Cells: inline("1", "2")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[1], s.Header()); diff != "" {
		t.Error(diff)
	}
	if s.Above(1) != "Vårdnadshavare" || s.Above(0) != "" {
		t.Errorf("above stand %q and %q", s.Above(0), s.Above(1))
	}
}

// Titles that stand below merged ones are one row with those beside these.
func TestTitlesBesideMergedOnes(t *testing.T) {
	const upper = "Personnummer Vårdnadshavare  Ort"
	for _, test := range []struct {
		name  string
		below []string
		want  string
	}{
		{"titles", []string{"", "Namn", "Mobil 2"}, "Personnummer|Namn|Mobil 2|Ort"},
		{"one of them", []string{"", "", "E-post"}, "Personnummer||E-post|Ort"},
		{"another beside them", []string{"", "Namn", "E-post", "Stad"}, "|Namn|E-post|Stad"},
		{"an address", []string{"", "Jan", "vh@example.org"}, "|Jan|vh@example.org"},
		{"a number", []string{"", "Jan", "0701740611"}, "|Jan|0701740611"},
		{"a record", []string{"1", "Jan", "Ek"}, "1|Jan|Ek"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []parse.Row
			rows := line(1, strings.Split(upper, " ")...) + line(2, test.below...) + line(3, "1", "2")
			s := openSheet(t, around("", rows, merged("B1:C1")), parse.Options{Header: func(first []parse.Row) (int, error) {
				got = first
				return 2, nil
			}})
			var titles []string
			for _, c := range got[1].Cells {
				titles = append(titles, c.Text)
			}
			if joined := strings.Join(titles, "|"); joined != test.want {
				t.Errorf("the titles are %s, want %s", joined, test.want)
			}
			if s.Above(1) != "Vårdnadshavare" || s.Above(3) != "" {
				t.Errorf("above stand %q and %q", s.Above(1), s.Above(3))
			}
		})
	}
}

// What the finder says reaches the caller as it is.
func TestHeaderRefused(t *testing.T) {
	ambiguous := errors.New("rows 1 and 2 may both be the header")
	_, err := parse.Open(save(t, "a.csv", []byte("a;b\n1;2\n")), parse.Options{Header: func([]parse.Row) (int, error) { return 0, ambiguous }})
	if err != ambiguous {
		t.Errorf("got %v", err)
	}
	refused(t, save(t, "b.csv", []byte("a;b\n\n1;2\n")), parse.Options{Header: func([]parse.Row) (int, error) { return 2, nil }}, "given as the header is empty")
	refused(t, save(t, "c.csv", []byte("\n \n")), parse.Options{Header: func([]parse.Row) (int, error) { panic("asked about nothing") }}, "no data")
}

// worksheets is a workbook of worksheets with these rows, by names in order.
func worksheets(namesAndRows ...string) parts {
	p := craft("")
	var entries strings.Builder
	rels := []string{"sharedStrings", "sharedStrings.xml", "styles", "styles.xml"}
	for i := 0; i < len(namesAndRows); i += 2 {
		file := fmt.Sprintf("worksheets/sheet%d.xml", i/2+1)
		rels = append(rels, "worksheet", file)
		p = p.with("xl/"+file, worksheet(namesAndRows[i+1]))
		fmt.Fprintf(&entries, `<sheet name="%s" r:id="id%d"/>`, namesAndRows[i], len(rels)/2)
	}
	return p.with("xl/_rels/workbook.xml.rels", relations(rels...)).with(bookPart, book("", entries.String()))
}

func TestChoiceByTitles(t *testing.T) {
	var (
		pupils = line(1, "Klasslista") + line(3, "Personnummer", "Klass") + line(4, "1", "5A")
		lookup = line(1, "Kommun", "Kod") + line(2, "Malmö", "1280")
		unsure = errors.New("two rows may be the header")
	)
	picky := func(first []parse.Row) (int, error) {
		if first[0].Cell(0).Text == "Kommun" {
			return 0, unsure
		}
		return known(first)
	}
	tests := []struct {
		name    string
		parts   parts
		options parse.Options
		want    string // the worksheet that is read
		reason  string // or why none is
	}{
		{"one with titles", worksheets("Info", lookup, "Elever", pupils, "Mall", lookup), parse.Options{Header: known}, "Elever", ""},
		{"two with titles", worksheets("5A", pupils, "Info", lookup, "5B", pupils), parse.Options{Header: known}, "", `more than one worksheet: "5A" (1 row), "5B" (1 row)`},
		{"none with titles", worksheets("Info", lookup, "Mall", lookup), parse.Options{Header: known}, "", `titles of columns that are known: "Info" (1 row), "Mall" (1 row)`},
		{"the only one, without titles", worksheets("Info", lookup, "Mall", ""), parse.Options{Header: known}, "Info", ""},
		{"titles in the row that is given", worksheets("Info", lookup, "Elever", pupils), parse.Options{Header: known, HeaderRow: 3}, "Elever", ""},
		{"titles in another row than is given", worksheets("Info", lookup, "Elever", pupils), parse.Options{Header: known, HeaderRow: 2}, "", "that are known"},
		{"one that can't be told isn't passed over", worksheets("Info", lookup, "Elever", pupils), parse.Options{Header: picky}, "", `"Info" (1 row), "Elever" (1 row)`},
		{"by name", worksheets("Info", lookup, "Elever", pupils), parse.Options{Header: known, Sheet: "Info"}, "Info", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := save(t, "a.xlsx", pack(t, test.parts))
			if test.reason != "" {
				refused(t, path, test.options, test.reason)
				return
			}
			s, err := parse.Open(path, test.options)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if s.Name() != test.want {
				t.Errorf("read %q, want %q", s.Name(), test.want)
			}
		})
	}
}

func TestManyWorksheets(t *testing.T) {
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf("Klass %d", i), line(1, "a", "b"))
	}
	refused(t, save(t, "a.xlsx", pack(t, worksheets(many...))), parse.Options{}, `"Klass 19" (0 rows) and 10 more`)
	long := worksheets("Elever", strings.Repeat("<row/>", 10)+strings.Repeat(`<row><c><v>1</v></c></row>`, 60_000), "Mer", header)
	refused(t, save(t, "b.xlsx", pack(t, long)), parse.Options{}, `"Elever" (over 49994 rows), "Mer"`)
}

// hiding gives a workbook with some of its worksheets hidden.
func hiding(p parts, namesAndStates ...string) parts {
	for i := 0; i < len(namesAndStates); i += 2 {
		name := `name="` + namesAndStates[i] + `"`
		p = p.with(bookPart, strings.ReplaceAll(p[bookPart], name, name+` state="`+namesAndStates[i+1]+`"`))
	}
	return p
}

func TestHiddenWorksheets(t *testing.T) {
	records := line(1, "Klasslista") + line(3, "Personnummer", "Klass") + line(4, "1", "5A") + line(6, "2", "5A")
	p := hiding(worksheets("Elever", "", "Gömd", header, "Lönn", records), "Gömd", "hidden", "Lönn", "veryHidden")
	path := save(t, "a.xlsx", pack(t, p))
	const both = `"Gömd" (hidden, 0 rows), "Lönn" (hidden, 2 rows)`
	refused(t, path, parse.Options{Header: known}, "hidden worksheets aside: "+both)
	refused(t, path, parse.Options{Header: known, Sheet: "Klass"}, `there is "Elever" (0 rows), `+both)
	two := hiding(worksheets("5A", records, "5B", records, "Gömd", records), "Gömd", "hidden")
	refused(t, save(t, "b.xlsx", pack(t, two)), parse.Options{Header: known}, `"5A" (2 rows), "5B" (2 rows), "Gömd" (hidden, 2 rows)`)
	if rows, err := readAll(path, parse.Options{Sheet: "Lönn", Header: known}); err != nil || len(rows) != 3 {
		t.Errorf("by its name: %v, %v", rows, err)
	}
}

func TestBeside(t *testing.T) {
	records := line(1, "Klasslista") + line(3, "Personnummer", "Klass") + line(4, "1", "5A") + line(6, "2", "5A")
	lookup := line(1, "Kommun", "Kod") + line(2, "Malmö", "1280")
	broken := `<row r="2"/><row r="1"/>`
	p := hiding(worksheets("Elever", records, "Gamla", records, "Koder", lookup, "Tom", "", "Trasig", broken, "Mall", lookup), "Gamla", "hidden", "Koder", "veryHidden", "Trasig", "hidden")
	s, err := parse.Open(save(t, "a.xlsx", pack(t, p)), parse.Options{Header: known})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := parse.Beside{Worksheet: "Elever", Others: []parse.Worksheet{
		{Name: "Gamla", Hidden: true, Titled: true, Rows: 2},
		{Name: "Koder", Hidden: true, Rows: 1},
		{Name: "Tom"},
		{Name: "Trasig", Hidden: true, More: true},
		{Name: "Mall", Rows: 1},
	}}
	if diff := cmp.Diff(want, s.Beside()); diff != "" {
		t.Error(diff)
	}
	csv, err := parse.Open(save(t, "a.csv", []byte("a;b\n")), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer csv.Close()
	if diff := cmp.Diff(parse.Beside{}, csv.Beside()); diff != "" {
		t.Error(diff)
	}
}

// A workbook into whose first column the lines of a CSV file were pasted.
func TestColumnsInOneCell(t *testing.T) {
	path := save(t, "a.xlsx", pack(t, craft(line(1, "Personnummer;Klass")+line(2, "1;5A"))))
	if e := refused(t, path, parse.Options{}, "in one cell of each row, with ';'"); !strings.Contains(e.Hint(), "Text to Columns") {
		t.Errorf("the hint is %q", e.Hint())
	}
	fine := save(t, "b.xlsx", pack(t, craft(line(1, "Personnummer; helst")+line(2, "1"))))
	if _, err := readAll(fine, parse.Options{}); err != nil {
		t.Error(err)
	}
}

// Where titles in two rows aren't merged, the upper one holds until the next.
func TestTitlesAboveThatAreNotMerged(t *testing.T) {
	s := titledBelow(t, "Elev;;Vårdnadshavare 1;\nPersonnummer;Mobil;Namn;E-post\n1;2;3;4\n", 2)
	var above []string
	for i := range 4 {
		above = append(above, s.Above(i))
	}
	if want := []string{"Elev", "Elev", "Vårdnadshavare 1", "Vårdnadshavare 1"}; !slices.Equal(above, want) {
		t.Errorf("above the titles stand %q, want %q", above, want)
	}
	if s := titledBelow(t, "Klasslista 5A;;;\nPersonnummer;Mobil;Namn;E-post\n1;2;3;4\n", 2); s.Above(1) != "" {
		t.Errorf("a title of the whole sheet is taken for one of a column: %q", s.Above(1))
	}
}

// titledBelow opens a CSV file whose titles are in a row.
func titledBelow(t *testing.T, content string, header int) *parse.Sheet {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := parse.Open(path, parse.Options{HeaderRow: header})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
