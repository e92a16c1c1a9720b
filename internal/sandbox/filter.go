package sandbox

import (
	"slices"
	"strings"
	"time"
)

// A filter says whether a search finds a record.
type filter func(Record) bool

// An operator compares one field of a record with what the search names. A
// field without a value satisfies none but null, as in SQL.
type operator struct {
	covers func(field) bool       // the fields that it is documented for
	wants  func(field, any) error // refuses an operand of the wrong type
	holds  func(f field, have, want any) bool
}

var operators = map[string]operator{
	"equals":         {anyField, scalar, same},
	"notEquals":      {anyField, scalar, not(same)},
	"contains":       {anyField, list, within},
	"notContains":    {anyField, list, not(within)},
	"greaterThan":    {isMoment, scalar, compared(func(c int) bool { return c > 0 })},
	"smallerThan":    {isMoment, scalar, compared(func(c int) bool { return c < 0 })},
	"greaterOrEqual": {isMoment, scalar, compared(func(c int) bool { return c >= 0 })},
	"smallerOrEqual": {isMoment, scalar, compared(func(c int) bool { return c <= 0 })},
	"like":           {isWord, scalar, like},
	"notLike":        {isWord, scalar, not(like)},
}

// filterIn reads the body of a search.
func (c *collection) filterIn(body map[string]any) (filter, error) {
	given := body["filter"]
	object, isObject := given.(map[string]any)
	switch {
	case given == nil:
		return nil, unacceptable("filter is required")
	case !isObject:
		return nil, undecodable("filter: it must be an object")
	}
	return c.filter(object)
}

// filter reads one level of a search. Operators, fields and operands that the
// API doesn't know, null and empty lists among them, filter nothing: a level
// without any condition finds every record.
func (c *collection) filter(object map[string]any) (filter, error) {
	either, err := junction(object)
	if err != nil {
		return nil, err
	}
	var all []filter
	for name, op := range operators {
		conditions, err := c.conditions(op, object[name])
		if err != nil {
			return nil, err
		}
		all = append(all, conditions...)
	}
	for _, read := range []func(map[string]any) ([]filter, error){c.presence, c.nested} {
		more, err := read(object)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return join(all, either), nil
}

// junction reads orCondition, which the schema requires at every level.
func junction(object map[string]any) (bool, error) {
	given := object["orCondition"]
	if given == nil {
		return false, unacceptable("orCondition is required")
	}
	either, isFlag := given.(bool)
	if !isFlag {
		return false, undecodable("orCondition: it must be true or false")
	}
	return either, nil
}

func join(all []filter, either bool) filter {
	return func(r Record) bool {
		holds := func(f filter) bool { return f(r) }
		if either && len(all) > 0 {
			return slices.ContainsFunc(all, holds)
		}
		return !slices.ContainsFunc(all, func(f filter) bool { return !f(r) })
	}
}

// conditions reads what stands under one operator.
func (c *collection) conditions(op operator, given any) ([]filter, error) {
	operands, err := c.operands(given)
	if err != nil {
		return nil, err
	}
	var all []filter
	for _, f := range c.fields {
		want := operands[f.name]
		if want == nil || !op.covers(f) {
			continue
		}
		if err := op.wants(f, want); err != nil {
			return nil, err
		}
		if items, isList := want.([]any); isList && len(items) == 0 {
			continue
		}
		all = append(all, func(r Record) bool {
			have := r[f.name]
			return have != nil && op.holds(f, have, want)
		})
	}
	return all, nil
}

// operands gives the values under an operator, by the fields' dotted names.
func (c *collection) operands(given any) (map[string]any, error) {
	object, isObject := given.(map[string]any)
	if given != nil && !isObject {
		return nil, undecodable("filter: an operator must be an object")
	}
	return pick(c.fields, object)
}

// presence reads null and notNull, which are documented for nullable fields and
// for lists, and mean something where they are true.
func (c *collection) presence(object map[string]any) ([]filter, error) {
	var all []filter
	for name, absent := range map[string]bool{"null": true, "notNull": false} {
		operands, err := c.operands(object[name])
		if err != nil {
			return nil, err
		}
		for _, f := range c.fields {
			want := operands[f.name]
			if want == nil || !mayLack(f) {
				continue
			}
			asked, isFlag := want.(bool)
			if !isFlag {
				return nil, undecodable("%s: it must be true or false", f.name)
			}
			if asked {
				all = append(all, func(r Record) bool { return f.blank(r[f.name]) == absent })
			}
		}
	}
	return all, nil
}

// blank tells that a record has nothing in the field.
func (f field) blank(v any) bool {
	list, _ := v.([]string)
	return v == nil || f.list && len(list) == 0
}

// nested reads nestedFilters: each is one condition of the level above it.
func (c *collection) nested(object map[string]any) ([]filter, error) {
	given := object["nestedFilters"]
	items, isList := given.([]any)
	if given != nil && !isList {
		return nil, undecodable("nestedFilters: it must be a list")
	}
	var all []filter
	for _, item := range items {
		inner, isObject := item.(map[string]any)
		if !isObject {
			return nil, undecodable("nestedFilters: it must hold objects")
		}
		f, err := c.filter(inner)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func anyField(field) bool   { return true }
func isMoment(f field) bool { return f.form.layout != "" }
func isWord(f field) bool   { return !f.form.flag && !f.form.strict && !f.list }
func mayLack(f field) bool  { return f.nullable || f.list }

// scalar wants one value of the field's own type, or of a list's elements.
func scalar(f field, want any) error {
	if err := f.element().typed(want); err != nil {
		return err
	}
	if text, isText := want.(string); isText && f.form.strict {
		if _, ok := f.form.normal(text); !ok {
			return undecodable("%s: it is not of the documented form", f.name)
		}
	}
	return nil
}

// list wants a list of such values.
func list(f field, want any) error {
	f.list = true
	if err := f.listed(want); err != nil {
		return err
	}
	for _, item := range want.([]any) {
		if err := scalar(f, item); err != nil {
			return err
		}
	}
	return nil
}

func not(holds func(field, any, any) bool) func(field, any, any) bool {
	return func(f field, have, want any) bool { return !holds(f, have, want) }
}

// same compares text with its capitals, but moments as moments and ids as ids.
// A list is the same as each of its elements.
func same(f field, have, want any) bool {
	switch {
	case f.list:
		return slices.ContainsFunc(have.([]string), func(item string) bool { return same(f.element(), item, want) })
	case isMoment(f):
		return moment(f, have).Equal(moment(f, want))
	case f.form.strict:
		return strings.EqualFold(have.(string), want.(string))
	default:
		return have == want
	}
}

func within(f field, have, want any) bool {
	return slices.ContainsFunc(want.([]any), func(item any) bool { return same(f, have, item) })
}

func compared(holds func(int) bool) func(field, any, any) bool {
	return func(f field, have, want any) bool {
		return holds(moment(f, have).Compare(moment(f, want)))
	}
}

func moment(f field, v any) time.Time {
	t, _ := time.Parse(f.form.layout, v.(string))
	return t
}

// like looks for a part of a text, in any case; a percent sign in it stands for
// anything.
func like(_ field, have, want any) bool {
	rest := strings.ToLower(have.(string))
	for part := range strings.SplitSeq(strings.ToLower(want.(string)), "%") {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return true
}
