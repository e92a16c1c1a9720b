package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// findShift looks whether the sheet's classes are last year's under new titles:
// most of the members whom it names in a class are in one other class now, and
// few in that one. It takes two such classes, or all that the sheet has.
func (r *enrolment) findShift() {
	var renames []Rename
	members := 0
	bodies := r.bodies()
	for class, ids := range bodies {
		from, there, here := r.origin(class.id, ids)
		if 2*there <= len(ids) || 4*here >= len(ids) || len(ids) < 3 {
			continue
		}
		renames = append(renames, Rename{
			ID: from.ID, Title: r.title(from), New: class.title, School: from.Fields[r.Roster.School].Text, Rows: len(ids), There: there,
		})
		members += len(ids) - here
	}
	if len(renames) == 0 || len(renames) == 1 && len(bodies) > 1 {
		return
	}
	slices.SortFunc(renames, func(a, b Rename) int { return cmp.Or(Natural(a.Title, b.Title), cmp.Compare(a.ID, b.ID)) })
	r.roll.Shift = &Shift{Renames: renames, Of: len(bodies), Members: members, Held: r.inTheWay(renames)}
}

// A heading is a class as the sheet names it. The id is empty where there is no
// such group yet.
type heading struct{ title, id string }

// bodies gives the members whom the sheet names in each class.
func (r *enrolment) bodies() map[heading][]string {
	bodies := map[heading][]string{}
	for _, s := range r.order {
		if r.isClass(s.group) && len(s.order) > 0 {
			bodies[heading{r.title(s.group), s.group.ID}] = s.order
		}
	}
	for _, c := range r.rows {
		if hits := r.named[r.memberKey(c)]; c.Status == Missing && c.Key.Field == r.Roster.Title && c.ID == "" && len(hits) == 1 {
			absent := heading{title: c.Key.Value}
			bodies[absent] = append(bodies[absent], hits[0].ID)
		}
	}
	return bodies
}

// origin gives the other class in which most of the members are now, how many
// of them, and how many are in the class itself.
func (r *enrolment) origin(own string, ids []string) (from Current, there, here int) {
	count := map[string]int{}
	for _, id := range ids {
		for _, class := range r.memberOf[id] {
			if class.ID == own {
				here++
				continue
			}
			if count[class.ID]++; count[class.ID] > there {
				from, there = class, count[class.ID]
			}
		}
	}
	return from, there, here
}

// inTheWay marks the renames whose titles a class has which isn't renamed itself,
// and gives these titles. Where classes of several schools need one, it carries its
// school.
func (r *enrolment) inTheWay(renames []Rename) (titles []string) {
	for i, rename := range renames {
		twin := func(other Rename) bool { return other.New == rename.New && other.School != rename.School }
		for _, class := range r.school {
			moves := slices.ContainsFunc(renames, func(other Rename) bool { return other.ID == class.ID })
			if r.title(class) == rename.New && class.Fields[r.Roster.School].Text == rename.School && !moves {
				renames[i].Blocked = true
				title := rename.New
				if class.Where != "" && slices.ContainsFunc(renames, twin) {
					title += " (" + class.Where + ")"
				}
				titles = append(titles, title)
			}
		}
	}
	return titles
}

// Natural compares titles as people do: 2A comes before 10A.
func Natural(a, b string) int {
	first, restA := leading(a)
	second, restB := leading(b)
	return cmp.Or(cmp.Compare(first, second), strings.Compare(restA, restB))
}

// leading splits the number off with which a title begins; 0 if it has none.
func leading(title string) (int, string) {
	rest := strings.TrimLeft(title, "0123456789")
	n, _ := strconv.Atoi(title[:len(title)-len(rest)])
	return n, rest
}
