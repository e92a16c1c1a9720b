package parse

import (
	"fmt"
	"slices"
	"strings"

	"importer/internal/parse/xlsx"
)

const shownSheets = 20 // that a message names

// choose finds the worksheet that is meant: the one that Options name, else the
// only visible one with data, else the only one of those that has titles.
func (w *workbook) choose(o Options) (xlsx.Sheet, error) {
	if o.Sheet != "" {
		return w.named(o)
	}
	filled, err := w.filled()
	if err != nil || len(filled) == 1 {
		return first(filled), err
	}
	if len(filled) == 0 {
		return xlsx.Sheet{}, w.noData(o)
	}
	fitting := filled
	if o.Header != nil {
		if fitting, err = w.fitting(filled, o); err != nil || len(fitting) == 1 {
			return first(fitting), err
		}
	}
	if len(fitting) == 0 {
		return xlsx.Sheet{}, &FileError{Reason: "in none of its worksheets are there titles of columns that are known: " + w.listed(o, filled), hint: hintChooseRow}
	}
	return xlsx.Sheet{}, &FileError{Reason: "there is data in more than one worksheet: " + w.listed(o, fitting), hint: hintChooseSheet}
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

// listed names visible worksheets, and all that are hidden, with their rows.
func (w *workbook) listed(o Options, sheets []xlsx.Sheet) string {
	for _, s := range w.book.Sheets {
		if s.Visibility != xlsx.Visible {
			sheets = append(slices.Clip(sheets), s)
		}
	}
	return List(w.count(o).all(sheets[:min(len(sheets), shownSheets)]), len(sheets))
}

// List names worksheets, with their rows and what is hidden of them, the first of
// a number of them.
func List(sheets []Worksheet, of int) string {
	names := make([]string, len(sheets))
	for i, s := range sheets {
		names[i] = s.String()
	}
	return enumerate(names, of)
}

// String gives the name with what is known of the worksheet: "Elever" (28 rows).
func (s Worksheet) String() string {
	var known []string
	if s.Hidden {
		known = append(known, "hidden")
	}
	switch {
	case s.More && s.Rows > 0:
		known = append(known, fmt.Sprintf("over %d rows", s.Rows))
	case s.More:
	case s.Rows == 1:
		known = append(known, "1 row")
	default:
		known = append(known, fmt.Sprintf("%d rows", s.Rows))
	}
	if len(known) == 0 {
		return quote(s.Name)
	}
	return quote(s.Name) + " (" + strings.Join(known, ", ") + ")"
}

// named finds a worksheet by its name, or by its name in other case if no other
// has that.
func (w *workbook) named(o Options) (xlsx.Sheet, error) {
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		strings.EqualFold,
	} {
		var found []xlsx.Sheet
		for _, s := range w.book.Sheets {
			if same(s.Name, o.Sheet) {
				found = append(found, s)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	there := w.listed(o, visible(w.book.Sheets))
	return xlsx.Sheet{}, &FileError{Reason: fmt.Sprintf("there isn't one worksheet %q; there is %s", o.Sheet, there), hint: hintChooseSheet}
}

func visible(sheets []xlsx.Sheet) []xlsx.Sheet {
	return slices.DeleteFunc(slices.Clone(sheets), func(s xlsx.Sheet) bool { return s.Visibility != xlsx.Visible })
}

func (w *workbook) noData(o Options) error {
	if hidden := w.listed(o, nil); hidden != none {
		return &FileError{Reason: "there is no data in it, hidden worksheets aside: " + hidden, hint: hintChooseSheet}
	}
	return &FileError{Reason: "there is no data in it", hint: "Check that it is the right file, and that it was saved."}
}

// none is a list of nothing.
const none = "none"

func quote(name string) string { return fmt.Sprintf("%.40q", name) }

// enumerate joins the first names of a number of things.
func enumerate(names []string, of int) string {
	names = names[:min(len(names), shownSheets)]
	switch {
	case of == 0:
		return none
	case of > len(names):
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), of-len(names))
	default:
		return strings.Join(names, ", ")
	}
}
