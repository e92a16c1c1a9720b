package apply

import (
	"slices"

	"importer/internal/plan"
)

// A standing says how a record stands to the edits of a step.
type standing uint8

const (
	allNew  standing = iota + 1 // every field is as asked
	someOld                     // something is still to be changed, and nothing has moved
	moved                       // a field holds what nobody here knows
	hidden                      // all that is shown is as asked, but not all is shown
	gone                        // the record isn't there any more
	unread                      // the record couldn't be read
)

// compare says how a record stands to edits, and which fields have moved. A
// field has moved if it holds neither its old nor its new value, nor one of the
// temporary values that the same change passes through. A list goes by element,
// and can't move: an element is in it or not. Fields without an edit don't count.
func compare(now plan.Current, edits, temporary []plan.Edit) (standing, []plan.Edit) {
	result := allNew
	var differs []plan.Edit
	for _, e := range edits {
		s := compareField(now, e, temporary)
		if s == moved {
			differs = append(differs, difference(now, e))
		}
		result = join(result, s)
	}
	return result, differs
}

// join is the standing of two parts together.
func join(a, b standing) standing {
	for _, s := range []standing{moved, someOld, hidden} {
		if a == s || b == s {
			return s
		}
	}
	return allNew
}

func compareField(now plan.Current, e plan.Edit, temporary []plan.Edit) standing {
	held := now.Fields[e.Field]
	switch {
	case held.IsUnreadable():
		return hidden
	case e.ByElement():
		if left := difference(now, e); len(left.Add)+len(left.Remove) > 0 {
			return someOld
		}
		return allNew
	case held.Same(e.New):
		return allNew
	case held.Same(e.Old), isTemporary(now, e.Field, temporary):
		return someOld
	default:
		return moved
	}
}

func isTemporary(now plan.Current, field string, temporary []plan.Edit) bool {
	held := now.Fields[field]
	return slices.ContainsFunc(temporary, func(e plan.Edit) bool {
		return e.Field == field && !e.ByElement() && held.Same(e.New)
	})
}

// verify compares what the server stored with what was asked of it. now is the
// record that the request was made from: the elements of a list that the edits
// don't name must still be there.
func verify(now, stored plan.Current, edits []plan.Edit) (differs []plan.Edit, notVerified []string) {
	for _, e := range edits {
		asked := e
		if e.ByElement() {
			asked.Add = append(remaining(now.Fields[e.Field].List, e), e.Add...)
		}
		switch compareField(stored, asked, nil) {
		case allNew:
		case hidden:
			notVerified = append(notVerified, e.Field)
		default:
			differs = append(differs, difference(stored, asked))
		}
	}
	return differs, notVerified
}

// unverified names the fields of edits that a record doesn't show.
func unverified(now plan.Current, edits []plan.Edit) (fields []string) {
	for _, e := range edits {
		if now.Fields[e.Field].IsUnreadable() {
			fields = append(fields, e.Field)
		}
	}
	return fields
}

// difference is the edit that would still have to be made.
func difference(now plan.Current, e plan.Edit) plan.Edit {
	held := now.Fields[e.Field]
	return plan.Edit{
		Field: e.Field, Old: held, New: e.New,
		Add:    slices.DeleteFunc(slices.Clone(e.Add), func(s string) bool { return slices.Contains(held.List, s) }),
		Remove: slices.DeleteFunc(slices.Clone(e.Remove), func(s string) bool { return !slices.Contains(held.List, s) }),
	}
}

// remaining gives the elements of a list that an edit leaves alone.
func remaining(list []string, e plan.Edit) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		return slices.Contains(e.Remove, s) || slices.Contains(e.Add, s)
	})
}
