package plan

import (
	"slices"

	"importer/internal/validate"
)

// An Alarm is a reason to think that the sheet is the wrong one, or damaged.
// Count is what the user has to repeat to go on all the same; Of is what it was
// counted in.
type Alarm struct {
	Kind  AlarmKind
	Count int
	Of    int
}

// An AlarmKind says what looks wrong.
type AlarmKind string

// The kinds of alarms.
const (
	Unmatched AlarmKind = "unmatched" // rows without a record, of the rows looked up: another school's file?
	Clears    AlarmKind = "clears"    // rows that empty a field, of all rows
	Renames   AlarmKind = "renames"   // rows that change who somebody is, of the rows with a record: a column sorted alone?
)

// An Identity names the fields that tell who somebody is.
type Identity struct {
	Names  []string // all of them changing in one row is suspicious
	Birth  string   // changing alone, without Number, is
	Number string
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
		if slices.ContainsFunc(edits, func(e Edit) bool { return e.New.State == validate.Null }) {
			clears++
		}
		if who.changes(edits) {
			renames++
		}
	}
	var alarms []Alarm
	if n := found + missing; n >= 10 && found*10 < n*7 {
		alarms = append(alarms, Alarm{Unmatched, missing, n})
	}
	if n := len(p.Lines); clears*10 > n {
		alarms = append(alarms, Alarm{Clears, clears, n})
	}
	if renames > 5 && renames*20 > found {
		alarms = append(alarms, Alarm{Renames, renames, found})
	}
	return alarms
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
