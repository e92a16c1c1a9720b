package validate

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"importer/internal/parse"
)

// A cell is a cell that holds something.
type cell struct {
	raw        string // as the file has it, but for what only a spreadsheet program needs
	text       string // raw, cleaned
	kind       parse.Kind
	apostrophe bool // one that stood before the text was left out
}

// newCell takes the wrappings off a cell: ="0184", and '0184 where a leading
// apostrophe can't be part of the value.
func newCell(c parse.Cell, unquote bool) cell {
	held := cell{raw: c.Text, text: clean(c.Text), kind: c.Kind}
	if inner, ok := strings.CutPrefix(held.text, `="`); ok && strings.HasSuffix(inner, `"`) {
		held.raw = strings.TrimSuffix(inner, `"`)
		held.text = clean(held.raw)
	}
	if unquote && strings.HasPrefix(held.text, "'") {
		held.raw = strings.TrimLeft(held.text, "' ")
		held.text, held.apostrophe = held.raw, true
	}
	return held
}

// errorWords are the error values of spreadsheet programs, English and Swedish,
// as a CSV file has them.
var errorWords = words(`#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC!
	#SAKNAS! #REFERENS! #VÄRDEFEL! #NAMN? #DIVISION/0! #OGILTIGT! #SKÄRNING!`)

// bareErrors are those that stand in a file without their mark, and what newer
// programs write while they wait for a value.
var bareErrors = words(`#N/A #REF #VALUE #NAME #NUM #NULL #SPILL #CALC #SAKNAS #REFERENS #VÄRDEFEL #OGILTIGT #GETTING_DATA #BUSY #UPPTAGEN`)

// anError has the form of an error value: there are more in each edition, and in
// each language.
var anError = regexp.MustCompile(`^#\p{Lu}[\p{Lu}\d_/ ]+[!?]$|^#DATA HÄMTAS`)

// hashes are what a spreadsheet program saves of a cell that is too narrow.
var hashes = regexp.MustCompile(`^#{3,}$`)

// lostContent reports whether what a cell held isn't in the file.
func lostContent(c parse.Cell) (Code, bool) {
	switch text := strings.TrimSpace(c.Text); {
	case c.Kind == parse.Uncomputed:
		return CodeUncomputed, true
	case c.Kind == parse.Error,
		strings.HasPrefix(text, "#") && isErrorWord(text):
		return CodeErrorValue, true
	default:
		return "", false
	}
}

// isErrorWord reports whether a text that begins with # is what a spreadsheet
// program saves of a cell without a value.
func isErrorWord(text string) bool {
	word := strings.ToLower(text)
	return errorWords[word] || bareErrors[word] || hashes.MatchString(text) || anError.MatchString(text)
}

// isClear reports whether a cell asks for its field to be emptied.
func isClear(text string) bool {
	return strings.HasPrefix(text, "<") && (strings.EqualFold(text, "<clear>") || strings.EqualFold(text, "<rensa>") || strings.EqualFold(text, "<tom>"))
}

// fillers are written where there is nothing to write.
var fillers = words("- – — n/a saknas")

func isFiller(text string) bool {
	return len(text) <= len("saknas") && fillers[strings.ToLower(text)]
}

// words makes a set of the words in a text, in lower case.
func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[strings.ToLower(w)] = true
	}
	return set
}

// misplaced gives the code for a cell that isn't text where only text can be
// right: a number, a date or a truth value is what a spreadsheet program made
// of what was typed.
func misplaced(kind parse.Kind) (Code, bool) {
	switch kind {
	case parse.Number:
		return CodeStoredAsNumber, true
	case parse.Date:
		return CodeStoredAsDate, true
	case parse.Boolean:
		return CodeStoredAsBoolean, true
	default:
		return "", false
	}
}

// misplacedButNumber is misplaced for values that may be stored as numbers.
func misplacedButNumber(kind parse.Kind) (Code, bool) {
	if kind == parse.Number {
		return "", false
	}
	return misplaced(kind)
}

// noFraction is the text of a whole number, without the .0 that some programs
// write after one.
func noFraction(text string) string {
	for _, end := range []string{".0", ",0"} {
		if whole, ok := strings.CutSuffix(text, end); ok && isDigits(whole) {
			return whole
		}
	}
	return text
}

// isDigits reports whether text is one ASCII digit or more, and nothing else.
func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// excerpt is how many characters of a cell are shown.
const excerpt = 60

// considered is how many characters of a cell decide what is shown of it.
const considered = 10 * excerpt

// shownCell is what may be shown of a cell: identity numbers masked, and not
// much of a long text.
func shownCell(k Kind, c parse.Cell) string {
	text := shown(k, clean(firstOf(strings.TrimSpace(c.Text), considered)))
	if len(text) <= excerpt || utf8.RuneCountInString(text) <= excerpt {
		return text
	}
	return firstOf(text, excerpt-1) + "…"
}

// firstOf gives the first characters of a text.
func firstOf(text string, characters int) string {
	if len(text) <= characters {
		return text
	}
	for i := range text {
		if characters == 0 {
			return text[:i]
		}
		characters--
	}
	return text
}

// mostCharacters is more than any field takes. A longer cell isn't read.
const mostCharacters = 10_000

// isTooLong reports whether a text has more characters than any field takes.
func isTooLong(text string) bool {
	return len(text) > mostCharacters && utf8.RuneCountInString(text) > mostCharacters
}
