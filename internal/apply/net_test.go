package apply

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
)

// TestNet takes what somebody else had done before a request left out of what a
// run has changed.
func TestNet(t *testing.T) {
	both := edits(`[
		{"field":"memberIDs","old":["a"],"new":["b","c"],"add":["b","c"],"remove":["a"]},
		{"field":"title","old":"7A","new":"8A"}]`)
	p := plan.Plan{
		Changes: []plan.Change{{N: 1, ID: "one", Rows: []int{2}, Edits: both}, {N: 2, ID: "two", Rows: []int{3}, Edits: both}},
		Steps:   []plan.Step{{N: 1, Change: 1, Edits: both}, {N: 2, Change: 2, Edits: both}},
	}
	asked := func(attempt int) Entry { return Entry{Intent: &Intent{Step: 1, Attempt: attempt, ID: "one"}} }
	came := func(attempt int, d Decision, r Reason, found string) Entry {
		return Entry{Outcome: &Outcome{Step: 1, Attempt: attempt, Decision: d, Reason: r, Found: edits(found)}}
	}
	tests := []struct {
		name    string
		entries []Entry
		want    string // edits of the first change; empty if it isn't there
	}{
		{"not sent", nil, ``},
		{"all its own", []Entry{asked(1), came(1, Done, "", `[]`)},
			`[{"field":"memberIDs","add":["b","c"],"remove":["a"]},{"field":"title"}]`},
		{"nobody knows", []Entry{asked(1)}, `[{"field":"memberIDs","add":["b","c"],"remove":["a"]},{"field":"title"}]`},
		{"some elements were there", []Entry{asked(1), came(1, Done, "", `[{"field":"memberIDs","add":["b"],"remove":["a"]}]`)},
			`[{"field":"memberIDs","add":["c"]},{"field":"title"}]`},
		{"the title was there", []Entry{asked(1), came(1, Done, "", `[{"field":"title"}]`)},
			`[{"field":"memberIDs","add":["b","c"],"remove":["a"]}]`},
		{"found by the first of two", []Entry{asked(1), came(1, ReadBack, Lost, `[{"field":"memberIDs","add":["b"]}]`), asked(2), came(2, Done, "", `null`)},
			`[{"field":"memberIDs","add":["c"],"remove":["a"]},{"field":"title"}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Net(p, tt.entries)
			if err != nil || len(got) != min(len(tt.want), 1) {
				t.Fatalf("%v, %+v", err, got)
			}
			if tt.want == "" {
				return
			}
			if diff := cmp.Diff(edits(tt.want), got[0].Edits, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(plan.Edit{}, "Old", "New")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
