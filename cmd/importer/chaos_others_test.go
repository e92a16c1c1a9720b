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

// interfere lets somebody else change records while a run is down: fields that
// the sheet has nothing to say of, and, if the run will be gone on with, what it
// is about to change, or has changed already.
func (e *episode) interfere(resuming bool) {
	row := e.wish.rows[e.draw.IntN(len(e.wish.rows))]
	field := e.anyField()
	_, asked := row.cells[field]
	switch {
	case row.id == "" || e.draw.IntN(2) == 0:
	case !asked:
		e.edit(row.id, field)
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
			e.edit(row.id, e.anyField())
		}
	}
}

func (e *episode) anyField() string {
	fields := slices.Sorted(maps.Keys(theirs()))
	return fields[e.draw.IntN(len(fields))]
}
