package main

import (
	"slices"

	"importer/internal/plan"
)

// A ring is a chain or circle of rows that hand values on to one another, with
// all that take members from one of them or give it some.
type ring struct {
	rows      []*wishedRow
	disturbed bool // somebody else has changed what one of them changes
}

// handOver lets values go from row to row: along chains whose last row gets a
// new one or none, and around circles of two and more.
func (w *wish) handOver(free []*wishedRow) {
	for _, size := range []int{-2, 2, -4, 3, 2, 4 + w.draw.IntN(5), -3, 20} {
		n := max(size, -size)
		if n == 20 && w.draw.IntN(3) > 0 || n > len(free) {
			continue
		}
		w.hand(free[:n], size > 0)
		free = free[n:]
	}
}

// hand gives each row the value of the next; the last gets the first one's if it
// is a circle.
func (w *wish) hand(rows []*wishedRow, circle bool) {
	w.tie(rows...)
	for i, row := range rows {
		switch {
		case i+1 < len(rows) || circle:
			w.take(row, w.before[rows[(i+1)%len(rows)].id][w.handed].(string))
		case w.clearable(w.handed) && w.mayClear() && w.draw.IntN(2) == 0:
			w.clears++
			w.set(row, w.handed, clearing, nil)
		default:
			w.take(row, w.unheard())
		}
	}
}

// take gives a row a value of the field that is handed on.
func (w *wish) take(row *wishedRow, value string) {
	column := w.handed
	if w.once {
		column += ".new"
	}
	row.cells[column] = value
	w.ask(row, w.handed, value)
}

// unheard draws a value of the field that is handed on, which nobody has.
func (w *wish) unheard() string {
	if w.groups {
		return w.title()
	}
	return w.address()
}

// tie puts rows, and those that are tied to them already, into one ring.
func (w *wish) tie(rows ...*wishedRow) {
	one := &ring{}
	for _, row := range rows {
		members := []*wishedRow{row}
		if row.ring != nil {
			members = row.ring.rows
		}
		for _, m := range members {
			if m.ring = one; !slices.Contains(one.rows, m) {
				one.rows = append(one.rows, m)
			}
		}
	}
}

// rings gives the rows that stand in a ring.
func (w *wish) rings() []*wishedRow {
	return slices.DeleteFunc(slices.Clone(w.rows), func(r *wishedRow) bool { return r.ring == nil })
}

// disturbed reports whether somebody else has changed what a row is about, or
// what one of those is about that it waits for.
func (r *wishedRow) disturbed() bool {
	return r.status == plan.Conflict || r.ring != nil && r.ring.disturbed
}
