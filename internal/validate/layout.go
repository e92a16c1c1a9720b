package validate

// A layout is what is known of all rows alike, so that it needn't be found out for
// each of them.
type layout struct {
	narrowing []int  // the slots that narrow what a key finds
	openScope string // of a row without such slots
	early     []int  // the slots on which what others hold depends, in the order in which they are read
	late      []int  // the other slots that are in use
	used      []usedField
	compared  []*Column // in which rows may clash
	scoped    bool      // what keys find can be narrowed
}

// A usedField is a field to which columns lead.
type usedField struct {
	field string
	slots []int
	list  bool
	sets  bool // one of the columns may set it
}

// layOut finds the layout out, once it is known which columns are of use.
func (t *Table) layOut() {
	for _, kind := range []Kind{Boolean, Country, IdentityNumber} {
		t.early = append(t.early, t.slotsOf(func(s slot) bool { return s.Kind == kind && t.isUsed(s.Field) })...)
	}
	t.late = t.slotsOf(func(s slot) bool { return !s.isEarly() && t.isUsed(s.Field) })
	for i := range t.schema.Columns {
		c := &t.schema.Columns[i]
		t.scoped = t.scoped || c.Scope
		if !t.isUsed(c.Field) {
			continue
		}
		t.used = append(t.used, t.use(c.Field))
		if c.Unique || t.schema.isKey(c.Field) {
			t.compared = append(t.compared, c)
		}
	}
}

func (t *Table) isUsed(field string) bool { return len(t.fields[field]) > 0 }

func (t *Table) use(field string) usedField {
	u := usedField{field: field, slots: t.fields[field]}
	for _, i := range u.slots {
		u.sets = u.sets || t.slots[i].sets
	}
	u.list = t.slots[u.slots[0]].List
	return u
}

// isEarly reports whether what other columns hold depends on the column.
func (s slot) isEarly() bool {
	return s.Kind == Boolean || s.Kind == Country || s.Kind == IdentityNumber
}
