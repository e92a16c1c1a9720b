package main

import (
	"slices"

	"importer/internal/plan"
	"importer/internal/sandbox"
)

// A foreign change is one that somebody else has made.
type foreign struct {
	after int // so many requests had been served
	id    string
	field string
	value any
}

// records gives the records that the sheet is about, and all of their kind.
func (e *episode) records() []sandbox.Record {
	if e.wish.groups {
		return e.storm.Groups()
	}
	return e.storm.Students()
}

func (e *episode) record(id string) sandbox.Record {
	r, _ := e.storm.Student(id)
	if e.wish.groups {
		r, _ = e.storm.Group(id)
	}
	return r
}

// store lets somebody else change a field of a record.
func (e *episode) store(id, field string, value any) {
	e.Helper()
	edit := e.storm.Edit
	if e.wish.groups {
		edit = e.storm.EditGroup
	}
	e.foreign = append(e.foreign, foreign{len(e.storm.Log()), id, field, value})
	if err := edit(id, map[string]any{field: value}); err != nil {
		e.Fatal(err)
	}
}

// theirFields are those that somebody else might change, in order.
func (w *wish) theirFields() []string {
	if w.groups {
		return []string{"external.sourceID", "memberIDs", "moderatorIDs", "title"}
	}
	return []string{
		"address.postalAddress", "address.postalCity", "eduPersonPrincipalName", "emailAddress1", "emailAddress2",
		"firstName", "lastName", "phoneNumber1", "phoneNumber2",
	}
}

// theirs gives a value that no sheet asks for.
func (w *wish) theirs(field string) string {
	if field == w.handed {
		return w.unheard()
	}
	return map[string]string{
		"firstName": "Namnbytt", "lastName": "Nygift", "address.postalAddress": "Flyttvägen 1", "address.postalCity": "Flytt",
		"phoneNumber1": "+46701740698", "phoneNumber2": "+46701740699", "emailAddress2": "hemma@example.org",
		"eduPersonPrincipalName": "annan@edu.example.se", "external.sourceID": "KL-främmande",
	}[field]
}

// edit lets somebody else change a record. To a list they add somebody whom the
// sheet has nothing to do with there.
func (e *episode) edit(id, field string) {
	e.Helper()
	before, after := e.wish.before[id], e.wish.after[id]
	if _, isList := before[field].([]string); isList {
		for _, guest := range e.wish.withStranger(nil, before, field) {
			if e.wish.lists == nil || !e.wish.lists.moved[guest] { // who is put into a third class stays there: a story tells it
				e.join(id, field, guest)
			}
		}
		return
	}
	value := e.wish.theirs(field)
	e.store(id, field, value)
	before[field] = value
	if row := e.wish.rowOf(id); row == nil || row.cells[field] == "" {
		after[field] = value
	}
}

// join lets somebody else add a guest to a list, with whom the sheet has nothing
// to do there.
func (e *episode) join(id, field, guest string) {
	e.Helper()
	for _, r := range []sandbox.Record{e.wish.before[id], e.wish.after[id]} {
		r[field] = with(listOf(r, field), guest)
	}
	e.store(id, field, with(listOf(e.record(id), field), guest))
}

// interfere lets somebody else change a record while a run is down: a field that
// the sheet has nothing to say of, or, if the run will be gone on with, one that
// it is about to change, or has changed already.
func (e *episode) interfere(resuming bool) {
	if e.wish.lists != nil {
		e.interfereWithClasses(resuming)
		return
	}
	row := e.wish.rows[e.draw.IntN(len(e.wish.rows))]
	asked := e.draw.IntN(2) == 0
	if rings := e.wish.rings(); asked && len(rings) > 0 && e.draw.IntN(2) == 0 {
		row = rings[e.draw.IntN(len(rings))]
	}
	field := e.anyField(func(field string) bool {
		_, isList := e.wish.before[row.id][field].([]string)
		return asked && !isList && e.wish.asks(row.id, field) || !asked && row.cells[field] == ""
	})
	switch {
	case field == "" || row.id == "" || e.draw.IntN(2) == 0:
	case !asked:
		e.edit(row.id, field)
	case row.out:
	case !resuming || row.status != plan.Updated:
	case row.ring != nil && e.wish.once: // what of it could be taken up again, nobody could tell
	case row.ring != nil:
		e.edit(row.id, field)
		row.ring.disturbed = true
		row.theirs = append(row.theirs, field)
	case e.witness.untouched(row.id):
		e.edit(row.id, field)
		e.wish.after[row.id] = copied(e.wish.before[row.id])
		row.status = plan.Conflict
	}
}

// disturb lets somebody else change records after the sheet was applied, or
// begun: fields that it has changed, and others.
func (e *episode) disturb() {
	if e.wish.lists != nil {
		e.disturbClasses()
		return
	}
	for range 6 {
		if row := e.wish.rows[e.draw.IntN(len(e.wish.rows))]; row.id != "" {
			e.edit(row.id, e.anyField(everyField))
		}
	}
	if e.wish.groups && e.draw.IntN(2) == 0 {
		e.grab()
	}
}

// grab lets somebody else take a title that a group of its school has given up.
// Then that group can't have it back, and keeps the one that it has; so do all
// that would need this one.
func (e *episode) grab() {
	for _, taker := range sortedRecords(e.wish.before) {
		for _, r := range sortedRecords(e.wish.before) {
			if e.asked[idOf(taker)]["title"] != e.origin[idOf(taker)]["title"] || !e.wish.asks(idOf(r), "title") || schoolOf(taker) != schoolOf(r) || e.held(schoolOf(r), r["title"]) {
				continue
			}
			e.store(idOf(taker), "title", r["title"])
			e.wish.before[idOf(taker)]["title"], e.wish.after[idOf(taker)]["title"] = r["title"], r["title"]
			e.keepTitles(schoolOf(r))
			return
		}
	}
}

// held reports whether a group of a school has a title now.
func (e *episode) held(school string, title any) bool {
	return slices.ContainsFunc(e.storm.Groups(), func(r sandbox.Record) bool { return schoolOf(r) == school && r["title"] == title })
}

// keepTitles works out which groups keep their titles, because those from before
// aren't free.
func (e *episode) keepTitles(school string) {
	for again := true; again; {
		again = false
		for _, holder := range e.storm.Groups() {
			keeps := holder["title"] == e.wish.before[idOf(holder)]["title"]
			for id, r := range e.wish.before {
				if keeps && schoolOf(holder) == school && schoolOf(r) == school && id != idOf(holder) && r["title"] == holder["title"] {
					r["title"] = e.record(id)["title"]
					again = true
				}
			}
		}
	}
}

func everyField(string) bool { return true }

// anyField draws one of the fields that somebody else might change and that
// suit; it is empty if none does.
func (e *episode) anyField(suits func(string) bool) string {
	fields := slices.DeleteFunc(e.wish.theirFields(), func(field string) bool { return !suits(field) })
	if len(fields) == 0 {
		return ""
	}
	return fields[e.draw.IntN(len(fields))]
}
