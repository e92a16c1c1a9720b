package validate

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// nameWords are what stands beside the word for a guardian above a column of
	// their names.
	nameWords = words("namn förnamn efternamn tilltalsnamn name names first last full och and")
	// ofPupil begin, or stand in, titles that say that something is the pupil's.
	ofPupil = regexp.MustCompile(`(?:^| )(?:elev|barn|skol|pupil|student|school)`)
	// aboutContact stands in titles that aren't known and belong with contact data.
	aboutContact = regexp.MustCompile(`tel|tfn|mob|mail|mejl|post|adress|address|kontakt|contact|relation|(?:^| )c o(?: |$)`)
)

// A beside follows the columns from the left, and knows beside whose they stand.
type beside struct {
	*mapper
	above    func(column int) string
	guardian *Mapped // the guardian's column to which those that follow belong; nil if there is none
	named    bool    // one of that guardian's columns is of the name
}

// leaveGuardians stops using the columns of names and contacts with plain titles
// that stand to the right of a guardian's: they are the guardian's too, up to the
// next column that holds something else.
func (m *mapper) leaveGuardians(columns []Mapped, slots []slot, above func(column int) string) []slot {
	b := beside{mapper: m, above: above}
	ofColumn, out := map[int][]slot{}, map[int]bool{}
	for _, s := range slots {
		ofColumn[s.mapped] = append(ofColumn[s.mapped], s)
	}
	for i := range columns {
		own := ofColumn[i]
		b.follow(&columns[i], own)
		if b.guardian != nil && columns[i].Use == Used && !b.isChosen(i) {
			field := own[0].name(own[0].part)
			columns[i].Use, columns[i].Reason, columns[i].Field = NotUsed, CodeTitleBeside, ""
			columns[i].Args = map[string]string{"title": b.guardian.Title, "option": mapping(columns[i].Title, field)}
			out[i] = true
		}
	}
	return slices.DeleteFunc(slots, func(s slot) bool { return out[s.mapped] })
}

// follow takes in the next column: it may be a guardian's, or end what belongs to
// one.
func (b *beside) follow(c *Mapped, own []slot) {
	w := worded(b.raw[c.Column])
	switch {
	case b.ofGuardian(*c, w):
		b.named = namesSomebody(w) || b.guardian != nil && b.named
		b.guardian = c
	case b.guardian == nil, b.isChosen(c.Column):
	case !b.continues(*c, w, own):
		b.guardian = nil
	}
}

// ofGuardian reports whether a title says itself that the column is about
// guardians.
func (b *beside) ofGuardian(c Mapped, w wording) bool {
	meant, known := b.means(w)
	about := known && len(meant.places) == 0 && b.schema.Known[meant.known].Code == CodeTitleGuardian
	return c.Reason == CodeTitleGuardian || c.Use == Ignored && (about || !known && b.isGuardian(w))
}

// continues reports whether a column may be the guardian's of whom another stands to
// the left of it.
func (b *beside) continues(c Mapped, w wording, own []slot) bool {
	over := clean(b.above(c.Column))
	if over != "" && over != clean(b.above(b.guardian.Column)) || ofPupil.MatchString(w.normal) {
		return false
	}
	if c.Use == Used {
		return w.normal != normalTitle(own[0].Field) && !slices.ContainsFunc(own, func(s slot) bool { return !b.mayHold(s) })
	}
	return (c.Use == NotUsed || c.Use == Ignored) && aboutContact.MatchString(w.folded)
}

// mayHold reports whether a guardian's columns go on with a slot. Below a name that
// is whatever says how somebody is reached; without one it is names, telephones
// and e-mail.
func (b *beside) mayHold(s slot) bool {
	if b.named {
		return s.isContact()
	}
	return s.isName() || s.isContact() && (s.Kind == Phone || s.Kind == Email)
}

// isChosen reports whether the user has said to which field a column leads.
func (m *mapper) isChosen(column int) bool { return m.chosenField(worded(m.raw[column])) != "" }

// namesSomebody reports whether a title of guardians is that of their names: one
// that says no more than who they are.
func namesSomebody(w wording) bool {
	return !slices.ContainsFunc(strings.Fields(w.normal), func(word string) bool {
		return !guardians[strings.TrimRight(word, "0123456789")] && !nameWords[word] && strings.Trim(word, "0123456789") != ""
	})
}

// isName reports whether a column holds a person's name, or a part of it.
func (s slot) isName() bool { return s.part == full || s.part == plain && s.Kind == Text }

// isContact reports whether a column holds how somebody is reached.
func (s slot) isContact() bool {
	switch s.Kind {
	case Phone, Email, PostalCode, Town, Country, Municipality:
		return s.part == plain || s.part == full
	default:
		return strings.HasPrefix(s.Field, "address.")
	}
}
