package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"importer/internal/apply/disk"
	"importer/internal/apply/run"
	"importer/internal/sandbox"
)

var (
	chaosKills = flag.Int("kills", 12, "how often TestChaos kills, in all its episodes")
	chaosSeed  = flag.Uint64("seed", 1, "the seed of TestChaos's first episode; the others count on from it")
)

// A matter is what the sheets of an episode are about.
type matter struct {
	name string
	wish func(e *episode, seed uint64) *wish
}

func matters() []matter {
	return []matter{
		{"pupils", func(e *episode, seed uint64) *wish {
			roster := e.storm.Students()
			return newWish(e.T, e.draw, e.TempDir(), roster, []int{len(roster), 60, 130}[seed%3])
		}},
		{"groups", newGroupWish},
		{"exactlists", func(e *episode, seed uint64) *wish { return newClassWish(e, true, seed%2 == 0) }},
		{"movinglists", func(e *episode, _ uint64) *wish { return newClassWish(e, false, true) }},
	}
}

// TestChaos plays episodes. In each, a sheet is carried out at a server that
// answers badly, by processes that are killed again and again; what somebody else
// changes meanwhile is left alone; and then all is taken back in the same way.
// The server's own log and records say what really happened. The sheets are about
// pupils; about groups, whose titles move up a year or change places; and class
// lists, exact ones and such that move pupils.
//
// An episode is drawn from its seed alone, but for how requests overtake one
// another, and prints it.
func TestChaos(t *testing.T) {
	killed, began := 0, time.Now()
	share := (*chaosKills + len(matters()) - 1) / len(matters())
	for _, m := range matters() {
		t.Run(m.name, func(t *testing.T) { killed += m.play(t, share) })
	}
	t.Logf("%d kills in %v", killed, time.Since(began).Round(time.Second))
}

// play plays episodes until so many processes have been killed.
func (m matter) play(t *testing.T, kills int) (killed int) {
	seed := *chaosSeed
	for ; killed < kills && !t.Failed(); seed++ {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			e := m.episode(t, seed, kills-killed)
			e.play()
			killed += e.killed
		})
	}
	t.Logf("%d kills in %d episodes", killed, seed-*chaosSeed)
	return killed
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
	foreign  []foreign
	origin   map[string]sandbox.Record // by id: before anything happened
	asked    map[string]sandbox.Record // by id: what the sheet wants made of that
	resuming bool                      // a run that was killed is gone on with; otherwise its command is given anew
	hasty    bool                      // the run is taken back as soon as it has been killed
	retried  bool                      // rows that failed are taken up again
	ended    bool                      // the sheet has been carried out
	killed   int
	left     int // kills that are still wanted
}

func (m matter) episode(t *testing.T, seed uint64, kills int) *episode {
	e := &episode{T: t, left: kills, draw: rand.New(rand.NewPCG(seed, seed)), runs: t.TempDir()}
	e.witness = newWitness(e.runs)
	e.storm = newStorm(t, seed, []float64{0.05, 0.15, 0.3}[e.draw.IntN(3)], e.witness)
	e.wish = m.wish(e, seed)
	e.origin, e.asked = copies(e.wish.before), copies(e.wish.after)
	if e.wish.groups {
		e.storm.lasting = 25 // there are few of them
	}
	e.resuming, e.hasty = e.wish.once || e.draw.IntN(3) > 0, e.draw.IntN(4) == 0
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./cmd/importer -run TestChaos/%s -seed %d -kills %d", m.name, seed, len(matters())*kills)
		}
	})
	return e
}

func (e *episode) play() {
	others := e.bystanders()
	if e.ended = e.throughout(e.carryOut); e.ended {
		e.proveRecords("applied", e.wish.after)
		e.applyAgain()
	}
	e.disturb()
	e.throughout(e.takeBack)
	e.settleLoose()
	e.proveRecords("taken back", e.wish.before)
	e.proveLog()
	if !reflect.DeepEqual(e.bystanders(), others) {
		e.Error("records were touched of which the sheet knows nothing")
	}
	e.Logf("%d kills, %d updates, %d intents without a request; resuming: %v, hasty: %v, %.0f%% faults",
		e.killed, e.witness.requests, e.witness.lost, e.resuming, e.hasty, 100*e.storm.share)
}

// bystanders gives the records that are of another kind than the sheet's.
func (e *episode) bystanders() [][]sandbox.Record {
	others := [][]sandbox.Record{e.storm.Employees(), e.storm.Schools(), e.storm.Groups()}
	if e.wish.groups {
		others[2] = e.storm.Students()
	}
	return others
}

// carryOut applies the sheet. What was left half-way because of too many faults
// in a row is finished, and rows that failed are taken up again. It reports
// whether the run came to its end.
func (e *episode) carryOut() bool {
	for command, tries := e.apply(), 18; tries > 0; tries-- {
		switch ended := e.finish(command...); {
		case !ended:
			return false
		case e.leftHalfway():
			command = []string{"resume", e.list()[0].Meta.Code}
		case e.proveReport():
			return true
		default:
			command = e.again()
		}
	}
	e.Fatal("rows still fail")
	return false
}

// leftHalfway reports whether the latest run says that it has left a temporary
// value in a record.
func (e *episode) leftHalfway() bool {
	rows, err := parkedRows(e.list()[0])
	if err != nil {
		e.Fatal(err)
	}
	return len(rows) > 0
}

// apply is the command that applies the sheet, but for the rows that somebody
// else has interfered with.
func (e *episode) apply() []string {
	command := append([]string{"apply", e.wish.path, "--base-url", e.storm.url, "-t"}, e.wish.target...)
	if rows := e.wish.leftOut(); rows != "" {
		command = append(command, "--except-rows", rows)
	}
	return command
}

// again is the command that takes up the rows which failed: the same once more,
// or where the sheet isn't to be applied twice, the rows by themselves, once
// nothing of the run is unknown.
func (e *episode) again() []string {
	if !e.wish.once {
		return e.apply()
	}
	statuses, latest := e.report(), e.list()[0].Meta.Code
	for _, status := range statuses {
		if status == "unknown" {
			return []string{"resume", latest}
		}
	}
	for _, row := range e.wish.rows {
		row.left = statuses[row.number] != "failed"
	}
	return []string{"resume", latest, "--retry", "failed"}
}

// applyAgain carries the sheet out once more: there is nothing left to send. One
// whose titles have moved on would move them once more, and is refused.
func (e *episode) applyAgain() {
	e.Helper()
	before := e.witness.requests
	if !e.wish.once {
		e.finish(e.apply()...)
	} else if c := e.live(false, e.apply()); c.ProcessState.ExitCode() != exitSafety && c.ProcessState.ExitCode() != exitSomeRows {
		e.Errorf("%s: exit status %d\n%s", c, c.ProcessState.ExitCode(), c.output.String())
	}
	if n := e.witness.requests - before; n > 0 {
		e.Errorf("%d updates by the second application", n)
	}
	e.stopIfFailed()
}

// takeBack undoes every run, the latest first.
func (e *episode) takeBack() bool {
	for _, d := range e.list() {
		if d.Meta.Kind == "apply" && planned(d) && sent(d) {
			e.undo(d.Meta.Code)
		}
	}
	return true
}

// undo takes one run back, and again what failed of that.
func (e *episode) undo(code string) {
	for range 9 {
		e.finish("undo", code)
		failed := false
		for _, status := range e.report() {
			failed = failed || status == "failed" || status == "unknown"
		}
		if !failed {
			return
		}
	}
	e.Fatal("rows still fail")
}

// finish gives a command, and again or with resume until it comes to its end. It
// reports whether it did.
func (e *episode) finish(command ...string) bool {
	e.Helper()
	earlier := len(e.list())
	args := command
	for kills := 4 + e.draw.IntN(20); ; kills-- {
		c := e.live(kills > 0 && e.killed < e.left, args)
		switch status := c.ProcessState.ExitCode(); {
		case c.died(), status == exitUnreachable:
		case status == exitSafety && args[0] != "resume" && len(e.list()) > 0: // an earlier run was broken off in an exchange
			args = []string{"resume", e.list()[0].Meta.Code}
			continue
		case status == exitDone, status == exitSomeRows:
			return true
		default:
			e.Errorf("%s: exit status %d\n%s", c, status, c.output.String())
			e.stopIfFailed()
		}
		args = command
		if dirs := e.list(); len(dirs) > earlier && planned(dirs[0]) {
			if e.hasty && command[0] == "apply" && e.witness.requests > 0 && e.draw.IntN(4) == 0 {
				return false
			}
			if e.resuming {
				args = []string{"resume", dirs[0].Meta.Code}
			}
		}
		if command[0] == "apply" {
			e.interfere(args[0] == "resume")
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
	dirs, err := run.List(disk.OS{}, e.runs)
	if err != nil {
		e.Fatal(err)
	}
	return dirs
}

// live lets one child live, and perhaps die.
func (e *episode) live(deadly bool, args []string) *child {
	e.Helper()
	c := start(e.T, trap{}, slices.Concat(args, []string{"--yes", "--rate", "none", "--concurrency", fmt.Sprint(concurrency), "--runs", e.runs})...)
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
	fulfilled := func() bool { return e.wish.fulfilled(e.records()) }
	earlier := len(e.list())
	switch e.draw.IntN(50) {
	case 0:
		return strike{due: fulfilled, moment: moment(e.draw.IntN(3)), fall: c.kill}, func() {}
	case 1:
		file := []string{"run.json", "plan.jsonl", "journal.jsonl"}[e.draw.IntN(3)]
		return strike{}, func() { e.lurk(c, earlier, file) }
	case 2:
		file := []string{"report.csv", ".report.csv-", "errors.csv", ".errors.xlsx-", ".run.json-"}[e.draw.IntN(5)]
		return strike{due: fulfilled, moment: answered, fall: func() { go e.lurk(c, 0, file) }}, func() {}
	default:
		return strike{request: 1 + e.draw.IntN(32), moment: moment(e.draw.IntN(3)), fall: c.kill}, func() {}
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
		dirs, _ := run.List(disk.OS{}, e.runs)
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

// stopIfFailed ends the episode if anything was found wrong, and leaves its runs
// for whoever looks into it.
func (e *episode) stopIfFailed() {
	e.Helper()
	if !e.Failed() {
		return
	}
	dir, err := os.MkdirTemp("", "chaos-")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(e.runs))
	}
	e.Fatalf("the runs are in %s (%v)", dir, err)
}
