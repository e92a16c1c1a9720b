package validate

import (
	"slices"
	"strings"
)

// A lexicon holds the titles that a schema knows, in the forms in which they are
// looked up.
type lexicon struct {
	patterns []pattern                 // of what is known and not used, in the schema's order
	places   [forms]map[string][]place // by a form of the title
	known    [forms]map[string]int     // in Schema.Known, by a form of the title
	titles   []string                  // all that lead to a usable column, as they are written
	speller  speller                   // knows those titles
	names    map[string]place          // by the name of a field's part, in lower case
}

func newLexicon(schema Schema) *lexicon {
	l := &lexicon{names: schema.byName()}
	for f := range l.places {
		l.places[f], l.known[f] = map[string][]place{}, map[string]int{}
	}
	for i, c := range schema.Columns {
		for p := range parts {
			l.know(schema.titles(c, p), place{i, p})
		}
	}
	for i, k := range schema.Known {
		l.knowOf(k.Aliases, i)
	}
	l.titles = append(l.titles, markingTitles...)
	l.speller = spell(l.titles)
	return l
}

// named gives the place of that name; case doesn't count.
func (l *lexicon) named(name string) (place, bool) {
	at, ok := l.names[strings.ToLower(name)]
	return at, ok
}

// exact gives the places of a title as it is, but for what never matters.
func (l *lexicon) exact(title string) []place { return l.places[0][normalTitle(title)] }

// know makes titles lead to a place.
func (l *lexicon) know(titles []string, at place) {
	l.titles = append(l.titles, titles...)
	for _, title := range titles {
		for f, form := range worded(title).forms() {
			if form != "" && !slices.Contains(l.places[f][form], at) {
				l.places[f][form] = append(l.places[f][form], at)
			}
		}
	}
}

// knowOf makes titles known that aren't used. Of several groups of such, the first
// counts.
func (l *lexicon) knowOf(aliases []string, known int) {
	for _, alias := range aliases {
		if p, ok := patternOf(alias, known); ok {
			l.patterns = append(l.patterns, p)
			continue
		}
		for f, form := range worded(alias).forms() {
			if _, taken := l.known[f][form]; form != "" && !taken {
				l.known[f][form] = known
			}
		}
	}
}

// A meaning is what a title leads to: places, or else a group of Schema.Known.
type meaning struct {
	places []place
	known  int // -1 if it is of none
}

// means gives the meaning of a title, and whether it has one. What stands for many
// titles goes before what stands for one, and a title as it is written before one
// without its dots and rings, and that before one without its blanks.
func (l *lexicon) means(w wording) (meaning, bool) {
	if i := slices.IndexFunc(l.patterns, func(p pattern) bool { return p.matches(w) }); i >= 0 {
		return meaning{known: l.patterns[i].known}, true
	}
	for f, form := range w.forms() {
		if places := l.places[f][form]; len(places) > 0 {
			return meaning{places, -1}, true
		}
		if known, ok := l.known[f][form]; ok {
			return meaning{known: known}, true
		}
	}
	return meaning{}, false
}
