package parse

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/transform"
)

func followed(text string, comma rune, slow bool) (string, error) {
	r := io.Reader(strings.NewReader(text))
	if slow {
		r = iotest.OneByteReader(r)
	}
	b, err := io.ReadAll(transform.NewReader(r, newRecorder(comma)))
	return string(b), err
}

func TestRecorder(t *testing.T) {
	tests := []struct {
		name, text string
		comma      rune
		want       string
	}{
		{"nothing to do", "a;\"b\"\"c\n;\"\n\n1;2", ';', "a;\"b\"\"c\n;\"\n\n1;2"},
		{"first and last cell", `="0184";b;="07"`, ';', `"=""0184""";b;"=""07"""`},
		{"each line", "=\"1\"\n=\"2\"\n", ';', "\"=\"\"1\"\"\"\n\"=\"\"2\"\"\"\n"},
		{"with a delimiter and a line inside", "=\"1;\n2\";3", ';', "\"=\"\"1;\n2\"\"\";3"},
		{"with quotation marks inside", `="a""b"`, ';', `"=""a""""b"""`},
		{"empty", `="";1`, ';', `"=""""";1`},
		{"in quotation marks already", `"=""0184"""`, ';', `"=""0184"""`},
		{"not at the beginning", `a="1";b`, ';', `a="1";b`},
		{"another formula", `=1+1;=A1`, ';', `=1+1;=A1`},
		{"behind a delimiter of several bytes", `¦="1"§="2"¦="3"`, '¦', `¦"=""1"""§="2"¦"=""3"""`},
		{"characters that a delimiter shares a byte with", "§§\n§\n", '¦', "§§\n§\n"},
		{"not closed", `="1`, ';', `"=""1`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, slow := range []bool{false, true} {
				got, err := followed(test.text, test.comma, slow)
				if got != test.want || err != nil {
					t.Errorf("slow %v: got %q, %v; want %q", slow, got, err, test.want)
				}
			}
		})
	}
}

// A line of nothing but delimiters is blank, and stays a line.
func TestRecorderOfDelimiters(t *testing.T) {
	got, err := followed("a;b\n;;\n; ;\n\";\n;\"\n;\n;", ';', false)
	if want := "a;b\n\n; ;\n\";\n;\"\n\n;"; got != want || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestUnwrap(t *testing.T) {
	for field, want := range map[string]string{
		`="0184"`: "0184", `=""`: "", `="a""b"`: `a"b`, `="a"&"b"`: `="a"&"b"`, `="`: `="`, "=1": "=1", `"0184"`: `"0184"`, `'="1"`: `'="1"`,
	} {
		if got := unwrap(field); got != want {
			t.Errorf("unwrap(%q) = %q, want %q", field, got, want)
		}
	}
}

// FuzzRecorder holds what the recorder passes on to what encoding/csv makes of
// the text itself wherever it can read that.
func FuzzRecorder(f *testing.F) {
	for _, s := range []string{"a;\"b\nc\"\"\";d\n\n1;2", `="0184";"=""07"""`, "=\"1\n;2\"\n", ";;\"\";\n\"=\"", "§¦\"¦\"\n=\"\"\"\""} {
		f.Add(s, ';')
		f.Add(s, '¦')
	}
	f.Fuzz(func(t *testing.T, text string, comma rune) {
		read := func(text string) ([][]string, error) {
			r := csv.NewReader(strings.NewReader(text))
			r.Comma, r.FieldsPerRecord = comma, -1
			records, err := r.ReadAll()
			return slices.DeleteFunc(records, func(record []string) bool { return strings.Join(record, "") == "" }), err
		}
		text = strings.ReplaceAll(text, "\r", "")
		want, err := read(text)
		if err != nil {
			return
		}
		got, err := followed(text, comma, false)
		slow, errOfSlow := followed(text, comma, true)
		for _, passed := range []string{got, slow} {
			rows, errOfRows := read(passed)
			if diff := cmp.Diff(want, rows, cmpopts.EquateEmpty()); diff != "" || err != nil || errOfSlow != nil || errOfRows != nil {
				t.Fatalf("%v %v %v %s", err, errOfSlow, errOfRows, diff)
			}
			if strings.Count(passed, "\n") != strings.Count(text, "\n") {
				t.Fatalf("lines are lost in %q", passed)
			}
		}
	})
}
