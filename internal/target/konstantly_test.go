package target

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// Groups of the sandbox: Norr and Syd are at the top, each with a Kundtjänst.
const (
	norr, syd                  = "3", "5"
	kundtjänstNorr, kundtjänst = "23", "43"
	utbildning, ledare         = "26", "30" // Norr/Utbildning Norr/Ledare Norr
	drift                      = "115"      // Centralt/IT/Drift/underhåll
)

// openUnits connects to a handler as to Konstantly.
func openUnits(t *testing.T, handler http.Handler, settings ...func(*Config)) *Conn {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	cfg := Config{
		BaseURL:     server.URL + "/openapi/v1",
		Credentials: map[string]Secret{"API key": Secret(sandbox.DefaultCredentials().Secret)},
		Agent:       "test",
	}
	for _, set := range settings {
		set(&cfg)
	}
	conn, err := konstantlyGroups().Connect(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func replacing(cfg *Config) { cfg.Replace = true }

// showing is a sandbox whose answers about single groups hold everything.
func showing() *sandbox.Server {
	return sandbox.New(sandbox.Options{Konstantly: sandbox.KonstantlyOptions{ShowDetails: true}})
}

func findUnits(t *testing.T, c *Conn, keys []validate.Key, fields ...string) map[validate.Key][]plan.Current {
	t.Helper()
	found, err := c.Find(t.Context(), plan.Query{Kind: "group", Keys: keys, Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// unitAt finds one group by its id.
func unitAt(t *testing.T, c *Conn, id string, fields ...string) plan.Current {
	t.Helper()
	key := validate.Key{Field: unitID, Value: id}
	hits := findUnits(t, c, []validate.Key{key}, fields...)[key]
	if len(hits) != 1 {
		t.Fatalf("group %s: %d hits", id, len(hits))
	}
	return hits[0]
}

func idsOf(hits []plan.Current) []string {
	var ids []string
	for _, hit := range hits {
		ids = append(ids, hit.ID)
	}
	return ids
}

func TestKonstantlyFindsByKey(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	tests := map[string]struct {
		key  validate.Key
		want []string
	}{
		"id":                         {validate.Key{Field: unitID, Value: "26"}, []string{utbildning}},
		"an id that nobody has":      {validate.Key{Field: unitID, Value: "999"}, nil},
		"a name as an id":            {validate.Key{Field: unitID, Value: "Norr"}, nil},
		"name":                       {validate.Key{Field: unitName, Value: "Utbildning Norr"}, []string{utbildning}},
		"name in other letters":      {validate.Key{Field: unitName, Value: "UTBILDNING norr"}, []string{utbildning}},
		"an id as a name":            {validate.Key{Field: unitName, Value: "26"}, nil},
		"a name that two have":       {validate.Key{Field: unitName, Value: "Kundtjänst"}, []string{kundtjänstNorr, kundtjänst}},
		"a name that nobody has":     {validate.Key{Field: unitName, Value: "Nord"}, nil},
		"path":                       {validate.Key{Field: unitName, Value: "Norr/Kundtjänst"}, []string{kundtjänstNorr}},
		"path with blanks":           {validate.Key{Field: unitName, Value: "syd / kundtjänst"}, []string{kundtjänst}},
		"path of three":              {validate.Key{Field: unitName, Value: "Norr/Utbildning Norr/Ledare Norr"}, []string{ledare}},
		"the end of a path":          {validate.Key{Field: unitName, Value: "Utbildning Norr/Ledare Norr"}, nil},
		"a name with a slash":        {validate.Key{Field: unitName, Value: "Drift/underhåll"}, []string{drift}},
		"a path to one with a slash": {validate.Key{Field: unitName, Value: "Centralt/IT/Drift/underhåll"}, []string{drift}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			found := findUnits(t, conn, []validate.Key{tt.key})
			if diff := cmp.Diff(tt.want, idsOf(found[tt.key])); diff != "" || len(found) > 1 {
				t.Errorf("hits (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKonstantlySaysWhereNamesStand(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	key := validate.Key{Field: unitName, Value: "Kundtjänst"}
	var places []string
	for _, hit := range findUnits(t, conn, []validate.Key{key})[key] {
		places = append(places, hit.Where)
	}
	if slices.Sort(places); !slices.Equal(places, []string{"Norr/Kundtjänst", "Syd/Kundtjänst"}) {
		t.Errorf("they are at %v", places)
	}
	key.Value = "Utbildning Norr"
	if hits := findUnits(t, conn, []validate.Key{key}, unitDescription)[key]; hits[0].Where != "Norr/Utbildning Norr" {
		t.Errorf("one that was read by itself is at %q", hits[0].Where)
	}
}

// Two groups may differ in nothing but case; then case tells them apart.
func TestKonstantlyPrefersTheExactName(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	if err := server.EditKonstantlyGroup(5, map[string]any{"name": "NORR"}); err != nil {
		t.Fatal(err)
	}
	conn := openUnits(t, server)
	for name, want := range map[string]int{"Norr": 1, "NORR": 1, "norr": 2} {
		key := validate.Key{Field: unitName, Value: name}
		if got := findUnits(t, conn, []validate.Key{key})[key]; len(got) != want {
			t.Errorf("%s: %v, want %d", name, idsOf(got), want)
		}
	}
}

func TestKonstantlyCountsReads(t *testing.T) {
	byName := []validate.Key{{Field: unitName, Value: "Norr"}, {Field: unitName, Value: "Syd"}, {Field: unitID, Value: norr}}
	byID := func(n int) []validate.Key {
		var keys []validate.Key
		for _, g := range sandbox.New(sandbox.Options{}).KonstantlyGroups()[:n] {
			keys = append(keys, validate.Key{Field: unitID, Value: fmt.Sprint(g["id"])})
		}
		return keys
	}
	tests := map[string]struct {
		keys   []validate.Key
		fields []string
		want   int64
	}{
		"names":                      {byName, []string{unitName}, 3},
		"names and a description":    {byName, []string{unitDescription}, 3 + 2},
		"names and attributes":       {byName, []string{"attributes.region"}, 1 + 3 + 2},
		"one id":                     {byID(1), nil, 1},
		"more ids than pages":        {byID(20), nil, 3},
		"ids and descriptions":       {byID(20), []string{unitDescription}, 20},
		"a name that several share":  {[]validate.Key{{Field: unitName, Value: "Kundtjänst"}}, []string{unitDescription}, 3},
		"a name that nobody carries": {[]validate.Key{{Field: unitName, Value: "Nord"}}, []string{unitDescription}, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := openUnits(t, sandbox.New(sandbox.Options{}))
			findUnits(t, conn, tt.keys, tt.fields...)
			if got := conn.Usage().Reads; got != tt.want {
				t.Errorf("%d reads, want %d", got, tt.want)
			}
		})
	}
}

// Where a listing takes three pages, three single groups are asked for, and a
// listing is read for more.
func TestKonstantlyProvesWithTheFewerRequests(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	findUnits(t, conn, []validate.Key{{Field: unitName, Value: "Norr"}})
	for n, want := range map[int]int64{2: 2, 3: 3, 4: 3} {
		before := conn.Usage().Reads
		ids := []string{norr, syd, utbildning, ledare}
		if found := findUnits(t, conn, keysOf(unitID, ids[:n]...)); len(found) != n {
			t.Errorf("found %d of %d", len(found), n)
		}
		if got := conn.Usage().Reads - before; got != want {
			t.Errorf("%d reads for %d groups, want %d", got, n, want)
		}
	}
}

// A proof reads what is there now, whatever was listed before.
func TestKonstantlyReadsAnew(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, server)
	keys := keysOf(unitID, norr, syd, utbildning, ledare)
	findUnits(t, conn, keys)
	if err := server.EditKonstantlyGroup(3, map[string]any{"name": "Nord"}); err != nil {
		t.Fatal(err)
	}
	for _, keys := range [][]validate.Key{keys[:1], keys, keysOf(unitName, "Nord")} {
		if hits := findUnits(t, conn, keys)[keys[0]]; len(hits) != 1 || hits[0].Fields[unitName].Text != "Nord" {
			t.Errorf("by %v: %v", keys[0], hits)
		}
	}
}

func TestKonstantlyTry(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	if err := openUnits(t, server).Try(t.Context()); err != nil {
		t.Error(err)
	}
	wrong := openUnits(t, server, func(cfg *Config) { cfg.Credentials = map[string]Secret{"API key": "wrong"} })
	if no, ok := errors.AsType[*apply.Refusal](wrong.Try(t.Context())); !ok || no.Status != http.StatusUnauthorized {
		t.Errorf("with a wrong key: %v", no)
	}
	if _, err := konstantlyGroups().Connect(Config{}); err == nil || !strings.Contains(err.Error(), "KONSTANTLY_BASE_URL") {
		t.Errorf("without an address: %v", err)
	}
}
