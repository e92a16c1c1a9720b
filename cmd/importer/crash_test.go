package main

import (
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"

	"importer/internal/apply/run"
)

var exhaustive = flag.Bool("exhaustive", false, "TestCrashAtEveryChange, TestPowerLoss... and TestDiskFails: all of it, which takes many minutes")

// spaced gives the distance between the changes at which something happens: 1 if
// everything is asked for, more than usual if it has to be quick, or is slow
// because of the race detector.
func spaced(usual int) int {
	info, ok := debug.ReadBuildInfo()
	switch {
	case *exhaustive:
		return 1
	case testing.Short(), ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}):
		return 11 * usual
	default:
		return usual
	}
}

// crashSeed draws a sheet of about a dozen rows. Among them are addresses that
// change places, a value that is cleared, and rows that have no record.
const crashSeed = 5

// A crash is a short episode at a server that answers well, in which the disk or
// the process fails at one change of a file.
type crash struct {
	*episode
	base    string // all that is kept lies below
	tape    *os.File
	workers int
	strike  func(*child) strike // of the server, at the next child; nil for none
	purging bool                // the command erases
	began   int                 // what was on the tape before the command
	updates map[string]int      // that reached the server before power was lost, by the record's id
}

func newCrash(t *testing.T) *crash {
	t.Helper()
	draw := rand.New(rand.NewPCG(crashSeed, crashSeed))
	base := t.TempDir()
	tape, err := os.OpenFile(filepath.Join(t.TempDir(), "tape"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tape.Close() })
	e := &episode{T: t, draw: draw, runs: filepath.Join(base, "state", "runs"), resuming: true}
	e.witness = newWitness(e.runs)
	e.witness.tape = tape
	e.storm = newStorm(t, crashSeed, 0, e.witness)
	e.wish = newWish(t, draw, t.TempDir(), e.storm.Students(), 14)
	return &crash{episode: e, base: base, tape: tape, workers: 1, updates: map[string]int{}}
}

// apply is the command that applies the sheet, without a search for its headings.
func (c *crash) apply() []string { return append(c.episode.apply(), "--header-row", "1") }

// live lets a child carry a command out, with a trap in its disk, and holds what
// it has sent against what it has announced.
func (c *crash) live(in trap, args ...string) *child {
	c.Helper()
	in.Tape = c.tape.Name()
	args = append(slices.Clone(args), "--yes", "--runs", c.runs)
	if args[0] != "purge" {
		args = append(args, "--rate", "none", "--concurrency", fmt.Sprint(c.workers))
	}
	child := start(c.T, in, args...)
	c.storm.expect(c.struck(child))
	child.wait()
	c.storm.settle()
	unsent := c.witness.childEnded()
	if child.signaled() || in.At > 0 {
		unsent -= c.workers
	}
	if unsent > 0 {
		c.Errorf("%s: %d intents too many without a request", child, unsent)
	}
	for _, fault := range c.witness.report() {
		c.Errorf("%s: %s", child, fault)
	}
	if c.Failed() {
		c.Logf("%s", child.output.String())
	}
	c.stopIfFailed()
	return child
}

func (c *crash) struck(child *child) strike {
	if c.strike == nil {
		return strike{}
	}
	defer func() { c.strike = nil }()
	return c.strike(child)
}

// must lets a child carry a command out that has to come to its end.
func (c *crash) must(args ...string) {
	c.Helper()
	child := c.live(trap{}, args...)
	if status := child.ProcessState.ExitCode(); status != exitDone && status != exitSomeRows && status != exitRows {
		c.Errorf("%s: exit status %d\n%s", child, status, child.output.String())
		c.stopIfFailed()
	}
}

// next is what a user would do after a crash: resume the run, or give the
// command again where there is none yet. It is nil if nothing is left to do.
func (c *crash) next(command []string, earlier int) []string {
	c.Helper()
	dirs := c.list()
	switch {
	case command[0] == "purge" && len(dirs) < earlier: // it is gone
		return nil
	case command[0] != "purge" && len(dirs) > earlier && planned(dirs[0]):
		return []string{"resume", dirs[0].Meta.Code}
	default:
		return command
	}
}

// goOn does that, and nothing comes in between.
func (c *crash) goOn(command []string, earlier int) {
	c.Helper()
	if next := c.next(command, earlier); next != nil {
		c.must(next...)
	}
}

// breakOff applies the sheet, and kills the process when an address has been
// taken from one and not yet given to another.
func (c *crash) breakOff() {
	open := func() bool {
		return slices.ContainsFunc(c.wish.rings(), func(row *wishedRow) bool {
			r, _ := c.storm.Student(row.id)
			return r["emailAddress1"] == nil && c.wish.after[row.id]["emailAddress1"] != nil
		})
	}
	c.strike = func(child *child) strike { return strike{due: open, moment: done, fall: child.kill} }
	if child := c.live(trap{}, c.apply()...); !child.signaled() {
		c.Fatal("no circle was ever open")
	}
}

func (c *crash) proveApplied() {
	c.Helper()
	if !c.proveReport() {
		c.Error("rows failed at a server that answers well")
	}
	c.proveRecords("applied", c.wish.after)
	c.proveLog()
}

func (c *crash) proveTakenBack() {
	c.Helper()
	for row, status := range c.report() {
		if status != "updated" && status != "unchanged" {
			c.Errorf("row %d of the undoing is %s", row, status)
		}
	}
	c.proveRecords("taken back", c.wish.before)
	c.proveLog()
}

// provePurged demands that no file is left of any run.
func (c *crash) provePurged() {
	c.Helper()
	err := fs.WalkDir(os.DirFS(c.runs), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && path != ".gitignore" && filepath.Dir(path) != "quota" {
			c.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		c.Error(err)
	}
	c.stopIfFailed()
}

// proveDetailsPurged demands that the proof is left of the run, and nothing else.
func (c *crash) proveDetailsPurged() {
	c.Helper()
	d := c.list()[0]
	if !d.Meta.Proof || d.Meta.Erasing {
		c.Errorf("the run isn't marked as erased: %+v", d.Meta)
	}
	entries, err := os.ReadDir(d.Path)
	if err != nil {
		c.Error(err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{"run.json", run.ReportFile, "lock"}, e.Name()) {
			c.Errorf("%s is left", e.Name())
		}
	}
	c.proveReport()
}

// A scene is a command, in whose course something happens.
type scene struct {
	name    string
	every   int // the usual distance between the changes at which something happens
	prepare func(*crash)
	command func(*crash) []string
	prove   func(*crash) // that all is right in the end
}

func scenes() []scene {
	nothing, applied := func(*crash) {}, func(c *crash) { c.must(c.apply()...) }
	shown := func(c *crash) { c.must(append(c.apply(), "--dry-run")...) }
	latest := func(words ...string) func(*crash) []string {
		return func(c *crash) []string { return append(slices.Clone(words), c.list()[0].Meta.Code) }
	}
	return []scene{
		{"apply", 1, nothing, (*crash).apply, (*crash).proveApplied},
		{"resume a preview", 25, shown, latest("resume"), (*crash).proveApplied},
		{"resume what was killed", 25, (*crash).breakOff, latest("resume"), (*crash).proveApplied},
		{"undo", 25, applied, latest("undo"), (*crash).proveTakenBack},
		{"undo what was killed", 25, (*crash).breakOff, latest("undo"), (*crash).proveTakenBack},
		{"purge", 1, applied, latest("purge"), (*crash).provePurged},
		{"purge details", 1, applied, latest("purge", "--details"), (*crash).proveDetailsPurged},
	}
}

// set prepares the scene, and gives the command and how many runs there are.
func (s scene) set(t *testing.T) (c *crash, command []string, earlier int) {
	t.Helper()
	c = newCrash(t)
	s.prepare(c)
	command = s.command(c)
	if c.purging = command[0] == "purge"; c.purging {
		c.witness = newWitness(t.TempDir()) // there is nothing to announce, and the journals go
	}
	c.began = len(readTape(t, c.tape.Name()))
	return c, command, len(c.list())
}

// play lets a child carry the scene's command out, with a trap in its disk.
func (s scene) play(t *testing.T, in trap, workers int) (c *crash, child *child, goOn func()) {
	t.Helper()
	c, command, earlier := s.set(t)
	c.workers = workers
	child = c.live(in, command...)
	return c, child, func() {
		t.Helper()
		c.goOn(command, earlier)
		s.prove(c)
	}
}

// changes gives the changes to files that the command makes. All that it leaves
// must have come about by them.
func (s scene) changes(t *testing.T) []change {
	t.Helper()
	c, command, _ := s.set(t)
	c.must(command...)
	s.prove(c)
	made := readTape(t, c.tape.Name())
	replay(c.base, made).holds(t, c.base)
	return slices.DeleteFunc(made[c.began:], func(c change) bool { return c.Kind == updating })
}

// TestCrashAtEveryChange kills a process before every single change that it
// makes to a file or a folder, and at every half of a write. Whatever it was
// doing is then gone on with, and has to come to the same end.
func TestCrashAtEveryChange(t *testing.T) {
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			s.enumerate(t, die, 1)
			if *exhaustive {
				s.enumerate(t, tear, 1)
				s.enumerate(t, die, concurrency)
			}
		})
	}
}

func (s scene) enumerate(t *testing.T, d deed, workers int) {
	length := len(s.changes(t))
	for at := 1; at <= length+1; at += min(spaced(s.every), max(1, length+1-at)) {
		t.Run(fmt.Sprint(d, at, "x", workers), func(t *testing.T) {
			t.Parallel()
			_, child, goOn := s.play(t, trap{At: at, Deed: d}, workers)
			if killed := child.signaled(); killed != (at <= length) && workers == 1 {
				t.Fatalf("of %d changes, at number %d: killed %v", length, at, killed)
			}
			goOn()
		})
	}
}
