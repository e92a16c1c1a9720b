package validate

import (
	"cmp"
	"slices"
)

// remark says what there is to say of a cell beside what is read in it: a struck
// key mostly means that the row is to go, and a sign for "none" asks for nothing
// where there must be something.
func (a *answer) remark(i int, r reading) {
	s := &a.slots[i]
	c := a.row.Cell(s.mapped)
	if c.Struck && a.Columns[s.mapped].Use == AsKey {
		a.find(i, finding{severity: Warning, code: CodeStruck})
	}
	if leadsElsewhere(c, s.Kind, r.value) {
		a.find(i, finding{severity: Warning, code: CodeLinkDiffers})
	}
	if s.sets && !s.Nullable && s.part == plain && r.value.State == Absent && len(r.found) == 0 && !c.Blank() {
		a.find(i, finding{severity: Notice, code: CodeFiller})
	}
}

// find ties a finding to a cell.
func (a *answer) find(i int, f finding) {
	if a.opts.NoRepair && f.code.Repairs() && f.severity != Fault {
		f = finding{severity: Fault, code: CodeNotRepaired, args: f.args}
	}
	p := Problem{Field: a.slots[i].Field, Severity: f.severity, Code: f.code, Args: f.args}
	if f.code == CodeNumberExpanded && a.slots[i].Kind == IdentityNumber && a.slots[i].part != previous {
		a.record.Short = true
	}
	if f.code == CodeNumberStandIn || f.code == CodeNumberIfTemporary {
		p.Args = map[string]string{"flag": a.flagTitle()}
	}
	if f.code == CodeNameWhole {
		p.Args = map[string]string{"option": ignoring(a.Columns[a.slots[i].mapped].Title)}
	}
	p = a.placed(p, a.slots[i].mapped)
	if f.proviso {
		a.record.Provisos = append(a.record.Provisos, p)
		return
	}
	if p.Code != CodeNotRepaired || !slices.ContainsFunc(a.problems, p.atSameCell) {
		a.problems = append(a.problems, p)
	}
}

// atSameCell reports whether two problems are of one code and one cell.
func (p Problem) atSameCell(q Problem) bool { return p.Code == q.Code && p.Cell == q.Cell }

// flagTitle is the title of the column that says whether the number is temporary;
// empty where there is none.
func (a *answer) flagTitle() string {
	if at := a.fields[fieldTemporary]; len(at) > 0 {
		return a.Columns[a.slots[at[0]].mapped].Title
	}
	return ""
}

// add takes a problem up, at the cell of its field if it has one.
func (a *answer) add(p Problem) {
	a.problems = append(a.problems, a.placed(p, a.column(p.Field)))
}

// column is the column on which a field's final value depends; -1 if there is
// none.
func (a *answer) column(field string) int {
	at := a.fields[field]
	if len(at) == 0 {
		return -1
	}
	return a.slots[slices.MaxFunc(at, func(x, y int) int { return cmp.Compare(a.weight(x), a.weight(y)) })].mapped
}

// weight ranks the slots of a field by how much its final value depends on them.
func (a *answer) weight(i int) int {
	rank := map[part]int{previous: 1, plain: 2, full: 2, adding: 2, removing: 2, next: 3}[a.slots[i].part]
	if a.values[i].State == Absent {
		return 0
	}
	return rank
}

// placed gives a problem its row and its cell.
func (a *answer) placed(p Problem, column int) Problem {
	p.Row, p.First = a.row.Number, a.record.First
	if column < 0 {
		return p
	}
	p.Cell, p.Column = a.where(a.row.Number, column), a.Columns[column].Title
	kind := Text
	if c, ok := a.schema.column(p.Field); ok {
		kind = c.Kind
	}
	p.Shown = shownCell(kind, a.row.Cell(column))
	return p
}
