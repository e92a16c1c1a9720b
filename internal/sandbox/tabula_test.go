package sandbox_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

const modules = "/api/v1/module"

// The moment of a test that is about academic years.
func inTerm() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }

// askTabula sends one request with the default credentials.
func askTabula(t *testing.T, s *sandbox.Server, method, target, body string, headers ...string) reply {
	t.Helper()
	own := sandbox.DefaultCredentials()
	return ask(t, s, method, target, body, append([]string{"Client-ID", "", "Client-Secret", "", "Authorization", basic(own)}, headers...)...)
}

func basic(c sandbox.Credentials) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(c.ID, c.Secret)
	return r.Header.Get("Authorization")
}

// smallSet finds a set by its module, its name and its academic year.
func smallSet(t *testing.T, s *sandbox.Server, module, name, year string) sandbox.Record {
	t.Helper()
	for _, set := range s.TabulaSets() {
		if set["moduleCode"] == module && set["name"] == name && (year == "" || set["academicYear"] == year) {
			return set
		}
	}
	t.Fatalf("no set %s of %s in %s", name, module, year)
	return nil
}

// smallGroup finds a group by its name and that of its set.
func smallGroup(t *testing.T, s *sandbox.Server, module, set, name string) sandbox.Record {
	t.Helper()
	in := smallSet(t, s, module, set, "")
	for _, g := range s.TabulaGroups() {
		if g["setID"] == in["id"] && g["name"] == name {
			return g
		}
	}
	t.Fatalf("no group %s in %s", name, set)
	return nil
}

func setPath(module string, set sandbox.Record) string {
	return modules + "/" + module + "/groups/" + set["id"].(string)
}

// tabulaFault checks that a reply is an error as Tabula documents it, and gives
// the fields that it is about.
func tabulaFault(t *testing.T, got reply) (fields []string) {
	t.Helper()
	words := map[int]string{400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 500: "internal_server_error"}
	var envelope struct {
		Success *bool
		Status  string
		Result  map[string]string
		Errors  []struct{ Code, Field, Message string }
	}
	d := json.NewDecoder(strings.NewReader(got.body))
	d.DisallowUnknownFields()
	err := d.Decode(&envelope)
	if err != nil || envelope.Success == nil || *envelope.Success || envelope.Status != words[got.status] || len(envelope.Errors) == 0 {
		t.Fatalf("status %d: the answer %q is not an error of Tabula's", got.status, got.body)
	}
	for _, e := range envelope.Errors {
		if e.Message == "" || (e.Field == "") != (e.Code == "") || e.Field != "" && envelope.Result[e.Field] == "" {
			t.Errorf("the answer %s has an error that says too little", got.body)
		}
		if e.Field != "" {
			fields = append(fields, e.Field)
		}
	}
	return fields
}

func TestTabulaRoutes(t *testing.T) {
	s := sandbox.New(sandbox.Options{Clock: inTerm})
	seminars := setPath("xx101", smallSet(t, s, "XX101", "XX101 Seminars", ""))
	workshops := setPath("xx303", smallSet(t, s, "XX303", "XX303 Workshops", ""))
	tutorials := smallSet(t, s, "XX202", "XX202 Tutorials", "26/27")
	group := "/groups/" + smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")["id"].(string)
	tests := []struct {
		method, target string
		status         int
		marked         bool
	}{
		{"GET", modules + "/xx101/groups", 200, false},
		{"GET", modules + "/XX101/groups", 200, true},
		{"GET", modules + "/xx101/groups?academicYear=25%2F26", 200, false},
		{"GET", modules + "/xx101/groups?academicYear=26/27", 200, true},
		{"GET", modules + "/xx101/groups?academicYear=2026", 400, true},
		{"GET", modules + "/xx101/groups?academicYear=", 400, true},
		{"GET", modules + "/xx101/groups?academicYear=%zz", 400, true},
		{"GET", modules + "/xx101/groups?year=26%2F27", 200, true},
		{"GET", modules + "/xx303/groups", 403, false},
		{"GET", modules + "/xx404/groups", 404, false},
		{"GET", modules + "/xx101", 404, true},
		{"GET", seminars, 200, false},
		{"GET", strings.Replace(seminars, "xx101", "Xx101", 1), 200, true},
		{"GET", seminars + "?academicYear=26%2F27", 200, true},
		{"GET", strings.Replace(seminars, "xx101", "xx202", 1), 404, false},
		{"GET", setPath("xx101", tutorials), 404, false},
		{"GET", modules + "/xx101/groups/XX101%20Seminars", 404, false},
		{"GET", workshops, 403, false},
		{"GET", strings.Replace(workshops, "xx303", "xx101", 1), 404, false},
		{"PUT", workshops + group, 403, false},
		{"PUT", setPath("xx202", tutorials) + group, 404, false},
		{"PUT", seminars + "/groups/x", 404, false},
		{"GET", seminars + group, 405, true},
		{"PATCH", seminars + group, 405, true},
		{"DELETE", seminars + group, 405, true},
		{"POST", modules + "/xx101/groups", 405, true},
		{"PUT", seminars, 405, true},
		{"POST", seminars + "/groups", 404, true},
		{"PUT", seminars + "/allocations", 404, true},
		{"GET", "/api/v1/groups", 404, true},
	}
	for _, test := range tests {
		got := askTabula(t, s, test.method, test.target, "", "Content-Type", "application/json")
		if got.status != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.target, got.status, test.status)
		}
		if got.status >= 400 {
			tabulaFault(t, got)
		}
		if mark := last(s).Undocumented; (mark != "") != test.marked {
			t.Errorf("%s %s: the mark is %q", test.method, test.target, mark)
		}
	}
}

func TestTabulaCredentials(t *testing.T) {
	own := sandbox.Credentials{ID: "external-user", Secret: "pass:word"}
	tests := []struct {
		name   string
		given  sandbox.Credentials
		header string
		status int
	}{
		{"the default pair", sandbox.Credentials{}, basic(sandbox.DefaultCredentials()), 200},
		{"an own pair", own, basic(own), 200},
		{"the default pair in place of an own one", own, basic(sandbox.DefaultCredentials()), 401},
		{"a wrong password", own, basic(sandbox.Credentials{ID: own.ID, Secret: "x"}), 401},
		{"a token", own, "Bearer x", 401},
		{"none", own, "", 401},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Credentials: test.given})
			got := askTabula(t, s, "GET", modules+"/xx101/groups", "", "Authorization", test.header)
			if got.status != test.status {
				t.Fatalf("status %d, want %d", got.status, test.status)
			}
			if got.status != http.StatusOK {
				tabulaFault(t, got)
			}
		})
	}
}

// names gives the sets that a list of a module holds.
func names(t *testing.T, got reply) []string {
	t.Helper()
	var names []string
	for _, set := range got.object(t)["groups"].([]any) {
		names = append(names, set.(map[string]any)["name"].(string))
	}
	return names
}

// The year left out is the current one, which begins on 1 August; the built-in
// sets are of the one that the clock shows at the start, and of the year before.
func TestTabulaYears(t *testing.T) {
	now := time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC)
	s := sandbox.New(sandbox.Options{Clock: func() time.Time { return now }})
	both := []string{"XX101 Seminars", "XX101 Labs"}
	tests := []struct {
		at           string
		module, year string
		want         []string
		shown        string
	}{
		{"2026-07-31", "xx101", "", both, "25/26"},
		{"2026-07-31", "xx202", "", []string{"XX202 Tutorials"}, "25/26"},
		{"2026-07-31", "xx202", "?academicYear=24%2F25", []string{"XX202 Tutorials"}, "24/25"},
		{"2026-07-31", "xx202", "?academicYear=23%2F24", nil, "23/24"},
		{"2026-08-01", "xx101", "", nil, "26/27"},
		{"2026-08-01", "xx101", "?academicYear=25%2F26", both, "25/26"},
		{"2027-07-31", "xx101", "", nil, "26/27"},
	}
	for _, test := range tests {
		now, _ = time.Parse(time.DateOnly, test.at)
		got := askTabula(t, s, "GET", modules+"/"+test.module+"/groups"+test.year, "")
		if object := got.object(t); object["academicYear"] != test.shown || object["success"] != true || object["status"] != "ok" {
			t.Errorf("%+v: the answer is %s", test, got.body)
		}
		if found := names(t, got); !slices.Equal(found, test.want) {
			t.Errorf("%+v: the sets are %q", test, found)
		}
	}
}

func TestTabulaGet(t *testing.T) {
	s := sandbox.New(sandbox.Options{Clock: inTerm})
	set := smallSet(t, s, "XX202", "XX202 Tutorials", "26/27")
	got := askTabula(t, s, "GET", setPath("xx202", set), "").object(t)
	if got["success"] != true || got["status"] != "ok" || got["academicYear"] != "26/27" {
		t.Errorf("the answer is %v", got)
	}
	shown := got["groupSet"].(map[string]any)
	groups, membership := shown["groups"].([]any), shown["studentMembership"].(map[string]any)
	if users := membership["users"].([]any); len(users) != 36 || membership["total"] != 36.0 {
		t.Errorf("%d members, %v counted", len(users), membership["total"])
	}
	delete(shown, "groups")
	delete(shown, "studentMembership")
	want := map[string]any{
		"id":   set["id"],
		"name": "XX202 Tutorials",
		"module": map[string]any{"code": "XX202", "name": "Worked Examples",
			"adminDepartment": map[string]any{"code": "XX", "name": "Demonstration Studies"}},
		"format": "tutorial", "allocationMethod": "StudentSignUp", "archived": false,
		"releasedToTutors": false, "releasedToStudents": false, "studentsCanSeeTutorName": true, "studentsCanSeeOtherMembers": false,
		"collectAttendance": true, "emailTutorsOnChange": false, "emailStudentsOnChange": false,
		"allowSelfGroupSwitching": true, "openForSignups": false, "sitsLinks": []any{},
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
	id := smallGroup(t, s, "XX202", "XX202 Tutorials", "Tutorial 6")["id"]
	first := map[string]any{"userId": "u9000160", "universityId": "9000160"}
	sixth := groups[5].(map[string]any)
	if students := sixth["students"].([]any); len(students) != 4 || !cmp.Equal(students[0], any(first)) {
		t.Errorf("the students are %v", students)
	}
	delete(sixth, "students")
	if diff := cmp.Diff(map[string]any{"id": id, "name": "Tutorial 6", "maxGroupSize": 12.0, "events": []any{}}, sixth); diff != "" {
		t.Error(diff)
	}
}

// shownGroup finds a group in an answer that holds its set.
func shownGroup(t *testing.T, got reply, id any) map[string]any {
	t.Helper()
	set, _ := got.object(t)["groupSet"].(map[string]any)
	groups, _ := set["groups"].([]any)
	for _, g := range groups {
		if object := g.(map[string]any); object["id"] == id {
			return object
		}
	}
	t.Fatalf("the answer %s has no group %v", got.body, id)
	return nil
}

// What isn't in every group or set is shown where it is.
func TestTabulaOddities(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	seminars, labs := smallSet(t, s, "XX101", "XX101 Seminars", ""), smallSet(t, s, "XX101", "XX101 Labs", "")
	got := askTabula(t, s, "GET", setPath("xx101", seminars), "")
	shown := got.object(t)["groupSet"].(map[string]any)
	if shown["emailTutorsOnChange"] != true || shown["emailStudentsOnChange"] != true || shown["linkedDepartmentGroupSet"] != nil {
		t.Errorf("the set is %v", shown)
	}
	unlimited := shownGroup(t, got, smallGroup(t, s, "XX101", "XX101 Seminars", "Group 5")["id"])
	if size, there := unlimited["maxGroupSize"]; !there || size != nil {
		t.Errorf("the size of a group without limit is %v", size)
	}
	mixed := shownGroup(t, got, smallGroup(t, s, "XX101", "XX101 Seminars", "Mon 10:00 – Westwood")["id"])
	if students := mixed["students"].([]any); !cmp.Equal(students[len(students)-1], any(map[string]any{"userId": "unwin4"})) {
		t.Errorf("the guest is %v", students[len(students)-1])
	}

	got = askTabula(t, s, "GET", setPath("xx101", labs), "")
	shown = got.object(t)["groupSet"].(map[string]any)
	if id, _ := shown["linkedDepartmentGroupSet"].(string); len(id) != 36 || shown["allocationMethod"] != "Linked" {
		t.Errorf("the set is %v", shown)
	}
	for _, g := range shown["groups"].([]any) {
		if id, _ := g.(map[string]any)["linkedDepartmentGroup"].(string); len(id) != 36 {
			t.Errorf("the group is %v", g)
		}
	}
}

func TestTabulaMaintenance(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	path := modules + "/xx101/groups"
	for _, test := range []struct {
		on     bool
		status int
	}{{true, 500}, {false, 200}, {true, 500}} {
		s.MaintainTabula(test.on)
		got := askTabula(t, s, "GET", path, "")
		if got.status != test.status || last(s).Undocumented != "" {
			t.Errorf("status %d, want %d; marked %q", got.status, test.status, last(s).Undocumented)
		}
		if got.status != http.StatusOK {
			tabulaFault(t, got)
		}
	}
	if got := ask(t, s, "GET", students, ""); got.status != http.StatusOK {
		t.Errorf("Meitner's half answers with status %d", got.status)
	}
}
