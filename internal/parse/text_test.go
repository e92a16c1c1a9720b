package parse_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
)

func TestCSV(t *testing.T) {
	row := func(number int, cells ...string) parse.Row { return parse.Row{Number: number, Cells: text(cells...)} }
	tests := []struct {
		name, content string
		options       parse.Options
		delimiter     rune
		want          []parse.Row // the header first
	}{
		{"semicolons", "Förnamn;Klass\r\nAnna;5A\r\n", parse.Options{}, ';', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"commas", "Förnamn,Klass\nAnna,5A\n", parse.Options{}, ',', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"tabs", "Förnamn\tKlass\nAnna\t5A", parse.Options{}, '\t', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"bars", "Förnamn|Klass\nAnna|5A", parse.Options{}, '|', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"commas inside cells", "Namn;Poäng\nBerg, Anna;1,5\nBerg, Åsa;2,5\n", parse.Options{}, ';', []parse.Row{row(1, "Namn", "Poäng"), row(2, "Berg, Anna", "1,5"), row(3, "Berg, Åsa", "2,5")}},
		{"semicolons in quotation marks", "a,\"b;c;d\"\n1,\"2;3;4\"\n", parse.Options{}, ',', []parse.Row{row(1, "a", "b;c;d"), row(2, "1", "2;3;4")}},
		{"both in the header", "Namn, hela;Klass\nAnna;5A\nÅsa;5B\n", parse.Options{}, ';', []parse.Row{row(1, "Namn, hela", "Klass"), row(2, "Anna", "5A"), row(3, "Åsa", "5B")}},
		{"one column", "E-post\nanna@example.se\n", parse.Options{}, ',', []parse.Row{row(1, "E-post"), row(2, "anna@example.se")}},
		{"told by a first line", "sep=|\r\na;b|c\r\n1|2\r\n", parse.Options{}, '|', []parse.Row{row(1, "a;b", "c"), row(2, "1", "2")}},
		{"told by an option", "a;b,c\n1,2\n", parse.Options{Delimiter: ','}, ',', []parse.Row{row(1, "a;b", "c"), row(2, "1", "2")}},
		{"mark", "\uFEFFFörnamn,Klass\nAnna,5A\n", parse.Options{}, ',', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"mark before a quotation mark", "\uFEFF\"Förnamn\",Klass\nAnna,5A\n", parse.Options{}, ',', []parse.Row{row(1, "Förnamn", "Klass"), row(2, "Anna", "5A")}},
		{"lines inside cells", "a;b\r\n\"1\r\n2\";\"x\"\"y\"\r\n3;4\r\n", parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(2, "1\n2", `x"y`), row(3, "3", "4")}},
		{"blank lines", "\n\na;b\n\n;\n \n1;2\n", parse.Options{}, ';', []parse.Row{row(3, "a", "b"), row(7, "1", "2")}},
		{"carriage returns only", "a;b\r\r1;2\r", parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(3, "1", "2")}},
		{"ragged", "a,b,c\n1\n1,,3,4\n", parse.Options{}, ',', []parse.Row{row(1, "a", "b", "c"), row(2, "1"), row(3, "1", "", "3", "4")}},
		{"blanks are kept", "a,b\n\u00A01 , 2\n", parse.Options{}, ',', []parse.Row{row(1, "a", "b"), row(2, "\u00A01 ", " 2")}},
		{"lines inside the header and blank lines", "\"a\r\nb\";c\r\n\r\n\"1\n\n2\";\"\n\"\r\n\r\n3;4\r\n", parse.Options{}, ';', []parse.Row{row(1, "a\nb", "c"), row(3, "1\n\n2", "\n"), row(5, "3", "4")}},
		{"told by a first line, blank lines after it", "\uFEFF\"sep=|\"\r\n\r\na|\"b\r\nc\"\r\n1|2\r\n", parse.Options{}, '|', []parse.Row{row(2, "a", "b\nc"), row(3, "1", "2")}},
		{"header below cells of several lines", "\"x\ny\nz\"\n\na;b\n1;2\n", parse.Options{HeaderRow: 3}, ';', []parse.Row{row(3, "a", "b"), row(4, "1", "2")}},
		{"header further down", "Klass 5A;\n\na;b\n1;2\n", parse.Options{HeaderRow: 3}, ';', []parse.Row{row(3, "a", "b"), row(4, "1", "2")}},
		{"apostrophes of our own", "'@a,import_status\n'=1+1,x\n''t,'x\n'＋46,'\n", parse.Options{}, ',', []parse.Row{row(1, "@a", "import_status"), row(2, "=1+1", "x"), row(3, "'t", "'x"), row(4, "＋46", "'")}},
		{"apostrophes of others", "a,b\n'=1+1,x\n", parse.Options{}, ',', []parse.Row{row(1, "a", "b"), row(2, "'=1+1", "x")}},
		{"numbers as text of a formula", "Kommun;\"Num\"\r\n=\"0184\";=\"201912162383\"\r\n\"=\"\"0184\"\"\";\r\n=\"1;2\";=\"\"\r\n", parse.Options{}, ';', []parse.Row{row(1, "Kommun", "Num"), row(2, "0184", "201912162383"), row(3, "0184", ""), row(4, "1;2", "")}},
		{"titles as text of a formula", "=\"Klass\",b\n1,2\n", parse.Options{}, ',', []parse.Row{row(1, "Klass", "b"), row(2, "1", "2")}},
		{"formulas", "a;b\n=1+1;\"=\"\"x\"\"&\"\"y\"\"\"\n", parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(2, "=1+1", `="x"&"y"`)}},
		{"formulas of our own", "a,import_status\n\"'=\"\"0184\"\"\",x\n=\"0184\",x\n", parse.Options{}, ',', []parse.Row{row(1, "a", "import_status"), row(2, `="0184"`, "x"), row(3, "0184", "x")}},
		{"told in capitals", "SEP=,\r\na,b\r\n1,2\r\n", parse.Options{}, ',', []parse.Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"told in UTF-16", wide("\uFEFFsep=;\r\na;b\r\n1;2\r\n", 1), parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"told one, an option another", "sep=;\na,b\n1,2\n", parse.Options{Delimiter: ','}, ',', []parse.Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"line above the titles", "Klasslista 5A, läsåret 26/27\n\nFörnamn;Efternamn;Klass\nAnna;Berg;5A\n", parse.Options{HeaderRow: 3}, ';', []parse.Row{row(3, "Förnamn", "Efternamn", "Klass"), row(4, "Anna", "Berg", "5A")}},
		{"line above the titles, a comma in each row", "Klasslista, 5A\nNamn;Klass\nBerg, Anna;5A\nBerg, Åsa;5A\n", parse.Options{HeaderRow: 2}, ';', []parse.Row{row(2, "Namn", "Klass"), row(3, "Berg, Anna", "5A"), row(4, "Berg, Åsa", "5A")}},
		{"empty cells at the ends", "a;b;;;;\n;;;;;\n1;;;;;\n1;2;;3;;\n", parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(3, "1", ""), row(4, "1", "2", "", "3")}},
		{"empty cells by the thousand", "a;b" + strings.Repeat(";", 30_000) + "\n1;2" + strings.Repeat(";", 30_000) + "\n", parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(2, "1", "2")}},
		{"blank rows by the million", "a;b\n1;2\n" + strings.Repeat("\n;\n", 500_000) + "3;4\n" + strings.Repeat("\n", 2_000_000), parse.Options{}, ';', []parse.Row{row(1, "a", "b"), row(2, "1", "2"), row(1_000_003, "3", "4")}},
		{"Windows", "F\xF6rnamn;\x80\n\xC5sa;1\n", parse.Options{Encoding: "Windows-1252"}, ';', []parse.Row{row(1, "Förnamn", "€"), row(2, "Åsa", "1")}},
		{"Latin", "F\xF6rnamn;b\n\xC5sa;1\n", parse.Options{Encoding: "latin1"}, ';', []parse.Row{row(1, "Förnamn", "b"), row(2, "Åsa", "1")}},
		{"UTF-8 named", "\uFEFFFörnamn;b\nÅsa;1\n", parse.Options{Encoding: "utf8"}, ';', []parse.Row{row(1, "Förnamn", "b"), row(2, "Åsa", "1")}},
		{"UTF-16 with its mark", wide("\uFEFFFörnamn\tb\r\nÅsa\t1\r\n", 1), parse.Options{}, '\t', []parse.Row{row(1, "Förnamn", "b"), row(2, "Åsa", "1")}},
		{"UTF-16, higher byte first", wide("\uFEFFFörnamn\tb\r\nÅsa\t😀\r\n", 0), parse.Options{Encoding: "utf-16"}, '\t', []parse.Row{row(1, "Förnamn", "b"), row(2, "Åsa", "😀")}},
		{"UTF-16 without its mark", wide("Förnamn\tb\r\nÅsa\t1\r\n", 1), parse.Options{Encoding: "utf-16"}, '\t', []parse.Row{row(1, "Förnamn", "b"), row(2, "Åsa", "1")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := save(t, "a.csv", []byte(test.content))
			got, err := readAll(path, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			s, err := parse.Open(path, test.options)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if s.Delimiter() != test.delimiter {
				t.Errorf("delimiter %q, want %q", s.Delimiter(), test.delimiter)
			}
		})
	}
}

// wide writes text as UTF-16, the higher byte of each pair at this place.
func wide(text string, higher int) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		var pair [2]byte
		pair[higher], pair[1-higher] = byte(u>>8), byte(u)
		b.Write(pair[:])
	}
	return b.String()
}

func TestRefusedCSV(t *testing.T) {
	tests := []struct {
		name, content string
		options       parse.Options
		reason        string
		line          int
	}{
		{"quotation mark not closed", "a;b\n1;2\n\"3;4\n5;6\n", parse.Options{}, "isn't closed", 3},
		{"quotation mark not closed, below cells of several lines", "a;\"b\nc\"\n\n\"3;4\n5;6\n", parse.Options{}, "isn't closed", 4},
		{"quotation mark closed too early", "a;b\n1;2\n\"3\"x;4\n", parse.Options{}, "closed too early", 3},
		{"quotation mark inside a cell", "a;b\n1;2\n3\"4;5\n", parse.Options{}, "inside a cell", 3},
		{"endless cell", "a;b\n1;\"" + strings.Repeat("xyz\n", 600_000), parse.Options{}, "the row that begins here has more than", 2},
		{"too many cells", "a;b\n" + strings.Repeat(";", 16_384) + "x\n", parse.Options{}, "more cells than", 2},
		{"unknown encoding", "a;b\n", parse.Options{Encoding: "ebcdic"}, "ebcdic isn't", 0},
		{"encoding against the mark", "\uFEFFa;b\n", parse.Options{Encoding: "windows-1252"}, "says itself that it is utf-8", 0},
		{"byte that Windows doesn't have", "a;b\n1;\x81\n", parse.Options{Encoding: "windows-1252"}, "doesn't have", 2},
		{"Windows as Latin", "a;b\n1;\x96\n", parse.Options{Encoding: "iso-8859-1"}, "doesn't have", 2},
		{"half a character of UTF-16", wide("\uFEFFa\tb\n1\t2", 1) + "\xD8", parse.Options{}, "doesn't have", 2},
		{"quotation mark as delimiter", "a;b\n", parse.Options{Delimiter: '"'}, "that delimiter", 0},
		{"formula not closed", "a;b\n=\"1;2\n3;4\n", parse.Options{}, "isn't closed", 2},
		{"formula that goes on", "a;b\n=\"1\"&\"2\";2\n", parse.Options{}, "closed too early", 2},
		{"more rows than a worksheet", "a;b\n" + strings.Repeat("\n", 1<<20) + "1;2\n", parse.Options{}, "more rows than", 1<<20 + 2},
		{"far more blank rows than a worksheet", "a;b\n" + strings.Repeat("\n", 1<<23), parse.Options{}, "more rows than", 1<<23 + 2},
		{"far more rows of nothing but delimiters", "a;b\n" + strings.Repeat(";\n", 1<<23), parse.Options{}, "more rows than", 1<<23 + 2},
		{"all columns in one, in quotation marks", "\"Förnamn;Klass\"\n\"Anna;5A\"\n", parse.Options{}, `in one cell of each row, with ';' between`, 0},
		{"all columns in one by an option", "Förnamn;Klass\nAnna;5A\n", parse.Options{Delimiter: '\t'}, `in one cell of each row, with ';' between`, 0},
		{"all columns in one by a first line", "sep=|\nFörnamn\tKlass\nAnna\t5A\n", parse.Options{}, `in one cell of each row, with '\t' between`, 0},
		{"header on no row", "a;b\n\n1;2\n", parse.Options{HeaderRow: 2}, "given as the header is empty", 0},
		{"header behind the end", "a;b\n", parse.Options{HeaderRow: 2}, "before the row given as the header", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := refused(t, save(t, "a.csv", []byte(test.content)), test.options, test.reason)
			if e.Line != test.line {
				t.Errorf("line %d, want %d", e.Line, test.line)
			}
		})
	}
}
