package main

import (
	"slices"

	"importer/internal/plan"
)

// A ring is a chain or circle of rows that hand e-mail addresses on.
type ring struct {
	rows      []*wishedRow
	disturbed bool // somebody else has changed what one of them changes
}

// handOver lets e-mail addresses go from row to row: along chains whose last row
// gets a new one or none, and around circles of two and more.
func (w *wish) handOver() {
	free := slices.DeleteFunc(slices.Clone(w.rows), func(r *wishedRow) bool {
		return r.status != plan.Updated || w.before[r.id]["emailAddress1"] == nil
	})
	for _, size := range []int{-2, 2, -4, 3, 2, 4 + w.draw.IntN(5), -3, 20} {
		n := max(size, -size)
		if n == 20 && w.draw.IntN(3) > 0 || n > len(free) {
			continue
		}
		w.hand(free[:n], size > 0)
		free = free[n:]
	}
}

// hand gives each row the address of the next; the last gets the first one's if
// it is a circle.
func (w *wish) hand(rows []*wishedRow, circle bool) {
	r := &ring{rows: rows}
	for i, row := range rows {
		row.ring = r
		switch {
		case i+1 < len(rows) || circle:
			address := w.before[rows[(i+1)%len(rows)].id]["emailAddress1"].(string)
			w.set(row, "emailAddress1", address, address)
		case w.mayClear() && w.draw.IntN(2) == 0:
			w.clears++
			w.set(row, "emailAddress1", clearing, nil)
		default:
			address := w.address()
			w.set(row, "emailAddress1", address, address)
		}
	}
}

// rings gives the rows that hand e-mail addresses on.
func (w *wish) rings() []*wishedRow {
	return slices.DeleteFunc(slices.Clone(w.rows), func(r *wishedRow) bool { return r.ring == nil })
}

// disturbed reports whether somebody else has changed what a row is about, or
// what one of those is about that it waits for.
func (r *wishedRow) disturbed() bool {
	return r.status == plan.Conflict || r.ring != nil && r.ring.disturbed
}
