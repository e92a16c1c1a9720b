package main

import (
	"bufio"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// bookCommands make workbooks in stories, type into them, and look at them.
func bookCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"book": bookCommand, "type": typeCommand, "holds": holdsCommand, "noted": notedCommand, "lines": linesCommand,
	}
}

// book TEXT FILE: a workbook is made of a text: a line is a row, its cells parted
// by |. A cell is text; behind # a number, behind @ a date, behind = a formula whose
// result isn't in the file. A line that begins with ! merges cells, hides a column,
// writes a comment, colours a cell, links one, begins another worksheet, or hides
// that.
func bookCommand(ts *testscript.TestScript, _ bool, args []string) {
	b := &bookMaker{ts: ts, file: excelize.NewFile(), sheet: "Sheet1"}
	defer b.file.Close()
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile(args[0])))
	for lines.Scan() {
		if order, ok := strings.CutPrefix(lines.Text(), "!"); ok {
			b.obey(strings.Fields(order))
		} else {
			b.addRow(strings.Split(lines.Text(), "|"))
		}
	}
	ts.Check(b.file.SaveAs(ts.MkAbs(args[1])))
}

// A bookMaker makes a workbook.
type bookMaker struct {
	ts    *testscript.TestScript
	file  *excelize.File
	sheet string
	row   int
}

func (b *bookMaker) obey(order []string) {
	switch order[0] {
	case "merge":
		b.ts.Check(b.file.MergeCell(b.sheet, order[1], order[2]))
	case "hide":
		b.ts.Check(b.file.SetColVisible(b.sheet, order[1], false))
	case "sheet":
		_, err := b.file.NewSheet(order[1])
		b.ts.Check(err)
		b.sheet, b.row = order[1], 0
	case "conceal":
		b.ts.Check(b.file.SetSheetVisible(b.sheet, false))
	case "comment":
		b.ts.Check(b.file.AddComment(b.sheet, excelize.Comment{Cell: order[1], Text: "?"}))
	case "color":
		style, err := b.file.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF0000"}}})
		b.ts.Check(err)
		b.ts.Check(b.file.SetCellStyle(b.sheet, order[1], order[1], style))
	case "link":
		b.ts.Check(b.file.SetCellHyperLink(b.sheet, order[1], order[2], "External"))
	default:
		b.ts.Fatalf("no order %q", order[0])
	}
}

func (b *bookMaker) addRow(cells []string) {
	b.row++
	for i, text := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, b.row)
		b.ts.Check(err)
		b.ts.Check(b.set(at, text))
	}
}

func (b *bookMaker) set(at, text string) error {
	kind, rest := "", text
	if text != "" {
		kind, rest = text[:1], text[1:]
	}
	switch kind {
	case "#":
		return b.file.SetCellDefault(b.sheet, at, rest)
	case "@":
		day, err := time.Parse("2006-01-02", rest)
		b.ts.Check(err)
		return b.file.SetCellValue(b.sheet, at, day)
	case "=":
		return b.file.SetCellFormula(b.sheet, at, rest)
	default:
		return b.file.SetCellStr(b.sheet, at, text)
	}
}

// editBook opens the first worksheet of a workbook.
func editBook(ts *testscript.TestScript, path string) (f *excelize.File, sheet string) {
	f, err := excelize.OpenFile(ts.MkAbs(path))
	ts.Check(err)
	return f, f.GetSheetName(0)
}

// type FILE CELL TEXT: a user types that into a cell, and saves the file. As in
// Excel, only a cell formatted as text keeps digits and days as they are typed.
func typeCommand(ts *testscript.TestScript, _ bool, args []string) {
	f, sheet := editBook(ts, args[0])
	defer f.Close()
	ts.Check(typeInto(f, sheet, args[1], args[2]))
	ts.Check(f.Save())
}

// typeInto types a text into a cell: in one that isn't for text, a spreadsheet
// program makes a number or a date of what looks like one.
func typeInto(f *excelize.File, sheet, cell, text string) error {
	n, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		return err
	}
	style, err := f.GetStyle(n)
	if err != nil {
		return err
	}
	day, isDay := time.Parse(time.DateOnly, text)
	_, isNumber := strconv.ParseFloat(text, 64)
	const asText = 49
	switch {
	case text == takenOut:
		_, row, err := excelize.CellNameToCoordinates(cell)
		return errors.Join(err, f.RemoveRow(sheet, row))
	case style.NumFmt == asText:
	case isDay == nil:
		return f.SetCellValue(sheet, cell, day)
	case isNumber == nil:
		return f.SetCellDefault(sheet, cell, text)
	}
	return f.SetCellStr(sheet, cell, text)
}

// holds FILE CELL TEXT: that stands in the cell.
func holdsCommand(ts *testscript.TestScript, neg bool, args []string) {
	f, sheet := editBook(ts, args[0])
	defer f.Close()
	got, err := f.GetCellValue(sheet, args[1], excelize.Options{RawCellValue: true})
	ts.Check(err)
	if (got == args[2]) == neg {
		ts.Fatalf("%s holds %q", args[1], got)
	}
}

// noted FILE CELL REGEXP: the cell has a note that says so.
func notedCommand(ts *testscript.TestScript, neg bool, args []string) {
	f, sheet := editBook(ts, args[0])
	defer f.Close()
	notes, err := f.GetComments(sheet)
	ts.Check(err)
	text := ""
	for _, n := range notes {
		for _, run := range n.Paragraph {
			if n.Cell == args[1] {
				text += run.Text
			}
		}
	}
	if regexp.MustCompile(args[2]).MatchString(text) == neg {
		ts.Fatalf("the note of %s says %q", args[1], text)
	}
}

// lines FILE N: the workbook has so many rows, the headings among them, in its
// only worksheet.
func linesCommand(ts *testscript.TestScript, _ bool, args []string) {
	f, sheet := editBook(ts, args[0])
	defer f.Close()
	rows, err := f.GetRows(sheet)
	ts.Check(err)
	if strconv.Itoa(len(rows)) != args[1] || f.SheetCount != 1 {
		ts.Fatalf("there are %d rows in %d worksheets", len(rows), f.SheetCount)
	}
}
