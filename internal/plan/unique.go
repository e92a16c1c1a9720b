package plan

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// refuseTaken refuses the rows that take a value which its holder keeps, until
// no such row is left: a refused row keeps its own values too.
func (b *builder) refuseTaken(context.Context) error {
	b.refuseShared()
	for again := true; again; {
		again = false
		for _, m := range b.changes {
			if !m.out && b.refuseOne(m) {
				again = true
			}
		}
		again = b.refuseCircles() || again
	}
	return nil
}

// refuseShared refuses the changes that would give several records one value.
func (b *builder) refuseShared() {
	takers := map[validate.Key][]*merged{}
	for _, m := range b.live() {
		for _, e := range m.edits {
			if e.Unique && e.New.State == validate.Set {
				value := validate.Key{Field: e.Field, Value: validate.Fold(e.New.Text), Scope: m.current.Scope}
				takers[value] = append(takers[value], m)
			}
		}
	}
	for _, value := range slices.SortedFunc(maps.Keys(takers), compareKeys) {
		several := takers[value]
		if len(several) == 1 {
			continue
		}
		var rows []*candidate
		for _, m := range several {
			m.out = true
			rows = append(rows, m.rows...)
		}
		for _, c := range rows {
			b.refuse(c, value.Field, validate.CodeRepeated, map[string]string{"rows": others(rows, c)})
		}
	}
}

// refuseOne refuses a change's rows if a value that it takes isn't free.
func (b *builder) refuseOne(m *merged) bool {
	for _, e := range m.edits {
		if !e.Unique || e.New.State != validate.Set {
			continue
		}
		for _, holder := range b.taken[validate.Key{Field: e.Field, Value: e.New.Text, Scope: m.current.Scope}] {
			if holder.ID == m.current.ID || b.givesUp(holder.ID, e.Field) {
				continue
			}
			m.out = true
			code, args := CodeTaken, map[string]string(nil)
			if rows := b.rowsOf(holder); rows != "" {
				code, args = CodeTakenHere, map[string]string{"rows": rows}
			}
			for _, c := range m.rows {
				b.refuse(c, e.Field, code, args)
			}
			return true
		}
	}
	return false
}

// givesUp reports whether a record is to hold another value in a field.
func (b *builder) givesUp(id, field string) bool {
	m, ok := b.byID[id]
	return ok && !m.out && slices.ContainsFunc(m.edits, func(e Edit) bool { return e.Field == field })
}

// rowsOf names the rows that lead to a record, or nothing where there is none. A
// row that was refused before it was looked up goes by its key.
func (b *builder) rowsOf(holder Current) string {
	var rows []*candidate
	for _, c := range b.rows {
		if c.ID == holder.ID || c.ID == "" && c.Status == Invalid && b.carries(holder, c.Key) {
			rows = append(rows, c)
		}
	}
	return others(rows, nil)
}

// carries reports whether a record has the value of a key, and is where the key
// says.
func (b *builder) carries(record Current, key validate.Key) bool {
	held := record.Fields[key.Field]
	return held.State == validate.Set && (key.Scope == "" || key.Scope == record.Scope) &&
		b.Schema.Fold(key.Field, held.Text) == b.Schema.Fold(key.Field, key.Value)
}

// refuseCircles refuses the rows that exchange values which may not be parked.
func (b *builder) refuseCircles() bool {
	live := b.live()
	changes := make([]Change, len(live))
	for i, m := range live {
		changes[i] = b.change(m, i+1)
	}
	circles := Locked(changes)
	for _, circle := range circles {
		var rows []*candidate
		for _, i := range circle {
			live[i].out = true
			rows = append(rows, live[i].rows...)
		}
		for _, c := range rows {
			b.refuse(c, exchanged(c.edits), CodeCircle, map[string]string{"rows": others(rows, c)})
		}
	}
	return len(circles) > 0
}

// exchanged names the field by which a change can stand in a circle.
func exchanged(edits []Edit) string {
	for _, e := range edits {
		if e.Unique && e.Old.State == validate.Set && e.New.State == validate.Set {
			return e.Field
		}
	}
	return ""
}

// live gives the changes that have something to send.
func (b *builder) live() []*merged {
	return slices.Collect(func(yield func(*merged) bool) {
		for _, m := range b.changes {
			if !m.out && len(m.edits) > 0 && !yield(m) {
				return
			}
		}
	})
}

// others lists the numbers of rows, but for one's own.
func others(rows []*candidate, own *candidate) string {
	var numbers []string
	for _, c := range rows {
		if c != own {
			numbers = append(numbers, strconv.Itoa(c.Row))
		}
	}
	return strings.Join(numbers, ", ")
}

// change makes a merged change the plan's.
func (b *builder) change(m *merged, n int) Change {
	c := Change{N: n, Kind: b.Kind, ID: m.current.ID, Scope: m.current.Scope, Lane: m.current.Lane, Edits: m.edits}
	for _, row := range m.rows {
		c.Rows = append(c.Rows, row.Row)
	}
	return c
}

// plan writes down what has been worked out.
func (b *builder) plan() *Plan {
	p := &Plan{Records: map[string]Current{}, Roll: b.roll, Seated: map[validate.Key]bool{}}
	for _, m := range b.live() {
		c := b.change(m, len(p.Changes)+1)
		p.Changes = append(p.Changes, c)
		p.Records[c.ID] = m.current
		for _, row := range m.rows {
			row.Status, row.Changes = Planned, append(row.Changes, c.N)
		}
	}
	for c := range b.open() {
		c.Status = Unchanged
	}
	p.Lines = make([]Line, 0, len(b.rows))
	for _, c := range b.rows {
		for i := range c.Problems {
			c.Problems[i].First = c.First
		}
		for _, key := range c.seats {
			p.Seated[key] = p.Seated[key] || c.Status == Planned || c.Status == Unchanged
		}
		p.Lines = append(p.Lines, c.Line)
	}
	p.Steps = Order(p.Changes)
	return p
}

// distinct gives the keys, each once.
func distinct(keys []validate.Key) []validate.Key {
	seen := make(map[validate.Key]bool, len(keys))
	var once []validate.Key
	for _, k := range keys {
		if !seen[k] {
			once = append(once, k)
		}
		seen[k] = true
	}
	return once
}
