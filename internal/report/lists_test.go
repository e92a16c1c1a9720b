package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
	"importer/internal/validate"
)

// listPlan is a plan of changes of groups: a title, who joins and who leaves. Of
// those who leave, the ones in capitals are in no class then; x has no name.
func listPlan(groups ...string) *plan.Plan {
	p := &plan.Plan{Records: map[string]plan.Current{}, People: map[string]plan.Person{}, Classless: map[int][]string{}}
	for i, group := range groups {
		parts := strings.Split(group, "/")
		n, e := i+1, plan.Edit{Field: "memberIDs", People: true, Handover: true, Add: strings.Fields(parts[1]), Remove: strings.Fields(parts[2])}
		c := plan.Change{N: n, ID: fmt.Sprint("g", n), Edits: []plan.Edit{{Field: "title"}, e}}
		p.Changes, p.Steps = append(p.Changes, c), append(p.Steps, plan.Step{N: n, Change: n})
		p.Records[c.ID] = plan.Current{ID: c.ID, Fields: map[string]validate.Value{"title": validate.Of(parts[0])}}
		for _, id := range append(e.Add, e.Remove...) {
			p.People[id] = plan.Person{ID: id, Name: strings.TrimPrefix("Ada "+id, "Ada x")}
		}
		for _, id := range e.Remove {
			if id == strings.ToUpper(id) {
				p.Classless[n] = append(p.Classless[n], id)
			}
		}
	}
	return p
}

func TestLists(t *testing.T) {
	limited := listPlan("7A/a/", "7B/b/")
	limited.Steps = limited.Steps[:1]
	taught := listPlan("7A//A b")
	taught.Changes[0].Edits = append(taught.Changes[0].Edits, plan.Edit{Field: "moderatorIDs", People: true, Remove: []string{"A"}})
	two := make([]string, 22)
	for i := range two {
		two[i] = fmt.Sprintf("%dA/a b/C", i+1)
	}
	open := Look{Lang: English, Values: true}
	tests := map[string]struct {
		plan *plan.Plan
		look Look
		want string // from the heading on; the end of it where it begins with …
	}{
		"none":          {listPlan(), open, ""},
		"both":          {listPlan("7A/a b/C d"), open, "Lists\n  7A      Elever: 2 join, 2 leave\n          join: Ada a, Ada b; leave: Ada C, Ada d\n          in no class after this, as far as this sheet goes: 1 (Ada C)\n"},
		"in Swedish":    {listPlan("7A/a b/C d"), Look{Lang: Swedish, Values: true}, "Listor\n  7A      Elever: 2 tillkommer, 2 går\n          tillkommer: Ada a, Ada b; går: Ada C, Ada d\n          utan klass efter det här, så långt det här bladet räcker: 1 (Ada C)\n"},
		"no values":     {listPlan("7A/a b/C d"), Look{Lang: English}, "Lists\n  7A      Elever: 2 join, 2 leave\n          in no class after this, as far as this sheet goes: 1\n"},
		"one of each":   {listPlan("7A/a/b"), open, "Lists\n  7A      Elever: 1 joins, 1 leaves\n          join: Ada a; leave: Ada b\n"},
		"all classless": {listPlan("7A//C D"), open, "Lists\n  7A      Elever: 2 leave\n          leave: Ada C, Ada D\n          in no class after this, as far as this sheet goes: 2\n"},
		"no name":       {listPlan("7A/a x/x"), open, "Lists\n  7A      Elever: 2 join, 1 leaves\n          join: Ada a and 1 more\n"},
		"by title":      {listPlan("10A/a/", "9A/b/"), open, "Lists\n  9A      Elever: 1 joins\n          join: Ada b\n  10A     Elever: 1 joins\n          join: Ada a\n"},
		"over a limit":  {limited, open, "Lists\n  7A      Elever: 1 joins\n          join: Ada a\n"},
		"two lists":     {taught, Look{Lang: English}, "Lists\n  7A      Elever: 2 leave\n          in no class after this, as far as this sheet goes: 1\n  7A      moderatorIDs: 1 leaves\n"},
		"many names":    {listPlan("7A/a b c d e f g h i j k/"), open, "Lists\n  7A      Elever: 11 join\n          join: Ada a, Ada b, Ada c, Ada d, Ada e, Ada f, Ada g, Ada h, Ada i, Ada j and 1 more\n"},
		"all names":     {listPlan("7A/a b c d e f g h i j k/"), Look{Lang: English, Values: true, All: true}, "…Ada j, Ada k\n"},
		"folded":        {listPlan("7A/a b c d e f/"), Look{Lang: English, Values: true, Width: 40}, "Lists\n  7A      Elever: 6 join\n          join: Ada a, Ada b, Ada c, Ada\n            d, Ada e, Ada f\n"},
		"many lists":    {listPlan(two...), Look{Lang: English}, "…  2 more lists: 4 join, 2 leave; in no class after this, as far as this sheet goes: 2\n"},
		"all lists":     {listPlan(two...), Look{Lang: English, All: true}, "…  22A     Elever: 2 join, 1 leaves\n          in no class after this, as far as this sheet goes: 1\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			p := Preview{
				Layout: Layout{Columns: []validate.Mapped{{Title: "Elever", Field: "memberIDs", Use: validate.Used}}},
				Lists:  Lists{Plan: tt.plan, Title: "title"}, Look: tt.look,
			}
			p.lists(p.Look.page(&out))
			got, want := strings.TrimPrefix(out.String(), "\n"), tt.want
			if end, ok := strings.CutPrefix(want, "…"); ok {
				got, want = got[max(0, len(got)-len(end)):], end
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// report.csv counts who joins and leaves a list; a row of a class list has only
// its own member.
func TestChangesOfLists(t *testing.T) {
	people := plan.Edit{Field: "memberIDs", People: true, Add: []string{"a", "b"}, Remove: []string{"c"}}
	tests := map[string]struct {
		row  Row
		want string
	}{
		"a list of people":      {Row{Edits: []plan.Edit{{Field: "title"}, people}}, "title memberIDs +2 -1"},
		"another list":          {Row{Edits: []plan.Edit{{Field: "types", Add: []string{"Class"}}}}, "types"},
		"a row of a class list": {Row{Line: plan.Line{Member: "a"}, Edits: []plan.Edit{people}}, "memberIDs"},
	}
	for name, tt := range tests {
		if got := tt.row.record(English).Changes; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
