package plan

import (
	"context"
	"maps"
	"slices"

	"importer/internal/validate"
)

// Strays finds the members whom changes put into a class although another one
// holds them, out of which the plan doesn't take them: somebody has moved them
// since the plan was made. It gives the other class, by id of the member. There
// are none where members may be in two classes.
func (p *Plan) Strays(ctx context.Context, open []Change, r Roster, field string, find Finder) (map[string]Current, error) {
	if r.KeepBoth {
		return nil, nil
	}
	q := Query{Fields: []string{field}}
	for _, c := range open {
		for _, id := range p.joining(c, r, field) {
			q.Kind, q.Keys = c.Kind, append(q.Keys, validate.Key{Field: field, Value: id})
		}
	}
	if q.Keys = distinct(q.Keys); len(q.Keys) == 0 {
		return nil, nil
	}
	found, err := find.Find(ctx, q)
	strays := map[string]Current{}
	for key, groups := range found {
		for _, group := range groups {
			if r.isClass(group) && !p.concerns(group.ID, field, key.Value) {
				strays[key.Value] = group
			}
		}
	}
	return strays, err
}

// joining gives the members who are still to be put into a class.
func (p *Plan) joining(c Change, r Roster, field string) (ids []string) {
	now, there := p.Records[c.ID]
	if !there || !r.isClass(now) {
		return nil
	}
	for _, e := range c.Edits {
		if e.Field == field {
			ids = append(ids, without(e.Add, now.Fields[field].List)...)
		}
	}
	return ids
}

// concerns reports whether the plan adds a member to a group, or takes it out.
func (p *Plan) concerns(group, field, member string) bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool {
		return c.ID == group && slices.ContainsFunc(c.Edits, func(e Edit) bool {
			return e.Field == field && (slices.Contains(e.Add, member) || slices.Contains(e.Remove, member))
		})
	})
}

// Forgive drops those strays who may come back to a second class when the plan
// takes a run back: who still is where the run has put them, whatever else
// somebody has done about them; and who was in the other class before, because
// somebody had done there what the sheet asked for.
func (p *Plan) Forgive(strays map[string]Current) {
	maps.DeleteFunc(strays, func(member string, other Current) bool {
		return p.takesOut(member) || slices.ContainsFunc(p.Lines, func(line Line) bool { return line.Member == member && line.Seat == other.ID })
	})
}

func (p *Plan) takesOut(member string) bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool {
		return slices.ContainsFunc(c.Edits, func(e Edit) bool { return e.People && slices.Contains(e.Remove, member) })
	})
}

// LeaveOut takes members out of changes that are still to be made, in which
// strays gives the class that holds each of them now, and puts their rows in
// conflict. Changes and steps keep their numbers, also those that are left with
// nothing to do.
func (p *Plan) LeaveOut(strays map[string]Current, open []Change, r Roster, field string) {
	if len(strays) == 0 {
		return
	}
	narrowed := map[int]bool{}
	for _, c := range open {
		narrowed[c.N] = true
		p.Changes[c.N-1].Edits = leftOut(strays, c.Edits, field)
	}
	for i, s := range p.Steps {
		if narrowed[s.Change] {
			p.Steps[i].Edits = leftOut(strays, s.Edits, field)
		}
	}
	for i, line := range p.Lines {
		other, stray := strays[line.Member]
		if !stray || !slices.ContainsFunc(line.Changes, func(n int) bool { return narrowed[n] }) {
			continue
		}
		line.Status, line.Changes, line.Parts = Conflict, nil, nil
		line.Problems = append(line.Problems, validate.Problem{
			Row: line.Row, First: line.First, Field: field, Severity: validate.Fault, Code: CodeElsewhere,
			Args: map[string]string{"title": other.Fields[r.Title].Text},
		})
		p.Lines[i] = line
	}
}

// leftOut gives edits without members. One that is left with nothing is dropped.
func leftOut(strays map[string]Current, edits []Edit, field string) []Edit {
	isStray := func(id string) bool { _, stray := strays[id]; return stray }
	var rest []Edit
	for _, e := range edits {
		if e.Field == field {
			e.Add = slices.DeleteFunc(slices.Clone(e.Add), isStray)
			e.Remove = slices.DeleteFunc(slices.Clone(e.Remove), isStray)
			if !e.ByElement() {
				continue
			}
			e.New = e.Applied(e.Old)
		}
		rest = append(rest, e)
	}
	return rest
}
