package plan

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// enrol folds the rows into one change for each group.
func (b *builder) enrol(ctx context.Context) error {
	r := &enrolment{builder: b, roll: &Roll{}, classes: map[string]*seats{}, memberOf: map[string][]Current{}}
	r.seatAll()
	if err := r.readClasses(ctx); err != nil {
		return err
	}
	r.refuseTwice()
	if err := r.readUnlisted(ctx); err != nil {
		return err
	}
	r.change()
	r.findShift()
	r.name()
	b.roll = r.roll
	return nil
}

// An enrolment works out who sits where.
type enrolment struct {
	*builder
	roll     *Roll
	classes  map[string]*seats // by id of the group
	order    []*seats
	memberOf map[string][]Current // by id of the member: the classes that hold it now
	school   []Current            // every class of the schools that the sheet names
	unlisted map[string]Current   // by id: members of the sheet's groups whom no understood row of the group names
	mentions map[string]bool      // by id: those of them whom another row names all the same
}

// Seats are those of one group in the sheet.
type seats struct {
	group Current
	rows  map[string]*candidate // by id of the member: the first row that names it
	order []string              // ids of the members, in the sheet's order
	again []*candidate          // rows that name a member once more
	whole bool                  // every row that names the group was understood
}

// seatAll gives each open row a seat, or decides why it has none. A row that
// wasn't understood leaves the group that it names incomplete; one of which
// nobody knows what it names, all of them.
func (r *enrolment) seatAll() {
	for c := range r.open() {
		if id, ok := r.member(c); ok {
			r.seatsOf(*c.current).take(id, c)
		}
	}
	for _, c := range r.rows {
		if c.Status == "" || c.Status == Skipped && !c.Skipped.IsRecord() {
			continue
		}
		hits := r.hits[cmp.Or(c.names, c.Key)]
		for _, s := range r.order {
			if len(hits) == 0 && c.Status != Missing || slices.ContainsFunc(hits, func(h Current) bool { return h.ID == s.group.ID }) {
				s.whole = false
			}
		}
	}
}

// member gives the id of the member whom a row names, or decides the row.
func (r *enrolment) member(c *candidate) (string, bool) {
	key := r.memberKey(c)
	hits := r.named[key]
	switch {
	case len(hits) == 0:
		c.Status, c.Lists = Missing, c.record.Lists
		c.Problems = append(c.Problems, r.problem(c, key.Field, CodeMemberUnknown, nil))
	case len(hits) > 1:
		r.refuse(c, key.Field, CodeMemberAmbiguous, map[string]string{"count": strconv.Itoa(len(hits))})
	case validate.ProtectedAddress(hits[0].Fields):
		r.protect(c)
	default:
		c.Member, c.Seat = hits[0].ID, c.ID
		return c.Member, true
	}
	return "", false
}

// memberKey gives the key of the member whom a row names; zero where that can't
// be read.
func (r *enrolment) memberKey(c *candidate) validate.Key {
	if add := c.record.Lists[r.Schema.Members.Field].Add; len(add) > 0 {
		return add[0]
	}
	return validate.Key{}
}

func (r *enrolment) seatsOf(group Current) *seats {
	s, ok := r.classes[group.ID]
	if !ok {
		s = &seats{group: group, rows: map[string]*candidate{}, whole: true}
		r.classes[group.ID] = s
		r.order = append(r.order, s)
	}
	return s
}

// readClasses finds out in which classes everybody is now: those of the schools
// that the sheet names, and any other that holds somebody who is in none of
// these.
func (r *enrolment) readClasses(ctx context.Context) error {
	var schools, strangers []validate.Key
	for _, s := range r.order {
		if r.isClass(s.group) {
			schools = append(schools, validate.Key{Field: r.Roster.School, Value: s.group.Fields[r.Roster.School].Text})
		}
	}
	found, err := r.look(ctx, r.Kind, schools, false)
	if err != nil {
		return err
	}
	r.school = r.note(found)
	for _, ids := range r.bodies() {
		for _, id := range ids {
			if len(r.memberOf[id]) == 0 {
				strangers = append(strangers, validate.Key{Field: r.Schema.Members.Field, Value: id})
			}
		}
	}
	slices.SortFunc(strangers, compareKeys)
	found, err = r.look(ctx, r.Kind, strangers, false)
	r.note(found)
	return err
}

// note takes in who is in which class.
func (r *enrolment) note(found map[validate.Key][]Current) (classes []Current) {
	for _, key := range slices.SortedFunc(maps.Keys(found), compareKeys) {
		for _, group := range found[key] {
			if !r.isClass(group) || slices.ContainsFunc(classes, func(c Current) bool { return c.ID == group.ID }) {
				continue
			}
			classes = append(classes, group)
			for _, id := range group.Fields[r.Schema.Members.Field].List {
				r.memberOf[id] = append(r.memberOf[id], group)
			}
		}
	}
	return classes
}

func compareKeys(a, b validate.Key) int {
	return strings.Compare(a.Field+a.Scope+a.Value, b.Field+b.Scope+b.Value)
}

func (r *enrolment) isClass(group Current) bool { return r.Roster.isClass(group) }

// refuseTwice refuses the rows that put a member into several classes, unless the
// user wants that.
func (r *enrolment) refuseTwice() {
	rows := map[string][]*candidate{} // by id of the member
	for _, s := range r.order {
		for _, id := range s.order {
			if r.isClass(s.group) {
				rows[id] = append(rows[id], s.rows[id])
			}
		}
	}
	for id, several := range rows {
		if len(several) < 2 || r.Roster.KeepBoth {
			continue
		}
		for _, c := range several {
			r.refuse(c, r.Schema.Members.Field, CodeTwoClasses, map[string]string{"rows": others(several, c)})
			s := r.classes[c.ID]
			s.whole = false
			s.order = slices.DeleteFunc(s.order, func(m string) bool { return m == id })
			delete(s.rows, id)
		}
	}
}

func (r *enrolment) title(group Current) string { return group.Fields[r.Roster.Title].Text }

func (s *seats) take(member string, c *candidate) {
	if _, twice := s.rows[member]; twice {
		s.again = append(s.again, c)
		return
	}
	s.rows[member] = c
	s.order = append(s.order, member)
}
