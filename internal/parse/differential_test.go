package parse_test

import (
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
)

var corpus = flag.String("corpus", "", "TestAgainstExcelize: a folder of workbooks that are read too")

// TestAgainstExcelize holds every cell of every worksheet to what excelize makes
// of it. A workbook may be refused: then there is nothing to compare.
func TestAgainstExcelize(t *testing.T) {
	folder := *corpus
	if folder == "" {
		t.Log("only workbooks made here are read; -corpus names a folder with others")
	}
	cells := 0
	for _, path := range append(workbooksOfOurs(t), workbooksIn(t, folder)...) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			book, err := excelize.OpenFile(path)
			if err != nil {
				t.Skipf("excelize refuses it: %v", err)
			}
			defer book.Close()
			for _, sheet := range book.GetSheetList() {
				cells += compareSheet(t, path, book, sheet)
			}
		})
	}
	t.Logf("%d cells were compared", cells)
}

func workbooksIn(t *testing.T, folder string) (paths []string) {
	if folder == "" {
		return nil
	}
	for _, ending := range []string{"xlsx", "xlsm"} {
		found, err := filepath.Glob(filepath.Join(folder, "*."+ending))
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// workbooksOfOurs are workbooks with every kind of cell.
func workbooksOfOurs(t *testing.T) []string {
	var rows strings.Builder
	rows.WriteString(header)
	for i, cell := range []string{
		`<v>184</v>`, `t="s"><v>1</v>`, `t="inlineStr"><is><t>Åsa_x000A_</t></is>`, `t="inlineStr"><is><t xml:space="preserve"> a </t></is>`,
		`t="b"><v>1</v>`, `t="e"><v>#N/A</v>`, `t="str"><f>A1</f><v>x&amp;y</v>`, `s="4"><v>43815</v>`, `s="8"><v>43815.5</v>`, `s="2"><v>201912162383</v>`,
		`s="1"><v>184</v>`, `<v>2.01912162383E11</v>`, `<v>-0.25</v>`, `s="1">`,
	} {
		if strings.HasPrefix(cell, "<") {
			cell = ">" + cell
		}
		fmt.Fprintf(&rows, `<row r="%d"><c r="B%d" %s</c></row>`, i+2, i+2, cell)
	}
	return []string{
		save(t, "cells.xlsx", pack(t, craft(rows.String()))),
		save(t, "from1904.xlsx", pack(t, craft(header+`<row r="2"><c r="A2" s="4"><v>42353</v></c></row>`).
			with(bookPart, book(`date1904="1"`, `<sheet name="Elever" sheetId="1" r:id="id1"/>`)))),
		save(t, "around.xlsx", pack(t, pupils())),
		save(t, "annotated.xlsx", pack(t, annotated())),
		save(t, "two.xlsx", pack(t, twoSheets("", `state="hidden"`, header, header+`<row r="3"><c r="C3"><v>1</v></c></row>`))),
	}
}

// compareSheet gives how many cells it compared.
func compareSheet(t *testing.T, path string, book *excelize.File, sheet string) (cells int) {
	s, err := parse.Open(path, parse.Options{Sheet: sheet})
	if err != nil {
		t.Logf("%s: %v", sheet, err)
		return 0
	}
	defer s.Close()
	for row, err := range s.Rows() {
		if err != nil {
			t.Logf("%s: %v", sheet, err)
			return cells
		}
		for column, cell := range row.Cells {
			address, err := excelize.CoordinatesToCellName(column+1, row.Number)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := book.GetCellValue(sheet, address, excelize.Options{RawCellValue: true})
			if err == nil && !agrees(cell, raw, countsFrom1904(book)) {
				t.Errorf("%s!%s: %d %q, by excelize %q", sheet, address, cell.Kind, cell.Text, raw)
			}
			cells++
		}
	}
	return cells
}

func countsFrom1904(book *excelize.File) bool {
	p, err := book.GetWorkbookProps()
	return err == nil && p.Date1904 != nil && *p.Date1904
}

// agrees reports whether a cell says the same as what excelize found in the file.
func agrees(cell parse.Cell, raw string, date1904 bool) bool {
	switch cell.Kind {
	case parse.Absent, parse.Empty, parse.Uncomputed:
		return raw == ""
	case parse.Merged: // it gives what the first cell of the range holds
		return true
	case parse.Number:
		return sameNumber(cell.Text, raw)
	case parse.Date:
		return sameDate(cell.Text, raw, date1904)
	case parse.Boolean:
		return raw == map[string]string{"TRUE": "1", "FALSE": "0"}[cell.Text] || strings.EqualFold(raw, cell.Text)
	default:
		return cell.Text == raw || sameNumber(cell.Text, raw)
	}
}

// sameNumber compares numbers as far as a spreadsheet program knows them, which is
// fifteen digits. Zeros and signs of a format stand in ours only.
func sameNumber(ours, raw string) bool {
	want, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil {
		return false
	}
	got, err := strconv.ParseFloat(ours, 64)
	if err != nil {
		got, err = strconv.ParseFloat(strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, ours), 64)
	}
	return err == nil && math.Abs(got-want) <= 1e-14*math.Abs(want)
}

func sameDate(ours, raw string, date1904 bool) bool {
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return strings.HasPrefix(raw, ours)
	}
	const falseLeapDay = 60 // before it, excelize counts from another day
	date, err := excelize.ExcelDateToTime(serial, date1904)
	return err == nil && (strings.HasPrefix(date.Format("2006-01-02T15:04:05"), ours) || serial < falseLeapDay)
}
