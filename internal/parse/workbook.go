package parse

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"importer/internal/parse/numfmt"
	"importer/internal/parse/opc"
	"importer/internal/parse/xlsx"
)

// A workbook is the source of the rows of one worksheet.
type workbook struct {
	book    *xlsx.Book
	formats []numfmt.Format // by style
	sheet   xlsx.Sheet
	layout  xlsx.Layout
	notes   xlsx.Annotations
	beside  Beside
	spans   spans    // merged ranges at the row that heads gave last
	width   int      // cells of the header; 0 before it is met
	given   xlsx.Row // that rows gave last
	header  Look
	end     int // the last row in which something stands; -1 before the rows were read to their end
}

// openWorkbook opens a worksheet: the one that Options name, else the one that
// is meant.
func openWorkbook(content *io.SectionReader, o Options) (*workbook, error) {
	archive, err := opc.Open(content, content.Size())
	if err != nil {
		return nil, err
	}
	part, err := mainPart(archive)
	if err != nil {
		return nil, err
	}
	book, err := xlsx.Open(archive, part)
	if err != nil {
		return nil, err
	}
	w := &workbook{book: book}
	for _, s := range book.Styles {
		w.formats = append(w.formats, numfmt.Parse(s.Format.ID, s.Format.Code))
	}
	sheet, err := w.choose(o)
	if err != nil {
		return nil, err
	}
	if w, err = w.on(sheet); err != nil {
		return nil, err
	}
	if w.notes, err = book.Annotations(sheet, w.layout); err != nil {
		return nil, err
	}
	w.beside = Beside{Worksheet: sheet.Name, Others: w.count(o).all(w.others()), Rules: w.notes.Rules()}
	return w, nil
}

// on gives the same workbook with a worksheet opened, which is held against its
// checksum.
func (w *workbook) on(sheet xlsx.Sheet) (*workbook, error) {
	layout, err := w.book.Layout(sheet)
	return &workbook{book: w.book, formats: w.formats, sheet: sheet, layout: layout, end: -1}, err
}

// rows gives the rows of the worksheet in which something stands. A million
// without content may follow them: these are passed over once only.
func (w *workbook) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		sweep, last := xlsx.NewSweep(w.layout.Merged), 0
		for row, err := range w.book.Rows(w.sheet) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if w.blank(row) {
				continue
			}
			w.given, last = row, row.Number
			if !yield(w.row(row, sweep.Row(row.Number)), nil) {
				return
			}
			if last == w.end {
				return
			}
		}
		w.end = last
	}
}

// blank reports whether nothing stands in a row. It is asked before the row is
// made, because a million of them may have a format in their last column.
func (w *workbook) blank(r xlsx.Row) bool {
	return !slices.ContainsFunc(r.Cells, func(c xlsx.Cell) bool { return !w.cell(c).Blank() })
}

func (w *workbook) row(r xlsx.Row, merged []xlsx.Range) Row {
	row := Row{Number: r.Number, Hidden: r.Hidden}
	width := 0
	if n := len(r.Cells); n > 0 {
		width = r.Cells[n-1].Column + 1
	}
	row.Cells = make([]Cell, max(width, w.covered(merged)))
	for _, c := range r.Cells {
		row.Cells[c.Column] = w.annotated(c, r.Number)
	}
	for _, m := range merged {
		for column := m.Left; column <= m.Right && column < len(row.Cells); column++ {
			if row.Number > m.Top || column > m.Left {
				row.Cells[column].Kind = Merged
			}
		}
	}
	return row
}

// covered gives how many cells a row must have for its merged ranges, those
// behind the titles left aside: a file needn't have cells where others cover
// them.
func (w *workbook) covered(merged []xlsx.Range) int {
	if len(merged) == 0 {
		return 0
	}
	last := merged[len(merged)-1].Right + 1
	if w.width > 0 {
		last = min(last, w.width)
	}
	return last
}

// cell says what a cell is. A value that its own type doesn't allow is an
// error of the cell, not of the file: it may stand in a column that nobody
// reads.
func (w *workbook) cell(c xlsx.Cell) Cell {
	cell := w.content(c)
	if !cell.Blank() {
		cell.Struck, cell.Color = c.Struck, w.book.Styles[c.Style].Color
		cell.Formula = c.Formula && cell.Kind != Uncomputed
	}
	return cell
}

// annotated gives a cell with what somebody wrote at it.
func (w *workbook) annotated(c xlsx.Cell, row int) Cell {
	cell := w.cell(c)
	cell.Noted, cell.Link = w.notes.Noted(c.Column, row), w.notes.Link(c.Column, row)
	return cell
}

func (w *workbook) content(c xlsx.Cell) Cell {
	switch {
	case c.Empty && c.Formula:
		return Cell{Kind: Uncomputed}
	case c.Empty, c.Type == xlsx.Text && c.Value == "":
		return Cell{Kind: Empty}
	}
	switch c.Type {
	case xlsx.Text:
		return Cell{Text: c.Value, Kind: Text}
	case xlsx.Boolean:
		return boolean(c.Value)
	case xlsx.Date:
		date, ok := numfmt.ISODate(c.Value)
		return either(ok, Cell{Text: date, Kind: Date}, c.Value)
	case xlsx.Number:
		return w.number(c)
	default:
		return Cell{Text: c.Value, Kind: Error}
	}
}

func (w *workbook) number(c xlsx.Cell) Cell {
	format := w.formats[c.Style]
	if format.IsDate() {
		date, ok := numfmt.Date(c.Value, w.book.Date1904)
		return either(ok, Cell{Text: date, Kind: Date}, c.Value)
	}
	decimal, ok := numfmt.Decimal(c.Value)
	return either(ok, Cell{Text: format.Show(decimal), Kind: Number}, c.Value)
}

func boolean(value string) Cell {
	switch value {
	case "1", "true":
		return Cell{Text: "TRUE", Kind: Boolean}
	case "0", "false":
		return Cell{Text: "FALSE", Kind: Boolean}
	default:
		return Cell{Text: value, Kind: Error}
	}
}

// either gives a cell, or the error of one that can't be what it says.
func either(ok bool, c Cell, raw string) Cell {
	if ok {
		return c
	}
	return Cell{Text: raw, Kind: Error}
}

func (w *workbook) where(row, column int, _ string) string {
	if column < 0 {
		return fmt.Sprintf("row %d", row)
	}
	return xlsx.Address(column, row)
}
