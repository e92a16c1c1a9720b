package xlsx

import (
	"cmp"
	"slices"
)

// A Sweep goes through merged ranges, row by row.
type Sweep struct {
	waiting []Range // that begin further down
	open    []Range // ascending by column
	overlap bool    // two of them have met
}

// NewSweep begins before the first row. Ranges are as in a Layout.
func NewSweep(ranges []Range) *Sweep { return &Sweep{waiting: ranges} }

// Row gives the ranges that a row has a part in, ascending by column and good
// until the next row is asked for. Rows must be asked for in ascending order.
func (s *Sweep) Row(row int) []Range {
	s.open = slices.DeleteFunc(s.open, func(r Range) bool { return r.Bottom < row })
	for ; len(s.waiting) > 0 && s.waiting[0].Top <= row; s.waiting = s.waiting[1:] {
		if r := s.waiting[0]; r.Bottom >= row {
			s.add(r)
		}
	}
	return s.open
}

func (s *Sweep) add(r Range) {
	i, same := slices.BinarySearchFunc(s.open, r, func(a, b Range) int { return cmp.Compare(a.Left, b.Left) })
	before := i > 0 && s.open[i-1].Right >= r.Left
	behind := i < len(s.open) && s.open[i].Left <= r.Right
	s.overlap = s.overlap || same || before || behind
	s.open = slices.Insert(s.open, i, r)
}
