package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"importer/internal/sandbox"
)

func TestRoutes(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	id := pupil(t, s, plain)["id"].(string)
	tests := []struct {
		method, target string
		status         int
	}{
		{"GET", students, 200},
		{"GET", students + "/" + id, 200},
		{"GET", students + "/" + strings.ToUpper(id), 200},
		{"GET", students + "/" + strings.ReplaceAll(id, "-", ""), 400},
		{"GET", students + "/00000000-0000-4000-8000-000000000000", 404},
		{"PATCH", students + "/00000000-0000-4000-8000-000000000000", 404},
		{"PATCH", students + "/SIS-40117", 400},
		{"GET", students + "/_search", 400},
		{"GET", students + "/..%2Femployee%2F7", 400},
		{"GET", students + "/../student", 404},
		{"GET", students + "/", 404},
		{"POST", students, 404},
		{"PUT", students + "/" + id, 404},
		{"DELETE", students + "/" + id, 404},
		{"GET", "/directory/v1/nothing", 404},
		{"GET", schools, 200},
		{"GET", employees, 200},
		{"GET", groups, 200},
		{"GET", groups + "/" + id, 404},
		{"PUT", groups + "/" + id, 404},
		{"GET", schools + "/" + group(t, s, "Svartmesskolan", "7A")["schoolID"].(string), 200},
		{"GET", employees + "/" + s.Employees()[0]["id"].(string), 200},
		{"GET", "/student", 404},
		{"GET", "/oauth/token", 404},
	}
	for _, test := range tests {
		got := ask(t, s, test.method, test.target, "")
		if got.status != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.target, got.status, test.status)
		}
		if got.status >= 400 {
			got.fault(t)
		}
	}
}

func TestCredentials(t *testing.T) {
	own := sandbox.Credentials{ID: "cid-demo", Secret: "sec-demo"}
	tests := []struct {
		name   string
		given  sandbox.Credentials
		header []string
		status int
	}{
		{"the default pair", sandbox.Credentials{}, nil, 200},
		{"no secret", sandbox.Credentials{}, []string{"Client-Secret", ""}, 401},
		{"no id", sandbox.Credentials{}, []string{"Client-ID", ""}, 401},
		{"a wrong secret", sandbox.Credentials{}, []string{"Client-Secret", "x"}, 401},
		{"an own pair", own, []string{"Client-ID", "cid-demo", "Client-Secret", "sec-demo"}, 200},
		{"the default pair in place of an own one", own, nil, 401},
		{"a token that nobody gave out", sandbox.Credentials{}, []string{"Authorization", "Bearer x"}, 401},
		{"a password", sandbox.Credentials{}, []string{"Authorization", "Basic c2FuZGJveDpzYW5kYm94"}, 401},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Credentials: test.given})
			got := ask(t, s, "GET", students, "", test.header...)
			if got.status != test.status {
				t.Fatalf("status %d, want %d", got.status, test.status)
			}
			if got.status == http.StatusUnauthorized && got.fault(t) != "Unauthorized" {
				t.Errorf("the answer is %s", got.body)
			}
		})
	}
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (b unread) Read([]byte) (int, error) {
	b.t.Error("the body was read")
	return 0, errors.New("not to be read")
}

func TestStrangersBodiesStayUnread(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), "POST", search, unread{t})
	w := httptest.NewRecorder()
	sandbox.New(sandbox.Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("status %d", w.Code)
	}
}

func askToken(t *testing.T, s *sandbox.Server, form url.Values, headers ...string) reply {
	t.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return ask(t, s, "POST", "/oauth/token", form.Encode(), headers...)
}

func grant() url.Values {
	who := sandbox.DefaultCredentials()
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {who.ID}, "client_secret": {who.Secret}}
}

func TestToken(t *testing.T) {
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	s := sandbox.New(sandbox.Options{Clock: func() time.Time { return now }})
	got := askToken(t, s, grant()).object(t)
	if got["token_type"] != "Bearer" || got["expires_in"] != 3600.0 {
		t.Fatalf("the answer is %v", got)
	}
	shown := []string{"Client-ID", "", "Client-Secret", "", "Authorization", "Bearer " + got["access_token"].(string)}

	if got := ask(t, s, "GET", students, "", shown...); got.status != http.StatusOK {
		t.Errorf("status %d with a token", got.status)
	}
	now = now.Add(time.Hour)
	if got := ask(t, s, "GET", students, "", shown...); got.status != http.StatusUnauthorized {
		t.Errorf("status %d with an old token", got.status)
	}
}

// A token opens what the pair of headers opens.
func TestTokenOpensEverything(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	token := askToken(t, s, grant()).object(t)["access_token"].(string)
	shown := []string{"Client-ID", "", "Client-Secret", "", "Authorization", "Bearer " + token}
	class := group(t, s, "Svartmesskolan", "7A")
	answers := map[string]reply{
		"a change": ask(t, s, "PATCH", groupPath(class), `{"title":"7A"}`, shown...),
	}
	for _, kind := range []string{students, employees, groups, schools} {
		answers["a list of "+kind] = ask(t, s, "GET", kind, "", shown...)
		answers["a search in "+kind] = ask(t, s, "POST", kind+"/_search", `{"filter":{"orCondition":false}}`, shown...)
	}
	for name, got := range answers {
		if got.status != http.StatusOK {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
}

func TestTokenRefused(t *testing.T) {
	with := func(name, value string) url.Values {
		form := grant()
		form.Set(name, value)
		return form
	}
	tests := []struct {
		name    string
		options sandbox.Options
		form    url.Values
		header  []string
		status  int
	}{
		{name: "a wrong secret", form: with("client_secret", "x"), status: 401},
		{name: "another grant", form: with("grant_type", "password"), status: 400},
		{name: "a JSON body", form: grant(), header: []string{"Content-Type", "application/json"}, status: 400},
		{name: "the pair in headers only", form: url.Values{"grant_type": {"client_credentials"}}, status: 401},
		{name: "no tokens here", options: sandbox.Options{NoTokens: true}, form: grant(), status: 404},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := askToken(t, sandbox.New(test.options), test.form, test.header...)
			if got.status != test.status {
				t.Errorf("status %d, want %d", got.status, test.status)
			}
			got.fault(t)
		})
	}
}

func TestBucket(t *testing.T) {
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	s := sandbox.New(sandbox.Options{Clock: func() time.Time { return now }})
	for range 1500 {
		if got := ask(t, s, "GET", students+"?limit=1", ""); got.status != http.StatusOK {
			t.Fatalf("status %d within the quota", got.status)
		}
	}
	got := ask(t, s, "GET", students, "")
	if got.status != http.StatusTooManyRequests || got.fault(t) != "RateLimited" {
		t.Fatalf("status %d over the quota", got.status)
	}
	checkLimits(t, got, 0, now.Add(time.Hour))
	if got.header.Get("Retry-After") != "" {
		t.Error("the API documents no Retry-After")
	}

	now = now.Add(2400*time.Millisecond - 1)
	if got := ask(t, s, "GET", students, ""); got.status != http.StatusTooManyRequests {
		t.Errorf("status %d just before the next request is due", got.status)
	}
	now = now.Add(1)
	got = ask(t, s, "GET", students, "")
	if got.status != http.StatusOK {
		t.Errorf("status %d when the next request is due", got.status)
	}
	checkLimits(t, got, 0, now.Add(time.Hour))

	now = now.Add(90 * time.Minute)
	checkLimits(t, ask(t, s, "GET", students, ""), 1499, now.Add(2400*time.Millisecond))
}

func checkLimits(t *testing.T, r reply, remaining int, reset time.Time) {
	t.Helper()
	want := []string{"1500", strconv.Itoa(remaining), strconv.FormatInt(reset.UnixMilli(), 10)}
	got := []string{r.header.Get("RateLimit-Limit"), r.header.Get("RateLimit-Remaining"), r.header.Get("RateLimit-Reset")}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the limits are %v, want %v", got, want)
	}
}

func TestLimitsStandOnEveryAnswer(t *testing.T) {
	for _, silent := range []bool{false, true} {
		s := sandbox.New(sandbox.Options{Bucket: sandbox.Bucket{Size: 2, Period: time.Hour, Silent: silent}})
		answers := map[string]reply{
			"200": ask(t, s, "GET", students, ""),
			"401": ask(t, s, "GET", students, "", "Client-ID", ""),
			"404": ask(t, s, "GET", students+"/00000000-0000-4000-8000-000000000000", ""),
			"429": ask(t, s, "GET", students, ""),
		}
		for status, got := range answers {
			if strconv.Itoa(got.status) != status {
				t.Errorf("status %d, want %s", got.status, status)
			}
			if stands := got.header.Get("RateLimit-Reset") != ""; stands == silent {
				t.Errorf("silent %t: the limits stand on a %s: %t", silent, status, stands)
			}
		}
	}
}

func TestLog(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	record := pupil(t, s, plain)
	same := encode(t, must(record))
	ask(t, s, "GET", students+"?limit=1", "")
	ask(t, s, "PATCH", path(record), same)
	ask(t, s, "PATCH", path(record), strings.Replace(same, "Björk", "Ek", 1))
	ask(t, s, "PATCH", path(record), "{}")

	want := []sandbox.Exchange{
		{N: 1, Method: "GET", Path: students, Query: "limit=1", Status: 200},
		{N: 2, Method: "PATCH", Path: path(record), Body: same, Status: 200},
		{N: 3, Method: "PATCH", Path: path(record), Body: strings.Replace(same, "Björk", "Ek", 1), Status: 200, Changed: true},
		{N: 4, Method: "PATCH", Path: path(record), Body: "{}", Status: 422, Undocumented: "identityNumber is required"},
	}
	for i, got := range s.Log() {
		if got != want[i] {
			t.Errorf("exchange %+v, want %+v", got, want[i])
		}
	}
}

// The last of many concurrent updates, by the log's numbers, is what is stored.
func TestLogIsInOrder(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	record := pupil(t, s, plain)
	var group sync.WaitGroup
	for i := range 50 {
		body := must(record)
		body["address.postalAddress"] = fmt.Sprintf("Gnejsbacken %d", i)
		text := encode(t, body)
		group.Go(func() { ask(t, s, "PATCH", path(record), text) })
		group.Go(func() { ask(t, s, "GET", path(record), "") })
	}
	group.Wait()

	log := s.Log()
	var last string
	for i, x := range log {
		if x.N != i+1 {
			t.Fatalf("exchange %d stands in place %d", x.N, i+1)
		}
		if x.Method == "PATCH" {
			last = x.Body
		}
	}
	stored := pupil(t, s, plain)["address.postalAddress"].(string)
	if len(log) != 100 || !strings.Contains(last, `"`+stored+`"`) {
		t.Errorf("%d exchanges; %s is stored after %s", len(log), stored, last)
	}
}

func ExampleServer() {
	s := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(s)
	defer server.Close()

	request, _ := http.NewRequest("GET", server.URL+"/directory/v1/student?limit=1", nil)
	request.Header.Set("Client-ID", sandbox.DefaultCredentials().ID)
	request.Header.Set("Client-Secret", sandbox.DefaultCredentials().Secret)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Println(response.Status, response.Header.Get("RateLimit-Remaining"))
	for _, x := range s.Log() {
		fmt.Println(x.N, x.Method, x.Path, x.Status)
	}
	// Output:
	// 200 OK 1499
	// 1 GET /directory/v1/student 200
}
