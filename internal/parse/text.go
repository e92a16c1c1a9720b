package parse

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"importer/internal/parse/xlsx"
)

// What a spreadsheet saved as CSV stays below.
const (
	maxText    = 1 << 30 // bytes
	maxRecord  = 1 << 20 // bytes
	maxRows    = xlsx.MaxRows
	maxLines   = 8 * maxRows // of which most are blank
	maxColumns = xlsx.MaxColumns
)

// A text is the source of the rows of a CSV file.
type text struct {
	content  *io.SectionReader
	encoding encoding
	comma    rune
	told     bool // the first line only says which delimiter there is
	guarded  bool // cells that a program would run have an apostrophe before them
	width    int  // cells of the header; 0 before it is met
}

// openText finds out how a CSV file is written, and then reads it to its end, so
// that one that is broken further down is refused at once.
func openText(content *io.SectionReader, o Options) (*text, error) {
	if content.Size() > maxText {
		return nil, &FileError{Reason: "it is larger than a sheet of a million rows", hint: "Check that it is the right file. Leave columns out that aren't needed, or split it."}
	}
	t := &text{content: content}
	var err error
	if t.encoding, err = encodingOf(content, o.Encoding); err != nil {
		return nil, err
	}
	if t.comma, t.told, err = delimiterOf(t.decoded(), o); err != nil {
		return nil, err
	}
	err = t.each(func(at spot, record []string) error { return check(at, t.trim(record)) })
	return t, err
}

// decoded gives the text from its beginning, as UTF-8, each line ended by a
// line feed.
func (t *text) decoded() io.Reader {
	return t.encoding.decode(io.NewSectionReader(t.content, 0, t.content.Size()))
}

func (t *text) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		err := t.each(func(at spot, record []string) error {
			row, err := t.row(at, record)
			if err == nil && !yield(row, nil) {
				err = errStopped
			}
			return err
		})
		if err != nil && err != errStopped {
			yield(Row{}, err)
		}
	}
}

var errStopped = errors.New("no more rows are wanted")

// each calls f with every record, which is good until the next, as long as f gives
// no error.
func (t *text) each(f func(at spot, record []string) error) error {
	r := csv.NewReader(transform.NewReader(t.decoded(), newRecorder(t.comma)))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = t.comma, -1, true
	for at := (spot{}); ; {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		line, _ := r.FieldPos(0)
		last, _ := r.FieldPos(len(record) - 1)
		last += strings.Count(record[len(record)-1], "\n")
		if at = at.next(line, last); t.told && line == 1 {
			at.number = 0
			continue
		}
		if err := f(at, record); err != nil {
			return err
		}
	}
}

// heads gives the rows as they are: in CSV nothing is merged.
func (t *text) heads() iter.Seq2[Row, error] { return t.rows() }

// A spot is where a record stands, counted in two ways: an error names the line
// of the file, everything else the row that a spreadsheet program shows.
type spot struct {
	line   int // on which the record begins
	end    int // on which it ends
	number int // of the row
}

// next is the spot of the record that follows, from one line to another. The CSV reader passes over blank
// lines, each of which is a row of its own; a cell of several lines isn't.
func (s spot) next(line, end int) spot {
	return spot{line, end, s.number + line - s.end}
}

// broken words an error of the CSV reader.
func broken(err error) error {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		if errors.Is(err, csv.ErrBareQuote) {
			return &FileError{Line: p.Line, Reason: "there is a quotation mark inside a cell that doesn't begin with one", hint: hintQuote}
		}
		return &FileError{Line: p.StartLine, Reason: "a quotation mark of the row that begins here isn't closed, or closed too early", hint: hintQuote}
	}
	return err
}

// check refuses a record that no row can be.
func check(at spot, record []string) error {
	switch {
	case len(record) > maxColumns:
		return &FileError{Line: at.line, Reason: "the row has more cells than a worksheet can have", hint: "Check the delimiter."}
	case at.number > maxRows && len(record) > 0, at.number > maxLines:
		return tooManyRows(at.line)
	default:
		return nil
	}
}

func (t *text) row(at spot, record []string) (Row, error) {
	record = t.trim(record)
	if err := check(at, record); err != nil {
		return Row{}, err
	}
	row := Row{Number: at.number, Cells: make([]Cell, len(record))}
	for i, field := range record {
		row.Cells[i] = t.cell(field)
	}
	return row, nil
}

func tooManyRows(line int) error {
	return &FileError{Line: line, Reason: "there are more rows than a worksheet can have", hint: "Split it into several files."}
}

// trim leaves out the empty cells at the end of a row for which there are no
// titles. Spreadsheet programs write thousands of them.
func (t *text) trim(record []string) []string {
	n := len(record)
	for n > t.width && record[n-1] == "" {
		n--
	}
	return record[:n]
}

func (t *text) cell(field string) Cell {
	value := unwrap(field)
	if t.guarded && value == field {
		value = unguard(field)
	}
	if value == "" {
		return Cell{Kind: Empty}
	}
	return Cell{Text: value, Kind: Text}
}

// statusColumn is the title of a column that only our own error reports have.
const statusColumn = "import_status"

// meet looks whether the file is an error report of our own, in which cells are
// guarded.
func (t *text) meet(header Row) Row {
	for _, c := range header.Cells {
		t.guarded = t.guarded || strings.TrimSpace(c.Text) == statusColumn
	}
	if t.guarded {
		for i, c := range header.Cells {
			header.Cells[i].Text = unguard(c.Text)
		}
	}
	t.width = len(header.Cells)
	return header
}

// unguard takes away the apostrophe by which a report keeps a spreadsheet
// program from running a cell.
func unguard(field string) string {
	rest, ok := strings.CutPrefix(field, "'")
	first, size := utf8.DecodeRuneInString(rest)
	if ok && size > 0 && strings.ContainsRune("=+-@'\t\r\n＝＋－＠", first) {
		return rest
	}
	return field
}

func (t *text) where(row, column int, title string) string {
	switch {
	case column < 0:
		return fmt.Sprintf("row %d", row)
	case title == "":
		return fmt.Sprintf("row %d, column %d", row, column+1)
	default:
		return fmt.Sprintf("row %d, %s", row, title)
	}
}
