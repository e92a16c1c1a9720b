package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// given is a row of an undoing that is to restore so many fields.
func given(id string, fields int, codes ...validate.Code) Row {
	r := Row{Line: plan.Line{Row: 2, ID: id, Status: plan.Planned}, Status: plan.Planned}
	for range fields {
		r.Edits = append(r.Edits, plan.Edit{Field: "phoneNumber1"})
	}
	for _, code := range codes {
		r.Problems = append(r.Problems, validate.Problem{Row: 2, Field: "emailAddress1", Code: code})
	}
	return r
}

// ended is the same row after its change has come to an end.
func ended(r Row, status plan.Status, reason apply.Reason) Row {
	r.Status, r.Results = status, []apply.Result{{Status: status, Reason: reason}}
	return r
}

func TestRestoration(t *testing.T) {
	gone := given("A", 0, plan.CodeGone)
	gone.Status = plan.Missing
	tests := map[string]struct {
		rows []Row
		want restoration
	}{
		"to be restored":              {[]Row{given("A", 2), given("B", 1)}, restoration{restored: bucket{3, 2}}},
		"one record, several rows":    {[]Row{given("A", 2), given("A", 2)}, restoration{restored: bucket{2, 1}}},
		"in part":                     {[]Row{given("A", 2, plan.CodeChangedSince, plan.CodeTaken)}, restoration{restored: bucket{2, 1}, kept: bucket{1, 1}, lost: bucket{1, 1}}},
		"never shown":                 {[]Row{given("A", 0, plan.CodeNotRestorable)}, restoration{lost: bucket{1, 1}}},
		"another row's record's":      {[]Row{given("A", 0, plan.CodeTakenHere)}, restoration{lost: bucket{1, 1}}},
		"gone":                        {[]Row{gone}, restoration{gone: 1}},
		"as before":                   {[]Row{given("A", 0)}, restoration{before: 1}},
		"restored":                    {[]Row{ended(given("A", 2, plan.CodeChangedSince), plan.Updated, "")}, restoration{restored: bucket{2, 1}, kept: bucket{1, 1}}},
		"moved while it was sent":     {[]Row{ended(given("A", 2), plan.Conflict, apply.Moved)}, restoration{kept: bucket{2, 1}}},
		"gone while it was sent":      {[]Row{ended(given("A", 2), plan.Conflict, apply.Gone)}, restoration{gone: 1}},
		"refused":                     {[]Row{ended(given("A", 2), plan.Failed, apply.Refused)}, restoration{failed: bucket{2, 1}}},
		"nobody knows":                {[]Row{ended(given("A", 2), plan.Unknown, "")}, restoration{failed: bucket{2, 1}}},
		"not reached":                 {[]Row{ended(given("A", 2), plan.Pending, "")}, restoration{open: bucket{2, 1}}},
		"kept in part, and then more": {[]Row{ended(given("A", 1, plan.CodeChangedSince), plan.Conflict, apply.Moved)}, restoration{kept: bucket{2, 1}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := restorationOf(tt.rows); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

// A row that stands for several records counts for each of them, and these count
// once, in whatever rows they stand.
func TestRestorationOfRowsForSeveralRecords(t *testing.T) {
	p := &plan.Plan{
		Lines: []plan.Line{
			{Row: 2, ID: "A B", Status: plan.Planned, Changes: []int{1, 2}, Parts: []plan.Part{{ID: "A", Change: 1}, {ID: "B", Change: 2}}},
			{Row: 3, ID: "B C D", Status: plan.Planned, Changes: []int{2}, Parts: []plan.Part{
				{ID: "B", Change: 2}, {ID: "C", Status: plan.Missing, Problems: []validate.Problem{{Code: plan.CodeGone}}}, {ID: "D", Status: plan.Unchanged},
			}},
		},
		Changes: []plan.Change{{N: 1, Edits: make([]plan.Edit, 1)}, {N: 2, Edits: make([]plan.Edit, 2)}},
	}
	tests := map[string]struct {
		results []apply.Result
		want    restoration
	}{
		"before":     {nil, restoration{restored: bucket{3, 2}, gone: 1, before: 1}},
		"afterwards": {[]apply.Result{{Status: plan.Failed}, {Status: plan.Updated}}, restoration{restored: bucket{2, 1}, failed: bucket{1, 1}, gone: 1, before: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := restorationOf(Rows(p, tt.results, nil)); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestUndoingSaysWhatItLeaves(t *testing.T) {
	u := Undoing{
		Subject: Subject{Place: "api.meitner.se, PRODUCTION", One: "pupil", Many: "pupils"},
		Of:      Earlier{Code: "7F3A", Started: time.Date(2026, 8, 17, 8, 2, 0, 0, time.Local)},
		Rows:    Rows(&plan.Plan{Lines: []plan.Line{given("A", 0, plan.CodeChangedSince).Line}}, nil, Titles{"emailAddress1": "E-post"}),
	}
	u.Rows[0].Edits = []plan.Edit{{Field: "phoneNumber1"}}
	var out bytes.Buffer
	if err := u.Write(&out); err != nil {
		t.Fatal(err)
	}
	want := `To take run 7F3A of 2026-08-17 08:02 at api.meitner.se, PRODUCTION back:
        1  field            of 1 pupil to restore
        1  field            of 1 pupil kept: somebody has changed them since
  row 2, E-post: somebody has changed this field since; it is kept.
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

// What nobody could put back is named before anything is sent.
func TestPreviewNamesWhatCannotBeTakenBack(t *testing.T) {
	p := sample()
	p.Tally = Sum([]Row{{Line: plan.Line{Row: 2, Changes: []int{1}}, Status: plan.Planned, Edits: []plan.Edit{
		{Field: "description", Old: validate.Value{State: validate.Unreadable}, New: validate.Of("x")},
		{Field: "lastName", Old: validate.Of("Ek"), New: validate.Of("Holm")},
	}}})
	p.Titles = NewTitles(map[string]string{"Beskrivning": "description"}, map[string]string{"lastName": "Efternamn"})
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	if want := "  Can't be taken back, for what is there isn't shown: Beskrivning 1\n"; !strings.Contains(out.String(), want) {
		t.Errorf("it doesn't say %q:\n%s", want, out.String())
	}
}

// A conflict, a stored difference and a record left half-way are told by the
// column as the user wrote it.
func TestRowsNameColumnsAsTheUserDoes(t *testing.T) {
	p := &plan.Plan{
		Lines:   []plan.Line{{Row: 2, Status: plan.Planned, Changes: []int{1}}},
		Changes: []plan.Change{{N: 1, Edits: []plan.Edit{{Field: "phoneNumber1"}}}},
	}
	titles := NewTitles(map[string]string{"Mobil": "phoneNumber1", "Mobiltelefon": "phoneNumber1"}, map[string]string{"phoneNumber1": "x"})
	for _, reason := range []apply.Reason{apply.Moved, apply.Differs} {
		result := apply.Result{Status: plan.Conflict, Reason: reason, Differs: []plan.Edit{{Field: "phoneNumber1"}}, NotVerified: []string{"phoneNumber1"}}
		row := Rows(p, []apply.Result{result}, titles)[0]
		if text := row.Message(English, false); !strings.Contains(text, " Mobil") || strings.Contains(text, "phoneNumber1") || row.columns() != "Mobil" {
			t.Errorf("%s: %q, in %s", reason, text, row.columns())
		}
	}
}
