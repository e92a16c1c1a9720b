package target

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"importer/internal/validate"
)

// A groupSet is a set of small groups ("Small group set object").
type groupSet struct {
	seat
	name   string
	linked bool         // to a set of the department's
	mails  bool         // people are told when something changes
	groups []smallGroup // nil where the answer doesn't show them
}

// A smallGroup is one of the groups of a set.
type smallGroup struct {
	id, name string
	folded   string // the name, for comparing
	size     *int64 // nil: no limit
	students int
	linked   bool
}

// groupSets are those of one module.
type groupSets []groupSet

// list reads the sets of a module ("List small group sets"), by default those of
// the current academic year. It asks for each set whose groups aren't shown.
func (t *tabula) list(ctx context.Context, c *Conn, at seat) (groupSets, error) {
	query := url.Values{}
	if at.year != "" {
		query.Set(tabulaYear, at.year)
	}
	answer, err := t.ask(ctx, c, query, "module", at.module, "groups")
	if err != nil {
		return nil, err
	}
	shown, err := answer.objects("groups")
	if err != nil {
		return nil, err
	}
	if shown == nil {
		return nil, fmt.Errorf("%w: it shows no sets", errUnreadable)
	}
	var sets groupSets
	for _, o := range shown {
		set, err := t.set(o, answer, at)
		if err == nil && set.groups == nil {
			set, err = t.get(ctx, c, set.seat)
		}
		switch {
		case isGone(err): // since the list was made
		case err != nil:
			return nil, err
		case at.year == "" || set.year == at.year: // else the server ignores the year
			sets = append(sets, set)
		}
	}
	return sets, nil
}

// get reads one set ("Retrieve a small group set").
func (t *tabula) get(ctx context.Context, c *Conn, at seat) (groupSet, error) {
	answer, err := t.ask(ctx, c, nil, "module", at.module, "groups", at.set)
	if err != nil {
		return groupSet{}, err
	}
	return t.only(answer, at)
}

// ask makes a read whose answer says that it went well.
func (t *tabula) ask(ctx context.Context, c *Conn, query url.Values, segments ...string) (object, error) {
	at, err := c.at(query, segments...)
	if err != nil {
		return nil, err
	}
	var answer object
	if err := c.read(ctx, http.MethodGet, at, nil, &answer); err != nil {
		return nil, err
	}
	if err := answer.succeeded(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	return answer, nil
}

// succeeded looks for the word that an answer is about something done: an answer
// with status 200 may say otherwise.
func (o object) succeeded() error {
	var success bool
	if _, err := o.member("success", &success); err != nil || success {
		return err
	}
	var e tabulaErrors
	if err := o.members(map[string]any{"status": &e.Status, "errors": &e.Errors}); err != nil {
		return err
	}
	return e.refusal(http.StatusOK)
}

// only gives the set that an answer is about. Its name is groupset in a table of
// the page "Update a small group", and groupSet in the example there and on the
// wire.
func (t *tabula) only(answer object, at seat) (groupSet, error) {
	if err := answer.succeeded(); err != nil {
		return groupSet{}, err
	}
	var o object
	for _, name := range []string{"groupSet", "groupset"} {
		if there, err := answer.member(name, &o); err != nil || there {
			break
		}
	}
	set, err := t.set(o, answer, at)
	switch {
	case err != nil:
		return groupSet{}, err
	case set.set != at.set:
		return groupSet{}, fmt.Errorf("%w: it is about another set", errUnreadable)
	case set.groups == nil:
		return groupSet{}, fmt.Errorf("%w: it shows no groups", errUnreadable)
	}
	return set, nil
}

// set reads a set, and keeps in mind that its module has it. The academic year
// stands in it by the documentation, and beside it by the published source;
// where it is nowhere, it is the one that was asked for.
func (t *tabula) set(o, answer object, asked seat) (groupSet, error) {
	s := groupSet{seat: seat{module: asked.module, year: asked.year}}
	for _, holder := range []object{answer, o} {
		year, err := holder.words(tabulaYear)
		if err != nil {
			return s, err
		}
		if form, ok := academicYear(year); ok {
			s.year = form
		}
	}
	var tutors, students bool
	err := o.members(map[string]any{
		"id": &s.set, "name": &s.name, "emailTutorsOnChange": &tutors, "emailStudentsOnChange": &students})
	if err != nil {
		return s, err
	}
	if s.set == "" {
		return s, fmt.Errorf("%w: a set has no id", errUnreadable)
	}
	method, err := o.words("allocationMethod")
	if err != nil {
		return s, err
	}
	s.mails, s.linked = tutors || students, method == "Linked" || o.has("linkedDepartmentGroupSet")
	if s.groups, err = smallGroups(o); err != nil {
		return s, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.modules[s.set] = s.module
	return s, nil
}

// smallGroups reads the groups of a set; nil if it shows none, not even an empty
// list.
func smallGroups(set object) ([]smallGroup, error) {
	shown, err := set.objects("groups")
	if shown == nil || err != nil {
		return nil, err
	}
	groups := make([]smallGroup, 0, len(shown))
	for _, o := range shown {
		g := smallGroup{linked: o.has("linkedDepartmentGroup")}
		var size json.Number
		var students []json.RawMessage
		if err := o.members(map[string]any{"id": &g.id, "name": &g.name, tabulaSize: &size, "students": &students}); err != nil {
			return nil, err
		}
		if g.id == "" {
			return nil, fmt.Errorf("%w: a group has no id", errUnreadable)
		}
		if size != "" {
			n, err := size.Int64()
			if err != nil {
				return nil, fmt.Errorf("%w: %s: %w", errUnreadable, tabulaSize, err)
			}
			g.size = &n
		}
		g.folded, g.students = validate.Fold(g.name), len(students)
		groups = append(groups, g)
	}
	return groups, nil
}

// members decodes several members. One that is null or isn't there leaves its
// place as it is.
func (o object) members(into map[string]any) error {
	for name, place := range into {
		if _, err := o.member(name, place); err != nil {
			return err
		}
	}
	return nil
}

// objects decodes a member that is a list of objects; nil if it isn't there.
func (o object) objects(name string) (list []object, err error) {
	_, err = o.member(name, &list)
	return list, err
}

// words decodes a member that is a text; empty if it isn't there.
func (o object) words(name string) (text string, err error) {
	_, err = o.member(name, &text)
	return text, err
}

// has reports whether a member is there and isn't null.
func (o object) has(name string) bool {
	raw, there := o[name]
	return there && string(raw) != "null"
}
