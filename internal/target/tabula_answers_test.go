package target

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// What isn't Tabula's own word is about more than a module: its address may be
// wrong, or ours be blocked.
func TestTabulaNeverTakesTroubleForAbsence(t *testing.T) {
	const group = `{"id":"g1","name":"x","students":[],"maxGroupSize":5}`
	set := func(members string) string {
		return `{"success":true,"status":"ok","academicYear":"26/27","groups":[{"id":"s1","name":"S",` + members + `}]}`
	}
	for name, handler := range map[string]http.HandlerFunc{
		"a block":             status(403, `{"message":"blocked"}`),
		"a block's page":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "blocked", http.StatusForbidden) },
		"another server":      func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) },
		"another API":         status(404, `{"error":"no route"}`),
		"no account":          status(401, `{"success":false,"status":"unauthorized","errors":[{"message":"no"}]}`),
		"a bad request":       status(400, `{"success":false,"status":"bad_request","errors":[{"message":"no"}]}`),
		"no success":          status(200, `{"success":false,"status":"ok","groups":[]}`),
		"success untold":      status(200, `{"status":"ok","groups":[]}`),
		"success as text":     status(200, `{"success":"true","status":"ok","groups":[]}`),
		"no sets":             status(200, `{"success":true,"status":"ok"}`),
		"sets of null":        status(200, `{"success":true,"groups":null}`),
		"sets in capitals":    status(200, `{"success":true,"GROUPS":[]}`),
		"a set of text":       status(200, `{"success":true,"groups":["s1"]}`),
		"a set without id":    status(200, `{"success":true,"groups":[{"name":"S","groups":[`+group+`]}]}`),
		"a group of text":     status(200, set(`"groups":["g1"]`)),
		"a group without id":  status(200, set(`"groups":[{"name":"x"}]`)),
		"a name of a number":  status(200, set(`"groups":[{"id":"g1","name":5}]`)),
		"a size of text":      status(200, set(`"groups":[{"id":"g1","name":"x","maxGroupSize":"many"}]`)),
		"half a size":         status(200, set(`"groups":[{"id":"g1","name":"x","maxGroupSize":5.5}]`)),
		"members of a number": status(200, set(`"groups":[{"id":"g1","name":"x","students":5}]`)),
		"a switch of text":    status(200, set(`"emailTutorsOnChange":"yes","groups":[`+group+`]`)),
		"a year of a number":  status(200, `{"success":true,"academicYear":2026,"groups":[{"id":"s1","groups":[]}]}`),
		"no groups at all":    status(200, set(`"format":"lab"`)),
		"two documents":       status(200, set(`"groups":[]`)+set(`"groups":[]`)),
		"cut off":             status(200, set(`"groups":[]`)[:40]),
	} {
		t.Run(name, func(t *testing.T) {
			conn := openTabula(t, handler)
			key := validate.Key{Field: tabulaName, Value: "x", Scope: in("XX101", "", "")}
			if found, err := conn.Find(t.Context(), plan.Query{Keys: []validate.Key{key}}); err == nil {
				t.Errorf("found %v", found)
			}
		})
	}
}

// Answers of a newer Tabula, and of the documentation where it differs from what
// is on the wire.
func TestTabulaReadsOtherForms(t *testing.T) {
	const group = `{"id":"g1","name":"x","students":[{}],"maxGroupSize":"35","new":1}`
	list := func(beside, within string) string {
		return `{"success":true,` + beside + `"groups":[{"id":"s1",` + within + `"groups":[` + group + `]}]}`
	}
	tests := map[string]struct {
		answer, asked string
		year          string // in the scope found; "-" where nothing is
	}{
		"the year beside the set":  {list(`"academicYear":"26/27",`, ``), "26/27", "26/27"},
		"the year in the set":      {list(``, `"academicYear":"26/27",`), "26/27", "26/27"},
		"the year in both":         {list(`"academicYear":"26/27",`, `"academicYear":"25/26",`), "25/26", "25/26"},
		"no year asked":            {list(`"academicYear":"26/27",`, ``), "", "26/27"},
		"no year told":             {list(``, ``), "2025/26", "25/26"},
		"no year at all":           {list(``, ``), "", ""},
		"another year than asked":  {list(`"academicYear":"26/27",`, ``), "25/26", "-"},
		"another's set in between": {list(`"academicYear":"26/27",`, `"academicYear":"25/26",`), "26/27", "-"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			key := validate.Key{Field: "id", Value: "g1", Scope: in("xx101", "", tt.asked)}
			hits := findGroups(t, openTabula(t, status(200, tt.answer)), key)[key]
			if tt.year == "-" {
				if len(hits) != 1 || hits[0].Nowhere.Code != plan.CodeNoSets {
					t.Errorf("found %+v", hits)
				}
				return
			}
			if len(hits) != 1 || hits[0].Scope != in("xx101", "s1", tt.year) || hits[0].Fields[tabulaSize].Text != "35" {
				t.Errorf("found %+v", hits)
			}
		})
	}
}

// Where a list shows no groups, each of its sets is asked for. One may have gone
// meanwhile.
func TestTabulaListWithoutGroups(t *testing.T) {
	conn := openTabula(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set := strings.TrimPrefix(r.URL.Path, "/api/v1/module/xx101/groups")
		if set == "" {
			reply(w, `{"success":true,"academicYear":"26/27","groups":[{"id":"s1","name":"A"},{"id":"s2","name":"B"},{"id":"s3","name":"C"}]}`)
			return
		}
		if set == "/s3" {
			status(404, `{"success":false,"status":"not_found","errors":[{"message":"Item not found"}]}`)(w, r)
			return
		}
		reply(w, fmt.Sprintf(`{"success":true,"academicYear":"26/27","groupSet":{"id":%[1]q,"groups":[{"id":"g%[1]s","name":"x"}]}}`, set[1:]))
	}))
	key := validate.Key{Field: "id", Value: "gs2", Scope: in("xx101", "", "")}
	if hits := findGroups(t, conn, key)[key]; len(hits) != 1 || hits[0].Lane != "s2" || conn.Usage().Reads != 4 {
		t.Errorf("found %+v with %d reads", hits, conn.Usage().Reads)
	}
}

// A cell never leads to another address.
func TestTabulaSendsNothingForAModuleThatIsNone(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	for _, module := range []string{"", ".", "..", "../department/xx", "xx101/groups", "xx101?a=b", "xx101#", "%2e%2e", "x\r\ny", "-"} {
		if found := findGroups(t, conn, validate.Key{Field: "id", Value: group1, Scope: in(module, "", "")}); len(found) != 0 {
			t.Errorf("%q: found %v", module, found)
		}
	}
	key := validate.Key{Field: "id", Value: group1, Scope: in("xx101", "../../xx202/groups", "")}
	if found := findGroups(t, conn, key); found[key][0].Nowhere.Code != plan.CodeSetUnknown || len(server.Log()) != 1 {
		t.Errorf("found %v with %d requests", found, len(server.Log()))
	}
}

func TestTabulaReadsFactsOfASet(t *testing.T) {
	const group = `"groups":[{"id":"g1","name":"x"}]`
	for members, want := range map[string][2]bool{ // linked, and e-mailing
		group: {false, false},
		`"linkedDepartmentGroupSet":"d1",` + group:                                               {true, false},
		`"linkedDepartmentGroupSet":{"id":"d1"},` + group:                                        {true, false},
		`"linkedDepartmentGroupSet":null,"allocationMethod":"Manual",` + group:                   {false, false},
		`"allocationMethod":"Linked",` + group:                                                   {true, false},
		`"groups":[{"id":"g1","name":"x","linkedDepartmentGroup":"d2"}]`:                         {true, false},
		`"emailTutorsOnChange":true,"emailStudentsOnChange":false,` + group:                      {false, true},
		`"emailTutorsOnChange":false,"emailStudentsOnChange":true,` + group:                      {false, true},
		`"emailTutorsOnChange":null,"emailStudentsOnChange":false,"releasedToTutors":1,` + group: {false, false},
	} {
		conn := openTabula(t, status(200, `{"success":true,"groups":[{"id":"s1","name":"S",`+members+`}]}`))
		fields := groupAt(t, conn, "xx101", "g1").Fields
		if got := [2]bool{fields[aboutLinked].Text == "true", fields[aboutMailing].Text == "S"}; got != want {
			t.Errorf("%s: linked and e-mailing are %v, want %v", members, got, want)
		}
	}
}

// A set that is asked for alone has to show its groups: they aren't gone.
func TestTabulaSetWithoutGroups(t *testing.T) {
	conn := openTabula(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/s1") {
			reply(w, `{"success":true,"groupSet":{"id":"s1","name":"S"}}`)
			return
		}
		reply(w, `{"success":true,"groups":[{"id":"s1","name":"S","groups":[{"id":"g1","name":"x"}]}]}`)
	}))
	key := validate.Key{Field: "id", Value: "g1", Scope: groupAt(t, conn, "xx101", "g1").Scope}
	if found, err := conn.Find(t.Context(), plan.Query{Keys: []validate.Key{key}}); err == nil {
		t.Errorf("found %v", found)
	}
}

// Whatever an answer holds, it is an error or shows groups that can be named
// again, and of which an update says both things or isn't sent.
func FuzzTabulaAnswer(f *testing.F) {
	const set = `{"id":"s1","name":"S","emailTutorsOnChange":true,"groups":[{"id":"g1","name":"x","maxGroupSize":5,"students":[{}]}]}`
	for _, seed := range []string{
		`{"success":true,"groupSet":` + set + `}`, `{"success":true,"academicYear":"26/27","groupset":` + set + `}`, `{"success":false}`, `{}`,
		`{"success":true,"groupSet":{"id":"s1","groups":[{"id":"g","maxGroupSize":"5"},{"id":"h","maxGroupSize":1e9,"name":""}]}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var answer object
		if json.Unmarshal([]byte(text), &answer) != nil {
			return
		}
		at := seat{module: "xx101", set: "s1"}
		got, err := (&tabula{modules: map[string]string{}}).only(answer, at)
		if err != nil {
			return
		}
		for _, g := range got.groups {
			current := got.current(g)
			again, err := seatOf(current.Scope)
			if err != nil || again.module != at.module || again.set != at.set || current.ID == "" {
				t.Errorf("%+v can't be found again: %v", current, err)
			}
			if body, err := smallGroupBody(current, nil); err == nil && (body[tabulaName] == "" || len(body) != 2) {
				t.Errorf("%v would be sent", body)
			}
		}
	})
}
