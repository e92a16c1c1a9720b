package validate

import (
	"regexp"
	"strings"
)

var (
	// trailer is what forms add to a title to say how to fill the column in.
	trailer = regexp.MustCompile(`(\s*(\*|:|\((obligatorisk|obligatoriskt|required|åååå-mm-dd|yyyy-mm-dd)\)))+$`)
	signs   = strings.NewReplacer("_", " ", "-", " ", ".", " ", "/", " ")
	// umlauts are folded in titles only, never in values.
	umlauts = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u")
)

// normalTitle is a title without what doesn't matter: case, signs, blanks, and
// notes such as "*" or "(obligatoriskt)".
func normalTitle(title string) string {
	title = trailer.ReplaceAllString(strings.ToLower(clean(hyphenate(title))), "")
	return strings.Join(strings.Fields(signs.Replace(title)), " ")
}

// foldedTitle is a normal title without the dots and rings of Swedish letters.
func foldedTitle(title string) string { return umlauts.Replace(normalTitle(title)) }

// ownTitles are those of the columns that the importer's error reports and
// templates add.
var ownTitles = []string{originTitle, "import_status", "import_column", "import_message", exampleTitle}

// originTitle is the title of the column in which an error file says from which
// row of its sheet each of its rows comes.
const originTitle = "import_row"

// isOwn reports whether a column comes from an error report.
func isOwn(title string) bool {
	for _, own := range ownTitles {
		if normalTitle(title) == normalTitle(own) {
			return true
		}
	}
	return false
}

// ellipsis stands in an alias for anything.
const ellipsis = "…"

// matchesPattern reports whether a title is one of those for which an alias
// with an ellipsis stands.
func matchesPattern(title, alias string) bool {
	title = foldedTitle(title)
	if start, ok := strings.CutSuffix(alias, ellipsis); ok {
		start = foldedTitle(start)
		return title == start || strings.HasPrefix(title, start+" ")
	}
	if end, ok := strings.CutPrefix(alias, ellipsis); ok {
		return strings.HasSuffix(title, " "+foldedTitle(end))
	}
	return false
}

// nearest gives the one of many words that is closest to a word, if it is close
// enough for a slip of the hand.
func nearest(word string, many []string) string {
	folded := foldedTitle(word)
	limit := 2
	if len([]rune(folded)) <= 5 {
		limit = 1
	}
	best, least := "", limit+1
	for _, other := range many {
		if d := distance(folded, foldedTitle(other), limit); d < least {
			best, least = other, d
		}
	}
	return best
}

// distance is how many letters must be put in, taken out or changed to make one
// word of another. Beyond the limit it is only said to be more.
func distance(a, b string, limit int) int {
	from, to := []rune(a), []rune(b)
	if len(from)-len(to) > limit || len(to)-len(from) > limit {
		return limit + 1
	}
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range to {
			cost := diagonal + 1
			if r == q {
				cost = diagonal
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
