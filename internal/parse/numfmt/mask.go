package numfmt

import (
	"strings"
	"unicode"
)

// mask gives a section that has nothing but zeros and the signs between them,
// such as 00000000-0000; nil for any other. One zero alone shows nothing that
// the number doesn't, and one with letters beside it shows a unit.
func mask(section []token) []token {
	count := 0
	for _, t := range section {
		switch {
		case t.kind == zeros:
			count++
		case t.kind != literal, strings.ContainsFunc(t.text, isUnit):
			return nil
		}
	}
	if count == 0 || count == 1 && len(section) == 1 {
		return nil
	}
	return section
}

// isUnit reports whether a character says what is counted.
func isUnit(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || r == '%' || r == '.' || r == ','
}

// Show gives a number as the mask shows it, 184 with 0000 as 0184. It gives the
// number itself if the format is no mask, or if what it shows isn't, leading
// zeros and signs aside, the number. Decimal is as Decimal writes it.
func (f Format) Show(decimal string) string {
	if f.mask == nil || !onlyDigits(decimal) {
		return decimal
	}
	shown := f.fill(decimal)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, shown)
	if strings.TrimLeft(digits, "0") != strings.TrimLeft(decimal, "0") || strings.HasPrefix(shown, "-") {
		return decimal
	}
	return shown
}

// fill puts digits in the places of the zeros, from the right. What is left
// over goes before the first of them.
func (f Format) fill(digits string) string {
	places := 0
	for _, t := range f.mask {
		if t.kind == zeros {
			places++
		}
	}
	digits = strings.Repeat("0", max(0, places-len(digits))) + digits
	var b strings.Builder
	for _, t := range f.mask {
		if t.kind == literal {
			b.WriteString(t.text)
			continue
		}
		n := len(digits) - places + 1
		b.WriteString(digits[:n])
		digits = digits[n:]
		places--
	}
	return b.String()
}
