package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/sandbox"
)

var (
	chaosKills = flag.Int("kills", 30, "how often TestChaos kills, in all its episodes")
	chaosSeed  = flag.Uint64("seed", 1, "the seed of TestChaos's first episode; the others count on from it")
)

// TestChaos plays episodes. In each, a sheet is carried out at a server that
// answers badly, by processes that are killed again and again; what somebody else
// changes meanwhile is left alone; and then all is taken back in the same way.
// The server's own log and records say what really happened.
//
// An episode is drawn from its seed alone, but for how requests overtake one
// another, and prints it.
func TestChaos(t *testing.T) {
	killed, began := 0, time.Now()
	seed := *chaosSeed
	for ; killed < *chaosKills && !t.Failed(); seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			e := newEpisode(t, seed)
			e.play()
			killed += e.killed
		})
	}
	t.Logf("%d kills in %d episodes, in %v", killed, seed-*chaosSeed, time.Since(began).Round(time.Second))
}

// concurrency is how many requests a child has under way at most.
const concurrency = 8

// An episode is one sheet, one server, and many processes.
type episode struct {
	*testing.T
	draw     *rand.Rand
	runs     string // the directory
	wish     *wish
	storm    *storm
	witness  *witness
	resuming bool              // a killed run is gone on with; otherwise its command is given anew
	theirs   map[string]string // the fields that somebody else changed, by id
	killed   int
}

func newEpisode(t *testing.T, seed uint64) *episode {
	e := &episode{T: t, draw: rand.New(rand.NewPCG(seed, seed)), runs: t.TempDir(), theirs: map[string]string{}}
	e.witness = newWitness(e.runs)
	e.storm = newStorm(t, seed, []float64{0.05, 0.15, 0.3}[e.draw.IntN(3)], e.witness)
	e.wish = newWish(t, e.draw, t.TempDir(), e.storm.Students())
	e.resuming = e.draw.IntN(3) > 0
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./cmd/importer -run TestChaos -seed %d -kills 1", seed)
		}
	})
	return e
}

func (e *episode) play() {
	e.carryOut()
	e.proveApplied()
	e.applyAgain()
	e.disturb()
	e.takeBack()
	e.proveTakenBack()
	e.Logf("%d kills, %d updates, %d intents without a request; resuming: %v; %.0f%% faults",
		e.killed, e.witness.requests, e.witness.lost, e.resuming, 100*e.storm.share)
}

// carryOut applies the sheet. Rows that failed because of too many faults in a
// row are taken up by applying it again.
func (e *episode) carryOut() {
	for range 6 {
		e.finish("apply", e.wish.path, "-t", "meitner-students", "--base-url", e.storm.url)
		if e.proveReport() {
			return
		}
	}
	e.Fatalf("rows still fail")
}

// finish gives a command, and again or with resume until it comes to its end.
func (e *episode) finish(command ...string) {
	e.Helper()
	earlier := len(e.list())
	args := command
	for kills := 3 + e.draw.IntN(12); ; kills-- {
		c := e.run(kills > 0, append(args, "--yes", "--rate", "none", "--concurrency", fmt.Sprint(concurrency), "--runs", e.runs))
		switch status := c.ProcessState.ExitCode(); {
		case c.died(), status == exitUnreachable:
		case status == exitDone, status == exitSomeRows:
			return
		default:
			e.Errorf("%s: exit status %d\n%s", c, status, c.output.String())
			e.stopIfFailed()
		}
		args = command
		if dirs := e.list(); e.resuming && len(dirs) > earlier && planned(dirs[0]) {
			args = []string{"resume", dirs[0].Meta.Code}
		}
	}
}

// planned reports whether a run got so far that it can be gone on with.
func planned(d *run.Dir) bool {
	_, err := d.LoadPlan()
	return err == nil
}

// list gives the runs, the latest first.
func (e *episode) list() []*run.Dir {
	dirs, err := run.List(e.runs)
	if err != nil {
		e.Fatal(err)
	}
	return dirs
}

// run lets one child live, and perhaps die.
func (e *episode) run(deadly bool, args []string) *child {
	e.Helper()
	c := start(e.T, args...)
	s, lurk := e.drawStrike(c)
	if !deadly {
		s, lurk = strike{}, func() {}
	}
	e.storm.expect(s)
	go lurk()
	c.wait()
	e.storm.settle()
	unsent := e.witness.childEnded()
	if c.died() {
		e.killed++
		unsent -= concurrency
	}
	if unsent > 0 {
		e.Errorf("%s: %d intents too many without a request", c, unsent)
	}
	for _, fault := range e.witness.report() {
		e.Errorf("%s: %s", c, fault)
	}
	if e.Failed() {
		e.Logf("%s", c.output.String())
	}
	e.stopIfFailed()
	return c
}

// drawStrike draws when a child is killed: in the course of a request, when all
// is done but the reports, or as soon as it writes a file.
func (e *episode) drawStrike(c *child) (s strike, lurk func()) {
	s = strike{moment: moment(e.draw.IntN(3)), fall: c.kill}
	file := []string{"run.json", "plan.jsonl", "journal.jsonl"}[e.draw.IntN(3)]
	left := []string{"report.csv", ".report.csv-", "errors.csv", ".errors.xlsx-", ".run.json-"}[e.draw.IntN(5)]
	request := 1 + e.draw.IntN(60)
	earlier := len(e.list())
	switch n := e.draw.IntN(20); n {
	case 0:
		s.due = e.fulfilled
		return s, func() {}
	case 1:
		return strike{}, func() { e.lurk(c, earlier, file) }
	case 2:
		return strike{due: e.fulfilled, moment: answered, fall: func() { e.lurk(c, 0, left) }}, func() {}
	default:
		s.request = request
		return s, func() {}
	}
}

// lurk kills a child as soon as there is a file in the latest run, if that is
// not one of the earlier ones.
func (e *episode) lurk(c *child, earlier int, prefix string) {
	for {
		select {
		case <-c.ended:
			return
		default:
			runtime.Gosched()
		}
		dirs, _ := run.List(e.runs)
		if len(dirs) <= earlier {
			continue
		}
		hits, _ := filepath.Glob(filepath.Join(dirs[0].Path, prefix+"*"))
		if len(hits) > 0 {
			c.kill()
			return
		}
	}
}

// fulfilled reports whether every record is as the sheet says.
func (e *episode) fulfilled() bool {
	for _, r := range e.storm.Students() {
		if len(differing(r, e.wish.after[idOf(r)])) > 0 {
			return false
		}
	}
	return true
}

// differing names the fields in which two records differ, but for the stamp.
func differing(a, b sandbox.Record) (fields []string) {
	for field, v := range a {
		if !strings.HasPrefix(field, "meta.") && v != b[field] {
			fields = append(fields, field)
		}
	}
	return fields
}

// applyAgain carries the sheet out once more: there is nothing left to send.
func (e *episode) applyAgain() {
	before := e.witness.requests
	e.finish("apply", e.wish.path, "-t", "meitner-students", "--base-url", e.storm.url)
	if n := e.witness.requests - before; n > 0 {
		e.Errorf("%d updates by the second application", n)
	}
}

// disturb lets somebody else change a few records after the sheet was applied:
// fields that it has changed, and others.
func (e *episode) disturb() {
	rows := e.wish.rows
	for range 5 {
		row := rows[e.draw.IntN(len(rows))]
		field := []string{"phoneNumber1", "phoneNumber2", "emailAddress2"}[e.draw.IntN(3)]
		if row.id == "" {
			continue
		}
		value := "+46701740699"
		if field == "emailAddress2" {
			value = "hemma@example.org"
		}
		if err := e.storm.Edit(row.id, map[string]any{field: value}); err != nil {
			e.Fatal(err)
		}
		e.wish.before[row.id][field] = value
	}
}

// takeBack undoes every run, the latest first.
func (e *episode) takeBack() {
	for _, d := range e.list() {
		if d.Meta.Kind != "apply" || !planned(d) {
			continue
		}
		e.finish("undo", d.Meta.Code)
	}
}

// proveApplied holds records and log against the sheet.
func (e *episode) proveApplied() {
	e.Helper()
	e.proveRecords("applied", e.wish.after)
	e.proveLog()
	e.stopIfFailed()
}

func (e *episode) proveTakenBack() {
	e.Helper()
	e.proveRecords("taken back", e.wish.before)
	e.proveLog()
	e.stopIfFailed()
}

func (e *episode) stopIfFailed() {
	e.Helper()
	if e.Failed() {
		e.keep()
		e.FailNow()
	}
}

// keep leaves the runs of a failed episode for whoever looks into it.
func (e *episode) keep() {
	dir, err := os.MkdirTemp("", "chaos-")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(e.runs))
	}
	e.Logf("the runs are in %s (%v)", dir, err)
}

// proveRecords demands that every record holds what it should.
func (e *episode) proveRecords(when string, want map[string]sandbox.Record) {
	e.Helper()
	for _, r := range e.storm.Students() {
		for _, field := range differing(r, want[idOf(r)]) {
			e.Errorf("%s: %s of %s is %v, want %v (row %s)", when, field, idOf(r), r[field], want[idOf(r)][field], e.rowOf(idOf(r)))
		}
	}
}

func (e *episode) rowOf(id string) string {
	for _, row := range e.wish.rows {
		if row.id == id {
			return fmt.Sprintf("%d, %s", row.number, row.status)
		}
	}
	return "none"
}

// proveLog demands that the server was only ever asked for what it can do, and
// only about records that the sheet changes.
func (e *episode) proveLog() {
	e.Helper()
	updates := 0
	for _, x := range e.storm.Log() {
		switch x.Status {
		case 200, 0, 500, 502, 503, 429:
		default:
			e.Errorf("request %d: %s %s was answered with %d", x.N, x.Method, x.Path, x.Status)
		}
		if x.Method != "PATCH" {
			continue
		}
		updates++
		id := x.Path[strings.LastIndexByte(x.Path, '/')+1:]
		if row := e.rowOf(id); !strings.HasSuffix(row, string(plan.Updated)) {
			e.Errorf("request %d: an update of %s, which is in row %s", x.N, id, row)
		}
	}
	if updates != e.witness.requests {
		e.Errorf("%d updates in the server's log, and %d came to it", updates, e.witness.requests)
	}
}

// proveReport holds the report of the latest run against the sheet: every row
// stands in it once. It reports whether no row is left to be tried again.
func (e *episode) proveReport() (settled bool) {
	e.Helper()
	statuses := e.report()
	settled = true
	for _, row := range e.wish.rows {
		got, want := statuses[row.number], row.status
		delete(statuses, row.number)
		switch {
		case got == string(want):
		case want == plan.Updated && (got == string(plan.Failed) || got == string(plan.Unknown)):
			settled = false
		case want == plan.Updated && got == string(plan.Unchanged):
		default:
			e.Errorf("row %d is %q in the report, want %q", row.number, got, want)
		}
	}
	for number := range statuses {
		e.Errorf("row %d is in the report, and not in the sheet", number)
	}
	e.stopIfFailed()
	return settled
}

// report reads the statuses in the latest report, by row.
func (e *episode) report() map[int]string {
	e.Helper()
	table := readTable(e.T, e.list()[0].File(run.ReportFile))
	statuses := map[int]string{}
	for _, line := range table {
		var number int
		if _, err := fmt.Sscan(line["row"], &number); err != nil || statuses[number] != "" {
			e.Errorf("row %q stands twice in the report, or isn't a number", line["row"])
		}
		statuses[number] = line["status"]
	}
	return statuses
}
