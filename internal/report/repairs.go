package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"importer/internal/validate"
)

// repaired reports whether a problem says that a cell was read as something else
// than what is written in it.
func repaired(p validate.Problem) bool { return p.Severity != validate.Fault && p.Code.Repairs() }

// repairs is the line that counts the repaired cells by their columns, the most
// frequent first, and names the first of them.
func (p Preview) repairs(out *page) {
	counts, first := map[string]int{}, validate.Problem{}
	for _, g := range p.Tally.groups {
		if !repaired(g.first[0]) {
			continue
		}
		counts[plain(g.column)] += g.count
		if first.Row == 0 || g.first[0].Row < first.Row {
			first = g.first[0]
		}
	}
	if len(counts) == 0 {
		return
	}
	titles := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	for i, t := range titles {
		titles[i] = out.Sprintf("%s %d", t, counts[t])
	}
	text := strings.Join(titles, ", ") + "; " + out.Sprintf("first: %s, %s", out.address(first), Reason(first, p.Look.Lang))
	out.fold("  "+pad(out.Sprintf("repaired"), 11)+text, 13)
}

// mended counts the cells of rows that were repaired.
func mended(rows []Row) int {
	n := 0
	for _, r := range rows {
		for _, p := range r.Problems {
			if repaired(p) {
				n++
			}
		}
	}
	return n
}
