package validate

import (
	"strings"
)

// readFullName reads "Andersson, Anna". Without the comma, or with more of them,
// nobody can tell where the last name ends.
func readFullName(c cell, s surroundings) reading {
	if r := readText(c, s); r.value.State != Set {
		return r
	}
	last, first, parted := strings.Cut(c.text, ",")
	last, first = clean(last), clean(first)
	if !parted || last == "" || first == "" || strings.Contains(first, ",") {
		return faulty(CodeNameWhole)
	}
	r, rest := readText(cell{raw: last, text: last}, s), readText(cell{raw: first, text: first}, s)
	r.rest = rest.value.Text
	r.found = append(r.found, rest.found...)
	return r.becoming(Notice, CodeNameParted, r.rest)
}

// decideFullNames stops using columns of full names whose cells mostly aren't
// parted by a comma, and those beside columns of the single names.
func (t *Table) decideFullNames() error {
	whole := t.slotsOf(func(s slot) bool { return s.part == full })
	if len(whole) == 0 {
		return nil
	}
	filled, shaped, err := t.census(whole)
	if err != nil {
		return err
	}
	out, why := map[int]bool{}, map[int]Code{}
	for _, i := range whole {
		alone := t.slotsOf(func(s slot) bool {
			return s.part == plain && (s.Field == t.slots[i].Field || s.Field == t.slots[i].Rest)
		})
		switch {
		case len(alone) > 0:
			out[i], why[i] = true, CodeTitleNames
		case 2*shaped[i] < filled[i]:
			out[i], why[i] = true, CodeTitleFullName
		}
	}
	t.drop(out, func(i int, own *Mapped) { own.Reason, own.Args = why[i], nil })
	return nil
}
