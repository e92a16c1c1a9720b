package parse

import (
	"fmt"
	"strings"

	"importer/internal/parse/xlsx"
)

const (
	shownSheets = 20     // that a message names
	countedRows = 20_000 // that are read to say how many there are
)

// choose finds the worksheet that is meant: the one that Options name, else the
// only visible one with data, else the only one of those that has titles.
func (w *workbook) choose(o Options) (xlsx.Sheet, error) {
	if o.Sheet != "" {
		return w.named(o.Sheet)
	}
	filled, err := w.filled()
	if err != nil || len(filled) == 1 {
		return first(filled), err
	}
	if len(filled) == 0 {
		return xlsx.Sheet{}, w.noData()
	}
	fitting := filled
	if o.Header != nil {
		if fitting, err = w.fitting(filled, o); err != nil || len(fitting) == 1 {
			return first(fitting), err
		}
	}
	reason := "there is data in more than one worksheet: "
	if len(fitting) == 0 {
		reason, fitting = "in none of its worksheets are there titles of columns that are known: ", filled
	}
	counted, err := w.counted(fitting)
	if err != nil {
		return xlsx.Sheet{}, err
	}
	return xlsx.Sheet{}, &FileError{Reason: reason + counted, hint: hintChooseSheet}
}

func first(sheets []xlsx.Sheet) xlsx.Sheet {
	if len(sheets) == 0 {
		return xlsx.Sheet{}
	}
	return sheets[0]
}

// filled gives the visible worksheets with data.
func (w *workbook) filled() (filled []xlsx.Sheet, err error) {
	for _, s := range w.book.Sheets {
		if s.Visibility != xlsx.Visible {
			continue
		}
		has, err := w.hasData(s)
		if err != nil {
			return nil, err
		}
		if has {
			filled = append(filled, s)
		}
	}
	return filled, nil
}

func (w *workbook) hasData(s xlsx.Sheet) (bool, error) {
	for row, err := range w.book.Rows(s) {
		if err != nil || !w.blank(row) {
			return err == nil, err
		}
	}
	return false, nil
}

// fitting gives the worksheets in which titles are found, or can't be told from
// others.
func (w *workbook) fitting(sheets []xlsx.Sheet, o Options) (fitting []xlsx.Sheet, err error) {
	for _, s := range sheets {
		opened, err := w.on(s)
		if err != nil {
			return nil, err
		}
		rows, err := firstRows(opened.heads(), o.HeaderRow)
		if err != nil {
			return nil, err
		}
		if number, err := o.Header(rows); err != nil || number > 0 {
			fitting = append(fitting, s)
		}
	}
	return fitting, nil
}

// counted lists worksheets with the rows in which something stands.
func (w *workbook) counted(sheets []xlsx.Sheet) (string, error) {
	left := countedRows
	var names []string
	for _, s := range sheets[:min(len(sheets), shownSheets)] {
		rows := 0
		for row, err := range w.book.Rows(s) {
			if err != nil {
				return "", err
			}
			if left--; left < 0 {
				break
			}
			if !w.blank(row) {
				rows++
			}
		}
		names = append(names, quantity(s.Name, rows, left >= 0))
	}
	return enumerate(names, len(sheets)), nil
}

func quantity(name string, rows int, all bool) string {
	switch {
	case !all && rows == 0:
		return quote(name)
	case !all:
		return fmt.Sprintf("%s (over %d rows)", quote(name), rows)
	case rows == 1:
		return quote(name) + " (1 row)"
	default:
		return fmt.Sprintf("%s (%d rows)", quote(name), rows)
	}
}

// named finds a worksheet by its name, or by its name in other case if no other
// has that.
func (w *workbook) named(name string) (xlsx.Sheet, error) {
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		strings.EqualFold,
	} {
		var found []xlsx.Sheet
		for _, s := range w.book.Sheets {
			if same(s.Name, name) {
				found = append(found, s)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	there := list(w.book.Sheets, xlsx.Visible, xlsx.Hidden)
	return xlsx.Sheet{}, &FileError{Reason: fmt.Sprintf("there isn't one worksheet %q; there is %s", name, there), hint: hintChooseSheet}
}

func (w *workbook) noData() error {
	e := &FileError{Reason: "there is no data in it", hint: "Check that it is the right file, and that it was saved."}
	if hidden := list(w.book.Sheets, xlsx.Hidden); hidden != "none" {
		e.Reason = "there is no data in it, hidden worksheets aside: " + hidden
		e.hint = hintChooseSheet
	}
	return e
}

// list names the worksheets that may be seen, or may be made to be.
func list(sheets []xlsx.Sheet, of ...xlsx.Visibility) string {
	var names []string
	for _, s := range sheets {
		for _, v := range of {
			if s.Visibility == v {
				names = append(names, quote(s.Name))
			}
		}
	}
	return enumerate(names, len(names))
}

func quote(name string) string { return fmt.Sprintf("%.40q", name) }

// enumerate joins the first names of a number of things.
func enumerate(names []string, of int) string {
	names = names[:min(len(names), shownSheets)]
	switch {
	case of == 0:
		return "none"
	case of > len(names):
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), of-len(names))
	default:
		return strings.Join(names, ", ")
	}
}
