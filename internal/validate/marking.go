package validate

import (
	"regexp"
	"strings"

	"importer/internal/parse"
)

// markingTitles are titles of columns that mark protected identities. They are
// the same for every target.
var markingTitles = []string{
	"Sekretessmarkering", "securityMarking", "Dölj kontaktuppgifter", "Sekretess", "Skyddad",
	"Skyddad identitet", "Skyddade personuppgifter", "Skyddad folkbokföring", "Skyddsmarkering",
	"Sekr", "Protected identity", "Protected",
}

// markingStems make a title one of a marking column wherever they stand in it.
var markingStems = []string{"sekretess", "skydda", "skyddsmark", "kvarskriv", "fingera", "securitymark", "protected"}

// isMarking reports whether a column marks protected identities. In doubt it
// does: a misspelt title must not uncover anybody.
func isMarking(title string) bool {
	folded := foldedTitle(title)
	for _, stem := range markingStems {
		if strings.Contains(strings.ReplaceAll(folded, " ", ""), stem) {
			return true
		}
	}
	for _, known := range markingTitles {
		if folded == foldedTitle(known) || len(known) > 5 && distance(folded, foldedTitle(known), 2) <= 2 {
			return true
		}
	}
	return false
}

// unmarked are the words that say that nobody needs protection.
var unmarked = words("nej no n 0 0.0 0,0 false falskt falsk ingen inga inget none off ej - – — n/a saknas")

// marks reports whether a cell of a marking column marks its row. Whatever isn't
// empty or a known no does, also what can't be read.
func marks(c parse.Cell) bool {
	if c.Blank() {
		return false
	}
	text := newCell(c, true).text
	lost := c.Kind == parse.Error || c.Kind == parse.Uncomputed
	return lost || text != "" && !unmarked[strings.ToLower(text)]
}

// shelter is what stands in an address that isn't the person's own: the tax
// agency's box for forwarded mail, or a word that says so.
var shelter = regexp.MustCompile(`box\s*2820\b|förmedlingsuppdrag|formedlingsuppdrag|skyddad|sekretess`)

// addressPrefix begins the name of every field of an address.
const addressPrefix = "address."

// ProtectedAddress reports whether an address among the fields of a record or a
// row shows that the person's identity is protected.
func ProtectedAddress(fields map[string]Value) bool {
	for field, v := range fields {
		if strings.HasPrefix(field, addressPrefix) && v.State == Set && sheltered(v.Text) {
			return true
		}
	}
	return false
}

func sheltered(text string) bool { return shelter.MatchString(Fold(text)) }
