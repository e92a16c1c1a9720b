package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"importer/internal/apply/disk"
	"importer/internal/apply/run"
)

var (
	chaosKills = flag.Int("kills", 12, "how often TestChaos kills, in all its episodes")
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
			e := newEpisode(t, seed, *chaosKills-killed)
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
	resuming bool // a run that was killed is gone on with; otherwise its command is given anew
	hasty    bool // the run is taken back as soon as it has been killed
	retried  bool // rows that failed are taken up again
	killed   int
	left     int // kills that are still wanted
}

func newEpisode(t *testing.T, seed uint64, kills int) *episode {
	e := &episode{T: t, left: kills, draw: rand.New(rand.NewPCG(seed, seed)), runs: t.TempDir()}
	e.witness = newWitness(e.runs)
	e.storm = newStorm(t, seed, []float64{0.05, 0.15, 0.3}[e.draw.IntN(3)], e.witness)
	roster := e.storm.Students()
	most := []int{len(roster), 60, 130}[seed%3]
	e.wish = newWish(t, e.draw, t.TempDir(), roster, most)
	e.resuming, e.hasty = e.draw.IntN(3) > 0, e.draw.IntN(4) == 0
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: go test ./cmd/importer -run TestChaos -seed %d -kills %d", seed, kills)
		}
	})
	return e
}

func (e *episode) play() {
	if e.carryOut() {
		e.proveRecords("applied", e.wish.after)
		e.applyAgain()
	}
	e.disturb()
	e.takeBack()
	e.proveRecords("taken back", e.wish.before)
	e.proveLog()
	e.Logf("%d kills, %d updates, %d intents without a request; resuming: %v, hasty: %v, %.0f%% faults",
		e.killed, e.witness.requests, e.witness.lost, e.resuming, e.hasty, 100*e.storm.share)
}

// carryOut applies the sheet. Rows that failed because of too many faults in a
// row are taken up by applying it again. It reports whether the run came to its
// end.
func (e *episode) carryOut() bool {
	for range 9 {
		if !e.finish(e.apply()...) {
			return false
		}
		if e.proveReport() {
			return true
		}
	}
	e.Fatal("rows still fail")
	return false
}

// apply is the command that applies the sheet, but for the rows that somebody
// else has interfered with.
func (e *episode) apply() []string {
	command := []string{"apply", e.wish.path, "-t", "meitner-students", "--base-url", e.storm.url}
	if rows := e.wish.leftOut(); rows != "" {
		command = append(command, "--except-rows", rows)
	}
	return command
}

// applyAgain carries the sheet out once more: there is nothing left to send.
func (e *episode) applyAgain() {
	before := e.witness.requests
	e.finish(e.apply()...)
	if n := e.witness.requests - before; n > 0 {
		e.Errorf("%d updates by the second application", n)
	}
}

// takeBack undoes every run, the latest first.
func (e *episode) takeBack() {
	for _, d := range e.list() {
		if d.Meta.Kind == "apply" && planned(d) && sent(d) {
			e.undo(d.Meta.Code)
		}
	}
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
		case status == exitSafety && args[0] == "apply" && len(e.list()) > 0: // a run of the sheet was broken off in an exchange
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
	fulfilled := func() bool { return e.wish.fulfilled(e.storm.Students()) }
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
