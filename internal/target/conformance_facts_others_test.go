package target

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

func unitFacts() facts {
	ask := func(row cells) cells { return cells{"id": kundtjänst}.with(row) }
	return facts{
		record: 43, records: (*sandbox.Server).KonstantlyGroups, edit: editUnit,
		servers: map[string]sandbox.Options{
			"":                   {Konstantly: sandbox.KonstantlyOptions{ShowDetails: true}},
			"merging attributes": {Konstantly: sandbox.KonstantlyOptions{ShowDetails: true, MergeAttributes: true}},
		},
		keys: map[string]cells{"id": ask(cells{"parentId": syd}), "name": {"name": "Syd/Kundtjänst", "parentId": syd}},
		// The list takes three requests.
		nobody: cells{"name": "Nordpolen", "parentId": syd}, doubted: 3,
		several: cells{"name": "Kundtjänst", "parentId": syd}, places: "Norr/Kundtjänst; Syd/Kundtjänst", ambiguous: plan.CodeAmbiguousPath,
		bulk: func(server *sandbox.Server) (keys []validate.Key) {
			for i, r := range server.KonstantlyGroups() {
				field := []string{"name", "id"}[i%2]
				keys = append(keys, validate.Key{Field: field, Value: fmt.Sprint(r[field])})
			}
			return keys
		},
		reads: func(keys int) int64 { return int64(keys+unitPage-1) / unitPage },
		same: []cells{
			{"name": "syd / kundtjänst", "parentId": "Syd", "description": " Alla inom Kundtja\u0308nst."},
			ask(cells{"attributes.region": "SYD", "Språk": "svenska", "active": "ja", "Kostnadsställe": "0480"}),
			ask(cells{"name.new": "Kundtjänst", "parentId": syd}),
			{"id": "97", "languages": "finska;arabiska|svenska"},
		},
		settings: map[string]setting{
			"a name": {row: ask(cells{"name.new": "Kundservice"}), stored: map[string]any{"name": "Kundservice"}},
			"a name in another writing": {
				row: ask(cells{"name.new": "Kundservice"}), stored: map[string]any{"name": "Kundservice"}, untidy: map[string]any{"name": "Kundtja\u0308nst  Syd"}},
			"another parent":       {row: ask(cells{"parentId": "Norr"}), stored: map[string]any{"parentId": 3}},
			"a description":        {row: ask(cells{"description": "Alla <här> & där."}), stored: map[string]any{"description": "Alla <här> & där."}},
			"no parent":            {row: ask(cells{"parentId": "<rensa>"}), stored: map[string]any{"parentId": nil}},
			"one attribute":        {row: ask(cells{"cost_center": "0499"}), stored: map[string]any{"attributes.cost_center": "0499"}},
			"an attribute cleared": {row: ask(cells{"attributes.active": "<clear>"}), stored: map[string]any{"attributes.active": nil}, futile: "merging attributes"},
			"exactly these":        {row: ask(cells{"languages": "finska|engelska"}), stored: map[string]any{"attributes.languages": []string{"finska", "engelska"}}},
			"added":                {row: ask(cells{"attributes.languages.add": "finska"}), stored: map[string]any{"attributes.languages": []string{"svenska", "finska"}}},
			"added by its id":      {row: ask(cells{"languages.add": "finska"}), stored: map[string]any{"attributes.languages": []string{"svenska", "finska"}}},
			"added by its name":    {row: ask(cells{"Språk.add": "finska"}), stored: map[string]any{"attributes.languages": []string{"svenska", "finska"}}},
			"added in Swedish":     {row: ask(cells{"Lägg till språk": "finska"}), stored: map[string]any{"attributes.languages": []string{"svenska", "finska"}}},
			"taken out by its id":  {row: ask(cells{"languages.remove": "svenska"}), stored: map[string]any{"attributes.languages": nil}, futile: "merging attributes"},
			"taken out":            {row: ask(cells{"languages": "-svenska"}), stored: map[string]any{"attributes.languages": nil}, futile: "merging attributes"},
		},
		guests: map[string]string{"attributes.languages": "arabiska"},
		plain:  "one attribute", since: map[string]any{"attributes.cost_center": "0498"},
		echoed: map[string]any{"name": "Kundtja\u0308nst  Syd", "attributes.active": false, "attributes.seats": 2.5, "attributes.languages": []string{"finska", "svenska"}},
		astray: func(r *http.Request) {
			if id := path.Base(r.URL.Path); r.Method == http.MethodGet && isUnitID(id) {
				r.URL.Path = path.Dir(r.URL.Path) + "/" + norr
			}
		},
		refusals: konstantlyRefusals(), absent: []int{http.StatusNotFound},
	}
}

func editUnit(server *sandbox.Server, id string, values map[string]any) error {
	n, err := strconv.Atoi(id)
	if err != nil {
		return err
	}
	return server.EditKonstantlyGroup(n, values)
}

// konstantlyRefusals have a message, and messages by field where the request isn't
// valid.
func konstantlyRefusals() map[string]wording {
	all := map[string]wording{
		"400": {
			status: 400, body: `{"status":400,"message":"no, because","errors":{"name":["taken"],"attributes.region":["odd","wrong"]}}`,
			want: apply.Refusal{Message: "no, because", Fields: map[string]string{"name": "taken", "attributes.region": "odd; wrong"}}},
	}
	for _, status := range []int{401, 403, 404, 409, 422} {
		all[strconv.Itoa(status)] = wording{
			status: status, body: fmt.Sprintf(`{"status":%d,"message":"no, because"}`, status), want: apply.Refusal{Message: "no, because"}}
	}
	return all
}

func smallGroupFacts() facts {
	in := func(row cells) cells { return cells{"Module": "XX101", "Set name": "XX101 Seminars"}.with(row) }
	ask := func(row cells) cells { return in(cells{"id": group3}).with(row) }
	return facts{
		record: group3, records: (*sandbox.Server).TabulaGroups, edit: (*sandbox.Server).EditTabulaGroup,
		servers: map[string]sandbox.Options{"": {}, "keeping sizes": {Tabula: sandbox.TabulaOptions{KeepSize: true}}},
		keys:    map[string]cells{"id": ask(cells{"maxGroupSize": "12"}), "name": in(cells{"name": "Group 3", "maxGroupSize": "12"})},
		nobody:  in(cells{"name": "Group 33", "maxGroupSize": "12"}), doubted: 1,
		crowd: func(s *subject) {
			for _, id := range []string{group1, group5} {
				if err := s.server.EditTabulaGroup(id, map[string]any{"name": "Twins"}); err != nil {
					s.Fatal(err)
				}
			}
		},
		several: in(cells{"name": "Twins", "maxGroupSize": "12"}), places: "XX101, XX101 Seminars", ambiguous: plan.CodeAmbiguousSet,
		bulk: func(server *sandbox.Server) (keys []validate.Key) {
			for i, r := range server.TabulaGroups() {
				set, _ := server.TabulaSet(r["setID"].(string))
				if set["academicYear"] != setYear(server) || set["moduleCode"] == "XX303" {
					continue
				}
				field := []string{"name", "id"}[i%2]
				keys = append(keys, validate.Key{Field: field, Value: fmt.Sprint(r[field]), Scope: seatIn(set)})
			}
			return keys
		},
		reads: func(int) int64 { return 2 }, // one for each of two modules
		many: func(server *sandbox.Server) (rows []cells, _ func(*plan.Roster)) {
			for _, r := range server.TabulaGroups() {
				set, _ := server.TabulaSet(r["setID"].(string))
				if set["academicYear"] == setYear(server) && set["moduleCode"] != "XX303" && r["linkedDepartmentGroup"] == nil {
					rows = append(rows, cells{"Module": fmt.Sprint(set["moduleCode"]), "Set name": fmt.Sprint(set["name"]), "id": fmt.Sprint(r["id"]), "maxGroupSize": "99"})
				}
			}
			return rows, nil
		},
		same: []cells{
			{"Module": "xx101", "Set name": "xx101 seminars", "Group name": "GROUP 3", "Limit": "12,0"},
			{"Module": "XX101", "smallGroupSetId": seminars, "smallGroupId": strings.ToUpper(group3), "maxGroupSize": "12", "name.new": "Group 3"},
		},
		settings: map[string]setting{
			"a name": {row: ask(cells{"name.new": "Seminar 3 <Å>"}), stored: map[string]any{"name": "Seminar 3 <Å>"}},
			"a name in another writing": {
				row: ask(cells{"name.new": "Seminar 3"}), stored: map[string]any{"name": "Seminar 3"}, untidy: map[string]any{"name": " Group\u00a03"}},
			"a size": {row: ask(cells{"maxGroupSize": "24"}), stored: map[string]any{"maxGroupSize": 24}},
		},
		plain: "a name", since: map[string]any{"name": "Seminar III"},
		echoed: map[string]any{"maxGroupSize": 40},
		astray: func(r *http.Request) { r.URL.Path = strings.Replace(r.URL.Path, "xx101", "xx202", 1) },
		// A module that isn't there, and one that the account may not read, are a
		// matter of their own rows.
		refusals: tabulaRefusals(), absent: []int{http.StatusNotFound, http.StatusForbidden}, part: "xx101",
	}
}

func setYear(server *sandbox.Server) any {
	set, _ := server.TabulaSet(seminars)
	return set["academicYear"]
}

func seatIn(set sandbox.Record) string {
	return in(strings.ToLower(set["moduleCode"].(string)), set["name"].(string), "")
}

// tabulaRefusals have a word for the status and messages, of which some are about
// a field.
func tabulaRefusals() map[string]wording {
	all := map[string]wording{
		"400": {
			status: 400, body: `{"success":false,"status":"bad_request","errors":[{"code":"a","field":"name","message":"taken"},{"code":"b","field":"name","message":"odd"},{"message":"no"}]}`,
			want: apply.Refusal{Code: "bad_request", Message: "taken; odd; no", Fields: map[string]string{"name": "taken; odd"}}},
	}
	for status, word := range map[int]string{401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict", 422: "unprocessable"} {
		all[strconv.Itoa(status)] = wording{
			status: status, body: fmt.Sprintf(`{"success":false,"status":%q,"errors":[{"message":"no, because"}]}`, word),
			want: apply.Refusal{Code: word, Message: "no, because", Narrow: status == http.StatusForbidden}}
	}
	return all
}
