package validate

import (
	"net/url"
	"strconv"
	"strings"

	"importer/internal/parse"
)

// An aside is something that is said once of a column or a sheet.
type aside struct {
	code   Code
	args   map[string]string
	column int // -1 for the row as a whole
}

// A margin gathers, row by row, what stands in a sheet beside the values.
type margin struct {
	table    *Table
	used     map[int]bool // by column
	first    int          // the first row that is read; 0 if there is none
	formulas map[int]*tally
	comments tally
	colors   []int // of the first cell of a column; unseen where there is none yet
	colored  spot  // the first cell that has others than those above it
}

// A spot is where a cell stands; the row is 0 if nowhere.
type spot struct{ row, column int }

// A tally is how many cells there are of a sort, and the first of them.
type tally struct {
	spot
	count int
}

func (t *tally) add(at spot) {
	if t.count++; t.count == 1 {
		t.spot = at
	}
}

func newMargin(t *Table) *margin {
	m := &margin{table: t, used: map[int]bool{}, formulas: map[int]*tally{}}
	for _, s := range t.slots {
		m.used[s.mapped] = true
	}
	return m
}

// unseen is no colour.
const unseen = -1

// look takes one row in.
func (m *margin) look(row parse.Row) {
	if m.first == 0 {
		m.first = row.Number
	}
	ours := m.table.origin >= 0 // an error file, with notes and colours of its own
	for len(m.colors) < len(row.Cells) {
		m.colors = append(m.colors, unseen)
	}
	for column := range row.Cells {
		c, at := &row.Cells[column], spot{row.Number, column}
		if c.Noted && !ours {
			m.comments.add(at)
		}
		if c.Formula && c.Kind != parse.Error && m.used[column] {
			m.formula(at)
		}
		if m.colored.row == 0 && !ours && !c.Blank() {
			m.color(at, c.Color)
		}
	}
}

func (m *margin) formula(at spot) {
	if m.formulas[at.column] == nil {
		m.formulas[at.column] = &tally{}
	}
	m.formulas[at.column].add(at)
}

// color notes where a cell looks different from those above it: a column that is
// of one colour says nothing by it.
func (m *margin) color(at spot, color uint16) {
	switch above := m.colors[at.column]; above {
	case int(color):
	case unseen:
		m.colors[at.column] = int(color)
	default:
		m.colored = at
	}
}

// all gives what is to be said, by the row at which it is.
func (m *margin) all() map[int][]aside {
	said := map[int][]aside{}
	if m.first == 0 {
		return said
	}
	say := func(row int, a aside) { said[row] = append(said[row], a) }
	for column, t := range m.formulas {
		say(t.row, aside{CodeFormula, map[string]string{"count": strconv.Itoa(t.count)}, column})
	}
	if m.comments.count > 0 {
		say(m.comments.row, aside{CodeComments, map[string]string{"count": strconv.Itoa(m.comments.count)}, m.comments.column})
	}
	if m.colored.row > 0 {
		say(m.colored.row, aside{code: CodeColors, column: m.colored.column})
	}
	beside := m.table.src.Beside()
	if beside.Rules {
		say(m.first, aside{code: CodeRules, column: -1})
	}
	if hidden := hiddenSheets(beside.Others); hidden != "" {
		say(m.first, aside{CodeHiddenSheets, map[string]string{"sheets": hidden}, -1})
	}
	return said
}

// hiddenSheets names the worksheets that can't be seen and hold records; "" if
// there are none.
func hiddenSheets(others []parse.Worksheet) string {
	var names []string
	for _, s := range others {
		if s.Hidden && s.Titled && s.Rows > 0 {
			names = append(names, Mask(strconv.Quote(s.Name)))
		}
	}
	return strings.Join(names, ", ")
}

// sayAsides says what is said once, in the row at which it is.
func (a *answer) sayAsides() {
	for _, own := range a.asides[a.row.Number] {
		if own.column >= len(a.Columns) {
			own.column = -1
		}
		a.problems = append(a.problems, a.placed(Problem{Severity: Notice, Code: own.code, Args: own.args}, own.column))
	}
}

// leadsElsewhere reports whether the link of an e-mail cell leads to another
// address than the one that was read in it.
func leadsElsewhere(c parse.Cell, k Kind, v Value) bool {
	scheme, address, ok := strings.Cut(c.Link, ":")
	if !ok || !strings.EqualFold(scheme, "mailto") || k != Email || v.State != Set {
		return false
	}
	address, _, _ = strings.Cut(address, "?")
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	return clean(address) != "" && !strings.EqualFold(clean(address), v.Text)
}
