package parse

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"importer/internal/parse/xlsx"
)

// headRows is how many rows that aren't blank the titles are looked for in.
const headRows = 25

// A headerError is what Options.Header said. It isn't about the file.
type headerError struct{ error }

func (e headerError) Unwrap() error { return e.error }

// firstRows gives the rows in which the titles may be: that of a number, or
// those from the first if it is 0.
func firstRows(heads iter.Seq2[Row, error], number int) ([]Row, error) {
	var rows []Row
	for row, err := range heads {
		if err != nil {
			return nil, err
		}
		if number == 0 || row.Number == number {
			rows = append(rows, row)
		}
		if len(rows) == headRows || number > 0 && row.Number >= number {
			break
		}
	}
	return rows, nil
}

// findHeader keeps the row that has the titles.
func (s *Sheet) findHeader(o Options) error {
	number := o.HeaderRow
	if number == 0 && o.Header != nil {
		rows, err := firstRows(s.all(s.source.heads()), 0)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if number, err = o.Header(rows); err != nil {
				return headerError{err}
			}
		}
	}
	if err := s.keepHeader(number); err != nil {
		return err
	}
	return s.refuseOneColumn()
}

// keepHeader keeps the row of a number, or the first if it is 0.
func (s *Sheet) keepHeader(number int) error {
	for row, err := range s.all(s.source.heads()) {
		switch {
		case err != nil:
			return err
		case number > 0 && row.Number < number:
			s.over = row
		case number > 0 && row.Number > number:
			return &FileError{Reason: "the row given as the header is empty", hint: hintHeaderRow}
		default:
			s.header = s.source.meet(trimmed(row))
			return nil
		}
	}
	if number > 0 {
		return &FileError{Reason: "it ends before the row given as the header", hint: hintHeaderRow}
	}
	return &FileError{Reason: "there is no data in it", hint: "Check that it is the right file, and that it was saved."}
}

// trimmed gives a row of titles without what follows the last one.
func trimmed(row Row) Row {
	n := len(row.Cells)
	for n > 0 && row.Cells[n-1].void() {
		n--
	}
	row.Cells = row.Cells[:n]
	return row
}

// refuseOneColumn refuses a sheet all of whose columns stand in the first one,
// because it was saved or opened with another delimiter.
func (s *Sheet) refuseOneColumn() error {
	if len(s.header.Cells) != 1 {
		return nil
	}
	for row, err := range s.Rows() {
		if err != nil {
			return err
		}
		for _, d := range delimiters {
			n := strings.Count(s.header.Cell(0).Text, string(d))
			if n > 0 && len(trimmed(row).Cells) == 1 && strings.Count(row.Cell(0).Text, string(d)) == n {
				return s.oneColumn(d)
			}
		}
		return nil
	}
	return nil
}

func (s *Sheet) oneColumn(delimiter rune) error {
	e := &FileError{
		Reason: fmt.Sprintf("all its columns stand in one cell of each row, with %q between them", delimiter),
		hint:   "Open it in a spreadsheet program, split the column (Data > Text to Columns), and save it as .xlsx.",
	}
	if s.format == CSV && s.delimiter != delimiter {
		e.hint = fmt.Sprintf("Leave --delimiter out or name %q with it, if the rows don't stand in quotation marks. %s", delimiter, e.hint)
	}
	return e
}

// A span is a merged range, and its first cell.
type span struct {
	xlsx.Range
	first Cell
}

type spans []span

// over reports whether cells merged side by side, with a text in them, stand
// directly above a cell.
func (s spans) over(column, row int) bool {
	return slices.ContainsFunc(s, func(s span) bool {
		return s.Bottom == row-1 && s.Left < s.Right && s.Left <= column && column <= s.Right && !s.first.Blank()
	})
}

// heads gives the rows as they read as titles: what is merged down into a row
// counts as its own.
func (w *workbook) heads() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		w.spans = nil
		var above Row
		waiting := w.layout.Merged
		for row, err := range w.rows() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if row.Blank() {
				continue
			}
			waiting = w.follow(row, waiting)
			row = w.lowered(w.titles(row), above)
			if !yield(row, nil) {
				return
			}
			above = row
		}
	}
}

// follow keeps the merged ranges that reach a row or the one above it, and gives
// those that begin further down.
func (w *workbook) follow(row Row, waiting []xlsx.Range) []xlsx.Range {
	w.spans = slices.DeleteFunc(w.spans, func(s span) bool { return s.Bottom < row.Number-1 })
	for ; len(waiting) > 0 && waiting[0].Top <= row.Number; waiting = waiting[1:] {
		s := span{Range: waiting[0]}
		if s.Top == row.Number {
			s.first = row.Cell(s.Left)
		}
		w.spans = append(w.spans, s)
	}
	return waiting
}

func (w *workbook) titles(row Row) Row {
	for _, s := range w.spans {
		if s.Top < row.Number && row.Number <= s.Bottom && s.Left < len(row.Cells) && !s.first.Blank() {
			row.Cells[s.Left] = s.first
		}
	}
	return row
}

// lowered gives a row all of whose titles stand below merged ones those that stand
// beside these in the row above: together they are the titles of the columns.
func (w *workbook) lowered(row, above Row) Row {
	if above.Number != row.Number-1 || !w.standsBelowMerged(row) {
		return row
	}
	for i, c := range above.Cells {
		if c.Kind != Text || w.spans.over(i, row.Number) {
			continue
		}
		for len(row.Cells) <= i {
			row.Cells = append(row.Cells, Cell{Kind: Absent})
		}
		row.Cells[i] = c
	}
	return row
}

// standsBelowMerged reports whether everything in a row stands below merged titles
// and may be one itself.
func (w *workbook) standsBelowMerged(row Row) bool {
	filled := false
	for i, c := range row.Cells {
		if c.void() {
			continue
		}
		filled = true
		if c.Kind != Text || !w.spans.over(i, row.Number) || !mayBeTitle(c.Text) {
			return false
		}
	}
	return filled
}

// mostDigits is how many digits a title has at most: VH1, Mobil 2.
const mostDigits = 2

// mayBeTitle reports whether a text isn't a value beyond doubt.
func mayBeTitle(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits <= mostDigits && !strings.Contains(text, "@")
}

// meet keeps the merged cells directly above the titles.
func (w *workbook) meet(header Row) Row {
	w.width, w.header = len(header.Cells), lookOf(w.given)
	w.spans = slices.DeleteFunc(w.spans, func(s span) bool {
		return s.Bottom != header.Number-1 || s.Left == s.Right
	})
	return header
}

// mergesAt reports whether a merged range touches a row.
func (w *workbook) mergesAt(row int) bool {
	return slices.ContainsFunc(w.layout.Merged, func(r xlsx.Range) bool { return r.Top <= row && row <= r.Bottom })
}

func (w *workbook) above(column int) string {
	for _, s := range w.spans {
		if s.Left <= column && column <= s.Right {
			return s.first.Text
		}
	}
	return ""
}

func (w *workbook) hiddenColumns() []int {
	var hidden []int
	for column, is := range w.layout.Hidden[:min(len(w.layout.Hidden), w.width)] {
		if is {
			hidden = append(hidden, column)
		}
	}
	return hidden
}
