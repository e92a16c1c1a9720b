package report

import (
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"importer/internal/apply"
	"importer/internal/parse"
	"importer/internal/validate"
)

// importColumns are what an error file has besides the sheet's own columns.
// They are ignored when it is given back, but for the number of the row, which
// messages name beside the new one.
var importColumns = []string{"import_row", StatusColumn, "import_column", "import_message"}

// StatusColumn is the heading by which an error file is known.
const StatusColumn = "import_status"

// An ErrorFile is made of the rows of a sheet that are to be mended. The sheet is
// read again for it.
type ErrorFile struct {
	Sheet *parse.Sheet
	Rows  []Row // of the whole sheet; those to be mended are taken
	Lang  Lang

	// Heading gives what a column is called that stands, with others, under a title
	// above its own. Without it, it is called by its own.
	Heading func(above, own string) string

	Leave  []int  // columns that are left out, counted from 0
	TmpDir string // where a large workbook waits to be packed; "" for the system's own place
}

// WriteErrors writes errors.csv: the sheet's own columns and cells, then what is
// wrong, a line per row to mend.
func WriteErrors(w io.Writer, f ErrorFile) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := newCSV(w, f.Sheet.Delimiter())
	columns := f.columns()
	write := func(cells []string) error {
		for i := range cells {
			cells[i] = guard(cells[i])
		}
		return out.Write(cells)
	}
	if err := write(append(titlesOf(columns), importColumns...)); err != nil {
		return err
	}
	for m, err := range f.lines(columns) {
		if err != nil {
			return err
		}
		if err := write(m.texts(columns, f.Lang)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// A heading is a column of the sheet that stands in an error file too.
type heading struct {
	column int    // in the sheet, from 0
	called string // its title, and before it the one that spans it and others if the two belong together
	folded string // the same, as titles are compared
}

// columns are those of the sheet but for what is to be left out and those of an
// earlier error file.
func (f ErrorFile) columns() []heading {
	var columns []heading
	for i, c := range f.Sheet.Header().Cells {
		if slices.Contains(importColumns, strings.TrimSpace(c.Text)) || slices.Contains(f.Leave, i) {
			continue
		}
		h := heading{column: i, called: c.Text}
		if above := f.Sheet.Above(i); f.Heading != nil && above != "" {
			h.called = f.Heading(above, c.Text)
		}
		h.folded = foldedTitle(h.called)
		columns = append(columns, h)
	}
	return columns
}

// titlesOf gives what columns are called where no title can stand above others.
func titlesOf(columns []heading) []string {
	titles := make([]string, len(columns))
	for i, h := range columns {
		titles[i] = h.called
	}
	return titles
}

// A mendable row is one that stands in an error file.
type mendableRow struct {
	Row
	cells parse.Row
	look  parse.Look
	width int // cells of the row of titles

	faults map[int][]validate.Problem // by the columns that they are of
}

// lines gives the rows to mend, in the sheet's order, which the rows of a plan
// have too.
func (f ErrorFile) lines(columns []heading) iter.Seq2[mendableRow, error] {
	return func(yield func(mendableRow, error) bool) {
		left := f.Rows
		for row, err := range f.Sheet.Rows() {
			if err != nil {
				yield(mendableRow{}, err)
				return
			}
			for len(left) > 0 && left[0].Line.Row < row.Number {
				left = left[1:]
			}
			if len(left) == 0 || left[0].Line.Row != row.Number || !left[0].Mend() {
				continue
			}
			m := mendableRow{Row: left[0], cells: row, look: f.Sheet.Look(), width: len(f.Sheet.Header().Cells)}
			m.faults = faultsOf(m.Problems, columns)
			if !yield(m, nil) {
				return
			}
		}
	}
}

// faultsOf gives what stops a row by the columns, counted from 0.
func faultsOf(problems []validate.Problem, columns []heading) map[int][]validate.Problem {
	faults := map[int][]validate.Problem{}
	for _, p := range problems {
		if p.Severity != validate.Fault {
			continue
		}
		for _, column := range columnsAt(p, columns) {
			faults[column] = append(faults[column], p)
		}
	}
	return faults
}

// columnsAt gives the columns that a problem is of: by the cell's address in a
// workbook, since two columns may have one title, else by its title.
func columnsAt(p validate.Problem, columns []heading) []int {
	if column, ok := columnOf(p.Cell); ok {
		return []int{column}
	}
	var found []int
	title := validate.Fold(p.Column)
	for _, h := range columns {
		if p.Column != "" && h.folded == title {
			found = append(found, h.column)
		}
	}
	return found
}

// texts is the row as CSV has it.
func (m mendableRow) texts(columns []heading, lang Lang) []string {
	var cells []string
	for _, h := range columns {
		cells = append(cells, m.text(h))
	}
	cells = append(cells, m.imported(lang)...)
	for _, c := range m.beyond() {
		cells = append(cells, c.Text)
	}
	return cells
}

// lost is what stands in an error file for a cell that would ask for something
// else there, or for nothing: a row with it in a column that is used is invalid.
const lost = "#N/A"

// text is a cell as CSV has it. What the spreadsheet program has made of a cell
// can't be told from what was typed there, so a cell that was refused for it
// must not come back as a good one.
func (m mendableRow) text(h heading) string {
	c := m.cells.Cell(h.column)
	if unwritable(c) || c.Kind != parse.Text && m.refusesKind(h) {
		return lost
	}
	return c.Text
}

// errorValues are those that every spreadsheet program knows (ECMA-376, part 1,
// 18.17.3). As text they are taken for what they are.
var errorValues = []string{"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}

// unwritable reports whether a cell holds nothing that could be written. It must
// not come back as an empty cell, which would change nothing in silence, nor an
// error as a text that may be right.
func unwritable(c parse.Cell) bool {
	return c.Kind == parse.Uncomputed || c.Kind == parse.Merged ||
		c.Kind == parse.Error && !slices.Contains(errorValues, c.Text)
}

// ofKind are the faults of cells that hold a number, a date or a truth value, and
// would hold none as text.
var ofKind = []validate.Code{
	validate.CodeStoredAsNumber, validate.CodeStoredAsDate, validate.CodeStoredAsBoolean,
	validate.CodeGroupNumber, validate.CodeGroupDate, validate.CodeDateSerial, validate.CodeDateUncounted,
}

// refusesKind reports whether a cell was refused for its kind.
func (m mendableRow) refusesKind(h heading) bool {
	return slices.ContainsFunc(m.faults[h.column], func(p validate.Problem) bool { return slices.Contains(ofKind, p.Code) })
}

// columnOf reads the column, from 0, of an address such as E61. Addresses in a
// CSV file are words.
func columnOf(address string) (column int, ok bool) {
	if address == "" || strings.ContainsRune(address, ' ') {
		return 0, false
	}
	column, _, err := excelize.CellNameToCoordinates(address)
	return column - 1, err == nil
}

// isCalled reports whether a title, as it is shown, is the column's.
func (h heading) isCalled(title string) bool { return h.folded == validate.Fold(title) }

// foldedTitle is a title as it is shown, folded for comparing.
func foldedTitle(title string) string { return validate.Fold(validate.Mask(title)) }

// imported gives the cells that say what is wrong. The row is that of the first
// sheet, also where the sheet is an error file itself.
func (m mendableRow) imported(lang Lang) []string {
	row := m.Line.Row
	if m.First > 0 {
		row = m.First
	}
	return []string{strconv.Itoa(row), string(m.Status), m.Row.columns(), m.Message(lang, true)}
}

// beyond gives the cells to the right of the last title, if the row was refused
// for them: without them the others would look right.
func (m mendableRow) beyond() []parse.Cell {
	slipped := func(p validate.Problem) bool {
		return p.Code == validate.CodeBeyondHeader && p.Severity == validate.Fault
	}
	if !slices.ContainsFunc(m.Problems, slipped) || m.width >= len(m.cells.Cells) {
		return nil
	}
	return m.cells.Cells[m.width:]
}

// fieldsOf gives the fields that a result names, each once, in their order.
func fieldsOf(r apply.Result) []string {
	fields := slices.Sorted(maps.Keys(r.Fields))
	for _, e := range r.Differs {
		if !slices.Contains(fields, e.Field) {
			fields = append(fields, e.Field)
		}
	}
	return fields
}
