package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"importer/internal/validate"
)

// undo takes changes back in a register that holds the records of now, and those
// of others.
func undo(t interface {
	Helper()
	Fatal(...any)
}, r Reversal, others ...Current) *Plan {
	t.Helper()
	register := &register{records: others}
	for _, c := range r.Now {
		register.records = append(register.records, c)
	}
	p, err := Undo(context.Background(), r, register)
	if err != nil || len(register.asked) > 1 {
		t.Fatal(err, register.asked)
	}
	return p
}

func TestUndo(t *testing.T) {
	phone := func(old, value string) Edit {
		return Edit{Field: "phoneNumber1", Old: validate.Of(old), New: validate.Of(value)}
	}
	unreadable := phone("", "+2")
	unreadable.Old = validate.Value{State: validate.Unreadable}
	was := validate.Cleared()
	set := Edit{Field: "phoneNumber1", Old: was, New: validate.Of("+2")}
	tests := map[string]struct {
		edits []Edit
		held  string
		want  []string
	}{
		"as it was left":     {[]Edit{phone("+1", "+2")}, "+2", []string{"5 planned", "step A rows [5] phoneNumber1:+2>+1"}},
		"back already":       {[]Edit{phone("+1", "+2")}, "+1", []string{"5 unchanged"}},
		"changed since":      {[]Edit{phone("+1", "+2")}, "+3", []string{"5 conflict undo-changed-since()"}},
		"was empty":          {[]Edit{set}, "+2", []string{"5 planned", "step A rows [5] phoneNumber1:+2>"}},
		"was never shown":    {[]Edit{unreadable}, "+2", []string{"5 invalid undo-not-restorable()"}},
		"the record is gone": {[]Edit{phone("+1", "+2")}, "gone", []string{"5 missing undo-gone()"}},
		"in part": {
			[]Edit{phone("+1", "+2"), {Field: "emailAddress1", Old: validate.Of("x@example.se"), New: validate.Of("y@example.se")}}, "+2",
			[]string{"5 planned undo-changed-since()", "step A rows [5] phoneNumber1:+2>+1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			now := map[string]Current{"A": pupil("A", "1", "z@example.se", tt.held)}
			if tt.held == "gone" {
				now = nil
			}
			p := undo(t, Reversal{Changes: []Change{{N: 1, Kind: "student", ID: "A", Rows: []int{5}, Edits: tt.edits}}, Now: now})
			if diff := cmp.Diff(tt.want, told(p)); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

// A run that was cut off in a circle has left a value parked; taking it back
// brings the value back as well.
func TestUndoOfAParkedValue(t *testing.T) {
	changes := []Change{taking(1, "a", "b"), taking(2, "b", "a")}
	now := map[string]Current{
		"1": {ID: "1", Fields: map[string]validate.Value{"emailAddress1": validate.Cleared()}},
		"2": {ID: "2", Fields: map[string]validate.Value{"emailAddress1": validate.Of("b")}},
	}
	want := []string{"2 planned", "3 unchanged", "step 1 rows [2] emailAddress1:>a"}
	if diff := cmp.Diff(want, told(undo(t, Reversal{Changes: changes, Steps: Order(changes), Now: now}))); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// What somebody else holds by now is left to them, and what therefore stays isn't
// free for others of the run.
func TestUndoOfATakenValue(t *testing.T) {
	changes := []Change{taking(1, "a", "b"), taking(2, "b", "c"), taking(3, "d", "e")}
	now := map[string]Current{}
	for _, c := range changes {
		now[c.ID] = Current{ID: c.ID, Fields: map[string]validate.Value{"emailAddress1": c.Edits[0].New}}
	}
	outsider := Current{ID: "9", Fields: map[string]validate.Value{"emailAddress1": validate.Of("a")}}
	want := []string{"2 invalid value-taken()", "3 invalid value-taken-here(2)", "4 planned", "step 3 rows [4] emailAddress1:e>d"}
	if diff := cmp.Diff(want, told(undo(t, Reversal{Changes: changes, Now: now}, outsider))); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// What keeps its value keeps it from those before it in the sheet as well.
func TestUndoOfAChainThatEndsTaken(t *testing.T) {
	changes := []Change{taking(1, "b", "c"), taking(2, "a", "b")}
	now := map[string]Current{}
	for _, c := range changes {
		now[c.ID] = Current{ID: c.ID, Fields: map[string]validate.Value{"emailAddress1": c.Edits[0].New}}
	}
	outsider := Current{ID: "9", Fields: map[string]validate.Value{"emailAddress1": validate.Of("a")}}
	want := []string{"2 invalid value-taken-here(3)", "3 invalid value-taken()"}
	if diff := cmp.Diff(want, told(undo(t, Reversal{Changes: changes, Now: now}, outsider))); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

func TestUndoPassesErrorsOn(t *testing.T) {
	broken := errors.New("no answer")
	now := map[string]Current{"1": {ID: "1", Fields: map[string]validate.Value{"emailAddress1": validate.Of("b")}}}
	if _, err := Undo(t.Context(), Reversal{Changes: []Change{taking(1, "a", "b")}, Now: now}, &register{err: broken}); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
}

// What the server wrote comes back to the letter, and counts as what it means;
// the undoing remembers in its turn what it has found.
func TestUndoSendsWhatWasWritten(t *testing.T) {
	edit := Edit{Field: "address.postalCode", Old: validate.Of("169 56"), New: validate.Of("169 33"), Was: "16956"}
	now := map[string]Current{"A": {
		ID: "A", Fields: map[string]validate.Value{"address.postalCode": validate.Of("169 33")},
		Written: map[string]string{"address.postalCode": "16933"},
	}}
	p := undo(t, Reversal{Changes: []Change{{N: 1, ID: "A", Rows: []int{2}, Edits: []Edit{edit}}}, Now: now})
	for _, back := range []Edit{p.Changes[0].Edits[0], p.Steps[0].Edits[0]} {
		if back.New.Text != "16956" || !back.New.Equal(edit.Old) || back.Was != "16933" {
			t.Errorf("it sends %+v, and remembers %q", back.New, back.Was)
		}
	}
}

func TestUndoOfAListGoesByElement(t *testing.T) {
	edit := Edit{Field: "memberIDs", Old: validate.ListOf("a", "b"), New: validate.ListOf("b", "c", "d"), Add: []string{"c", "d"}, Remove: []string{"a"}}
	now := map[string]Current{"G": {ID: "G", Fields: map[string]validate.Value{"memberIDs": validate.ListOf("b", "d", "e")}}}
	p := undo(t, Reversal{Changes: []Change{{N: 1, ID: "G", Rows: []int{2}, Edits: []Edit{edit}}}, Now: now})
	want := Edit{Field: "memberIDs", Old: validate.ListOf("b", "d", "e"), New: validate.ListOf("b", "e", "a"), Add: []string{"a"}, Remove: []string{"d"}}
	if diff := cmp.Diff(want, p.Changes[0].Edits[0]); diff != "" {
		t.Errorf("edit (-want +got):\n%s", diff)
	}
}

// A row that stands in several changes has one line, with all of them, and with
// what becomes of each record.
func TestUndoOfARowInSeveralChanges(t *testing.T) {
	joins := func(n int, id string, add, remove []string) Change {
		return Change{N: n, Kind: "group", ID: id, Rows: []int{5}, Edits: []Edit{{Field: "memberIDs", Old: validate.ListOf(remove...), Add: add, Remove: remove, Handover: true}}}
	}
	group := func(id string, members ...string) Current {
		return Current{Kind: "group", ID: id, Fields: map[string]validate.Value{"memberIDs": validate.ListOf(members...)}}
	}
	changes := []Change{joins(1, "A", nil, []string{"p"}), joins(2, "B", []string{"p"}, nil)}
	changes[0].Rows = []int{5, 3}
	tests := map[string]struct {
		now  map[string]Current
		want []Line
	}{
		"both to be restored": {
			map[string]Current{"A": group("A"), "B": group("B", "p")},
			[]Line{
				{Row: 3, ID: "A", Status: Planned, Changes: []int{1}},
				{Row: 5, ID: "A B", Status: Planned, Changes: []int{1, 2}, Parts: []Part{{ID: "A", Status: Planned, Change: 1}, {ID: "B", Status: Planned, Change: 2}}},
			},
		},
		"one as before already": {
			map[string]Current{"A": group("A"), "B": group("B")},
			[]Line{
				{Row: 3, ID: "A", Status: Planned, Changes: []int{1}},
				{Row: 5, ID: "A B", Status: Planned, Changes: []int{1}, Parts: []Part{{ID: "A", Status: Planned, Change: 1}, {ID: "B", Status: Unchanged}}},
			},
		},
		"neither to be restored": {
			map[string]Current{"A": group("A", "p")},
			[]Line{
				{Row: 3, ID: "A", Status: Unchanged},
				{Row: 5, ID: "A B", Status: Missing, Parts: []Part{{ID: "A", Status: Unchanged}, {ID: "B", Status: Missing}}},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := undo(t, Reversal{Changes: changes, Now: tt.now})
			for i := range tt.want {
				tt.want[i].Key = validate.Key{Field: "id", Value: tt.want[i].ID}
			}
			if diff := cmp.Diff(tt.want, p.Lines, cmpopts.IgnoreTypes([]validate.Problem{})); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever was changed, exchanges of unique values included: undone, the records
// are what they were, but for what somebody else has changed since; and undoing
// the undoing brings the first change back.
func TestUndoBringsTheRecordsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := permuted(t, "emailAddress1", ByClearing)
		changes = slices.DeleteFunc(changes, func(c Change) bool { return len(c.Edits) == 0 })
		for i := range changes {
			changes[i].Rows = []int{i + 2}
		}
		before, after := map[string]Current{}, map[string]Current{}
		for _, c := range changes {
			before[c.ID] = Current{ID: c.ID, Fields: map[string]validate.Value{"emailAddress1": c.Edits[0].Old}}
			after[c.ID] = Current{ID: c.ID, Fields: map[string]validate.Value{"emailAddress1": c.Edits[0].New}}
		}
		touched := map[string]bool{}
		for i := range rapid.IntRange(0, 3).Draw(t, "touched") {
			id := strconv.Itoa(rapid.IntRange(0, 19).Draw(t, "who"))
			if _, ok := after[id]; ok {
				touched[id] = true
				after[id] = Current{ID: id, Fields: map[string]validate.Value{"emailAddress1": validate.Of(fmt.Sprintf("somebody%d", i))}}
			}
		}
		p := undo(t, Reversal{Changes: changes, Now: after})
		replay(t, p.Changes, p.Steps)
		for _, c := range p.Changes {
			if touched[c.ID] {
				t.Fatalf("%s was changed by somebody and is to be undone", c.ID)
			}
			if e := c.Edits[0]; !e.New.Equal(before[c.ID].Fields["emailAddress1"]) {
				t.Fatalf("%s is to hold %q again, held %q", c.ID, e.New.Text, before[c.ID].Fields["emailAddress1"].Text)
			}
		}
		if len(p.Changes)+len(touched) != len(changes) {
			t.Fatalf("%d of %d changes undone, %d touched", len(p.Changes), len(changes), len(touched))
		}
	})
}
