package validate

import "strings"

// compareGuardians warns of an address that the row has in a column of guardians
// too: what is sent to the pupil would reach them, and two children of one
// guardian can't both have it.
func (a *answer) compareGuardians() {
	for i := range a.slots {
		s, v := &a.slots[i], &a.values[i]
		if s.Kind != Email || s.part == previous || v.State != Set || !s.sets {
			continue
		}
		if title := a.guardianWith(v.Text); title != "" {
			p := Problem{Field: s.Field, Severity: Warning, Code: CodeEmailGuardian, Args: map[string]string{"title": title}}
			a.problems = append(a.problems, a.placed(p, s.mapped))
		}
	}
}

// guardianWith is the title of the first column of guardians that has an address
// in the row; "" if none has.
func (a *answer) guardianWith(address string) string {
	for i := range a.Columns {
		c := &a.Columns[i]
		if c.Reason != CodeTitleGuardian && c.Reason != CodeTitleBeside {
			continue
		}
		text := a.row.Cell(c.Column).Text
		if strings.Contains(text, "@") && Fold(unwrapped(clean(text))) == Fold(address) {
			return c.Title
		}
	}
	return ""
}
