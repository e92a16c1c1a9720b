package report

import (
	"bytes"
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/validate"
)

// Messages about a row of an error file name it twice: by its own number, and by
// that of the sheet from which the file was made.
func TestMessagesNameBothRows(t *testing.T) {
	cell := validate.Problem{Row: 3, First: 61, Cell: "B3", Column: "Postnr", Severity: validate.Fault, Code: validate.CodePostalFour}
	row := validate.Problem{Row: 3, First: 61, Cell: "row 3, Postnr", Severity: validate.Fault, Code: validate.CodePostalFour}
	for _, c := range []struct {
		problem validate.Problem
		lang    Lang
		want    string
	}{
		{cell, English, "B3 (row 61 of the first sheet), Postnr: "},
		{cell, Swedish, "B3 (rad 61 i det första bladet), Postnr: "},
		{row, English, "row 3 (row 61 of the first sheet): "},
		{row, Swedish, "rad 3 (rad 61 i det första bladet): "},
	} {
		if got := Sentence(c.problem, c.lang, false); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q doesn't begin with %q", got, c.want)
		}
	}
}

func TestListsNameBothRows(t *testing.T) {
	p := sample()
	for _, row := range []int{7, 8} {
		p.Tally.Add(Row{Status: plan.Missing, Line: plan.Line{Row: row, First: 50 + row, Status: plan.Missing, Problems: []validate.Problem{
			{Row: row, First: 50 + row, Column: "Personnummer", Severity: validate.Fault, Code: plan.CodeMissing}}}})
		p.Tally.Add(Row{Status: plan.Invalid, Line: plan.Line{Row: row, Problems: []validate.Problem{
			{Row: row, First: 50 + row, Cell: "C7", Column: "Ort", Severity: validate.Fault, Code: validate.CodeControl}}}})
	}
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"rows 7, 8 (rows 57, 58 of the first sheet).", "C7 (row 57), C7 (row 58)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the preview doesn't say %q:\n%s", want, out.String())
		}
	}
}

// What may have been typed is asked about only where something is known of it.
func TestSentencesAskAboutNothingUnknown(t *testing.T) {
	p := validate.Problem{Row: 3, Cell: "B3", Severity: validate.Fault, Code: validate.CodeGroupNumber}
	if got := Sentence(p, English, true); got != "B3: the title is stored as a number. Format the cell as text and type the title again." {
		t.Errorf("it says %q", got)
	}
	p.Args = map[string]string{"to": "7E1"}
	if got := Sentence(p, English, true); !strings.Contains(got, "; was it 7E1?") {
		t.Errorf("it says %q", got)
	}
}
