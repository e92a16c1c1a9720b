package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/sandbox"
)

const nobody = "00000000-0000-4000-8000-000000000000"

func ids(r sandbox.Record, name string) []string { return r[name].([]string) }

func TestGroupUpdate(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	const ours, others, preschool = "Svartmesskolan", "Lindormsskolan", "Förskolan Laxöringen"
	class, twin := group(t, s, ours, "7A"), group(t, s, others, "7A")
	members, strangers := ids(class, "memberIDs"), ids(twin, "memberIDs")
	teacher, foreign := ids(class, "moderatorIDs")[0], ids(twin, "moderatorIDs")[0]
	tests := []struct {
		name   string
		school string // by default ours
		title  string // whose group; by default 7A
		send   values // with the title, where it isn't there; nil for a title leaves it out
		status int    // 200 by default
		want   values // what differs afterwards, but for the stamp
	}{
		{name: "nothing new"},
		{name: "without a title", send: values{"title": nil}, status: 422},
		{name: "a blank title", send: values{"title": " "}, status: 422},
		{name: "a new title", send: values{"title": " 7C "}, want: values{"title": "7C"}},
		{name: "a title in use at the school", send: values{"title": "7B"}, status: 409},
		{name: "a title in use at the school, in small letters", send: values{"title": "7b"}, status: 409},
		{name: "a title in use at another school", send: values{"title": "NA2B"}, want: values{"title": "NA2B"}},
		{name: "an external id", send: values{"external": values{"sourceID": "K1"}},
			want: values{"external.sourceID": "K1"}},
		{name: "external without its id", send: values{"external": values{}}, status: 422},
		{name: "what can be given on creation only", send: values{"schoolID": twin["schoolID"], "category": "Other"}},

		{name: "types replace types", send: values{"types": []string{"Childcare"}}, want: values{"types": []string{"Childcare"}}},
		{name: "types in small letters, twice and in another order", send: values{"types": []string{"mentor", "CLASS", "Class"}}},
		{name: "no types", send: values{"types": []string{}}, want: values{"types": []string{}}},
		{name: "an unknown type", send: values{"types": []string{"Undervisning"}}, status: 422},
		{name: "a text for a list", send: values{"types": "Class"}, status: 400},
		{name: "a flag in a list", send: values{"types": []any{true}}, status: 400},
		{name: "null in a list", send: values{"memberIDs": []any{members[0], nil}}, status: 400},
		{name: "null for lists does nothing", send: values{"types": nil, "memberIDs": nil, "moderatorIDs": nil}},

		{name: "members replace members", send: values{"memberIDs": members[2:]}, want: values{"memberIDs": members[2:]}},
		{name: "members in another order, twice and in capitals", send: values{"memberIDs": append(upper(members), members[1], members[0])}},
		{name: "no members", send: values{"memberIDs": []string{}}, want: values{"memberIDs": []string{}}},
		{name: "no moderators", send: values{"moderatorIDs": []string{}}, want: values{"moderatorIDs": []string{}}},
		{name: "a member whom nobody knows", send: values{"memberIDs": []string{nobody}}, status: 422},
		{name: "a member that is no id", send: values{"memberIDs": []string{plain}}, status: 422},
		{name: "a member of another school", send: values{"memberIDs": append(slices.Clone(members), strangers[0])}, status: 422},
		{name: "an employee as member", send: values{"memberIDs": []string{teacher}}, status: 422},
		{name: "a moderator of another school", send: values{"moderatorIDs": []string{foreign}}, status: 422},
		{name: "a pupil as moderator", send: values{"moderatorIDs": []string{members[0]}}, status: 422},
		{name: "a moderator whom nobody knows", send: values{"moderatorIDs": []string{nobody}}, status: 422},

		{name: "a preschool's class without childcare", school: preschool, title: "Blåsippan", send: values{"types": []string{"Class"}}},
		{name: "a preschool's childcare without class", school: preschool, title: "Blåsippan", send: values{"types": []string{"Childcare", "Mentor"}},
			want: values{"types": []string{"Childcare", "Class", "Mentor"}}},
		{name: "a preschool's mentors alone", school: preschool, title: "Blåsippan", send: values{"types": []string{"Mentor"}},
			want: values{"types": []string{"Mentor"}}},
		{name: "anybody outside education", title: "Elevrådet", send: values{"memberIDs": []string{foreign}, "moderatorIDs": strangers[:1]},
			want: values{"memberIDs": []string{foreign}, "moderatorIDs": strangers[:1]}},
		{name: "nobody outside education either", title: "Elevrådet", send: values{"memberIDs": []string{nobody}}, status: 422},
		{name: "types outside education", title: "Elevrådet", send: values{"types": []string{"Mentor"}}, status: 422},
		{name: "no types outside education", title: "Elevrådet", send: values{"types": []string{}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{})
			if test.school == "" {
				test.school = ours
			}
			if test.title == "" {
				test.title = "7A"
			}
			if test.status == 0 {
				test.status = http.StatusOK
			}
			want := group(t, s, test.school, test.title)
			body := values{"title": test.title}
			maps.Copy(body, test.send)
			maps.DeleteFunc(body, func(name string, v any) bool { return name == "title" && v == nil })

			got := ask(t, s, "PATCH", groupPath(want), encode(t, body))

			if got.status != test.status {
				t.Fatalf("status %d, want %d: %s", got.status, test.status, got.body)
			}
			maps.Copy(want, test.want)
			stored, _ := s.Group(want["id"].(string))
			if diff := cmp.Diff(want, stored, ignoreStamp()); diff != "" {
				t.Errorf("the record (- wanted, + stored):\n%s", diff)
			}
			if changed := s.Log()[0].Changed; changed != (len(test.want) > 0) {
				t.Errorf("the log says changed: %t", changed)
			}
			if got.status == http.StatusOK {
				checkLists(t, got.object(t), stored)
			}
		})
	}
}

func upper(texts []string) (all []string) {
	for _, text := range texts {
		all = append(all, strings.ToUpper(text))
	}
	return all
}

// checkLists checks that an answer shows the lists that are stored, and an empty
// one as a list.
func checkLists(t *testing.T, answer map[string]any, stored sandbox.Record) {
	t.Helper()
	for _, name := range []string{"types", "moderatorIDs", "memberIDs"} {
		shown, isList := answer[name].([]any)
		if !isList || len(shown) != len(ids(stored, name)) {
			t.Errorf("%s is shown as %v", name, answer[name])
		}
	}
}

// groupsFound gives the titles that a search finds, in order.
func groupsFound(t *testing.T, s *sandbox.Server, filter string) (titles []string) {
	t.Helper()
	got := ask(t, s, "POST", groups+"/_search", `{"filter":`+filter+`}`)
	if got.status != http.StatusOK {
		t.Fatalf("status %d: %s", got.status, got.body)
	}
	for _, item := range got.object(t)["data"].([]any) {
		titles = append(titles, item.(map[string]any)["title"].(string))
	}
	slices.Sort(titles)
	return titles
}

func TestGroupFilters(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	class, other := group(t, s, "Svartmesskolan", "8B"), group(t, s, "Lindormsskolan", "7A")
	one, two := ids(class, "memberIDs")[0], ids(other, "memberIDs")[0]
	text := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	tests := []struct {
		name, filter string
		want         []string
	}{
		{"a title", `"equals":{"title":"7A"}`, []string{"7A", "7A"}},
		{"a title at a school", `"equals":{"title":"7A","schoolID":` + text(other["schoolID"]) + `}`, []string{"7A"}},
		{"an external id", `"equals":{"external":{"sourceID":` + text(class["external.sourceID"]) + `}}`, []string{"8B"}},
		{"a member", `"equals":{"memberIDs":` + text(one) + `}`, []string{"8B"}},
		{"a member in capitals", `"equals":{"memberIDs":` + text(strings.ToUpper(one)) + `}`, []string{"8B"}},
		{"any of two members", `"contains":{"memberIDs":` + text([]string{one, two, nobody}) + `}`, []string{"7A", "8B"}},
		{"a type", `"equals":{"types":"Childcare"}`, []string{"Blåsippan", "Ekorren"}},
		{"none of two types", `"notContains":{"types":["Class","Childcare"]}`, []string{"Elevrådet", "Slöjd 6.1", "Tyska 7"}},
		{"another type", `"notEquals":{"types":"Class"}`, []string{"Ekorren", "Elevrådet", "Slöjd 6.1", "Tyska 7"}},
		{"no type", `"null":{"types":true}`, []string{"Elevrådet", "Slöjd 6.1", "Tyska 7"}},
		{"a moderator and not a type", `"notNull":{"moderatorIDs":true},"notContains":{"types":["Class"]}`, []string{"Ekorren", "Elevrådet", "Slöjd 6.1", "Tyska 7"}},
		{"a category", `"equals":{"category":"Other"}`, []string{"Elevrådet"}},
		{"part of a list filters nothing", `"like":{"memberIDs":"x","types":"x"},"equals":{"category":"Other"}`, []string{"Elevrådet"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := groupsFound(t, s, `{"orCondition":false,`+test.filter+`}`)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("found (- wanted, + there):\n%s", diff)
			}
		})
	}
	for name, filter := range map[string]string{
		"a list where one is asked for": `"equals":{"memberIDs":["` + one + `"]}`,
		"one where a list is asked for": `"contains":{"memberIDs":"` + one + `"}`,
		"no id":                         `"equals":{"memberIDs":"8B"}`,
		"null in a list":                `"contains":{"memberIDs":[null]}`,
	} {
		if got := ask(t, s, "POST", groups+"/_search", `{"filter":{"orCondition":false,`+filter+`}}`); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
}

func TestSchoolsAndEmployeesAreFound(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	someone := s.Employees()[3]
	for kind, filter := range map[string]string{
		schools:   `"equals":{"schoolType":"FS"}`,
		employees: `"contains":{"identityNumber":["` + someone["identityNumber"].(string) + `","20140413-2381"]}`,
	} {
		got := ask(t, s, "POST", kind+"/_search", `{"filter":{"orCondition":false,`+filter+`}}`).object(t)
		if total := got["pagination"].(map[string]any)["total"]; total != 1.0 {
			t.Errorf("%s finds %v", filter, total)
		}
	}
}

// An employee's phone number is that employee's alone; a pupil's isn't.
func TestEmployeePhoneIsUnique(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	staff := s.Employees()
	withPhone := slices.DeleteFunc(slices.Clone(staff), func(r sandbox.Record) bool { return r["phoneNumber1"] == nil })
	body := must(withPhone[0])
	body["phoneNumber1"] = withPhone[1]["phoneNumber1"]
	if got := ask(t, s, "PATCH", employees+"/"+withPhone[0]["id"].(string), encode(t, body)); got.status != http.StatusConflict {
		t.Errorf("status %d for an employee", got.status)
	}
	one, two := pupil(t, s, plain), pupil(t, s, noMail)
	body = must(one)
	body["phoneNumber1"] = two["phoneNumber1"]
	if got := ask(t, s, "PATCH", path(one), encode(t, body)); got.status != http.StatusOK {
		t.Errorf("status %d for a pupil", got.status)
	}
}

func TestEditGroup(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	class := group(t, s, "Svartmesskolan", "7A")
	id := class["id"].(string)
	if err := s.EditGroup(id, values{"title": "7B", "memberIDs": []string{nobody, nobody}, "types": []string(nil)}); err != nil {
		t.Fatal(err)
	}
	got, _ := s.Group(id)
	want := class
	maps.Copy(want, values{"title": "7B", "memberIDs": []string{nobody}, "types": []string{}})
	if diff := cmp.Diff(want, got, ignoreStamp()); diff != "" || got["meta.updatedAt"] == nil {
		t.Errorf("the record (- wanted, + stored):\n%s", diff)
	}
	for name, err := range map[string]error{
		"an unknown group": s.EditGroup(nobody, nil),
		"a school":         s.EditGroup(id, values{"schoolID": nobody}),
		"a text":           s.EditGroup(id, values{"memberIDs": nobody}),
		"nothing":          s.EditGroup(id, values{"memberIDs": nil}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A colleague may have put somebody into a group whom the API would refuse. That
// hinders only updates of the list.
func TestStrangersInAGroup(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	class := group(t, s, "Svartmesskolan", "7A")
	if err := s.EditGroup(class["id"].(string), values{"memberIDs": append(ids(class, "memberIDs"), nobody)}); err != nil {
		t.Fatal(err)
	}
	stored, _ := s.Group(class["id"].(string))
	members := ids(stored, "memberIDs")
	for _, test := range []struct {
		name   string
		body   values
		status int
	}{
		{"another title", values{"title": "7C"}, 200},
		{"the list as it is", values{"title": "7C", "memberIDs": members}, 200},
		{"a part of it with the stranger", values{"title": "7C", "memberIDs": append([]string{nobody}, members[3:]...)}, 422},
		{"the list without the stranger", values{"title": "7C", "memberIDs": members[1:]}, 200},
	} {
		if got := ask(t, s, "PATCH", groupPath(class), encode(t, test.body)); got.status != test.status {
			t.Errorf("%s: status %d, want %d: %s", test.name, got.status, test.status, got.body)
		}
	}
}

func TestGroupsAreCopies(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	class := group(t, s, "Svartmesskolan", "7A")
	ids(class, "memberIDs")[0] = nobody
	list := []string{nobody}
	if err := s.EditGroup(class["id"].(string), values{"moderatorIDs": list}); err != nil {
		t.Fatal(err)
	}
	list[0] = "x"
	got, _ := s.Group(class["id"].(string))
	if ids(got, "memberIDs")[0] == nobody || ids(got, "moderatorIDs")[0] != nobody {
		t.Errorf("what was read, or given, changes the record: %v", got)
	}
}

// Whatever lists are sent, in whatever order, they are what is stored; and who
// replays the log's bodies knows the members at every moment.
func TestLogTellsTheMembers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := sandbox.New(sandbox.Options{})
		told := map[string][]string{}
		classes := []sandbox.Record{group(t, s, "Svartmesskolan", "7A"), group(t, s, "Svartmesskolan", "7B")}
		var everybody []string
		for _, r := range classes {
			told[groupPath(r)] = ids(r, "memberIDs")
			everybody = append(everybody, ids(r, "memberIDs")...)
		}
		for range rapid.IntRange(1, 6).Draw(rt, "writes") {
			r := rapid.SampledFrom(classes).Draw(rt, "class")
			body := values{"title": r["title"]}
			if rapid.Bool().Draw(rt, "with members") {
				body["memberIDs"] = rapid.SliceOf(rapid.SampledFrom(append(everybody, nobody))).Draw(rt, "members")
			}
			ask(t, s, "PATCH", groupPath(r), encode(t, body))
		}
		for _, x := range s.Log() {
			var body struct{ MemberIDs []string }
			if err := json.Unmarshal([]byte(x.Body), &body); err != nil {
				rt.Fatal(err)
			}
			if x.Changed && body.MemberIDs != nil {
				told[x.Path] = body.MemberIDs
			}
		}
		for _, r := range classes {
			stored, _ := s.Group(r["id"].(string))
			want := slices.Compact(slices.Sorted(slices.Values(told[groupPath(r)])))
			if !slices.Equal(want, ids(stored, "memberIDs")) {
				rt.Fatalf("%s holds %v, the log says %v", r["title"], stored["memberIDs"], want)
			}
		}
	})
}
