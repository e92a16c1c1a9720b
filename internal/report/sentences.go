package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"importer/internal/validate"
)

// A Lang is a language of the sentences.
type Lang string

// The languages.
const (
	English Lang = "en"
	Swedish Lang = "sv"
)

// A phrase is what is said of a code. Words in braces are arguments of the code.
// What stands between square brackets tells a value, and is said only where
// values may be shown.
type phrase struct {
	reason   string // a few words, for many rows in one line
	sentence string // what is wrong with one cell; the reason if empty
	advice   string // what to do
}

// phrases gives the table of a language; English for one that isn't known.
func phrases(lang Lang) map[validate.Code]phrase {
	if lang == Swedish {
		return swedish
	}
	return english
}

// Sentence says what there is to know of one cell or row: where, what, and what
// to do. What stands in the cell is told only with values, identity numbers
// masked.
func Sentence(p validate.Problem, lang Lang, values bool) string {
	return where(p, lang, values) + ": " + complaint(p, lang, values)
}

// complaint is a sentence without the place: what is wrong, and what to do.
func complaint(p validate.Problem, lang Lang, values bool) string {
	known, ok := phrases(lang)[p.Code]
	if !ok {
		known = phrase{reason: string(p.Code)}
	}
	text := known.sentence
	if text == "" {
		text = known.reason
	}
	text = fill(text, p, lang, values)
	if !strings.HasSuffix(text, "?") {
		text += "."
	}
	if known.advice != "" {
		text += " " + fill(known.advice, p, lang, values)
	}
	return text
}

// Reason says in a few words what is wrong, without place or value, for lines
// that stand for many problems, and for columns that aren't used.
func Reason(p validate.Problem, lang Lang) string {
	known, ok := phrases(lang)[p.Code]
	if !ok {
		return string(p.Code)
	}
	return fill(known.reason, p, lang, false)
}

// Advice says what to do about a problem, without place or value.
func Advice(p validate.Problem, lang Lang) string {
	return fill(phrases(lang)[p.Code].advice, p, lang, false)
}

// where names the cell as the user sees it.
func where(p validate.Problem, lang Lang, values bool) string {
	place := p.Cell
	if place == "" || strings.HasPrefix(place, "row ") {
		place = fmt.Sprintf("row %d", p.Row)
	}
	place = local(place, lang) + origin(lang, 1, p.First)
	if p.Column != "" {
		place += ", " + plain(p.Column)
	}
	if values && p.Shown != "" {
		place += fmt.Sprintf(", %q", plain(p.Shown))
	}
	return place
}

// origin names the rows of the sheet from which an error file was made; nothing
// for a row that comes from none.
func origin(lang Lang, most int, firsts ...int) string {
	firsts = slices.DeleteFunc(firsts, func(row int) bool { return row == 0 })
	rows := lang.voice().few(numbers(firsts), most)
	switch {
	case len(firsts) == 0:
		return ""
	case lang == Swedish:
		return fmt.Sprintf(" (rad %s i det första bladet)", rows)
	case len(firsts) == 1:
		return fmt.Sprintf(" (row %s of the first sheet)", rows)
	default:
		return fmt.Sprintf(" (rows %s of the first sheet)", rows)
	}
}

// local puts an address in words into a language.
func local(address string, lang Lang) string {
	if lang == Swedish {
		return strings.ReplaceAll(address, "row ", "rad ")
	}
	return address
}

var (
	onlyWithValues = regexp.MustCompile(`\[([^\]]*)\]`)
	placeholder    = regexp.MustCompile(`\{(\w+)\}`)
)

// fill puts the arguments into a text. What tells a value that isn't known is left
// out.
func fill(text string, p validate.Problem, lang Lang, values bool) string {
	if !strings.ContainsAny(text, "[{") {
		return text
	}
	text = onlyWithValues.ReplaceAllStringFunc(text, func(part string) string {
		for _, name := range placeholder.FindAllStringSubmatch(part, -1) {
			if !values || p.Args[name[1]] == "" {
				return ""
			}
		}
		return strings.Trim(part, "[]")
	})
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		return argument(strings.Trim(name, "{}"), p, lang)
	})
}

// argument is one argument in words.
func argument(name string, p validate.Problem, lang Lang) string {
	value := plain(p.Args[name])
	switch {
	case name == "rows":
		return others(value, p.Args["more"], lang)
	case name == "reason":
		return served(value)
	case name != "flag":
		return value
	case value != "":
		return lang.voice().Sprintf("the column %s", value)
	default:
		return lang.voice().Sprintf("a column %s", "Tillfälligt personnummer")
	}
}

// address is that of a cell in a workbook.
var address = regexp.MustCompile(`\b[A-Z]{1,3}([1-9]\d*)\b`)

// others names other rows and says how many more there are. A cell is named by its
// row: it stands in the same column, and in an error file elsewhere.
func others(list, more string, lang Lang) string {
	list = address.ReplaceAllString(strings.ReplaceAll(list, "row ", ""), "$1")
	items := strings.Split(list, ", ")
	one, several, and := "row ", "rows ", "%s and %s more"
	if lang == Swedish {
		one, several, and = "rad ", "raderna ", "%s och %s till"
	}
	text := several + list
	if len(items) == 1 && more == "" {
		text = one + list
	}
	if more != "" {
		text = fmt.Sprintf(and, text, more)
	}
	return text
}
