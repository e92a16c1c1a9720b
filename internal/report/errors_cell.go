package report

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
	"importer/internal/parse/numfmt"
)

// text gives a cell of text.
func (b *errorBook) text(text string, l look) (excelize.Cell, error) {
	l.text = true
	style, err := b.looks.number(l)
	return excelize.Cell{StyleID: style, Value: asText(text)}, err
}

// asText gives the text of a cell; nothing for an empty one. A longer text than a
// cell can hold would be cut.
func asText(text string) any {
	switch {
	case text == "":
		return nil
	case len(text) > excelize.TotalCellChars && len(utf16.Encode([]rune(text))) > excelize.TotalCellChars:
		return lost
	default:
		return text
	}
}

// cell gives a cell of the sheet as it stands in the workbook.
func (b *errorBook) cell(m mendableRow, h heading, bad bool) (excelize.Cell, error) {
	c := m.cells.Cell(h.column)
	l := look{style: m.look.Style(h.column), bad: bad, struck: c.Struck}
	format := numfmt.Parse(b.of.Sheet.NumberFormat(l.style))
	kept := m.refusesKind(h)
	switch {
	case unwritable(c):
		return b.text(lost, l)
	case c.Blank() && c.Text == "":
		l.text = !format.IsDate() // what is typed there is to stay as it is
	case c.Kind == parse.Text, c.Kind == parse.Error, c.Kind == parse.Number && !kept && fullNumber.MatchString(c.Text):
		return b.text(c.Text, l)
	}
	value, ok := native(c, format)
	switch {
	case ok && c.Kind == parse.Date:
		l.dated = dating(c, format)
	case ok:
		l.text = l.text || bad && plainly(c)
	case kept:
		return b.text(lost, l)
	default:
		return b.text(c.Text, l)
	}
	style, err := b.looks.number(l)
	return excelize.Cell{StyleID: style, Value: value}, err
}

// fullNumber is an identity number in full. As a number, a spreadsheet program
// shows it as a power of ten, and saves it so in CSV; as text it is read alike.
var fullNumber = regexp.MustCompile(`^(18|19|20)\d{6}-?\d{4}$`)

// plainly reports whether a cell shows its value without a format's doing. Such a
// one may be made a text cell without changing what it holds, so that what is
// typed there next stays as it is typed.
func plainly(c parse.Cell) bool {
	decimal, ok := numfmt.Decimal(c.Text)
	return c.Kind == parse.Boolean || ok && decimal == c.Text
}

// native gives a truth value, a number or a date as the workbook holds it, if it
// can be had back exactly.
func native(c parse.Cell, format numfmt.Format) (value any, ok bool) {
	switch c.Kind {
	case parse.Boolean:
		return c.Text == "TRUE", true
	case parse.Number:
		return number(c.Text, format)
	case parse.Date:
		return serial(c.Text)
	default:
		return nil, c.Text == ""
	}
}

var notDigits = regexp.MustCompile(`[^0-9]+`)

// number gives the number that a format shows as a text: one that is as written,
// or whose zeros and signs the format has added.
func number(text string, format numfmt.Format) (value any, ok bool) {
	bare := strings.TrimLeft(notDigits.ReplaceAllString(text, ""), "0")
	if bare == "" {
		bare = "0"
	}
	for _, decimal := range []string{text, bare} {
		if normal, ok := numfmt.Decimal(decimal); ok && normal == decimal && format.Show(decimal) == text {
			return exact(decimal)
		}
	}
	return nil, false
}

// mostDigits is how many digits of a number with decimals are written.
const mostDigits = 15

// exact gives a decimal number as a value that is written with all its digits.
func exact(decimal string) (value any, ok bool) {
	if n, err := strconv.ParseInt(decimal, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(decimal, 64)
	digits := len(notDigits.ReplaceAllString(decimal, ""))
	return f, err == nil && digits <= mostDigits && strconv.FormatFloat(f, 'f', -1, 64) == decimal
}

const (
	aDay  = "2006-01-02"
	aTime = "2006-01-02T15:04:05"
)

// dating gives the code of a format for a date whose cell has none.
func dating(c parse.Cell, format numfmt.Format) string {
	switch {
	case format.IsDate():
		return ""
	case len(c.Text) > len(aDay):
		return "yyyy-mm-dd hh:mm:ss"
	default:
		return "yyyy-mm-dd"
	}
}

// serial gives the number of a day, counted as Excel counts from 1900: to it,
// that year had a 29 February (ECMA-376, part 1, 18.17.4.1).
func serial(date string) (value any, ok bool) {
	t, err := time.Parse(aTime, date)
	if err != nil {
		if t, err = time.Parse(aDay, date); err != nil {
			return nil, false
		}
	}
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if t.Before(time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)) {
		first = first.AddDate(0, 0, 1)
	}
	days := t.Sub(first).Hours() / 24
	back, ok := numfmt.Date(strconv.FormatFloat(days, 'f', -1, 64), false)
	return days, ok && back == date
}
