package validate

import (
	"regexp"
	"slices"
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

// markingSpeller finds such a title, misspelt or not.
var markingSpeller = spell(markingTitles)

// markingStems make a title one of a marking column wherever they stand in it.
var markingStems = []string{"sekretess", "skydda", "skyddsmark", "kvarskriv", "fingera", "securitymark", "protected"}

// isMarking reports whether a column marks protected identities. In doubt it
// does: a misspelt title must not uncover anybody.
func isMarking(w wording) bool {
	joined := strings.ReplaceAll(w.folded, " ", "")
	return slices.ContainsFunc(markingStems, func(stem string) bool { return strings.Contains(joined, stem) }) ||
		markingSpeller.has(w.folded, 2)
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
	lost := c.Kind == parse.Error || c.Kind == parse.Uncomputed || c.Kind == parse.Merged
	return lost || text != "" && !unmarked[strings.ToLower(text)]
}

// shelter is what tells of protection wherever it stands: the tax agency's box
// for forwarded mail, or a word that says so.
var shelter = regexp.MustCompile(`box\s*2820\b|förmedlingsuppdrag|formedlingsuppdrag|skydda[dt]|sekretess`)

// The four letters or digits, each in the middle of one of shelter's words, of
// which one stands in every text that shelter finds.
const (
	inBox        = '2'<<24 | '8'<<16 | '2'<<8 | '0'
	inForwarding = 'p'<<24 | 'd'<<16 | 'r'<<8 | 'a'
	inProtected  = 'y'<<24 | 'd'<<16 | 'd'<<8 | 'a'
	inSecrecy    = 'r'<<24 | 'e'<<16 | 't'<<8 | 'e'
)

// mayShelter reports whether shelter is worth trying on a text. It never says
// no in error, and takes a nanosecond a byte: every cell of a sheet is asked.
// What isn't ASCII is passed over, because cleaning may take it out.
func mayShelter(text string) bool {
	var last uint32 // the last four bytes, letters in lower case
	for i := range len(text) {
		b := text[i]
		if b >= 0x80 {
			continue
		}
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		switch last = last<<8 | uint32(b); last {
		case inBox, inForwarding, inProtected, inSecrecy:
			return true
		}
	}
	return false
}

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

// sheltered reports whether a text tells of protection.
func sheltered(text string) bool { return mayShelter(text) && shelter.MatchString(Fold(text)) }

// shelters reports whether any cell of a row tells of protection, whatever its
// column is called and whether it is used or not.
func shelters(row parse.Row) bool {
	for i := range row.Cells {
		if sheltered(row.Cells[i].Text) {
			return true
		}
	}
	return false
}
