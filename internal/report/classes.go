package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"importer/internal/plan"
)

// classes says what becomes of each class that a sheet of members names, and who
// is in doubt.
func (p Preview) classes(out *page) {
	if p.Roll == nil {
		return
	}
	out.put("")
	out.put(p.Look.heading(out.Sprintf("Classes")))
	same, titles := 0, classTitles(p.Roll.Classes)
	for _, c := range slices.SortedFunc(slices.Values(p.Roll.Classes), func(a, b plan.Class) int { return plan.Natural(a.Title, b.Title) }) {
		if c.New+c.Leaves+len(c.Unlisted)+c.Waiting == 0 && !p.Look.All {
			same++
			continue
		}
		p.class(out, c, titles)
	}
	if same > 0 {
		out.put(out.counted(same, "  1 class as it is", "  %d classes as they are"))
	}
	if p.Unlisted != "" {
		out.line("  All who aren't in the sheet, by name: %s", p.Unlisted)
	}
	p.doubled(out)
}

// class is the line of one class, and a line for the members whom the sheet
// doesn't name.
func (p Preview) class(out *page, c plan.Class, titles classNames) {
	text := out.Sprintf("%d %s", c.Size, out.several(c.Size, p.One, p.Many))
	if c.New > 0 {
		text += ", " + out.counted(c.New, "1 new", "%d new") + out.origins(c.From)
	}
	if c.Leaves > 0 {
		text += ", " + out.counted(c.Leaves, "1 leaves", "%d leave")
	}
	out.fold("  "+pad(titles.of(c), titles.width)+text, classIndent)
	if n := len(c.Gone); n > 0 {
		out.put("          " + out.counted(n, "1 isn't in the sheet, and leaves", "%d aren't in the sheet, and leave") + p.people(out, c.Gone))
	}
	people, words := c.Unlisted, out.Sprintf("not in the sheet, left in the class")
	if len(c.Held) > 0 {
		people, words = c.Held, out.Sprintf("not in the sheet; left in the class because one of its rows wasn't understood")
	}
	if c.Waiting > 0 {
		out.put("          " + out.counted(c.Waiting, "1 is named in a row that isn't carried out, and stays", "%d are named in rows that aren't carried out, and stay"))
	}
	if len(people) > 0 {
		out.put("          " + out.Sprintf("%d %s", len(people), words) + p.people(out, people))
	}
}

// classIndent is where what is said of a class stands at least.
const classIndent = 10

// classNames says what classes are called, and how wide that is with what parts
// it from what is said of them.
type classNames struct {
	schools bool // the classes are of several schools, which are named
	width   int
}

// classTitles works that out. A few very long titles don't push the others aside.
func classTitles(classes []plan.Class) classNames {
	schools := map[string]bool{}
	for _, c := range classes {
		schools[c.Where] = true
	}
	delete(schools, "")
	names := classNames{schools: len(schools) > 1, width: classIndent - 2}
	for _, c := range classes {
		if n := utf8.RuneCountInString(names.of(c)) + 2; n <= 40 {
			names.width = max(names.width, n)
		}
	}
	return names
}

func (n classNames) of(c plan.Class) string {
	if c.Where == "" || !n.schools {
		return plain(c.Title)
	}
	return plain(c.Title) + " (" + plain(c.Where) + ")"
}

// origins says where new members come from.
func (v voice) origins(from map[string]int) string {
	var parts []string
	for _, title := range slices.SortedFunc(maps.Keys(from), plan.Natural) {
		parts = append(parts, v.Sprintf("%d from %s", from[title], plain(title)))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// people names people, where names may be shown.
func (p Preview) people(out *page, people []plan.Person) string {
	var names []string
	for _, person := range people {
		if person.Name != "" {
			names = append(names, plain(person.Name))
		}
	}
	if !p.Look.Values || len(names) == 0 {
		return ""
	}
	return ": " + out.few(names, p.Look.most(10))
}

// doubled lists who would be in two classes.
func (p Preview) doubled(out *page) {
	if len(p.Roll.Doubled) == 0 {
		out.line("In two classes after this, and not before: nobody.")
		return
	}
	var rows []string
	for _, d := range p.Roll.Doubled {
		rows = append(rows, out.Sprintf("row %s", strconv.Itoa(d.Row))+" ("+plain(d.Title)+", "+plain(d.Other)+")")
	}
	out.line("In two classes after this: %s", out.few(rows, p.Look.most(10)))
}
