package plan

import (
	"slices"

	"importer/internal/validate"
)

// Undo makes the plan that takes changes back: the net change of each record is
// compared, element by element, with the record as it is now, and turned round
// as far as nobody has changed it since. steps are those of the run that is taken
// back: a value that it has parked, because it was cut off in a circle, is its
// own too. now holds the records that are still there, by id. A line of the plan
// stands for the rows of one change.
//
// Its statuses: Planned, to be restored; Unchanged, where the record is as it was
// already; Conflict, where somebody has changed a field since, which is kept (a
// change may be restored in part and be in conflict for the rest, and is then
// Planned with a problem); Invalid, where what was there before can't be known;
// Missing, where the record is gone.
func Undo(changes []Change, steps []Step, now map[string]Current) *Plan {
	p := &Plan{Records: map[string]Current{}}
	parked := map[int][]Edit{}
	for _, s := range steps {
		if s.Parks {
			parked[s.Change] = append(parked[s.Change], s.Edits...)
		}
	}
	for _, c := range changes {
		back, problems := turnRound(c, parked[c.N], now)
		line := Line{ID: c.ID, Key: validate.Key{Field: "id", Value: c.ID}, Status: undoStatus(c, back, problems, now)}
		if line.Status == Planned {
			back.N = len(p.Changes) + 1
			line.Changes = []int{back.N}
			p.Changes = append(p.Changes, back)
			p.Records[c.ID] = now[c.ID]
		}
		for _, row := range c.Rows {
			line.Row = row
			line.Problems = onRow(problems, row)
			p.Lines = append(p.Lines, line)
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b Line) int { return a.Row - b.Row })
	p.Steps = Order(p.Changes)
	return p
}

// onRow gives the problems of a change as those of one of its rows.
func onRow(problems []validate.Problem, row int) []validate.Problem {
	own := slices.Clone(problems)
	for i := range own {
		own[i].Row = row
	}
	return own
}

func undoStatus(c Change, back Change, problems []validate.Problem, now map[string]Current) Status {
	_, there := now[c.ID]
	switch {
	case !there:
		return Missing
	case len(back.Edits) > 0:
		return Planned
	case slices.ContainsFunc(problems, func(p validate.Problem) bool { return p.Code == CodeChangedSince }):
		return Conflict
	case len(problems) > 0:
		return Invalid
	default:
		return Unchanged
	}
}

// turnRound gives the edits that take a change back, and why others can't.
func turnRound(c Change, parked []Edit, now map[string]Current) (Change, []validate.Problem) {
	back := Change{Kind: c.Kind, ID: c.ID, Lane: c.Lane, Rows: c.Rows}
	current, there := now[c.ID]
	if !there {
		return back, []validate.Problem{{Field: "id", Severity: validate.Fault, Code: CodeGone}}
	}
	var problems []validate.Problem
	for _, e := range c.Edits {
		edit, code := e.undone(current.Fields[e.Field], parked)
		switch {
		case code != "":
			problems = append(problems, validate.Problem{Field: e.Field, Severity: validate.Warning, Code: code})
		case !edit.empty():
			back.Edits = append(back.Edits, edit)
		}
	}
	return back, problems
}

// undone gives the edit that takes e back in a record that now holds a value; an
// empty one where there is nothing to take back; or the code that says why not.
func (e Edit) undone(held validate.Value, parked []Edit) (Edit, validate.Code) {
	back := Edit{Field: e.Field, Old: held, New: e.Old, Unique: e.Unique, Park: e.Park}
	switch {
	case e.Old.State == validate.Unreadable || held.State == validate.Unreadable:
		return Edit{}, CodeNotRestorable
	case len(e.Add)+len(e.Remove) > 0:
		return back.elements(e, held), ""
	case same(held, e.Old):
		return Edit{}, ""
	case same(held, e.New), slices.ContainsFunc(parked, func(p Edit) bool { return p.Field == e.Field && same(held, p.New) }):
		return back, ""
	default:
		return Edit{}, CodeChangedSince
	}
}

// elements takes a change of a list back: what was added goes, if it is still
// there; what was removed comes back, if it isn't.
func (back Edit) elements(e Edit, held validate.Value) Edit {
	for _, item := range e.Add {
		if slices.Contains(held.List, item) {
			back.Remove = append(back.Remove, item)
		}
	}
	for _, item := range e.Remove {
		if !slices.Contains(held.List, item) {
			back.Add = append(back.Add, item)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(held.List), func(s string) bool { return slices.Contains(back.Remove, s) })
	back.New = validate.ListOf(append(kept, back.Add...)...)
	return back
}

// empty reports whether an edit changes nothing.
func (e Edit) empty() bool {
	return e.Field == "" || e.New.IsList() && len(e.Add)+len(e.Remove) == 0
}

// same compares values for which a field that isn't there is as good as an empty
// one.
func same(a, b validate.Value) bool {
	blank := func(v validate.Value) bool { return v.State == validate.Absent || v.State == validate.Null }
	return a.Equal(b) || blank(a) && blank(b)
}
