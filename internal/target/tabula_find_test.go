package target

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

func TestTabulaFindsByKey(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	this, _ := server.TabulaSet(tutorials)
	last, _ := server.TabulaSet(lastYears)
	year := func(set sandbox.Record) string { return set["academicYear"].(string) }
	long := "20" + strings.Replace(year(last), "/", "-", 1)
	tests := map[string]struct {
		field, value, scope string
		want                []string
	}{
		"id":                            {"id", group1, in("XX101", "", ""), []string{group1}},
		"id in capitals":                {"id", strings.ToUpper(group1), in("XX101", "", ""), []string{group1}},
		"id in its set":                 {"id", group1, in("xx101", seminars, ""), []string{group1}},
		"id in another set":             {"id", group1, in("xx101", labs, ""), nil},
		"id of another module":          {"id", tutorial1, in("XX101", "", ""), nil},
		"name in a set by name":         {tabulaName, "Group 1", in("XX101", "XX101 Seminars", ""), []string{group1}},
		"name in a set by id":           {tabulaName, "Group 1", in("XX101", seminars, ""), []string{group1}},
		"set in other letters":          {tabulaName, "GROUP 1", in("xx101", "xx101 SEMINARS", ""), []string{group1}},
		"name in another set":           {tabulaName, "Group 1", in("XX101", "XX101 Labs", ""), nil},
		"the module's only set":         {tabulaName, "Tutorial 1", in("XX202", "", ""), []string{tutorial1}},
		"no such group":                 {tabulaName, "Tutorial 9", in("XX202", "", ""), nil},
		"no module":                     {tabulaName, "Tutorial 1", "", nil},
		"this year":                     {tabulaName, "Tutorial 1", in("XX202", "", year(this)), []string{tutorial1}},
		"last year":                     {tabulaName, "Tutorial 1", in("XX202", "", year(last)), []string{tutorial1B}},
		"last year, in words of others": {tabulaName, "Tutorial 1", in("XX202", "XX202 Tutorials", long), []string{tutorial1B}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			key := validate.Key{Field: tt.field, Value: tt.value, Scope: tt.scope}
			found := findGroups(t, conn, key)
			if diff := cmp.Diff(tt.want, idsOf(found[key])); diff != "" || len(found) > 1 {
				t.Errorf("hits (-want +got):\n%s", diff)
			}
		})
	}
	allDocumented(t, server)
}

// Where there is no such place, it is said what isn't there.
func TestTabulaFindsNoPlace(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	set, _ := server.TabulaSet(seminars)
	no := func(field string, code validate.Code, args ...string) validate.Problem {
		p := validate.Problem{Field: field, Code: code, Args: map[string]string{}}
		for i := 0; i < len(args); i += 2 {
			p.Args[args[i]] = args[i+1]
		}
		return p
	}
	tests := map[string]struct {
		scope string
		want  validate.Problem
	}{
		"no such set":           {in("XX202", "Tutorials", ""), no(tabulaSet, plan.CodeSetUnknown, "module", "XX202", "set", "Tutorials", "sets", "XX202 Tutorials")},
		"a set of another year": {in("XX202", lastYears, ""), no(tabulaSet, plan.CodeSetUnknown, "module", "XX202", "set", lastYears, "sets", "XX202 Tutorials")},
		"no such module":        {in("xx404", "", ""), no(tabulaModule, plan.CodeModuleUnknown, "module", "XX404")},
		"a set of no module":    {in("XX404", set["name"].(string), ""), no(tabulaModule, plan.CodeModuleUnknown, "module", "XX404")},
		"a year without sets":   {in("XX202", "", "2001/02"), no(tabulaModule, plan.CodeNoSets, "module", "XX202", "year", "01/02")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			key := validate.Key{Field: tabulaName, Value: "Tutorial 1", Scope: tt.scope}
			found := findGroups(t, conn, key)
			if diff := cmp.Diff(map[validate.Key][]plan.Current{key: {{Nowhere: tt.want}}}, found); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
	allDocumented(t, server)
}

func TestTabulaShowsAGroup(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	set, _ := server.TabulaSet(seminars)
	got := groupAt(t, openTabula(t, server), "XX101", group3)
	want := plan.Current{
		Kind: "smallgroup", ID: group3,
		Scope: in("xx101", seminars, set["academicYear"].(string)), Lane: seminars, Where: "XX101, XX101 Seminars",
		Echo: map[string]validate.Value{tabulaName: validate.Of("Group 3"), tabulaSize: validate.Of("12")},
		Fields: map[string]validate.Value{
			tabulaName: validate.Of("Group 3"), tabulaSize: validate.Of("12"),
			aboutStudents: validate.Of("13"), aboutMailing: validate.Of("XX101 Seminars"),
			aboutNames: validate.ListOf("Group 1", "Group 2", "Group 4", "Group 5", "Group 6", "Mon 10:00 – Westwood", "Reserve"),
			aboutSets:  validate.ListOf("XX101 Seminars", "XX101 Labs"),
		},
		Written: map[string]string{},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(plan.Current{}, "Read")); diff != "" {
		t.Errorf("the group (-want +got):\n%s", diff)
	}
	if linked := groupAt(t, openTabula(t, server), "XX101", labA); linked.Fields[aboutLinked].Text != "true" {
		t.Errorf("a linked group is %v", linked.Fields)
	}
	if free := groupAt(t, openTabula(t, server), "XX101", group5); free.Fields[tabulaSize].State != validate.Null {
		t.Errorf("a group without limit is %v", free.Fields)
	}
}

// Names may stand twice in a set, and in several sets.
func TestTabulaNamesThatSeveralHave(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	for id, name := range map[string]string{group3: "group 1", labA: "Group 1"} {
		if err := server.EditTabulaGroup(id, map[string]any{"name": name}); err != nil {
			t.Fatal(err)
		}
	}
	conn := openTabula(t, server)
	for scope, want := range map[string][]string{
		in("XX101", "", ""):       {group1, group3, labA},
		in("XX101", seminars, ""): {group1, group3},
		in("XX101", labs, ""):     {labA},
	} {
		key := validate.Key{Field: tabulaName, Value: "Group 1", Scope: scope}
		got := idsOf(findGroups(t, conn, key)[key])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("within %s: %v, want %v", scope, got, want)
		}
	}
}

// A module is read once for all its keys, and afterwards each set by itself.
func TestTabulaCountsReads(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	var byName, byID []validate.Key
	for _, g := range server.TabulaGroups() {
		set, _ := server.TabulaSet(g["setID"].(string))
		if set["academicYear"] != mustSet(t, server, seminars)["academicYear"] || set["moduleCode"] == "XX303" {
			continue
		}
		module := set["moduleCode"].(string)
		byName = append(byName, validate.Key{Field: tabulaName, Value: g["name"].(string), Scope: in(module, set["name"].(string), "")})
		byID = append(byID, validate.Key{Field: "id", Value: g["id"].(string), Scope: in(strings.ToLower(module), set["id"].(string), "")})
	}
	for _, step := range []struct {
		what string
		keys []validate.Key
		want int64
	}{
		{"by name", append(byName, byName...), 2}, {"by id, one set after another", byID, 3}, {"one group", byID[:1], 1}, {"by name again", byName, 2},
	} {
		before := conn.Usage().Reads
		found := findGroups(t, conn, step.keys...)
		for key, hits := range found {
			if len(hits) != 1 {
				t.Errorf("%s: %d hits for %v", step.what, len(hits), key)
			}
		}
		if got := conn.Usage().Reads - before; got != step.want || len(found) == 0 {
			t.Errorf("%s: %d reads for %d groups, want %d", step.what, got, len(found), step.want)
		}
	}
	// Another process doesn't know the sets yet.
	if other := openTabula(t, server); len(findGroups(t, other, byID...)) != len(byID) || other.Usage().Reads != 2 {
		t.Errorf("%d reads, want one for each module", other.Usage().Reads)
	}
	allDocumented(t, server)
}

func mustSet(t *testing.T, server *sandbox.Server, id string) sandbox.Record {
	t.Helper()
	set, there := server.TabulaSet(id)
	if !there {
		t.Fatalf("no set %s", id)
	}
	return set
}

// A reading is of what is there now, and a set that has gone takes its groups
// with it.
func TestTabulaReadsAnew(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	gone := false
	conn := openTabula(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gone {
			status(404, `{"success":false,"status":"not_found","errors":[{"message":"Item not found"}]}`)(w, r)
			return
		}
		server.ServeHTTP(w, r)
	}))
	first := groupAt(t, conn, "XX101", group1)
	if err := server.EditTabulaGroup(group1, map[string]any{"maxGroupSize": 40}); err != nil {
		t.Fatal(err)
	}
	key := validate.Key{Field: "id", Value: group1, Scope: first.Scope}
	if hits := findGroups(t, conn, key)[key]; len(hits) != 1 || hits[0].Fields[tabulaSize].Text != "40" {
		t.Errorf("it is read as %v", hits)
	}
	gone = true
	if found := findGroups(t, conn, key); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestTabulaForbiddenModule(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	denied := validate.Key{Field: tabulaName, Value: "Workshop A", Scope: in("XX303", "", "")}
	open := validate.Key{Field: tabulaName, Value: "Tutorial 1", Scope: in("XX202", "", "")}
	found := findGroups(t, conn, denied, open)
	if hits := found[denied]; len(hits) != 1 || hits[0].Denied != "module XX303" || hits[0].ID != "" {
		t.Errorf("the forbidden module gives %+v", hits)
	}
	if len(found[open]) != 1 {
		t.Error("the other module isn't read any more")
	}
}
