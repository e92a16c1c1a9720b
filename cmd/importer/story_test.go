package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"importer/internal/apply/disk"
	"importer/internal/apply/run"
	"importer/internal/sandbox"
)

func TestMain(m *testing.M) {
	if os.Getenv(isChild) != "" {
		os.Exit(m.Run())
	}
	testscript.Main(m, map[string]func(){"importer": main})
}

// TestStories plays what users type. Every story has a server of its own: Meitner
// at $API, Konstantly at $KONSTANTLY, Tabula at $TABULA, with the credentials in
// the environment.
func TestStories(t *testing.T) {
	commands := bookCommands()
	maps.Copy(commands, groupCommands())
	maps.Copy(commands, runCommands())
	maps.Copy(commands, map[string]func(*testscript.TestScript, bool, []string){
		"exit": exitCommand, "pupil": pupilCommand, "writes": writesCommand, "reads": readsCommand,
		"fault": faultCommand, "somebody": somebodyCommand, "private": privateCommand, "jsonhas": jsonCommand,
		"secret": secretCommand, "changed": changedCommand, "await": awaitCommand,
	})
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/stories",
		Setup:               openMeitner,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                commands,
	})
}

// A meitner is the server of one story.
type meitner struct {
	*sandbox.Server
	fault atomic.Pointer[rehearsal]
}

// A rehearsal plays one fault on the next requests of a method.
type rehearsal struct {
	method string
	skip   atomic.Int64 // requests that go well before
	left   atomic.Int64
	fault  sandbox.Fault
	once   sync.Once
	met    chan struct{} // closed once the fault has been played
}

type meitnerKey struct{}

func openMeitner(env *testscript.Env) error {
	m := &meitner{}
	m.Server = sandbox.New(sandbox.Options{Fail: m.play})
	server := httptest.NewServer(m)
	env.Defer(server.Close)
	env.Values[meitnerKey{}] = m
	sheets, err := filepath.Abs("../../testdata/sheets")
	if err != nil {
		return err
	}
	own := sandbox.DefaultCredentials()
	env.Vars = append(env.Vars,
		"API="+server.URL+"/directory/v1", "SHEETS="+sheets,
		"XDG_STATE_HOME="+filepath.Join(env.WorkDir, "state"), "LOCALAPPDATA="+filepath.Join(env.WorkDir, "state"),
		"RUNS="+filepath.Join(env.WorkDir, "state", "importer", "runs"),
		"MEITNER_CLIENT_CREDENTIALS="+own.ID, "MEITNER_CLIENT_SECRET="+own.Secret,
		"KONSTANTLY="+server.URL+"/openapi/v1", "KONSTANTLY_API_KEY="+own.Secret,
		"TABULA="+server.URL+"/api/v1", "TABULA_USERNAME="+own.ID, "TABULA_PASSWORD="+own.Secret, "IMPORTER_CONTACT=it@example.ac.uk",
	)
	return nil
}

func (m *meitner) play(request *http.Request) *sandbox.Fault {
	r := m.fault.Load()
	if r == nil || r.method != request.Method || r.skip.Add(-1) >= 0 || r.left.Add(-1) < 0 {
		return nil
	}
	r.once.Do(func() { close(r.met) })
	f := r.fault
	return &f
}

func theMeitner(ts *testscript.TestScript) *meitner { return ts.Value(meitnerKey{}).(*meitner) }

// exit STATUS COMMAND...: the command ends with that status.
func exitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit STATUS COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	status := "0"
	if err != nil {
		status = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if status != args[0] {
		ts.Fatalf("exit status %s, want %s", status, args[0])
	}
}

// pupil NUMBER FIELD=VALUE...: the record says so; "null" is empty.
func pupilCommand(ts *testscript.TestScript, neg bool, args []string) {
	record := findPupil(ts, args[0])
	for _, want := range args[1:] {
		field, value, _ := strings.Cut(want, "=")
		got := shown(record[field])
		if (got == value) == neg {
			ts.Fatalf("%s of %s is %q", field, args[0], got)
		}
	}
}

func findPupil(ts *testscript.TestScript, number string) sandbox.Record {
	for _, s := range theMeitner(ts).Students() {
		if s["identityNumber"] == number {
			return s
		}
	}
	ts.Fatalf("nobody has the number %s", number)
	return nil
}

func dig(record map[string]any, field string) string {
	var at any = record
	for name := range strings.SplitSeq(field, ".") {
		inner, _ := at.(map[string]any)
		at = inner[name]
	}
	return shown(at)
}

func shown(value any) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprint(value)
}

// writes N: the server has got that many PATCH requests in all.
func writesCommand(ts *testscript.TestScript, _ bool, args []string) { countCommand(ts, "PATCH", args) }

// reads N: the server has got that many other requests in all.
func readsCommand(ts *testscript.TestScript, _ bool, args []string) { countCommand(ts, "POST", args) }

func countCommand(ts *testscript.TestScript, method string, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	n := 0
	for _, x := range theMeitner(ts).Log() {
		if x.Method == method {
			n++
		}
	}
	if n != want {
		ts.Fatalf("the server got %d %s requests, want %d", n, method, want)
	}
}

// changed N: that many writes have changed a record.
func changedCommand(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for _, x := range theMeitner(ts).Log() {
		if x.Changed {
			n++
		}
	}
	if strconv.Itoa(n) != args[0] {
		ts.Fatalf("%d writes have changed a record, want %s", n, args[0])
	}
}

// fault METHOD [SKIP+]TIMES KIND [STATUS [RETRY-AFTER]]: the next requests go
// wrong, but for the first few.
func faultCommand(ts *testscript.TestScript, _ bool, args []string) {
	kinds := map[string]sandbox.FaultKind{
		"answer": sandbox.Answer, "reset-before": sandbox.ResetBefore, "reset-after": sandbox.ResetAfter,
		"truncate": sandbox.Truncate, "wrong-id": sandbox.WrongID, "redirect": sandbox.Redirect,
	}
	first, count, several := strings.Cut(args[1], "+")
	if !several {
		first, count = "0", args[1]
	}
	skip, err := strconv.Atoi(first)
	ts.Check(err)
	times, err := strconv.Atoi(count)
	ts.Check(err)
	kind, ok := kinds[args[2]]
	if !ok {
		ts.Fatalf("no fault %q", args[2])
	}
	r := &rehearsal{method: args[0], fault: sandbox.Fault{Kind: kind}, met: make(chan struct{})}
	if len(args) > 3 {
		r.fault.Status, err = strconv.Atoi(args[3])
		ts.Check(err)
	}
	if len(args) > 4 {
		r.fault.RetryAfter = args[4]
	}
	r.skip.Store(int64(skip))
	r.left.Store(int64(times))
	theMeitner(ts).fault.Store(r)
}

// await: until the fault has been played for the first time.
func awaitCommand(ts *testscript.TestScript, _ bool, _ []string) { <-theMeitner(ts).fault.Load().met }

// runs N: so many runs are kept.
func runsCommand(ts *testscript.TestScript, _ bool, args []string) {
	if n := len(listed(ts)); strconv.Itoa(n) != args[0] {
		ts.Fatalf("%d runs are kept, want %s", n, args[0])
	}
}

func listed(ts *testscript.TestScript) []*run.Dir {
	dirs, err := run.List(disk.OS{}, ts.Getenv("RUNS"))
	ts.Check(err)
	if len(dirs) == 0 {
		ts.Fatalf("no run is kept")
	}
	return dirs
}

// somebody NUMBER JSON: somebody else changes a record.
func somebodyCommand(ts *testscript.TestScript, _ bool, args []string) {
	var fields map[string]any
	ts.Check(json.Unmarshal([]byte(args[1]), &fields))
	id, _ := findPupil(ts, args[0])["id"].(string)
	ts.Check(theMeitner(ts).Edit(id, fields))
}

// private DIR: nobody else may read what is in it.
func privateCommand(ts *testscript.TestScript, _ bool, args []string) {
	if runtime.GOOS == "windows" {
		return
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			err = fmt.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	}))
}

// secret TEXT DIR: the text stands in no file below; with !, it stands in some.
func secretCommand(ts *testscript.TestScript, neg bool, args []string) {
	var hits []string
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), args[0]) {
			hits = append(hits, path)
		}
		return err
	}))
	if (len(hits) > 0) != neg {
		ts.Fatalf("%q stands in %v", args[0], hits)
	}
}

// jsonhas PATH=VALUE...: stdout is one JSON object that says so.
func jsonCommand(ts *testscript.TestScript, _ bool, args []string) {
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &object))
	for _, want := range args {
		field, value, _ := strings.Cut(want, "=")
		if got := dig(object, field); got != value && !regexp.MustCompile("^(?:"+value+")$").MatchString(got) {
			ts.Fatalf("%s is %q, want %q", field, got, value)
		}
	}
}
