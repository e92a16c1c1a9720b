package validate

import (
	"regexp"
	"slices"
	"strings"

	"importer/internal/parse"
)

// Section is the rule for a row that is the title of a part of the list: "Klass 5B".
const Section Skip = "section title"

// leastInSheet is how many columns a sheet has in which one cell alone in its row
// can be a title.
const leastInSheet = 3

// partTitle is how the title of a part of a list begins that may stand in any
// column: "Klass 5B", "Åk 7", "Avdelning Solen".
var partTitle = regexp.MustCompile(`^(?i:klass|grupp|avdelning|årskurs|åk|mentorsgrupp|enhet|skola|class|form|group|year|school) ?:? ?\S`)

// isSection reports whether a row is the title of what stands below it: one cell
// alone is filled, the first or one that begins as such titles do, and is neither a
// key nor a total.
func (t *Table) isSection(row parse.Row) bool {
	if fillsMore(row, 1) || countFilled(row) != 1 || len(t.titles) < leastInSheet {
		return false
	}
	at := slices.IndexFunc(row.Cells, fills)
	text := clean(row.Cells[at].Text)
	titled := row.Cells[at].Kind == parse.Text && (at == 0 || partTitle.MatchString(text)) && !number.MatchString(text)
	return titled && !t.protected(row) && !t.mayBeRecord(row) && !t.closes(row)
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
func (s *slot) likeKey(text string) bool {
	return s.misspelt(text) || s.Kind.shaped(parse.Cell{Text: text, Kind: parse.Text}, surroundings{})
}

// misspelt reports whether a text that has no key's shape may have been meant for one.
func (s *slot) misspelt(text string) bool {
	blank := strings.ContainsAny(text, " \t\n")
	switch digits := countDigits(text); s.Kind {
	case Email:
		return strings.Contains(text, "@") || !blank && strings.Contains(text, ".")
	case UUID:
		return len(text) >= leastHex && !blank
	default:
		return digits >= leastDigits && (2*digits > len(text) || number.MatchString(text))
	}
}
