package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// The API lets much pass in silence: keys that it doesn't know, null where no
// value can be null. What is here finds those, so that the log can mark them.
// Each gives the first thing found, or nothing.

// strangeQuery finds a parameter in the query that the operation doesn't have.
func strangeQuery(r *http.Request, documented ...string) string {
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		if !slices.Contains(documented, name) {
			return fmt.Sprintf("query parameter %s is not documented", name)
		}
	}
	return ""
}

// strangeIn finds a key in the JSON of a record, or of a part of it, that names
// none of the fields, or one whose value is null but cannot be.
func strangeIn(fields []field, object map[string]any) string {
	return strangeKey(fields, "", object)
}

func strangeKey(fields []field, group string, object map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.group() == group && f.key() == key })
		holder := group == "" && slices.ContainsFunc(fields, func(f field) bool { return f.group() == key })
		inner, _ := object[key].(map[string]any)
		switch {
		case i < 0 && !holder:
			return fmt.Sprintf("%s is not documented", dotted(group, key))
		case object[key] == nil && (holder || !fields[i].nullable):
			return fmt.Sprintf("%s cannot be null", dotted(group, key))
		case holder:
			if what := strangeKey(fields, key, inner); what != "" {
				return what
			}
		}
	}
	return ""
}

func dotted(group, key string) string {
	if group == "" {
		return key
	}
	return group + "." + key
}

// strangeSearch finds an operator or a field in the body of a search that would
// filter nothing.
func (c *collection) strangeSearch(body map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(body)) {
		if key != "filter" {
			return key + " is not documented"
		}
	}
	object, _ := body["filter"].(map[string]any)
	return c.strangeFilter(object)
}

func (c *collection) strangeFilter(object map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if what := c.strangeOperand(key, object[key]); what != "" {
			return fmt.Sprintf("filter: %s: %s", key, what)
		}
	}
	return ""
}

// strangeOperand looks at what stands under one key of a level of a search.
func (c *collection) strangeOperand(key string, v any) string {
	object, isObject := v.(map[string]any)
	op, known := operators[key]
	switch {
	case key == "orCondition":
		return ""
	case key == "nestedFilters":
		return c.strangeNested(v)
	case !known && key != "null" && key != "notNull":
		return "no such operator"
	case !isObject:
		return "not an object"
	case known:
		return strangeIn(c.searched(op.covers), object)
	default:
		return strangeIn(c.searched(mayLack), object)
	}
}

func (c *collection) strangeNested(v any) string {
	levels, isList := v.([]any)
	if !isList {
		return "not a list"
	}
	for _, level := range levels {
		object, _ := level.(map[string]any)
		if what := c.strangeFilter(object); what != "" {
			return what
		}
	}
	return ""
}

// searched gives the fields that an operator covers. Its operands are never null.
func (c *collection) searched(covers func(field) bool) []field {
	var fields []field
	for _, f := range c.fields {
		if covers(f) {
			f.nullable = false
			fields = append(fields, f)
		}
	}
	return fields
}
