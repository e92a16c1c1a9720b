package plan

import (
	"maps"
	"slices"
	"strings"
)

// A Roster says how groups hold the members that the rows of a sheet name, and
// what the user wants done with them.
type Roster struct {
	Member string   // the kind of the members, such as "student"
	Names  []string // the fields of a member that name a person, such as firstName and lastName
	Title  string   // the field that names a group
	School string   // the field by which the groups of a school are found
	Types  string   // the field with a group's types
	Class  string   // the type of the groups of which a member is to be in one only

	Exact    bool // members that the sheet doesn't name leave
	Move     bool // who joins a class leaves the one before
	KeepBoth bool // who joins a class stays in the one before too
}

// isClass reports whether a group is one of those of which a member is to be in
// one only.
func (r Roster) isClass(group Current) bool {
	return slices.Contains(group.Fields[r.Types].List, r.Class)
}

// A Roll is what a sheet of members comes to.
type Roll struct {
	Classes []Class
	Doubled []Double // who would be in two classes; empty with Move or KeepBoth
	Shift   *Shift   // the classes seem to have moved up a year; nil if they don't
}

// A Class is a group that the sheet names.
type Class struct {
	ID       string
	Title    string
	Where    string         // its school
	Rows     []int          // of the members whom the sheet names, the first of each
	Size     int            // members when all is done
	New      int            // members who join
	From     map[string]int // where they come from: titles of classes
	Leaves   int            // members who leave
	Unlisted []Person       // members whom the sheet doesn't name, and who stay
	Held     []Person       // those of them who would leave, but that a row of the class wasn't understood
	Waiting  int            // members who stay, and whom only rows name that aren't carried out
	Gone     []Person       // members whom the sheet doesn't name at all, and who leave
}

// A Person is somebody in a list. Name is empty where it isn't to be shown.
type Person struct{ ID, Name string }

// A Double is a row whose member would be in two classes.
type Double struct {
	Row          int
	Member       string // id
	Title, Other string // the class of the row, and the one of which the member stays one
}

// A Shift is a sheet whose classes are last year's under new titles.
type Shift struct {
	Renames []Rename
	Of      int      // classes in the sheet
	Members int      // rows whose members would join a class with new members only
	Held    []string // titles that a rename needs, and that a group which isn't renamed has; with the school where several need one
}

// A Rename is what a group would have to be renamed, rather than filled anew.
type Rename struct {
	ID, Title, New string
	School         string // id of its school
	Blocked        bool   // a group that isn't renamed has the new title
	Rows, There    int    // members of the class in the sheet, and how many of them are in the group now
}

// change makes the changes of all groups: who joins, and who leaves.
func (r *enrolment) change() {
	joins, leaves := map[string][]string{}, map[string][]string{} // members, by id of the group
	for _, s := range r.order {
		held := r.held(s.group)
		joins[s.group.ID] = without(s.order, held)
		if r.Roster.Exact && s.whole {
			leaves[s.group.ID] = r.strangers(without(held, s.order))
		}
	}
	for _, s := range r.order {
		for _, id := range s.order {
			s.rows[id].wantsSeats(r.Kind, r.Schema.Members.Field, id)
			r.part(s, id, leaves)
		}
	}
	slices.SortFunc(r.roll.Doubled, func(a, b Double) int { return a.Row - b.Row })
	for _, s := range r.order {
		r.classOf(s, joins[s.group.ID], leaves[s.group.ID])
		r.edit(s.group, joins[s.group.ID], leaves[s.group.ID])
	}
	for _, group := range r.others(leaves) {
		r.roll.Classes = append(r.roll.Classes, Class{
			ID: group.ID, Title: r.title(group), Where: group.Where, Leaves: len(leaves[group.ID]),
			Size: len(group.Fields[r.Schema.Members.Field].List) - len(leaves[group.ID]),
		})
		r.edit(group, nil, leaves[group.ID])
	}
	r.spread()
}

// part lets a member of a class leave the others that hold it, if that is
// wanted, or notes that it stays in two.
func (r *enrolment) part(s *seats, id string, leaves map[string][]string) {
	if !r.isClass(s.group) {
		return
	}
	for _, other := range r.memberOf[id] {
		switch {
		case other.ID == s.group.ID, slices.Contains(leaves[other.ID], id), r.stays(other, id):
		case r.Roster.Move:
			leaves[other.ID] = append(leaves[other.ID], id)
		case !r.Roster.KeepBoth:
			r.roll.Doubled = append(r.roll.Doubled, Double{Row: s.rows[id].Row, Member: id, Title: r.title(s.group), Other: r.title(other)})
		}
	}
}

// stays reports whether the sheet names a member in another class too.
func (r *enrolment) stays(group Current, id string) bool {
	s, named := r.classes[group.ID]
	return named && s.rows[id] != nil
}

// others gives the groups that only lose members, in the order in which they
// were read.
func (r *enrolment) others(leaves map[string][]string) (groups []Current) {
	for _, group := range r.known() {
		if _, named := r.classes[group.ID]; !named && len(leaves[group.ID]) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// known gives every class that was read, each once.
func (r *enrolment) known() (groups []Current) {
	met := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(r.memberOf)) {
		for _, group := range r.memberOf[id] {
			if !met[group.ID] {
				met[group.ID] = true
				groups = append(groups, group)
			}
		}
	}
	slices.SortFunc(groups, func(a, b Current) int { return strings.Compare(a.ID, b.ID) })
	return groups
}

// edit makes the change of one group. Its rows are those of the members who
// join or leave; where none of these has a row, the first of the group.
func (r *enrolment) edit(group Current, joins, leaves []string) {
	field := r.Schema.Members.Field
	e := Edit{Field: field, Old: group.Fields[field], Add: joins, Remove: leaves, Handover: true, People: true}
	if !e.ByElement() {
		return
	}
	e.New = e.Applied(e.Old)
	m := r.mergedOf(group)
	m.edits = []Edit{e}
	s := r.classes[group.ID]
	for _, id := range joins {
		m.rows = append(m.rows, s.rows[id])
	}
	for _, id := range leaves {
		m.rows = append(m.rows, r.rowsNaming(id)...)
	}
	if len(m.rows) == 0 {
		m.rows = []*candidate{s.rows[s.order[0]]}
	}
	slices.SortFunc(m.rows, func(a, b *candidate) int { return a.Row - b.Row })
	m.rows = slices.Compact(m.rows)
}

// rowsNaming gives the rows that name a member in a class.
func (r *enrolment) rowsNaming(id string) (rows []*candidate) {
	for _, s := range r.order {
		if c := s.rows[id]; c != nil && r.isClass(s.group) {
			rows = append(rows, c)
		}
	}
	return rows
}

// spread lets a row that names a member once more share what becomes of the
// first one.
func (r *enrolment) spread() {
	for _, m := range r.changes {
		for _, s := range r.order {
			for _, c := range s.again {
				if c.Status == "" && slices.ContainsFunc(m.rows, func(first *candidate) bool { return r.sameSeat(s, first, c) }) {
					m.rows = append(m.rows, c)
				}
			}
		}
	}
}

// sameSeat reports whether two rows name one member in one group.
func (r *enrolment) sameSeat(s *seats, first, again *candidate) bool {
	a, b := r.named[r.memberKey(first)], r.named[r.memberKey(again)]
	return first.ID == s.group.ID && len(a) == 1 && len(b) == 1 && a[0].ID == b[0].ID
}

// classOf says what becomes of a class.
func (r *enrolment) classOf(s *seats, joins, leaves []string) {
	held := r.held(s.group)
	c := Class{
		ID: s.group.ID, Title: r.title(s.group), Where: r.where(s.group), From: map[string]int{},
		New: len(joins), Leaves: len(leaves), Size: len(held) + len(joins) - len(leaves),
	}
	for _, id := range s.order {
		c.Rows = append(c.Rows, s.rows[id].Row)
	}
	for _, id := range joins {
		for _, before := range r.memberOf[id] {
			if !r.isClass(s.group) {
				break // who joins another kind of group comes from nowhere
			}
			c.From[r.title(before)]++
		}
	}
	stays := without(without(held, s.order), leaves)
	c.Waiting = len(stays) - len(r.strangers(stays))
	for _, id := range r.strangers(stays) {
		if c.Unlisted = append(c.Unlisted, Person{ID: id}); r.Roster.Exact {
			c.Held = append(c.Held, Person{ID: id})
		}
	}
	for _, id := range leaves {
		if !r.isNamed(id) {
			c.Gone = append(c.Gone, Person{ID: id})
		}
	}
	r.roll.Classes = append(r.roll.Classes, c)
}

// where gives the school of a group, if that is known.
func (r *enrolment) where(group Current) string {
	if i := slices.IndexFunc(r.school, func(c Current) bool { return c.ID == group.ID }); group.Where == "" && i >= 0 {
		return r.school[i].Where
	}
	return group.Where
}

// isNamed reports whether the sheet names a member, in whatever group.
func (r *enrolment) isNamed(id string) bool {
	return slices.ContainsFunc(r.order, func(s *seats) bool { return s.rows[id] != nil })
}

// name gives the members whom the sheet doesn't name their names. A protected one
// has none.
func (r *enrolment) name() {
	for i := range r.roll.Classes {
		for _, people := range [][]Person{r.roll.Classes[i].Unlisted, r.roll.Classes[i].Held, r.roll.Classes[i].Gone} {
			for j, p := range people {
				people[j].Name = r.Roster.call(r.unlisted[p.ID])
			}
		}
	}
}
