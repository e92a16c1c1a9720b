package target

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// A subject is a target while it is questioned: a sandbox, a connection to it, and
// what both have said.
type subject struct {
	*testing.T
	facts
	spec   Spec
	server *sandbox.Server
	front  *front
	board  *switchboard // nil over TCP
	conn   *Conn
	before []sandbox.Record
	told   []string // everything that a user might get to see
	deaf   bool     // some requests reach nobody
	dir    string
	files  int // made in dir
}

// A way is how a subject is connected.
type way struct {
	server string // one of facts.servers
	oauth  bool
	tcp    bool // over a real connection, in real time
}

// canary is who may call, in all tests of the suite.
func canary() sandbox.Credentials {
	return sandbox.Credentials{ID: "canary-id", Secret: "S3CR3T/öö-7d1f"}
}

// newSubject sets a target up. What it starts ends with the test.
func newSubject(t *testing.T, name string, f facts, w way) *subject {
	t.Helper()
	spec, _ := Find(name) // a new one, for an adapter keeps what it has read
	s := &subject{T: t, facts: f, spec: spec, front: newFront(), dir: t.TempDir()}
	o := f.servers[w.server]
	o.Credentials, o.Fail = canary(), planned
	s.server = sandbox.New(o)
	s.front.sandbox = s.server
	s.before = s.records()
	s.connect(w)
	return s
}

func (s *subject) connect(w way) {
	cfg := Config{Credentials: map[string]Secret{}, OAuth: w.oauth, Agent: "test"}
	for _, c := range s.spec.Credentials {
		if cfg.Credentials[c.Title] = Secret(canary().ID); c.Secret {
			cfg.Credentials[c.Title] = Secret(canary().Secret)
		}
	}
	if w.tcp {
		cfg.BaseURL, cfg.Pace.Rate = s.listen(), &Rate{} // real time is dear
	} else {
		cfg.BaseURL, cfg.dial = s.serve()
	}
	cfg.BaseURL += s.spec.Path
	conn, err := s.spec.Connect(cfg)
	if err != nil {
		s.Fatal(err)
	}
	s.conn = conn
	s.Cleanup(conn.Close)
}

// listen serves the front on a port of this computer.
func (s *subject) listen() string {
	server := httptest.NewServer(s.front)
	s.Cleanup(server.Close)
	return server.URL
}

// serve serves the front in memory.
func (s *subject) serve() (url string, dial dialer) {
	s.board = newSwitchboard()
	server := &http.Server{Handler: s.front}
	go func() { _ = server.Serve(s.board) }()
	s.Cleanup(func() { _ = server.Close() })
	return "http://127.0.0.1", s.board.dial
}

// id is the record's as it stands in addresses.
func (s *subject) id() string { return fmt.Sprint(s.record) }

// records gives all records of the target's kind, without the marks that every
// update leaves.
func (s *subject) records() []sandbox.Record {
	all := s.facts.records(s.server)
	for _, r := range all {
		maps.DeleteFunc(r, func(field string, _ any) bool { return strings.HasPrefix(field, "meta.") })
	}
	return all
}

// edit changes the record as somebody else would.
func (s *subject) edit(values map[string]any) {
	s.Helper()
	if err := s.facts.edit(s.server, s.id(), values); err != nil {
		s.Fatal(err)
	}
}

// wantStored holds the records against those before: only the record in question
// differs, and only in the values given.
func (s *subject) wantStored(values ...map[string]any) {
	s.Helper()
	want := make([]sandbox.Record, len(s.before))
	for i, r := range s.before {
		want[i] = maps.Clone(r)
		for _, v := range values {
			if r["id"] == s.record {
				maps.Copy(want[i], v)
			}
		}
	}
	if got := s.records(); !reflect.DeepEqual(want, got) {
		s.Errorf("the records (-want +got):\n%s", gocmp.Diff(want, got))
	}
}

// Cells are those of a row, by the names of their columns.
type cells map[string]string

// with gives the cells and others.
func (c cells) with(others cells) cells {
	all := maps.Clone(c)
	maps.Copy(all, others)
	return all
}

// file gives the path of a new file.
func (s *subject) file(suffix string) string {
	s.files++
	return filepath.Join(s.dir, fmt.Sprintf("%d.%s", s.files, suffix))
}

// table reads rows as a sheet for the target.
func (s *subject) table(schema validate.Schema, rows ...cells) *validate.Table {
	s.Helper()
	all := cells{}
	for _, row := range rows {
		maps.Copy(all, row)
	}
	header := slices.Sorted(maps.Keys(all))
	lines := [][]string{header}
	for _, row := range rows {
		var line []string
		for _, name := range header {
			line = append(line, row[name])
		}
		lines = append(lines, line)
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Comma = ';'
	path := s.file("csv")
	if err := errors.Join(w.WriteAll(lines), os.WriteFile(path, text.Bytes(), 0o600)); err != nil {
		s.Fatal(err)
	}
	sheet, err := parse.Open(path, parse.Options{})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = sheet.Close() })
	// A day on which the sandbox's pupils have been born, whatever day it is.
	table, err := validate.Sheet(sheet, schema, validate.Options{Today: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		s.Fatal(err)
	}
	return table
}

// tryPlan compares rows with the records.
func (s *subject) tryPlan(roster func(*plan.Roster), rows ...cells) (*plan.Plan, error) {
	s.Helper()
	schema, err := s.conn.Schema(s.Context())
	if err != nil {
		return nil, err
	}
	source := plan.Source{Verdicts: s.table(schema, rows...).Verdicts(), Schema: schema, Kind: s.spec.Kind, Roster: s.spec.Roster}
	if roster != nil {
		roster(&source.Roster)
	}
	return plan.Build(s.Context(), source, s.conn)
}

func (s *subject) plan(roster func(*plan.Roster), rows ...cells) *plan.Plan {
	s.Helper()
	p, err := s.tryPlan(roster, rows...)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// planFor makes a setting's plan, which must have one change, of the record.
func (s *subject) planFor(set setting) *plan.Plan {
	s.Helper()
	p := s.plan(set.roster, set.row)
	if len(p.Changes) != 1 || len(p.Steps) != 1 || p.Changes[0].ID != s.id() {
		s.Fatalf("the plan is %+v", p)
	}
	return p
}

// hear notes what a user might get to see.
func (s *subject) hear(v ...any) {
	for _, one := range v {
		data, _ := json.Marshal(one)
		s.told = append(s.told, fmt.Sprintf("%v %+v %s", one, one, data))
	}
}

// finish holds a questioning to what is true of all of them: every request was one
// that the system documents, was counted, and no secret came to light.
func (s *subject) finish() {
	s.Helper()
	for _, x := range s.server.Log() {
		if x.Undocumented != "" {
			s.Errorf("%s %s?%s %s: %s", x.Method, x.Path, x.Query, x.Body, x.Undocumented)
		}
	}
	wantModest(s.T, asked(s.server))
	u := s.conn.Usage()
	reads, writes := len(s.front.came(aRead, aToken)), len(s.front.came(aWrite))
	if !s.deaf && (u.Reads != int64(reads) || u.Writes != int64(writes)) {
		s.Errorf("%d reads and %d writes came, and %+v are counted", reads, writes, u)
	}
	for _, seen := range s.front.came(aRead, aWrite, aToken) {
		if h := seen.header; len(h["Idempotency-Key"])+len(h["X-Idempotency-Key"]) > 0 || !strings.HasPrefix(h.Get("User-Agent"), "test") {
			s.Errorf("%s came with %v", seen.url, h) // net/http repeats what has such a key by itself
		}
	}
	own := canary()
	secrets := []string{own.Secret, base64.StdEncoding.EncodeToString([]byte(own.ID + ":" + own.Secret)), fmt.Sprintf("%q", own.Secret)}
	for _, seen := range s.front.came(aRead, aWrite) {
		if token, ok := strings.CutPrefix(seen.header.Get("Authorization"), "Bearer "); ok {
			secrets = append(secrets, token)
		}
	}
	for _, text := range s.told {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				s.Errorf("a secret stands in %s", text)
			}
		}
	}
}
