package validate

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"importer/internal/parse"
)

var (
	// betweenNumbers parts several numbers in a cell. A slash or a comma can also
	// stand within one, after the area code.
	betweenNumbers = regexp.MustCompile(`[/,;|\n\r]|(?i:\s(?:el|eller|or|och|and)\.?\s)|\s&\s`)
	// besideNumber is a word before or after the number, in brackets or not.
	besideNumber = regexp.MustCompile(`^\(?[\pL.:\s]+\)?\s*|\s*\(?[\pL.:\s]+\)?$`)
)

// readPhone reads one telephone number, Swedish unless it says otherwise. The
// library takes letters for the keys of a telephone, and glues two numbers
// together: neither may reach it.
func readPhone(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	text := hyphenate(c.text)
	if c.kind == parse.Number {
		text = noFraction(text)
	}
	if e164, ok := swedishMobile(text); ok && (s.country == "" || s.country == "SWE") {
		return asking(e164)
	}
	if holdsSeveral(hyphenate(c.raw)) {
		return faulty(CodePhoneSeveral)
	}
	bare := withoutWords(text)
	if hasLetter(bare) {
		return faulty(CodePhoneLetters)
	}
	e164, ok := dial(bare)
	switch {
	case (ok || isForeign(s.country)) && lacksPrefix(bare, e164, c.kind, s.country):
		return faulty(CodePhonePrefix)
	case !ok:
		return faulty(CodePhoneInvalid)
	}
	r := asking(e164)
	r.found = repaired(bare, e164, s.country)
	if hasLetter(text) {
		r = r.becoming(Warning, CodePhoneWords, e164)
	}
	return r
}

// withoutWords leaves out the words beside a number.
func withoutWords(text string) string {
	if strings.Trim(text[:1]+text[len(text)-1:], "+0123456789") == "" {
		return text // no word stands at either end
	}
	return clean(besideNumber.ReplaceAllString(text, ""))
}

// leastOfSeveral is how many digits each of several numbers has at least.
const leastOfSeveral = 7

// holdsSeveral reports whether a cell holds more than one number.
func holdsSeveral(text string) bool {
	if countDigits(text) < 2*leastOfSeveral {
		return false
	}
	numbers := 0
	for _, part := range betweenNumbers.Split(text, -1) {
		if countDigits(part) >= leastOfSeveral {
			numbers++
		}
	}
	return numbers > 1
}

func countDigits(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

func hasLetter(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// dial gives a number in E.164, if it can be called from abroad.
func dial(text string) (string, bool) {
	if e164, ok := swedishMobile(text); ok {
		return e164, true
	}
	if hasLetter(text) || countDigits(text) < 5 {
		return "", false
	}
	number, err := phonenumbers.Parse(text, "SE")
	if err != nil || !phonenumbers.IsValidNumber(number) || number.GetExtension() != "" {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// swedishMobile does for the commonest numbers what dial does for all, a hundred
// times faster: 070, 072, 073, 076 and 079, and seven digits.
func swedishMobile(text string) (string, bool) {
	if !strings.HasPrefix(text, "07") || strings.HasSuffix(text, "-") {
		return "", false
	}
	e164 := append(make([]byte, 0, len("+46701234567")), "+46"...)
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ', c == '-':
		case c < '0', c > '9', len(e164) == cap(e164):
			return "", false
		default:
			e164 = append(e164, c)
		}
	}
	return string(e164), len(e164) == cap(e164) && strings.IndexByte("02369", e164[4]) >= 0
}

// lostZero is a Swedish mobile number without its 0, as it comes out of Excel.
var lostZero = regexp.MustCompile(`^7\d{8}$`)

// lacksPrefix reports whether nothing tells of which country a number is: it begins
// with neither 0 nor +, and they can't have been lost in Excel. Where the address is
// abroad, nothing is put back.
func lacksPrefix(written, e164 string, kind parse.Kind, country string) bool {
	digits := strings.TrimLeft(written, "( ")
	switch {
	case strings.HasPrefix(digits, "+"), strings.HasPrefix(digits, "0"):
		return false
	case isForeign(country):
		return countDigits(digits) > 0
	default:
		return kind != parse.Number && !lostZero.MatchString(digits) && !lostPlus(digits, e164)
	}
}

// lostPlus reports whether a number is a whole Swedish one but for its plus.
func lostPlus(digits, e164 string) bool {
	return strings.HasPrefix(digits, "46") && countDigits(digits) == len(e164)-1 && countDigits(digits) >= 10
}

// repaired says what was put back before a number, or taken for granted.
func repaired(written, e164, country string) []finding {
	args := map[string]string{"to": e164}
	digits := strings.TrimLeft(written, "( ")
	switch {
	case strings.HasPrefix(digits, "+"), strings.HasPrefix(digits, "00"):
		return nil
	case lostPlus(digits, e164):
		return []finding{{severity: Notice, code: CodePhonePlus, args: args}}
	case isForeign(country):
		return []finding{{severity: Warning, code: CodePhoneForeign, args: args}}
	case !strings.HasPrefix(digits, "0"):
		return []finding{{severity: Notice, code: CodePhoneZero, args: args}}
	default:
		return nil
	}
}

// canonPhone gives E.164, as servers may keep a number in another form.
func canonPhone(text string) string {
	text = clean(text)
	if holdsSeveral(text) {
		return text
	}
	if e164, ok := dial(hyphenate(text)); ok {
		return e164
	}
	return text
}
