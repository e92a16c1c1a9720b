package parse

import "importer/internal/parse/xlsx"

// A Look is how a row of a workbook is shown.
type Look struct {
	Styles []int   // of the cells; behind the last one, and where there is no cell, 0
	Height float64 // in points; 0 if the spreadsheet program decides
}

// Style gives the style of the cell of a column, counted from 0.
func (l Look) Style(column int) int {
	if column < 0 || column >= len(l.Styles) {
		return 0
	}
	return l.Styles[column]
}

func lookOf(row xlsx.Row) Look {
	l := Look{Height: row.Height}
	if n := len(row.Cells); n > 0 {
		l.Styles = make([]int, row.Cells[n-1].Column+1)
	}
	for _, c := range row.Cells {
		l.Styles[c.Column] = c.Style
	}
	return l
}

// Look gives how the row is shown that Rows has given last. It says nothing in
// CSV.
func (s *Sheet) Look() Look {
	if s.workbook == nil {
		return Look{}
	}
	return lookOf(s.workbook.given)
}

// HeaderLook gives how the row of titles is shown.
func (s *Sheet) HeaderLook() Look {
	if s.workbook == nil {
		return Look{}
	}
	return s.workbook.header
}

// Width gives how wide a column is, counted from 0, in characters of the default
// font; 0 where the file doesn't say.
func (s *Sheet) Width(column int) float64 {
	if s.workbook == nil {
		return 0
	}
	for _, w := range s.workbook.layout.Widths {
		if w.First <= column && column <= w.Last {
			return w.Characters
		}
	}
	return 0
}

// NumberFormat gives how cells of a style show numbers: by a code or, if that is
// "", by the number of a format that spreadsheet programs know.
func (s *Sheet) NumberFormat(style int) (id int, code string) {
	if s.workbook == nil || style < 0 || style >= len(s.workbook.book.Styles) {
		return 0, ""
	}
	f := s.workbook.book.Styles[style].Format
	return f.ID, f.Code
}

// Appearance gives a workbook that has the styles of this one, numbered as in
// Look, and nothing else. There is none for CSV. The error is a *FileError.
func (s *Sheet) Appearance() ([]byte, error) {
	if s.workbook == nil {
		return nil, nil
	}
	content, err := s.workbook.book.Appearance()
	if err != nil {
		return nil, place(s.path, err)
	}
	return content, nil
}
