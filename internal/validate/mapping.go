package validate

import (
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
}

// A slot is a column of the sheet in use.
type slot struct {
	place
	Column
	mapped int  // in Table.Columns
	sets   bool // its cells may set the field; else they only find
}

// A mapper finds out what the columns of a sheet are.
type mapper struct {
	schema Schema
	opts   Options
	exact  map[string][]place // by normal title
	folded map[string][]place // by folded title
	titles []string           // all that lead to a usable column, as they are written
	only   map[string]bool    // by field; nil for all
	raw    []string           // the sheet's titles, trimmed
}

func newMapper(schema Schema, opts Options) *mapper {
	m := &mapper{schema: schema, opts: opts, exact: map[string][]place{}, folded: map[string][]place{}}
	for i, c := range schema.Columns {
		for p := range parts {
			m.know(schema.titles(c, p), place{i, p})
		}
	}
	m.titles = append(m.titles, markingTitles...)
	return m
}

// know makes titles lead to a place.
func (m *mapper) know(titles []string, at place) {
	m.titles = append(m.titles, titles...)
	add := func(index map[string][]place, key string) {
		if !slices.Contains(index[key], at) {
			index[key] = append(index[key], at)
		}
	}
	for _, title := range titles {
		add(m.exact, normalTitle(title))
		add(m.folded, foldedTitle(title))
	}
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
	if err := m.optionsMeet(columns); err != nil {
		return nil, nil, err
	}
	return columns, m.preferChosen(columns, slots), nil
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
	sets := !c.KeyOnly && !c.Scope && !m.schema.isMemberKey(c.Field) && at.part != previous && (m.only == nil || m.only[c.Field])
	return slot{place: at, Column: c, mapped: column, sets: sets}
}

// assign finds out what one column is, and gives the places to which its title
// leads.
func (m *mapper) assign(c *Mapped) []place {
	places := m.lookUp(c)
	if len(places) == 0 {
		return nil
	}
	if m.isIgnored(m.raw[c.Column]) {
		c.Use = Ignored
		return nil
	}
	c.Field, c.Use = m.schema.Columns[places[0].column].name(places[0].part), Used
	return places
}

// restrict drops the slots of fields that the user doesn't want, but for those
// that find records.
func (m *mapper) restrict(columns []Mapped, slots []slot) ([]slot, error) {
	if m.only == nil {
		return slots, nil
	}
	found := map[string]bool{}
	slots = slices.DeleteFunc(slots, func(s slot) bool {
		found[s.Field] = found[s.Field] || s.part != previous
		if m.only[s.Field] || s.Scope {
			return false
		}
		columns[s.mapped].Use = Ignored
		return !m.schema.isKey(s.Field) && !m.schema.isMemberKey(s.Field)
	})
	for _, field := range slices.Sorted(maps.Keys(m.only)) {
		if !found[field] {
			return nil, &Error{
				Text:   fmt.Sprintf("no column of the sheet leads to %s", field),
				Advice: "name fields that the sheet has, or say which column it is with --map",
			}
		}
	}
	return slots, nil
}

// lookUp finds the places of a title, or says why there are none. What protects
// people goes first, then what the user has said, then what must never be taken
// for the pupil's own.
func (m *mapper) lookUp(c *Mapped) []place {
	title := m.raw[c.Column]
	switch {
	case title == "":
		c.Use, c.Reason = NotUsed, CodeTitleEmpty
	case isOwn(title):
		c.Use = Own
	case isMarking(title):
		c.Use = Guard
	case m.chosenField(title) != "":
		at, _ := m.schema.named(m.chosenField(title))
		return []place{at}
	case m.known(c, matchesPattern):
	case len(m.exact[normalTitle(title)]) > 0:
		return m.exact[normalTitle(title)]
	case m.known(c, func(title, alias string) bool { return normalTitle(title) == normalTitle(alias) }):
	case len(m.folded[foldedTitle(title)]) > 0:
		return m.folded[foldedTitle(title)]
	case m.known(c, func(title, alias string) bool { return foldedTitle(title) == foldedTitle(alias) }):
	case m.isGuardian(title):
		c.Use, c.Reason = NotUsed, CodeTitleGuardian
	default:
		c.Use, c.Reason, c.Nearest = NotUsed, CodeTitleUnknown, nearest(title, m.titles)
	}
	if c.Use == NotUsed && m.isIgnored(title) {
		c.Use, c.Reason, c.Nearest, c.Args = Ignored, "", "", nil
	}
	return nil
}

// known marks a column as known and not usable, if one of the aliases matches.
func (m *mapper) known(c *Mapped, matches func(title, alias string) bool) bool {
	for _, k := range m.schema.Known {
		for _, alias := range k.Aliases {
			if matches(m.raw[c.Column], alias) {
				c.Use, c.Reason, c.Args = NotUsed, k.Code, k.Args
				return true
			}
		}
	}
	return false
}

// names reports whether a title in an option is that of a column. The masked
// form, which is the one that users are shown, will do.
func names(option, title string) bool {
	return normalTitle(option) == normalTitle(title) || normalTitle(option) == normalTitle(Mask(title))
}

// chosenField is the field that the user wants a title to set, or "".
func (m *mapper) chosenField(title string) string {
	for own, field := range m.opts.Map {
		if names(own, title) {
			return field
		}
	}
	return ""
}

func (m *mapper) isIgnored(title string) bool {
	return slices.ContainsFunc(m.opts.Ignore, func(own string) bool { return names(own, title) })
}

// preferChosen drops the slots of fields for which the user has chosen another
// column.
func (m *mapper) preferChosen(columns []Mapped, slots []slot) []slot {
	chosen := map[place]string{}
	for _, s := range slots {
		if m.chosenField(m.raw[s.mapped]) != "" {
			chosen[s.place] = columns[s.mapped].Title
		}
	}
	return slices.DeleteFunc(slots, func(s slot) bool {
		title, ok := chosen[s.place]
		own := &columns[s.mapped]
		if !ok || m.chosenField(m.raw[s.mapped]) != "" {
			return false
		}
		own.Use, own.Reason, own.Args = NotUsed, CodeTitleReplaced, map[string]string{"title": title}
		return true
	})
}

// options checks that fields named by the user are the target's.
func (m *mapper) options() error {
	names := slices.Collect(maps.Values(m.schema.places()))
	slices.Sort(names)
	for _, title := range slices.Sorted(maps.Keys(m.opts.Map)) {
		if _, ok := m.schema.named(m.opts.Map[title]); !ok {
			return nameless(fmt.Sprintf("no field is called %q", m.opts.Map[title]), m.opts.Map[title], names)
		}
	}
	if m.opts.Key != "" && !m.schema.isKey(m.opts.Key) && !m.schema.isMemberKey(m.opts.Key) {
		return nameless(fmt.Sprintf("records aren't found by %q", m.opts.Key), m.opts.Key, m.schema.Keys)
	}
	for _, field := range m.opts.Only {
		at, ok := m.schema.named(field)
		if !ok {
			return nameless(fmt.Sprintf("no field is called %q", field), field, names)
		}
		if m.only == nil {
			m.only = map[string]bool{}
		}
		m.only[m.schema.Columns[at.column].Field] = true
	}
	return nil
}

// optionsMeet checks that titles named by the user stand in the sheet, and that
// nobody is uncovered.
func (m *mapper) optionsMeet(columns []Mapped) error {
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
		if c.Use == Guard && (m.isIgnored(m.raw[i]) || m.chosenField(m.raw[i]) != "") {
			return &Error{
				Text:   fmt.Sprintf("%q marks protected identities and can't be used otherwise or ignored", c.Title),
				Advice: "leave single rows out by their numbers, or give the column another title if it marks nobody",
			}
		}
	}
	for _, title := range slices.Concat(slices.Sorted(maps.Keys(m.opts.Map)), m.opts.Ignore) {
		if !slices.ContainsFunc(m.raw, func(own string) bool { return names(title, own) }) {
			return nameless(fmt.Sprintf("no column is called %q", title), title, titles)
		}
	}
	return nil
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
