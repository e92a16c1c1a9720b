package report

import "io"

// An Undoing says what taking a run back would do.
type Undoing struct {
	Subject
	Of   Earlier
	Rows []Row
	Look Look
}

// Write writes it: how many fields of how many records would be restored, and
// which would not, and why.
func (u Undoing) Write(w io.Writer) error {
	out := u.Look.page(w)
	out.line("To take run %s of %s at %s back:", u.Of.Code, u.Of.when(), u.Place)
	if len(u.Rows) == 0 {
		out.line("nothing to do.")
		return out.err
	}
	restorationOf(u.Rows).write(out, u.Subject, out.Sprintf("to restore"))
	var left []string
	for _, row := range u.Rows {
		for _, p := range row.Problems {
			left = append(left, plain(Sentence(p, u.Look.Lang, u.Look.Values)))
		}
	}
	most := u.Look.most(10)
	for _, text := range left[:min(most, len(left))] {
		out.put("  " + text)
	}
	if len(left) > most {
		out.line("  and %d more, in the reports", len(left)-most)
	}
	return out.err
}
