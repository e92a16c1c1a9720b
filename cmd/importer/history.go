package main

import (
	"errors"
	"io/fs"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/report"
)

// A history is the runs that are kept, the newest first.
type history []*run.Dir

// sent reports whether a run may have changed a record. One whose journal can't
// be read may have.
func sent(d *run.Dir) bool {
	if d.Meta.Proof {
		return d.Meta.Counts[string(plan.Updated)] > 0
	}
	entries, err := apply.ReadJournal(d.File(run.JournalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	return err != nil || apply.Intended(entries).Writes > 0
}

// lastSent gives the newest run that can be taken back; nil where there is none.
func (h history) lastSent() *run.Dir {
	for _, d := range h {
		if !d.Meta.Sandbox && sent(d) {
			return d
		}
	}
	return nil
}

// takenBackBy gives the undoing that has taken a run back, and wasn't taken back
// itself; nil where there is none.
func (h history) takenBackBy(d *run.Dir) *run.Dir {
	for _, u := range h {
		m := u.Meta
		if m.Kind == run.Undo && m.Of == d.Meta.Code && m.Started.After(d.Meta.Started) && sent(u) && h.takenBackBy(u) == nil {
			return u
		}
	}
	return nil
}

// earlierRun is how a run is called where another one speaks of it.
func earlierRun(m run.Meta) report.Earlier { return report.Earlier{Code: m.Code, Started: m.Started} }

// minute is how a moment of a run is written on the screen.
const minute = "2006-01-02 15:04"

// results gives what became of a run's changes, from what is on disk.
func results(d *run.Dir) (*plan.Plan, []apply.Result, error) {
	p, err := d.LoadPlan()
	if err != nil {
		return nil, nil, err
	}
	entries, err := apply.ReadJournal(d.File(run.JournalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	folded, err := apply.Fold(*p, entries)
	return p, folded, err
}
