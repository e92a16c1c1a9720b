package plan

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/validate"
)

// A register is a finder over records in memory. It notes what it is asked.
type register struct {
	records []Current
	asked   []string
	err     error
}

func (r *register) Find(_ context.Context, q Query) (map[validate.Key][]Current, error) {
	var keys []string
	found := map[validate.Key][]Current{}
	for _, k := range q.Keys {
		keys = append(keys, k.Value)
		for _, c := range r.records {
			if held := c.Fields[k.Field]; held.State == validate.Set && validate.Fold(held.Text) == validate.Fold(k.Value) {
				found[k] = append(found[k], c)
			}
		}
	}
	r.asked = append(r.asked, strings.Join(keys, " "))
	return found, r.err
}

func pupil(id, number, email, phone string) Current {
	fields := map[string]validate.Value{
		"identityNumber": validate.Of(number), "emailAddress1": validate.Cleared(), "phoneNumber1": validate.Cleared(),
		"identityTemporary": validate.Of("false"), "address.postalAddress": validate.Of("Björkstigen 3"),
	}
	if email != "" {
		fields["emailAddress1"] = validate.Of(email)
	}
	if phone != "" {
		fields["phoneNumber1"] = validate.Of(phone)
	}
	return Current{Kind: "student", ID: id, Fields: fields}
}

var schema = validate.Schema{
	Columns: []validate.Column{
		{Field: "identityNumber", Kind: validate.IdentityNumber, Unique: true},
		{Field: "emailAddress1", Kind: validate.Email, Unique: true, Nullable: true},
		{Field: "phoneNumber1", Kind: validate.Phone, Nullable: true},
	},
	Keys: []string{"identityNumber", "emailAddress1"},
}

// row makes a verdict: a key, and fields as name and value in turn; "-" clears.
func row(n int, key string, fields ...string) validate.Verdict {
	r := validate.Record{Row: n, Key: validate.Key{Field: "identityNumber", Value: key}, Fields: map[string]validate.Value{}}
	for i := 0; i < len(fields); i += 2 {
		r.Fields[fields[i]] = validate.Of(fields[i+1])
		if fields[i+1] == "-" {
			r.Fields[fields[i]] = validate.Cleared()
		}
	}
	return validate.Verdict{Record: r}
}

func verdicts(all ...validate.Verdict) iter.Seq2[validate.Verdict, error] {
	return func(yield func(validate.Verdict, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// told writes a plan in lines: rows with status and codes, then the steps.
func told(p *Plan) []string {
	var lines []string
	for _, l := range p.Lines {
		text := fmt.Sprintf("%d %s", l.Row, l.Status)
		for _, problem := range l.Problems {
			text += fmt.Sprintf(" %s(%s)", problem.Code, problem.Args["rows"])
		}
		lines = append(lines, text)
	}
	for _, s := range p.Steps {
		c := p.Changes[s.Change-1]
		text := fmt.Sprintf("step %s rows %v", c.ID, c.Rows)
		for _, e := range s.Edits {
			text += fmt.Sprintf(" %s:%s>%s", e.Field, e.Old.Text, e.New.Text)
		}
		if len(s.After) > 0 {
			text += fmt.Sprintf(" after %v", s.After)
		}
		lines = append(lines, text)
	}
	return lines
}

func TestBuild(t *testing.T) {
	ann, bo, cy := pupil("A", "1", "a@example.se", "+461"), pupil("B", "2", "b@example.se", ""), pupil("C", "3", "", "+463")
	tests := map[string]struct {
		records  []Current
		verdicts []validate.Verdict
		want     []string
		asked    []string
	}{
		"a row that says what is there": {
			[]Current{ann}, []validate.Verdict{row(2, "1", "phoneNumber1", "+461")},
			[]string{"2 unchanged"}, []string{"1"},
		},
		"a change, in the schema's order": {
			[]Current{ann}, []validate.Verdict{row(2, "1", "phoneNumber1", "+469", "emailAddress1", "x@example.se")},
			[]string{"2 planned", "step A rows [2] emailAddress1:a@example.se>x@example.se phoneNumber1:+461>+469"}, []string{"1", "x@example.se"},
		},
		"clearing": {
			[]Current{ann, bo}, []validate.Verdict{row(2, "1", "phoneNumber1", "-"), row(3, "2", "phoneNumber1", "-")},
			[]string{"2 planned", "3 unchanged", "step A rows [2] phoneNumber1:+461>"}, []string{"1 2"},
		},
		"nobody has the key": {
			[]Current{ann}, []validate.Verdict{row(2, "9", "phoneNumber1", "+469"), row(3, "1")},
			[]string{"2 missing record-missing-number()", "3 unchanged"}, []string{"9 1"},
		},
		"two have the key": {
			[]Current{ann, pupil("D", "1", "", "")}, []validate.Verdict{row(2, "1", "phoneNumber1", "+469")},
			[]string{"2 invalid record-ambiguous()"}, []string{"1"},
		},
		"the same row twice is one change": {
			[]Current{ann}, []validate.Verdict{row(2, "1", "phoneNumber1", "+469"), row(3, "1", "phoneNumber1", "+469")},
			[]string{"2 planned", "3 planned", "step A rows [2 3] phoneNumber1:+461>+469"}, []string{"1"},
		},
		"two rows that ask different things of one record": {
			[]Current{ann}, []validate.Verdict{row(2, "1", "phoneNumber1", "+469"), row(3, "1", "phoneNumber1", "+468")},
			[]string{"2 invalid record-same(3)", "3 invalid record-same(2)"}, []string{"1"},
		},
		"an address that somebody else has": {
			[]Current{ann, bo}, []validate.Verdict{row(2, "1", "emailAddress1", "B@example.se"), row(3, "2", "phoneNumber1", "+469")},
			[]string{"2 invalid value-taken-here(3)", "3 planned", "step B rows [3] phoneNumber1:>+469"}, []string{"1 2", "B@example.se"},
		},
		"an address that is given up in the same sheet": {
			[]Current{ann, bo}, []validate.Verdict{row(2, "1", "emailAddress1", "b@example.se"), row(3, "2", "emailAddress1", "-")},
			[]string{"2 planned", "3 planned",
				"step B rows [3] emailAddress1:b@example.se>", "step A rows [2] emailAddress1:a@example.se>b@example.se after [1]"},
			[]string{"1 2", "b@example.se"},
		},
		"whoever should give it up can't": {
			[]Current{ann, bo, cy}, []validate.Verdict{
				row(2, "3", "emailAddress1", "a@example.se"), row(3, "1", "emailAddress1", "b@example.se"), row(4, "2", "phoneNumber1", "+469")},
			[]string{"2 invalid value-taken-here(3)", "3 invalid value-taken-here(4)", "4 planned", "step B rows [4] phoneNumber1:>+469"},
			[]string{"3 1 2", "a@example.se b@example.se"},
		},
		"addresses that change places": {
			[]Current{ann, bo}, []validate.Verdict{row(2, "1", "emailAddress1", "b@example.se"), row(3, "2", "emailAddress1", "a@example.se")},
			[]string{"2 planned", "3 planned", "step A rows [2] emailAddress1:a@example.se>",
				"step B rows [3] emailAddress1:b@example.se>a@example.se after [1]",
				"step A rows [2] emailAddress1:a@example.se>b@example.se after [1 2]"},
			[]string{"1 2", "b@example.se a@example.se"},
		},
		"numbers that change places": {
			[]Current{ann, bo}, []validate.Verdict{row(2, "1", "identityNumber", "2"), row(3, "2", "identityNumber", "1")},
			[]string{"2 invalid value-circle(3)", "3 invalid value-circle(2)"}, []string{"1 2", "2 1"},
		},
		"a number that replaces another": {
			[]Current{ann}, []validate.Verdict{row(2, "1", "identityNumber", "7")},
			[]string{"2 planned", "step A rows [2] identityNumber:1>7"}, []string{"1", "7"},
		},
		"a number that has been replaced already": {
			[]Current{pupil("A", "7", "", "")}, []validate.Verdict{row(2, "1", "identityNumber", "7")},
			[]string{"2 unchanged"}, []string{"1", "7"},
		},
		"neither the old number nor the new one": {
			[]Current{ann}, []validate.Verdict{row(2, "8", "identityNumber", "9")},
			[]string{"2 missing record-missing-number()"}, []string{"8", "9"},
		},
		"a record whose address is protected": {
			[]Current{{ID: "P", Fields: map[string]validate.Value{
				"identityNumber": validate.Of("5"), "address.postalAddress": validate.Of("Box 2820")}}},
			[]validate.Verdict{row(2, "5", "phoneNumber1", "+469")},
			[]string{"2 skipped"}, []string{"5"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			finder := &register{records: tt.records}
			p, err := Build(t.Context(), Source{Verdicts: verdicts(tt.verdicts...), Schema: schema, Kind: "student"}, finder)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told(p)); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.asked, finder.asked); diff != "" {
				t.Errorf("look-ups (-want +got):\n%s", diff)
			}
		})
	}
}

// What a protected record's row holds is not kept in the plan.
func TestBuildForgetsProtectedRows(t *testing.T) {
	finder := &register{records: []Current{{ID: "P", Fields: map[string]validate.Value{
		"identityNumber": validate.Of("5"), "address.postalCity": validate.Of("Sekretess")}}}}
	p, err := Build(t.Context(), Source{Verdicts: verdicts(row(2, "5", "phoneNumber1", "+469")), Schema: schema}, finder)
	if err != nil {
		t.Fatal(err)
	}
	want := []Line{{Row: 2, Status: Skipped, Skipped: validate.Protected}}
	if diff := cmp.Diff(want, p.Lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestBuildPassesErrorsOn(t *testing.T) {
	broken := errors.New("cut off")
	failing := func(yield func(validate.Verdict, error) bool) { yield(validate.Verdict{}, broken) }
	if _, err := Build(t.Context(), Source{Verdicts: failing, Schema: schema}, &register{}); !errors.Is(err, broken) {
		t.Errorf("a sheet that breaks off gives %v", err)
	}
	one := verdicts(row(2, "1"))
	if _, err := Build(t.Context(), Source{Verdicts: one, Schema: schema}, &register{err: broken}); !errors.Is(err, broken) {
		t.Errorf("a finder that fails gives %v", err)
	}
}

// A number that only a temporary record may have is no reason to call a row
// missing.
func TestBuildPrefersTheLikelierReason(t *testing.T) {
	v := row(2, "9")
	v.Record.Provisos = []validate.Problem{{Row: 2, Severity: validate.Fault, Code: validate.CodeNumberCheckDigit}}
	p, err := Build(t.Context(), Source{Verdicts: verdicts(v), Schema: schema}, &register{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2 invalid number-check-digit()"}, told(p)); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

func TestLimit(t *testing.T) {
	records := []Current{pupil("A", "1", "a@example.se", ""), pupil("B", "2", "b@example.se", "")}
	p, err := Build(t.Context(), Source{Verdicts: verdicts(
		row(2, "1", "emailAddress1", "b@example.se"), row(3, "2", "emailAddress1", "c@example.se")), Schema: schema}, &register{records: records})
	if err != nil {
		t.Fatal(err)
	}
	p.Limit(1)
	want := []string{"2 pending", "3 planned", "step B rows [3] emailAddress1:b@example.se>c@example.se"}
	if diff := cmp.Diff(want, told(p)); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}
