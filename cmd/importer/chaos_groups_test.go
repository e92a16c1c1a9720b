package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"importer/internal/plan"
	"importer/internal/sandbox"
)

// newGroupWish draws a sheet about the groups: their titles, which move up a
// year or change places, their types, their moderators and their members.
func newGroupWish(e *episode, _ uint64) *wish {
	w := emptyWish(e.draw, e.TempDir(), e.storm.Groups())
	w.groups, w.target, w.handed = true, []string{"meitner-groups"}, "title"
	w.key = w.one("id", "external.sourceID", "title")
	w.once = w.key == "title"
	w.columns = groupColumns(w.key)
	for _, i := range w.draw.Perm(len(w.before)) {
		r := e.storm.Groups()[i]
		if r[w.key] != nil && w.draw.IntN(12) > 0 {
			w.addGroup(r)
		}
	}
	w.addUnknownGroups()
	for _, school := range w.schools() {
		w.rename(school)
		w.exchange(school)
	}
	w.tieMembers()
	w.addTaken()
	for _, row := range w.rows {
		w.spell(row, spellingsOf(e.storm))
	}
	w.write(e.T)
	return w
}

// groupColumns gives the sheet's columns. The school tells titles apart that
// stand in several.
func groupColumns(key string) []string {
	columns := map[string][]string{
		"id":                {"id", "schoolID", "title", "external.sourceID"},
		"external.sourceID": {"external.sourceID", "schoolID", "title"},
		"title":             {"title", "schoolID", "title.new", "external.sourceID"},
	}[key]
	for _, field := range groupLists() {
		columns = append(columns, field, field+".add", field+".remove")
	}
	return columns
}

func groupLists() []string { return []string{"types", "moderatorIDs", "memberIDs"} }

// groupRow begins a row about a group.
func (w *wish) groupRow(key, school string) *wishedRow {
	row := &wishedRow{cells: map[string]string{w.key: key, "schoolID": school}, status: plan.Unchanged}
	w.rows = append(w.rows, row)
	return row
}

// addGroup draws what the sheet says of a group.
func (w *wish) addGroup(r sandbox.Record) {
	row := w.groupRow(r[w.key].(string), schoolOf(r))
	row.id = idOf(r)
	switch n := w.draw.IntN(100); {
	case n < 10:
		row.cells["memberIDs"] = strings.Join(listOf(r, "memberIDs"), "\n")
	case n < 18:
		row.status = plan.Invalid
		row.cells[w.one("memberIDs.add", "moderatorIDs.remove")] = "00000000-0000-4000-8000-000000000099"
	case n < 24:
		row.status = plan.Invalid
		row.cells["types"] = "Gymnasiet"
	default:
		w.changeGroup(row, r)
	}
}

func schoolOf(r sandbox.Record) string { return r["schoolID"].(string) }

// changeGroup makes a row change some of what its group holds.
func (w *wish) changeGroup(row *wishedRow, r sandbox.Record) {
	if w.draw.IntN(6) == 0 {
		w.take(row, w.title())
	}
	if w.key != "external.sourceID" && r["external.source"] != nil && w.draw.IntN(4) == 0 { // nobody can take one away again
		number := fmt.Sprintf("KL-7%05d", w.next())
		w.set(row, "external.sourceID", number, number)
	}
	if r["category"] != "Other" && r["title"] != "Blåsippan" && w.draw.IntN(3) == 0 { // a preschool's types come in pairs
		w.ask(row, "types", w.types(listOf(r, "types")))
	}
	for _, field := range []string{"moderatorIDs", "memberIDs"} {
		list := listOf(r, field)
		if w.draw.IntN(2) == 0 {
			list = w.withStranger(list, r, field)
		}
		if held := listOf(r, field); len(held) > 4 && w.draw.IntN(3) == 0 {
			list = without(list, w.one(held...))
		}
		w.ask(row, field, list)
	}
}

func (w *wish) title() string {
	return fmt.Sprintf("%s %d", w.one("Linden", "Björken", "Granen", "Almen"), w.next())
}

// types draws types for a group that has some: of these a sheet doesn't take
// Mentor away.
func (w *wish) types(held []string) []string {
	types := []string{}
	for _, word := range []string{"Childcare", "Class", "Mentor"} {
		if word == "Mentor" && slices.Contains(held, word) || w.draw.IntN(2) == 0 {
			types = append(types, word)
		}
	}
	return types
}

// withStranger gives a list with somebody of a group's school too, who is in the
// group's list neither before nor after.
func (w *wish) withStranger(list []string, r sandbox.Record, field string) []string {
	var people []string
	for _, other := range sortedRecords(w.before) {
		if schoolOf(other) == schoolOf(r) && other["category"] != "Other" {
			people = append(people, listOf(other, field)...)
		}
	}
	people = lacking(lacking(people, listOf(w.before[idOf(r)], field)), listOf(w.after[idOf(r)], field))
	if len(people) == 0 {
		return list
	}
	return with(list, w.one(people...))
}

// addUnknownGroups adds rows whose key no group has.
func (w *wish) addUnknownGroups() {
	for i := range 3 {
		row := w.groupRow(map[string]string{
			"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "external.sourceID": fmt.Sprintf("KL-99%d", i), "title": fmt.Sprintf("Saknas %d", i),
		}[w.key], w.schools()[0])
		row.status = plan.Missing
		row.cells["types"] = "Class"
	}
}

func (w *wish) schools() (schools []string) {
	for _, r := range w.before {
		if !slices.Contains(schools, schoolOf(r)) {
			schools = append(schools, schoolOf(r))
		}
	}
	slices.Sort(schools)
	return schools
}

// open gives the rows of a school's groups that are in order.
func (w *wish) open(school string) []*wishedRow {
	return slices.DeleteFunc(slices.Clone(w.rows), func(r *wishedRow) bool {
		return r.status != plan.Unchanged && r.status != plan.Updated || schoolOf(w.before[r.id]) != school || r.cells["memberIDs"] != ""
	})
}

// rename lets a school's groups move up a year, hand their titles on in chains
// and circles, or all in one circle.
func (w *wish) rename(school string) {
	free := w.open(school)
	switch {
	case w.draw.IntN(3) == 0 && len(free) > 1:
		w.hand(free, true)
	case w.draw.IntN(2) == 0:
		w.moveUp(free)
	default:
		w.handOver(free)
	}
}

// moveUp makes 2A of 1A, and so on, as far as the title becomes free.
func (w *wish) moveUp(free []*wishedRow) {
	moving := slices.DeleteFunc(slices.Clone(free), func(r *wishedRow) bool { return w.upper(r) == "" })
	for again := true; again; {
		again = false
		for i, row := range moving {
			if w.stands(w.upper(row), row, moving) {
				moving = slices.Delete(moving, i, i+1)
				again = true
				break
			}
		}
	}
	for _, row := range moving {
		w.take(row, w.upper(row))
	}
	w.tie(moving...)
}

// upper is the title of a row's group a year later; empty where it has no year.
func (w *wish) upper(row *wishedRow) string {
	var year int
	var letter string
	if n, _ := fmt.Sscanf(w.before[row.id]["title"].(string), "%d%s", &year, &letter); n != 2 {
		return ""
	}
	return fmt.Sprint(year+1, letter)
}

// stands reports whether a group of the row's school keeps a title: it isn't
// among those that move.
func (w *wish) stands(title string, row *wishedRow, moving []*wishedRow) bool {
	for _, r := range w.before {
		if r["title"] == title && schoolOf(r) == schoolOf(w.before[row.id]) {
			return !slices.ContainsFunc(moving, func(m *wishedRow) bool { return m.id == idOf(r) })
		}
	}
	return false
}

// exchange lets pupils go from one group of a school to another, and some of
// them the other way.
func (w *wish) exchange(school string) {
	free := slices.DeleteFunc(w.open(school), func(r *wishedRow) bool { return w.before[r.id]["category"] == "Other" })
	if len(free) < 2 {
		return
	}
	for range w.draw.IntN(2 * len(free)) {
		at := w.draw.Perm(len(free))
		from, to := free[at[0]], free[at[1]]
		id := w.one(listOf(w.before[from.id], "memberIDs")...)
		stays := slices.Contains(listOf(w.after[from.id], "memberIDs"), id)
		if known := slices.Contains(listOf(w.after[to.id], "memberIDs"), id) || slices.Contains(listOf(w.before[to.id], "memberIDs"), id); stays && !known {
			w.ask(from, "memberIDs", without(listOf(w.after[from.id], "memberIDs"), id))
			w.ask(to, "memberIDs", with(listOf(w.after[to.id], "memberIDs"), id))
		}
	}
}

// tieMembers puts the rows into one ring between which members go.
func (w *wish) tieMembers() {
	for _, a := range w.rows {
		for _, b := range w.rows {
			if a.id != "" && b.id != "" && a != b && overlap(w.gained(a.id), w.lost(b.id)) {
				w.tie(a, b)
			}
		}
	}
}

// gained gives the members that the sheet gives to a group.
func (w *wish) gained(id string) []string {
	return lacking(listOf(w.after[id], "memberIDs"), listOf(w.before[id], "memberIDs"))
}

// lost gives the members that the sheet takes from a group.
func (w *wish) lost(id string) []string {
	return lacking(listOf(w.before[id], "memberIDs"), listOf(w.after[id], "memberIDs"))
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(id string) bool { return slices.Contains(b, id) })
}

// addTaken makes a row take the title of a group that isn't in the sheet.
func (w *wish) addTaken() {
	for _, row := range w.rows {
		if row.status != plan.Updated || row.ring != nil || w.asks(row.id, "memberIDs") {
			continue
		}
		for _, holder := range sortedRecords(w.before) {
			if own := w.before[row.id]; w.rowOf(idOf(holder)) == nil && schoolOf(holder) == schoolOf(own) {
				w.take(row, holder["title"].(string))
				w.after[row.id] = copied(own)
				row.status = plan.Invalid
				return
			}
		}
	}
}

// spell writes down what a row asks of lists: what is to be there, or what is to
// come and to go. keys are those by which people may be named, by their ids.
func (w *wish) spell(row *wishedRow, keys map[string][]string) {
	for _, field := range groupLists() {
		if row.id == "" || !w.asks(row.id, field) {
			continue
		}
		named := func(list []string, sign string) (names []string) {
			for _, id := range list {
				names = append(names, sign+w.one(append([]string{id}, keys[id]...)...))
			}
			return names
		}
		held, asked := listOf(w.before[row.id], field), listOf(w.after[row.id], field)
		whole := lacking(asked, within(held, "Mentor")) // that one stays by itself
		come, leave := lacking(asked, held), lacking(held, asked)
		switch n := w.draw.IntN(3); {
		case n == 0 && len(whole) > 0:
			row.cells[field] = strings.Join(shuffled(w.draw, named(whole, "")), ";")
		case n == 1:
			row.cells[field+".add"], row.cells[field+".remove"] = strings.Join(named(come, ""), ";"), strings.Join(named(leave, ""), "|")
		default:
			row.cells[field] = strings.Join(append(named(come, "+"), named(leave, "-")...), "; ")
		}
	}
}

// spellingsOf gives the keys by which everybody may be named.
func spellingsOf(s *storm) map[string][]string {
	keys := map[string][]string{}
	for _, r := range slices.Concat(s.Students(), s.Employees()) {
		for _, field := range []string{"external.sourceID", "identityNumber", "emailAddress1"} {
			if key, ok := r[field].(string); ok {
				keys[idOf(r)] = append(keys[idOf(r)], key)
			}
		}
	}
	return keys
}

// within gives an item if it is in a list.
func within(list []string, item string) []string {
	if slices.Contains(list, item) {
		return []string{item}
	}
	return nil
}

// lacking gives the items of a list that another lacks.
func lacking(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(item string) bool { return slices.Contains(other, item) })
}

func shuffled(draw *rand.Rand, list []string) []string {
	list = slices.Clone(list)
	draw.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func sortedRecords(records map[string]sandbox.Record) []sandbox.Record {
	var list []sandbox.Record
	for _, r := range records {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b sandbox.Record) int { return strings.Compare(idOf(a), idOf(b)) })
	return list
}
