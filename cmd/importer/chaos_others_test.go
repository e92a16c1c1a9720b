package main

import (
	"maps"
	"slices"

	"importer/internal/plan"
)

// theirs are values that no sheet asks for.
func theirs() map[string]string {
	return map[string]string{
		"firstName": "Namnbytt", "lastName": "Nygift", "address.postalAddress": "Flyttvägen 1", "address.postalCity": "Flytt",
		"phoneNumber1": "+46701740698", "phoneNumber2": "+46701740699", "emailAddress2": "hemma@example.org",
		"eduPersonPrincipalName": "annan@edu.example.se", "emailAddress1": "",
	}
}

// edit lets somebody else change a record.
func (e *episode) edit(id, field string) {
	value := theirs()[field]
	if field == "emailAddress1" {
		value = e.wish.address()
	}
	if err := e.storm.Edit(id, map[string]any{field: value}); err != nil {
		e.Fatal(err)
	}
	e.wish.before[id][field] = value
	if row := e.wish.rowOf(id); row == nil || row.cells[field] == "" {
		e.wish.after[id][field] = value
	}
}

// interfere lets somebody else change a record while a run is down: a field that
// the sheet has nothing to say of, or, if the run will be gone on with, one that
// it is about to change, or has changed already.
func (e *episode) interfere(resuming bool) {
	row := e.wish.rows[e.draw.IntN(len(e.wish.rows))]
	asked := e.draw.IntN(2) == 0
	if rings := e.wish.rings(); asked && e.draw.IntN(2) == 0 {
		row = rings[e.draw.IntN(len(rings))]
	}
	field := e.anyField(func(field string) bool {
		changes := e.wish.after[row.id][field] != e.wish.before[row.id][field]
		return asked && changes || !asked && row.cells[field] == ""
	})
	switch {
	case field == "" || row.id == "" || e.draw.IntN(2) == 0:
	case !asked:
		e.edit(row.id, field)
	case row.out:
	case !resuming || row.status != plan.Updated:
	case row.ring != nil:
		e.edit(row.id, field)
		row.ring.disturbed = true
		row.theirs = append(row.theirs, field)
	case e.witness.untouched(row.id):
		e.edit(row.id, field)
		e.wish.after[row.id] = maps.Clone(e.wish.before[row.id])
		row.status = plan.Conflict
	}
}

// disturb lets somebody else change records after the sheet was applied, or
// begun: fields that it has changed, and others.
func (e *episode) disturb() {
	for range 6 {
		if row := e.wish.rows[e.draw.IntN(len(e.wish.rows))]; row.id != "" {
			e.edit(row.id, e.anyField(everyField))
		}
	}
}

func everyField(string) bool { return true }

// anyField draws one of the fields that somebody else might change and that
// suit; it is empty if none does.
func (e *episode) anyField(suits func(string) bool) string {
	fields := slices.DeleteFunc(slices.Sorted(maps.Keys(theirs())), func(field string) bool { return !suits(field) })
	if len(fields) == 0 {
		return ""
	}
	return fields[e.draw.IntN(len(fields))]
}
