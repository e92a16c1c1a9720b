package apply

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
)

func TestSurvey(t *testing.T) {
	done := func(step int) Entry { return Entry{Outcome: &Outcome{Step: step, Attempt: 1, Decision: Done}} }
	refused := func(step int) Entry {
		return Entry{Outcome: &Outcome{Step: step, Attempt: 1, Decision: GiveUp, Reason: Refused, Status: 422}}
	}
	asked := func(step int) Entry { return Entry{Intent: &Intent{Step: step, Attempt: 1}} }
	tests := []struct {
		name    string
		entries []Entry
		now     map[string]string // last names; "" for a record that is gone
		want    Outlook
	}{
		{"nothing done", nil, nil, Outlook{Send: []int{1, 2, 3}}},
		{"all sorts of records", nil, map[string]string{"s0000": "Berg", "s0001": "Dal", "s0002": ""},
			Outlook{Done: []int{1}, Moved: []int{2}, Gone: []int{3}}},
		{"settled, whatever the record says", []Entry{done(1), refused(2)}, map[string]string{"s0000": "Dal", "s0001": ""},
			Outlook{Settled: []int{1, 2}, Send: []int{3}}},
		{"under way", []Entry{asked(1), asked(2), asked(3)}, map[string]string{"s0000": "Berg", "s0001": "Dal"},
			Outlook{Done: []int{1}, Moved: []int{2}, Send: []int{3}}},
		{"waited in vain", []Entry{refused(3)}, nil, Outlook{Settled: []int{2, 3}, Send: []int{1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, now := surnames(3)
			if tt.name == "waited in vain" {
				p.Steps[1].After = []int{3}
			}
			for id, name := range tt.now {
				if now[id] = student(id, `{"lastName":"`+name+`"}`); name == "" {
					delete(now, id)
				}
			}
			got, err := Survey(p, tt.entries, now)
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
	p, now := surnames(1)
	p.Steps[0].After = []int{7}
	if _, err := Survey(p, nil, now); err == nil {
		t.Error("a damaged plan was surveyed")
	}
}

// TestSurveyOfACircle surveys a swap: step 1 parks the first record's address,
// step 2 gives it to the second, step 3 gives that one's to the first.
func TestSurveyOfACircle(t *testing.T) {
	out := func(step int, back bool, d Decision, r Reason) Entry {
		return Entry{Outcome: &Outcome{Step: step, Back: back, Attempt: 1, Decision: d, Reason: r}}
	}
	parked, first := out(1, false, Done, ""), address(0)
	failed := out(3, false, GiveUp, Refused)
	tests := []struct {
		name          string
		entries       []Entry
		first, second string // addresses
		want          Outlook
	}{
		{"not begun", nil, first, address(1), Outlook{Send: []int{1, 2}}},
		{"done by somebody else", nil, address(1), first, Outlook{Done: []int{1, 2}}},
		{"opened", []Entry{parked}, "", address(1), Outlook{Send: []int{1, 2}}},
		{"opened, and moved", []Entry{parked}, "x@example.se", address(1), Outlook{Send: []int{2}, Moved: []int{1}}},
		{"half done", []Entry{parked, out(2, false, Done, "")}, "", first, Outlook{Settled: []int{2}, Send: []int{1}}},
		{"failed", []Entry{parked, out(2, false, Done, ""), failed}, "", first, Outlook{Send: []int{1, 2}}},
		{"failed, and half taken back", []Entry{parked, out(2, false, Done, ""), failed, out(2, true, Done, "")}, "", address(1),
			Outlook{Settled: []int{2}, Send: []int{1}}},
		{"failed, and taken back", []Entry{parked, out(2, false, Done, ""), failed, out(2, true, Done, ""), out(1, true, Done, "")}, first, address(1),
			Outlook{Settled: []int{1, 2}}},
		{"failed, and not to be taken back", []Entry{parked, out(2, false, Done, ""), failed, out(2, true, GiveUp, Refused)}, "", first,
			Outlook{Send: []int{1, 2}}},
		{"failed, and moved since", []Entry{parked, out(2, false, Done, ""), failed}, "", "x@example.se", Outlook{Send: []int{1}, Moved: []int{2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := circle(2).plan("emailAddress1")
			now := map[string]plan.Current{
				"s0000": student("s0000", `{"emailAddress1":"`+tt.first+`"}`),
				"s0001": student("s0001", `{"emailAddress1":"`+tt.second+`"}`),
			}
			if tt.first == "" {
				now["s0000"] = student("s0000", `{"emailAddress1":null}`)
			}
			got, err := Survey(p, tt.entries, now)
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}
