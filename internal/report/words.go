package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// delimiter names what stands between the cells of a CSV file.
func (v voice) delimiter(r rune) string {
	switch r {
	case '\t':
		return v.Sprintf("tabs")
	case ';':
		return v.Sprintf("semicolons")
	case ',':
		return v.Sprintf("commas")
	default:
		return string(r)
	}
}

// use is what a kind of column is called in the preview.
func (v voice) use(u validate.Use) string {
	if u == validate.AsKey {
		return v.Sprintf("found by")
	}
	return v.Sprintf(u.String())
}

// reason says why a column isn't used.
func (v voice) reason(c validate.Mapped, lang Lang) string {
	return Reason(validate.Problem{Code: c.Reason, Args: c.Args}, lang)
}

// column names a column and the field that it leads to, or what it may have been
// meant for.
func (v voice) column(c validate.Mapped, lang Lang) string {
	title := plain(c.Title)
	leads := title
	if c.Field != "" && c.Field != c.Title {
		leads = title + " -> " + c.Field
	}
	switch {
	case c.Use == validate.Guard:
		return v.Sprintf("%s: a marked row is left alone", title)
	case c.Use == validate.NotUsed && c.Nearest != "":
		return v.Sprintf("%s (%s; did you mean %s?)", title, v.reason(c, lang), plain(c.Nearest))
	case c.Decided:
		return v.Sprintf("%s (by its content; %s if that is wrong)", leads, plain(c.Option()))
	default:
		return leads
	}
}

// left names so many rows that were left out by a rule.
func (v voice) left(n int, s validate.Skip) string {
	switch s {
	case validate.Hint:
		return v.several(n, "hint", "hints")
	case validate.Repeated:
		return v.several(n, "repeated heading", "repeated headings")
	case validate.Section:
		return v.several(n, "section title", "section titles")
	case validate.Example:
		return v.several(n, "example", "examples")
	case validate.Footer:
		return v.several(n, "total or footer", "totals or footers")
	default:
		return v.described(n, string(s))
	}
}

// skip says by which rule a row was left out.
func (v voice) skip(s validate.Skip) string {
	switch s {
	case validate.Protected:
		return v.Sprintf("Marked as protected: left alone, to be handled by hand.")
	case validate.Hidden:
		return v.Sprintf("Hidden in the sheet.")
	case validate.Hint:
		return v.Sprintf("Says how to fill the columns in.")
	case validate.Repeated:
		return v.Sprintf("The row of headings once more.")
	case validate.Section:
		return v.Sprintf("The title of a part of the list.")
	case validate.Example:
		return v.Sprintf("An example.")
	case validate.Footer:
		return v.Sprintf("A total or a footer below the last record.")
	default:
		return v.Sprintf("Not among the rows asked for.")
	}
}

// ResultSentence says what became of a change that isn't simply done. The words
// of the server may hold personal data, so they are there only with values.
func ResultSentence(r apply.Result, titles Titles, lang Lang, values bool) string {
	v := lang.voice()
	s := v.result(r, titles, values)
	if len(r.NotVerified) > 0 {
		s += " " + v.Sprintf("Not verified, because the server doesn't show it: %s.", titles.list(r.NotVerified))
	}
	return strings.TrimSpace(s)
}

func (v voice) result(r apply.Result, titles Titles, values bool) string {
	switch r.Reason {
	case "":
		return v.unexplained(r)
	case apply.Refused, apply.Denied, apply.Closed:
		return v.refused(r, titles, values)
	case apply.Differs:
		return v.Sprintf("The server stored something else than the sheet says in %s%s.", titles.edited(r.Differs), v.instead(r.Differs, values))
	case apply.Moved:
		return v.Sprintf("Somebody has changed %s since it was read%s; it was left alone.", titles.edited(r.Differs), v.instead(r.Differs, values))
	case apply.Gone:
		return v.Sprintf("The record isn't there any more.")
	case apply.Halfway:
		return v.Sprintf("An exchange of values was broken off here, and could not be taken back: the record may hold a temporary value, or none. Resume the run to finish it.")
	case apply.Waited:
		if len(r.Waited) == 0 {
			return v.Sprintf("The row's other class wasn't changed, so this one wasn't either.")
		}
		return v.Sprintf("It waited for row %s, which failed.", strings.Join(numbers(r.Waited), ", "))
	case apply.NotSent:
		return v.Sprintf("The server could not be reached; nothing was sent.")
	case apply.Impossible:
		return v.Sprintf("Nothing was sent: the record is in a state that can't be updated.")
	case apply.Throttled:
		return v.Sprintf("The server didn't want any more requests.")
	default:
		return v.trouble(r)
	}
}

// unexplained is for a change that has no reason to give.
func (v voice) unexplained(r apply.Result) string {
	switch r.Status {
	case plan.Pending:
		return v.Sprintf("Not reached.")
	case plan.Unknown:
		return v.Sprintf("A request was sent, and what became of it isn't known.")
	default:
		return ""
	}
}

// conflict is HTTP's status for a clash with what is there.
const conflict = 409

func (v voice) refused(r apply.Result, titles Titles, values bool) string {
	what, words, request, taken := strconv.Itoa(r.HTTPStatus), "", "", ""
	if r.Code != "" {
		what += " " + served(r.Code)
	}
	if values && r.Message != "" {
		words = `, "` + served(r.Message) + `"`
	}
	for _, field := range slices.Sorted(maps.Keys(r.Fields)) {
		if values && r.Fields[field] != "" {
			words += "; " + titles.of(field) + `, "` + served(r.Fields[field]) + `"`
		}
	}
	if r.RequestID != "" {
		request = v.Sprintf(" (request %s)", served(r.RequestID))
	}
	if r.HTTPStatus == conflict {
		taken = v.Sprintf(". A value is taken by someone who isn't in this list")
	}
	if r.Status == plan.Unknown {
		return v.Sprintf("The server refused it: %s%s%s, and the record can't be read: nobody knows whether it is changed.", what, words, request)
	}
	if r.Reason == apply.Closed {
		return v.Sprintf("It was not sent, because the server refused another change in the same part: %s%s%s.", what, words, request)
	}
	return v.Sprintf("The server refused it: %s%s%s%s.", what, words, request, taken)
}

// mostServed is how many letters of what a server says are shown.
const mostServed = 500

// served makes the words of a server safe to show: identity numbers masked before
// they could be cut in two, and not more of them than anybody reads.
func served(words string) string {
	words = validate.Mask(plain(words))
	letters := []rune(words)
	if len(letters) <= mostServed {
		return words
	}
	return string(letters[:mostServed-1]) + "…"
}

// trouble is for what the server, or the way to it, is to blame for.
func (v voice) trouble(r apply.Result) string {
	s := v.Sprintf("The server had trouble")
	if r.HTTPStatus != 0 {
		s += ": " + strconv.Itoa(r.HTTPStatus)
	} else if r.Reason == apply.Lost {
		s = v.Sprintf("The answer was lost")
	}
	switch r.Status {
	case plan.Failed:
		return s + v.Sprintf("; the record is as it was.")
	case plan.Unknown:
		return s + v.Sprintf(", and the record can't be read: nobody knows whether it is changed.")
	default:
		return s + "."
	}
}

// instead names both values of the first field that differs.
func (v voice) instead(edits []plan.Edit, values bool) string {
	if !values || len(edits) == 0 || edits[0].New.IsList() {
		return ""
	}
	return v.Sprintf(" (%s, not %s)", v.value(edits[0].Old), v.value(edits[0].New))
}

// turn says what becomes of a field. People are counted: their ids say nothing.
func (v voice) turn(e plan.Edit) string {
	if e.People {
		return fmt.Sprintf("+%d -%d", len(e.Add), len(e.Remove))
	}
	return v.named(e, e.Old) + " -> " + v.named(e, e.New)
}

// named shows a value of an edit; of a reference, what it leads to and its id.
func (v voice) named(e plan.Edit, held validate.Value) string {
	if name := e.Names[held.Text]; name != "" && held.State == validate.Set {
		return plain(validate.Mask(name)) + " (" + v.value(held) + ")"
	}
	return v.value(held)
}

// value shows a value, identity numbers masked.
func (v voice) value(held validate.Value) string {
	switch {
	case held.State == validate.Unreadable:
		return v.Sprintf("(not shown by the server)")
	case held.State != validate.Set, held.IsList() && len(held.List) == 0:
		return v.Sprintf("(empty)")
	case held.IsList():
		return plain(strings.Join(held.List, "; "))
	default:
		return plain(validate.Mask(held.Text))
	}
}
