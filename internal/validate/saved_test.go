package validate

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSavedMappingReadsTheSame(t *testing.T) {
	title := rapid.OneOf(rapid.SampledFrom([]string{"Mobil hem", "E-post: skola", "#", "true", "null", "2026", "- x", "'citat'", `"`, "{a}", "Ja", "~", "&a", "*a", "é", "a\nb"}), rapid.StringMatching(`[A-Za-zÅÄÖåäö0-9 :#'"|>-]{1,20}`))
	rapid.Check(t, func(t *rapid.T) {
		mapping, seen := map[string]string{}, map[string]bool{}
		for _, title := range rapid.SliceOfN(title, 0, 6).Draw(t, "titles") {
			if clean(title) != "" && !seen[normalTitle(title)] {
				seen[normalTitle(title)] = true
				mapping[title] = rapid.SampledFrom([]string{"emailAddress1", "title.new", "attributes.cost center"}).Draw(t, "field")
			}
		}
		var b strings.Builder
		if err := SaveMapping(&b, mapping); err != nil {
			t.Fatal(err)
		}
		got, err := LoadMapping(strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(mapping, got); diff != "" {
			t.Fatalf("%s\n%s", diff, b.String())
		}
	})
}

func TestLoadMapping(t *testing.T) {
	got, err := LoadMapping(strings.NewReader("# for the spring list\nMobil hem: phoneNumber2\n\"E-post\":   emailAddress1 # the school's\n2026: title\n"))
	if diff := cmp.Diff(map[string]string{"Mobil hem": "phoneNumber2", "E-post": "emailAddress1", "2026": "title"}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	for _, empty := range []string{"", "# nothing\n", "{}"} {
		if got, err := LoadMapping(strings.NewReader(empty)); err != nil || got == nil || len(got) > 0 {
			t.Errorf("%q: %v, %v", empty, got, err)
		}
	}
	for text, want := range map[string]string{
		"Mobil: a\nMobil: b\n":        `at line 2: "Mobil" stands twice`,
		"E-post: a\ne_post: b\n":      `at line 2: "e_post" stands twice`,
		"- Mobil\n":                   "at line 1: it isn't a list of titles",
		"Mobil\n":                     "at line 1: it isn't a list of titles",
		"Mobil: [a]\n":                "at line 1: a title and a field belong there",
		"Mobil:\n":                    "at line 1: a title and a field belong there",
		"a: &x b\nc: *x\n":            "at line 2: a title and a field belong there",
		"Mobil: a\n---\nTelefon: b\n": "more than one document",
		"Mobil: \"a\n":                "at line 2: it isn't built as YAML is",
		"a: b\nMobil: c: d\n":         "the mapping can't be read at line 2: it isn't built as YAML is",
	} {
		_, err := LoadMapping(strings.NewReader(text))
		var own *Error
		if !errors.As(err, &own) || !strings.Contains(own.Text, want) || own.Advice == "" {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if _, err := LoadMapping(iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Error("a reader's error is lost")
	}
}

func FuzzLoadMapping(f *testing.F) {
	f.Add("Mobil hem: phoneNumber2\n")
	f.Add("a: &x b\nc: *x\n")
	f.Fuzz(func(t *testing.T, text string) {
		mapping, err := LoadMapping(strings.NewReader(text))
		if err != nil {
			return
		}
		var b strings.Builder
		if err := SaveMapping(&b, mapping); err != nil {
			t.Fatal(err)
		}
		if again, err := LoadMapping(strings.NewReader(b.String())); err != nil || !cmp.Equal(mapping, again) {
			t.Fatalf("%q becomes %q: %v, %v", text, b.String(), again, err)
		}
	})
}

// A table's mapping, given back, makes the same of the sheet.
func TestTableMapping(t *testing.T) {
	sheet := sheetOf("Pnr|Postadress|E-post|Mejl|Ny e-post|Klass|Tidigare pnr", "20191216-2383|169 56 Solna|a@example.se|a@example.se|b@example.se|7A|", "20191216-2391|169 57 Solna||||7A|20191216-TF01")
	table := tableOf(t, Options{}, sheet)
	want := map[string]string{"Pnr": "identityNumber", "Postadress": "address.postalCode", "E-post": "emailAddress1", "Ny e-post": "emailAddress1.new", "Tidigare pnr": "previousIdentityNumber"}
	if diff := cmp.Diff(want, table.Mapping()); diff != "" {
		t.Error(diff)
	}
	again := tableOf(t, Options{Map: table.Mapping()}, sheet)
	for i, c := range again.Columns {
		if c.Field != table.Columns[i].Field && table.Columns[i].Reason != CodeTitleTwin {
			t.Errorf("%s leads to %s, before to %s", c.Title, c.Field, table.Columns[i].Field)
		}
	}
}
