package plan

import (
	"slices"

	"importer/internal/validate"
)

// An Alarm is a reason to think that the sheet is the wrong one, or damaged.
// Count is what the user has to repeat to go on all the same; Of is what it was
// counted in, and Titles names the records that it is about, where they have
// titles.
type Alarm struct {
	Kind   AlarmKind
	Count  int
	Of     int
	Titles []string
}

// An AlarmKind says what looks wrong.
type AlarmKind string

// The kinds of alarms.
const (
	Unmatched AlarmKind = "unmatched"   // rows without a record, of the rows looked up: another school's file?
	Clears    AlarmKind = "clears"      // rows that empty a field, of all rows
	Renames   AlarmKind = "renames"     // rows that change who somebody is, of the rows with a record: a column sorted alone?
	Removals  AlarmKind = "removals"    // people who leave groups that lose many, of the people in these
	Joining   AlarmKind = "new-members" // members who would join classes that seem to have moved up a year, of the classes
)

// An Identity names the fields that tell who somebody is.
type Identity struct {
	Names  []string // all of them changing in one row is suspicious
	Birth  string   // changing alone, without Number, is
	Number string
	Title  string // the field that names a record that is no person
}

// Alarms looks a plan through. The limits: under 70 % of 10 or more rows have a
// record; more than 10 % of the rows empty a field; more than 5 % of the rows
// with a record, and more than 5 of them, change all of a person's names, or the
// birth date and not the number.
func (p *Plan) Alarms(who Identity) []Alarm {
	var found, missing, clears, renames int
	for _, line := range p.Lines {
		switch {
		case line.Status == Missing:
			missing++
		case line.ID != "":
			found++
		}
		edits := p.editsOf(line)
		if slices.ContainsFunc(edits, Edit.Empties) {
			clears++
		}
		if who.changes(edits) {
			renames++
		}
	}
	var alarms []Alarm
	if n := found + missing; n >= 10 && found*10 < n*7 {
		alarms = append(alarms, Alarm{Kind: Unmatched, Count: missing, Of: n})
	}
	if n := len(p.Lines); clears*10 > n {
		alarms = append(alarms, Alarm{Kind: Clears, Count: clears, Of: n})
	}
	if renames > 5 && renames*20 > found {
		alarms = append(alarms, Alarm{Kind: Renames, Count: renames, Of: found})
	}
	if a := p.removals(who); a.Count > 0 {
		alarms = append(alarms, a)
	}
	if p.Roll != nil && p.Roll.Shift != nil {
		alarms = append(alarms, Alarm{Kind: Joining, Count: p.Roll.Shift.Members, Of: p.Roll.Shift.Of})
	}
	return alarms
}

// removals counts who leaves groups of 5 or more people that would lose over a
// quarter of them. Those whom the sheet wants in another group in the same field
// don't count, even if they are there already: a run may have been cut off
// between their coming and their going.
func (p *Plan) removals(who Identity) Alarm {
	a := Alarm{Kind: Removals}
	for _, c := range p.Changes {
		for _, e := range c.Edits {
			leaving := slices.DeleteFunc(slices.Clone(e.Remove), func(id string) bool { return p.Seated[seat(c.Kind, e.Field, id)] })
			if size := len(e.Old.List); e.People && size >= 5 && 4*len(leaving) > size {
				a.Count, a.Of = a.Count+len(leaving), a.Of+size
				a.Titles = append(a.Titles, p.Records[c.ID].Fields[who.Title].Text)
			}
		}
	}
	return a
}

// editsOf gives all edits that a row asks for.
func (p *Plan) editsOf(line Line) []Edit {
	var edits []Edit
	for _, n := range line.Changes {
		edits = append(edits, p.Changes[n-1].Edits...)
	}
	return edits
}

// changes reports whether edits make somebody somebody else.
func (who Identity) changes(edits []Edit) bool {
	edited := func(field string) bool {
		return slices.ContainsFunc(edits, func(e Edit) bool {
			return e.Field == field && e.Old.State == validate.Set && e.New.State == validate.Set
		})
	}
	all := len(who.Names) > 0
	for _, name := range who.Names {
		all = all && edited(name)
	}
	return all || who.Birth != "" && edited(who.Birth) && !edited(who.Number)
}
