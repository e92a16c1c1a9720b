package validate

import "slices"

// findKey finds what finds the row's record.
func (a *answer) findKey() {
	a.record.Key = a.firstKey(a.Key, a.schema.Keys)
	a.sayKey(a.record.Key, a.Key, CodeKeyMissing)
}

// firstKey gives a row's key: the sheet's, or else the first that isn't blank.
func (a *answer) firstKey(own string, keys []string) Key {
	if k := a.keyIn(own); k.Field != "" {
		return k
	}
	for _, field := range keys {
		if k := a.keyIn(field); k.Field != "" {
			return k
		}
	}
	return Key{}
}

// keyIn gives a row's key of one field; zero if it has none.
func (a *answer) keyIn(field string) Key {
	v := findingValue(a.byPart(a.fields[field]))
	if v.State != Set {
		return Key{}
	}
	return Key{Field: field, Value: v.Text, Scope: a.scopeOf(a.row)}
}

// sayKey says where a row hasn't the sheet's key. What is wrong with its cell has
// been said.
func (a *answer) sayKey(found Key, own string, missing Code) {
	switch {
	case found.Field == own, a.faulted(own):
	case found.Field == "":
		a.add(Problem{Field: own, Severity: Fault, Code: missing, Args: map[string]string{"title": a.title(own)}})
	default:
		a.add(Problem{Field: own, Severity: Notice, Code: CodeKeyFallback, Args: map[string]string{"title": a.title(found.Field)}})
	}
}

// faulted reports whether the cell of a field is at fault.
func (a *answer) faulted(field string) bool {
	return slices.ContainsFunc(a.problems, func(p Problem) bool { return p.Field == field && p.Severity == Fault })
}

// findMember finds the member that the row is, and adds it to the record's list.
// A cell that could have found the member, and wasn't needed, isn't judged.
func (a *answer) findMember() {
	m := a.schema.Members
	if m == nil {
		return
	}
	member := a.firstKey(a.Member, m.Keys)
	member.Scope = ""
	a.problems = slices.DeleteFunc(a.problems, func(p Problem) bool {
		return member.Field != "" && a.schema.isMemberKey(p.Field) && p.Field != member.Field && p.Field != a.Member
	})
	a.sayKey(member, a.Member, CodeMemberMissing)
	if member.Field != "" {
		a.ask(m.Field, List{Add: []Key{member}})
	}
}

// memberKeys gives every key of the member that can be read.
func (a *answer) memberKeys() (keys []Key) {
	for _, field := range a.schema.Members.Keys {
		if v := findingValue(a.byPart(a.fields[field])); v.State == Set {
			keys = append(keys, Key{Field: field, Value: v.Text})
		}
	}
	return keys
}
