package main

import (
	"fmt"
	"slices"

	"importer/internal/plan"
	"importer/internal/sandbox"
)

// classLists is what a sheet of class lists wants besides its rows.
type classLists struct {
	exact   bool
	move    bool
	sure    map[string]bool     // by id of a class: it is in the sheet
	wanted  map[string][]string // by id of a group in the sheet: its pupils
	moved   map[string]bool     // pupils that go to another class, or leave
	room    map[string][2]int   // by id of a class: how many more may come, and go, before it looks like a mistake
	flaws   map[seat]plan.Status
	changed map[string]bool // groups that the sheet changes
	loose   []seat          // of pupils whom somebody else has put where the sheet puts them
}

// A seat is a pupil's in a group.
type seat struct{ group, pupil string }

// newClassWish draws a sheet with a row per pupil: some go to other classes, alone
// or in exchange for others, and from exact lists some leave.
func newClassWish(e *episode, exact, move bool) *wish {
	w := emptyWish(e.draw, e.TempDir(), e.storm.Groups())
	w.groups, w.handed, w.target = true, "title", []string{"meitner-class-lists"}
	if exact {
		w.target = append(w.target, "--members", "exact")
	}
	if move {
		w.target = append(w.target, "--move")
	}
	w.lists = &classLists{
		exact: exact, move: move, sure: map[string]bool{}, wanted: map[string][]string{}, moved: map[string]bool{},
		room: map[string][2]int{}, flaws: map[seat]plan.Status{}, changed: map[string]bool{},
	}
	w.enter()
	w.moveAlong()
	w.moveAlone()
	w.leave()
	w.flaw()
	w.list(e.storm)
	w.write(e.T)
	w.seatAll()
	w.judge()
	return w
}

// classes gives the classes of a school, or all of them.
func (w *wish) classes(school string) (classes []sandbox.Record) {
	for _, r := range sortedRecords(w.before) {
		if slices.Contains(listOf(r, "types"), "Class") && (school == "" || schoolOf(r) == school) {
			classes = append(classes, r)
		}
	}
	return classes
}

// enter draws which classes the sheet has, and a group that is none.
func (w *wish) enter() {
	l := w.lists
	for _, r := range w.classes("") {
		members := listOf(r, "memberIDs")
		l.room[idOf(r)] = [2]int{len(members) / 3, len(members) / 3}
		if !l.move || w.draw.IntN(7) > 0 {
			l.sure[idOf(r)] = true
			l.wanted[idOf(r)] = slices.Clone(members)
		}
	}
	for _, r := range sortedRecords(w.before) {
		if members := listOf(r, "memberIDs"); r["title"] == "Ekorren" && w.draw.IntN(2) == 0 {
			l.wanted[idOf(r)] = with(without(members, w.one(members...)), w.withStranger(nil, r, "memberIDs")[0])
		}
	}
}

// shift moves a pupil from a class to another of the sheet, if it stays in bounds.
func (w *wish) shift(from, to sandbox.Record) {
	l := w.lists
	f, t := idOf(from), idOf(to)
	pupil := w.one(listOf(from, "memberIDs")...)
	if f == t || !l.sure[t] || l.moved[pupil] || l.room[f][1] == 0 || l.room[t][0] == 0 {
		return
	}
	l.moved[pupil] = true
	l.wanted[t] = append(l.wanted[t], pupil)
	l.drop(f, pupil)
	l.room[t] = [2]int{l.room[t][0] - 1, l.room[t][1]}
}

// drop lets a pupil go from a class.
func (l *classLists) drop(class, pupil string) {
	if l.sure[class] {
		l.wanted[class] = without(l.wanted[class], pupil)
	}
	l.room[class] = [2]int{l.room[class][0], l.room[class][1] - 1}
}

// moveAlong lets classes exchange pupils: two with one another, or each with the
// next.
func (w *wish) moveAlong() {
	for range 3 + w.draw.IntN(6) {
		classes := w.classes(w.anySchool())
		n := min(len(classes), 2+w.draw.IntN(5))
		at := w.draw.Perm(len(classes))[:n]
		for i := range at {
			w.shift(classes[at[i]], classes[at[(i+1)%n]])
		}
	}
}

func (w *wish) anySchool() string { return w.one(w.schools()...) }

// moveAlone lets single pupils go to another class.
func (w *wish) moveAlone() {
	for range w.draw.IntN(12) {
		classes := w.classes(w.anySchool())
		w.shift(classes[w.draw.IntN(len(classes))], classes[w.draw.IntN(len(classes))])
	}
}

// leave takes pupils from exact lists altogether.
func (w *wish) leave() {
	l := w.lists
	for _, r := range w.classes("") {
		pupil := w.one(listOf(r, "memberIDs")...)
		if l.exact && l.sure[idOf(r)] && !l.moved[pupil] && l.room[idOf(r)][1] > 0 && w.draw.IntN(2) == 0 {
			l.moved[pupil] = true
			l.drop(idOf(r), pupil)
		}
	}
}

// flaw draws what is wrong with some rows. Where lists are exact and nobody is to
// be moved, all rows are in order: else some would be in two classes.
func (w *wish) flaw() {
	l := w.lists
	for _, r := range w.classes("") {
		pupil := w.one(listOf(r, "memberIDs")...)
		if !l.move || !l.sure[idOf(r)] || l.moved[pupil] || w.draw.IntN(5) > 0 {
			continue
		}
		l.moved[pupil] = true
		status := []plan.Status{plan.Invalid, plan.Skipped, plan.Missing}[w.draw.IntN(3)]
		l.flaws[seat{idOf(r), pupil}] = status
	}
}

// list makes a row of every seat. Of lists that aren't exact, some of those who
// stay where they are don't stand in the sheet.
func (w *wish) list(s *storm) {
	l := w.lists
	w.key = w.one("title", "group.id")
	byClass := map[string][]string{"title": {"title", "schoolID"}, "group.id": {"group.id"}}[w.key]
	who := w.one("id", "identityNumber", "external.sourceID")
	w.columns = append(byClass, who, "Förnamn", marking)
	if who == "external.sourceID" {
		w.columns = append(w.columns, "id")
	}
	for _, r := range sortedRecords(w.before) {
		for _, pupil := range l.wanted[idOf(r)] {
			at := seat{idOf(r), pupil}
			if l.exact || l.moved[pupil] || w.draw.IntN(5) > 0 {
				p, _ := s.Student(pupil)
				w.addSeat(at, p, who)
			}
		}
	}
	w.addUnknownSeats(who)
}

// addSeat adds a row about a pupil in a group.
func (w *wish) addSeat(at seat, p sandbox.Record, who string) {
	row := w.seatRow(w.before[at.group])
	row.seat = at
	row.cells["Förnamn"] = p["firstName"].(string)
	if key, ok := p[who].(string); ok {
		row.cells[who] = key
	} else {
		row.cells["id"] = at.pupil
	}
	switch status := w.lists.flaws[at]; {
	case status == plan.Invalid && who != "external.sourceID": // of these, none looks wrong
		row.status = plan.Invalid
		row.cells[who] = map[string]string{"id": "12", "identityNumber": "2015-13-40"}[who]
	case status == plan.Skipped:
		row.status = plan.Skipped
		row.cells[marking] = "Ja"
	case status != "":
		row.status = plan.Missing
		row.cells[who] = w.unknownPupil(who)
	}
}

// seatRow begins a row that names a group.
func (w *wish) seatRow(group sandbox.Record) *wishedRow {
	row := &wishedRow{status: plan.Unchanged, cells: map[string]string{
		"title": group["title"].(string), "schoolID": schoolOf(group), "group.id": idOf(group),
	}}
	w.rows = append(w.rows, row)
	return row
}

// unknownPupil gives a key that no pupil has.
func (w *wish) unknownPupil(who string) string {
	date := fmt.Sprintf("200304%02d", 1+w.next()%30) // on which nobody of the roster was born
	return map[string]string{
		"id": "00000000-0000-4000-8000-0000" + date, "external.sourceID": "SIS-" + date,
		"identityNumber": date + "-238" + checkDigit(date[2:]+"238"),
	}[who]
}

// addUnknownSeats adds a row about a class that isn't there.
func (w *wish) addUnknownSeats(who string) {
	row := w.seatRow(w.classes(w.schools()[1])[0])
	row.cells["title"], row.cells["group.id"] = "Borta", "00000000-0000-4000-8000-000000000000"
	row.cells[who] = w.unknownPupil(who)
	row.status = plan.Missing
}
