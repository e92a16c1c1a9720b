package validate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ignoring is the option that leaves a column out.
func ignoring(title string) string { return fmt.Sprintf("--ignore %q", title) }

// excepting is the option that leaves rows out.
func excepting(rows ...int) string {
	numbers := make([]string, len(rows))
	for i, row := range rows {
		numbers[i] = strconv.Itoa(row)
	}
	return "--except-rows " + strings.Join(numbers, ",")
}

// refuseUncovering stops where an option would use a column otherwise that marks
// protected identities, or leave it out.
func (m *mapper) refuseUncovering(columns []Mapped) error {
	for i, c := range columns {
		w := worded(m.raw[i])
		if c.Use == Guard && (m.isIgnored(w) || m.chosenField(w) != "") {
			return &Error{
				Text:   fmt.Sprintf("%q marks protected identities and can't be used otherwise or ignored", c.Title),
				Advice: "leave single rows out by their numbers, or give the column another title if it marks nobody",
			}
		}
	}
	return nil
}

// checkNames checks that the fields that options name are the target's, as far as
// the sheet isn't needed for that.
func (m *mapper) checkNames() error {
	for _, title := range slices.Sorted(maps.Keys(m.opts.Map)) {
		if field := m.opts.Map[title]; !m.isName(field) {
			return nameless(fmt.Sprintf("no field is called %q", field), field, m.fieldNames(), fieldsListed)
		}
	}
	if m.opts.Key != "" && !m.schema.isKey(m.opts.Key) && !m.schema.isMemberKey(m.opts.Key) {
		return nameless(fmt.Sprintf("records aren't found by %q", m.opts.Key), m.opts.Key, m.schema.Keys, fieldsListed)
	}
	return nil
}

func (m *mapper) isName(field string) bool {
	_, ok := m.named(field)
	return ok
}

// fieldNames gives the names of all that a column can lead to, sorted.
func (m *mapper) fieldNames() []string {
	return slices.Sorted(maps.Values(m.schema.places()))
}

// A selection is what the user wants of a sheet's columns.
type selection struct {
	*Table
	columns map[string][]int // by the normal form of their titles, as they are and masked
	only    map[string]bool  // by field; nil for all
}

func newSelection(t *Table) *selection {
	s := &selection{Table: t, columns: map[string][]int{}}
	for i, own := range t.titles {
		normal, masked := normalTitle(own), normalTitle(Mask(own))
		s.columns[normal] = append(s.columns[normal], i)
		if masked != normal {
			s.columns[masked] = append(s.columns[masked], i)
		}
	}
	return s
}

// selectColumns drops the slots of columns that the user doesn't want, but for
// those that find records.
func (t *Table) selectColumns() error {
	if len(t.opts.Map)+len(t.opts.Ignore)+len(t.opts.Only) == 0 {
		return nil
	}
	s := newSelection(t)
	for _, title := range slices.Concat(slices.Sorted(maps.Keys(t.opts.Map)), t.opts.Ignore) {
		if err := s.refuseUnknown(title); err != nil {
			return err
		}
	}
	s.ignoreFields()
	if err := s.chooseFields(); err != nil {
		return err
	}
	t.only = s.only
	return s.restrict()
}

// refuseUnknown stops where an option names a column that the sheet hasn't.
func (s *selection) refuseUnknown(title string) error {
	if len(s.titled(title)) > 0 || slices.Contains(s.opts.Ignore, title) && s.leadsTo(title) {
		return nil
	}
	titles := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		titles[i] = c.Title
	}
	return nameless(fmt.Sprintf("no column is called %q", title), title, titles, titlesListed)
}

// titled gives the columns of a title, as it is written or masked.
func (s *selection) titled(title string) []int { return s.columns[normalTitle(title)] }

// leadsTo reports whether a column leads to the field of a name.
func (s *selection) leadsTo(name string) bool {
	return slices.ContainsFunc(s.slots, func(own slot) bool { return strings.EqualFold(own.name(own.part), name) })
}

// ignoreFields drops the slots of fields that the user wants left out by their
// names.
func (s *selection) ignoreFields() {
	ignored := map[string]bool{}
	for _, name := range s.opts.Ignore {
		if len(s.titled(name)) == 0 {
			ignored[strings.ToLower(name)] = true
		}
	}
	s.slots = slices.DeleteFunc(s.slots, func(own slot) bool {
		out := ignored[strings.ToLower(own.name(own.part))]
		if out {
			s.Columns[own.mapped].Use = Ignored
		}
		return out
	})
}

// chooseFields finds out which fields the user wants: by their names, by the
// titles of the sheet's columns, or by any title that leads to them.
func (s *selection) chooseFields() error {
	for _, name := range s.opts.Only {
		fields := s.fieldsOf(name)
		if len(fields) == 0 {
			return s.unwanted(name)
		}
		if s.only == nil {
			s.only = map[string]bool{}
		}
		for _, field := range fields {
			s.only[field] = true
		}
	}
	return nil
}

// fieldsOf gives the fields that a name or a title stands for.
func (s *selection) fieldsOf(name string) []string {
	if at, ok := s.mapper.named(name); ok {
		return []string{s.schema.Columns[at.column].Field}
	}
	var fields []string
	for _, column := range s.titled(name) {
		for _, own := range s.slots {
			if own.mapped == column {
				fields = append(fields, own.Field)
			}
		}
	}
	if len(fields) > 0 {
		return fields
	}
	meant, _ := s.mapper.means(worded(clean(name)))
	for _, at := range meant.places {
		fields = append(fields, s.schema.Columns[at.column].Field)
	}
	return fields
}

// unwanted is the error of a name that stands for no field: a column's title that
// leads to none, or nothing at all.
func (s *selection) unwanted(name string) error {
	for _, column := range s.titled(name) {
		return &Error{
			Text:   fmt.Sprintf("the column %s leads to no field", quoted(s.Columns[column])),
			Advice: "say which field it is with --map, or name a column that is used",
		}
	}
	return nameless(fmt.Sprintf("no field is called %q", name), name, s.mapper.fieldNames(), fieldsListed)
}

// restrict drops the slots of fields that the user doesn't want.
func (s *selection) restrict() error {
	if s.only == nil {
		return nil
	}
	found := map[string]bool{} // by field
	var kept []slot
	for _, own := range s.slots {
		found[own.Field] = found[own.Field] || own.part != previous
		found[own.Rest] = found[own.Rest] || own.part == full
		wanted := s.only[own.Field] || own.part == full && s.only[own.Rest]
		own.sets = own.sets && s.only[own.Field]
		if wanted || own.Scope {
			kept = append(kept, own)
			continue
		}
		s.Columns[own.mapped].Use = Ignored
		if s.schema.isKey(own.Field) || s.schema.isMemberKey(own.Field) {
			kept = append(kept, own)
		}
	}
	s.slots = kept
	for _, field := range slices.Sorted(maps.Keys(s.only)) {
		if !found[field] {
			return &Error{
				Text:   fmt.Sprintf("no column of the sheet leads to %s", field),
				Advice: "name fields that the sheet has, or say which column it is with --map",
			}
		}
	}
	return nil
}
