package validate

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"importer/internal/parse"
)

// today is the day of all tests.
var today = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// A grid is a workbook in memory: text cells, the first row being the header.
// A text of the form "number:184" makes a cell of that kind.
type grid struct {
	rows [][]string
	csv  bool
	fail error // comes after the last row

	hidden   []int // rows
	columns  []int // hidden ones
	filtered bool
	above    map[int]string // by column
	beside   parse.Beside
}

// sheetOf makes a grid of lines whose cells are parted by |.
func sheetOf(lines ...string) grid {
	var g grid
	for _, l := range lines {
		g.rows = append(g.rows, strings.Split(l, "|"))
	}
	return g
}

func (g grid) row(i int) parse.Row {
	row := parse.Row{Number: i + 1, Hidden: slices.Contains(g.hidden, i+1)}
	for _, text := range g.rows[i] {
		row.Cells = append(row.Cells, cellOf(strings.TrimSpace(text)))
	}
	return row
}

// cellOf makes a cell of text, or of the kind that the text names.
func cellOf(text string) parse.Cell {
	kinds := map[string]parse.Kind{
		"number:": parse.Number, "date:": parse.Date, "boolean:": parse.Boolean,
		"error:": parse.Error, "uncomputed:": parse.Uncomputed, "merged:": parse.Merged,
	}
	for prefix, kind := range kinds {
		if inner, ok := strings.CutPrefix(text, prefix); ok {
			return parse.Cell{Text: inner, Kind: kind}
		}
	}
	if inner, ok := strings.CutPrefix(text, "struck:"); ok {
		return parse.Cell{Text: inner, Kind: parse.Text, Struck: true}
	}
	if text == "" {
		return parse.Cell{Kind: parse.Empty}
	}
	return parse.Cell{Text: text, Kind: parse.Text}
}

func (g grid) Header() parse.Row       { return g.row(0) }
func (g grid) Above(column int) string { return g.above[column] }
func (g grid) HiddenColumns() []int    { return g.columns }
func (g grid) Filtered() bool          { return g.filtered }
func (g grid) Beside() parse.Beside    { return g.beside }

func (g grid) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		for i := 1; i < len(g.rows); i++ {
			if row := g.row(i); !row.Blank() && !yield(row, nil) {
				return
			}
		}
		if g.fail != nil {
			yield(parse.Row{}, g.fail)
		}
	}
}

func (g grid) Format() parse.Format {
	if g.csv {
		return parse.CSV
	}
	return parse.XLSX
}

func (g grid) Where(row, column int) string {
	switch {
	case column < 0:
		return fmt.Sprintf("row %d", row)
	case g.csv:
		return fmt.Sprintf("row %d, %s", row, g.Header().Cell(column).Text)
	default:
		return fmt.Sprintf("%s%d", letters(column), row)
	}
}

// tableOf understands a sheet of pupils.
func tableOf(t *testing.T, o Options, g grid) *Table {
	t.Helper()
	o.Today = today
	table, err := Sheet(g, pupils(), o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// verdictsOf judges all rows of a sheet of pupils.
func verdictsOf(t *testing.T, o Options, g grid) []Verdict {
	t.Helper()
	return collect(t, tableOf(t, o, g))
}

func collect(t *testing.T, table *Table) []Verdict {
	t.Helper()
	var all []Verdict
	for v, err := range table.Verdicts() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// brief lists problems as severity, code and cell.
func brief(problems []Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Severity, p.Code, p.Cell)))
	}
	return strings.Join(all, "; ")
}

// rowsOf gives all rows of a sheet, the first one too.
func rowsOf(g grid) []parse.Row {
	var rows []parse.Row
	for i := range g.rows {
		rows = append(rows, g.row(i))
	}
	return rows
}
