package report

import (
	"strings"
	"time"

	"importer/internal/plan"
)

// An Undoing says what taking a run back would do.
type Undoing struct {
	Of        string // the code of the run
	Started   time.Time
	Place     string
	One, Many string
	Restore   int // records
	Fields    int
	Counts    Counts // rows
}

// Text says it in a sentence or two.
func (u Undoing) Text(lang Lang) string {
	v := lang.voice()
	text := v.Sprintf("To take run %s of %s at %s back: ", u.Of, u.Started.Local().Format("2006-01-02 15:04"), u.Place)
	var parts []string
	add := func(status plan.Status, what string) {
		if n := u.Counts[status]; n > 0 {
			parts = append(parts, v.Sprintf("%d %s %s", n, v.several(n, "row", "rows"), what))
		}
	}
	if u.Restore > 0 {
		parts = append(parts, v.Sprintf("%d %s to restore (%d %s)", u.Restore, v.several(u.Restore, u.One, u.Many), u.Fields, v.several(u.Fields, "field", "fields")))
	}
	add(plan.Unchanged, v.Sprintf("already as before"))
	add(plan.Conflict, v.Sprintf("changed by somebody since (kept)"))
	add(plan.Invalid, v.Sprintf("that can't be restored"))
	add(plan.Missing, v.Sprintf("not there any more"))
	if len(parts) == 0 {
		return text + v.Sprintf("nothing to do.")
	}
	return text + strings.Join(parts, ", ") + "."
}
