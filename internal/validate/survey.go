package validate

import (
	"cmp"
	"slices"
	"strings"

	"importer/internal/parse"
)

// An aspect is what rows are compared by: the value that a record has in the
// end, or the value that finds it. They differ only where a column sets a key.
type aspect struct {
	field string
	finds bool
}

// A survey is the first pass over the rows: it gathers what no single row can
// tell.
type survey struct {
	table  *Table
	hash   hasher
	chosen int // rows that the user wants
	taking int // those of them that aren't protected
	filled map[string]int
	shaped map[string]int // cells that have a key's shape
	traces map[aspect]*traces
	rows   []uint32
	prints []fingerprint // of the rows as a whole, in their order
	days   map[int][2]bool
}

func newSurvey(t *Table) *survey {
	s := &survey{
		table: t, hash: newHasher(), filled: map[string]int{}, shaped: map[string]int{},
		traces: map[aspect]*traces{}, days: map[int][2]bool{},
	}
	for field := range t.fields {
		c, _ := t.schema.column(field)
		if !c.Unique && !t.schema.isKey(field) {
			continue
		}
		s.traces[aspect{field, false}] = &traces{}
		if len(t.fields[field]) > 1 {
			s.traces[aspect{field, true}] = &traces{}
		}
	}
	return s
}

// look takes one row in.
func (s *survey) look(row parse.Row) {
	s.chosen++
	if s.table.protected(row) {
		return
	}
	s.taking++
	values := map[int]Value{}
	for field := range s.table.fields {
		if s.traces[aspect{field, false}] != nil {
			s.trace(field, row, values)
		}
	}
	s.rows = append(s.rows, uint32(row.Number))
	s.prints = append(s.prints, s.hash.print(s.whole(row, values)))
	for i, slot := range s.table.slots {
		if slot.Kind == Date {
			day, month := order(row.Cell(slot.mapped))
			s.days[i] = [2]bool{s.days[i][0] || day, s.days[i][1] || month}
		}
	}
}

// whole is all that a row says in columns that are used: values where they are
// known already, else what is written.
func (s *survey) whole(row parse.Row, values map[int]Value) string {
	var b strings.Builder
	for i, slot := range s.table.slots {
		if v := values[i]; v.State == Set {
			b.WriteString(v.Text)
		} else {
			b.WriteString(clean(row.Cell(slot.mapped).Text))
		}
		b.WriteByte(0)
	}
	return b.String()
}

// trace leaves the fingerprints of a field, and its values by slot.
func (s *survey) trace(field string, row parse.Row, bySlot map[int]Value) {
	var values [parts]Value
	filled := false
	for _, i := range s.table.fields[field] {
		slot := s.table.slots[i]
		cell := row.Cell(slot.mapped)
		bySlot[i] = slot.Kind.read(cell, surroundings{today: s.table.opts.Today}).value
		values[slot.part] = bySlot[i]
		filled = filled || slot.part != next && !cell.Blank()
	}
	final, finds := finalValue(values), findingValue(values)
	if filled {
		s.filled[field]++
	}
	if finds.State == Set {
		s.shaped[field]++
	}
	s.leave(aspect{field, false}, final, row.Number)
	s.leave(aspect{field, true}, finds, row.Number)
}

func (s *survey) leave(a aspect, v Value, row int) {
	if t := s.traces[a]; t != nil && v.State == Set {
		t.add(s.hash.print(s.table.schema.Fold(a.field, v.Text)), row)
	}
}

// finalValue is what the record holds in the end, as far as the row tells.
func finalValue(values [parts]Value) Value {
	switch {
	case values[next].State != Absent:
		return values[next]
	case values[plain].State != Absent:
		return values[plain]
	default:
		return values[previous]
	}
}

// findingValue is the value by which the record is found.
func findingValue(values [parts]Value) Value {
	if values[previous].State == Set {
		return values[previous]
	}
	return values[plain]
}

// conclude puts what was seen into the table.
func (s *survey) conclude() error {
	if err := s.chooseKey(); err != nil {
		return err
	}
	t := s.table
	t.clashes = map[aspect]*clashes{}
	for a, traces := range s.traces {
		t.clashes[a] = traces.clashes(s.printOf)
	}
	t.days = map[int]bool{}
	for i, seen := range s.days {
		t.days[i] = seen[0] && !seen[1]
	}
	return nil
}

// printOf is the fingerprint of a row as a whole.
func (s *survey) printOf(row uint32) fingerprint {
	i, _ := slices.BinarySearch(s.rows, row)
	return s.prints[i]
}

// chooseKey takes the first of the schema's keys that half of the rows have in
// its shape, or else the one that most rows have something in. Ids that aren't
// ids are no key.
func (s *survey) chooseKey() error {
	t := s.table
	s.dropFalseIDs()
	t.Key = t.opts.Key
	for _, key := range t.schema.Keys {
		if t.Key == "" && len(t.fields[key]) > 0 && s.taking > 0 && 2*s.shaped[key] >= s.taking {
			t.Key = key
		}
	}
	if t.Key == "" {
		t.Key = s.fullest()
	}
	if t.Key == "" || s.taking > 0 && s.filled[t.Key] == 0 && s.fullest() == "" {
		return &Error{Text: "no row has anything that finds a record", Advice: "fill one of these in: " + strings.Join(t.keyTitles(), ", ")}
	}
	t.markKey()
	return nil
}

// dropFalseIDs stops using columns of ids that hold something else, such as
// numbers of rows.
func (s *survey) dropFalseIDs() {
	t := s.table
	for field, slots := range t.fields {
		c, _ := t.schema.column(field)
		if !c.KeyOnly || field == t.opts.Key || s.filled[field] == 0 || 2*s.shaped[field] >= s.filled[field] {
			continue
		}
		for _, i := range slots {
			own := &t.Columns[t.slots[i].mapped]
			own.Use, own.Reason, own.Field = NotUsed, CodeTitleNotIDs, ""
		}
		delete(t.fields, field)
		delete(s.traces, aspect{field, false})
	}
}

// fullest is the key that most rows have something in; the first of several.
func (s *survey) fullest() string {
	mapped := slices.DeleteFunc(slices.Clone(s.table.schema.Keys), func(key string) bool {
		return len(s.table.fields[key]) == 0 || s.taking > 0 && s.filled[key] == 0
	})
	if len(mapped) == 0 {
		return ""
	}
	return slices.MinFunc(mapped, func(x, y string) int { return cmp.Compare(s.filled[y], s.filled[x]) })
}

// markKey says in the columns what finds the records, and what could have. A
// column that was only looked at for that is left out from here on.
func (t *Table) markKey() {
	part := t.keyPart()
	args := map[string]string{"title": t.title(t.Key)}
	for _, s := range t.slots {
		own := &t.Columns[s.mapped]
		switch {
		case own.Use != Used && own.Use != Ignored:
		case s.Field == t.Key && s.part == part:
			own.Use = AsKey
		case own.Use == Ignored:
			delete(t.fields, s.Field)
		case s.KeyOnly || s.part == previous:
			own.Use, own.Reason, own.Args = NotUsed, CodeTitleFinds, args
		}
	}
}

// keyPart is the part of the key's field that finds.
func (t *Table) keyPart() part {
	for _, i := range t.fields[t.Key] {
		if t.slots[i].part == previous {
			return previous
		}
	}
	return plain
}
