package validate

import (
	"regexp"
	"strings"
	"unicode"

	"importer/internal/parse"
)

var (
	swedishCode = regexp.MustCompile(`^(?i:SE?[- ]?)?([1-9]\d{2}) *(\d{2})$`)
	codeAndTown = regexp.MustCompile(`^(?i:SE?[- ]?)?([1-9]\d{2}) *(\d{2})[ ,]+(\pL[\pL\pM '’-]*)$`)
	fourDigits  = regexp.MustCompile(`^\d{4}$`)
)

// readPostalCode reads a postal code: three digits, a blank, two digits. In a
// row with a foreign country anything goes, as it is written.
func readPostalCode(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	text := noFraction(squeezeHyphens(c.text))
	if isForeign(s.country) {
		return asking(noFraction(c.text))
	}
	if m := swedishCode.FindStringSubmatch(text); m != nil {
		return asking(m[1] + " " + m[2])
	}
	if m := codeAndTown.FindStringSubmatch(text); m != nil {
		r := asking(m[1] + " " + m[2])
		r.rest = m[3]
		return r.becoming(Notice, CodePostalTown, r.value.Text)
	}
	if fourDigits.MatchString(text) {
		return faulty(CodePostalFour)
	}
	return faulty(CodePostalMalformed)
}

// readStreet reads a street, which shares its cell with no postal code and town.
func readStreet(c cell, s surroundings) reading {
	if codeAndTown.MatchString(squeezeHyphens(c.text)) || endsInTown(c.raw) {
		return faulty(CodeAddressLines)
	}
	return readText(c, s)
}

// readTown reads a postal town, and parts it from a postal code before it. Abroad
// what looks like one may be something else.
func readTown(c cell, s surroundings) reading {
	m := codeAndTown.FindStringSubmatch(squeezeHyphens(c.text))
	switch {
	case isForeign(s.country):
		return readText(c, s)
	case m == nil && c.kind == parse.Text && !strings.ContainsFunc(c.text, unicode.IsLetter):
		return faulty(CodeTownDigits)
	case m == nil:
		return readText(c, s)
	}
	c.raw, c.text = m[3], m[3]
	r := readText(c, s)
	if r.value.State == Set {
		r.rest = m[1] + " " + m[2]
		r = r.becoming(Notice, CodeTownCode, r.value.Text)
	}
	return r
}

// squeezeHyphens brings odd hyphens into plain form and leaves blanks.
func squeezeHyphens(text string) string { return clean(hyphenate(text)) }

// isForeign reports whether a country, in normal form, is known and isn't Sweden.
func isForeign(country string) bool { return country != "" && country != "SWE" }

// canonPostalCode gives five digits their blank, as Swedish codes have it.
func canonPostalCode(text string) string {
	text = clean(text)
	if m := swedishCode.FindStringSubmatch(squeezeHyphens(text)); m != nil {
		return strings.Join(m[1:], " ")
	}
	return text
}

// endsInTown reports whether the last of several lines is a postal code and a town.
func endsInTown(text string) bool {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	last := len(lines) - 1
	for last > 0 && clean(lines[last]) == "" {
		last--
	}
	return last > 0 && codeAndTown.MatchString(squeezeHyphens(lines[last]))
}
