package xlsx

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strings"

	"importer/internal/parse/opc"
)

// maxRanges is far more merged ranges than a list of people has.
const maxRanges = 100_000

// A Range is a rectangle of cells. Rows are counted from 1, columns from 0, and
// the last ones belong to it.
type Range struct{ Top, Left, Bottom, Right int }

// A Layout is what a worksheet says about its cells as a whole.
type Layout struct {
	Merged   []Range // of more than one cell; ascending by first row, then by column; no two overlap
	Hidden   []bool  // by column: it can't be seen; those behind the last one can
	Widths   []Width // ascending, as the worksheet has them
	Filtered bool    // rows that don't pass a filter are hidden

	columns int             // elements that say something about columns
	links   map[string][]at // the cells of links, by relation
	linked  int             // how many they are
	rules   bool            // there are some that give cells colours, bars or icons
}

// A Width is how wide some columns are, in characters of the default font.
// Columns are counted from 0, and the last one belongs to them.
type Width struct {
	First, Last int
	Characters  float64
}

// Layout reads what stands around the rows of a worksheet, and holds all of the
// worksheet against its checksum.
func (b *Book) Layout(sheet Sheet) (Layout, error) {
	var l Layout
	if err := b.aroundRows(sheet, &l); err != nil {
		return l, err
	}
	relations, err := b.archive.Relations(sheet.part)
	if err != nil {
		return l, err
	}
	for _, r := range relations {
		if r.Type != opc.OfficeDocument+"/table" || r.External {
			continue
		}
		if err := b.table(r.Target, &l); err != nil {
			return l, err
		}
	}
	return l, nil
}

func (b *Book) aroundRows(sheet Sheet, l *Layout) error {
	s, err := b.archive.ScanAround(sheet.part, "sheetData")
	if err != nil {
		return err
	}
	defer s.Close()
	if err := expectRoot(s, "worksheet"); err != nil {
		return err
	}
	if err := l.read(s); err != nil {
		return err
	}
	return l.order(sheet.part)
}

// table reads the part of a table, which may have a filter of its own.
func (b *Book) table(part string, l *Layout) error {
	s, err := b.archive.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := expectRoot(s, "table"); err != nil {
		return err
	}
	return l.read(s)
}

// read reads to the end of a part, below its outermost element.
func (l *Layout) read(s *opc.Scanner) error {
	for {
		t, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil && t.Kind == opc.Start {
			err = l.element(s, t)
		}
		if err != nil {
			return err
		}
	}
}

// element takes what an element says, and reads to its end unless those inside
// it say something too.
func (l *Layout) element(s *opc.Scanner, e opc.Token) (err error) {
	depth, name := s.Depth(), e.Name.Local
	switch {
	case depth == 4: // of a filter's column: a condition
		l.Filtered = true
	case e.Name.Space != mainSpace:
	case depth == 2 && (name == "cols" || name == "mergeCells" || name == "autoFilter" || name == "hyperlinks"),
		depth == 3 && name == "filterColumn":
		return nil
	case depth == 2 && name == "conditionalFormatting":
		l.rules = true
	case depth == 3 && name == "hyperlink":
		l.link(e)
	case depth == 2 && name == "sheetPr":
		mode, _ := e.Attribute("filterMode")
		on, _ := boolean(mode)
		l.Filtered = l.Filtered || on
	case depth == 3 && name == "col":
		err = l.column(s, e)
	case depth == 3 && name == "mergeCell":
		err = l.merge(s, e)
	}
	if err != nil {
		return err
	}
	return s.Skip()
}

// column takes the columns that have a width in common: how wide they are, and
// whether they are hidden.
func (l *Layout) column(s *opc.Scanner, e opc.Token) error {
	if l.columns++; l.columns > MaxColumns {
		return s.Fault("it has more columns than a worksheet can have")
	}
	text, given := e.Attribute("hidden")
	hidden, ok := boolean(text)
	if given && !ok {
		return s.Fault("it doesn't say whether a column is hidden")
	}
	width, given := e.Attribute("width")
	hidden = hidden || given && zero(width)
	first, last, ok := extent(e)
	switch {
	case ok && hidden:
		l.hide(first, last)
	case ok && size(width) > 0:
		l.Widths = append(l.Widths, Width{first - 1, last - 1, size(width)})
	case hidden:
		return s.Fault("it doesn't say which columns are hidden")
	}
	return nil
}

// extent gives the columns that an element is about, counted from 1.
func extent(e opc.Token) (first, last int, ok bool) {
	from, _ := e.Attribute("min")
	to, _ := e.Attribute("max")
	first, ok = number(from, MaxColumns)
	last, okToo := number(to, math.MaxInt32)
	return first, min(last, MaxColumns), ok && okToo && first >= 1 && first <= last
}

// hide takes columns, counted from 1, that can't be seen.
func (l *Layout) hide(first, last int) {
	if missing := last - len(l.Hidden); missing > 0 {
		l.Hidden = append(l.Hidden, make([]bool, missing)...)
	}
	for i := first - 1; i < last; i++ {
		l.Hidden[i] = true
	}
}

// merge takes a merged range. One of a single cell merges nothing.
func (l *Layout) merge(s *opc.Scanner, e opc.Token) error {
	text, _ := e.Attribute("ref")
	from, to, isRange := strings.Cut(text, ":")
	if !isRange {
		to = from
	}
	var r Range
	var ok, okToo bool
	r.Left, r.Top, ok = position(from)
	r.Right, r.Bottom, okToo = position(to)
	switch {
	case !ok, !okToo, r.Right < r.Left, r.Bottom < r.Top:
		return s.Fault("cells can't be merged as " + brief(text))
	case r.Left == r.Right && r.Top == r.Bottom:
		return nil
	case len(l.Merged) == maxRanges:
		return s.Fault("there are more merged cells in it than this program takes")
	}
	l.Merged = append(l.Merged, r)
	return nil
}

// order sorts the merged ranges, and refuses those that overlap: then nobody can
// say which cell they show.
func (l *Layout) order(part string) error {
	slices.SortFunc(l.Merged, func(a, b Range) int {
		return cmp.Or(cmp.Compare(a.Top, b.Top), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Bottom, b.Bottom), cmp.Compare(a.Right, b.Right))
	})
	l.Merged = slices.Compact(l.Merged)
	sweep := NewSweep(l.Merged)
	for _, r := range l.Merged {
		if sweep.Row(r.Top); sweep.overlap {
			return &opc.Fault{Part: part, Cell: Address(r.Left, r.Top), Reason: "two merged ranges overlap in row " + itoa(r.Top)}
		}
	}
	return nil
}
