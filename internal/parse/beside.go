package parse

import (
	"importer/internal/parse/xlsx"
)

// Beside is what a workbook has beside the rows that are read.
type Beside struct {
	Worksheet string      // the one that is read; "" in CSV
	Others    []Worksheet // in the order of the workbook, none twice
	Rules     bool        // rules give cells of it colours, bars or icons
}

// A Worksheet is one that isn't read.
type Worksheet struct {
	Name   string
	Hidden bool // from the user, until it is shown
	Titled bool // the row of titles was found in it
	Rows   int  // below the titles or, where none are found, below its first row that isn't blank
	More   bool // there may be more rows than those
}

// Beside gives what the workbook has beside the rows of this sheet.
func (s *Sheet) Beside() Beside {
	if s.workbook == nil {
		return Beside{}
	}
	return s.workbook.beside
}

// countedCells is how many cells of worksheets are read to say how many rows
// they have.
const countedCells = 100_000

// A count counts the rows of worksheets, up to a bound for all of them.
type count struct {
	*workbook
	o    Options
	left int // cells that may still be read
}

func (w *workbook) count(o Options) *count { return &count{workbook: w, o: o, left: countedCells} }

// all describes worksheets.
func (c *count) all(sheets []xlsx.Sheet) []Worksheet {
	var found []Worksheet
	for _, s := range sheets {
		found = append(found, c.sheet(s))
	}
	return found
}

// sheet describes one. That it can't be read doesn't matter as long as nobody
// wants to.
func (c *count) sheet(s xlsx.Sheet) Worksheet {
	own := Worksheet{Name: s.Name, Hidden: s.Visibility != xlsx.Visible, More: true}
	if c.left <= 0 {
		return own
	}
	opened := &workbook{book: c.book, formats: c.formats, sheet: s}
	titles := c.titles(opened)
	own.Titled = titles > 0
	for row, err := range opened.book.Rows(s) {
		if c.left -= 1 + len(row.Cells); err != nil || c.left < 0 {
			return own
		}
		switch {
		case opened.blank(row):
		case titles == 0:
			titles = row.Number
		case row.Number > titles:
			own.Rows++
		}
	}
	own.More = false
	return own
}

// titles gives the number of the row of titles; 0 if none is found.
func (c *count) titles(opened *workbook) int {
	if c.o.Header == nil {
		return 0
	}
	rows, err := firstRows(opened.heads(), 0)
	if err != nil || len(rows) == 0 {
		return 0
	}
	number, err := c.o.Header(rows)
	if err != nil {
		return 0
	}
	return number
}

// others gives the worksheets beside the one that is read.
func (w *workbook) others() []xlsx.Sheet {
	var others []xlsx.Sheet
	for _, s := range w.book.Sheets {
		if s.Name != w.sheet.Name {
			others = append(others, s)
		}
	}
	return others[:min(len(others), shownSheets)]
}
