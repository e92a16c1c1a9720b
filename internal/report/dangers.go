package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// dangers shows what is worth a look before what is only many: the watched
// fields, and what would be emptied.
func (p Preview) dangers(out *page) {
	var lines []string
	for _, field := range p.Watch {
		hits := p.edits(func(e placed) bool { return e.Field == field && e.New.State != validate.Null })
		if len(hits) > 0 {
			lines = append(lines, p.danger(out, p.title(field), hits))
		}
	}
	for _, field := range p.Reveal {
		hits := p.edits(func(e placed) bool { return e.Field == field && e.Old.State == validate.Null })
		if len(hits) > 0 {
			lines = append(lines, p.danger(out, out.Sprintf("%s, none before", p.title(field)), hits))
		}
	}
	lines = append(lines, p.clears(out)...)
	lines = append(lines, p.finals(out)...)
	if len(lines) == 0 {
		return
	}
	out.put("")
	out.put(p.Look.heading(out.Sprintf("Look at these first")))
	for _, l := range lines {
		out.fold("  "+l, dangerIndent)
	}
}

// clears gives a line for each field that is emptied anywhere.
func (p Preview) clears(out *page) []string {
	byField := map[string][]placed{}
	for _, e := range p.edits(func(e placed) bool { return e.Empties() }) {
		byField[e.Field] = append(byField[e.Field], e)
	}
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(byField)) {
		lines = append(lines, p.danger(out, out.Sprintf("%s, emptied", p.title(field)), byField[field]))
	}
	return lines
}

// finals gives a line about what an undoing couldn't put back, field by field.
func (p Preview) finals(out *page) []string {
	hits := p.edits(func(e placed) bool { return e.Final() })
	if len(hits) == 0 {
		return nil
	}
	return []string{out.Sprintf("Can't be taken back, for what is there isn't shown: %s", strings.Join(p.frequent(out, hits), ", "))}
}

// edits gives the edits that are wanted.
func (p Preview) edits(wanted func(placed) bool) []placed {
	return slices.DeleteFunc(slices.Clone(p.Tally.edits), func(e placed) bool { return !wanted(e) })
}

// dangerIndent is where what is said of a danger stands.
const dangerIndent = 22

// danger is one line about edits of a kind: the first few with their values,
// where these may be shown.
func (p Preview) danger(out *page, title string, hits []placed) string {
	shown := make([]string, len(hits))
	for i, e := range hits {
		shown[i] = out.Sprintf("row %s", strconv.Itoa(e.row))
		if p.Look.Values {
			shown[i] += ": " + out.turn(e.Edit)
		}
	}
	return pad(title, 20) + out.Sprintf("%d %s  ", len(hits), out.several(len(hits), "change", "changes")) + out.few(shown, p.Look.most(3))
}
