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
	if code, ok := swedish(text); ok {
		return asking(code)
	}
	if code, town, ok := partTown(text); ok {
		r := asking(code)
		r.rest = town
		return r.becoming(Notice, CodePostalTown, r.value.Text)
	}
	if fourDigits.MatchString(text) {
		return faulty(CodePostalFour)
	}
	return faulty(CodePostalMalformed)
}

// swedish gives a Swedish postal code in normal form.
func swedish(text string) (string, bool) {
	if len(text) == len("169 56") && text[3] == ' ' && text[0] != '0' && isDigits(text[:3]) && isDigits(text[4:]) {
		return text, true
	}
	if m := swedishCode.FindStringSubmatch(text); m != nil {
		return m[1] + " " + m[2], true
	}
	return "", false
}

// partTown parts a Swedish postal code, in normal form, from the town after it.
func partTown(text string) (code, town string, ok bool) {
	if countDigits(text) != 5 {
		return "", "", false
	}
	m := codeAndTown.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	return m[1] + " " + m[2], m[3], true
}

// readStreet reads a street, which shares its cell with no postal code and town.
func readStreet(c cell, s surroundings) reading {
	if _, _, ends := partTown(squeezeHyphens(c.text)); ends || endsInTown(c.raw) {
		return faulty(CodeAddressLines)
	}
	return readText(c, s)
}

// readTown reads a postal town, and parts it from a postal code before it. Abroad
// what looks like one may be something else.
func readTown(c cell, s surroundings) reading {
	code, town, parted := partTown(squeezeHyphens(c.text))
	switch {
	case isForeign(s.country):
		return readText(c, s)
	case !parted && c.kind == parse.Text && !strings.ContainsFunc(c.text, unicode.IsLetter):
		return faulty(CodeTownDigits)
	case !parted:
		return readText(c, s)
	}
	c.raw, c.text = town, town
	r := readText(c, s)
	if r.value.State == Set {
		r.rest = code
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
	if code, ok := swedish(squeezeHyphens(text)); ok {
		return code
	}
	return text
}

// endsInTown reports whether the last of several lines is a postal code and a town.
func endsInTown(text string) bool {
	if !strings.ContainsAny(text, "\n\r") {
		return false
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	last := len(lines) - 1
	for last > 0 && clean(lines[last]) == "" {
		last--
	}
	if last <= 0 {
		return false
	}
	_, _, ends := partTown(squeezeHyphens(lines[last]))
	return ends
}
