package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/validate"
)

// sheetOf makes a plan of rows: so many without a record, and so many with one
// that each make the edits.
func sheetOf(missing, found int, changed int, edits ...Edit) *Plan {
	p := &Plan{}
	for range missing {
		p.Lines = append(p.Lines, Line{Status: Missing})
	}
	for i := range found {
		line := Line{Status: Unchanged, ID: "x"}
		if i < changed {
			p.Changes = append(p.Changes, Change{N: i + 1, Edits: edits})
			line.Status, line.Changes = Planned, []int{i + 1}
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

func TestAlarms(t *testing.T) {
	who := Identity{Names: []string{"firstName", "lastName"}, Birth: "dateOfBirth", Number: "identityNumber"}
	edit := func(field string) Edit {
		return Edit{Field: field, Old: validate.Of("a"), New: validate.Of("b")}
	}
	clears := Edit{Field: "phoneNumber1", Old: validate.Of("a"), New: validate.Cleared()}
	types := validate.ListOf("Class")
	undone := Edit{Field: "types", Old: types, New: validate.ListOf(), Remove: []string{"Class"}}
	other := Edit{Field: "types", Old: types, New: validate.ListOf("Childcare"), Add: []string{"Childcare"}, Remove: []string{"Class"}}
	left := Edit{Field: "memberIDs", Old: types, New: validate.ListOf(), Remove: []string{"Class"}, Handover: true}
	first, last, birth, number := edit("firstName"), edit("lastName"), edit("dateOfBirth"), edit("identityNumber")
	tests := map[string]struct {
		plan *Plan
		want []Alarm
	}{
		"nothing":                             {sheetOf(0, 100, 50, edit("phoneNumber1")), nil},
		"nine rows, none of them there":       {sheetOf(9, 0, 0), nil},
		"seven of ten are there":              {sheetOf(3, 7, 0), nil},
		"six of ten are there":                {sheetOf(4, 6, 0), []Alarm{{Kind: Unmatched, Count: 4, Of: 10}}},
		"one row in ten is emptied":           {sheetOf(0, 100, 10, clears), nil},
		"more than one row in ten is emptied": {sheetOf(0, 100, 11, clears), []Alarm{{Kind: Clears, Count: 11, Of: 100}}},
		"lists are emptied":                   {sheetOf(0, 8, 8, undone), []Alarm{{Kind: Clears, Count: 8, Of: 8}}},
		"lists have other elements":           {sheetOf(0, 8, 8, other), nil},
		"classes are left":                    {sheetOf(0, 8, 8, left), nil},
		"five new names in a small sheet":     {sheetOf(0, 20, 5, first, last), nil},
		"six new names in a small sheet":      {sheetOf(0, 20, 6, first, last), []Alarm{{Kind: Renames, Count: 6, Of: 20}}},
		"six new names in a large sheet":      {sheetOf(0, 120, 6, first, last), nil},
		"many new last names":                 {sheetOf(0, 20, 20, last), nil},
		"many birth dates against the number": {sheetOf(0, 20, 6, birth), []Alarm{{Kind: Renames, Count: 6, Of: 20}}},
		"many birth dates with their number":  {sheetOf(0, 20, 6, birth, number), nil},
		"names that nobody had before":        {sheetOf(0, 20, 20, Edit{Field: "firstName", New: validate.Of("b")}, last), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.plan.Alarms(who)); diff != "" {
				t.Errorf("alarms (-want +got):\n%s", diff)
			}
		})
	}
}

// Who is wanted in another class doesn't count as leaving, even if an earlier run
// was cut off after it had brought them there.
func TestAlarmOfRemovals(t *testing.T) {
	five := []string{"p1", "p2", "p3", "p4", "p5"}
	stay := []validate.Verdict{seated(2, "7A", "p1"), seated(3, "7A", "p2"), seated(4, "7A", "p3")}
	move := append(stay[:3:3], seated(5, "7B", "p4"), seated(6, "7B", "p5"))
	exact := Roster{Exact: true, Move: true}
	tests := map[string]struct {
		town *town
		rows []validate.Verdict
		want []Alarm
	}{
		"two of five leave": {townOf(class("7A", "Class", five...)), stay, []Alarm{{Kind: Removals, Count: 2, Of: 5, Titles: []string{"7A"}}}},
		"a quarter of eight leaves": {
			townOf(class("7A", "Class", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")),
			append(stay[:3:3], seated(5, "7A", "p4"), seated(6, "7A", "p5"), seated(7, "7A", "p6")), nil,
		},
		"they join another class":     {townOf(class("7A", "Class", five...), class("7B", "Class")), move, nil},
		"they have joined it already": {townOf(class("7A", "Class", five...), class("7B", "Class", "p4", "p5")), move, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, enrolled(t, tt.town, exact, tt.rows...).Alarms(Identity{Title: "title"})); diff != "" {
				t.Errorf("alarms (-want +got):\n%s", diff)
			}
		})
	}
}
