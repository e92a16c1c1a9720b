package parse_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"importer/internal/parse"
)

// pupils is a workbook of a few rows, with every kind of part, and with all that
// may stand around the rows.
func pupils() parts {
	rows := header
	for i := 2; i <= 8; i++ {
		rows += fmt.Sprintf(`<row r="%d"><c r="A%d" t="s"><v>1</v></c><c r="B%d" s="%d"><v>%d</v></c><c r="C%d" t="inlineStr"><is><t>%c</t></is></c></row>`, i, i, i, day, 43800+i, i, 'a'+i)
	}
	filter := `<autoFilter ref="A1:C8"><filterColumn colId="0"><filters><filter val="a"/></filters></filterColumn></autoFilter>`
	return craft("").
		with(firstSheet, around(`<cols><col min="1" max="1" hidden="1"/></cols>`, rows, filter+merged("A3:A4", "B6:C7"))).
		with("xl/worksheets/_rels/sheet1.xml.rels", relations("table", "../tables/table1.xml")).
		with("xl/tables/table1.xml", `<table xmlns="`+spreadsheet+`" ref="A1:C8">`+filter+`</table>`)
}

// read is what a file says.
type read struct {
	Rows     []parse.Row // the header first
	Hidden   []int
	Filtered bool
}

func readWhole(path string) (read, error) {
	rows, err := readAll(path, parse.Options{})
	if err != nil {
		return read{}, err
	}
	s, err := parse.Open(path, parse.Options{})
	if err != nil {
		return read{}, err
	}
	defer s.Close()
	return read{rows, s.HiddenColumns(), s.Filtered()}, nil
}

// unharmed fails the test if a damaged file is read as something else than the
// good one.
func unharmed(t *testing.T, path string, damaged []byte, want read, what string) {
	t.Helper()
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readWhole(path)
	if err != nil {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: neither refused nor read as it was: %s", what, diff)
	}
}

func TestFlippedBits(t *testing.T) {
	good := pack(t, pupils())
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := readWhole(path)
	if err != nil || !want.Filtered || len(want.Hidden) != 1 || want.Rows[3].Cells[0].Kind != parse.Merged {
		t.Fatalf("got %v, %v", want, err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for at := random.IntN(4); at < len(good); at += 1 + random.IntN(7) {
		damaged := append([]byte(nil), good...)
		damaged[at] ^= 1 << random.IntN(8)
		unharmed(t, path, damaged, want, fmt.Sprintf("byte %d flipped", at))
	}
}

func TestTruncation(t *testing.T) {
	good := pack(t, pupils())
	path := filepath.Join(t.TempDir(), "a.xlsx")
	for size := 0; size < len(good); size += 1 + len(good)/128 {
		unharmed(t, path, good[:size], read{}, fmt.Sprintf("cut to %d bytes", size))
	}
}

// A part is one that is damaged and then packed again, so that its checksum is
// right: then the reader of the part must notice, or nothing is lost.
func TestTruncatedParts(t *testing.T) {
	good := pupils()
	path := filepath.Join(t.TempDir(), "a.xlsx")
	for name, content := range good {
		for size := 1; size < len(content); size += 1 + len(content)/16 {
			unharmed(t, path, pack(t, good.with(name, content[:size])), read{}, fmt.Sprintf("%s cut to %d bytes", name, size))
		}
	}
}

// What excelize writes is read as it was meant.
func TestWrittenByExcelize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.xlsx")
	rapid.Check(t, func(t *rapid.T) {
		var want []parse.Row
		f := excelize.NewFile()
		defer f.Close()
		number := 0
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			number += rapid.IntRange(1, 3).Draw(t, "distance")
			row := parse.Row{Number: number}
			for column := range rapid.IntRange(1, 5).Draw(t, "cells") {
				value, cell := drawCell(t)
				row.Cells = append(row.Cells, cell)
				if err := f.SetCellValue("Sheet1", excelizeAddress(t, column, number), value); err != nil {
					t.Fatal(err)
				}
			}
			want = append(want, row)
		}
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		got, err := readAll(path, parse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// drawCell draws a value and the cell that it is to become.
func drawCell(t *rapid.T) (value any, cell parse.Cell) {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aÅ😀 &<>\"'\n_x0041_=;")), 0, 20, -1).Draw(t, "text") + "."
		return s, parse.Cell{Text: s, Kind: parse.Text}
	case 1:
		n := rapid.Int64Range(-1e15, 1e15).Draw(t, "number")
		return n, parse.Cell{Text: fmt.Sprint(n), Kind: parse.Number}
	case 2:
		return true, parse.Cell{Text: "TRUE", Kind: parse.Boolean}
	default:
		date, err := excelize.ExcelDateToTime(float64(rapid.IntRange(61, 2_958_465).Draw(t, "day")), false)
		if err != nil {
			t.Fatal(err)
		}
		return date, parse.Cell{Text: date.Format("2006-01-02"), Kind: parse.Date}
	}
}

func excelizeAddress(t *rapid.T, column, row int) string {
	address, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		t.Fatal(err)
	}
	return address
}
