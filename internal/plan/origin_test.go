package plan

import (
	"testing"

	"importer/internal/validate"
)

// A line and what is wrong with it know the row of the first sheet, also where
// only a look at the server has shown it.
func TestLinesOfAnErrorFile(t *testing.T) {
	v := row(3, "20160827-2389", "phoneNumber1", "+46701740605")
	v.Record.First = 61
	p, err := Build(t.Context(), Source{Verdicts: verdicts(v), Schema: schema, Kind: "student"}, &register{})
	if err != nil {
		t.Fatal(err)
	}
	line := p.Lines[0]
	if line.Status != Missing || line.First != 61 || len(line.Problems) != 1 || line.Problems[0].First != 61 {
		t.Errorf("the plan's line is %+v", line)
	}
	v.Problems = []validate.Problem{{Row: 3, First: 61}}
	if line := Checked(v); line.First != 61 {
		t.Errorf("the checked line is %+v", line)
	}
}
