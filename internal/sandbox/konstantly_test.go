package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

const (
	units       = "/openapi/v1/groups"
	definitions = "/openapi/v1/custom/attributes/groups"
)

// Groups of the built-in site that the tests need.
const (
	north     = 3  // at the top
	west      = 11 // at the top, with a number and languages
	central   = 14 // at the top, without the required region
	desk      = 23 // Kundtjänst, below Norr
	otherDesk = 43 // Kundtjänst, below Syd
	school    = 33 // below Norr, with a date and an image
	team      = 35 // below the school
)

// askUnits sends one request with the default API key.
func askUnits(t *testing.T, s *sandbox.Server, method, target, body string, headers ...string) reply {
	t.Helper()
	key := sandbox.DefaultCredentials().Secret
	return ask(t, s, method, target, body, append([]string{"Client-ID", "", "Client-Secret", "", "X-API-KEY", key}, headers...)...)
}

func unitPath(id int) string { return fmt.Sprintf("%s/%d", units, id) }

func unit(t *testing.T, s *sandbox.Server, id int) sandbox.Record {
	t.Helper()
	r, there := s.KonstantlyGroup(id)
	if !there {
		t.Fatalf("no group has the id %d", id)
	}
	return r
}

// last is the log's last exchange.
func last(s *sandbox.Server) sandbox.Exchange {
	log := s.Log()
	return log[len(log)-1]
}

// unitFault checks that a reply is an error as Konstantly documents it.
func unitFault(t *testing.T, got reply) {
	t.Helper()
	var envelope struct {
		Status  int
		Message string
		Errors  map[string][]string
	}
	d := json.NewDecoder(bytesOf(got))
	d.DisallowUnknownFields()
	if err := d.Decode(&envelope); err != nil || envelope.Status != got.status || envelope.Message == "" {
		t.Errorf("status %d: the answer %q is not an error of Konstantly's", got.status, got.body)
	}
}

func TestKonstantlyRoutes(t *testing.T) {
	tests := []struct {
		method, target string
		status         int
		marked         bool
	}{
		{"GET", units, 200, false},
		{"GET", units + "?offset=40", 200, false},
		{"GET", units + "?offset=4000", 200, false},
		{"GET", units + "?offset=-1", 400, true},
		{"GET", units + "?offset=x", 400, true},
		{"GET", units + "?offset=%zz", 400, true},
		{"GET", units + "?limit=50", 200, true},
		{"GET", units + "?name=Norr", 200, true},
		{"GET", unitPath(desk), 200, false},
		{"GET", unitPath(desk) + "?attributes=1", 200, true},
		{"GET", unitPath(999), 404, false},
		{"GET", units + "/Norr", 404, true},
		{"GET", units + "/023", 404, true},
		{"GET", definitions, 200, false},
		{"PATCH", unitPath(999), 404, false},
		{"PUT", unitPath(desk), 404, true},
		{"POST", units, 404, true},
		{"DELETE", unitPath(desk), 404, true},
		{"POST", definitions, 404, true},
		{"GET", "/openapi/v1/users", 404, true},
	}
	for _, test := range tests {
		s := sandbox.New(sandbox.Options{})
		got := askUnits(t, s, test.method, test.target, "")
		if got.status != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.target, got.status, test.status)
		}
		if got.status >= 400 {
			unitFault(t, got)
		}
		if mark := last(s).Undocumented; (mark != "") != test.marked {
			t.Errorf("%s %s: the mark is %q", test.method, test.target, mark)
		}
	}
}

func TestKonstantlyKey(t *testing.T) {
	own := sandbox.Credentials{ID: "site", Secret: "key-demo"}
	tests := []struct {
		name   string
		given  sandbox.Credentials
		key    string
		status int
	}{
		{"the default secret", sandbox.Credentials{}, "sandbox-secret", 200},
		{"an own secret", own, "key-demo", 200},
		{"the default secret in place of an own one", own, "sandbox-secret", 401},
		{"the id", own, "site", 401},
		{"none", sandbox.Credentials{}, "", 401},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Credentials: test.given})
			got := askUnits(t, s, "PATCH", unitPath(desk), `{"name":"Disk"}`, "X-API-KEY", test.key)
			if got.status != test.status {
				t.Fatalf("status %d, want %d", got.status, test.status)
			}
			if got.status == http.StatusUnauthorized {
				unitFault(t, got)
			}
			if changed := unit(t, s, desk)["name"] == "Disk"; changed != (got.status == http.StatusOK) {
				t.Errorf("the group was changed: %t", changed)
			}
		})
	}
}

// Three pages hold every group once, in the shape that the reference shows.
func TestKonstantlyPages(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	var sizes, ids []int
	for offset := 0; offset < 60; offset += 20 {
		page := askUnits(t, s, "GET", fmt.Sprintf("%s?offset=%d", units, offset), "").object(t)
		groups := page["groups"].([]any)
		sizes = append(sizes, len(groups))
		if page["totalCount"] != 45.0 {
			t.Errorf("the total is %v", page["totalCount"])
		}
		for _, g := range groups {
			object := g.(map[string]any)
			ids = append(ids, int(object["id"].(float64)))
			if keys := sortedKeys(object); !slices.Equal(keys, []string{"coursesCount", "id", "image", "name", "parentId", "usersCount"}) {
				t.Fatalf("a group has the keys %v", keys)
			}
		}
	}
	if !slices.Equal(sizes, []int{20, 20, 5}) {
		t.Errorf("the pages hold %v groups", sizes)
	}
	var want []int
	for _, g := range s.KonstantlyGroups() {
		want = append(want, g["id"].(int))
	}
	if !slices.Equal(ids, want) {
		t.Errorf("the pages hold %v, want %v", ids, want)
	}
}

func TestKonstantlyGet(t *testing.T) {
	image := map[string]any{
		"id":       9033.0,
		"original": "https://example.org/images/original/9033.jpg",
		"mini":     "https://example.org/images/mini/9033.jpg",
		"small":    "https://example.org/images/small/9033.jpg",
	}
	want := map[string]any{"id": 33.0, "parentId": 3.0, "name": "Björkuddens skola", "usersCount": 35.0, "coursesCount": 5.0, "image": image}
	s := sandbox.New(sandbox.Options{})
	if diff := cmp.Diff(want, askUnits(t, s, "GET", unitPath(school), "").object(t)); diff != "" {
		t.Error(diff)
	}
	want["description"] = "Alla inom Björkuddens skola."
	want["attributes"] = map[string]any{"region": "Norr", "cost_center": "0445", "opened": "2010-06-26"}
	s = sandbox.New(sandbox.Options{Konstantly: sandbox.KonstantlyOptions{ShowDetails: true}})
	if diff := cmp.Diff(want, askUnits(t, s, "GET", unitPath(school), "").object(t)); diff != "" {
		t.Error(diff)
	}
	top := askUnits(t, s, "GET", unitPath(north), "").object(t)
	if parent, there := top["parentId"]; !there || parent != nil {
		t.Errorf("the parent of a group at the top is %v", parent)
	}
}

func TestKonstantlyDefinitions(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	var got []map[string]any
	if err := json.NewDecoder(bytesOf(askUnits(t, s, "GET", definitions, ""))).Decode(&got); err != nil {
		t.Fatal(err)
	}
	options := func(id float64, values ...string) any {
		var list []any
		for i, v := range values {
			list = append(list, map[string]any{"id": id*10 + float64(i), "position": float64(i + 1), "value": v})
		}
		return list
	}
	want := []map[string]any{
		{"id": 4.0, "name": "Region", "type": 3.0, "apiId": "region", "position": 1.0, "isRequired": true, "extraData": options(4, "Norr", "Syd", "Öst", "Väst")},
		{"id": 2.0, "name": "Kostnadsställe", "type": 1.0, "apiId": "cost_center", "position": 2.0, "isRequired": false, "extraData": nil},
		{"id": 7.0, "name": "Öppnad", "type": 2.0, "apiId": "opened", "position": 3.0, "isRequired": false, "extraData": nil},
		{"id": 5.0, "name": "Språk", "type": 4.0, "apiId": "languages", "position": 4.0, "isRequired": false, "extraData": options(5, "svenska", "engelska", "finska", "arabiska")},
		{"id": 9.0, "name": "Aktiv", "type": 6.0, "apiId": "active", "position": 5.0, "isRequired": false, "extraData": nil},
		{"id": 11.0, "name": "Webbplats", "type": 7.0, "apiId": "website", "position": 6.0, "isRequired": false, "extraData": nil},
		{"id": 12.0, "name": "Platser", "type": 8.0, "apiId": "seats", "position": 7.0, "isRequired": false, "extraData": nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKonstantlyQuota(t *testing.T) {
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	s := sandbox.New(sandbox.Options{Clock: func() time.Time { return now }})
	full := askUnits(t, s, "GET", definitions, "")
	for name, want := range map[string]string{
		"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "99",
		"X-RateLimit-Reset": strconv.FormatInt(now.Add(time.Second).Unix(), 10), "RateLimit-Limit": "", "Retry-After": "",
	} {
		if got := full.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for range 99 {
		if got := askUnits(t, s, "GET", definitions, ""); got.status != http.StatusOK {
			t.Fatalf("status %d within the quota", got.status)
		}
	}
	over := askUnits(t, s, "PATCH", unitPath(desk), `{}`)
	if over.status != http.StatusTooManyRequests || last(s).Undocumented != "" {
		t.Errorf("status %d, marked %q", over.status, last(s).Undocumented)
	}
	unitFault(t, over)
	if reset := over.header.Get("X-RateLimit-Reset"); reset != strconv.FormatInt(now.Add(time.Minute).Unix(), 10) {
		t.Errorf("the reset is at %s", reset)
	}
	if got := ask(t, s, "GET", students, ""); got.status != http.StatusOK || got.header.Get("RateLimit-Remaining") != "1499" {
		t.Errorf("Konstantly's requests count as Meitner's: %v", got.header)
	}
	now = now.Add(600 * time.Millisecond)
	if got := askUnits(t, s, "GET", definitions, ""); got.status != http.StatusOK {
		t.Errorf("status %d after a hundredth of the period", got.status)
	}
}

func TestKonstantlyBucket(t *testing.T) {
	s := sandbox.New(sandbox.Options{Konstantly: sandbox.KonstantlyOptions{Bucket: sandbox.Bucket{Size: 1, Silent: true}}})
	for _, status := range []int{200, 429} {
		got := askUnits(t, s, "GET", definitions, "")
		if got.status != status || got.header.Get("X-RateLimit-Limit") != "" {
			t.Errorf("status %d with %v, want %d", got.status, got.header, status)
		}
	}
}

func TestKonstantlyFault(t *testing.T) {
	s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &sandbox.Fault{Status: 503, RetryAfter: "7"} }})
	got := askUnits(t, s, "PATCH", unitPath(desk), `{"name":"Disk"}`)
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") != "7" || unit(t, s, desk)["name"] != "Kundtjänst" {
		t.Errorf("status %d with %v", got.status, got.header)
	}
	if x := last(s); x.Body != `{"name":"Disk"}` || x.Changed || x.Undocumented != "" {
		t.Errorf("the log has %+v", x)
	}
}
