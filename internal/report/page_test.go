package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"importer/internal/plan"
	"importer/internal/validate"
)

// Folded lines hold the same words, none is longer than the screen unless it is
// one word, and all but the first stand to the right.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zåäö,]{1,14}`), 1, 40).Draw(t, "words")
		indent := rapid.IntRange(0, 28).Draw(t, "indent")
		width := rapid.IntRange(50, 120).Draw(t, "width")
		var out strings.Builder
		p := page{voice: English.voice(), w: &out, width: width}
		p.fold(strings.Join(words, " "), indent)
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if got := strings.Fields(out.String()); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("the words came back as %q", got)
		}
		for i, line := range lines {
			if utf8.RuneCountInString(line) > width {
				t.Fatalf("line %d is longer than %d: %q", i, width, line)
			}
			if i > 0 && !strings.HasPrefix(line, strings.Repeat(" ", indent)) {
				t.Fatalf("line %d doesn't stand to the right: %q", i, line)
			}
		}
	})
}

// The columns of a sheet stand beside their label, whatever the width.
func TestColumnsFitTheScreen(t *testing.T) {
	p := sample()
	for _, field := range []string{"firstName", "gender", "dateOfBirth", "address.postalCode"} {
		p.Columns = append(p.Columns, validate.Mapped{Title: "Titel " + field, Field: field, Use: validate.Used})
	}
	p.Look.Width = 60
	var out strings.Builder
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	want := `
  found by   Personnummer -> identityNumber
  used       Efternamn -> lastName,
             Titel firstName -> firstName,
             Titel gender -> gender,
             Titel dateOfBirth -> dateOfBirth,
             Titel address.postalCode -> address.postalCode
  not used   Klass (use -t meitner-class-lists)
`
	if !strings.Contains(out.String(), want) {
		t.Errorf("got\n%s\nwant in it\n%s", out.String(), want)
	}
}

// Rows that are left out are named: the first few of each rule, or all.
func TestSkippedRowsAreNamed(t *testing.T) {
	var rows []Row
	for n := range 40 {
		r := Row{Status: plan.Skipped, Line: plan.Line{Row: 2 + 2*n, Status: plan.Skipped}}
		r.Skipped = validate.Hidden
		rows = append(rows, r)
	}
	for all, want := range map[bool]string{
		false: "rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 30 more\n",
		true:  "76, 78, 80\n",
	} {
		p := sample()
		p.Tally, p.Look.All = Sum(rows), all
		var out strings.Builder
		if err := p.Write(&out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("with all %v:\n%s\nwant in it %q", all, out.String(), want)
		}
	}
}
