package target

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// Sets and groups of the sandbox.
const (
	seminars  = "2f0733c8-46bb-49e8-b0ef-55b1a1f65507" // XX101, e-mails people
	labs      = "32decd6b-8efb-4170-a26a-25c852175b7a" // XX101, linked
	tutorials = "d6e4a515-19d9-49cc-92d3-2377e78131c1" // XX202
	lastYears = "4708d989-3a97-4000-b54a-23020fc5b043" // XX202, the year before

	group1     = "b8a1abcd-1a69-46c7-8da4-f9fc3c6da5d7" // 14 members of 15
	group3     = "8ca59966-66ce-4b36-8512-bd1311072231" // 13 members of 12
	group5     = "8534f457-38d0-48ec-8f10-99c6c3e1b258" // 9 members, no limit
	labA       = "2a318785-3184-4f27-8591-42deccea2645"
	tutorial1  = "f1347e0c-dd90-4ecf-9160-c5d0ef412ed6" // 9 members of 10
	tutorial1B = "4278c261-4e1b-4b38-bbb4-a570294c4ea3" // of the year before
)

// openTabula connects to a handler as to Tabula, without its pace.
func openTabula(t testing.TB, handler http.Handler, settings ...func(*Config)) *Conn {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	own := sandbox.DefaultCredentials()
	cfg := Config{
		BaseURL: server.URL + "/api/v1",
		Credentials: map[string]Secret{
			"user": Secret(own.ID), "password": Secret(own.Secret), "contact": "registry@example.org"},
		Agent: "test",
		Pace:  Pace{Rate: &Rate{}},
	}
	for _, set := range settings {
		set(&cfg)
	}
	conn, err := tabulaSmallGroups().Connect(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

// in is the scope of keys within a module and, if they are given, a set and an
// academic year.
func in(module, set, year string) string {
	scope := url.Values{tabulaModule: {module}}
	if set != "" {
		scope.Set(tabulaSet, set)
	}
	if year != "" {
		scope.Set(tabulaYear, year)
	}
	return scope.Encode()
}

func findGroups(t *testing.T, c *Conn, keys ...validate.Key) map[validate.Key][]plan.Current {
	t.Helper()
	found, err := c.Find(t.Context(), plan.Query{Kind: "smallgroup", Keys: keys, Doubt: true})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// groupAt finds one group by its id.
func groupAt(t *testing.T, c *Conn, module, id string) plan.Current {
	t.Helper()
	key := validate.Key{Field: "id", Value: id, Scope: in(module, "", "")}
	hits := findGroups(t, c, key)[key]
	if len(hits) != 1 {
		t.Fatalf("group %s: %d hits", id, len(hits))
	}
	return hits[0]
}

func TestTabulaYearOfAllRows(t *testing.T) {
	conn := openTabula(t, sandbox.New(sandbox.Options{}))
	key := validate.Key{Field: tabulaName, Value: "Tutorial 1", Scope: in("XX202", "", "2026")}
	_, err := conn.Find(t.Context(), plan.Query{Keys: []validate.Key{key}})
	if sheet, ok := errors.AsType[*validate.Error](err); !ok || sheet.Hint() == "" || conn.Usage().Reads != 0 {
		t.Errorf("a year that is none gives %v", err)
	}
}

func TestTabulaTries(t *testing.T) {
	own := sandbox.New(sandbox.Options{})
	if err := openTabula(t, own).Try(t.Context()); err != nil {
		t.Errorf("the account that gets in: %v", err)
	}
	allDocumented(t, own)
	var no *apply.Refusal
	stranger := openTabula(t, own, func(cfg *Config) { cfg.Credentials["password"] = "x" })
	if err := stranger.Try(t.Context()); !errors.As(err, &no) || no.Status != 401 {
		t.Errorf("an account that doesn't: %v", err)
	}
	if err := openTabula(t, http.NotFoundHandler()).Try(t.Context()); err == nil {
		t.Error("another server will do")
	}
}

func TestTabulaSaysWhoAsks(t *testing.T) {
	conn := openTabula(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.UserAgent() != "test (registry@example.org)" || user != "sandbox" || password != "sandbox-secret" {
			t.Errorf("headers %v", r.Header)
		}
		reply(w, `{"success":true,"groups":[]}`)
	}))
	findGroups(t, conn, validate.Key{Field: "id", Value: "g", Scope: in("xx101", "", "")})
	other := openTabula(t, http.NotFoundHandler(), func(cfg *Config) {
		cfg.BaseURL, cfg.Credentials["contact"] = conn.Base(), "other@example.org"
	})
	if conn.Account() != other.Account() {
		t.Error("who is to be asked makes another account of it")
	}
}
