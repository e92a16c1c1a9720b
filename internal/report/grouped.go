package report

import (
	"slices"
	"strconv"
	"strings"

	"importer/internal/plan"
	"importer/internal/validate"
)

// problems puts equal problems in one line each: what won't be sent first, then
// what is worth a look, then what was repaired.
func (p Preview) problems(out *page) {
	for _, section := range []struct {
		severity validate.Severity
		title    string
	}{
		{validate.Fault, out.Sprintf("Will not be sent")},
		{validate.Warning, out.Sprintf("Worth a look")},
		{validate.Notice, out.Sprintf("Noted")},
	} {
		groups := p.groups(section.severity)
		if len(groups) == 0 {
			continue
		}
		out.put("")
		out.put(p.Look.heading(section.title))
		for _, g := range groups {
			out.fold("  "+p.group(out, g), groupIndent)
		}
	}
}

// groupIndent is where what is said of a group goes on.
const groupIndent = 10

// groups gives the groups of a severity, the largest first.
func (p Preview) groups(s validate.Severity) []*group {
	var groups []*group
	for _, g := range p.Tally.groups {
		if g.severity == s {
			groups = append(groups, g)
		}
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return b.count - a.count })
	return groups
}

// group is one line about problems of a kind. A single one is a whole sentence.
func (p Preview) group(out *page, g *group) string {
	if g.code == plan.CodeMissing || g.code == plan.CodeMissingNumber {
		rows := out.several(g.count, "row", "rows")
		return out.Sprintf("%d %s  not in %s: %s %s. %s",
			g.count, rows, p.System, rows, p.rowsOf(out, g), Advice(g.first[0], p.Look.Lang))
	}
	if g.count == 1 {
		return out.Sprintf("1 row   %s", plain(Sentence(g.first[0], p.Look.Lang, p.Look.Values)))
	}
	where := make([]string, len(g.first))
	for i, problem := range g.first {
		where[i] = out.address(problem)
	}
	title := ""
	if g.column != "" {
		title = plain(g.column) + ", "
	}
	text := out.Sprintf("%d rows  %s%s: %s", g.count, title, Reason(g.first[0], p.Look.Lang), out.fewOf(g.count, where, p.Look.most(6)))
	if advice := Advice(g.first[0], p.Look.Lang); advice != "" {
		text += ". " + advice
	}
	return text
}

// rowsOf names the rows of a group.
func (p Preview) rowsOf(out *page, g *group) string {
	var rows, firsts []int
	for _, problem := range g.first {
		rows, firsts = append(rows, problem.Row), append(firsts, problem.First)
	}
	return out.few(numbers(rows), p.Look.most(10)) + origin(p.Look.Lang, p.Look.most(10), firsts...)
}

// address is where a problem stands, in few words: the cell, or the row. In an
// error file, the row of the first sheet follows.
func (v voice) address(p validate.Problem) string {
	cell, _, _ := strings.Cut(p.Cell, ",")
	place := plain(cell)
	if cell == "" || strings.HasPrefix(cell, "row ") {
		place = v.Sprintf("row %s", strconv.Itoa(p.Row))
	}
	if p.First > 0 {
		place += " (" + v.Sprintf("row %s", strconv.Itoa(p.First)) + ")"
	}
	return place
}
