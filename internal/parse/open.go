package parse

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options say how to read a file where its content shouldn't decide. The zero
// value lets the content decide everything.
type Options struct {
	Sheet     string // the name of the worksheet
	Delimiter rune   // between the cells of a CSV file
	Encoding  string // of a CSV file: utf-8, utf-16, windows-1252, iso-8859-1, cp850, cp437 or macintosh
	HeaderRow int    // the number of the row with the titles

	// Header finds the row of titles, unless HeaderRow says it. It gets the first
	// 25 rows that aren't blank, each as it reads as a row of titles, and gives
	// the number of one of them, or 0 if none is. Without it, and where it finds
	// none, the first of them has the titles. Of several worksheets with data it
	// chooses the only one in which it finds some. An error of it is one of Open,
	// as it is.
	Header func(first []Row) (number int, err error)
}

// A Format is a kind of file.
type Format uint8

// The formats.
const (
	CSV  Format = iota + 1 // text, cells parted by a delimiter
	XLSX                   // a workbook of Office Open XML, with macros or without
)

// String gives the usual name.
func (f Format) String() string {
	switch f {
	case CSV:
		return "CSV"
	case XLSX:
		return "XLSX"
	default:
		return "unknown"
	}
}

// A Sheet is an opened file, or the one worksheet of it that is read. It must
// be closed. It isn't for several goroutines at a time.
type Sheet struct {
	path      string
	file      *os.File
	before    fs.FileInfo // when it was opened
	hash      string
	format    Format
	name      string // of the worksheet
	delimiter rune   // of a CSV file
	encoding  string // of a CSV file
	source    source
	workbook  *workbook // the source, if it is one
	header    Row
	over      Row // the last that isn't blank above the header
}

// A source reads a file of one format.
type source interface {
	// rows gives the rows from the first. Blank ones may be among them.
	rows() iter.Seq2[Row, error]
	// heads gives the same rows, each as it reads if it has the titles.
	heads() iter.Seq2[Row, error]
	// meet tells the source the header, when heads has just given it, and gives
	// it as it is to be read.
	meet(header Row) Row
	// where gives the address of a cell; title is what its column is headed.
	where(row, column int, title string) string
}

// Open opens a file and reads it as far as is needed to trust it: a CSV file to
// its end, a workbook as far as the header, the checksums of its parts to their
// ends. Whether it is a workbook or CSV is seen by its content. The error is a
// *FileError, or what Options.Header said.
func Open(path string, o Options) (*Sheet, error) {
	s, err := open(path)
	if err != nil {
		return nil, place(path, err)
	}
	if err := s.begin(o); err != nil {
		s.file.Close()
		return nil, place(path, err)
	}
	return s, nil
}

// open opens a file that may be a spreadsheet.
func open(path string) (*Sheet, error) {
	if name, ok := lockedName(filepath.Base(path)); ok {
		return nil, &FileError{Reason: "this is only the note that a spreadsheet program has a file open", hint: "Use " + name + " itself."}
	}
	// A pipe would be waited for if it were opened.
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &FileError{Reason: "this is a folder", hint: "Name the file in it that is to be read."}
	}
	if !info.Mode().IsRegular() {
		return nil, &FileError{Reason: "this isn't a file", hint: "Save what it gives as a file first."}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, err
	}
	return &Sheet{path: path, file: f, before: info}, nil
}

// lockedName gives the name of the file that a note of Excel or LibreOffice is
// about.
func lockedName(note string) (name string, ok bool) {
	if name, ok = strings.CutPrefix(note, "~$"); ok {
		return name, true
	}
	if name, ok = strings.CutPrefix(note, ".~lock."); ok {
		return strings.CutSuffix(name, "#")
	}
	return "", false
}

// begin reads all that must be known before the first row.
func (s *Sheet) begin(o Options) (err error) {
	if err := s.recognise(o); err != nil {
		return err
	}
	if err := s.findHeader(o); err != nil {
		return err
	}
	s.hash, err = hashOf(s.content())
	return err
}

func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), err
}

// recognise finds out what the content is and how to read it.
func (s *Sheet) recognise(o Options) error {
	content := s.content()
	head := make([]byte, 512)
	n, err := content.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(head[:n], []byte("PK\x03")) {
		w, err := openWorkbook(content, o)
		if err != nil {
			return err
		}
		s.source, s.workbook, s.format, s.name = w, w, XLSX, w.sheet.Name
		return nil
	}
	if err := refuseOthers(head[:n], content); err != nil {
		return err
	}
	t, err := openText(content, o)
	if err != nil {
		return err
	}
	s.source, s.format, s.delimiter, s.encoding = t, CSV, t.comma, t.encoding.name
	return nil
}

// content gives the whole file, from its beginning.
func (s *Sheet) content() *io.SectionReader {
	return io.NewSectionReader(s.file, 0, s.before.Size())
}

// all gives every row of the source that isn't blank.
func (s *Sheet) all(rows iter.Seq2[Row, error]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := s.unchanged(); err != nil {
			yield(Row{}, err)
			return
		}
		for row, err := range rows {
			if err != nil {
				yield(Row{}, place(s.path, err))
				return
			}
			if !row.Blank() && !yield(row, nil) {
				return
			}
		}
		if err := s.unchanged(); err != nil {
			yield(Row{}, err)
		}
	}
}

// unchanged refuses a file that isn't as it was when it was opened.
func (s *Sheet) unchanged() error {
	now, err := s.file.Stat()
	if err != nil {
		return place(s.path, err)
	}
	if now.Size() != s.before.Size() || !now.ModTime().Equal(s.before.ModTime()) {
		return &FileError{Path: s.path, Reason: "it was changed while it was being read", hint: hintChanged}
	}
	return nil
}

// Rows gives the rows below the header that aren't blank, reading the file
// anew each time. An error is a *FileError, comes last, and makes void what came
// before it: the rest of the file can't be read.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range s.all(s.source.rows()) {
			if err == nil && row.Number <= s.header.Number {
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Header gives the row of titles: the first that isn't blank, unless Options
// say another.
func (s *Sheet) Header() Row { return s.header }

// Where gives the address of a cell as the user sees it: E61 in a workbook, the
// row and the title of the column in CSV. With a column below 0 it gives that
// of the row.
func (s *Sheet) Where(row, column int) string {
	return s.source.where(row, column, strings.TrimSpace(s.header.Cell(column).Text))
}

// Name gives the name of the worksheet; CSV has none.
func (s *Sheet) Name() string { return s.name }

// Format says what kind of file it is.
func (s *Sheet) Format() Format { return s.format }

// Above gives the title that stands above the one of a column, in the row
// directly above the titles: the merged cell that spans it, with others beside
// it, or where nothing is merged there, the last one to the left, if several stand
// in that row; "" where there is none. Columns are counted from 0.
func (s *Sheet) Above(column int) string {
	if s.workbook != nil && s.workbook.mergesAt(s.header.Number-1) {
		return s.workbook.above(column)
	}
	filled := 0
	for _, c := range s.over.Cells {
		if !c.Blank() {
			filled++
		}
	}
	if filled < 2 || s.over.Number != s.header.Number-1 {
		return ""
	}
	for i := min(column, len(s.header.Cells)-1, len(s.over.Cells)-1); i >= 0; i-- {
		if c := s.over.Cells[i]; !c.Blank() {
			return c.Text
		}
	}
	return ""
}

// HiddenColumns gives the columns that can't be seen, ascending and counted from
// 0, as far as there are titles.
func (s *Sheet) HiddenColumns() []int {
	if s.workbook == nil {
		return nil
	}
	return s.workbook.hiddenColumns()
}

// Filtered reports whether a filter is on, which hides the rows that don't pass
// it.
func (s *Sheet) Filtered() bool { return s.workbook != nil && s.workbook.layout.Filtered }

// Encoding gives the name of the encoding of a CSV file, which Options take to
// read it the same way; "" for a workbook.
func (s *Sheet) Encoding() string { return s.encoding }

// Delimiter gives what stands between the cells of a CSV file; 0 in a workbook.
func (s *Sheet) Delimiter() rune { return s.delimiter }

// Hash gives the SHA-256 of the file, in hexadecimal digits.
func (s *Sheet) Hash() string { return s.hash }

// Path gives the path under which the file was opened.
func (s *Sheet) Path() string { return s.path }

// Modified says when the file was saved.
func (s *Sheet) Modified() time.Time { return s.before.ModTime() }

// Close closes the file. Rows can't be read afterwards.
func (s *Sheet) Close() error {
	if err := s.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return place(s.path, err)
	}
	return nil
}
