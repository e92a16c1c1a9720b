package parse

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"importer/internal/parse/numfmt"
	"importer/internal/parse/opc"
	"importer/internal/parse/xlsx"
)

// A workbook is the source of the rows of one worksheet.
type workbook struct {
	book    *xlsx.Book
	sheet   xlsx.Sheet
	formats []numfmt.Format // by style
}

// openWorkbook opens a worksheet: the one of that name or, if it is empty, the
// only visible one with data.
func openWorkbook(content *io.SectionReader, name string) (*workbook, error) {
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
	for _, f := range book.Formats {
		w.formats = append(w.formats, numfmt.Parse(f.ID, f.Code))
	}
	if w.sheet, err = w.choose(name); err != nil {
		return nil, err
	}
	return w, book.Verify(w.sheet)
}

// mainPart finds the main part of an archive that is a workbook, and refuses
// any other.
func mainPart(archive *opc.Archive) (string, error) {
	if !archive.Has(opc.ContentTypes) {
		return "", foreignArchive(archive)
	}
	part, mediaType, err := xlsx.MainPart(archive)
	switch {
	case err != nil:
		return "", err
	case strings.HasPrefix(mediaType, "application/vnd.ms-excel.sheet.binary"):
		return "", &FileError{Reason: "this is a binary workbook (.xlsb)", hint: hintSaveAgain}
	case !isWorkbook(mediaType):
		return "", &FileError{Reason: "this is an Office document, but not a workbook", hint: "Check that it is the right file."}
	}
	return part, nil
}

// isWorkbook knows workbooks, templates and add-ins, with macros or without.
func isWorkbook(mediaType string) bool {
	kind, ok := strings.CutSuffix(mediaType, ".main+xml")
	return ok && (strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.") ||
		strings.HasPrefix(kind, "application/vnd.ms-excel."))
}

// foreignArchive says what an archive is that no Office program made.
func foreignArchive(archive *opc.Archive) error {
	mediaType := ""
	if archive.Has("mimetype") {
		content, err := archive.Read("mimetype")
		if err != nil {
			return err
		}
		mediaType = string(content)
	}
	switch {
	case strings.HasPrefix(mediaType, "application/vnd.oasis.opendocument.spreadsheet"):
		return &FileError{Reason: "this is an OpenDocument spreadsheet (.ods)", hint: hintSaveAgain}
	case archive.Has("Index/Document.iwa"), archive.Has("Index.zip"):
		return &FileError{Reason: "this is a Numbers spreadsheet", hint: "Export it from Numbers as .xlsx or CSV."}
	default:
		return &FileError{Reason: "this is an archive, but not a workbook", hint: "If the spreadsheet is inside it, unpack it first."}
	}
}

func (w *workbook) choose(name string) (xlsx.Sheet, error) {
	if name != "" {
		return w.named(name)
	}
	var filled []xlsx.Sheet
	for _, s := range w.book.Sheets {
		if s.Visibility != xlsx.Visible {
			continue
		}
		has, err := w.hasData(s)
		if err != nil {
			return s, err
		}
		if has {
			filled = append(filled, s)
		}
	}
	switch len(filled) {
	case 1:
		return filled[0], nil
	case 0:
		return xlsx.Sheet{}, w.noData()
	default:
		return xlsx.Sheet{}, &FileError{Reason: "there is data in more than one worksheet: " + list(filled), hint: hintChooseSheet}
	}
}

// named finds a worksheet by its name, or by its name in other case if no other
// has that.
func (w *workbook) named(name string) (xlsx.Sheet, error) {
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		strings.EqualFold,
	} {
		var found []xlsx.Sheet
		for _, s := range w.book.Sheets {
			if same(s.Name, name) {
				found = append(found, s)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return xlsx.Sheet{}, &FileError{Reason: fmt.Sprintf("there isn't one worksheet %q; there is %s", name, list(w.book.Sheets)), hint: hintChooseSheet}
}

func (w *workbook) noData() error {
	var hidden []xlsx.Sheet
	for _, s := range w.book.Sheets {
		if s.Visibility == xlsx.Hidden {
			hidden = append(hidden, s)
		}
	}
	e := &FileError{Reason: "there is no data in it", hint: "Check that it is the right file, and that it was saved."}
	if len(hidden) > 0 {
		e.Reason = "there is no data in it, hidden worksheets aside: " + list(hidden)
		e.hint = hintChooseSheet
	}
	return e
}

func list(sheets []xlsx.Sheet) string {
	var names []string
	for _, s := range sheets {
		names = append(names, fmt.Sprintf("%.40q", s.Name))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (w *workbook) hasData(s xlsx.Sheet) (bool, error) {
	for _, err := range w.read(s) {
		return err == nil, err
	}
	return false, nil
}

func (w *workbook) rows() iter.Seq2[Row, error] { return w.read(w.sheet) }

// read gives the rows of a worksheet that aren't blank.
func (w *workbook) read(s xlsx.Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range w.book.Rows(s) {
			if err == nil && w.blank(row) {
				continue
			}
			if !yield(w.row(row), err) {
				return
			}
		}
	}
}

// blank reports whether nothing stands in a row. It is asked before the row is
// made, because a million of them may have a format in their last column.
func (w *workbook) blank(r xlsx.Row) bool {
	return !slices.ContainsFunc(r.Cells, func(c xlsx.Cell) bool { return !w.cell(c).Blank() })
}

func (w *workbook) row(r xlsx.Row) Row {
	row := Row{Number: r.Number, Hidden: r.Hidden}
	if n := len(r.Cells); n > 0 {
		row.Cells = make([]Cell, r.Cells[n-1].Column+1)
	}
	for _, c := range r.Cells {
		row.Cells[c.Column] = w.cell(c)
	}
	return row
}

// cell says what a cell is. A value that its own type doesn't allow is an
// error of the cell, not of the file: it may stand in a column that nobody
// reads.
func (w *workbook) cell(c xlsx.Cell) Cell {
	switch {
	case c.Empty && c.Formula:
		return Cell{Kind: Uncomputed}
	case c.Empty, c.Type == xlsx.Text && c.Value == "":
		return Cell{Kind: Empty}
	}
	switch c.Type {
	case xlsx.Text:
		return Cell{c.Value, Text}
	case xlsx.Boolean:
		return boolean(c.Value)
	case xlsx.Date:
		date, ok := numfmt.ISODate(c.Value)
		return either(ok, Cell{date, Date}, c.Value)
	case xlsx.Number:
		return w.number(c)
	default:
		return Cell{c.Value, Error}
	}
}

func (w *workbook) number(c xlsx.Cell) Cell {
	format := w.formats[c.Style]
	if format.IsDate() {
		date, ok := numfmt.Date(c.Value, w.book.Date1904)
		return either(ok, Cell{date, Date}, c.Value)
	}
	decimal, ok := numfmt.Decimal(c.Value)
	return either(ok, Cell{format.Show(decimal), Number}, c.Value)
}

func boolean(value string) Cell {
	switch value {
	case "1", "true":
		return Cell{"TRUE", Boolean}
	case "0", "false":
		return Cell{"FALSE", Boolean}
	default:
		return Cell{value, Error}
	}
}

// either gives a cell, or the error of one that can't be what it says.
func either(ok bool, c Cell, raw string) Cell {
	if ok {
		return c
	}
	return Cell{raw, Error}
}

func (w *workbook) where(row, column int, _ string) string {
	if column < 0 {
		return fmt.Sprintf("row %d", row)
	}
	return xlsx.Address(column, row)
}

func (w *workbook) meet(header Row) Row { return header }
