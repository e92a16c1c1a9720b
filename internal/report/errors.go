package report

import (
	"io"
	"iter"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
)

// importColumns are what an error file has besides the sheet's own columns.
// They are ignored when it is given back.
var importColumns = []string{"import_row", "import_status", "import_column", "import_message"}

// WriteErrors writes errors.csv: the sheet's own columns and cells, then what is
// wrong, a line per row to mend. It reads the sheet again.
func WriteErrors(w io.Writer, sheet *parse.Sheet, rows []Row, lang Lang) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := newCSV(w, sheet.Delimiter())
	for cells, err := range errorTable(sheet, rows, lang) {
		if err != nil {
			return err
		}
		for i := range cells {
			cells[i] = guard(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// errorTable gives the lines of an error file, the headings first.
func errorTable(sheet *parse.Sheet, rows []Row, lang Lang) iter.Seq2[[]string, error] {
	mend := map[int]Row{}
	for _, r := range rows {
		if r.Mend() {
			mend[r.Row] = r
		}
	}
	return func(yield func([]string, error) bool) {
		own := ownColumns(sheet.Header())
		if !yield(append(pick(sheet.Header(), own), importColumns...), nil) {
			return
		}
		for row, err := range sheet.Rows() {
			if err != nil {
				yield(nil, err)
				return
			}
			r, ok := mend[row.Number]
			if !ok {
				continue
			}
			line := append(pick(row, own), strconv.Itoa(r.Row), string(r.Status), r.columns(), r.Message(lang, true))
			if !yield(line, nil) {
				return
			}
		}
	}
}

// ownColumns are the sheet's columns but for those of an earlier error file.
func ownColumns(header parse.Row) []int {
	var own []int
	for i, c := range header.Cells {
		if !isImportColumn(c.Text) {
			own = append(own, i)
		}
	}
	return own
}

func isImportColumn(title string) bool { return slices.Contains(importColumns, title) }

func pick(row parse.Row, columns []int) []string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = written(row.Cell(c))
	}
	return cells
}

// written is how a cell stands in an error file. A formula without a result
// must not come back as an empty cell, which would change nothing in silence.
func written(c parse.Cell) string {
	if c.Kind == parse.Uncomputed {
		return "#N/A"
	}
	return c.Text
}

// WriteErrorBook writes errors.xlsx: the same table with every cell as text, so
// that Excel changes nothing in it.
func WriteErrorBook(w io.Writer, sheet *parse.Sheet, rows []Row, lang Lang) (err error) {
	book := excelize.NewFile()
	defer book.Close()
	name := book.GetSheetName(0)
	if err := styleErrorBook(book, name, len(ownColumns(sheet.Header()))+len(importColumns)); err != nil {
		return err
	}
	n := 0
	for cells, err := range errorTable(sheet, rows, lang) {
		if err != nil {
			return err
		}
		n++
		for i, text := range cells {
			at, err := excelize.CoordinatesToCellName(i+1, n)
			if err != nil {
				return err
			}
			if err := book.SetCellStr(name, at, text); err != nil {
				return err
			}
		}
	}
	_, err = book.WriteTo(w)
	return err
}

// styleErrorBook makes every column text, and the headings bold and frozen.
func styleErrorBook(book *excelize.File, sheet string, columns int) error {
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(columns)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return book.SetColStyle(sheet, "A:"+last, text) },
		func() error { return book.SetRowStyle(sheet, 1, 1, bold) },
		func() error { return book.SetColWidth(sheet, "A", last, 16) },
		func() error { return book.SetColWidth(sheet, last, last, 80) },
		func() error {
			return book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
