package validate

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"importer/internal/parse"
)

// A Source is a sheet to be read. Rows gives the rows below the header that
// aren't blank, and may be ranged over more than once, also from another goroutine;
// a row stays as it is when the next is read. Where gives the address of a cell that
// the user sees, such as E61; of the row as a whole where column is -1. It may be
// called from several goroutines.
type Source interface {
	Header() parse.Row
	Rows() iter.Seq2[parse.Row, error]
	Where(row, column int) string
	Format() parse.Format

	Above(column int) string // the title that spans a column and others, above its own; "" if there is none
	HiddenColumns() []int    // counted from 0
	Filtered() bool          // a filter hides rows
	Beside() parse.Beside    // what the workbook has beside the rows
}

// A Table is a sheet whose columns are understood.
type Table struct {
	Columns []Mapped
	Key     string // the field that finds the records
	Member  string // the field that finds the members, in a sheet that has a row for each; else empty
	Rows    int    // how many there are that aren't blank

	src       Source
	schema    Schema
	opts      Options
	slots     []slot
	only      map[string]bool     // the fields that the user wants; nil for all
	guards    []int               // the marking columns
	titles    []string            // of the columns, with those above them
	header    parse.Row           // the titles without those above them, cleaned
	mapper    *mapper             // knows what titles lead to
	finders   []slot              // the columns that a row must have something in to be a record
	hides     bool                // a row can't be seen
	example   int                 // the column that marks examples; -1 if there is none
	origin    int                 // the column that says from which row of another sheet a row comes; -1 if there is none
	reserved  int                 // the last row of hints; 0 if there is none
	last      int                 // the row below which there are only totals and footers; 0 as long as it isn't known
	totals    []int               // the rows among the records that read as totals or footers
	fields    map[string][]int    // from a field to its slots
	days      map[int]bool        // the slots whose dates have the day first
	yearsLast map[int]bool        // the slots that have short dates with the year last
	letters   map[int]bool        // the slots whose genders of one sign mean several things
	clashes   map[aspect]*clashes // values that stand in several rows
	scope     map[string]string   // by field: Options.Scope in normal form
	asides    map[int][]aside     // by row: what is said once of the sheet
	layout
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
	asRead := func() func(sifted) sifted { return func(row sifted) sifted { return row } }
	for row, err := range abreast(t.sift(), asRead) {
		if err != nil {
			return nil, err
		}
		t.Rows++
		t.hides = t.hides || row.Hidden
		if err := t.refuseTitles(row); err != nil {
			return nil, err
		}
		s.look(row)
	}
	if t.Rows == 0 {
		return nil, &Error{Text: "the sheet has no rows below its headings", Advice: "check that it is the right sheet, and that its first row holds the headings"}
	}
	if err := t.refuseBeyond(s.bottom); err != nil {
		return nil, err
	}
	if s.chosen == 0 {
		return nil, &Error{Text: "no row of the sheet is among those asked for", Advice: "rows are counted as the spreadsheet program shows them"}
	}
	if err := s.conclude(); err != nil {
		return nil, err
	}
	if err := t.askHidden(); err != nil {
		return nil, err
	}
	t.layOut()
	return t, nil
}

// refuseBeyond stops where an option names a row below the last one: somebody has
// counted otherwise than the spreadsheet program does.
func (t *Table) refuseBeyond(bottom int) error {
	row := cmp.Or(t.opts.Rows.beyond(bottom), t.opts.Except.beyond(bottom))
	if row == 0 {
		return nil
	}
	return &Error{
		Text:   fmt.Sprintf("there is no row %d: the last one in which something stands is %d", row, bottom),
		Advice: "rows are counted as the spreadsheet program shows them",
	}
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
	t.openColumns(header)
	m := newMapper(t.schema, t.opts)
	if err := m.checkNames(); err != nil {
		return err
	}
	var err error
	if t.scope, err = t.optedScope(); err != nil {
		return err
	}
	if t.Columns, t.slots, err = m.header(header, t.src.Above); err != nil {
		return err
	}
	t.titles, t.mapper, t.header = slices.Clone(m.raw), m, cleaned(header)
	if err := t.refuseGarbled(); err != nil {
		return err
	}
	t.findGuards()
	if err := t.decideByContent(); err != nil {
		return err
	}
	if err := t.selectColumns(); err != nil {
		return err
	}
	if err := t.decideFullNames(); err != nil {
		return err
	}
	t.hideColumns()
	if err := t.decideIDs(); err != nil {
		return err
	}
	t.findFinders()
	if err := t.findReserved(); err != nil {
		return err
	}
	if err := t.dropTwins(); err != nil {
		return err
	}
	t.locate()
	return t.requireKey()
}

// openColumns gives the schema a column for each field that only the sheet and
// the options name.
func (t *Table) openColumns(header parse.Row) {
	names := slices.Concat(slices.Sorted(maps.Values(t.opts.Map)), t.opts.Only)
	for _, c := range header.Cells {
		names = append(names, c.Text)
	}
	t.schema = t.schema.opened(names)
}

// Schema is the schema by which the table was understood, with the fields that
// it leaves open and the sheet names.
func (t *Table) Schema() Schema { return t.schema }

// holdsNumber reports whether a cell of a row is an identity number.
func holdsNumber(row parse.Row, today time.Time) bool {
	for _, c := range row.Cells {
		if IdentityNumber.shaped(c, surroundings{today: today}) {
			return true
		}
	}
	return false
}

// refuseGarbled stops where a title that isn't known has lost its letters: then
// the others and the cells below have too.
func (t *Table) refuseGarbled() error {
	for i, c := range t.Columns {
		code, _ := spoilt(cell{raw: t.titles[i], text: t.titles[i]})
		if c.Reason == CodeTitleUnknown && code == CodeGarbled {
			return &Error{
				Text:   fmt.Sprintf("letters such as å, ä, ö were lost in the heading %s when the file was saved", quoted(c)),
				Advice: "save it again as CSV UTF-8, or as .xlsx, from where the letters are right; or name the encoding with --encoding",
			}
		}
	}
	return nil
}

// findGuards notes which columns mark rows to be left alone, or as examples.
func (t *Table) findGuards() {
	t.example, t.origin = t.titled(exampleTitle), t.titled(originTitle)
	for _, c := range t.Columns {
		if c.Use == Guard {
			t.guards = append(t.guards, c.Column)
		}
	}
}

// titled is the first column of one of the importer's own titles; -1 if there is
// none.
func (t *Table) titled(title string) int {
	return slices.IndexFunc(t.Columns, func(c Mapped) bool { return c.Use == Own && normalTitle(t.titles[c.Column]) == normalTitle(title) })
}

// locate notes where the columns of interest stand.
func (t *Table) locate() {
	t.fields = map[string][]int{}
	for i, s := range t.slots {
		t.fields[s.Field] = append(t.fields[s.Field], i)
	}
	t.narrowing, t.openScope = t.slotsOf(func(s slot) bool { return s.Scope }), t.optedValues().Encode()
}

// requireKey checks that a column can find records, and one their members.
func (t *Table) requireKey() error {
	if t.opts.Key != "" && len(t.fields[t.opts.Key]) == 0 {
		return &Error{
			Text:   fmt.Sprintf("no column of the sheet leads to the key %s", t.opts.Key),
			Advice: "say which column it is with --map, or leave --key out",
		}
	}
	if err := t.refuseOther(); err != nil {
		return err
	}
	if !t.hasOne(t.schema.Keys) {
		return t.misread("no column of the sheet finds records", t.schema.Keys)
	}
	if m := t.schema.Members; m != nil && !t.hasOne(m.Keys) {
		return t.misread("no column of the sheet says who the members are", m.Keys)
	}
	if t.namesOnly() {
		return t.refuseMatrix()
	}
	return nil
}

// hasOne reports whether a column leads to one of the fields.
func (t *Table) hasOne(fields []string) bool {
	return slices.ContainsFunc(fields, func(field string) bool { return len(t.fields[field]) > 0 })
}

// titlesOf gives a title for each field, in the words of its users.
func (t *Table) titlesOf(fields []string) string {
	var titles []string
	for _, key := range fields {
		title := key
		if c, ok := t.schema.column(key); ok && len(c.Aliases) > 0 {
			title = c.Aliases[0]
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, ", ")
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
