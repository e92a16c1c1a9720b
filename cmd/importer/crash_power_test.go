package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importer/internal/apply"
	"importer/internal/apply/disk"
	"importer/internal/apply/run"
)

// losePower leaves of the disk what a loss of power might.
func (c *crash) losePower(draw *rand.Rand) {
	c.Helper()
	changes := readTape(c.T, c.tape.Name())
	left := drawLoss(draw).after(replay(c.base, changes))
	for _, failure := range []error{
		os.RemoveAll(c.base), os.Mkdir(c.base, 0o700), os.Truncate(c.tape.Name(), 0), left.lay(c.base, c.tape),
	} {
		if failure != nil {
			c.Fatal(failure)
		}
	}
	for _, change := range changes {
		if change.Kind == updating {
			c.updates[change.Path]++
		}
	}
	if c.purging {
		c.proveListed()
	} else if faults := unfounded(c.runs, c.updates); len(faults) > 0 {
		c.Error(strings.Join(faults, "\n"))
	}
	c.stopIfFailed()
	c.witness.startOver()
}

// proveListed demands that no run is left that holds anything, and that nobody
// would erase any more.
func (c *crash) proveListed() {
	c.Helper()
	held, _ := filepath.Glob(filepath.Join(c.runs, "*-*", "*"))
	for _, path := range held {
		if _, err := run.Open(disk.OS{}, filepath.Dir(path)); err != nil {
			c.Errorf("%s is left: %v", path, err)
		}
	}
}

// unfounded tells what is wrong with the runs that a loss of power has left, when
// there have been so many updates of each record: each must have an intent, and a
// plan that it belongs to; and what has its final name must be whole.
func unfounded(runs string, updates map[string]int) (faults []string) {
	intents := map[string]int{}
	entries, err := os.ReadDir(runs)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		faults = append(faults, err.Error())
	}
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "quota" {
			continue
		}
		d, err := run.Open(disk.OS{}, filepath.Join(runs, e.Name()))
		if err == nil {
			err = countIntents(d, intents)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, fmt.Sprintf("%s: %v", e.Name(), err))
		}
	}
	for id, n := range updates {
		if intents[id] < n {
			faults = append(faults, fmt.Sprintf("%d updates of %s, and %d intents are left", n, id, intents[id]))
		}
	}
	return faults
}

// countIntents counts a run's intents by record. A run without a plan has none
// that anybody could go on with.
func countIntents(d *run.Dir, intents map[string]int) error {
	if d.Meta.Proof {
		return nil
	}
	if _, err := d.LoadPlan(); err != nil {
		return err
	}
	entries, err := apply.ReadJournal(d.File(run.JournalFile))
	for _, e := range entries {
		if e.Intent != nil {
			intents[e.Intent.ID]++
		}
	}
	return err
}

// unsynced gives scenes in which a process was killed before a sync, without any
// loss of power, and another one goes on from what it finds: a scene for each
// thing that is synced before all is done.
func unsynced(t *testing.T) (list []scene) {
	t.Helper()
	met := map[string]bool{}
	made := scenes()[0].changes(t)
	for i, change := range made[1:] {
		if bytes.Contains(change.Data, []byte(`"ended":{`)) {
			break
		}
		what := made[i].what()
		if change.Kind == syncing && made[i].Kind != syncing && !met[what] && !strings.Contains(change.Path, "quota") {
			met[what] = true
			list = append(list, scene{
				name:    "killed after " + what,
				prepare: func(c *crash) { c.live(trap{At: i + 2, Deed: die}, c.apply()...) },
				command: func(c *crash) []string { return c.next(c.apply(), 0) },
				prove:   (*crash).proveApplied,
			})
		}
	}
	return list
}

// what names a change, but for what is drawn in it.
func (c change) what() string {
	name := filepath.Base(c.Path)
	if c.To != "" {
		name = filepath.Base(c.To)
	}
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		name = name[:i]
	}
	for _, entry := range []string{"started", "intent", "outcome", "ended"} {
		if bytes.Contains(c.Data, []byte(`"`+entry+`":{`)) {
			name += ", " + entry
		}
	}
	return string(c.Kind) + " " + name
}

// TestPowerLossKeepsWhatWasPromised lets the power fail after every change that
// commands make to a file or a folder, and loses of what wasn't synced now this,
// now that.
func TestPowerLossKeepsWhatWasPromised(t *testing.T) {
	for _, s := range append(unsynced(t), scenes()[:5]...) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c, _, goOn := s.play(t, trap{}, concurrency)
			goOn()
			draw, losses := rand.New(rand.NewPCG(*chaosSeed, 1)), 2
			if *exhaustive {
				losses = 40
			}
			left, updates := newNode(true), map[string]int{}
			for i, change := range readTape(t, c.tape.Name()) {
				if change.Kind == updating {
					updates[change.Path]++
					continue
				}
				left.take(c.base, change)
				if i < c.began || i%spaced(3) != 0 {
					continue
				}
				for range losses {
					faults, err := lay(drawLoss(draw).after(left), updates)
					if err != nil || len(faults) > 0 {
						t.Fatalf("after change %d, %s %s: %s %v", i+1, change.Kind, change.Path, strings.Join(faults, "\n"), err)
					}
				}
			}
		})
	}
}

// lay puts what a loss of power has left on the real disk, as far as a resumption
// needs it, and tells what is wrong with it.
func lay(left *node, updates map[string]int) (faults []string, err error) {
	at, err := os.MkdirTemp("", "power-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(at)
	if left = left.names["state"]; left == nil || left.names["runs"] == nil {
		return unfounded(at, updates), nil
	}
	for _, d := range left.names["runs"].names {
		maps.DeleteFunc(d.names, func(name string, _ *node) bool {
			return !slices.Contains([]string{"run.json", "plan.jsonl", run.JournalFile}, name)
		})
	}
	err = left.names["runs"].lay(at, nil)
	return unfounded(at, updates), err
}

// TestPowerLoss kills processes at changes that are drawn, lets the power fail,
// and goes on, as often as is drawn; or it lets it fail when all is done.
func TestPowerLoss(t *testing.T) {
	rounds := 2
	if *exhaustive {
		rounds = 60
	}
	for _, s := range scenes() {
		length := len(s.changes(t))
		for seed := range uint64(rounds) {
			t.Run(fmt.Sprint(s.name, *chaosSeed+seed), func(t *testing.T) {
				t.Parallel()
				draw := rand.New(rand.NewPCG(*chaosSeed+seed, uint64(length)))
				s.losePower(t, draw, length)
			})
		}
	}
}

func (s scene) losePower(t *testing.T, draw *rand.Rand, length int) {
	c, command, earlier := s.set(t)
	for next := command; ; next = c.next(command, earlier) {
		if next == nil {
			break
		}
		at := 1 + draw.IntN(length+length/8)
		child := c.live(trap{At: at, Deed: []deed{die, tear}[draw.IntN(2)]}, next...)
		if child.signaled() && draw.IntN(3) == 0 {
			continue
		}
		c.losePower(draw)
		if !child.signaled() {
			break
		}
	}
	s.prove(c)
}
