package validate

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// format is how a title may say what is to stand below it: "ååååmmdd-nnnn".
const format = `[åymd]{2,4}([-/. ]?[åymdnxtfbk]{2,4})*|\d+ (siffror|tecken|digits|characters)`

var (
	// trailer is what forms add to a title to say how to fill the column in.
	trailer = regexp.MustCompile(`(\s*(\*|:|\((obligatorisk|obligatoriskt|required|elev|eleven|elevens|pupil|student|` + format + `)\)))+$`)
	signs   = strings.NewReplacer("_", " ", "-", " ", ".", " ", "/", " ")
	// umlauts are folded in titles only, never in values.
	umlauts = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u")
)

// normalTitle is a title without what doesn't matter: case, signs, blanks, and
// notes such as "*" or "(obligatoriskt)".
func normalTitle(title string) string {
	title = strings.ToLower(clean(hyphenate(title)))
	if strings.HasSuffix(title, "*") || strings.HasSuffix(title, ":") || strings.HasSuffix(title, ")") {
		title = trailer.ReplaceAllString(title, "")
	}
	return strings.Join(strings.Fields(signs.Replace(title)), " ")
}

// foldedTitle is a normal title without the dots and rings of Swedish letters.
func foldedTitle(title string) string { return umlauts.Replace(normalTitle(title)) }

// A wording is a title in the forms in which titles are compared.
type wording struct{ written, normal, folded string }

// worded gives the forms of a title.
func worded(title string) wording {
	normal := normalTitle(title)
	return wording{written: title, normal: normal, folded: umlauts.Replace(normal)}
}

// forms is how many forms a title is looked up in.
const forms = 3

// leastJoined is how many letters a title has that is known without its blanks.
const leastJoined = 6

// forms gives the forms of a title, the one closest to what is written first: the
// last is without blanks, and empty for a short title, as which K/M would be KM.
func (w wording) forms() [forms]string {
	joined := strings.ReplaceAll(w.folded, " ", "")
	if utf8.RuneCountInString(joined) < leastJoined {
		joined = ""
	}
	return [forms]string{w.normal, w.folded, joined}
}

// ownTitles are those of the columns that the importer's error reports and
// templates add.
var ownTitles = []string{originTitle, "import_status", "import_column", "import_message", exampleTitle}

// originTitle is the title of the column in which an error file says from which
// row of its sheet each of its rows comes.
const originTitle = "import_row"

// isOwn reports whether a column comes from an error report.
func isOwn(w wording) bool {
	return slices.ContainsFunc(ownTitles, func(own string) bool { return strings.ReplaceAll(own, "_", " ") == w.normal })
}

// ellipsis stands in an alias for anything.
const ellipsis = "…"

// A pattern is an alias with an ellipsis. It stands for all titles that begin, or
// end, with its words.
type pattern struct {
	words string // folded
	ends  bool   // the titles end with them
	known int    // in Schema.Known
}

// patternOf gives the pattern of an alias; false if it has no ellipsis.
func patternOf(alias string, known int) (pattern, bool) {
	if start, ok := strings.CutSuffix(alias, ellipsis); ok {
		return pattern{words: foldedTitle(start), known: known}, true
	}
	end, ok := strings.CutPrefix(alias, ellipsis)
	return pattern{words: foldedTitle(end), ends: true, known: known}, ok
}

// matches reports whether a title is one of those for which the pattern stands.
func (p pattern) matches(w wording) bool {
	if p.ends {
		before, ok := strings.CutSuffix(w.folded, p.words)
		return ok && strings.HasSuffix(before, " ")
	}
	after, ok := strings.CutPrefix(w.folded, p.words)
	return ok && (after == "" || strings.HasPrefix(after, " "))
}
