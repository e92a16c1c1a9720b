package plan

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// A Source is a sheet that has been validated, and where its records are.
type Source struct {
	Verdicts iter.Seq2[validate.Verdict, error]
	Schema   validate.Schema
	Kind     string // of the records, such as "student"
	Scope    string // as in Query
}

// Build compares a sheet with the records. It reads all keys at once, then all
// values at once that are to change and must be unique, and nothing else. The
// error is the sheet's or the finder's; what is wrong with a row is in the plan.
func Build(ctx context.Context, s Source, find Finder) (*Plan, error) {
	b := &builder{Source: s, find: find, columns: map[string]int{}, byID: map[string]*merged{}}
	for i, c := range s.Schema.Columns {
		b.columns[c.Field] = i
	}
	if err := b.collect(); err != nil {
		return nil, err
	}
	if err := b.match(ctx); err != nil {
		return nil, err
	}
	for _, r := range b.found() {
		b.settle(r)
	}
	if err := b.lookUpUnique(ctx); err != nil {
		return nil, err
	}
	b.merge()
	b.refuseTaken()
	return b.plan(), nil
}

// A candidate is a row on its way into the plan.
type candidate struct {
	Line
	record  validate.Record
	current Current // zero until the record is found
	edits   []Edit
}

type builder struct {
	Source
	find    Finder
	columns map[string]int // place of a field in the schema
	rows    []*candidate   // every row, in the sheet's order
	changes []*merged      // in the order of their first rows
	byID    map[string]*merged
	taken   map[validate.Key][]Current
}

// A merged change is one record's, with all the rows that ask for it.
type merged struct {
	rows []*candidate
	out  bool // one of its rows has turned out invalid
}

func (m *merged) current() Current { return m.rows[0].current }
func (m *merged) edits() []Edit    { return m.rows[0].edits }

// collect takes the verdicts in, and decides the rows that need no server.
func (b *builder) collect() error {
	for v, err := range b.Verdicts {
		if err != nil {
			return err
		}
		c := &candidate{record: v.Record}
		c.Line = Line{Row: v.Record.Row, Key: v.Record.Key, Problems: v.Problems, Skipped: v.Skipped}
		switch {
		case v.Skipped != "":
			c.Status = Skipped
		case !v.Valid():
			c.Status = Invalid
		}
		b.rows = append(b.rows, c)
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

// match finds the record of every open row.
func (b *builder) match(ctx context.Context) error {
	var keys []validate.Key
	for c := range b.open() {
		keys = append(keys, c.Key)
	}
	hits, err := b.look(ctx, keys, true)
	if err != nil {
		return err
	}
	for c := range b.open() {
		b.take(c, hits[c.Key])
	}
	return nil
}

// look asks for records by key, each key once.
func (b *builder) look(ctx context.Context, keys []validate.Key, doubt bool) (map[validate.Key][]Current, error) {
	keys = distinct(keys)
	if len(keys) == 0 {
		return nil, nil
	}
	return b.find.Find(ctx, Query{Kind: b.Kind, Scope: b.Scope, Keys: keys, Doubt: doubt})
}

// take makes the one hit the row's record. A row without any stays as it is:
// its record may already carry the value that replaces the key.
func (b *builder) take(c *candidate, hits []Current) {
	switch len(hits) {
	case 0:
		if _, pair := c.record.Fields[c.Key.Field]; !pair {
			b.miss(c)
		}
	case 1:
		c.current, c.ID = hits[0], hits[0].ID
		if validate.ProtectedAddress(c.current.Fields) {
			b.protect(c)
		}
	default:
		b.refuse(c, c.Key.Field, CodeAmbiguous, map[string]string{"count": strconv.Itoa(len(hits))})
	}
}

// miss decides a row whose key no record carries. What would be a fault in a
// record that isn't temporary is the likelier reason, and the better advice.
func (b *builder) miss(c *candidate) {
	for _, p := range c.record.Provisos {
		if p.Severity == validate.Fault {
			c.Problems, c.Status = append(c.Problems, p), Invalid
		}
	}
	if c.Status == "" {
		c.Status = Missing
		c.Problems = append(c.Problems, b.problem(c, c.Key.Field, CodeMissing, nil))
	}
}

// protect leaves a row out because its record turns out to be protected, and
// forgets what the row holds.
func (b *builder) protect(c *candidate) {
	*c = candidate{Line: Line{Row: c.Row, Status: Skipped, Skipped: validate.Protected}}
}

// refuse makes a row invalid.
func (b *builder) refuse(c *candidate, field string, code validate.Code, args map[string]string) {
	c.Status = Invalid
	c.Problems = append(c.Problems, b.problem(c, field, code, args))
}

func (b *builder) problem(c *candidate, field string, code validate.Code, args map[string]string) validate.Problem {
	return validate.Problem{Row: c.Row, Field: field, Severity: validate.Fault, Code: code, Args: args}
}

// found gives the open rows that have a record.
func (b *builder) found() []*candidate {
	return slices.Collect(func(yield func(*candidate) bool) {
		for c := range b.open() {
			if c.ID != "" && !yield(c) {
				return
			}
		}
	})
}

// settle works out what the row changes in its record.
func (b *builder) settle(c *candidate) {
	fields := c.record.Fields
	if b.Schema.Settle != nil {
		var problems []validate.Problem
		fields, problems = b.Schema.Settle(c.record, c.current.Fields)
		c.Problems = append(c.Problems, problems...)
		if slices.ContainsFunc(problems, func(p validate.Problem) bool { return p.Severity == validate.Fault }) {
			c.Status = Invalid
			return
		}
	}
	c.edits = b.compare(c.current.Fields, fields)
}

// compare gives the edits that lead from what a record holds to what is wanted,
// in the order of the schema's columns. What can't be read is always written.
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
		edits = append(edits, Edit{Field: field, Old: old, New: value, Unique: b.unique(field), Park: b.parking(field)})
	}
	slices.SortFunc(edits, func(x, y Edit) int {
		return cmp.Or(cmp.Compare(b.columns[x.Field], b.columns[y.Field]), strings.Compare(x.Field, y.Field))
	})
	return edits
}

func (b *builder) unique(field string) bool {
	i, ok := b.columns[field]
	return ok && b.Schema.Columns[i].Unique
}

// parking says how a unique field may pass through another value. Identity
// numbers never do: pupils who exchange theirs are more likely a column that was
// sorted alone.
func (b *builder) parking(field string) Parking {
	if !b.unique(field) {
		return ""
	}
	c := b.Schema.Columns[b.columns[field]]
	switch {
	case c.Kind == validate.IdentityNumber:
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
	if b.taken, err = b.look(ctx, keys, false); err != nil {
		return err
	}
	for c := range b.open() {
		if c.ID != "" {
			continue
		}
		successor := validate.Key{Field: c.Key.Field, Value: c.record.Fields[c.Key.Field].Text}
		if hits := b.taken[successor]; len(hits) > 0 {
			b.take(c, hits)
		} else {
			b.miss(c)
		}
		if c.Status == "" {
			b.settle(c)
		}
	}
	return nil
}

// wants gives the unique values that a row sets. Where its record isn't known,
// that is each one of its fields.
func (b *builder) wants(c *candidate) []validate.Key {
	var keys []validate.Key
	if c.ID == "" {
		for field, v := range c.record.Fields {
			if b.unique(field) && v.State == validate.Set {
				keys = append(keys, validate.Key{Field: field, Value: v.Text})
			}
		}
		return keys
	}
	for _, e := range c.edits {
		if e.Unique && e.New.State == validate.Set {
			keys = append(keys, validate.Key{Field: e.Field, Value: e.New.Text})
		}
	}
	return keys
}

// merge puts the rows of one record together. Rows that ask for the same are
// one change; rows that differ are all refused.
func (b *builder) merge() {
	for c := range b.open() {
		m, ok := b.byID[c.ID]
		if !ok {
			m = &merged{}
			b.byID[c.ID] = m
			b.changes = append(b.changes, m)
		}
		m.rows = append(m.rows, c)
	}
	for _, m := range b.changes {
		for _, c := range m.rows {
			m.out = m.out || !slices.EqualFunc(c.edits, m.edits(), sameEdit)
		}
		if m.out {
			for _, c := range m.rows {
				b.refuse(c, c.Key.Field, CodeSameRecord, map[string]string{"rows": others(m.rows, c)})
			}
		}
	}
}

func sameEdit(x, y Edit) bool { return x.Field == y.Field && x.New.Equal(y.New) }
