package main

import (
	"slices"

	"importer/internal/plan"
)

// isClass reports whether a group is a class.
func (l *classLists) isClass(group string) bool {
	_, is := l.room[group]
	return is
}

// understood reports whether a row of a class list is to be carried out.
func (r *wishedRow) understood() bool { return r.status == plan.Unchanged || r.status == plan.Updated }

// seatAll works out what the sheet makes of the groups: who is named comes; who
// isn't leaves a list that is exact and of which every row was understood, if no
// row is about somebody of whom nobody knows who it is; and who comes to a class
// leaves any other.
func (w *wish) seatAll() {
	l := w.lists
	named, broken := map[string][]string{}, map[string]bool{} // by id of the group
	anybody := slices.ContainsFunc(w.rows, func(r *wishedRow) bool { return r.status == plan.Invalid })
	for _, row := range w.rows {
		if row.understood() {
			named[row.seat.group] = append(named[row.seat.group], row.seat.pupil)
		} else {
			broken[row.seat.group] = true
		}
	}
	for group, pupils := range named {
		for _, pupil := range pupils {
			w.seat(group, pupil, true)
			for _, other := range w.classes("") {
				if o := idOf(other); o != group && l.isClass(group) && !slices.Contains(named[o], pupil) {
					w.seat(o, pupil, false)
				}
			}
		}
		for _, pupil := range listOf(w.before[group], "memberIDs") {
			if l.exact && !anybody && !broken[group] && !slices.Contains(pupils, pupil) {
				w.seat(group, pupil, false)
			}
		}
	}
	for id := range w.after {
		l.changed[id] = w.asks(id, "memberIDs")
	}
}

// seat says that a pupil is to be in a group, or not.
func (w *wish) seat(group, pupil string, in bool) {
	list := without(listOf(w.after[group], "memberIDs"), pupil)
	if in {
		list = with(list, pupil)
	}
	w.after[group]["memberIDs"] = list
}

// judge gives the rows their statuses. A row is updated if its pupil comes to its
// group, or leaves another for a class; and the first row of a group that is left
// by nobody else than those whom the sheet doesn't name.
func (w *wish) judge() {
	for _, group := range sortedRecords(w.before) {
		id := idOf(group)
		if !w.lists.changed[id] {
			continue
		}
		var about []*wishedRow
		for _, row := range w.rows {
			comes := row.seat.group == id && slices.Contains(w.gained(id), row.seat.pupil)
			goes := w.lists.isClass(row.seat.group) && slices.Contains(w.lost(id), row.seat.pupil)
			if row.understood() && (comes || goes) {
				about = append(about, row)
			}
		}
		if len(about) == 0 {
			first := slices.IndexFunc(w.rows, func(r *wishedRow) bool { return r.understood() && r.seat.group == id })
			about = w.rows[first : first+1]
		}
		for _, row := range about {
			row.status = plan.Updated
		}
	}
}

// excuses reports whether a row may have another status than the sheet gives it:
// where somebody else has done what it asks for; or where a part of the sheet is
// done already, by them or by an earlier run, so that another row stands for the
// rest.
func (l *classLists) excuses(row *wishedRow, got plan.Status, anew bool) bool {
	switch {
	case l == nil:
		return false
	case got == plan.Unchanged:
		return row.status == plan.Updated && slices.Contains(l.loose, row.seat)
	case got == plan.Updated:
		isLoose := slices.ContainsFunc(l.loose, func(s seat) bool { return s.group == row.seat.group })
		return row.status == plan.Unchanged && l.changed[row.seat.group] && (anew || isLoose)
	default:
		return false
	}
}

// proveSeat demands that a pupil whose row is done is in its group, and in no
// other class.
func (e *episode) proveSeat(row *wishedRow, status plan.Status) {
	e.Helper()
	if status != plan.Updated && status != plan.Unchanged {
		return
	}
	for _, r := range e.storm.Groups() {
		is := slices.Contains(listOf(r, "memberIDs"), row.seat.pupil)
		switch own := idOf(r) == row.seat.group; {
		case own && !is:
			e.Errorf("row %d is %s, and its pupil isn't in %s", row.number, status, r["title"])
		case !own && is && e.wish.lists.isClass(idOf(r)) && e.wish.lists.isClass(row.seat.group):
			e.Errorf("row %d is %s, and its pupil is in %s too", row.number, status, r["title"])
		}
	}
}

// named reports whether a row names a pupil.
func (w *wish) named(pupil string) bool {
	return slices.ContainsFunc(w.rows, func(r *wishedRow) bool { return r.seat.pupil == pupil })
}

// interfereWithClasses lets somebody else change a group while a run is down: who
// teaches it; or put a pupil there already whom the sheet puts there; or one of
// whom the sheet has nothing to say, if lists aren't exact.
func (e *episode) interfereWithClasses(bool) {
	groups := sortedRecords(e.wish.before)
	group := groups[e.draw.IntN(len(groups))]
	id := idOf(group)
	switch e.draw.IntN(4) {
	case 0:
		e.edit(id, "moderatorIDs")
	case 1:
		for _, pupil := range lacking(e.wish.gained(id), listOf(e.record(id), "memberIDs")) {
			e.wish.lists.loose = append(e.wish.lists.loose, seat{id, pupil})
			e.store(id, "memberIDs", with(listOf(e.record(id), "memberIDs"), pupil))
			return
		}
	case 2:
		for _, guest := range e.wish.withStranger(nil, group, "memberIDs") {
			if !e.wish.lists.exact && !e.wish.named(guest) {
				e.join(id, "memberIDs", guest)
			}
		}
	}
}

// disturbClasses lets somebody else change groups after the sheet was applied, or
// begun. What the sheet has changed itself they change only if it has come to its
// end; else nobody could tell what becomes of it.
func (e *episode) disturbClasses() {
	groups := sortedRecords(e.wish.before)
	for range 8 {
		id := idOf(groups[e.draw.IntN(len(groups))])
		now := listOf(e.record(id), "memberIDs")
		gained, lost := e.wish.gained(id), e.wish.lost(id)
		kept := lacking(lacking(now, gained), lost)
		switch e.draw.IntN(4) {
		case 0:
			e.edit(id, e.wish.one("moderatorIDs", "memberIDs", "title"))
		case 1:
			if len(kept) > 0 {
				gone := e.wish.one(kept...)
				e.wish.before[id]["memberIDs"] = without(listOf(e.wish.before[id], "memberIDs"), gone)
				e.wish.after[id]["memberIDs"] = without(listOf(e.wish.after[id], "memberIDs"), gone)
				e.store(id, "memberIDs", without(now, gone))
			}
		case 2:
			if e.ended && len(gained) > 0 {
				e.store(id, "memberIDs", without(now, e.wish.one(gained...)))
			}
		case 3:
			if e.ended && len(lost) > 0 {
				e.store(id, "memberIDs", with(now, e.wish.one(lost...)))
			}
		}
	}
}

// settleLoose takes the pupils as they are whom somebody else has put where the
// sheet puts them: whether the run has, too, nobody can tell.
func (e *episode) settleLoose() {
	if e.wish.lists == nil {
		return
	}
	for _, s := range e.wish.lists.loose {
		list := without(listOf(e.wish.before[s.group], "memberIDs"), s.pupil)
		if slices.Contains(listOf(e.record(s.group), "memberIDs"), s.pupil) {
			list = with(list, s.pupil)
		}
		e.wish.before[s.group]["memberIDs"] = list
	}
}
