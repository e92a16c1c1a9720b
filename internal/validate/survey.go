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
	fields []string // whose values count: keys, and what must be unique
	chosen int      // rows that the user wants
	taking int      // those of them that are to be read
	bottom int      // the last row
	below  int      // rows read since the last one that may be a record
	totals []int    // rows that read as totals or footers
	end    int      // the last row that may be a record
	filled map[string]int
	shaped map[string]int // cells that have a key's shape
	traces map[aspect]*traces
	rows   []uint32
	prints []fingerprint // of the rows as a whole, in their order
	days   map[int][2]bool
	codes  map[int]map[string]bool // the genders of one sign in a slot
	asides *margin
}

func newSurvey(t *Table) *survey {
	s := &survey{
		table: t, hash: newHasher(), filled: map[string]int{}, shaped: map[string]int{},
		traces: map[aspect]*traces{}, days: map[int][2]bool{}, codes: map[int]map[string]bool{},
		asides: newMargin(t),
	}
	for field := range t.fields {
		c, _ := t.schema.column(field)
		if c.Unique || t.schema.isKey(field) || t.schema.isMemberKey(field) {
			s.fields = append(s.fields, field)
		}
	}
	if m := t.schema.Members; m != nil {
		s.traces[membership(m)] = &traces{}
		return s
	}
	for _, field := range s.fields {
		s.traces[aspect{field, false}] = &traces{}
		if len(t.fields[field]) > 1 {
			s.traces[aspect{field, true}] = &traces{}
		}
	}
	return s
}

// membership is the aspect of rows that are members: the one thing in which they
// are compared is that they say the same.
func membership(m *Members) aspect { return aspect{field: m.Field} }

// look takes one row in.
func (s *survey) look(row sifted) {
	s.bottom = row.Number
	if row.why == "" || row.why.IsRecord() {
		s.seeEnd(row)
	}
	if row.why != Unchosen {
		s.chosen++
	}
	if row.why == "" {
		s.read(row.Row)
	}
}

// seeEnd notes where the records end, as far as has been seen.
func (s *survey) seeEnd(row sifted) {
	if s.table.mayBeRecord(row.Row) {
		s.end, s.below = row.Number, 0
	} else if row.why == "" {
		s.below++
	}
}

// read takes one row in that is to be read.
func (s *survey) read(row parse.Row) {
	s.taking++
	if s.table.closes(row) {
		s.totals = append(s.totals, row.Number)
	}
	s.asides.look(row)
	values, scope := map[int]Value{}, s.table.scopeOf(row)
	for _, field := range s.fields {
		s.trace(field, row, values, scope)
	}
	whole := s.whole(row, values)
	s.rows = append(s.rows, uint32(row.Number))
	s.prints = append(s.prints, s.hash.print(whole))
	s.enrol(row, values, whole)
	for i, slot := range s.table.slots {
		switch slot.Kind {
		case Date:
			day, month := order(row.Cell(slot.mapped))
			s.days[i] = [2]bool{s.days[i][0] || day, s.days[i][1] || month}
		case Gender:
			s.seeCode(i, row.Cell(slot.mapped))
		}
	}
}

// seeCode notes a gender of one sign.
func (s *survey) seeCode(i int, c parse.Cell) {
	if code := genderCode(clean(c.Text)); code != "" {
		if s.codes[i] == nil {
			s.codes[i] = map[string]bool{}
		}
		s.codes[i][code] = true
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

// enrol leaves the fingerprint of a row that names a record and a member.
func (s *survey) enrol(row parse.Row, values map[int]Value, whole string) {
	m := s.table.schema.Members
	if m == nil || !s.holds(values, s.table.schema.Keys) || !s.holds(values, m.Keys) {
		return
	}
	s.traces[membership(m)].add(s.hash.print(whole), row.Number)
}

// holds reports whether a row has a value in one of the fields.
func (s *survey) holds(values map[int]Value, fields []string) bool {
	for i, slot := range s.table.slots {
		if values[i].State == Set && slices.Contains(fields, slot.Field) {
			return true
		}
	}
	return false
}

// trace leaves the fingerprints of a field, and its values by slot.
func (s *survey) trace(field string, row parse.Row, bySlot map[int]Value, scope string) {
	var values [parts]Value
	filled := false
	for _, i := range s.table.fields[field] {
		slot := s.table.slots[i]
		cell := row.Cell(slot.mapped)
		bySlot[i] = slot.read(cell, surroundings{today: s.table.opts.Today}).value
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
	if !s.table.pairs(field) || values[next].State != Absent {
		s.leave(aspect{field, false}, final, scope, row.Number)
	}
	s.leave(aspect{field, true}, finds, scope, row.Number)
}

// pairs reports whether a field has a column for a new title beside the one that
// finds. A row that leaves the new one empty keeps its title, and the plan says so
// to the row that takes it.
func (t *Table) pairs(field string) bool {
	return slices.ContainsFunc(t.fields[field], func(i int) bool { return t.slots[i].part == next && t.slots[i].Kind == Title })
}

// leave leaves the fingerprint of a value: within different scopes, what reads
// alike isn't the same.
func (s *survey) leave(a aspect, v Value, scope string, row int) {
	if t := s.traces[a]; t != nil && v.State == Set {
		t.add(s.hash.print(s.table.schema.Fold(a.field, v.Text)+"\x00"+scope), row)
	}
}

// finalValue is what the record holds in the end, as far as the row tells.
func finalValue(values [parts]Value) Value {
	switch {
	case values[next].State != Absent:
		return values[next]
	case values[plain].State != Absent:
		return values[plain]
	case values[full].State != Absent:
		return values[full]
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
	t := s.table
	if s.end > 0 {
		s.taking -= s.below
	}
	if err := s.chooseKey(); err != nil {
		return err
	}
	t.last, t.asides = s.end, s.asides.all()
	t.totals = slices.DeleteFunc(s.totals, func(row int) bool { return s.end > 0 && row > s.end })
	t.clashes = map[aspect]*clashes{}
	for a, traces := range s.traces {
		t.clashes[a] = traces.clashes(s.printOf)
	}
	t.days = map[int]bool{}
	for i, seen := range s.days {
		t.days[i] = seen[0] && !seen[1]
	}
	t.letters = map[int]bool{}
	for i, seen := range s.codes {
		t.letters[i] = !oneScheme(seen)
	}
	return nil
}

// printOf is the fingerprint of a row as a whole.
func (s *survey) printOf(row uint32) fingerprint {
	i, _ := slices.BinarySearch(s.rows, row)
	return s.prints[i]
}

// chooseKey finds out by what the records are found, and the members if the rows
// are members. Ids that aren't ids are no key.
func (s *survey) chooseKey() error {
	t := s.table
	if err := s.dropFalseIDs(); err != nil {
		return err
	}
	if t.Key = s.choose(t.schema.Keys); t.Key == "" {
		return t.keyless("no row has anything that finds a record", t.schema.Keys)
	}
	if m := t.schema.Members; m != nil {
		if t.Member = s.choose(m.Keys); t.Member == "" {
			return t.keyless("no row says who the member is", m.Keys)
		}
	}
	t.markKeys()
	return nil
}

// choose takes the key that the user wants, or the first that half of the rows
// have in its shape, or else the one that most rows have something in. It is ""
// if no row has anything in any.
func (s *survey) choose(keys []string) string {
	t, fullest := s.table, s.fullest(keys)
	if fullest == "" {
		return ""
	}
	if slices.Contains(keys, t.opts.Key) {
		return t.opts.Key
	}
	for _, key := range keys {
		if len(t.fields[key]) > 0 && s.taking > 0 && 2*s.shaped[key] >= s.taking {
			return key
		}
	}
	return fullest
}

// fullest is the key that most rows have something in; the first of several.
func (s *survey) fullest(keys []string) string {
	mapped := slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		return len(s.table.fields[key]) == 0 || s.taking > 0 && s.filled[key] == 0
	})
	if len(mapped) == 0 {
		return ""
	}
	return slices.MinFunc(mapped, func(x, y string) int { return cmp.Compare(s.filled[y], s.filled[x]) })
}

// markKeys says in the columns what finds the records and their members, and
// what could have. A column that was only looked at for that is left out from
// here on.
func (t *Table) markKeys() {
	for _, s := range t.slots {
		own, key := &t.Columns[s.mapped], t.Key
		if t.schema.isMemberKey(s.Field) {
			key = t.Member
		}
		switch {
		case own.Use != Used && own.Use != Ignored:
		case s.Field == key && s.part == t.keyPart(key):
			own.Use = AsKey
		case own.Use == Ignored:
			delete(t.fields, s.Field)
		case s.KeyOnly || s.part == previous || key == t.Member:
			own.Use, own.Reason, own.Args = NotUsed, CodeTitleFinds, map[string]string{"title": t.title(key)}
		}
	}
}

// keyPart is the part of a key's field that finds.
func (t *Table) keyPart(key string) part {
	for _, i := range t.fields[key] {
		if t.slots[i].part == previous {
			return previous
		}
	}
	return plain
}
