package sandbox_test

import (
	"cmp"
	"fmt"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

// asWorkbook writes rows with the types that cells have in real workbooks:
// numbers of people and phones are text, a municipality code is a number shown
// with its zeros, a postal code without a blank is a number.
func asWorkbook(t *testing.T, rows [][]string) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	t.Cleanup(func() { f.Close() })
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	const sheet = "Elever"
	check(f.SetSheetName("Sheet1", sheet))
	check(f.SetDocProps(&excelize.DocProperties{Creator: "importer", Created: "2026-08-17T07:31:00Z", Modified: "2026-08-17T07:31:00Z"}))
	check(f.SetSheetRow(sheet, "A1", &headings))
	for i, cells := range rows {
		for j, cell := range cells {
			check(setCell(f, sheet, i+2, j, cell))
		}
	}
	check(dress(f, sheet, len(rows)+1))
	return f
}

func setCell(f *excelize.File, sheet string, line, column int, cell string) error {
	name, err := excelize.CoordinatesToCellName(column+1, line)
	if err != nil || cell == "" {
		return err
	}
	number, notNumber := strconv.Atoi(cell)
	if heading := headings[column]; notNumber == nil && (heading == "Kommunkod" || heading == "Postnr") {
		return f.SetCellInt(sheet, name, int64(number))
	}
	return f.SetCellStr(sheet, name, cell)
}

// dress gives the sheet its widths, formats, bold headings and frozen first row.
func dress(f *excelize.File, sheet string, last int) error {
	zeros := "0000"
	bold, err1 := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	texts, err2 := f.NewStyle(&excelize.Style{NumFmt: 49})
	codes, err3 := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
	if err := cmp.Or(err1, err2, err3); err != nil {
		return err
	}
	return cmp.Or(
		f.SetCellStyle(sheet, "A2", fmt.Sprintf("A%d", last), texts),
		f.SetCellStyle(sheet, "E2", fmt.Sprintf("E%d", last), texts),
		f.SetCellStyle(sheet, "I2", fmt.Sprintf("I%d", last), codes),
		f.SetCellStyle(sheet, "A1", "K1", bold),
		f.SetColWidth(sheet, "A", "C", 16),
		f.SetColWidth(sheet, "D", "D", 34),
		f.SetColWidth(sheet, "E", "F", 24),
		f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
}

// A cell is all of a workbook's cell that matters to its reader.
type cell struct {
	Name, Raw, Shown, Format string
	Bold, Number             bool
}

func cellsOf(t *testing.T, f *excelize.File) (cells []cell) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j := range row {
				cells = append(cells, cellAt(t, f, sheet, j+1, i+1))
			}
		}
	}
	return cells
}

func cellAt(t *testing.T, f *excelize.File, sheet string, column, line int) cell {
	t.Helper()
	name, err1 := excelize.CoordinatesToCellName(column, line)
	raw, err2 := f.GetCellValue(sheet, name, excelize.Options{RawCellValue: true})
	shown, err3 := f.GetCellValue(sheet, name)
	kind, err4 := f.GetCellType(sheet, name)
	number, err5 := f.GetCellStyle(sheet, name)
	style, err6 := f.GetStyle(number)
	if err := cmp.Or(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	c := cell{Name: sheet + "!" + name, Raw: raw, Shown: shown, Format: strconv.Itoa(style.NumFmt)}
	c.Bold = style.Font != nil && style.Font.Bold
	c.Number = kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
	if style.CustomNumFmt != nil {
		c.Format = *style.CustomNumFmt
	}
	return c
}
