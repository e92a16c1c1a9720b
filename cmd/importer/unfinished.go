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
// One that has left a value parked is an ending by itself, even if all else of it
// has come to an end: what the sheet asks for would be compared with a temporary
// value.
func (a *application) heedUnfinished() error {
	d, err := a.unfinished()
	if d == nil || err != nil {
		return err
	}
	m := d.Meta
	parked, err := parkedRows(d)
	switch {
	case m.Status == run.Finished && (err != nil || len(parked) == 0):
		return nil // what is damaged there is nobody's concern any more
	case err != nil:
		return err
	case len(parked) == 0 || a.again:
		a.note("%s", a.lang.Say("Note: run %s of this file, of %s, came to no end. To go on with it: %s. What is done costs nothing here either.",
			m.Code, m.Started.Local().Format(minute), a.about("resume", m.Code)))
		return nil
	}
	return a.brokenOff("run %s of this file", d, parked, "; to take the records as they stand, add --again")
}

// brokenOff is the refusal to compare records with anything as long as a run has
// left temporary values in them. what names the run; besides is another way out.
func (e *execution) brokenOff(what string, d *run.Dir, parked []string, besides string) error {
	return &exit{
		status: exitSafety,
		err: fmt.Errorf(what+", of %s, was broken off while values changed places: a temporary value, or none, stands in the record of row %s",
			d.Meta.Code, d.Meta.Started.Local().Format(minute), strings.Join(parked, ", ")),
		hint: "finish it: " + e.about("resume", d.Meta.Code) + besides,
	}
}

// unfinished gives the newest run of the sheet that has sent something; nil if it
// was taken back, or if a process still works on it.
func (a *application) unfinished() (*run.Dir, error) {
	dirs, err := run.List(a.disk, a.root())
	if err != nil {
		return nil, err
	}
	for _, d := range dirs {
		if !a.isLike(d) || d.Meta.Input.Hash != a.sheet.Hash() || d.Meta.Proof || !sent(d) {
			continue
		}
		if history(dirs).takenBackBy(d) != nil || d.Lock() != nil {
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

// heedBroken refuses to take a run back once more while an earlier undoing of it
// has left a value parked: that would look like somebody else's, and be kept.
func (u *undoing) heedBroken() error {
	dirs, err := run.List(u.disk, u.root())
	if err != nil {
		return err
	}
	for _, d := range dirs {
		m := d.Meta
		if m.Kind != run.Undo || m.Of != u.of.Meta.Code || m.Proof || history(dirs).takenBackBy(d) != nil || !sent(d) {
			continue
		}
		if parked, err := parkedRows(d); err == nil && len(parked) > 0 {
			return u.brokenOff("run %s, which takes run "+m.Of+" back", d, parked, "")
		}
	}
	return nil
}
