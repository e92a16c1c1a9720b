package xlsx

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"importer/internal/parse/opc"
)

// A Row is one row that the file has an element for. There is none for most
// rows without cells.
type Row struct {
	Number int    // from 1
	Cells  []Cell // ascending; good until the next row is asked for
	Hidden bool
	Height float64 // in points; 0 if the file doesn't say
}

// Rows reads a worksheet, row by row, to its end. After an error there are no
// more.
func (b *Book) Rows(sheet Sheet) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		s, err := b.archive.Scan(sheet.part)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer s.Close()
		r := &reader{Scanner: s, book: b, column: -1, plain: plainCell()}
		if err := r.sheet(yield); err != nil && err != errStopped {
			yield(Row{}, err)
		}
	}
}

var errStopped = errors.New("no more rows are wanted")

// A reader reads a worksheet.
type reader struct {
	*opc.Scanner
	book   *Book
	row    int    // the row that was begun last
	column int    // the column that was begun last in it, from 0; -1 before the first
	cells  []Cell // of that row
	value  []byte // of the cell that is being read
	plain  *opc.Shape
}

func itoa(n int) string { return strconv.Itoa(n) }

// brief quotes what a file says where it shouldn't, and no more of it than is
// needed to find the place.
func brief[T string | []byte](text T) string { return fmt.Sprintf("%.20q", text) }

// fault makes a fault of the cell that was begun last.
func (r *reader) fault(reason string) error {
	f := r.Fault(reason)
	if r.row > 0 && r.column >= 0 {
		f.Cell = Address(r.column, r.row)
	}
	return f
}

func (r *reader) sheet(yield func(Row, error) bool) error {
	if err := expectRoot(r.Scanner, "worksheet"); err != nil {
		return err
	}
	found := false
	for {
		t, err := r.Next()
		if err == io.EOF && !found {
			return r.Fault("there are no rows where a worksheet has them")
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case t.Kind != opc.Start:
		case !t.Is(mainSpace, "sheetData"):
			err = r.Skip()
		case found:
			err = r.Fault("it has its rows twice")
		default:
			found = true
			err = r.rows(yield)
		}
		if err != nil {
			return err
		}
	}
}

// rows reads to the end of the sheetData element that was begun last.
func (r *reader) rows(yield func(Row, error) bool) error {
	for {
		t, err := r.Next()
		if err != nil {
			return err
		}
		switch t.Kind {
		case opc.Start:
			err = r.element(t, yield)
		case opc.Text:
			err = r.blank(t)
		case opc.End:
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) element(e opc.Token, yield func(Row, error) bool) error {
	if !e.Is(mainSpace, "row") {
		return r.foreign(e)
	}
	row, err := r.readRow(e)
	if err == nil && !yield(row, nil) {
		err = errStopped
	}
	return err
}

// foreign passes over what may stand between rows and cells without being one:
// extensions, and alternatives for other programs.
func (r *reader) foreign(e opc.Token) error {
	switch {
	case e.Is(mainSpace, "extLst"), e.Name.Space == compatibilitySpace:
		return r.Skip()
	default:
		return r.fault("there is an element " + brief(e.Name.Local) + " among the cells")
	}
}

// blank refuses text between rows and cells.
func (r *reader) blank(t opc.Token) error {
	if opc.Blank(t.Text) {
		return nil
	}
	return r.fault("there is text between the cells")
}

// readRow reads to the end of the row element that was begun last.
func (r *reader) readRow(e opc.Token) (Row, error) {
	row, err := r.beginRow(e)
	if err != nil {
		return row, err
	}
	r.cells = r.cells[:0]
	for {
		if err := r.plainCells(); err != nil {
			return row, err
		}
		t, err := r.Next()
		if err != nil {
			return row, err
		}
		switch t.Kind {
		case opc.Start:
			err = r.rowElement(t)
		case opc.Text:
			err = r.blank(t)
		case opc.End:
			row.Cells, r.column = r.cells, -1
			return row, nil
		}
		if err != nil {
			return row, err
		}
	}
}

// plainCells reads the cells that come next, as far as they can be read at once.
func (r *reader) plainCells() error {
	for {
		l, ok := r.Leaf(r.plain)
		if !ok {
			return nil
		}
		c, err := r.leaf(l)
		if err != nil {
			return err
		}
		r.cells = append(r.cells, c)
	}
}

func (r *reader) rowElement(e opc.Token) error {
	if !e.Is(mainSpace, "c") {
		return r.foreign(e)
	}
	c, err := r.cell(e)
	if err == nil {
		r.cells = append(r.cells, c)
	}
	return err
}

// beginRow reads the attributes of a row. One without a number follows the one
// before it.
func (r *reader) beginRow(e opc.Token) (Row, error) {
	row := Row{Number: r.row + 1}
	for _, a := range e.Attributes {
		ok := true
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "r":
			row.Number, ok = number(a.Value, MaxRows)
			ok = ok && row.Number > 0
		case a.Name.Local == "hidden":
			var hidden bool
			hidden, ok = boolean(a.Value)
			row.Hidden = row.Hidden || hidden
		case a.Name.Local == "ht":
			row.Height = size(a.Value)
			row.Hidden = row.Hidden || zero(a.Value)
		}
		if !ok {
			return row, r.Fault("a row can't have " + a.Name.Local + "=" + brief(a.Value))
		}
	}
	if row.Number <= r.row {
		return row, r.Fault("row " + itoa(row.Number) + " comes after row " + itoa(r.row))
	}
	if row.Number > MaxRows {
		return row, r.Fault("it has more rows than a worksheet can have")
	}
	r.row, r.column = row.Number, -1
	return row, nil
}

// size reads a height or a width; 0 if it is none that a sheet can have.
func size[T string | []byte](text T) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil || !(0 < n && n <= maxSize) {
		return 0
	}
	return n
}

// maxSize is more than a row is high, in points, and a column wide, in
// characters.
const maxSize = 409.5

// zero reports whether a height is none.
func zero[T string | []byte](height T) bool {
	h, err := strconv.ParseFloat(strings.TrimSpace(string(height)), 64)
	return err == nil && h == 0
}
