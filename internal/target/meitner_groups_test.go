package target

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// Groups of the sandbox, and somebody who may be in one.
const (
	svartmes   = "605573d3-e162-40d2-a0e2-e14f9f3b396b" // a school with a class 7A
	lindorm    = "bff06277-6c33-4e2e-b812-3dfb43b3a3a6" // another one
	blåsippan  = "59e5cb54-c321-47b5-87c4-613257993d6f" // of a preschool
	elevrådet  = "d85c68e5-dbe2-4cb3-8c26-f04f398040a4" // of category Other
	slöjd      = "fbf09a00-668e-4017-b595-2fff03d1b0a4" // of no type
	ekorren    = "7234a0a7-e7ac-44ef-915d-ed8d78cac5a4" // Childcare
	mentors7A  = "5fbcd267-923e-4a81-8226-cfb80c401432" // Class and Mentor
	elinNumber = "19950808-2386"
)

// typesOf makes rows of a sheet of types, and gives what a group holds afterwards.
func typesOf(t *testing.T, id, cell string) (*plan.Plan, []string, *sandbox.Server) {
	t.Helper()
	server := sandbox.New(sandbox.Options{})
	conn := openAs(t, meitnerGroups(), server)
	p, _ := planOf(t, conn, "id;types\n"+id+";"+cell+"\n")
	carryGroups(t, conn, p)
	now, _ := server.Group(id)
	types, _ := now["types"].([]string)
	slices.Sort(types)
	return p, types, server
}

// carryGroups sends a plan's steps, and holds what the server stored against them.
func carryGroups(t *testing.T, c *Conn, p *plan.Plan) {
	t.Helper()
	for _, s := range p.Steps {
		now := p.Records[p.Changes[s.Change-1].ID]
		stored, err := c.Patch(t.Context(), now, s.Edits)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Edits {
			if !stored.Fields[e.Field].Equal(e.Applied(now.Fields[e.Field])) {
				t.Errorf("%s is %v now, want %v", e.Field, stored.Fields[e.Field], e.New)
			}
		}
	}
}

// Mentor is the administrators' own, unless a cell names it. Preschools pair Class
// and Childcare by themselves; a group of category Other has no types.
func TestGroupTypes(t *testing.T) {
	tests := map[string]struct {
		id, cell string
		outcome  string
		types    []string
	}{
		"Mentor stays":                    {mentors7A, "Childcare", "planned", []string{"Childcare", "Mentor"}},
		"Mentor stays when all is taken":  {mentors7A, "<clear>", "planned", []string{"Mentor"}},
		"Mentor, named":                   {mentors7A, "-Mentor", "planned", []string{"Class"}},
		"Mentor, asked for":               {ekorren, "Childcare|Mentor", "planned", []string{"Childcare", "Mentor"}},
		"as they are but for Mentor":      {mentors7A, "Class", "unchanged", []string{"Class", "Mentor"}},
		"one of a preschool's pair":       {blåsippan, "Class", "unchanged", []string{"Childcare", "Class"}},
		"the other one":                   {blåsippan, "+fritids", "unchanged", []string{"Childcare", "Class"}},
		"one of the pair taken":           {blåsippan, "-Class", "planned", nil},
		"a pair only in a preschool":      {ekorren, "+Class", "planned", []string{"Childcare", "Class"}},
		"a school's Class without a pair": {slöjd, "Class", "planned", []string{"Class"}},
		"of category Other":               {elevrådet, "Class", "invalid types-other", nil},
		"none, of category Other":         {elevrådet, "", "unchanged", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, types, server := typesOf(t, tt.id, tt.cell)
			if got := outcomes(p)[0]; got != tt.outcome {
				t.Errorf("the row is %s, want %s", got, tt.outcome)
			}
			if diff := cmp.Diff(tt.types, types, cmp.Transformer("list", func(l []string) []string { return append([]string{}, l...) })); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
			allDocumented(t, server)
		})
	}
}

// Who is named in a list is found by any key, and must be of the kind that the
// group takes.
func TestGroupPeople(t *testing.T) {
	tests := map[string]struct {
		id, column, cell string
		outcome          string
		ids              []string // in the list afterwards; of a row that isn't planned, none is looked at
	}{
		"a pupil by number":     {slöjd, "memberIDs", ines, "planned", []string{inesID}},
		"by another number":     {slöjd, "memberIDs", strings.ReplaceAll(ines, "-", ""), "planned", []string{inesID}},
		"by another system's":   {slöjd, "memberIDs", "SIS-40239", "planned", []string{inesID}},
		"by address":            {slöjd, "memberIDs", "Ines.Ostlund@elev.example.se", "planned", []string{inesID}},
		"by UUID":               {slöjd, "memberIDs", strings.ToUpper(inesID), "planned", []string{inesID}},
		"once in four ways":     {slöjd, "memberIDs", ines + "|SIS-40239|ines.ostlund@elev.example.se|" + inesID, "planned", []string{inesID}},
		"a teacher by number":   {slöjd, "moderatorIDs", elinNumber, "planned", []string{elin}},
		"a teacher by address":  {slöjd, "moderatorIDs", "elin.akerblom@skola.example.se", "planned", []string{elin}},
		"a teacher by source":   {slöjd, "moderatorIDs", "HR-7129", "planned", []string{elin}},
		"a teacher by UUID":     {slöjd, "moderatorIDs", elin, "planned", []string{elin}},
		"a teacher as a member": {slöjd, "memberIDs.add", elinNumber, "invalid member-not-student", nil},
		"a pupil as a teacher":  {slöjd, "moderatorIDs", ines, "invalid moderator-not-employee", nil},
		"nobody":                {slöjd, "memberIDs", "SIS-99999", "invalid element-missing", nil},
		"a teacher of Other":    {elevrådet, "memberIDs", elinNumber, "planned", []string{elin}},
		"a pupil leads Other":   {elevrådet, "moderatorIDs", ines, "planned", []string{inesID}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New(sandbox.Options{})
			conn := openAs(t, meitnerGroups(), server)
			p, _ := planOf(t, conn, "id;"+tt.column+"\n"+tt.id+";"+tt.cell+"\n")
			if got := outcomes(p)[0]; got != tt.outcome {
				t.Fatalf("the row is %s, want %s", got, tt.outcome)
			}
			carryGroups(t, conn, p)
			group, _ := server.Group(tt.id)
			if held, _ := group[tt.column].([]string); tt.ids != nil && !slices.Equal(held, tt.ids) {
				t.Errorf("%s is %v, want %v", tt.column, held, tt.ids)
			}
			allDocumented(t, server)
		})
	}
}

// People are looked up in batches, pupils and employees apart.
func TestGroupPeopleAreReadInBatches(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openAs(t, meitnerGroups(), server)
	var members []string
	for _, s := range server.Students()[:60] {
		members = append(members, fmt.Sprint(s["id"]))
	}
	planOf(t, conn, "id;memberIDs.add;moderatorIDs.add\n"+slöjd+";"+strings.Join(members, "|")+";"+elinNumber+"\n")
	paths := map[string]int{}
	for _, x := range server.Log() {
		paths[x.Path]++
	}
	want := map[string]int{"/directory/v1/group/_search": 1, "/directory/v1/student/_search": 2, "/directory/v1/employee/_search": 1}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A title that two schools have is refused, and they are named; a school decides.
func TestGroupsOfSeveralSchools(t *testing.T) {
	tests := map[string]struct {
		school, outcome, id string
	}{
		"unsaid":         {"", "invalid record-ambiguous-place", ""},
		"one":            {svartmes, "planned", mentors7A},
		"the other":      {lindorm, "planned", "fc99dc17-708a-47c6-8111-32f9932dcbe0"},
		"one without":    {"d93c6581-4ec3-4f40-b37e-3a8d3ac098ff", "missing record-missing", ""},
		"one in capital": {strings.ToUpper(svartmes), "planned", mentors7A},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New(sandbox.Options{})
			p, _ := planOf(t, openAs(t, meitnerGroups(), server), "title;title.new;schoolID\n7A;7Q;"+tt.school+"\n")
			if got := outcomes(p)[0]; got != tt.outcome || p.Lines[0].ID != tt.id {
				t.Fatalf("the row is %s of %s, want %s of %s", got, p.Lines[0].ID, tt.outcome, tt.id)
			}
			where := ""
			if len(p.Lines[0].Problems) > 0 {
				where = p.Lines[0].Problems[0].Args["where"]
			}
			if want := map[bool]string{true: "Lindormsskolan; Svartmesskolan"}[tt.school == ""]; where != want {
				t.Errorf("the schools are %q, want %q", where, want)
			}
			allDocumented(t, server)
		})
	}
}

// A title is taken within its school only.
func TestGroupTitlesAreUniqueInTheirSchool(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openAs(t, meitnerGroups(), server)
	p, _ := planOf(t, conn, "id;title.new\n"+slöjd+";7B\n"+blåsippan+";7B\n")
	if diff := cmp.Diff([]string{"invalid value-taken", "planned"}, outcomes(p)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// A key within a school is asked for there, and a group of another one isn't taken
// even if a server gives it.
func TestGroupsAreAskedForInTheirSchool(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	blind := false
	conn := openAs(t, meitnerGroups(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if blind {
			reworded(func(body map[string]any) { delete(body["filter"].(map[string]any), "equals") })(w, r, server)
			return
		}
		server.ServeHTTP(w, r)
	}))
	key := validate.Key{Field: "title", Value: "7A", Scope: url.Values{"schoolID": {svartmes}}.Encode()}
	for _, blind = range []bool{false, true} {
		found, err := conn.Find(t.Context(), plan.Query{Kind: "group", Keys: []validate.Key{key}})
		if err != nil || len(found) != 1 || len(found[key]) != 1 || found[key][0].ID != mentors7A {
			t.Errorf("blind %v: found %v, %v", blind, idsOf(found[key]), err)
		}
	}
	var sent map[string]any
	if err := json.Unmarshal([]byte(server.Log()[0].Body), &sent); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"filter": map[string]any{
		"orCondition": false, "contains": map[string]any{"title": []any{"7A", "7a"}}, "equals": map[string]any{"schoolID": svartmes}}}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}
