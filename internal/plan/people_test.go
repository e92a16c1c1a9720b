package plan

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/validate"
)

// listed is a row of a sheet of groups: a class, and its members as the sheet has
// them: exactly these, or "+p1" and "-p1".
func listed(row int, class, members string) validate.Verdict {
	asked := validate.List{Exact: !strings.ContainsAny(members, "+-")}
	for _, id := range strings.Fields(members) {
		key := validate.Key{Field: "id", Value: strings.TrimLeft(id, "+-")}
		switch id[0] {
		case '+':
			asked.Add = append(asked.Add, key)
		case '-':
			asked.Remove = append(asked.Remove, key)
		default:
			asked.Items = append(asked.Items, key)
		}
	}
	return validate.Verdict{Record: validate.Record{
		Row: row, Key: validate.Key{Field: "title", Value: class}, Lists: map[string]validate.List{"memberIDs": asked},
	}}
}

func groupSource(rows ...validate.Verdict) Source {
	return Source{
		Verdicts: verdicts(rows...), Kind: "group",
		Roster: Roster{Names: []string{"firstName", "lastName"}, Types: "types", Class: "Class"},
		Schema: validate.Schema{Columns: []validate.Column{
			{Field: "title", Kind: validate.Title}, {Field: "types", List: true},
			{Field: "memberIDs", Kind: validate.Person, List: true, Refers: "student", Handover: true},
		}},
	}
}

// Of everybody who joins or leaves a list there is a name, and of a protected one
// none. Who leaves a class and is in none of the sheet's then is in no class.
func TestPeopleOfLists(t *testing.T) {
	retyped := listed(3, "7B", "p3 p1")
	retyped.Record.Lists["types"] = validate.List{Exact: true}
	tests := map[string]struct {
		rows      []validate.Verdict
		names     map[string]string
		classless map[int][]string
	}{
		"an exact list":               {[]validate.Verdict{listed(2, "7A", "p2 p4")}, map[string]string{"p1": "Nora p1", "p2": "Nora p2", "p4": "Nora p4"}, map[int][]string{1: {"p1"}}},
		"elements":                    {[]validate.Verdict{listed(2, "7A", "+p4 -p1")}, map[string]string{"p1": "Nora p1", "p4": "Nora p4"}, map[int][]string{1: {"p1"}}},
		"nothing to do":               {[]validate.Verdict{listed(2, "7A", "p1 p2")}, map[string]string{"p1": "Nora p1", "p2": "Nora p2"}, nil},
		"joins another class":         {[]validate.Verdict{listed(2, "7A", "-p1"), listed(3, "7B", "+p1")}, map[string]string{"p1": "Nora p1"}, nil},
		"is in another class":         {[]validate.Verdict{listed(2, "7C", "-p3"), listed(3, "7B", "p3")}, map[string]string{"p3": "Nora p3"}, nil},
		"joins what is no class":      {[]validate.Verdict{listed(2, "7A", "-p1"), listed(3, "Slöjd", "+p1")}, map[string]string{"p1": "Nora p1"}, map[int][]string{1: {"p1"}}},
		"joins what ceases to be one": {[]validate.Verdict{listed(2, "7A", "-p1"), retyped}, map[string]string{"p1": "Nora p1", "p3": "Nora p3"}, map[int][]string{1: {"p1"}}},
		"leaves what is no class":     {[]validate.Verdict{listed(2, "Slöjd", "-p5")}, map[string]string{"p5": "Nora p5"}, nil},
		"protected":                   {[]validate.Verdict{listed(2, "7A", "p2 p9")}, map[string]string{"p1": "Nora p1", "p2": "Nora p2", "p9": ""}, map[int][]string{1: {"p1"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := townOf(class("7A", "Class", "p1", "p2"), class("7B", "Class", "p3"), class("7C", "Class", "p3", "p4"), class("Slöjd", "", "p5"))
			o.pupils[8].Fields["address.postalAddress"] = validate.Of("Skyddad adress")
			p, err := Build(t.Context(), groupSource(tt.rows...), o)
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]string{}
			for id, person := range p.People {
				names[id] = person.Name
			}
			if diff := cmp.Diff(tt.names, names); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
			if len(tt.classless)+len(p.Classless) > 0 {
				if diff := cmp.Diff(tt.classless, p.Classless); diff != "" {
					t.Errorf("in no class (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A library counts what it is asked of pupils, and refuses it from the nth time on.
type library struct {
	*town
	refuses int
	refused func()
	asked   []int // keys of each question
}

var errClosed = errors.New("closed")

func (l *library) Find(ctx context.Context, q Query) (map[validate.Key][]Current, error) {
	if q.Kind == "student" {
		l.asked = append(l.asked, len(q.Keys))
		if len(l.asked) >= l.refuses {
			l.refused()
			return nil, errClosed
		}
	}
	return l.town.Find(ctx, q)
}

// Names are asked for once, of those only who haven't been looked up; a plan
// stands without them, but not once the run is interrupted.
func TestNamesAreReadOnce(t *testing.T) {
	rows := []validate.Verdict{listed(2, "7A", "p1 p5"), listed(3, "7B", "p1")}
	tests := map[string]struct {
		refuses   int
		interrupt bool
		names     int
	}{"read": {9, false, 6}, "refused": {2, false, 2}, "interrupted": {2, true, 2}}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			l := &library{town: townOf(class("7A", "Class", "p1", "p2", "p3"), class("7B", "Class", "p3", "p4", "p6")), refuses: tt.refuses}
			l.refused = func() {
				if tt.interrupt {
					stop()
				}
			}
			p, err := Build(ctx, groupSource(rows...), l)
			if (err != nil) != tt.interrupt {
				t.Fatalf("the error is %v", err)
			}
			if diff := cmp.Diff([]int{2, 4}, l.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if len(p.People) != tt.names || len(p.Steps) != 2 {
				t.Errorf("%d names, %d steps", len(p.People), len(p.Steps))
			}
		})
	}
}
