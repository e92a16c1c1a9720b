package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A page collects lines of text and the first error of writing them.
type page struct {
	voice
	w   io.Writer
	err error
}

// line writes a line in the page's language.
func (p *page) line(english string, args ...any) { p.put(p.Sprintf(english, args...)) }

// put writes a line as it is.
func (p *page) put(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, text+"\n")
	}
}

// several picks the word for a count.
func (v voice) several(n int, one, many string) string {
	if n == 1 {
		return v.Sprintf(one)
	}
	return v.Sprintf(many)
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
