package validate

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"importer/internal/parse"
)

// A Source is a sheet to be read. Rows gives the rows below the header that
// aren't blank, and may be ranged over more than once. Where gives the address
// of a cell that the user sees, such as E61; of the row as a whole where column
// is -1.
type Source interface {
	Header() parse.Row
	Rows() iter.Seq2[parse.Row, error]
	Where(row, column int) string
	Format() parse.Format
}

// A Table is a sheet whose columns are understood.
type Table struct {
	Columns []Mapped
	Key     string // the field that finds the records
	Rows    int    // how many there are that aren't blank

	src     Source
	schema  Schema
	opts    Options
	slots   []slot
	guards  []int               // the marking columns
	fields  map[string][]int    // from a field to its slots
	days    map[int]bool        // the slots whose dates have the day first
	clashes map[aspect]*clashes // values that stand in several rows
}

// Sheet finds out what the columns of a sheet are and by what its records are
// found, and looks for values that stand twice. It reads every row once, and
// keeps none. The error is an *Error if the sheet or an option is at fault, or
// else comes from the source.
func Sheet(src Source, schema Schema, opts Options) (*Table, error) {
	if opts.Today.IsZero() {
		opts.Today = time.Now()
	}
	t := &Table{src: src, schema: schema, opts: opts}
	if err := t.mapHeader(); err != nil {
		return nil, err
	}
	s := newSurvey(t)
	for row, err := range src.Rows() {
		if err != nil {
			return nil, err
		}
		t.Rows++
		if opts.chosen(row.Number) {
			s.look(row)
		}
	}
	if t.Rows == 0 {
		return nil, &Error{Text: "the sheet has no rows below its headings", Advice: "check that it is the right sheet, and that its first row holds the headings"}
	}
	if s.chosen == 0 {
		return nil, &Error{Text: "no row of the sheet is among those asked for", Advice: "rows are counted as the spreadsheet program shows them"}
	}
	if err := s.conclude(); err != nil {
		return nil, err
	}
	return t, nil
}

// mapHeader finds out what the columns are.
func (t *Table) mapHeader() error {
	header := t.src.Header()
	if holdsNumber(header, t.opts.Today) {
		return &Error{
			Text:   fmt.Sprintf("row %d holds an identity number where the headings should be", header.Number),
			Advice: "put a row with headings above the first pupil, or say where it is with --header-row",
		}
	}
	m := newMapper(t.schema, t.opts)
	if err := m.options(); err != nil {
		return err
	}
	var err error
	if t.Columns, t.slots, err = m.header(header); err != nil {
		return err
	}
	if err := t.decideByContent(); err != nil {
		return err
	}
	if t.slots, err = m.restrict(t.Columns, t.slots); err != nil {
		return err
	}
	t.locate()
	if err := single(t.Columns, t.slots); err != nil {
		return err
	}
	return t.requireKey()
}

// holdsNumber reports whether a cell of a row is an identity number.
func holdsNumber(row parse.Row, today time.Time) bool {
	for _, c := range row.Cells {
		if IdentityNumber.shaped(c, surroundings{today: today}) {
			return true
		}
	}
	return false
}

// locate notes where the columns of interest stand.
func (t *Table) locate() {
	t.fields = map[string][]int{}
	for i, s := range t.slots {
		t.fields[s.Field] = append(t.fields[s.Field], i)
	}
	for _, c := range t.Columns {
		if c.Use == Guard {
			t.guards = append(t.guards, c.Column)
		}
	}
}

// requireKey checks that a column can find records.
func (t *Table) requireKey() error {
	if t.opts.Key != "" && len(t.fields[t.opts.Key]) == 0 {
		return &Error{
			Text:   fmt.Sprintf("no column of the sheet leads to the key %s", t.opts.Key),
			Advice: "say which column it is with --map, or leave --key out",
		}
	}
	for _, key := range t.schema.Keys {
		if len(t.fields[key]) > 0 {
			return nil
		}
	}
	return &Error{Text: "no column of the sheet finds records", Advice: "one of these is needed: " + strings.Join(t.keyTitles(), ", ")}
}

// keyTitles gives a title for each key, in the words of its users.
func (t *Table) keyTitles() []string {
	var titles []string
	for _, key := range t.schema.Keys {
		title := key
		if c, ok := t.schema.column(key); ok && len(c.Aliases) > 0 {
			title = c.Aliases[0]
		}
		titles = append(titles, title)
	}
	return titles
}

// sample is how many rows decide what an ambiguous title means.
const sample = 1000

// decideByContent chooses between the meanings of a title by what stands below
// it: a meaning that half of the filled cells bear out, unless it would bear
// anything. If nothing stands there, it is one that no other column has; else it
// is the first one of the schema.
func (t *Table) decideByContent() error {
	open := t.ambiguous()
	if len(open) == 0 {
		return nil
	}
	filled, shaped := map[int]int{}, map[int]int{}
	taken := 0
	for row, err := range t.src.Rows() {
		if err != nil {
			return err
		}
		for _, i := range open {
			c := row.Cell(t.slots[i].mapped)
			if !c.Blank() {
				filled[i]++
			}
			if t.slots[i].Kind.shaped(c, surroundings{today: t.opts.Today}) {
				shaped[i]++
			}
		}
		if taken++; taken == sample {
			break
		}
	}
	t.keepMeanings(open, func(i int) int {
		s := t.slots[i]
		switch {
		case !loose(s.Kind) && shaped[i] > 0 && 2*shaped[i] >= filled[i]:
			return 2
		case filled[i] == 0 && !t.claimed(s.place, open):
			return 1
		default:
			return 0
		}
	})
	return nil
}

// loose reports whether nearly anything can be a value of a kind.
func loose(k Kind) bool { return k == Text || k == Town || k == SourceID }

// claimed reports whether a column whose title has one meaning leads to a place.
func (t *Table) claimed(at place, open []int) bool {
	for i, s := range t.slots {
		if s.place == at && !slices.Contains(open, i) {
			return true
		}
	}
	return false
}

// ambiguous gives the slots that share their column with others.
func (t *Table) ambiguous() []int {
	count := map[int]int{}
	for _, s := range t.slots {
		count[s.mapped]++
	}
	var open []int
	for i, s := range t.slots {
		if count[s.mapped] > 1 {
			open = append(open, i)
		}
	}
	return open
}

// keepMeanings leaves one slot to each column: the first of those that rank the
// highest.
func (t *Table) keepMeanings(open []int, rank func(int) int) {
	best := map[int]int{}
	for _, i := range open {
		column := t.slots[i].mapped
		if now, ok := best[column]; !ok || rank(i) > rank(now) {
			best[column] = i
		}
	}
	var kept []slot
	for i, s := range t.slots {
		now, several := best[s.mapped]
		if several && now != i {
			continue
		}
		if several {
			own := &t.Columns[s.mapped]
			own.Field, own.Decided = s.name(s.part), true
		}
		kept = append(kept, s)
	}
	t.slots = kept
}

// protected reports whether a row is one to be left alone.
func (t *Table) protected(row parse.Row) bool {
	for _, column := range t.guards {
		if marks(row.Cell(column)) {
			return true
		}
	}
	return shelters(row)
}

// Place completes a problem that was found without the sheet at hand: it adds
// the cell and the title of the column from which its field comes.
func (t *Table) Place(p Problem) Problem {
	if p.Cell != "" || p.Field == "" || p.Row == 0 {
		return p
	}
	at := t.fields[p.Field]
	if len(at) == 0 {
		return p
	}
	column := t.slots[at[0]].mapped
	p.Cell, p.Column = t.where(p.Row, column), t.Columns[column].Title
	return p
}

// where gives the address of a cell as it may be shown: the title of its column,
// which is in it in a CSV file, may hold an identity number.
func (t *Table) where(row, column int) string { return Mask(t.src.Where(row, column)) }
