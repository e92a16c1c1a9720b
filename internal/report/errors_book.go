package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// importWidths are those of the columns that say what is wrong, in characters.
var importWidths = []float64{12, 14, 22, 80}

const (
	ownWidth  = 16   // of a column whose width nothing says, in characters
	mostNotes = 2000 // in a workbook; a program takes long to show more
	// mostWidths is how many columns get their widths, because the time that takes
	// grows with the square of them.
	mostWidths = 256
)

// An errorBook is an error file on its way into a workbook.
type errorBook struct {
	of ErrorFile
	*excelize.File
	*excelize.StreamWriter
	name    string // of the worksheet
	columns []heading
	widths  []float64 // of the columns and those that say what is wrong, in characters
	looks   *looks
	row     int // that was written last
	notes   int
}

// WriteErrorBook writes errors.xlsx: the headings and the rows to mend, and
// nothing else of the sheet's file. It has the look of the user's own workbook,
// if the sheet is one. The cells at fault are coloured and have notes that say
// why. Whatever was typed as text is text, so that a spreadsheet program changes
// nothing in it; a number, a date or a truth value stays one, because as text it
// might be read otherwise; what can't be written is #N/A. A formula is its value.
func WriteErrorBook(w io.Writer, f ErrorFile) error {
	file := excelize.NewFile(excelize.Options{TmpDir: f.TmpDir})
	defer file.Close()
	b := &errorBook{of: f, File: file, columns: fitting(f.columns()), looks: newLooks(file, f.Sheet)}
	for _, step := range []func() error{b.begin, b.layOut, b.writeHeadings, b.writeRows, b.finish} {
		if err := step(); err != nil {
			return err
		}
	}
	_, err := file.WriteTo(w)
	return err
}

// fitting leaves columns without a title out, which nobody uses, if there is no room
// for what is to be said otherwise.
func fitting(columns []heading) []heading {
	if len(columns)+len(importColumns) <= excelize.MaxColumns {
		return columns
	}
	return slices.DeleteFunc(columns, func(h heading) bool { return strings.TrimSpace(h.called) == "" })
}

// begin makes the worksheet.
func (b *errorBook) begin() (err error) {
	b.name = b.GetSheetName(0)
	if own := b.of.Sheet.Name(); own != "" && b.SetSheetName(b.name, own) == nil {
		b.name = own
	}
	if err := b.SetDocProps(&excelize.DocProperties{Creator: "importer"}); err != nil {
		return err
	}
	all := fmt.Sprintf("A1:%s%d", columnName(len(b.columns)+len(importColumns)-1), 1+Count(b.of.Rows).ToMend())
	if err := b.SetSheetDimension(b.name, all); err != nil {
		return err
	}
	if err := b.AddIgnoredErrors(b.name, all, excelize.IgnoredErrorsNumberStoredAsText); err != nil {
		return err
	}
	b.StreamWriter, err = b.NewStreamWriter(b.name)
	return err
}

// layOut makes the columns as wide as they are in the sheet, and of text below the
// rows too; and it keeps the headings in sight.
func (b *errorBook) layOut() error {
	var widths []float64
	for _, h := range b.columns {
		width := min(b.of.Sheet.Width(h.column), excelize.MaxColumnWidth)
		if width == 0 {
			width = ownWidth
		}
		widths = append(widths, width)
	}
	b.widths = append(widths, importWidths...)
	widths = b.widths[:min(len(b.widths), mostWidths)]
	for i, width := range widths {
		if err := b.StreamWriter.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	text, err := b.looks.number(look{text: true})
	if err != nil {
		return err
	}
	// This also puts the columns in their order, which programs insist on.
	if err := b.StreamWriter.SetColStyle(1, len(widths), text); err != nil {
		return err
	}
	return b.StreamWriter.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// writeHeadings writes the row of headings. Those that say what is wrong look
// like the last of the sheet's own.
func (b *errorBook) writeHeadings() error {
	shown := b.of.Sheet.HeaderLook()
	var cells []any
	own := 0
	for _, h := range b.columns {
		own = shown.Style(h.column)
		cell, err := b.text(h.called, look{style: own, heading: true})
		if err != nil {
			return err
		}
		cells = append(cells, cell)
	}
	for _, title := range importColumns {
		cell, err := b.text(title, look{style: own, heading: true})
		if err != nil {
			return err
		}
		cells = append(cells, cell)
	}
	return b.put(cells, excelize.RowOpts{Height: shown.Height})
}

// put writes the next row.
func (b *errorBook) put(cells []any, o excelize.RowOpts) error {
	b.row++
	at, err := excelize.CoordinatesToCellName(1, b.row)
	if err != nil {
		return err
	}
	return b.SetRow(at, cells, o)
}

// writeRows writes the rows to mend.
func (b *errorBook) writeRows() error {
	for m, err := range b.of.lines(b.columns) {
		if err != nil {
			return err
		}
		cells, err := b.rowOf(m)
		if err != nil {
			return err
		}
		if err := b.put(cells, excelize.RowOpts{}); err != nil {
			return err
		}
	}
	return nil
}

// rowOf gives the cells of a row, and puts the notes at those at fault. What is
// wrong with the row as a whole is told in its message.
func (b *errorBook) rowOf(m mendableRow) ([]any, error) {
	var cells []any
	told := false
	for i, h := range b.columns {
		notes := m.notes(h, b.of.Lang)
		if err := b.note(i, notes); err != nil {
			return nil, err
		}
		cell, err := b.cell(m, h, len(notes) > 0)
		if err != nil {
			return nil, err
		}
		cells, told = append(cells, cell), told || len(notes) > 0
	}
	for i, text := range m.imported(b.of.Lang) {
		cell, err := b.text(text, look{bad: !told && i == len(importColumns)-1})
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
	}
	for _, c := range m.beyond() {
		cell, err := b.text(c.Text, look{bad: true})
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
	}
	return cells, nil
}

// notes says what is wrong with one cell of the row, and what to do. What the
// server said isn't repeated: that may tell of others.
func (m mendableRow) notes(h heading, lang Lang) []string {
	var notes []string
	for _, p := range m.faults[h.column] {
		notes = append(notes, capital(complaint(p, lang, true)))
	}
	for _, r := range m.Results {
		for _, field := range fieldsOf(r) {
			if h.isCalled(m.titles.of(field)) {
				notes = append(notes, ResultSentence(r, m.titles, lang, false))
				break
			}
		}
	}
	return notes
}

// capital makes the first letter of a sentence a capital.
func capital(sentence string) string {
	_, size := utf8.DecodeRuneInString(sentence)
	return strings.ToUpper(sentence[:size]) + sentence[size:]
}

func (b *errorBook) finish() error { return b.Flush() }

// columnName gives the letters of a column, counted from 0.
func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		return "XFD" // the last that there is
	}
	return name
}
