package target

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// allFacts has an entry for every target.
func allFacts() map[string]facts {
	return map[string]facts{
		"meitner-students":    studentFacts(),
		"meitner-groups":      groupFacts(),
		"meitner-class-lists": classListFacts(),
		"konstantly-groups":   unitFacts(),
		"tabula-small-groups": smallGroupFacts(),
	}
}

// asDocumented is a sandbox without anything special.
func asDocumented() map[string]sandbox.Options { return map[string]sandbox.Options{"": {}} }

// perFifty is one search for each fifty keys.
func perFifty(keys int) int64 { return int64(keys+batch-1) / batch }

// unfiltered makes a search of Meitner's a list of everything.
func unfiltered(r *http.Request) {
	if path, isSearch := strings.CutSuffix(r.URL.Path, "/_search"); isSearch {
		r.Method, r.URL.Path = http.MethodGet, path
	}
}

// Pupils of the sandbox, by numbers of the official test series.
const (
	inesID = "000f5780-d02b-49b2-86b7-0d1cfed706d4"
	omarID = "018f5691-0f35-444a-aa06-5c1404705d92"
)

func studentFacts() facts {
	by := func(key, value string) cells { return cells{key: value, "gender": "Female"} }
	ask := func(row cells) cells { return cells{"identityNumber": ines}.with(row) }
	return facts{
		record: inesID, records: (*sandbox.Server).Students, edit: (*sandbox.Server).Edit, servers: asDocumented(),
		keys: map[string]cells{
			"id": by("id", inesID), "external.sourceID": by("external.sourceID", "SIS-40239"),
			"identityNumber": by("identityNumber", ines), "emailAddress1": by("emailAddress1", "ines.ostlund@elev.example.se"),
		},
		nobody: by("identityNumber", "20160828-2388"), doubted: 2,
		crowd: func(s *subject) {
			if err := s.server.Edit(omarID, map[string]any{"external.sourceID": "SIS-40239"}); err != nil {
				s.Fatal(err)
			}
		},
		several: by("external.sourceID", "SIS-40239"),
		bulk: func(server *sandbox.Server) (keys []validate.Key) {
			for i, r := range server.Students()[:120] {
				field := []string{"identityNumber", "id"}[i%2]
				keys = append(keys, validate.Key{Field: field, Value: fmt.Sprint(r[field])})
			}
			return keys
		},
		reads: perFifty,
		many: func(server *sandbox.Server) (rows []cells, _ func(*plan.Roster)) {
			for _, r := range server.Students()[:20] {
				rows = append(rows, cells{"id": fmt.Sprint(r["id"]), "phoneNumber2": "+46701740699"})
			}
			return rows, nil
		},
		same: []cells{
			{"identityNumber": "160827-2389", "phoneNumber1": "070-174 06 09", "gender": "K", "address.municipalityCode": "Solna"},
			{"id": strings.ToUpper(inesID), "emailAddress1": "Ines.Ostlund@Elev.Example.se", "address.countryCode": "Sverige", "address.postalCode": "16966"},
			{"emailAddress1": "INES.OSTLUND@elev.example.se", "lastName": "O\u0308stlund", "dateOfBirth": "2016-08-27", "identityTemporary": "nej"},
		},
		settings: map[string]setting{
			"a phone number":      {row: ask(cells{"phoneNumber1": "070-174 06 12"}), stored: map[string]any{"phoneNumber1": "+46701740612"}},
			"part of the address": {row: ask(cells{"address.postalCode": "169 35"}), stored: map[string]any{"address.postalCode": "169 35"}},
			"cleared":             {row: ask(cells{"emailAddress2": "<rensa>"}), stored: map[string]any{"emailAddress2": nil}},
			"the address cleared": {row: ask(cells{"address.postalAddress": "<clear>"}), stored: map[string]any{"address.postalAddress": nil}},
			"a unique value": {
				row:    cells{"emailAddress1": "ines.ostlund@elev.example.se", "emailAddress1.new": "ines@elev.example.se"},
				stored: map[string]any{"emailAddress1": "ines@elev.example.se"}},
			"a name in another writing": {
				row: ask(cells{"firstName": "Agnes"}), stored: map[string]any{"firstName": "Agnes"},
				untidy: map[string]any{"firstName": "A\u030asa  Maria", "lastName": "Ö\u00a0stlund"}},
			"the mark of a temporary number": {row: ask(cells{"identityTemporary": "ja"}), stored: map[string]any{"identityTemporary": true}},
		},
		plain: "a phone number", since: map[string]any{"phoneNumber1": "+46701740699"},
		echoed:    map[string]any{"firstName": "A\u030asa  Maria", "lastName": "Ö\u00a0stlund", "identityTemporary": true},
		forgetful: withoutRest, astray: unfiltered, refusals: meitnerRefusals(),
	}
}

// withoutRest empties the parts of an address that an update leaves out: whether
// they stay isn't documented.
func withoutRest(body map[string]any) {
	address, given := body["address"].(map[string]any)
	for _, part := range []string{"postalAddress", "postalCode", "postalCity", "countryCode", "municipalityCode"} {
		if _, told := address[part]; given && !told {
			address[part] = nil
		}
	}
}

// A group of Meitner's, by id: 7B of Svartmesskolan, of the types Class and
// Mentor, with two moderators.
const classB = "da08bb28-db7c-4130-b465-f8caf7865082"

const (
	cecilia = "a422c50e-ba97-4a78-a287-807d0e3c3e28" // a moderator of 7B
	behrouz = "a75d4ca4-0a4a-48e6-bedd-5f1f641a9b14" // the other one
	elin    = "0d226b8a-f588-48a2-8db7-2e5236efed7f" // of the same school
)

// membersOfB are the members of 7B, in order.
func membersOfB() []string {
	group, _ := sandbox.New(sandbox.Options{}).Group(classB)
	return group["memberIDs"].([]string)
}

func backwards(list []string) []string {
	turned := slices.Clone(list)
	slices.Reverse(turned)
	return turned
}

func groupFacts() facts {
	members := membersOfB()
	ask := func(row cells) cells { return cells{"id": classB}.with(row) }
	return facts{
		record: classB, records: (*sandbox.Server).Groups, edit: (*sandbox.Server).EditGroup, servers: asDocumented(),
		keys: map[string]cells{
			"id": ask(cells{"types": "Class"}), "external.sourceID": {"external.sourceID": "KL-160", "types": "Class"},
			"title": {"title": "7B", "types": "Class"},
		},
		nobody: cells{"title": "7Q", "types": "Class"}, doubted: 2,
		several: cells{"title": "7A", "types": "Class"}, places: "Lindormsskolan; Svartmesskolan", ambiguous: plan.CodeAmbiguousPlace,
		bulk: someGroups("id", "external.sourceID"), reads: perFifty,
		many: func(server *sandbox.Server) (rows []cells, _ func(*plan.Roster)) {
			for _, r := range server.Groups() {
				rows = append(rows, cells{"id": fmt.Sprint(r["id"]), "external.sourceID.new": "X-" + fmt.Sprint(r["id"])})
			}
			return rows, nil
		},
		same: []cells{
			{"title": " 7B", "types": "klass", "moderatorIDs": "HR-7108; cecilia.noren@skola.example.se"},
			ask(cells{"moderatorIDs": behrouz + "|" + strings.ToUpper(cecilia), "external.sourceID.new": "KL-160"}),
			ask(cells{"memberIDs": strings.Join(backwards(members), ";"), "types": "Class"}),
			ask(cells{"memberIDs.add": members[2], "memberIDs.remove": inesID}),
		},
		settings: map[string]setting{
			"another system's id": {row: ask(cells{"external.sourceID.new": "KL-999"}), stored: map[string]any{"external.sourceID": "KL-999"}},
			"a unique value":      {row: cells{"title": "7B", "title.new": "7D"}, stored: map[string]any{"title": "7D"}},
			"a title in another writing": {
				row: ask(cells{"title.new": "7D"}), stored: map[string]any{"title": "7D"}, untidy: map[string]any{"title": "7\u00a0B"}},
			"exactly these":      {row: ask(cells{"moderatorIDs": "HR-7129|" + behrouz}), stored: map[string]any{"moderatorIDs": []string{elin, behrouz}}},
			"added":              {row: ask(cells{"moderatorIDs.add": "elin.akerblom@skola.example.se"}), stored: map[string]any{"moderatorIDs": []string{elin, cecilia, behrouz}}},
			"taken out":          {row: ask(cells{"moderatorIDs": "-19901104-2398"}), stored: map[string]any{"moderatorIDs": []string{cecilia}}},
			"an emptied list":    {row: ask(cells{"moderatorIDs": "<rensa>"}), stored: map[string]any{"moderatorIDs": []string{}}},
			"types but for ours": {row: ask(cells{"types": "fritids"}), stored: map[string]any{"types": []string{"Childcare", "Mentor"}}},
		},
		guests: map[string]string{"moderatorIDs": "17fe08aa-c54b-4de8-8b54-b775fee6f19d"},
		plain:  "another system's id", since: map[string]any{"external.sourceID": "KL-777"},
		echoed: map[string]any{"title": "7\u00a0B  blå", "types": []string{"Class"}, "memberIDs": members[:3]},
		astray: unfiltered, refusals: meitnerRefusals(),
	}
}

// Tyska 7 is a group of no type, so that nobody has to leave another for it.
const german = "c4b38375-b28c-4001-86b2-5833ba596563"

func classListFacts() facts {
	group, _ := sandbox.New(sandbox.Options{}).Group(german)
	members := group["memberIDs"].([]string)
	saga := cells{"identityNumber": "20130221-2384"} // a member
	by := func(key, value string) cells { return saga.with(cells{key: value}) }
	exactly := func(r *plan.Roster) { r.Exact = true }
	return facts{
		record: german, records: (*sandbox.Server).Groups, edit: (*sandbox.Server).EditGroup, servers: asDocumented(),
		keys: map[string]cells{
			"group.id": by("group.id", german), "group.external.sourceID": by("group.external.sourceID", "KL-601"), "title": by("title", "Tyska 7"),
		},
		nobody: by("title", "Latin 7"), doubted: 2,
		several: by("title", "7A"), places: "Lindormsskolan; Svartmesskolan", ambiguous: plan.CodeAmbiguousPlace,
		bulk: someGroups("group.id", "group.external.sourceID"), reads: perFifty,
		many: func(server *sandbox.Server) (rows []cells, _ func(*plan.Roster)) {
			for _, r := range server.Groups() {
				if r["schoolID"] == group["schoolID"] {
					rows = append(rows, cells{"group.id": fmt.Sprint(r["id"]), "identityNumber": ines})
				}
			}
			return rows, func(r *plan.Roster) { r.KeepBoth = true }
		},
		same: []cells{
			by("title", "Tyska\u00a07"),
			{"title": "Tyska 7", "emailAddress1": "Saga.Skoglund@elev.example.se"},
			{"group.id": german, "external.sourceID": "SIS-40182"}, {"title": "Tyska 7", "id": strings.ToUpper(members[0])},
		},
		settings: map[string]setting{
			"added":         {row: cells{"title": "Tyska 7", "identityNumber": ines}, stored: map[string]any{"memberIDs": append([]string{inesID}, members...)}},
			"exactly these": {row: by("title", "Tyska 7"), stored: map[string]any{"memberIDs": members[:1]}, roster: exactly},
		},
		guests: map[string]string{"memberIDs": "b162827a-aeed-4940-a1c4-eaebf7e07ba3"},
		plain:  "added", since: map[string]any{"memberIDs": append([]string{inesID}, members[1:]...)},
		kept:   map[string]any{"memberIDs": members[1:]},
		echoed: map[string]any{"title": "Tyska\u00a07", "moderatorIDs": []string{elin}},
		astray: unfiltered, refusals: meitnerRefusals(),
	}
}

// someGroups gives keys of Meitner's groups by two fields, and by ids that nobody
// has.
func someGroups(id, source string) func(*sandbox.Server) []validate.Key {
	return func(server *sandbox.Server) (keys []validate.Key) {
		for i, r := range server.Groups() {
			key := validate.Key{Field: id, Value: fmt.Sprint(r["id"])}
			if sourceID := r["external.sourceID"]; i%2 == 0 && sourceID != nil {
				key = validate.Key{Field: source, Value: fmt.Sprint(sourceID)}
			}
			keys = append(keys, key)
		}
		for i := len(keys); i < 60; i++ {
			keys = append(keys, validate.Key{Field: id, Value: fmt.Sprintf("%08d-0000-4000-8000-000000000000", i)})
		}
		return keys
	}
}

// meitnerRefusals are in the one form that Meitner's API has for errors.
func meitnerRefusals() map[string]wording {
	all := map[string]wording{}
	for status, code := range map[int]string{
		400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 422: "UnprocessableEntity",
	} {
		all[strconv.Itoa(status)] = wording{
			status: status, body: fmt.Sprintf(`{"error":{"code":%q,"message":"no, because","requestID":"r-%d"}}`, code, status),
			want: apply.Refusal{Code: code, Message: "no, because", RequestID: fmt.Sprintf("r-%d", status)},
		}
	}
	return all
}
