package validate

import "fmt"

// leastOfOther is how many columns of other targets a sheet for one of them has.
const leastOfOther = 2

// refuseOther stops where the columns are those of another target: no record, or
// no member, could be found, or nothing be done with them.
func (t *Table) refuseOther() error {
	m := t.schema.Members
	serves := t.hasOne(t.schema.Keys) && (m == nil && t.setsAny() || m != nil && t.hasOne(m.Keys))
	other := t.otherTarget()
	if serves || other == "" {
		return nil
	}
	return &Error{
		Text:   "the columns of the sheet are another target's",
		Advice: fmt.Sprintf("this looks like a sheet for -t %s", other),
	}
}

// setsAny reports whether a column may set something that no record is found by.
func (t *Table) setsAny() bool {
	for _, s := range t.slots {
		if s.sets && (!t.schema.isKey(s.Field) || s.part == next) {
			return true
		}
	}
	return false
}

// otherTarget is the target whose columns the sheet has; "" where there are few of
// other targets. If records are named, of several such the first that the schema
// knows goes before, else the one with the most columns.
func (t *Table) otherTarget() string {
	count := map[string]int{}
	all := 0
	for _, c := range t.Columns {
		if c.Reason == CodeTitleTarget {
			count[c.Args["target"]]++
			all++
		}
	}
	if all < leastOfOther {
		return ""
	}
	names, best := t.hasOne(t.schema.Keys), ""
	for _, k := range t.schema.Known {
		target := k.Args["target"]
		if n := count[target]; n > 0 && (best == "" || !names && n >= count[best]) {
			best = target
		}
	}
	return best
}
