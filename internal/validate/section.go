package validate

import (
	"regexp"
	"strings"

	"importer/internal/parse"
)

// Section is the rule for a row that is the title of a part of the list: "Klass 5B".
const Section Skip = "section title"

// leastInSheet is how many columns a sheet has in which one cell alone in its row
// can be a title.
const leastInSheet = 3

// isSection reports whether a row is the title of what stands below it: its first
// cell alone is filled, and is neither a key nor a total.
func (t *Table) isSection(row parse.Row) bool {
	if countFilled(row) != 1 || !fills(row.Cell(0)) || len(t.titles) < leastInSheet {
		return false
	}
	text := clean(row.Cell(0).Text)
	return row.Cell(0).Kind == parse.Text && !number.MatchString(text) && !t.protected(row) && !t.mayBeRecord(row) && !t.closes(row)
}

// number is what is long enough to be of a person or a telephone.
var number = regexp.MustCompile(`\d{6}`)

const (
	// leastDigits is how many digits a misspelt identity number has, as its date does.
	leastDigits = 5
	// leastHex is how long a text without blanks is that may be a misspelt UUID.
	leastHex = 20
)

// likeKey reports whether a text in a key's column can be a key of its kind that is
// misspelt or was cut; the text isn't empty.
func (s slot) likeKey(text string) bool {
	blank := strings.ContainsAny(text, " \t\n")
	switch digits := countDigits(text); {
	case s.Kind.shaped(parse.Cell{Text: text, Kind: parse.Text}, surroundings{}):
		return true
	case s.Kind == Email:
		return strings.Contains(text, "@") || !blank && strings.Contains(text, ".")
	case s.Kind == UUID:
		return len(text) >= leastHex && !blank
	default:
		return number.MatchString(text) || digits >= leastDigits && 2*digits > len(text)
	}
}
