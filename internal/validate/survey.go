package validate

import (
	"cmp"
	"slices"

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
	table     *Table
	hash      hasher
	fields    []*tracked
	chosen    int     // rows that the user wants
	taking    int     // those of them that are to be read
	bottom    int     // the last row
	below     int     // rows read since the last one that may be a record
	totals    []int   // rows that read as totals or footers
	end       int     // the last row that may be a record
	values    []Value // of the row that is looked at, by slot; absent where none was tracked
	buffer    []byte  // of what is hashed
	traces    map[aspect]*traces
	rows      []uint32
	prints    []fingerprint // of the rows as a whole, in their order
	days      map[int][2]bool
	yearsLast map[int]bool
	codes     map[int]map[string]bool // the genders of one sign in a slot
	asides    *margin
}

func newSurvey(t *Table) *survey {
	s := &survey{
		table: t, hash: newHasher(), values: make([]Value, len(t.slots)),
		traces: map[aspect]*traces{}, days: map[int][2]bool{}, yearsLast: map[int]bool{}, codes: map[int]map[string]bool{},
		asides: newMargin(t),
	}
	for field, slots := range t.fields {
		c, _ := t.schema.column(field)
		if c.Unique || t.schema.isKey(field) || t.schema.isMemberKey(field) {
			s.fields = append(s.fields, &tracked{field: field, slots: slots, pairs: t.pairs(field)})
		}
	}
	if m := t.schema.Members; m != nil {
		s.traces[membership(m)] = &traces{}
		return s
	}
	for _, f := range s.fields {
		f.final = &traces{}
		s.traces[aspect{f.field, false}] = f.final
		if len(f.slots) > 1 {
			f.finds = &traces{}
			s.traces[aspect{f.field, true}] = f.finds
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
	clear(s.values)
	scope := s.table.scopeOf(row)
	for _, f := range s.fields {
		s.trace(f, row, scope)
	}
	whole := s.hash.print(s.whole(row))
	s.rows = append(s.rows, uint32(row.Number))
	s.prints = append(s.prints, whole)
	s.enrol(row, whole)
	for i := range s.table.slots {
		switch slot := &s.table.slots[i]; slot.Kind {
		case Date:
			day, month := order(row.Cell(slot.mapped))
			s.days[i] = [2]bool{s.days[i][0] || day, s.days[i][1] || month}
			s.yearsLast[i] = s.yearsLast[i] || endsInYear(row.Cell(slot.mapped), s.table.opts.Today)
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
// known already, else what is written. It is good until the next is asked for.
func (s *survey) whole(row parse.Row) []byte {
	s.buffer = s.buffer[:0]
	for i := range s.table.slots {
		text := s.values[i].Text
		if s.values[i].State != Set {
			text = clean(row.Cell(s.table.slots[i].mapped).Text)
		}
		s.buffer = append(append(s.buffer, text...), 0)
	}
	return s.buffer
}

// enrol leaves the fingerprint of a row that names a record and a member.
func (s *survey) enrol(row parse.Row, whole fingerprint) {
	m := s.table.schema.Members
	if m == nil || !s.holds(s.table.schema.Keys) || !s.holds(m.Keys) {
		return
	}
	s.traces[membership(m)].add(whole, row.Number)
}

// holds reports whether the row has a value in one of the fields.
func (s *survey) holds(fields []string) bool {
	for i := range s.table.slots {
		if s.values[i].State == Set && slices.Contains(fields, s.table.slots[i].Field) {
			return true
		}
	}
	return false
}

// trace leaves the fingerprints of a field, and its values by slot.
func (s *survey) trace(f *tracked, row parse.Row, scope string) {
	var values [parts]*Value
	filled := false
	for _, i := range f.slots {
		slot := &s.table.slots[i]
		cell := row.Cell(slot.mapped)
		s.values[i] = slot.read(cell, surroundings{today: s.table.opts.Today}).value
		values[slot.part] = &s.values[i]
		filled = filled || slot.part != next && !cell.Blank()
	}
	final, finds := finalValue(values), findingValue(values)
	if filled {
		f.filled++
	}
	if finds.State == Set {
		f.shaped++
	}
	if !f.pairs || stateOf(values[next]) != Absent {
		s.leave(f.final, f.field, final, scope, row.Number)
	}
	s.leave(f.finds, f.field, finds, scope, row.Number)
}

// of gives what is known of a field; nothing of one that isn't tracked.
func (s *survey) of(field string) tracked {
	for _, f := range s.fields {
		if f.field == field {
			return *f
		}
	}
	return tracked{}
}

// pairs reports whether a field has a column for a new title beside the one that
// finds. A row that leaves the new one empty keeps its title, and the plan says so
// to the row that takes it.
func (t *Table) pairs(field string) bool {
	return slices.ContainsFunc(t.fields[field], func(i int) bool { return t.slots[i].part == next && t.slots[i].Kind == Title })
}

// leave leaves the fingerprint of a value: within different scopes, what reads
// alike isn't the same.
func (s *survey) leave(t *traces, field string, v Value, scope string, row int) {
	if t == nil || v.State != Set {
		return
	}
	s.buffer = append(s.buffer[:0], s.table.schema.Fold(field, v.Text)...)
	s.buffer = append(append(s.buffer, 0), scope...)
	t.add(s.hash.print(s.buffer), row)
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
	t.days, t.yearsLast = map[int]bool{}, s.yearsLast
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
		if len(t.fields[key]) > 0 && s.taking > 0 && 2*s.of(key).shaped >= s.taking {
			return key
		}
	}
	return fullest
}

// fullest is the key that most rows have something in; the first of several.
func (s *survey) fullest(keys []string) string {
	mapped := slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		return len(s.table.fields[key]) == 0 || s.taking > 0 && s.of(key).filled == 0
	})
	if len(mapped) == 0 {
		return ""
	}
	return slices.MinFunc(mapped, func(x, y string) int { return cmp.Compare(s.of(y).filled, s.of(x).filled) })
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
