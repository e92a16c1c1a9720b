package validate

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"importer/internal/parse"
)

// clean gives text in NFC, trimmed, without characters that nobody sees; every
// kind of blank becomes a plain one. Doing it twice changes nothing.
func clean(text string) string {
	if isClean(text) {
		return strings.Trim(text, " ")
	}
	var b strings.Builder
	var before rune
	for _, r := range text {
		switch {
		case r == '\u200c' || r == '\u200d':
			if !needsJoiners(before) {
				continue
			}
		case isInvisible(r):
			continue
		case isBlank(r):
			r = ' '
		}
		b.WriteRune(r)
		before = r
	}
	return strings.Trim(norm.NFC.String(b.String()), " \u200c\u200d")
}

// isClean reports whether text is surely as clean would have it, blanks around it
// aside: no letter below the first combining mark has another normal form, and none
// of them can be joined to the one before it.
func isClean(text string) bool {
	for _, r := range text {
		if r < ' ' || r >= '\u007f' && r < '\u00a1' || r == '\u00ad' || r >= '\u0300' {
			return false
		}
	}
	return true
}

// isPlain reports whether text is printable ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// isBlank reports whether r is white space. NEL isn't: in a cell it is half of
// a letter that was read in the wrong encoding.
func isBlank(r rune) bool { return unicode.IsSpace(r) && r != '\u0085' }

// isInvisible reports whether r only steers layout: zero-width blanks, soft
// hyphens, byte order marks, marks of writing direction.
func isInvisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff',
		r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	default:
		return false
	}
}

// hasUnseen reports whether cleaning changes a character inside a text that nobody
// sees there, or that looks like a blank.
func hasUnseen(text string) bool {
	if isClean(text) {
		return false
	}
	inside := strings.TrimFunc(text, func(r rune) bool { return isBlank(r) || isInvisible(r) || r == '\u200c' || r == '\u200d' })
	var before rune
	for _, r := range inside {
		joiner := r == '\u200c' || r == '\u200d'
		if r != ' ' && isBlank(r) || isInvisible(r) || joiner && !needsJoiners(before) {
			return true
		}
		before = r
	}
	return false
}

// needsJoiners reports whether r is of a script in which joiners make a
// difference, such as Persian.
func needsJoiners(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsMark(r)) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Inherited)
}

// Fold makes texts equal that mean the same where case doesn't count: NFC, case
// folded, and in an e-mail address the domain as it is on the wire (punycode).
func Fold(text string) string {
	text = clean(text)
	if foldsAsLower(text) {
		return strings.ToLower(text)
	}
	text = norm.NFC.String(cases.Fold().String(text))
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return text
	}
	if domain, err := idna.ToASCII(text[at+1:]); err == nil {
		return text[:at+1] + domain
	}
	return text
}

// foldsAsLower reports whether lower case is all that folding comes to: in ASCII,
// and in text without a domain in Swedish and its neighbours' languages. There ß is
// two letters, and the micro sign a Greek one.
func foldsAsLower(text string) bool {
	ascii := true
	for _, r := range text {
		if r < ' ' || r > 'ÿ' || r == 'ß' || r == 'µ' {
			return false
		}
		ascii = ascii && r <= '~'
	}
	return ascii || !strings.Contains(text, "@")
}

// mojibake is UTF-8 that was read as Windows-1252, or as an old DOS code page;
// a letter that was lost altogether; and a question mark within a word or at its
// beginning.
var mojibake = regexp.MustCompile(`[ÃÂ][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]|├|\x{fffd}|\pL\?\pL|(?:^|[ -])\?\pL`)

// spoilt gives the code for text that can't be what was meant. Cleaning can
// hide the signs of it, and bring them to light.
func spoilt(c cell) (Code, bool) {
	if isClean(c.raw) && !strings.Contains(c.raw, "?") && !strings.Contains(c.raw, "Ã") && !strings.Contains(c.raw, "Â") {
		return "", false
	}
	switch {
	case !utf8.ValidString(c.raw), mojibake.MatchString(norm.NFC.String(c.raw)), mojibake.MatchString(c.text):
		return CodeGarbled, true
	case strings.ContainsFunc(c.raw, func(r rune) bool { return unicode.IsControl(r) && !isBlank(r) }):
		return CodeControl, true
	default:
		return "", false
	}
}

// firstGreek is the first letter of the scripts whose letters look like Latin ones.
const firstGreek = '\u0370'

// mixesScripts reports whether a word has letters that look like Latin ones
// beside Latin ones.
func mixesScripts(text string) bool {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= firstGreek }) {
		return false
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) &&
			strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }) {
			return true
		}
	}
	return false
}

// callName is the mark around the name that a person goes by: Anna *Maria*,
// Maria*, /Maria/.
var callName = regexp.MustCompile(`\*(\pL[\pL-]*)\*?|(\pL[\pL-]*)\*|(^| )/(\pL[\pL-]*)/( |$)`)

// lostEnd is a word that has lost its last letter: "Malm?".
var lostEnd = regexp.MustCompile(`^[\pL-]+\pL\?$`)

// readText reads names, streets and towns. They are never re-cased or split.
func readText(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	if strings.HasSuffix(c.text, "?") && lostEnd.MatchString(c.text) {
		return faulty(CodeGarbled)
	}
	r := asking(c.text)
	if bare := clean(unmark(c.text)); bare != c.text {
		if code, bad := spoilt(cell{raw: bare, text: bare}); bad {
			return faulty(code)
		}
		r = asking(bare).becoming(Notice, CodeCallName, bare)
	}
	if mixesScripts(c.text) {
		r = r.with(Warning, CodeMixedScripts)
	}
	if strings.ContainsFunc(c.text, isPictograph) {
		r = r.with(Warning, CodePictograph)
	}
	return r
}

// isPictograph reports whether r is an emoji or another picture, or makes one of
// what stands before it. Signs such as © and ° aren't.
func isPictograph(r rune) bool {
	switch {
	case r >= '\u2300' && r <= '\u23ff', r >= '\u25a0' && r <= '\u27bf', r >= '\u2b00' && r <= '\u2bff',
		r >= '\U0001f000' && r <= '\U0001fbff', r == '\ufe0f', r == '\u20e3':
		return true
	default:
		return false
	}
}

// unmark takes the marks off call names until none is left.
func unmark(text string) string {
	for strings.ContainsAny(text, "*/") {
		bare := callName.ReplaceAllString(text, "$1$2$3$4$5")
		if bare == text {
			break
		}
		text = bare
	}
	return text
}

// readSourceID reads another system's id. A whole number is as good as text.
func readSourceID(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	if c.kind == parse.Number && !isDigits(c.text) {
		return faulty(CodeStoredAsNumber)
	}
	return asking(c.text)
}
