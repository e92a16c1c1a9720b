package validate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"importer/internal/validate/identity"
)

// numberLike finds what may be an identity number, also a malformed one: digits,
// and letters mistaken for them, in groups parted by a few signs, with at most
// one or two letters of another sort among them.
var numberLike = regexp.MustCompile(
	`[OoIl]{0,3}[0-9０-９][0-9OoIl０-９]*(?:` + parting + `[0-9OoIl０-９]+)*(?:` + parting + `[A-Za-z]{1,2}(?:` + parting + `[0-9OoIl０-９]+)+)?`)

const parting = `[-+./\s\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{202f}\x{2060}\x{2212}\x{fe58}\x{fe63}\x{feff}\x{ff0b}\x{ff0d}]{0,3}`

// anID is a UUID. It names a record, and is no secret.
var anID = regexp.MustCompile(`[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)

// Mask hides the last characters of whatever looks like an identity number in a
// text, also of a malformed one, so that at most the date remains. Ids and
// telephone numbers that begin with + and a country stay.
func Mask(text string) string {
	if !holdsDigits(text, fewestDigits) {
		return text
	}
	return maskWhere(text, isLongEnough)
}

// fewestDigits is how many digits something has that looks like an identity number.
const fewestDigits = 7

// holdsDigits reports whether at least so many digits stand anywhere in text.
func holdsDigits(text string, least int) bool {
	for _, r := range text {
		if unicode.IsDigit(r) {
			least--
		}
		if least == 0 {
			return true
		}
	}
	return false
}

// maskWhere masks the runs that are suspect.
func maskWhere(text string, suspect func(run string) bool) string {
	var b strings.Builder
	for text != "" {
		id := anID.FindStringIndex(text)
		if id == nil {
			b.WriteString(maskRuns(text, suspect))
			break
		}
		b.WriteString(maskRuns(text[:id[0]], suspect) + text[id[0]:id[1]])
		text = text[id[1]:]
	}
	return b.String()
}

func maskRuns(text string, suspect func(run string) bool) string {
	var b strings.Builder
	end := 0
	for _, at := range numberLike.FindAllStringIndex(text, -1) {
		b.WriteString(text[end:at[0]])
		run := text[at[0]:at[1]]
		if !suspect(run) || isInternational(text[:at[0]], run) {
			b.WriteString(run)
		} else {
			b.WriteString(hide(run))
		}
		end = at[1]
	}
	return b.String() + text[end:]
}

// isLongEnough reports whether a run has the characters of the shortest form,
// one of them lost: YYMMDD-NNNN.
func isLongEnough(run string) bool {
	characters, digits := 0, 0
	for _, r := range run {
		if unicode.IsDigit(r) {
			digits++
		}
		if isCharacter(r) {
			characters++
		}
	}
	return characters >= 9 && digits >= fewestDigits
}

func isCharacter(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }

// isInternational reports whether a run is a telephone number in international
// form.
func isInternational(before, run string) bool {
	return strings.HasSuffix(before, "+") && isDigits(run) && len(run) <= 15 && !beginsWithDate(run)
}

// beginsWithDate reports whether digits have the length of an identity number and a
// date where those have one.
func beginsWithDate(digits string) bool {
	date, _, tail, formed := identity.Split(digits)
	if !formed {
		return false
	}
	if len(date) == 6 {
		date = "20" + date
	}
	return identity.New(date, tail).Dated()
}

// hide stars out what follows the date: eight characters where the run begins
// with a century and is long enough to, else six; and four characters at the
// least.
func hide(run string) string {
	total := 0
	for _, r := range run {
		if isCharacter(r) {
			total++
		}
	}
	keep := 6
	if total >= 12 && (strings.HasPrefix(run, "18") || strings.HasPrefix(run, "19") || strings.HasPrefix(run, "20")) {
		keep = 8
	}
	keep = min(keep, total-4)
	var b strings.Builder
	for _, r := range run {
		switch {
		case !isCharacter(r):
			b.WriteRune(r)
		case keep > 0:
			b.WriteRune(r)
			keep--
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

// dateAndTime is a day and a time of day, which no identity number is: one has no
// colon.
var dateAndTime = regexp.MustCompile(`^\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}[Tt ]+[0-2]?\d:[0-5]\d(:[0-5]\d(\.\d+)?)?([Zz]|[-+][01]\d:[0-5]\d)?$`)

// shown is what may be shown of a cell's text. In a column of identity numbers
// anything with a digit is masked, whatever it looks like; a telephone number
// only if it could be an identity number too.
func shown(k Kind, text string) string {
	switch {
	case k == IdentityNumber && strings.ContainsFunc(text, unicode.IsDigit):
		if n := utf8.RuneCountInString(text); n <= 4 {
			return strings.Repeat("*", n)
		}
		return hide(text)
	case k == Date && dateAndTime.MatchString(text):
		return text
	case k == Phone && holdsDigits(text, fewestDigits):
		return maskWhere(text, passesForNumber)
	default:
		return Mask(text)
	}
}

// passesForNumber reports whether text would be taken for an identity number.
func passesForNumber(text string) bool {
	date, _, tail, formed := identity.Split(squeeze(text))
	switch {
	case !formed:
		return false
	case len(date) == 6:
		return identity.New("20"+date, tail).Real()
	default:
		return identity.New(date, tail).Dated()
	}
}
