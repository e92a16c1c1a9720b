package report

import (
	"cmp"
	"slices"

	"importer/internal/plan"
)

// Lists are the changes of lists of people that a preview tells of. The zero
// Lists has none.
type Lists struct {
	Plan  *plan.Plan
	Title string // the field that names a record
}

// mostLists is how many lists are told of one by one.
const mostLists = 20

// A peopled change is one of a list of people.
type peopled struct {
	class plan.Class // the record's title, and where it is
	edit  plan.Edit
	alone []string // ids of those who are in no class after it
}

// lists says who joins and who leaves each list of people, and who is in no class
// after that. A sheet of members has its classes for it.
func (p Preview) lists(out *page) {
	if p.Roll != nil {
		return
	}
	all := p.Lists.changes()
	if len(all) == 0 {
		return
	}
	out.put("")
	out.put(p.Look.heading(out.Sprintf("Lists")))
	var classes []plan.Class
	for _, c := range all {
		classes = append(classes, c.class)
	}
	titles, shown := classTitles(classes), min(len(all), p.Look.most(mostLists))
	for _, c := range all[:shown] {
		p.list(out, c, titles)
	}
	p.unshown(out, all[shown:])
}

// changes gives the changes of lists of people that are to be sent, by title.
func (l Lists) changes() (all []peopled) {
	if l.Plan == nil {
		return nil
	}
	sent := map[int]bool{}
	for _, s := range l.Plan.Steps {
		sent[s.Change] = true
	}
	for _, c := range l.Plan.Changes {
		for _, e := range c.Edits {
			if e.People && sent[c.N] {
				all = append(all, l.change(c, e))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b peopled) int { return plan.Natural(a.class.Title, b.class.Title) })
	return all
}

func (l Lists) change(c plan.Change, e plan.Edit) peopled {
	now := l.Plan.Records[c.ID]
	p := peopled{class: plan.Class{ID: c.ID, Title: cmp.Or(now.Fields[l.Title].Text, c.ID), Where: now.Where}, edit: e}
	for _, id := range l.Plan.Classless[c.N] {
		if e.Handover && slices.Contains(e.Remove, id) {
			p.alone = append(p.alone, id)
		}
	}
	return p
}

// list is the line of one list, and the names, where they may be shown.
func (p Preview) list(out *page, c peopled, titles classNames) {
	turn := out.joinLeave(len(c.edit.Add), len(c.edit.Remove))
	out.fold("  "+pad(titles.of(c.class), titles.width)+p.title(c.edit.Field)+": "+turn, classIndent)
	joins, leaves := p.named(out, c.edit.Add), p.named(out, c.edit.Remove)
	switch {
	case joins != "" && leaves != "":
		out.put("          " + out.Sprintf("join: %s; leave: %s", joins, leaves))
	case joins != "":
		out.put("          " + out.Sprintf("join: %s", joins))
	case leaves != "":
		out.put("          " + out.Sprintf("leave: %s", leaves))
	}
	if len(c.alone) == 0 {
		return
	}
	text := out.Sprintf("in no class after this, as far as this sheet goes: %d", len(c.alone))
	if names := p.named(out, c.alone); names != "" && len(c.alone) < len(c.edit.Remove) {
		text += " (" + names + ")"
	}
	out.put("          " + text)
}

// joinLeave says how many join and leave, if any do.
func (v voice) joinLeave(joins, leaves int) string {
	join, leave := v.counted(joins, "1 joins", "%d join"), v.counted(leaves, "1 leaves", "%d leave")
	switch {
	case leaves == 0:
		return join
	case joins == 0:
		return leave
	default:
		return join + ", " + leave
	}
}

// named names people by their ids, where names may be shown; those without a
// name are counted. It is empty where nobody has one.
func (p Preview) named(out *page, ids []string) string {
	var names []string
	for _, id := range ids {
		if name := p.Lists.Plan.People[id].Name; name != "" {
			names = append(names, plain(name))
		}
	}
	if !p.Look.Values || len(names) == 0 {
		return ""
	}
	return out.fewOf(len(ids), names, p.Look.most(10))
}

// unshown counts the lists that aren't told of one by one, and who joins and
// leaves them.
func (p Preview) unshown(out *page, rest []peopled) {
	if len(rest) == 0 {
		return
	}
	joins, leaves, alone := 0, 0, 0
	for _, c := range rest {
		joins, leaves, alone = joins+len(c.edit.Add), leaves+len(c.edit.Remove), alone+len(c.alone)
	}
	text := "  " + out.counted(len(rest), "1 more list", "%d more lists") + ": " + out.joinLeave(joins, leaves)
	if alone > 0 {
		text += "; " + out.Sprintf("in no class after this, as far as this sheet goes: %d", alone)
	}
	out.put(text)
}
