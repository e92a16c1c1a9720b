package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
)

// The colours of a cell at fault.
const (
	faultFill = "FFD9D6"
	faultFont = "8A0F0A"
)

// mostLooks is how many styles are copied; Excel's own limit is far beyond it.
const mostLooks = 2000

// A look says how a cell is to be shown: as a style of the sheet's workbook, with
// what an error file adds.
type look struct {
	style   int
	text    bool   // whatever is typed there is text
	dated   string // the code of a format for a date; "" for the style's own
	bad     bool
	struck  bool
	heading bool
}

// Looks copy styles of one workbook into another. Of a sheet that has none, and of
// what excelize can't read, nothing is copied but the formats of numbers.
type looks struct {
	to     *excelize.File
	from   *excelize.File // nil if nothing is copied
	sheet  *parse.Sheet
	again  bool // the sheet is an error file itself: its colours tell of the past
	copied map[int]excelize.Style
	made   map[look]int
}

func newLooks(to *excelize.File, sheet *parse.Sheet) *looks {
	l := &looks{to: to, sheet: sheet, copied: map[int]excelize.Style{}, made: map[look]int{}}
	l.again = slices.ContainsFunc(sheet.Header().Cells, func(c parse.Cell) bool { return c.Text == importColumns[0] })
	content, err := sheet.Appearance()
	if err != nil || content == nil {
		return l
	}
	if l.from, err = excelize.OpenReader(bytes.NewReader(content)); err != nil {
		l.from = nil
		return l
	}
	if l.from.Theme == nil {
		l.from.Theme = to.Theme
	}
	return l
}

// number gives the number of a style that looks so.
func (l *looks) number(k look) (int, error) {
	if n, ok := l.made[k]; ok {
		return n, nil
	}
	style := l.own(k.style)
	l.dress(&style, k)
	n, err := l.to.NewStyle(&style)
	if err != nil {
		plain := excelize.Style{}
		l.dress(&plain, k)
		n, err = l.to.NewStyle(&plain)
	}
	l.made[k] = n
	return n, err
}

// dress adds what an error file adds to a style.
func (l *looks) dress(s *excelize.Style, k look) {
	font := excelize.Font{}
	if s.Font != nil {
		font = *s.Font
	}
	font.Strike = k.struck
	if k.heading && s.Fill.Type == "" {
		font.Bold = true
	}
	if k.bad {
		s.Fill, font.Color = solid(faultFill), faultFont
	}
	s.Font = &font
	l.format(s, k)
}

// format says how numbers are shown.
func (l *looks) format(s *excelize.Style, k look) {
	id, code := l.sheet.NumberFormat(k.style)
	switch {
	case k.text:
		id, code = textFormat, ""
	case k.dated != "":
		id, code = 0, k.dated
	}
	s.NumFmt, s.CustomNumFmt = id, nil
	if code != "" {
		s.CustomNumFmt = &code
	}
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// own gives a style of the sheet's workbook, without the format of numbers.
func (l *looks) own(style int) excelize.Style {
	if s, ok := l.copied[style]; ok || l.from == nil || len(l.copied) == mostLooks {
		return s
	}
	s := l.read(style)
	l.copied[style] = s
	return s
}

// read reads a style. Excelize panics on some that no spreadsheet program writes;
// they are left aside.
func (l *looks) read(style int) (s excelize.Style) {
	defer func() {
		if recover() != nil {
			s = excelize.Style{}
		}
	}()
	found, err := l.from.GetStyle(style)
	if err != nil {
		return excelize.Style{}
	}
	s = excelize.Style{Font: l.font(found.Font), Fill: fillOf(found.Fill), Border: borders(found.Border), Alignment: alignment(found.Alignment)}
	if l.again && slices.Equal(s.Fill.Color, []string{faultFill}) {
		s.Fill, s.Font.Color = excelize.Fill{}, ""
	}
	return s
}

var sixDigits = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

// rgb gives a colour as six digits, whether it is opaque or not; "" for none.
func rgb(color string) string {
	if len(color) == 8 {
		color = color[2:]
	}
	if !sixDigits.MatchString(color) {
		return ""
	}
	return strings.ToUpper(color)
}

// font copies a font. A colour of the theme becomes one of its own, because the
// theme isn't copied.
func (l *looks) font(f *excelize.Font) *excelize.Font {
	if f == nil {
		return nil
	}
	own := &excelize.Font{Bold: f.Bold, Italic: f.Italic, Underline: f.Underline, VertAlign: f.VertAlign}
	if utf8.RuneCountInString(f.Family) <= excelize.MaxFontFamilyLength {
		own.Family = f.Family
	}
	if f.Size <= excelize.MaxFontSize {
		own.Size = f.Size
	}
	if f.Color != "" || f.ColorIndexed != 0 || f.ColorTheme != nil {
		if base := rgb(l.from.GetBaseColor(f.Color, f.ColorIndexed, f.ColorTheme)); base != "" {
			own.Color = rgb(excelize.ThemeColor(base, f.ColorTint))
		}
	}
	return own
}

// fillOf copies a fill of one colour, or a pattern of it.
func fillOf(f excelize.Fill) excelize.Fill {
	if f.Type != "pattern" || f.Pattern <= 0 || len(f.Color) != 1 || rgb(f.Color[0]) == "" {
		return excelize.Fill{}
	}
	return excelize.Fill{Type: f.Type, Pattern: f.Pattern, Color: []string{rgb(f.Color[0])}}
}

// borders copies the lines around a cell; those of no known colour are black.
func borders(lines []excelize.Border) []excelize.Border {
	var own []excelize.Border
	for _, b := range lines {
		if b.Color = rgb(b.Color); b.Color == "" {
			b.Color = "000000"
		}
		own = append(own, b)
	}
	return own
}

// What an alignment can hold (ECMA-376, part 1, 18.8.1; Excel's own limit).
const (
	mostIndent = 250
	upright    = 255 // the rotation of letters that stand below one another
)

// alignment copies where the text stands in a cell, and how it is turned.
func alignment(a *excelize.Alignment) *excelize.Alignment {
	if a == nil {
		return nil
	}
	own := &excelize.Alignment{WrapText: a.WrapText, ShrinkToFit: a.ShrinkToFit}
	if a.Indent >= 0 && a.Indent <= mostIndent {
		own.Indent = a.Indent
	}
	if a.TextRotation >= 0 && a.TextRotation <= 180 || a.TextRotation == upright {
		own.TextRotation = a.TextRotation
	}
	if slices.Contains([]string{"left", "center", "right", "fill", "justify", "centerContinuous", "distributed"}, a.Horizontal) {
		own.Horizontal = a.Horizontal
	}
	if slices.Contains([]string{"top", "center", "justify", "distributed"}, a.Vertical) {
		own.Vertical = a.Vertical
	}
	return own
}
