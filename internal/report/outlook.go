package report

import "strings"

// An Outlook says what is left of a run before it is gone on with. It counts
// changes.
type Outlook struct {
	Subject
	Of Earlier

	Settled int // by the run so far
	Send    int
	Done    int // the record says so already
	Moved   int // somebody has changed it since; left alone
	Gone    int // the record isn't there any more
}

// Text says it in a sentence or two.
func (o Outlook) Text(lang Lang) string {
	v := lang.voice()
	text := v.Sprintf("Run %s of %s at %s, its records read again now: ", o.Of.Code, o.Of.when(), o.Place)
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, v.Sprintf("%d %s", n, what))
		}
	}
	add(o.Send, o.unit(v, o.Send)+" "+v.Sprintf("to update"))
	add(o.Settled, v.Sprintf("settled before"))
	add(o.Done, v.Sprintf("already as the sheet says"))
	add(o.Moved, v.Sprintf("changed by somebody since (left alone)"))
	add(o.Gone, v.Sprintf("not there any more"))
	if len(parts) == 0 {
		return text + v.Sprintf("nothing to do.")
	}
	return text + strings.Join(parts, ", ") + "."
}
