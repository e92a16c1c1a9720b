package validate

import (
	"fmt"

	"importer/internal/parse"
)

// A twin is a column that leads to the same place as one before it.
type twin struct{ first, second int } // in Table.slots

// dropTwins leaves one column to each place: the first, if the others say the
// same in every row.
func (t *Table) dropTwins() error {
	if err := t.dropImpostors(); err != nil {
		return err
	}
	twins := t.twins()
	if len(twins) == 0 {
		return nil
	}
	for row, err := range t.sift() {
		if err != nil {
			return err
		}
		if row.why != "" || !t.mayBeRecord(row.Row) {
			continue
		}
		for _, pair := range twins {
			if !t.agree(pair, row.Row) {
				return t.twinError(pair, row.Number)
			}
		}
	}
	t.leaveFirst(twins)
	return nil
}

// dropImpostors stops using columns of ids and identity numbers that hold nothing
// of the kind, beside one that does: Pnr may be a postal code.
func (t *Table) dropImpostors() error {
	twins := t.twins()
	if len(twins) == 0 {
		return nil
	}
	filled, shaped, err := t.census(t.slotsOf(func(s slot) bool { return s.Kind == IdentityNumber || s.Kind == UUID }))
	if err != nil {
		return err
	}
	out := map[int]bool{}
	for _, pair := range twins {
		for _, i := range []int{pair.first, pair.second} {
			out[i] = filled[i] > 0 && shaped[i] == 0 && shaped[pair.first]+shaped[pair.second] > 0
		}
	}
	t.drop(out, func(i int, own *Mapped) { own.Reason, own.Args = CodeTitleOther, nil })
	return nil
}

// slotsOf gives the slots of some sort.
func (t *Table) slotsOf(sort func(s slot) bool) []int {
	var of []int
	for i, s := range t.slots {
		if sort(s) {
			of = append(of, i)
		}
	}
	return of
}

// drop stops using slots; why says why.
func (t *Table) drop(out map[int]bool, why func(i int, own *Mapped)) {
	var kept []slot
	for i, s := range t.slots {
		if !out[i] {
			kept = append(kept, s)
			continue
		}
		own := &t.Columns[s.mapped]
		own.Use, own.Field = NotUsed, ""
		why(i, own)
	}
	t.slots = kept
}

// twins gives every slot whose place an earlier one has.
func (t *Table) twins() []twin {
	first := map[place]int{}
	var twins []twin
	for i, s := range t.slots {
		if before, twice := first[s.place]; twice {
			twins = append(twins, twin{before, i})
		} else {
			first[s.place] = i
		}
	}
	return twins
}

// agree reports whether a row says the same in both columns.
func (t *Table) agree(pair twin, row parse.Row) bool {
	a, b := t.slots[pair.first], t.slots[pair.second]
	one, other := row.Cell(a.mapped), row.Cell(b.mapped)
	if one.Blank() || other.Blank() || clean(one.Text) == clean(other.Text) && one.Kind == other.Kind {
		return one.Blank() == other.Blank()
	}
	around := surroundings{today: t.opts.Today}
	v, w := a.read(one, around).value, b.read(other, around).value
	return v.State != Absent && v.Equal(w)
}

func (t *Table) twinError(pair twin, row int) error {
	s := t.slots[pair.second]
	first, second := t.Columns[t.slots[pair.first].mapped], t.Columns[s.mapped]
	e := &Error{
		Text:   fmt.Sprintf("two columns for %s: %s and %s; they differ in row %d", s.name(s.part), quoted(first), quoted(second), row),
		Advice: fmt.Sprintf("leave one out with %s or %s, or give it another title", ignoring(first.Title), ignoring(second.Title)),
	}
	if normalTitle(first.Title) == normalTitle(second.Title) {
		e.Advice = fmt.Sprintf("give one of them another title; %s leaves both out", ignoring(first.Title))
	}
	return e
}

// leaveFirst stops using the second column of each pair.
func (t *Table) leaveFirst(twins []twin) {
	titles, out := map[int]string{}, map[int]bool{}
	for _, pair := range twins {
		titles[pair.second], out[pair.second] = t.Columns[t.slots[pair.first].mapped].Title, true
	}
	t.drop(out, func(i int, own *Mapped) { own.Reason, own.Args = CodeTitleTwin, map[string]string{"title": titles[i]} })
}
