package validate

import (
	"iter"
	"slices"

	"importer/internal/parse"
)

// sample is how many rows decide what an ambiguous title means.
const sample = 1000

// decideByContent chooses between the meanings of a title by what stands below
// it: a meaning that half of the filled cells bear out, unless it would bear
// anything. If nothing stands there, it is one that no other column has; else it
// is the first one of the schema.
func (t *Table) decideByContent() error {
	open := t.ambiguous()
	if len(open) == 0 {
		return nil
	}
	filled, shaped, err := t.census(open)
	if err != nil {
		return err
	}
	t.keepMeanings(open, func(i int) int {
		s := t.slots[i]
		switch {
		case !loose(s.Kind) && shaped[i] > 0 && 2*shaped[i] >= filled[i]:
			return 2
		case filled[i] == 0 && !t.claimed(s.place, open):
			return 1
		default:
			return 0
		}
	})
	return nil
}

// census counts, in the first of the rows that are records, the filled cells of
// some slots and those that can be read.
func (t *Table) census(of []int) (filled, shaped map[int]int, err error) {
	filled, shaped = map[int]int{}, map[int]int{}
	for row, err := range t.sampled() {
		if err != nil {
			return nil, nil, err
		}
		for _, i := range of {
			c := row.Cell(t.slots[i].mapped)
			if !c.Blank() {
				filled[i]++
			}
			if t.slots[i].read(c, surroundings{today: t.opts.Today}).value.State == Set {
				shaped[i]++
			}
		}
	}
	return filled, shaped, nil
}

// sampled gives the first of the rows that are records.
func (t *Table) sampled() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		taken := 0
		for row, err := range t.sift() {
			if err == nil && row.why != "" && !row.why.IsRecord() {
				continue
			}
			if taken++; !yield(row.Row, err) || err != nil || taken == sample {
				return
			}
		}
	}
}

// loose reports whether nearly anything can be a value of a kind.
func loose(k Kind) bool {
	return k == Text || k == Town || k == Street || k == SourceID || k == Title || k == Person || k == Reference || k == Unchecked
}

// claimed reports whether a column whose title has one meaning leads to a place.
func (t *Table) claimed(at place, open []int) bool {
	for i, s := range t.slots {
		if s.place == at && !slices.Contains(open, i) {
			return true
		}
	}
	return false
}

// ambiguous gives the slots that share their column with others.
func (t *Table) ambiguous() []int {
	count := map[int]int{}
	for _, s := range t.slots {
		count[s.mapped]++
	}
	var open []int
	for i, s := range t.slots {
		if count[s.mapped] > 1 {
			open = append(open, i)
		}
	}
	return open
}

// keepMeanings leaves one slot to each column: the first of those that rank the
// highest.
func (t *Table) keepMeanings(open []int, rank func(int) int) {
	best := map[int]int{}
	for _, i := range open {
		column := t.slots[i].mapped
		if now, ok := best[column]; !ok || rank(i) > rank(now) {
			best[column] = i
		}
	}
	var kept []slot
	for i, s := range t.slots {
		now, several := best[s.mapped]
		if several && now != i {
			continue
		}
		if several {
			own := &t.Columns[s.mapped]
			own.Field, own.Decided = s.name(s.part), true
			own.Other = t.other(i, open)
		}
		kept = append(kept, s)
	}
	t.slots = kept
}

// other is the name of another meaning of a slot's column.
func (t *Table) other(own int, open []int) string {
	for _, i := range open {
		if s := t.slots[i]; i != own && s.mapped == t.slots[own].mapped {
			return s.name(s.part)
		}
	}
	return ""
}

// filledCells gives a column's cells in the sampled rows, without the blank ones.
func (t *Table) filledCells(column int) iter.Seq2[parse.Cell, error] {
	return func(yield func(parse.Cell, error) bool) {
		for row, err := range t.sampled() {
			if c := row.Cell(column); (err != nil || !c.Blank()) && !yield(c, err) {
				return
			}
		}
	}
}
