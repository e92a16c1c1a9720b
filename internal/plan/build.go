package plan

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"importer/internal/validate"
)

// A Source is a sheet that has been validated, and where its records are.
type Source struct {
	Verdicts iter.Seq2[validate.Verdict, error]
	Schema   validate.Schema
	Kind     string // of the records, such as "student"
	Roster   Roster // of a sheet of members; of others, what people are called and what a class is
}

// Build compares a sheet with the records. It reads the places that rows name, all
// keys at once, then what lists and references name, then all values at once that
// are to change and must be unique, then who is in lists without the sheet's naming
// them, and nothing else; for a sheet of members also the groups in which these
// are. The error is the sheet's or the finder's; what is wrong with a row is in the
// plan.
func Build(ctx context.Context, s Source, find Finder) (*Plan, error) {
	b := newBuilder(s, find)
	stages := []func(context.Context) error{b.collect, b.place, b.match, b.resolve, b.settleAll, b.lookUpUnique, b.merge, b.refuseTaken}
	if s.Schema.Members != nil {
		stages = append(stages[:4:4], b.enrol)
	}
	for _, stage := range stages {
		if err := stage(ctx); err != nil {
			return nil, err
		}
	}
	p := b.plan()
	return p, b.introduce(ctx, p)
}

// A candidate is a row on its way into the plan.
type candidate struct {
	Line
	record  validate.Record
	names   validate.Key   // of the record that a row of members names
	who     []validate.Key // all keys of the member, as far as they can be read
	current *Current       // builder.none until the record is found
	edits   []Edit
	succeed bool           // the record was found by the value that is to replace the key
	seats   []validate.Key // the elements that the row wants in lists from which they are handed over
}

type builder struct {
	Source
	find    Finder
	columns map[string]int      // place of a field in the schema
	fields  map[string]struct{} // those that rows set
	rows    []*candidate        // every row, in the sheet's order
	changes []*merged           // in the order of their first rows
	byID    map[string]*merged
	hits    map[validate.Key][]Current
	named   map[validate.Key][]Current // the records that elements and references name
	taken   map[validate.Key][]Current
	roll    *Roll
	none    Current // the record of rows that have none
}

func newBuilder(s Source, find Finder) *builder {
	b := &builder{Source: s, find: find, columns: map[string]int{}, fields: map[string]struct{}{}, byID: map[string]*merged{}}
	for i, c := range s.Schema.Columns {
		b.columns[c.Field] = i
	}
	return b
}

// A merged change is one record's, with the rows that ask for it.
type merged struct {
	current Current
	edits   []Edit
	rows    []*candidate
	out     bool // one of its rows has turned out invalid
}

// collect takes the verdicts in, and decides the rows that need no server.
func (b *builder) collect(context.Context) error {
	for v, err := range b.Verdicts {
		if err != nil {
			return err
		}
		c := &candidate{record: v.Record, names: v.Names, who: v.Who, current: &b.none}
		c.Line = Line{Row: v.Record.Row, First: v.Record.First, Key: v.Record.Key, Problems: v.Problems, Skipped: v.Skipped}
		switch {
		case v.Skipped != "":
			c.Status = Skipped
		case !v.Valid():
			c.Status, c.record.Fields = Invalid, nil // they are of no use
		}
		b.rows = append(b.rows, c)
		for field := range v.Record.Fields {
			b.fields[field] = struct{}{}
		}
		for field := range v.Record.Lists {
			b.fields[field] = struct{}{}
		}
	}
	return nil
}

// open gives the rows that nothing has decided yet.
func (b *builder) open() iter.Seq[*candidate] {
	return func(yield func(*candidate) bool) {
		for _, c := range b.rows {
			if c.Status == "" && !yield(c) {
				return
			}
		}
	}
}

// settleAll works out what the rows with a record change in it.
func (b *builder) settleAll(context.Context) error {
	for c := range b.open() {
		if c.ID != "" {
			b.settle(c)
		}
	}
	return nil
}

// settle works out what the row changes in its record.
func (b *builder) settle(c *candidate) {
	fields := c.record.Fields
	if b.Schema.Settle != nil {
		var problems []validate.Problem
		fields, problems = b.Schema.Settle(c.record, c.current.Fields)
		if b.fault(c, problems) {
			return
		}
	}
	c.edits = b.compare(c.current.Fields, fields)
	for _, field := range slices.Sorted(maps.Keys(c.record.Lists)) {
		if edit, differs := b.compareList(c, field, c.record.Lists[field]); differs {
			c.edits = append(c.edits, edit)
		}
	}
	b.sortEdits(c.edits)
	for i, e := range c.edits {
		c.edits[i].Was, c.edits[i].Names = c.current.Written[e.Field], b.names(e)
	}
}

// names says what people call the records to which a reference led and is to
// lead.
func (b *builder) names(e Edit) map[string]string {
	if b.Schema.Called == nil || b.column(e.Field).Refers == "" || b.column(e.Field).List {
		return nil
	}
	var names map[string]string
	for _, v := range []validate.Value{e.Old, e.New} {
		if v.State != validate.Set {
			continue
		}
		if name := b.Schema.Called(e.Field, v.Text); name != "" {
			if names == nil {
				names = map[string]string{}
			}
			names[v.Text] = name
		}
	}
	return names
}

// fault takes problems up, and reports whether they make the row invalid.
func (b *builder) fault(c *candidate, problems []validate.Problem) bool {
	for i := range problems {
		problems[i].Row = c.Row
	}
	c.Problems = append(c.Problems, problems...)
	if !slices.ContainsFunc(problems, func(p validate.Problem) bool { return p.Severity == validate.Fault }) {
		return false
	}
	c.Status = Invalid
	return true
}

// compare gives the edits that lead from what a record holds to what is wanted.
// What can't be read is always written.
func (b *builder) compare(now, wanted map[string]validate.Value) []Edit {
	var edits []Edit
	for field, value := range wanted {
		old := now[field]
		if old.State == validate.Absent {
			old = validate.Cleared()
		}
		if old.Equal(value) {
			continue
		}
		sticks := b.column(field).Sticks && old.State == validate.Null
		edits = append(edits, Edit{Field: field, Old: old, New: value, Unique: b.unique(field), Park: b.parking(field), Sticks: sticks})
	}
	return edits
}

// sortEdits puts edits in the order of the schema's columns.
func (b *builder) sortEdits(edits []Edit) {
	slices.SortFunc(edits, func(x, y Edit) int {
		return cmp.Or(cmp.Compare(b.columns[x.Field], b.columns[y.Field]), strings.Compare(x.Field, y.Field))
	})
}

// column gives what the schema says of a field; nothing of one that it doesn't
// list.
func (b *builder) column(field string) validate.Column {
	if i, ok := b.columns[field]; ok {
		return b.Schema.Columns[i]
	}
	return validate.Column{Field: field}
}

func (b *builder) unique(field string) bool { return b.column(field).Unique }

// parking says how a unique field may pass through another value. Identity
// numbers never do: pupils who exchange theirs are more likely a column that was
// sorted alone.
func (b *builder) parking(field string) Parking {
	switch c := b.column(field); {
	case !c.Unique, c.Kind == validate.IdentityNumber:
		return ""
	case c.Nullable:
		return ByClearing
	default:
		return ByRenaming
	}
}

// lookUpUnique asks who holds the unique values that rows are about to take.
// It also finds the record of a row whose key is gone because the value that
// replaces it is there already.
func (b *builder) lookUpUnique(ctx context.Context) error {
	var keys []validate.Key
	for c := range b.open() {
		keys = append(keys, b.wants(c)...)
	}
	var err error
	if b.taken, err = b.look(ctx, b.Kind, keys, false); err != nil {
		return err
	}
	for c := range b.open() {
		if c.ID == "" {
			b.succeed(c)
		}
	}
	return nil
}

// succeed takes a row whose key is gone for one of the record that has the value
// which is to replace it. Where that value may stand more than once, it is only
// believed if nothing else is to be done: the key may be mistyped.
func (b *builder) succeed(c *candidate) {
	hits := b.taken[validate.Key{Field: c.Key.Field, Value: c.record.Fields[c.Key.Field].Text, Scope: c.Key.Scope}]
	sure := b.unique(c.Key.Field)
	if len(hits) == 0 || !sure && len(hits) > 1 {
		b.miss(c)
		return
	}
	b.take(c, hits)
	c.succeed = true
	if c.Status == "" {
		b.settle(c)
	}
	if !sure && len(c.edits) > 0 {
		c.current, c.ID, c.edits = &b.none, "", nil
		b.miss(c)
	}
}

// wants gives the unique values that a row sets. Where its record isn't known,
// that is each one of its fields.
func (b *builder) wants(c *candidate) []validate.Key {
	var keys []validate.Key
	if c.ID == "" {
		for field, v := range c.record.Fields {
			if (b.unique(field) || field == c.Key.Field) && v.State == validate.Set {
				keys = append(keys, validate.Key{Field: field, Value: v.Text, Scope: c.Key.Scope})
			}
		}
		return keys
	}
	for _, e := range c.edits {
		if e.Unique && e.New.State == validate.Set {
			keys = append(keys, validate.Key{Field: e.Field, Value: e.New.Text, Scope: c.current.Scope})
		}
	}
	return keys
}

// merge puts the rows of one record together. Rows that ask for the same are
// one change; rows that differ are all refused.
func (b *builder) merge(context.Context) error {
	for c := range b.open() {
		m := b.mergedOf(*c.current)
		if len(m.rows) == 0 {
			m.edits = c.edits
		}
		m.rows = append(m.rows, c)
	}
	for _, m := range b.changes {
		for _, c := range m.rows {
			m.out = m.out || !slices.EqualFunc(c.edits, m.edits, sameEdit)
		}
		if m.out {
			code := CodeSameRecord
			if slices.ContainsFunc(m.rows, func(c *candidate) bool { return c.succeed }) {
				code = CodeDoneAlready
			}
			for _, c := range m.rows {
				b.refuse(c, c.Key.Field, code, map[string]string{"rows": others(m.rows, c)})
			}
		}
	}
	return nil
}

// mergedOf gives the change of a record, which it begins if there is none.
func (b *builder) mergedOf(c Current) *merged {
	m, ok := b.byID[c.ID]
	if !ok {
		m = &merged{current: c}
		b.byID[c.ID] = m
		b.changes = append(b.changes, m)
	}
	return m
}

func sameEdit(x, y Edit) bool { return x.Field == y.Field && x.New.Equal(y.New) }
