package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"importer/internal/sandbox"
)

const search = students + "/_search"

// found asks for one page and gives the total and the identity numbers in it.
func found(t *testing.T, s *sandbox.Server, query, filter string) (total int, numbers []string) {
	t.Helper()
	got := ask(t, s, "POST", search+query, `{"filter":`+filter+`}`)
	if got.status != http.StatusOK {
		t.Fatalf("status %d: %s", got.status, got.body)
	}
	return pageOf(t, got)
}

func pageOf(t *testing.T, r reply) (total int, numbers []string) {
	t.Helper()
	object := r.object(t)
	for _, item := range object["data"].([]any) {
		numbers = append(numbers, item.(map[string]any)["identityNumber"].(string))
	}
	return int(object["pagination"].(map[string]any)["total"].(float64)), numbers
}

func TestFilters(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	zoe := pupil(t, s, plain)
	everybody := len(s.Students())
	count := func(holds func(sandbox.Record) bool) (n int) {
		for _, r := range s.Students() {
			if holds(r) {
				n++
			}
		}
		return n
	}
	where := func(field string, v any) int {
		return count(func(r sandbox.Record) bool { return r[field] == v })
	}
	tests := []struct {
		name   string
		filter string // what follows orCondition:false, with Zoé's values for the verbs
		args   []any
		want   int
	}{
		{name: "no condition", want: everybody},
		{name: "equals", filter: `"equals":{"identityNumber":%q}`, args: []any{plain}, want: 1},
		{name: "equals in an object", filter: `"equals":{"external":{"sourceID":%q}}`, args: []any{zoe["external.sourceID"]}, want: 1},
		{name: "equals a flag", filter: `"equals":{"identityTemporary":true}`, want: 3},
		{name: "equals a date", filter: `"equals":{"dateOfBirth":"2014-04-13"}`, want: where("dateOfBirth", "2014-04-13")},
		{name: "equals an id in capitals", filter: `"equals":{"id":%q}`, args: []any{strings.ToUpper(zoe["id"].(string))}, want: 1},
		{name: "equals with other capitals", filter: `"equals":{"emailAddress1":%q}`, args: []any{strings.ToUpper(zoe["emailAddress1"].(string))}},
		{name: "equals in another written form", filter: `"equals":{"identityNumber":"201404132381"}`},
		{name: "two conditions", filter: `"equals":{"firstName":"Zoé","lastName":"Björk"}`, want: 1},
		{name: "two that don't meet", filter: `"equals":{"identityNumber":%q,"lastName":"Ek"}`, args: []any{plain}},
		{name: "notEquals passes over what has no value", filter: `"notEquals":{"gender":"Female"}`, want: where("gender", "Male") + where("gender", "Other")},
		{name: "contains", filter: `"contains":{"identityNumber":[%q,%q,"20140413-2399"]}`, args: []any{plain, noMail}, want: 2},
		{name: "contains in an object", filter: `"contains":{"external":{"sourceID":[%q]}}`, args: []any{zoe["external.sourceID"]}, want: 1},
		{name: "notContains", filter: `"notContains":{"identityNumber":[%q,%q]}`, args: []any{plain, noMail}, want: everybody - 2},
		{name: "an empty list filters nothing", filter: `"contains":{"identityNumber":[]}`, want: everybody},
		{name: "like", filter: `"like":{"emailAddress1":"ZOE.BJ"}`, want: 1},
		{name: "like with percent signs", filter: `"like":{"emailAddress1":"%%zoe%%elev%%"}`, want: where("firstName", "Zoé")},
		{name: "notLike", filter: `"notLike":{"emailAddress1":"@"}`},
		{name: "null", filter: `"null":{"phoneNumber1":true}`, want: where("phoneNumber1", nil)},
		{name: "notNull", filter: `"notNull":{"phoneNumber1":true}`, want: everybody - where("phoneNumber1", nil)},
		{name: "null with false filters nothing", filter: `"null":{"phoneNumber1":false}`, want: everybody},
		{name: "null in an object", filter: `"null":{"meta":{"updatedAt":true}}`, want: where("meta.updatedAt", nil)},
		{name: "null for what is never empty filters nothing", filter: `"null":{"firstName":true}`, want: everybody},
		{name: "null as a value filters nothing", filter: `"equals":{"phoneNumber1":null}`, want: everybody},
		{name: "greaterThan", filter: `"greaterThan":{"dateOfBirth":"2019-12-31"}`, want: count(after("dateOfBirth", "2019-12-31"))},
		{name: "greaterOrEqual and smallerOrEqual", filter: `"greaterOrEqual":{"dateOfBirth":"2014-04-13"},"smallerOrEqual":{"dateOfBirth":"2014-04-13"}`, want: where("dateOfBirth", "2014-04-13")},
		{name: "smallerThan", filter: `"smallerThan":{"dateOfBirth":"2000-01-01"}`, want: 3},
		{name: "a moment in another time zone", filter: `"greaterThan":{"meta":{"updatedAt":"2026-01-01T02:00:00+02:00"}}`, want: count(after("meta.updatedAt", "2026-01-01T00:00:00Z"))},
		{name: "a range of text filters nothing", filter: `"greaterThan":{"lastName":"M"}`, want: everybody},
		{name: "an unknown operator filters nothing", filter: `"greater":{"dateOfBirth":"2019-12-31"}`, want: everybody},
		{name: "an unknown field filters nothing", filter: `"equals":{"personnummer":"x"}`, want: everybody},
		{name: "a dotted field filters nothing", filter: `"equals":{"external.sourceID":"x"}`, want: everybody},
		{name: "a known one beside an unknown", filter: `"equals":{"personnummer":"x","identityNumber":%q}`, args: []any{plain}, want: 1},
		{name: "nested", filter: `"nestedFilters":[{"orCondition":true,"equals":{"identityNumber":%q},"like":{"identityNumber":%q}},{"orCondition":false,"equals":{"firstName":"Zoé"}}]`,
			args: []any{plain, noMail}, want: 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			filter := `{"orCondition":false}`
			if test.filter != "" {
				filter = fmt.Sprintf(`{"orCondition":false,`+test.filter+`}`, test.args...)
			}
			if total, _ := found(t, s, "", filter); total != test.want {
				t.Errorf("%s finds %d, want %d", filter, total, test.want)
			}
		})
	}
}

func after(field, moment string) func(sandbox.Record) bool {
	return func(r sandbox.Record) bool {
		have, set := r[field].(string)
		return set && have > moment
	}
}

func TestEither(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	total, _ := found(t, s, "", `{"orCondition":true,"equals":{"identityNumber":"`+plain+`"},"contains":{"identityNumber":["`+noMail+`"]}}`)
	if total != 2 {
		t.Errorf("either of two finds %d", total)
	}
	if total, _ = found(t, s, "", `{"orCondition":true,"equals":{"personnummer":"x"}}`); total != len(s.Students()) {
		t.Errorf("either of nothing known finds %d", total)
	}
}

func TestFiltersRefused(t *testing.T) {
	tests := []struct {
		name, body string
		status     int
	}{
		{"no filter", `{}`, 422},
		{"null for a filter", `{"filter":null}`, 422},
		{"a list for a filter", `{"filter":[]}`, 400},
		{"no orCondition", `{"filter":{"equals":{"identityNumber":"x"}}}`, 422},
		{"null for orCondition", `{"filter":{"orCondition":null}}`, 422},
		{"a text for orCondition", `{"filter":{"orCondition":"false"}}`, 400},
		{"no orCondition in a nested one", `{"filter":{"orCondition":false,"nestedFilters":[{}]}}`, 422},
		{"a nested one that isn't in a list", `{"filter":{"orCondition":false,"nestedFilters":{}}}`, 400},
		{"a nested one that isn't an object", `{"filter":{"orCondition":false,"nestedFilters":[1]}}`, 400},
		{"a text for an operator", `{"filter":{"orCondition":false,"equals":"x"}}`, 400},
		{"a text for an object", `{"filter":{"orCondition":false,"equals":{"external":"x"}}}`, 400},
		{"a list for one value", `{"filter":{"orCondition":false,"equals":{"identityNumber":["x"]}}}`, 400},
		{"one value for a list", `{"filter":{"orCondition":false,"contains":{"identityNumber":"x"}}}`, 400},
		{"null in a list", `{"filter":{"orCondition":false,"contains":{"identityNumber":[null]}}}`, 400},
		{"a number in a list", `{"filter":{"orCondition":false,"contains":{"identityNumber":[201404132381]}}}`, 400},
		{"an id that is none", `{"filter":{"orCondition":false,"contains":{"id":["SIS-40117"]}}}`, 400},
		{"a date that is none", `{"filter":{"orCondition":false,"greaterThan":{"dateOfBirth":"13/4 2014"}}}`, 400},
		{"a text for null", `{"filter":{"orCondition":false,"null":{"phoneNumber1":"x"}}}`, 400},
		{"two bodies", `{"filter":{"orCondition":false}}{}`, 400},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ask(t, sandbox.New(sandbox.Options{}), "POST", search, test.body)
			if got.status != test.status {
				t.Errorf("status %d, want %d: %s", got.status, test.status, got.body)
			}
			got.fault(t)
		})
	}
}

func TestPages(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	everybody := len(s.Students())
	tests := []struct {
		query               string
		offset, limit, here int
	}{
		{"", 0, 50, 50},
		{"?limit=7", 0, 7, 7},
		{"?limit=1000", 0, 100, 100},
		{"?offset=190", 190, 50, everybody - 190},
		{"?offset=1000&limit=10", 1000, 10, 0},
	}
	for _, test := range tests {
		list := ask(t, s, "GET", students+test.query, "")
		hits := ask(t, s, "POST", search+test.query, `{"filter":{"orCondition":false}}`)
		if list.body != hits.body {
			t.Errorf("%q: a list and a search for everybody differ", test.query)
		}
		total, numbers := pageOf(t, list)
		given := list.object(t)["pagination"].(map[string]any)
		if total != everybody || len(numbers) != test.here || given["offset"] != float64(test.offset) || given["limit"] != float64(test.limit) {
			t.Errorf("%q gives %d of %v, want %d from %d with limit %d", test.query, len(numbers), given, test.here, test.offset, test.limit)
		}
	}
	for _, query := range []string{"?limit=0", "?limit=-1", "?offset=-1", "?limit=many", "?limit=1;offset=2"} {
		if got := ask(t, s, "GET", students+query, ""); got.status != http.StatusBadRequest {
			t.Errorf("%q: status %d", query, got.status)
		}
	}
}

// Pages put together are everybody, once.
func TestPagesMeet(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	seen := map[string]bool{}
	for offset := 0; offset < len(s.Students()); offset += 30 {
		_, numbers := found(t, s, fmt.Sprintf("?limit=30&offset=%d", offset), `{"orCondition":false}`)
		for _, number := range numbers {
			if seen[number] {
				t.Errorf("%s stands on two pages", number)
			}
			seen[number] = true
		}
	}
	if len(seen) != len(s.Students()) {
		t.Errorf("the pages hold %d pupils", len(seen))
	}
}
