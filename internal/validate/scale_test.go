package validate

import (
	"fmt"
	"iter"
	"runtime"
	"testing"

	"importer/internal/parse"
)

// A long sheet makes its rows as they are asked for, and keeps none.
type long struct {
	grid
	rows   int
	cells  func(i int) []string
	passes int    // that have come to the last row
	atEnd  func() // is called there, before the pass is over
}

func (l *long) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		for i := range l.rows {
			if i == l.rows-1 && l.atEnd != nil {
				l.passes++
				l.atEnd()
			}
			row := grid{rows: [][]string{nil, l.cells(i)}}.row(1)
			row.Number = i + 2
			if !yield(row, nil) {
				return
			}
		}
	}
}

// pupil gives the cells of a pupil, found by an address.
func pupil(i int) []string {
	return []string{
		fmt.Sprintf("p%d@example.se", i), "Åsa", "Öst", fmt.Sprintf("070-174 %02d %02d", i/100%100, i%100),
		fmt.Sprintf("Storgatan %d", i%200), "169 56", "Solna", "2015-03-01",
	}
}

// wrong gives cells that are at fault.
func wrong(i int) []string {
	return []string{fmt.Sprintf("p%d example.se", i), "Åsa", "Öst", "12", "Storgatan 1", "1695", "Solna", "2015-13-01"}
}

func sheetOfPupils(rows int, cells func(i int) []string) *long {
	titles := []string{"E-post", "Förnamn", "Efternamn", "Mobil", "Adress", "Postnummer", "Postort", "Födelsedatum"}
	return &long{grid: grid{rows: [][]string{titles}, csv: true}, rows: rows, cells: cells}
}

// Of a row no more is kept than its fingerprints, and of a verdict nothing: a
// million rows pass in bounded memory. The sheet is read twice.
func TestLongSheetsAreNotKept(t *testing.T) {
	const rows, most = 1 << 16, 250 // bytes, with what is under way; the cells of one row alone take more than 500
	for name, cells := range map[string]func(int) []string{"right": pupil, "wrong": wrong} {
		t.Run(name, func(t *testing.T) {
			sheet := sheetOfPupils(rows, cells)
			before := live()
			sheet.atEnd = func() {
				if kept := live() - before; kept > rows*most {
					t.Errorf("pass %d keeps %d bytes a row", sheet.passes, kept/rows)
				}
			}
			table, err := Sheet(sheet, pupils(), Options{Today: today})
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range table.Verdicts() {
				if err != nil {
					t.Fatal(err)
				}
			}
			if sheet.passes != 2 {
				t.Errorf("%d passes", sheet.passes)
			}
			runtime.KeepAlive(table)
		})
	}
}

// live is how many bytes are in use.
func live() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func BenchmarkSheet(b *testing.B) {
	for name, cells := range map[string]func(int) []string{"right": pupil, "wrong": wrong} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			sheet := sheetOfPupils(b.N+1, cells)
			b.ResetTimer()
			table, err := Sheet(sheet, pupils(), Options{Today: today})
			if err != nil {
				b.Fatal(err)
			}
			for _, err := range table.Verdicts() {
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
