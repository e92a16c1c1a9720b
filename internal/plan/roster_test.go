package plan

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/validate"
)

// A town is a finder over groups and pupils: Fields of lists are searched by
// element.
type town struct{ groups, pupils []Current }

func (o *town) Find(_ context.Context, q Query) (map[validate.Key][]Current, error) {
	found := map[validate.Key][]Current{}
	records := o.groups
	if q.Kind == "student" {
		records = o.pupils
	}
	for _, k := range q.Keys {
		for _, c := range records {
			held := c.Fields[k.Field]
			if k.Field == "id" && c.ID == k.Value || held.State == validate.Set && (held.Text == k.Value || slices.Contains(held.List, k.Value)) {
				found[k] = append(found[k], c)
			}
		}
	}
	return found, nil
}

// class is a group of the school S.
func class(title string, types string, members ...string) Current {
	return Current{Kind: "group", ID: "g" + title, Scope: "schoolID=S", Fields: map[string]validate.Value{
		"title": validate.Of(title), "schoolID": validate.Of("S"), "types": validate.ListOf(strings.Fields(types)...),
		"memberIDs": validate.ListOf(members...),
	}}
}

func townOf(groups ...Current) *town {
	o := &town{groups: groups}
	for _, id := range strings.Fields("p1 p2 p3 p4 p5 p6 p7 p8 p9") {
		o.pupils = append(o.pupils, Current{Kind: "student", ID: id, Fields: map[string]validate.Value{
			"identityNumber": validate.Of("n" + id), "firstName": validate.Of("Nora"), "lastName": validate.Of(id),
		}})
	}
	return o
}

// seated is a row that puts a pupil into a class.
func seated(row int, class, pupil string) validate.Verdict {
	key := validate.Key{Field: "title", Value: class}
	v := about(validate.Verdict{}, pupil)
	v.Names, v.Record = key, validate.Record{Row: row, Key: key, Lists: map[string]validate.List{"memberIDs": {Add: v.Who}}}
	return v
}

// faulty is a row of a class that wasn't understood.
func faulty(row int, class string) validate.Verdict {
	v := seated(row, class, "?")
	v.Problems, v.Who = []validate.Problem{{Severity: validate.Fault}}, nil
	return v
}

// about makes a row tell whom it names, all the same.
func about(v validate.Verdict, pupil string) validate.Verdict {
	v.Who = []validate.Key{{Field: "identityNumber", Value: "n" + pupil}}
	return v
}

func enrolled(t *testing.T, o *town, r Roster, rows ...validate.Verdict) *Plan {
	t.Helper()
	r.Member, r.Names, r.Title, r.School, r.Types, r.Class = "student", []string{"firstName", "lastName"}, "title", "schoolID", "types", "Class"
	p, err := Build(t.Context(), Source{
		Verdicts: verdicts(rows...), Kind: "group", Roster: r,
		Schema: validate.Schema{Members: &validate.Members{Field: "memberIDs", Keys: []string{"identityNumber"}}},
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rollCall writes a plan in lines: rows, steps, classes, and what is in doubt.
func rollCall(p *Plan) []string {
	var lines []string
	for _, l := range p.Lines {
		text := fmt.Sprintf("row %d %s", l.Row, l.Status)
		for _, problem := range l.Problems {
			text += " " + strings.TrimSpace(string(problem.Code)+" "+problem.Args["rows"])
		}
		lines = append(lines, strings.TrimSpace(text))
	}
	for _, s := range p.Steps {
		c, e := p.Changes[s.Change-1], s.Edits[0]
		lines = append(lines, fmt.Sprintf("%s +%v -%v rows %v after %v", c.ID, e.Add, e.Remove, c.Rows, s.After))
	}
	for _, c := range p.Roll.Classes {
		text := fmt.Sprintf("%s: %d, %d new, %d leave", c.Title, c.Size, c.New, c.Leaves)
		for _, from := range slices.Sorted(maps.Keys(c.From)) {
			text += fmt.Sprintf(", %d from %s", c.From[from], from)
		}
		for _, p := range c.Unlisted {
			text += ", not in the sheet " + p.Name
		}
		for _, p := range c.Held {
			text += ", held back " + p.ID
		}
		lines = append(lines, text)
	}
	for _, d := range p.Roll.Doubled {
		lines = append(lines, fmt.Sprintf("row %d in %s and %s", d.Row, d.Title, d.Other))
	}
	if s := p.Roll.Shift; s != nil {
		for _, r := range s.Renames {
			lines = append(lines, fmt.Sprintf("rename %s to %s: %d of %d", r.Title, r.New, r.There, r.Rows))
		}
		lines = append(lines, fmt.Sprintf("%d of %d classes, %d members, in the way %v", len(s.Renames), s.Of, s.Members, s.Held))
	}
	return lines
}

func TestRoster(t *testing.T) {
	tests := map[string]struct {
		town *town
		how  Roster
		rows []validate.Verdict
		want []string
	}{
		"rows fold into one change per class": {
			townOf(class("7A", "Class", "p1"), class("7B", "Class Mentor")), Roster{},
			[]validate.Verdict{seated(2, "7A", "p1"), seated(3, "7B", "p2"), seated(4, "7B", "p3")},
			[]string{
				"row 2 unchanged", "row 3 planned", "row 4 planned", "g7B +[p2 p3] -[] rows [3 4] after []",
				"7A: 1, 0 new, 0 leave", "7B: 2, 2 new, 0 leave",
			},
		},
		"who isn't in the sheet is named and stays": {
			townOf(class("7A", "Class", "p1", "p2")), Roster{}, []validate.Verdict{seated(2, "7A", "p1")},
			[]string{"row 2 unchanged", "7A: 2, 0 new, 0 leave, not in the sheet Nora p2"},
		},
		"exact: who isn't in the sheet leaves": {
			townOf(class("7A", "Class", "p1", "p2")), Roster{Exact: true}, []validate.Verdict{seated(2, "7A", "p1")},
			[]string{"row 2 planned", "g7A +[] -[p2] rows [2] after []", "7A: 1, 0 new, 1 leave"},
		},
		"exact: a row that wasn't understood holds the removals of its class back, and of no other": {
			townOf(class("7A", "Class", "p1", "p2"), class("7B", "Class", "p4", "p5")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p1"), about(faulty(3, "7A"), "p9"), seated(4, "7A", "p3"), seated(5, "7B", "p4")},
			[]string{
				"row 2 unchanged", "row 3 invalid", "row 4 planned", "row 5 planned",
				"g7A +[p3] -[] rows [4] after []", "g7B +[] -[p5] rows [5] after []",
				"7A: 3, 1 new, 0 leave, not in the sheet Nora p2, held back p2", "7B: 1, 0 new, 1 leave",
			},
		},
		"exact: one of which nobody knows whom it names, those of every class": {
			townOf(class("7A", "Class", "p1", "p2"), class("7B", "Class", "p4", "p5")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p1"), faulty(3, "7A"), seated(5, "7B", "p4")},
			[]string{
				"row 2 unchanged", "row 3 invalid", "row 5 unchanged",
				"7A: 2, 0 new, 0 leave, not in the sheet Nora p2, held back p2", "7B: 2, 0 new, 0 leave, not in the sheet Nora p5, held back p5",
			},
		},
		"exact: whom such a row names stays, and isn't said to be missing": {
			townOf(class("7A", "Class", "p1", "p2"), class("7B", "Class", "p4", "p5")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p1"), about(faulty(3, "7X"), "p5"), seated(5, "7B", "p4")},
			[]string{
				"row 2 unchanged", "row 3 invalid", "row 5 unchanged",
				"7A: 2, 0 new, 0 leave, not in the sheet Nora p2, held back p2", "7B: 2, 0 new, 0 leave",
			},
		},
		"exact: so does a pupil who isn't found": {
			townOf(class("7A", "Class", "p1", "p2")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p1"), seated(3, "7A", "nobody")},
			[]string{
				"row 2 unchanged", "row 3 missing member-record-missing",
				"7A: 2, 0 new, 0 leave, not in the sheet Nora p2, held back p2",
			},
		},
		"exact: a row of which nobody knows what it names holds all removals back": {
			townOf(class("7A", "Class", "p1", "p2")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p1"), {Record: validate.Record{Row: 3}, Skipped: validate.Protected}},
			[]string{"row 2 unchanged", "row 3 skipped", "7A: 2, 0 new, 0 leave, not in the sheet Nora p2, held back p2"},
		},
		"nobody is in two classes unasked": {
			townOf(class("7A", "Class", "p1"), class("7B", "Class", "p2")), Roster{},
			[]validate.Verdict{seated(2, "7B", "p1"), seated(3, "7B", "p2")},
			[]string{
				"row 2 planned", "row 3 unchanged", "g7B +[p1] -[] rows [2] after []",
				"7B: 2, 1 new, 0 leave, 1 from 7A", "row 2 in 7B and 7A",
			},
		},
		"move: the class before is left, after the new one is joined": {
			townOf(class("7A", "Class", "p1", "p3"), class("7B", "Class", "p2")), Roster{Move: true},
			[]validate.Verdict{seated(2, "7B", "p1")},
			[]string{
				"row 2 planned", "g7B +[p1] -[] rows [2] after []", "g7A +[] -[p1] rows [2] after [1]",
				"7B: 2, 1 new, 0 leave, 1 from 7A, not in the sheet Nora p2", "7A: 1, 0 new, 1 leave",
			},
		},
		"keep both": {
			townOf(class("7A", "Class", "p1"), class("7B", "Class")), Roster{KeepBoth: true}, []validate.Verdict{seated(2, "7B", "p1")},
			[]string{"row 2 planned", "g7B +[p1] -[] rows [2] after []", "7B: 1, 1 new, 0 leave, 1 from 7A"},
		},
		"a class of another school is left too": {
			func() *town {
				far := class("1X", "Class", "p1")
				far.Fields["schoolID"] = validate.Of("T")
				return townOf(far, class("7B", "Class"))
			}(), Roster{Move: true}, []validate.Verdict{seated(2, "7B", "p1")},
			[]string{
				"row 2 planned", "g7B +[p1] -[] rows [2] after []", "g1X +[] -[p1] rows [2] after [1]",
				"7B: 1, 1 new, 0 leave, 1 from 1X", "1X: 0, 0 new, 1 leave",
			},
		},
		"a teaching group isn't a class": {
			townOf(class("7A", "Class", "p1"), class("French", "")), Roster{}, []validate.Verdict{seated(2, "French", "p1")},
			[]string{"row 2 planned", "gFrench +[p1] -[] rows [2] after []", "French: 1, 1 new, 0 leave"},
		},
		"a pupil in two classes of the sheet": {
			townOf(class("7A", "Class"), class("7B", "Class", "p2")), Roster{Move: true},
			[]validate.Verdict{seated(2, "7A", "p1"), seated(3, "7B", "p1"), seated(4, "7B", "p2")},
			[]string{
				"row 2 invalid two-classes 3", "row 3 invalid two-classes 2", "row 4 unchanged",
				"7A: 0, 0 new, 0 leave", "7B: 1, 0 new, 0 leave",
			},
		},
		"a pupil twice in the same class shares one change": {
			townOf(class("7A", "Class")), Roster{}, []validate.Verdict{seated(2, "7A", "p1"), seated(3, "7A", "p1")},
			[]string{"row 2 planned", "row 3 planned", "g7A +[p1] -[] rows [2 3] after []", "7A: 1, 1 new, 0 leave"},
		},
		"classes that exchange pupils": {
			townOf(class("7A", "Class", "p1", "p3"), class("7B", "Class", "p2", "p4")), Roster{Exact: true},
			[]validate.Verdict{seated(2, "7A", "p2"), seated(3, "7A", "p3"), seated(4, "7B", "p1"), seated(5, "7B", "p4")},
			[]string{
				"row 2 planned", "row 3 unchanged", "row 4 planned", "row 5 unchanged",
				"g7A +[p2] -[] rows [2 4] after []", "g7B +[p1] -[p2] rows [2 4] after [1]", "g7A +[] -[p1] rows [2 4] after [1 2]",
				"7A: 2, 1 new, 1 leave, 1 from 7B", "7B: 2, 1 new, 1 leave, 1 from 7A",
			},
		},
		"the classes have moved up a year": {
			townOf(class("6A", "Class", "p1", "p2", "p3"), class("7A", "Class", "p4", "p5", "p6"), class("8A", "Class", "p7", "p8", "p9")),
			Roster{KeepBoth: true},
			[]validate.Verdict{
				seated(2, "7A", "p1"), seated(3, "7A", "p2"), seated(4, "7A", "p3"),
				seated(5, "8A", "p4"), seated(6, "8A", "p5"), seated(7, "8A", "p6"),
			},
			[]string{
				"row 2 planned", "row 3 planned", "row 4 planned", "row 5 planned", "row 6 planned", "row 7 planned",
				"g7A +[p1 p2 p3] -[] rows [2 3 4] after []", "g8A +[p4 p5 p6] -[] rows [5 6 7] after []",
				"7A: 6, 3 new, 0 leave, 3 from 6A, not in the sheet Nora p4, not in the sheet Nora p5, not in the sheet Nora p6",
				"8A: 6, 3 new, 0 leave, 3 from 7A, not in the sheet Nora p7, not in the sheet Nora p8, not in the sheet Nora p9",
				"rename 6A to 7A: 3 of 3", "rename 7A to 8A: 3 of 3", "2 of 2 classes, 6 members, in the way [8A]",
			},
		},
		"so has one that there isn't yet": {
			townOf(class("6C", "Class", "p1", "p2", "p3")), Roster{KeepBoth: true},
			[]validate.Verdict{seated(2, "7C", "p1"), seated(3, "7C", "p2"), seated(4, "7C", "p3")},
			[]string{
				"row 2 missing class-missing", "row 3 missing class-missing", "row 4 missing class-missing",
				"rename 6C to 7C: 3 of 3", "1 of 1 classes, 3 members, in the way []",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, rollCall(enrolled(t, tt.town, tt.how, tt.rows...))); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}
