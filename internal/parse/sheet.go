// Package parse turns a spreadsheet file into rows of cells that remember
// where they stood. It knows file formats, encodings and archives; it does not
// know what a column means. A file is read exactly or refused: nothing in it
// is guessed, and a damaged part is never taken for an empty one.
//
// Open opens a file, in which Options.Header finds the row of titles. A Sheet
// gives its titles with Header and Above, its rows with Rows, the columns that
// can't be seen with HiddenColumns, whether a filter is on with Filtered, the
// other worksheets with Beside, and how the file is written with Format, Encoding
// and Delimiter. A Row may be Hidden, a Cell may be Struck or of the kind Merged.
package parse

import (
	"strings"
)

// A Kind says what a cell holds. The difference between a cell that isn't
// there, an empty one and one whose content can't be had is kept to the very
// end, because they are different requests.
type Kind uint8

// The kinds of cells.
const (
	Absent     Kind = iota // the row ends before this column, or has no cell here
	Empty                  // there is a cell, with nothing in it
	Text                   // text, as typed; at least one character
	Number                 // a number: every digit that the file holds, never in powers of ten; with the zeros and signs that its format adds
	Date                   // a date, as 2006-01-02, or 2006-01-02T15:04:05 where it has a time
	Boolean                // TRUE or FALSE
	Error                  // an error value of the spreadsheet program, such as #N/A, or what can't be the number or date that it is said to be
	Uncomputed             // a formula whose result isn't in the file
	Merged                 // covered by a merged range that begins in another cell; Text is what stands under it unseen, mostly nothing
)

// A Cell is one cell as the file holds it. Text is not trimmed.
type Cell struct {
	Text    string
	Kind    Kind
	Struck  bool   // all of its text is struck through
	Formula bool   // Text is the result that was stored of a formula
	Noted   bool   // somebody has written a comment at it
	Color   uint16 // stands for the colours of cell and text; 0 if they are those of paper and ink
	Link    string // what a link at it leads to, such as mailto:anna@example.se
}

// Blank reports whether the cell asks for nothing: it isn't there, is empty, or
// holds only blanks. An error or a formula without a result isn't blank, and
// neither is a cell that a merged range covers.
func (c Cell) Blank() bool {
	switch c.Kind {
	case Absent, Empty:
		return true
	case Text:
		return strings.TrimSpace(c.Text) == ""
	default:
		return false
	}
}

// A Row is one row. Number is what the spreadsheet program shows beside it: in
// a CSV file each record is one row, however many lines its cells have, each
// blank line is one too, and a line sep=; is none. Cells[0] is column A.
type Row struct {
	Number int
	Cells  []Cell
	Hidden bool // by the user or by a filter
}

// Cell gives the cell of a column, counted from 0; it is absent where the row
// ends before.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Blank reports whether nothing stands in the row: every cell is blank, or
// covered with nothing under it.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if !c.void() {
			return false
		}
	}
	return true
}

// void reports whether nothing stands in the cell, nor under it.
func (c Cell) void() bool {
	return c.Blank() || c.Kind == Merged && strings.TrimSpace(c.Text) == ""
}
