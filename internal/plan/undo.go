package plan

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// A Reversal is a run that is to be taken back, as far as it may have been sent.
type Reversal struct {
	Changes []Change
	Steps   []Step             // of the whole run: a value that it has parked, because it was cut off in a circle, is its own too
	Now     map[string]Current // the records that are still there, by id
	Lines   []Line             // of the whole run: they say which members the rows name
}

// Undo makes the plan that takes changes back: the net change of each record is
// compared, element by element, with the record as it is now, and turned round
// as far as nobody has changed it since, and nobody holds the value now that was
// there. It asks once who holds the values that must be unique. Each row has one
// line, which stands for all the changes that the row stood in.
//
// Its statuses: Planned, to be restored; Unchanged, where the record is as it was
// already; Conflict, where somebody has changed a field since, which is kept (a
// change may be restored in part and be in conflict for the rest, and is then
// Planned with a problem); Invalid, where what was there before isn't known or is
// somebody else's now; Missing, where the record is gone.
func Undo(ctx context.Context, r Reversal, find Finder) (*Plan, error) {
	parked := map[int][]Edit{}
	for _, s := range r.Steps {
		if s.Parks {
			parked[s.Change] = append(parked[s.Change], s.Edits...)
		}
	}
	returns := make([]*giveback, len(r.Changes))
	for i, c := range r.Changes {
		returns[i] = turnRound(c, parked[c.N], r.Now)
	}
	if err := keepTaken(ctx, returns, find); err != nil {
		return nil, err
	}
	p := planOf(returns, r.Now)
	named := map[int]Line{}
	for _, line := range r.Lines {
		named[line.Row] = line
	}
	for i, line := range p.Lines {
		p.Lines[i].Member, p.Lines[i].Seat = named[line.Row].Member, named[line.Row].Seat
	}
	return p, nil
}

// A giveback is what takes a change back, and why some of its fields stay.
type giveback struct {
	Change
	problems []validate.Problem
	was      map[string]string // by field: how the server wrote what is to be there again
}

// keep leaves a field as it is.
func (g *giveback) keep(field string, code validate.Code, args map[string]string) {
	g.Edits = slices.DeleteFunc(g.Edits, func(e Edit) bool { return e.Field == field })
	g.problems = append(g.problems, validate.Problem{Field: field, Severity: validate.Warning, Code: code, Args: args})
}

// turnRound gives the edits that take a change back, and why others can't.
func turnRound(c Change, parked []Edit, now map[string]Current) *giveback {
	g := &giveback{Change: c, was: map[string]string{}}
	g.Edits = nil
	current, there := now[c.ID]
	if !there {
		g.problems = []validate.Problem{{Field: "id", Severity: validate.Fault, Code: CodeGone}}
		return g
	}
	for _, e := range c.Edits {
		edit, code := e.undone(current.Fields[e.Field], parked)
		switch {
		case code != "":
			g.keep(e.Field, code, nil)
		case !edit.empty():
			edit.Was, g.was[e.Field] = current.Written[e.Field], e.Was
			g.Edits = append(g.Edits, edit)
		}
	}
	return g
}

// keepTaken leaves the fields alone whose value from before is held by a record
// that doesn't give it back, until no such field is left: what stays isn't free
// for others.
func keepTaken(ctx context.Context, returns []*giveback, find Finder) error {
	q := Query{}
	byID := make(map[string]*giveback, len(returns))
	for _, g := range returns {
		q.Kind, byID[g.ID] = g.Kind, g
		for _, e := range g.Edits {
			if e.takes() {
				q.Keys, q.Fields = append(q.Keys, g.key(e)), append(q.Fields, e.Field)
			}
		}
	}
	if len(q.Keys) == 0 {
		return nil
	}
	q.Keys, q.Fields = distinct(q.Keys), slices.Compact(slices.Sorted(slices.Values(q.Fields)))
	held, err := find.Find(ctx, q)
	for again := err == nil; again; {
		again = false
		for _, g := range returns {
			again = g.keepOne(held, byID) || again
		}
	}
	return err
}

// takes reports whether an edit sets a value that nobody else may hold.
func (e Edit) takes() bool { return e.Unique && e.New.State == validate.Set }

// key is what finds the holders of the value that an edit sets.
func (g *giveback) key(e Edit) validate.Key {
	return validate.Key{Field: e.Field, Value: e.New.Text, Scope: g.Scope}
}

// keepOne leaves a field alone whose value isn't free, and reports whether there
// was one.
func (g *giveback) keepOne(held map[validate.Key][]Current, byID map[string]*giveback) bool {
	for _, e := range g.Edits {
		if !e.takes() {
			continue
		}
		for _, holder := range held[g.key(e)] {
			other, known := byID[holder.ID]
			switch {
			case holder.ID == g.ID, known && other.gives(e.Field):
			case known:
				g.keep(e.Field, CodeTakenHere, map[string]string{"rows": rowList(other.Rows)})
				return true
			default:
				g.keep(e.Field, CodeTaken, nil)
				return true
			}
		}
	}
	return false
}

// gives reports whether a record is to hold another value in a field.
func (g *giveback) gives(field string) bool {
	return slices.ContainsFunc(g.Edits, func(e Edit) bool { return e.Field == field })
}

func rowList(rows []int) string {
	var texts []string
	for _, n := range rows {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ", ")
}

// planOf writes down what is given back.
func planOf(returns []*giveback, now map[string]Current) *Plan {
	p := &Plan{Records: map[string]Current{}}
	var was []map[string]string // by N-1 of the change
	parts := map[int][]Part{}   // by row
	for _, g := range returns {
		part := Part{ID: g.ID, Status: g.status()}
		if part.Status == Planned {
			g.N = len(p.Changes) + 1
			part.Change = g.N
			p.Changes = append(p.Changes, g.Change)
			p.Records[g.ID] = now[g.ID]
			was = append(was, g.was)
		}
		for _, row := range g.Rows {
			part.Problems = onRow(g.problems, row)
			parts[row] = append(parts[row], part)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(parts)) {
		p.Lines = append(p.Lines, lineOf(row, parts[row]))
	}
	p.Steps = Order(p.Changes)
	for i, c := range p.Changes {
		p.Changes[i].Edits = rewritten(c.Edits, was[i])
	}
	for i, s := range p.Steps {
		if !s.Parks {
			p.Steps[i].Edits = rewritten(s.Edits, was[s.Change-1])
		}
	}
	return p
}

// lineOf puts what becomes of a row's records together. The row is to be restored
// if one of them is; else what is worst for one is so for the row.
func lineOf(row int, parts []Part) Line {
	line := Line{Row: row}
	var ids []string
	for _, part := range parts {
		ids = append(ids, part.ID)
		line.Problems = append(line.Problems, part.Problems...)
		if part.Change > 0 {
			line.Changes = append(line.Changes, part.Change)
		}
		if reach(part.Status) > reach(line.Status) {
			line.Status = part.Status
		}
	}
	line.ID = strings.Join(ids, " ")
	line.Key = validate.Key{Field: "id", Value: line.ID}
	if len(parts) > 1 {
		line.Parts = parts
	}
	return line
}

// reach orders the statuses of an undoing by how far they reach: the farthest of
// a row's records is the row's.
func reach(s Status) int {
	return slices.Index([]Status{Unchanged, Missing, Invalid, Conflict, Planned}, s)
}

// rewritten makes edits send what the server wrote before, to the letter. It
// counts as its normal form wherever values are compared.
func rewritten(edits []Edit, was map[string]string) []Edit {
	edits = slices.Clone(edits)
	for i, e := range edits {
		if text := was[e.Field]; text != "" && e.New.State == validate.Set && !e.New.IsList() {
			edits[i].New = e.New.Written(text)
		}
	}
	return edits
}

// onRow gives the problems of a change as those of one of its rows.
func onRow(problems []validate.Problem, row int) []validate.Problem {
	own := slices.Clone(problems)
	for i := range own {
		own[i].Row = row
	}
	return own
}

func (g *giveback) status() Status {
	has := func(code validate.Code) bool {
		return slices.ContainsFunc(g.problems, func(p validate.Problem) bool { return p.Code == code })
	}
	switch {
	case has(CodeGone):
		return Missing
	case len(g.Edits) > 0:
		return Planned
	case has(CodeChangedSince):
		return Conflict
	case len(g.problems) > 0:
		return Invalid
	default:
		return Unchanged
	}
}

// undone gives the edit that takes e back in a record that now holds a value; an
// empty one where there is nothing to take back; or the code that says why not.
func (e Edit) undone(held validate.Value, parked []Edit) (Edit, validate.Code) {
	back := Edit{Field: e.Field, Old: held, New: e.Old, Unique: e.Unique, Park: e.Park, Handover: e.Handover, People: e.People, Names: e.Names}
	switch {
	case e.Final() || held.State == validate.Unreadable:
		return Edit{}, CodeNotRestorable
	case e.ByElement():
		return back.elements(e, held), ""
	case held.Same(e.Old):
		return Edit{}, ""
	case held.Same(e.New), slices.ContainsFunc(parked, func(p Edit) bool { return p.Field == e.Field && held.Same(p.New) }):
		return back, ""
	default:
		return Edit{}, CodeChangedSince
	}
}

// Final reports whether an edit can't be taken back: what is there before isn't
// known, or is nothing, and the field can't be emptied.
func (e Edit) Final() bool { return e.Old.State == validate.Unreadable || e.Sticks }

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
	back.New = back.Applied(held)
	return back
}

// empty reports whether an edit changes nothing.
func (e Edit) empty() bool {
	return e.Field == "" || e.New.IsList() && !e.ByElement()
}
