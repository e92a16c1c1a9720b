package parse_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"importer/internal/parse"
)

// codePages are the encodings that are told by their letters.
func codePages() map[string]*charmap.Charmap {
	return map[string]*charmap.Charmap{"windows-1252": charmap.Windows1252, "cp850": charmap.CodePage850, "macintosh": charmap.Macintosh}
}

func encode(t testing.TB, page *charmap.Charmap, text string) []byte {
	t.Helper()
	b, err := page.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestShownEncoding(t *testing.T) {
	const letters = "Förnamn;Ort\r\nÅsa;Malmö\r\nHåkan;Västerås\r\nÖrjan;Ängelholm\r\n"
	for name, page := range codePages() {
		path := save(t, "a.csv", encode(t, page, letters))
		s, err := parse.Open(path, parse.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Encoding() != name || s.Header().Cells[0].Text != "Förnamn" {
			t.Errorf("%s: told as %s, header %v", name, s.Encoding(), s.Header().Cells)
		}
		s.Close()
	}
	tests := []struct{ name, content, encoding, title string }{
		{"ASCII", "Namn;b\n1;2\n", "utf-8", "Namn"},
		{"UTF-8", "Förnamn;b\n1;2\n", "utf-8", "Förnamn"},
		{"UTF-8 with its mark", "\uFEFFFörnamn;b\n1;2\n", "utf-8", "Förnamn"},
		{"UTF-16 without its mark", wide("Förnamn\tb\r\n1\t2\r\n", 1), "utf-16le", "Förnamn"},
		{"UTF-16 without its mark, higher byte first", wide("Förnamn\tb\r\n1\t2\r\n", 0), "utf-16be", "Förnamn"},
		{"UTF-16 with its mark, higher byte first", wide("\uFEFFFörnamn\tb\r\n", 0), "utf-16be", "Förnamn"},
		{"Windows with one letter only", "F\xF6rnamn;b\n1;2\n", "windows-1252", "Förnamn"},
		{"Windows in capitals", "\xC5LDER;\xD6VRIGT;\xC4RENDE\n1;2;3\n", "windows-1252", "ÅLDER"},
		{"Windows without Swedish letters", "Andr\xE9;M\xFCller\n1;2\n", "windows-1252", "André"},
		{"Windows with quotation marks and dashes", "Namn;b\n\x93Anna\x94 \x96 K\xE4rra, Malm\xF6;\x95 O\x92Neill\x85\n", "windows-1252", "Namn"},
		{"Windows with names from the Balkans", "F\xF6rnamn;b\nA\x9Aa;\x8Aari\xE5\n", "windows-1252", "Förnamn"},
		{"DOS with one letter only", "F\x94rnamn;b\n1;2\n", "cp850", "Förnamn"},
		{"DOS with a letter that code page 437 hasn't", "F\x94rnamn;S\x9Bren\n", "cp850", "Förnamn"},
		{"Mac with a long dash", "F\x9Arnamn;H\x8Ckan \xD0 K\x8Arra\n", "macintosh", "Förnamn"},
		{"Windows with a slip of the pen", "Namn;b\n" + strings.Repeat("K\xE4rra;Malm\xF6\n", 20) + "Anna\xC5sa;M\xFCller\n", "windows-1252", "Namn"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := parse.Open(save(t, "a.csv", []byte(test.content)), parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if s.Encoding() != test.encoding || s.Header().Cells[0].Text != test.title {
				t.Errorf("told as %s, title %q; want %s, %q", s.Encoding(), s.Header().Cells[0].Text, test.encoding, test.title)
			}
		})
	}
}

func TestUndecidedEncoding(t *testing.T) {
	tests := []struct{ name, content, reason string }{
		{"Mac, or a name from the Balkans", "Namn;b\n\x8Aarac;2\n", "more than one encoding: windows-1252, cp850, macintosh"},
		{"DOS, or quotation marks of Windows", "Namn;b\n\x84Anna\x94;2\n", "more than one encoding: windows-1252"},
		{"as many of one as of the other", "F\xF6rnamn;M\x9An\n\xE5\x8C;\xC5\x81\n", "can't be told"},
		{"no letters at all", "Namn;b\n\xB3\xBA\xC1\xF7A;2\n", "can't be told"},
		{"damaged UTF-8", "Förnamn;b\nÅsa;\xE5\n", "line 2: it isn't UTF-8"},
		{"NUL", "Förnamn;b\n\x00;1\n", "line 2: there is a NUL"},
		{"half of UTF-16", wide("Förnamn\tb\r\n", 1) + "x", "NUL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := refused(t, save(t, "a.csv", []byte(test.content)), parse.Options{}, test.reason)
			if !strings.Contains(e.Hint(), "--encoding") {
				t.Errorf("the hint is %q", e.Hint())
			}
		})
	}
}

func TestNamedEncoding(t *testing.T) {
	pages := codePages()
	pages["iso-8859-1"], pages["cp437"] = charmap.ISO8859_1, charmap.CodePage437
	for name, page := range pages {
		path := save(t, "a.csv", encode(t, page, "Förnamn;b\nÅsa;1\n"))
		s, err := parse.Open(path, parse.Options{Encoding: strings.ToUpper(name)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Encoding() != name || s.Header().Cells[0].Text != "Förnamn" {
			t.Errorf("%s: read as %s, header %v", name, s.Encoding(), s.Header().Cells)
		}
		s.Close()
	}
}

// Names with Swedish letters are read as they were written, or the user is
// asked: never as something else. What Encoding gives reads the file again.
func TestEncodingsOfNames(t *testing.T) {
	const capitals, others = "ABDEGHJKLMNÅÄÖÉ", "abdeghijklmnåäöéü"
	name := rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SampledFrom([]rune(capitals)).Draw(t, "capital")) + rapid.StringOfN(rapid.SampledFrom([]rune(others)), 0, 8, -1).Draw(t, "rest") + "n"
	})
	pages := codePages()
	rapid.Check(t, func(r *rapid.T) {
		written := rapid.SampledFrom([]string{"windows-1252", "cp850", "macintosh"}).Draw(r, "encoding")
		names := rapid.SliceOfN(name, 1, 20).Draw(r, "names")
		content := encode(t, pages[written], "Namn\n"+strings.Join(names, "\n")+"\n")
		path := save(t, "a.csv", content)
		rows, err := readAll(path, parse.Options{})
		if err != nil {
			return
		}
		for i, row := range rows[1:] {
			if row.Cells[0].Text != names[i] {
				r.Fatalf("%q is read as %q", names[i], row.Cells[0].Text)
			}
		}
	})
}
