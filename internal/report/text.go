package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// span says from which row to which.
func (v voice) span(first, last int) string {
	if first == last {
		return v.Sprintf("row %s", strconv.Itoa(first))
	}
	return v.Sprintf("rows %s-%s", strconv.Itoa(first), strconv.Itoa(last))
}

// several picks the word for a count.
func (v voice) several(n int, one, many string) string {
	if n == 1 {
		return v.Sprintf(one)
	}
	return v.Sprintf(many)
}

// counted says something of a number of things: one of them without a number in
// it, or many with it.
func (v voice) counted(n int, one, many string) string {
	if n == 1 {
		return v.Sprintf(one)
	}
	return v.Sprintf(many, n)
}

// few lists the first of many: "4, 9, 12 and 31 more".
func (v voice) few(items []string, most int) string { return v.fewOf(len(items), items, most) }

// fewOf is few of a total of which only the first are there.
func (v voice) fewOf(total int, items []string, most int) string {
	items = items[:min(most, len(items))]
	if len(items) == total {
		return strings.Join(items, ", ")
	}
	return v.Sprintf("%s and %d more", strings.Join(items, ", "), total-len(items))
}

// numbers writes row numbers, runs of them as ranges: "3-9, 12".
func numbers(rows []int) []string {
	rows = slices.Compact(slices.Sorted(slices.Values(rows)))
	var out []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		switch {
		case j-i >= 2:
			out = append(out, fmt.Sprintf("%d-%d", rows[i], rows[j]))
		case j > i:
			out = append(out, strconv.Itoa(rows[i]), strconv.Itoa(rows[j]))
		default:
			out = append(out, strconv.Itoa(rows[i]))
		}
		i = j + 1
	}
	return out
}

// lasting says how long something took.
func (v voice) lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return v.Sprintf("less than a second")
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return strings.TrimSuffix(fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60), " 0 s")
	default:
		return strings.TrimSuffix(fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60), " 0 min")
	}
}
