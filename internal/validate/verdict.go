package validate

import (
	"cmp"
	"iter"
	"slices"

	"importer/internal/parse"
	"importer/internal/validate/identity"
)

// Verdicts judges the rows, on all processors, and gives the verdicts in the order of
// the rows. It reads the sheet once more, and may be ranged over again. An error is
// the source's and the last thing to come.
func (t *Table) Verdicts() iter.Seq2[Verdict, error] {
	return abreast(t.sift(), func() func(sifted) Verdict { return t.newAnswer().verdict })
}

// verdict judges one row. Of a row that is left out it keeps the number only.
func (a *answer) verdict(row sifted) Verdict {
	if row.why != "" {
		return a.leftOut(row)
	}
	a.begin(row.Row)
	a.read()
	a.findKey()
	a.findMember()
	a.setFields()
	a.setLists()
	a.compareRows()
	a.check()
	a.compareGuardians()
	a.judgeTotal()
	a.sayAsides()
	a.sortOut()
	v := Verdict{Record: a.record, Problems: append([]Problem(nil), a.problems...)}
	if a.schema.Members != nil {
		v.Names, v.Who = a.record.Key, a.memberKeys()
	}
	return v
}

// judgeTotal says of a row among the records that names none, and reads as a total
// or a footer, that it does, and nothing else.
func (a *answer) judgeTotal() {
	found := a.record.Key.Field != "" && (a.schema.Members == nil || len(a.record.Lists) > 0)
	if found || !a.closes(a.row) {
		return
	}
	a.record.Provisos = nil
	a.problems = []Problem{a.placed(Problem{Severity: Fault, Code: CodeTotal, Args: map[string]string{"option": excepting(a.totals...)}}, -1)}
}

// leftOut is the verdict on a row that is left out.
func (a *answer) leftOut(row sifted) Verdict {
	v := Verdict{Record: Record{Row: row.Number}, Skipped: row.why}
	if a.schema.Members != nil && row.why.IsRecord() {
		a.begin(row.Row)
		a.read()
		v.Names, v.Who = a.firstKey(a.Key, a.schema.Keys), a.memberKeys()
	}
	return v
}

// mostRows is how many rows a worksheet can have.
const mostRows = 1 << 20

// first is the row of the sheet from which an error file was made, for one of its
// rows; 0 if it doesn't say.
func (t *Table) first(row parse.Row) int {
	n, ok := wholeNumber(clean(row.Cell(t.origin).Text))
	if !ok || n > mostRows {
		return 0
	}
	return int(n)
}

// sortOut puts the problems in the columns' order, and apart from them those
// that a record decides, if one will be asked.
func (a *answer) sortOut() {
	if _, sets := a.record.Fields[fieldNumber]; sets && a.record.Short {
		a.deferCentury(a.column(fieldNumber))
	}
	if slices.ContainsFunc(a.problems, func(p Problem) bool { return p.Severity == Fault }) {
		a.problems = append(a.problems, a.record.Provisos...)
		a.record.Provisos = nil
	}
	slices.SortStableFunc(a.problems, func(x, y Problem) int { return cmp.Compare(a.position(x), a.position(y)) })
}

// deferCentury makes provisos of what names the number in a column, because its
// record may be of another century.
func (a *answer) deferCentury(column int) {
	cell := a.where(a.row.Number, column)
	a.problems = slices.DeleteFunc(a.problems, func(p Problem) bool {
		names := p.Field == fieldNumber && p.Cell == cell && p.Args["to"] != ""
		if names {
			a.record.Provisos = append(a.record.Provisos, p)
		}
		return names
	})
}

// An answer is what the cells of a row come to. One answers for one row after
// another; only its record and copies of its problems outlive the row.
type answer struct {
	*Table
	row      parse.Row
	values   []Value          // by slot
	lists    []List           // by slot
	extra    map[string]extra // by field: what stood in the cell of another one
	said     map[string]Value // by field: what check is asked of
	record   Record
	problems []Problem
}

func (t *Table) newAnswer() *answer {
	return &answer{
		Table: t, values: make([]Value, len(t.slots)), lists: make([]List, len(t.slots)),
		extra: map[string]extra{}, said: map[string]Value{},
	}
}

// begin turns to another row.
func (a *answer) begin(row parse.Row) {
	clear(a.values)
	clear(a.lists)
	clear(a.extra)
	a.row, a.problems = row, a.problems[:0]
	a.record = Record{Row: row.Number, First: a.first(row)}
}

// read reads the cells: first those on which others depend.
func (a *answer) read() {
	around := surroundings{today: a.opts.Today}
	for _, i := range a.early {
		a.readSlot(i, around)
		a.note(i, &around)
	}
	for _, i := range a.late {
		around.dayFirst, around.yearLast, around.several = a.days[i], a.yearsLast[i], a.letters[i]
		a.readSlot(i, around)
	}
	if a.beyondHeader() {
		a.add(Problem{Severity: a.slipping(), Code: CodeBeyondHeader})
	}
}

// note adds what a value tells of the others.
func (a *answer) note(i int, around *surroundings) {
	s, v := &a.slots[i], &a.values[i]
	switch {
	case v.State != Set || s.part == previous:
	case s.Field == fieldTemporary && v.Text == "true":
		around.temporary = Set
	case s.Field == fieldTemporary:
		around.temporary = Null
	case s.Kind == Country:
		around.country = v.Text
	case s.Kind == IdentityNumber:
		if n, ok := identity.Parse(v.Text); ok {
			around.birth, _ = n.Birth()
		}
	}
}

// readSlot reads one cell.
func (a *answer) readSlot(i int, around surroundings) {
	s := &a.slots[i]
	if s.part == previous || a.schema.isMemberKey(s.Field) {
		around.temporary = Set // whatever finds the record will do
	}
	r := s.read(a.row.Cell(s.mapped), around)
	if r.value.State == Null && (!s.Nullable || s.part != plain && s.part != next) {
		r = faulty(CodeNotClearable)
	}
	a.values[i], a.lists[i] = r.value, r.list
	if r.rest != "" && s.Rest != "" {
		a.extra[s.Rest] = extra{Of(r.rest), i}
	}
	for _, f := range r.found {
		if s.sets || f.severity == Fault || s.part == plain || s.part == full {
			a.find(i, f)
		}
	}
	a.remark(i, r)
}

// position orders problems by column; those of the whole row come last.
func (a *answer) position(p Problem) int {
	for i := range a.Columns {
		if c := &a.Columns[i]; c.Title == p.Column && p.Cell != "" {
			return c.Column
		}
	}
	return len(a.Columns)
}

// slipping is how much a cell beyond the titles matters: in a CSV file a
// separator too many has shifted the cells, which an error file of it repeats; in
// another workbook somebody wrote a note.
func (a *answer) slipping() Severity {
	if a.src.Format() == parse.CSV || a.origin >= 0 {
		return Fault
	}
	return Warning
}

// beyondHeader reports whether the row goes on where the titles have ended.
func (a *answer) beyondHeader() bool {
	for i := len(a.Columns); i < len(a.row.Cells); i++ {
		if !a.row.Cells[i].Blank() {
			return true
		}
	}
	return false
}

// byPart gives the values of a field.
func (a *answer) byPart(slots []int) (values [parts]*Value) {
	for _, i := range slots {
		values[a.slots[i].part] = &a.values[i]
	}
	return values
}

// title is the column of a field as the user wrote it.
func (t *Table) title(field string) string {
	if at := t.fields[field]; len(at) > 0 {
		return t.Columns[t.slots[at[0]].mapped].Title
	}
	return field
}

// setFields works out what the row sets: the key only if there are two values
// of it, one that finds and one that replaces it.
func (a *answer) setFields() {
	a.record.Fields = make(map[string]Value, len(a.used))
	for _, u := range a.used {
		if u.list || !u.sets {
			continue
		}
		if v := a.setting(u); v.State != Absent {
			a.record.Fields[u.field] = v
		}
	}
	for field, x := range a.extra {
		v, said := a.record.Fields[field]
		switch {
		case said && !a.sameAs(field, v, x.value):
			own := a.slots[x.slot]
			a.problems = append(a.problems, a.placed(Problem{
				Field: own.Field, Severity: Fault, Code: CodeRestDiffers, Args: map[string]string{"title": a.title(field)},
			}, own.mapped))
		case !said && a.mayFill(field):
			a.record.Fields[field] = x.value
		}
	}
}

// An extra is what stood in a cell after the value of its own field.
type extra struct {
	value Value
	slot  int
}

// sameAs reports whether two values of a field are the same but for case.
func (a *answer) sameAs(field string, v, w Value) bool {
	c, _ := a.schema.column(field)
	return v.State == Set && Fold(c.Kind.Canon(v.Text)) == Fold(c.Kind.Canon(w.Text))
}

// setting is the value that a row sets in a field.
func (a *answer) setting(u usedField) Value {
	values := a.byPart(u.slots)
	v := values[plain]
	switch {
	case stateOf(values[next]) != Absent:
		v = values[next]
	case stateOf(v) == Absent:
		v = values[full]
	}
	if u.field == a.record.Key.Field && stateOf(v) == Set && v.Equal(findingValue(values)) {
		return Value{}
	}
	return valueOf(v)
}

// mayFill reports whether a field without a cell of its own may be set.
func (a *answer) mayFill(field string) bool {
	_, known := a.schema.column(field)
	return known && (a.only == nil || a.only[field])
}

// check looks for contradictions within the row.
func (a *answer) check() {
	if a.schema.Check == nil {
		return
	}
	clear(a.said)
	for _, u := range a.used {
		if v := finalValue(a.byPart(u.slots)); v.State != Absent {
			a.said[u.field] = v
		}
	}
	for _, p := range a.schema.Check(a.said, a.opts.Today) {
		a.add(p)
	}
}
