package validate

import (
	"regexp"
	"strings"
)

var (
	swedishCode = regexp.MustCompile(`^(?i:SE?[- ]?)?([1-9]\d{2}) *(\d{2})$`)
	codeAndTown = regexp.MustCompile(`^(?i:SE?[- ]?)?([1-9]\d{2}) *(\d{2})[ ,]+(\pL[\pL\pM '’-]*)$`)
	fourDigits  = regexp.MustCompile(`^\d{4}$`)
)

// readPostalCode reads a postal code: three digits, a blank, two digits. In a
// row with a foreign country anything goes.
func readPostalCode(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	text := noFraction(squeezeHyphens(c.text))
	if m := swedishCode.FindStringSubmatch(text); m != nil {
		return asking(m[1] + " " + m[2])
	}
	if s.country != "" && s.country != "SWE" {
		return asking(canonPostalCode(c.text))
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

// squeezeHyphens brings odd hyphens into plain form and leaves blanks.
func squeezeHyphens(text string) string { return clean(hyphenate(text)) }

// canonPostalCode gives five digits their blank. It can't know the country: a
// foreign code of five digits gets one as well, on both sides of a comparison.
func canonPostalCode(text string) string {
	text = clean(text)
	if m := swedishCode.FindStringSubmatch(squeezeHyphens(text)); m != nil {
		return strings.Join(m[1:], " ")
	}
	return text
}
