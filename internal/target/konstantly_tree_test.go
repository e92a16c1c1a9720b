package target

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

func TestKonstantlyFindsParents(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	for text, want := range map[string][]string{
		"3": {norr}, "Norr": {norr}, "norr/kundtjänst": {kundtjänstNorr}, "Kundtjänst": {kundtjänstNorr, kundtjänst}, "999": nil, "": nil,
	} {
		key := validate.Key{Field: unitParent, Value: text}
		found, err := conn.Find(t.Context(), plan.Query{Kind: "parent", Keys: []validate.Key{key}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, idsOf(found[key])); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if n := conn.Usage().Reads; n != 3 {
		t.Errorf("%d reads, want one listing for all", n)
	}
}

// A number can be the id of one group and the name of another. It is the id, and
// the user is told so; the other one has a path and an id of its own.
func TestKonstantlyTakesANumberForAnID(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	groups := server.KonstantlyGroups()
	below := groups[slices.IndexFunc(groups, func(g sandbox.Record) bool { return g["parentId"] == 3 })]["id"].(int)
	if err := server.EditKonstantlyGroup(below, map[string]any{"name": "3"}); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		parent, want, said string
	}{
		"the id":           {"3", norr, "parent-number 3 Norr Norr/3"},
		"the other's path": {"Norr/3", strconv.Itoa(below), ""},
		"the other's id":   {strconv.Itoa(below), strconv.Itoa(below), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, _ := planOf(t, openUnits(t, server), "id;parentId\n"+kundtjänst+";"+tt.parent+"\n")
			if len(p.Changes) != 1 || p.Changes[0].Edits[0].New.Text != tt.want {
				t.Fatalf("the changes are %+v", p.Changes)
			}
			said := ""
			for _, problem := range p.Lines[0].Problems {
				said += fmt.Sprint(problem.Code, " ", problem.Args["id"], " ", problem.Args["path"], " ", problem.Args["others"])
			}
			if said != tt.said {
				t.Errorf("said %q, want %q", said, tt.said)
			}
		})
	}
}

// A reference is shown by what it leads to.
func TestKonstantlyNamesParents(t *testing.T) {
	p, _ := planOf(t, openUnits(t, sandbox.New(sandbox.Options{})), "id;parentId\n"+kundtjänst+";Norr\n")
	want := map[string]string{norr: "Norr", syd: "Syd"}
	if diff := cmp.Diff(want, p.Changes[0].Edits[0].Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, p.Steps[0].Edits[0].Names); diff != "" {
		t.Errorf("the step's names (-want +got):\n%s", diff)
	}
}

// What a write changes is not looked for in an older listing.
func TestKonstantlyForgetsItsListingWhenItWrites(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	findUnits(t, conn, keysOf(unitName, "Norr"))
	if _, err := conn.Patch(t.Context(), unitAt(t, conn, norr), []plan.Edit{{Field: unitName, New: validate.Of("Nord")}}); err != nil {
		t.Fatal(err)
	}
	key := validate.Key{Field: unitParent, Value: "Nord"}
	if found, err := conn.Find(t.Context(), plan.Query{Kind: "parent", Keys: []validate.Key{key}}); err != nil || len(found[key]) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

// Pages that overlap show a group twice; one that has moved between pages shows
// only when the list is read again.
func TestKonstantlyListsEveryGroupOnce(t *testing.T) {
	tests := map[string]struct {
		pages []string // by request
		reads int64
		want  []string
	}{
		"twice":              {[]string{unitList(3, 1, 2), unitList(3, 2, 3)}, 2, []string{"1", "2", "3"}},
		"moved":              {[]string{unitList(3, 1, 2), unitList(3, 2), unitList(3, 3), unitList(3, 1, 2)}, 4, []string{"1", "2", "3"}},
		"one more meanwhile": {[]string{unitList(2, 1), unitList(3, 2), unitList(3, 3)}, 3, []string{"1", "2", "3"}},
		"none":               {[]string{unitList(0)}, 1, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			next := make(chan string, len(tt.pages))
			for _, p := range tt.pages {
				next <- p
			}
			conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, <-next) }))
			found := findUnits(t, conn, append(keysOf(unitID, "1", "2", "3"), validate.Key{Field: unitName, Value: "g2"}))
			var got []string
			for key := range found {
				if key.Field == unitID {
					got = append(got, key.Value)
				}
			}
			if slices.Sort(got); !slices.Equal(got, tt.want) || conn.Usage().Reads != tt.reads {
				t.Errorf("found %v with %d reads, want %v with %d", got, conn.Usage().Reads, tt.want, tt.reads)
			}
		})
	}
}

// unitList is a page of groups with names that begin with g.
func unitList(total int, ids ...int) string {
	groups := []string{}
	for _, id := range ids {
		groups = append(groups, fmt.Sprintf(`{"id":%d,"parentId":null,"name":"g%d"}`, id, id))
	}
	return fmt.Sprintf(`{"groups":[%s],"totalCount":%d}`, strings.Join(groups, ","), total)
}

// A list that can't be relied on is an error: a group that isn't seen could be
// the second one of a name.
func TestKonstantlyNeverTakesTroubleForAbsence(t *testing.T) {
	for name, body := range map[string]string{
		"no groups":          `{"totalCount":0}`,
		"groups of null":     `{"groups":null,"totalCount":0}`,
		"no count":           `{"groups":[]}`,
		"too few":            unitList(45, 1, 2, 3),
		"nothing of some":    unitList(45),
		"names in capitals":  `{"GROUPS":[],"totalCount":0}`,
		"two documents":      unitList(0) + unitList(0),
		"cut off":            `{"groups":[`,
		"a group of text":    `{"groups":["x"],"totalCount":1}`,
		"no id":              `{"groups":[{"name":"x","parentId":null}],"totalCount":1}`,
		"an id of text":      `{"groups":[{"id":"a","name":"x"}],"totalCount":1}`,
		"a broken id":        `{"groups":[{"id":1.5,"name":"x"}],"totalCount":1}`,
		"no name":            `{"groups":[{"id":1}],"totalCount":1}`,
		"a parent of text":   `{"groups":[{"id":1,"name":"x","parentId":"top"}],"totalCount":1}`,
		"an odd map":         `{"groups":[{"id":1,"name":"x","attributes":[1]}],"totalCount":1}`,
		"an odd description": `{"groups":[{"id":1,"name":"x","description":{}}],"totalCount":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, body) }))
			if found, err := conn.Find(t.Context(), plan.Query{Kind: "group", Keys: keysOf(unitName, "x")}); err == nil {
				t.Errorf("found %v", found)
			}
		})
	}
}

func TestKonstantlyGroupThatIsGone(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		fails   bool
	}{
		"the API's own word":  {status(404, `{"status":404,"message":"Group not found"}`), false},
		"somebody else's":     {status(404, `{}`), true},
		"a gateway's page":    {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, true},
		"no permission":       {status(403, `{"status":403,"message":"no"}`), true},
		"another group":       {status(200, `{"id":4,"name":"x","parentId":null}`), true},
		"a page of the list":  {status(200, unitList(1, 3)), true},
		"a redirect to login": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			found, err := openUnits(t, tt.handler).Find(t.Context(), plan.Query{Kind: "group", Keys: keysOf(unitID, norr)})
			if len(found) != 0 || (err != nil) != tt.fails {
				t.Errorf("found %v, %v", found, err)
			}
		})
	}
}

// Between the list and the look at single groups a colleague may come in.
func TestKonstantlyGroupThatMovesWhileItIsRead(t *testing.T) {
	tests := map[string]struct {
		values map[string]any
		there  bool
	}{
		"renamed": {map[string]any{"name": "Sekretess"}, false},
		"moved":   {map[string]any{"parentId": 5}, false},
		"edited":  {map[string]any{"description": "Ny"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := showing()
			conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/groups/23") {
					if err := server.EditKonstantlyGroup(23, tt.values); err != nil {
						t.Error(err)
					}
				}
				server.ServeHTTP(w, r)
			}))
			key := validate.Key{Field: unitName, Value: "Norr/Kundtjänst"}
			if found := findUnits(t, conn, []validate.Key{key}, unitDescription); (len(found[key]) == 1) != tt.there {
				t.Errorf("found %v", found)
			}
		})
	}
}

// A ring of parents, which only the server's own data can hold, ends somewhere.
func TestKonstantlyRingOfParents(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	for id, parent := range map[int]int{3: 26, 26: 3} {
		if err := server.EditKonstantlyGroup(id, map[string]any{"parentId": parent}); err != nil {
			t.Fatal(err)
		}
	}
	if found := findUnits(t, openUnits(t, server), keysOf(unitName, "Norr", "Syd")); len(found) != 2 {
		t.Errorf("found %v", found)
	}
}
