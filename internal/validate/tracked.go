package validate

// A tracked field is one whose values count: a key, or what must be unique.
type tracked struct {
	field        string
	slots        []int
	pairs        bool    // as Table.pairs says
	filled       int     // rows with something in one of its cells
	shaped       int     // those of them that have a key's shape
	final, finds *traces // of its aspects; nil where an aspect isn't compared
}

// finalValue is what the record holds in the end, as far as the row tells.
func finalValue(values [parts]*Value) Value {
	for _, p := range [...]part{next, plain, full} {
		if stateOf(values[p]) != Absent {
			return *values[p]
		}
	}
	return valueOf(values[previous])
}

// findingValue is the value by which the record is found.
func findingValue(values [parts]*Value) Value {
	if stateOf(values[previous]) == Set {
		return *values[previous]
	}
	return valueOf(values[plain])
}

// valueOf gives the value of a part of a field; absent where no column has it.
func valueOf(v *Value) Value {
	if v == nil {
		return Value{}
	}
	return *v
}

func stateOf(v *Value) State {
	if v == nil {
		return Absent
	}
	return v.State
}
