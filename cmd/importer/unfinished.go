package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/plan"
)

// heedUnfinished tells the user of a run of the same file that came to no end.
// One that has left a value parked is an ending by itself: what the sheet asks
// for would be compared with a temporary value.
func (a *application) heedUnfinished() error {
	d, err := a.unfinished()
	if d == nil || err != nil {
		return err
	}
	m := d.Meta
	parked, err := parkedRows(d)
	if err != nil {
		return err
	}
	if len(parked) == 0 || a.again {
		a.note("%s", a.lang.Say("Note: run %s of this file, of %s, came to no end. To go on with it: %s. What is done costs nothing here either.",
			m.Code, m.Started.Local().Format(minute), a.about("resume", m.Code)))
		return nil
	}
	return &exit{
		status: exitSafety,
		err: fmt.Errorf("run %s of this file, of %s, was broken off while values changed places: a temporary value, or none, stands in the record of row %s",
			m.Code, m.Started.Local().Format(minute), strings.Join(parked, ", ")),
		hint: "finish it: " + a.about("resume", m.Code) + "; to take the records as they stand, add --again",
	}
}

// unfinished gives the newest run of the sheet that came to no end after it had
// sent something; nil if a later one did, or if a process still works on it.
func (a *application) unfinished() (*run.Dir, error) {
	dirs, err := run.List(a.disk, a.root())
	if err != nil {
		return nil, err
	}
	for _, d := range dirs {
		if !a.isLike(d) || d.Meta.Input.Hash != a.sheet.Hash() || d.Meta.Proof || !sent(d) {
			continue
		}
		if d.Meta.Status == run.Finished || history(dirs).takenBackBy(d) != nil || d.Lock() != nil {
			return nil, nil
		}
		return d, d.Unlock()
	}
	return nil, nil
}

// isLike reports whether a run has applied a sheet to the same records.
func (a *application) isLike(d *run.Dir) bool {
	m := d.Meta
	return m.Kind == run.Apply && m.Target == a.spec.Name && m.Account == a.conn.Account() && m.BaseURL == a.conn.Base()
}

// parkedRows gives the rows whose record holds a temporary value, or may.
func parkedRows(d *run.Dir) ([]string, error) {
	p, ended, err := results(d)
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, r := range ended {
		parks := slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Parks && s.Change == r.Change })
		if r.Reason == apply.Halfway || r.Status == plan.Unknown && parks {
			rows = append(rows, strconv.Itoa(p.Changes[r.Change-1].Rows[0]))
		}
	}
	return rows, nil
}
