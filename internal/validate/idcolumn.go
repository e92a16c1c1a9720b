package validate

import (
	"regexp"
	"slices"
)

// titleID is the title that says no more than that something is an id.
const titleID = "id"

// idSign is what an id of another system looks like that can be told from a word.
var idSign = regexp.MustCompile(`^[\pL\d._:/-]*\d[\pL\d._:/-]*$`)

// decideIDs lets a column that is only called ID find by what stands in it, where
// that isn't the system's ids: by identity numbers, or by another system's ids
// where no column has identity numbers. It never sets what it finds by.
func (t *Table) decideIDs() error {
	for i, s := range t.slots {
		if s.Kind != UUID || !s.KeyOnly || t.opts.Key == s.Field || t.mapper.isChosen(s.mapped) || normalTitle(t.titles[s.mapped]) != titleID {
			continue
		}
		key, err := t.meantBy(s)
		if err != nil {
			return err
		}
		if key != "" {
			t.turn(i, key)
		}
	}
	return nil
}

// meantBy is the key that a column of ids has instead of the system's; "" if it has
// those, or nothing that finds.
func (t *Table) meantBy(s slot) (string, error) {
	own, err := t.mostly(UUID, s.mapped)
	if err != nil || own[0] {
		return "", err
	}
	ofMembers := t.schema.isMemberKey(s.Field)
	keys := slices.DeleteFunc(t.keysAsText(), func(key string) bool { return t.schema.isMemberKey(key) != ofMembers })
	key, err := t.otherKey(s.mapped, keys)
	c, _ := t.schema.column(key)
	if err != nil || key == "" || c.Kind == Email {
		return "", err
	}
	if c.Kind == SourceID {
		numbered := t.leadsTo(fieldNumber)
		like, err := t.likeIDs(s.mapped)
		if numbered || !like || err != nil {
			return "", err
		}
	}
	return key, nil
}

// likeIDs reports whether most of a column's filled cells look like ids.
func (t *Table) likeIDs(column int) (bool, error) {
	filled, like := 0, 0
	for c, err := range t.filledCells(column) {
		if err != nil {
			return false, err
		}
		filled++
		if idSign.MatchString(clean(c.Text)) {
			like++
		}
	}
	return 2*like > filled, nil
}

// turn makes a column of ids find by another key.
func (t *Table) turn(i int, key string) {
	s := &t.slots[i]
	own := &t.Columns[s.mapped]
	own.Field, own.Decided, own.Other = key, true, s.Field
	s.place = place{slices.IndexFunc(t.schema.Columns, func(c Column) bool { return c.Field == key }), plain}
	s.Column = t.schema.Columns[s.place.column]
	s.KeyOnly, s.sets = true, false
}
