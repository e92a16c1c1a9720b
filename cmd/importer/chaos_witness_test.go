package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"importer/internal/apply"
	"importer/internal/apply/disk"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/validate"
)

// A witness reads the journals of all runs while they are written, from outside,
// and holds every update that reaches the server against them.
type witness struct {
	root string

	mu       sync.Mutex
	journals map[string]*openJournal // by path
	tape     *os.File                // to write down updates on; nil for none
	requests int                     // updates that reached the server
	lost     int                     // intents whose requests never did
	past     bool                    // what is read is long past: its requests have come, or never will
	faults   []string
}

// An openJournal is a journal as far as it has been read.
type openJournal struct {
	plan    *plan.Plan
	read    int64
	intents map[apply.Intent]bool
	latest  map[string]*announcement // by the record's id
}

// An announcement is an intent, and what has come of it.
type announcement struct {
	apply.Intent
	met     bool // its request has come, or never will
	decided bool // there is an outcome
}

func newWitness(root string) *witness {
	return &witness{root: root, journals: map[string]*openJournal{}}
}

func (w *witness) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// request demands that an update which is about to be carried out was announced
// as it is, once, and that nobody knows yet what came of it.
func (w *witness) request(at string, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	w.readAll()
	id := path.Base(at)
	if w.tape != nil {
		writeTape(w.tape, change{Kind: updating, Path: id})
	}
	for _, j := range w.journals {
		a := j.latest[id]
		if a == nil || a.met {
			continue
		}
		a.met = true
		if a.decided {
			w.fault("step %d, attempt %d: the outcome was known before the request had come", a.Step, a.Attempt)
		}
		w.compare(j.plan.Steps[a.Step-1], a.Back, body)
		return
	}
	w.fault("an update of %s came without an intent", id)
}

// compare holds the body of an update against the step that was announced.
func (w *witness) compare(s plan.Step, back bool, body []byte) {
	var sent map[string]any
	if err := json.Unmarshal(body, &sent); err != nil {
		w.fault("step %d: %v", s.N, err)
		return
	}
	for _, e := range s.Edits {
		got := dig(sent, e.Field)
		switch {
		case e.ByElement():
			w.compareList(s, e, back, got)
		case !back && got != written(e.New):
			w.fault("step %d sets %s to %q; the request has %q", s.N, e.Field, written(e.New), got)
		case back && got == written(e.New) && got != written(e.Old):
			// Any other value is somebody else's, which is kept and sent as just read.
			w.fault("step %d, taken back, sets %s to %q; the request has %q", s.N, e.Field, written(e.Old), got)
		}
	}
}

// compareList demands that a list which is sent has what a step adds, and lacks
// what it removes; or the other way round, if the step is taken back.
func (w *witness) compareList(s plan.Step, e plan.Edit, back bool, sent string) {
	present, absent := e.Add, e.Remove
	if back {
		present, absent = absent, present
	}
	items := strings.Fields(strings.Trim(sent, "[]"))
	if missing, extra := lacking(present, items), lacking(absent, lacking(absent, items)); len(missing)+len(extra) > 0 {
		w.fault("step %d (back: %v): %s lacks %v, or still has %v", s.N, back, e.Field, missing, extra)
	}
}

// written gives a value as dig does.
func written(v validate.Value) string {
	if v.State != validate.Set {
		return "null"
	}
	return v.Text
}

// childEnded gives how many intents were left without their requests.
func (w *witness) childEnded() (unsent int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readAll()
	for _, j := range w.journals {
		for _, a := range j.latest {
			if !a.met {
				a.met = true
				unsent++
			}
		}
	}
	w.lost += unsent
	return unsent
}

// readAll reads what has been added to any journal.
func (w *witness) readAll() {
	paths, _ := filepath.Glob(filepath.Join(w.root, "*", run.JournalFile))
	for _, path := range paths {
		if err := w.readOn(path); err != nil {
			w.fault("%v", err)
		}
	}
}

func (w *witness) readOn(path string) error {
	j, err := w.journal(path)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() <= j.read {
		return err
	}
	data := make([]byte, info.Size()-j.read)
	if _, err := f.ReadAt(data, j.read); err != nil {
		return err
	}
	for {
		line, rest, whole := bytes.Cut(data, []byte{'\n'})
		if !whole {
			return nil // a torn line is cut off by the next to write
		}
		j.read += int64(len(line) + 1)
		data = rest
		if err := w.take(j, line); err != nil {
			return err
		}
	}
}

func (w *witness) journal(path string) (*openJournal, error) {
	if j, ok := w.journals[path]; ok {
		return j, nil
	}
	dir, err := run.Open(disk.OS{}, filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	p, err := dir.LoadPlan()
	if err != nil {
		return nil, err
	}
	j := &openJournal{plan: p, intents: map[apply.Intent]bool{}, latest: map[string]*announcement{}}
	w.journals[path] = j
	return j, nil
}

// take enters a line. No two intents may be the same, and none may follow
// another of its record of which nobody knows what became.
func (w *witness) take(j *openJournal, line []byte) error {
	var e apply.Entry
	if err := json.Unmarshal(line, &e); err != nil {
		return err
	}
	switch {
	case e.Intent != nil:
		if j.intents[*e.Intent] {
			w.fault("the intent %+v stands twice", *e.Intent)
		}
		j.intents[*e.Intent] = true
		if a := j.latest[e.Intent.ID]; a != nil && !a.met && !w.past {
			w.fault("the intent %+v follows %+v, which wasn't sent", *e.Intent, a.Intent)
		}
		j.latest[e.Intent.ID] = &announcement{Intent: *e.Intent, met: w.past}
	case e.Outcome != nil && e.Outcome.Attempt > 0:
		id := j.plan.Changes[j.plan.Steps[e.Outcome.Step-1].Change-1].ID
		if a := j.latest[id]; a != nil && a.Step == e.Outcome.Step && a.Back == e.Outcome.Back && a.Attempt == e.Outcome.Attempt {
			a.decided = true
		}
	}
	return nil
}

// startOver reads all journals anew, after their ends may have been lost.
func (w *witness) startOver() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.journals, w.past = map[string]*openJournal{}, true
	w.readAll()
	w.past = false
}

// untouched reports whether no update of a record was ever announced.
func (w *witness) untouched(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readAll()
	for _, j := range w.journals {
		if j.latest[id] != nil {
			return false
		}
	}
	return true
}

// report gives what has been found wrong.
func (w *witness) report() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.faults)
}
