package validate

import (
	"fmt"
	"strconv"
	"strings"
)

// Ranges are rows, by the numbers that the spreadsheet program shows.
type Ranges []Range

// A Range is the rows from First to Last, both included.
type Range struct{ First, Last int }

// Has reports whether a row is among them.
func (r Ranges) Has(row int) bool {
	for _, one := range r {
		if row >= one.First && row <= one.Last {
			return true
		}
	}
	return false
}

// beyond gives the first row named below the last one that there is; 0 if none is.
// "60-" names none: it says where to stop in sheets of any length.
func (r Ranges) beyond(last int) int {
	for _, one := range r {
		if one.First > last && one.Last != maxRow {
			return one.First
		}
	}
	return 0
}

// ParseRanges reads rows such as "5-20,33". A range may be open at its end:
// "5-" is row 5 and all below. The error is an *Error.
func ParseRanges(text string) (Ranges, error) {
	var ranges Ranges
	for item := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(hyphenate(strings.TrimSpace(item)), "-")
		if !isRange {
			last = first
		}
		one, ok := newRange(strings.TrimSpace(first), strings.TrimSpace(last), isRange)
		if !ok {
			return nil, &Error{
				Text:   fmt.Sprintf("%q isn't a row or a range of rows", strings.TrimSpace(item)),
				Advice: "write rows as 5-20,33, by the numbers that the spreadsheet program shows",
			}
		}
		ranges = append(ranges, one)
	}
	return ranges, nil
}

func newRange(first, last string, open bool) (Range, bool) {
	from, err := strconv.Atoi(first)
	if err != nil || !isDigits(first) || from < 1 {
		return Range{}, false
	}
	if last == "" && open {
		return Range{from, maxRow}, true
	}
	to, err := strconv.Atoi(last)
	return Range{from, to}, err == nil && isDigits(last) && to >= from
}

// maxRow is beyond every row that a sheet can have.
const maxRow = 1<<31 - 1
