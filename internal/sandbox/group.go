package sandbox

import (
	"cmp"
	_ "embed"
	"slices"
)

// groupList holds the groups of the roster's people: each pupil is in exactly
// one of the type Class.
//
//go:embed groups.csv
var groupList string

// groupFields are those of the Directory API's Group, as it is answered and as
// PATCH /group/{id} takes it. School and category can be given on creation only.
var groupFields = append(recordFields(), []field{
	{name: "schoolID", form: identifier, readOnly: true},
	{name: "category", form: category, readOnly: true},
	{name: "title", form: anyText, required: true, unique: true, within: "schoolID"},
	{name: "types", form: groupType, list: true},
	{name: "moderatorIDs", form: identifier, list: true},
	{name: "memberIDs", form: identifier, list: true},
}...)

func newGroups(o *organisation) *collection {
	c := &collection{kind: "group", fields: groupFields, settle: o.pair, check: o.checkGroup}
	c.load(groupList)
	return c
}

// pair makes a preschool's group that is a class one of childcare too, and the
// other way round.
func (o *organisation) pair(r Record) {
	types := r.list("types")
	paired := slices.Contains(types, "Class") || slices.Contains(types, "Childcare")
	if paired && o.isPreschool(r["schoolID"].(string)) {
		r["types"] = set(append(types, "Class", "Childcare"))
	}
}

// checkGroup refuses types outside education, and people who may not be in the
// group. One of the category Other takes anybody; one for education takes
// employees of its school as moderators and students of it as members. A list
// that stays as it is stands, whoever is in it.
func (o *organisation) checkGroup(before, r Record) error {
	if r["category"] == "Other" && len(r.list("types")) > 0 {
		return unfit("types cannot be used where the category is Other")
	}
	return cmp.Or(o.admit(before, r, "moderatorIDs", o.employees), o.admit(before, r, "memberIDs", o.students))
}

// admit refuses people in a new list of a group's who are nobody, or, in
// education, not of a kind at the group's school.
func (o *organisation) admit(before, r Record, name string, kind *collection) error {
	if slices.Equal(before.list(name), r.list(name)) {
		return nil
	}
	for _, id := range r.list(name) {
		switch {
		case o.students.index(id) < 0 && o.employees.index(id) < 0:
			return unfit("%s: nobody has the id %s", name, id)
		case r["category"] != "Other" && !o.attends(kind, id, r["schoolID"].(string)):
			return unfit("%s: %s is no %s of the group's school", name, id, kind.kind)
		}
	}
	return nil
}

// Group gives a copy of the group with an id.
func (s *Server) Group(id string) (Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.groups.one(id)
}

// Groups gives a copy of every group, in the order of their ids.
func (s *Server) Groups() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.groups.all()
}

// EditGroup changes a group as Edit changes a pupil. A list is given as a
// []string, and replaces the one that is there.
func (s *Server) EditGroup(id string, values map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.groups.edit(id, values, s.now())
}
