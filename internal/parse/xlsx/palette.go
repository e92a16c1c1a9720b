package xlsx

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"
)

// A palette numbers the colours that cells have.
type palette struct {
	fills, fonts []string // what each looks like; "" if like paper and ink
	numbers      map[[2]string]uint16
}

func newPalette(f *excelize.File) palette {
	p := palette{numbers: map[[2]string]uint16{}}
	if f.Styles.Fills != nil {
		for i := range f.Styles.Fills.Fill {
			p.fills = append(p.fills, fillOf(f, i))
		}
	}
	if f.Styles.Fonts != nil {
		for i := range f.Styles.Fonts.Font {
			p.fonts = append(p.fonts, inkOf(f, i))
		}
	}
	return p
}

// of gives the number of a fill and a font, which a style names by their places.
func (p palette) of(fill, font *int) uint16 {
	look := [2]string{among(p.fills, fill), among(p.fonts, font)}
	if look == [2]string{} {
		return 0
	}
	if p.numbers[look] == 0 && len(p.numbers) < math.MaxUint16 {
		p.numbers[look] = uint16(len(p.numbers) + 1)
	}
	return p.numbers[look]
}

func among(looks []string, i *int) string {
	if i == nil || *i < 0 || *i >= len(looks) {
		return ""
	}
	return looks[*i]
}

// fillOf says what a fill looks like.
func fillOf(f *excelize.File, i int) string {
	fill := f.Styles.Fills.Fill[i]
	switch {
	case fill == nil:
		return ""
	case fill.GradientFill != nil:
		return fmt.Sprint("gradient ", i)
	case fill.PatternFill == nil, fill.PatternFill.PatternType == "", fill.PatternFill.PatternType == "none", fill.PatternFill.PatternType == "gray125":
		return ""
	case fill.PatternFill.FgColor == nil:
		return fill.PatternFill.PatternType
	}
	c := fill.PatternFill.FgColor
	if c.RGB == "FFFFFFFF" || c.RGB == "00FFFFFF" || c.Theme != nil && *c.Theme == 0 && c.Tint == 0 || c.Indexed == 9 || c.Indexed == 65 {
		return ""
	}
	return shade(c.RGB, c.Theme, c.Indexed, c.Tint)
}

// inkOf says what colour a font has. What is underlined mostly is a link, whose
// colour means nothing.
func inkOf(f *excelize.File, i int) string {
	font := f.Styles.Fonts.Font[i]
	if font == nil || font.Color == nil || font.U != nil {
		return ""
	}
	c := font.Color
	if c.Auto || c.RGB == "FF000000" || c.RGB == "00000000" || c.Theme != nil && *c.Theme == 1 && c.Tint == 0 || c.Indexed == 8 || c.Indexed == 64 {
		return ""
	}
	return shade(c.RGB, c.Theme, c.Indexed, c.Tint)
}

// shade names a colour; "" if nothing names one.
func shade(rgb string, theme *int, indexed int, tint float64) string {
	switch {
	case rgb != "":
		return rgb
	case theme != nil:
		return fmt.Sprint("theme ", *theme, tint)
	case indexed != 0:
		return fmt.Sprint("indexed ", indexed)
	default:
		return ""
	}
}
