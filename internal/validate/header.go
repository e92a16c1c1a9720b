package validate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"importer/internal/parse"
)

// FindHeader finds the row of titles among the first rows of a sheet: the one
// with the most titles that are known, two at least, one of them a key. In a
// sheet of one column it is the first that is a key. It gives the number of the
// row; 0 where none fits. The error is an *Error: two rows fit alike and hold
// different titles.
func (s Schema) FindHeader(first []parse.Row) (number int, err error) {
	m := newMapper(s, Options{})
	least := 2
	if widest(first) == 1 {
		least = 1
	}
	var best, rival parse.Row
	most := 0
	for _, row := range first {
		known, finds := m.knownTitles(row)
		switch {
		case !finds || known < least:
		case known > most:
			best, rival, most = row, parse.Row{}, known
		case known == most && !sameTitles(row, best):
			rival = row
		}
	}
	if rival.Number != 0 {
		return 0, &Error{
			Text:   fmt.Sprintf("rows %d and %d could both hold the headings", best.Number, rival.Number),
			Advice: "say which one does with --header-row",
		}
	}
	return best.Number, nil
}

// widest is the number of filled cells in the row that has the most.
func widest(rows []parse.Row) int {
	most := 0
	for _, row := range rows {
		most = max(most, countFilled(row))
	}
	return most
}

// knownTitles counts the cells of a row that are titles, and tells whether one
// of them is a key's.
func (m *mapper) knownTitles(row parse.Row) (known int, finds bool) {
	for i, c := range row.Cells {
		if c.Kind != parse.Text || c.Blank() {
			continue
		}
		mapped := Mapped{Column: i}
		places := m.lookUp(&mapped, worded(clean(c.Text)))
		if len(places) > 0 || mapped.Reason != CodeTitleUnknown {
			known++
		}
		finds = finds || slices.ContainsFunc(places, func(at place) bool {
			field := m.schema.Columns[at.column].Field
			return m.schema.isKey(field) || m.schema.isMemberKey(field)
		})
	}
	return known, finds
}

// sameTitles reports whether two rows hold the same titles.
func sameTitles(a, b parse.Row) bool {
	for i := range max(len(a.Cells), len(b.Cells)) {
		if normalTitle(a.Cell(i).Text) != normalTitle(b.Cell(i).Text) {
			return false
		}
	}
	return true
}

// Titled is the schema with more titles: each leads to the field that it stands
// for, as in Options.Map. Names that mean nothing are passed over.
func (s Schema) Titled(titles map[string]string) Schema {
	s = s.opened(slices.Sorted(maps.Values(titles)))
	named := s.byName()
	for _, title := range slices.Sorted(maps.Keys(titles)) {
		at, ok := named[strings.ToLower(titles[title])]
		if !ok {
			continue
		}
		c := &s.Columns[at.column]
		switch at.part {
		case next:
			c.New = append(slices.Clip(c.New), title)
		case previous:
			c.Previous = append(slices.Clip(c.Previous), title)
		case plain:
			c.Aliases = append(slices.Clip(c.Aliases), title)
		}
	}
	return s
}

// guardians begin a title that stands above those of a guardian's columns.
var guardians = words(`vårdnadshavare vårdnadshavares vardnadshavare vh vh1 vh2 förälder föräldrar foralder foraldrar målsman målsmän mor far
	mamma pappa mamman pappan anhörig anhöriga kontaktperson kontaktpersoner guardian guardians parent parents carer carers mother father emergency`)

// isGuardian reports whether a title is about guardians, by its first word. In a
// sheet that isn't about pupils, a parent is something else.
func (m *mapper) isGuardian(w wording) bool {
	first, _, _ := strings.Cut(w.normal, " ")
	ofPupils := m.schema.Members != nil || slices.ContainsFunc(m.schema.Known, func(k Known) bool { return k.Code == CodeTitleGuardian })
	return ofPupils && guardians[first]
}

// under gives the title of a column as it is looked up: with the title above it
// before its own, if the two together are known, as those of guardians are.
func (m *mapper) under(above, own string) string {
	above = clean(above)
	joined := strings.TrimSpace(above + " " + own)
	if above == "" || own == "" || m.isKnown(joined) {
		return joined
	}
	return own
}

// Headings gives what a column is called that has a title of its own and stands,
// with others, under another one: by both if that is known as a title, else by
// its own.
func (s Schema) Headings() func(above, own string) string {
	m := newMapper(s, Options{})
	return func(above, own string) string {
		if clean(above) == "" {
			return own
		}
		return m.under(above, clean(own))
	}
}

// isKnown reports whether a title leads somewhere, or is known not to.
func (m *mapper) isKnown(title string) bool {
	var c Mapped
	places := m.lookUp(&c, worded(title))
	return len(places) > 0 || c.Reason != CodeTitleUnknown
}

// cleaned is a row of titles with its texts cleaned.
func cleaned(row parse.Row) parse.Row {
	row.Cells = slices.Clone(row.Cells)
	for i, c := range row.Cells {
		row.Cells[i].Text = clean(c.Text)
	}
	return row
}
