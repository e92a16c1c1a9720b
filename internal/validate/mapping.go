package validate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"importer/internal/parse"
)

// A Use is what a column of the sheet is good for.
type Use uint8

// The uses.
const (
	Used    Use = iota + 1 // its cells set a field
	AsKey                  // its cells find the records
	Guard                  // it marks rows to be left alone
	NotUsed                // Reason says why
	Ignored                // the user wants it left out
	Own                    // the importer's own, in an error report given back
)

// String names the use in English.
func (u Use) String() string {
	return [...]string{"", "used", "key", "guard", "not used", "ignored", "own"}[u]
}

// A Mapped column is one of the sheet's, and what became of it.
type Mapped struct {
	Title   string // as the user wrote it, trimmed, identity numbers masked
	Column  int    // counted from 0
	Field   string // or "emailAddress1.new", "previousIdentityNumber"; empty if it leads to none
	Use     Use
	Reason  Code              // why it isn't used
	Args    map[string]string // of Reason
	Nearest string            // the title of a usable column closest to an unknown one; empty if none is close
	Decided bool              // the title has several meanings; what stands below it has decided for Field
	Other   string            // the next of these meanings; empty if nothing had to be decided
}

// Option is what makes the title of a column that was decided lead to its other
// meaning.
func (c Mapped) Option() string { return mapping(c.Title, c.Other) }

// A slot is a column of the sheet in use.
type slot struct {
	place
	Column
	mapped int  // in Table.Columns
	sets   bool // its cells may set the field; else they only find
}

// A mapper finds out what the columns of a sheet are.
type mapper struct {
	*lexicon
	schema  Schema
	opts    Options
	chosen  map[string]string // from the normal form of a title in Options.Map to its field
	ignored map[string]bool   // the normal forms of the titles in Options.Ignore
	raw     []string          // the sheet's titles, trimmed
}

func newMapper(schema Schema, opts Options) *mapper {
	m := &mapper{lexicon: newLexicon(schema), schema: schema, opts: opts, chosen: map[string]string{}, ignored: map[string]bool{}}
	for _, title := range slices.Backward(slices.Sorted(maps.Keys(opts.Map))) {
		m.chosen[normalTitle(title)] = opts.Map[title]
	}
	for _, title := range opts.Ignore {
		m.ignored[normalTitle(title)] = true
	}
	return m
}

// header maps every column. The slots are those in use, in the sheet's order;
// several can come of one column where its title has several meanings.
func (m *mapper) header(row parse.Row, above func(column int) string) ([]Mapped, []slot, error) {
	var columns []Mapped
	var slots []slot
	m.raw = nil
	for i, c := range untilLast(row.Cells) {
		m.raw = append(m.raw, m.under(above(i), clean(c.Text)))
		mapped := Mapped{Title: Mask(m.raw[i]), Column: i}
		places := m.assign(&mapped)
		columns = append(columns, mapped)
		for _, at := range places {
			slots = append(slots, m.slot(at, i))
		}
	}
	if err := m.refuseUncovering(columns); err != nil {
		return nil, nil, err
	}
	return columns, m.preferChosen(columns, m.leaveGuardians(columns, slots, above)), nil
}

// untilLast drops the empty cells at the end of a header.
func untilLast(cells []parse.Cell) []parse.Cell {
	for len(cells) > 0 && cells[len(cells)-1].Blank() {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func (m *mapper) slot(at place, column int) slot {
	c := m.schema.Columns[at.column]
	if at.part == full {
		c.Kind = FullName
	}
	sets := !c.KeyOnly && !c.Scope && !m.schema.isMemberKey(c.Field) && at.part != previous
	return slot{place: at, Column: c, mapped: column, sets: sets}
}

// assign finds out what one column is, and gives the places to which its title
// leads.
func (m *mapper) assign(c *Mapped) []place {
	w := worded(m.raw[c.Column])
	places := m.lookUp(c, w)
	if c.Reason == CodeTitleUnknown {
		c.Nearest = m.speller.nearest(w.folded)
	}
	if (len(places) > 0 || c.Use == NotUsed) && m.isIgnored(w) {
		c.Use, c.Reason, c.Nearest, c.Args = Ignored, "", "", nil
		return nil
	}
	if len(places) > 0 {
		c.Field, c.Use = m.schema.Columns[places[0].column].name(places[0].part), Used
	}
	return places
}

// lookUp finds the places of a title, or says why there are none. What protects
// people goes first, then what the user has said, then what must never be taken
// for the pupil's own.
func (m *mapper) lookUp(c *Mapped, w wording) []place {
	switch {
	case w.written == "":
		c.Use, c.Reason = NotUsed, CodeTitleEmpty
		return nil
	case isOwn(w):
		c.Use = Own
		return nil
	case isMarking(w):
		c.Use = Guard
		return nil
	}
	if field := m.chosenField(w); field != "" {
		at, _ := m.named(field)
		return []place{at}
	}
	meant, known := m.means(w)
	switch {
	case len(meant.places) > 0:
		return meant.places
	case known:
		k := m.schema.Known[meant.known]
		c.Use, c.Reason, c.Args = NotUsed, k.Code, k.Args
	case m.isGuardian(w):
		c.Use, c.Reason = NotUsed, CodeTitleGuardian
	default:
		c.Use, c.Reason = NotUsed, CodeTitleUnknown
	}
	return nil
}

// chosenField is the field that the user wants a title to set, or "". The masked
// form of a title, which is the one that users are shown, will do.
func (m *mapper) chosenField(w wording) string {
	if len(m.chosen) == 0 {
		return ""
	}
	return cmp.Or(m.chosen[w.normal], m.chosen[normalTitle(Mask(w.written))])
}

// isIgnored reports whether the user wants the columns of a title, as it is or
// masked, left out.
func (m *mapper) isIgnored(w wording) bool {
	return len(m.ignored) > 0 && (m.ignored[w.normal] || m.ignored[normalTitle(Mask(w.written))])
}

// preferChosen drops the slots of fields for which the user has chosen another
// column.
func (m *mapper) preferChosen(columns []Mapped, slots []slot) []slot {
	if len(m.chosen) == 0 {
		return slots
	}
	chosen := map[place]string{}
	byHand := func(s slot) bool { return m.isChosen(s.mapped) }
	for _, s := range slots {
		if byHand(s) {
			chosen[s.place] = columns[s.mapped].Title
		}
	}
	return slices.DeleteFunc(slots, func(s slot) bool {
		title, ok := chosen[s.place]
		if !ok || byHand(s) {
			return false
		}
		own := &columns[s.mapped]
		own.Use, own.Reason, own.Args = NotUsed, CodeTitleReplaced, map[string]string{"title": title}
		return true
	})
}

// quoted is a column's title and where it stands.
func quoted(c Mapped) string { return fmt.Sprintf("%q (column %s)", c.Title, letters(c.Column)) }

// letters are a column's in the spreadsheet program: A for 0, AB for 27.
func letters(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
