package target

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"importer/internal/plan"
	"importer/internal/validate"
)

// A filter is the body of a search. orCondition is required by the schema.
type filter map[string]any

// containing asks for any of the keys.
func containing(all []asking) filter {
	fields := map[string]any{}
	names := map[string]bool{}
	for _, a := range all {
		field := inner(a.Field)
		names[field] = true
		holder, leaf := nest(fields, field)
		list, _ := holder[leaf].([]string)
		holder[leaf] = append(list, a.as)
	}
	f := filter{"orCondition": len(names) > 1, "contains": fields}
	if within := scoped(all[0].Key); len(within) > 0 {
		f["equals"] = within
	}
	return f
}

func equalling(key validate.Key) filter {
	fields := scoped(key)
	holder, leaf := nest(fields, inner(key.Field))
	holder[leaf] = key.Value
	return filter{"orCondition": false, "equals": fields}
}

// scoped gives the fields that narrow a key. An id needs none.
func scoped(key validate.Key) map[string]any {
	fields := map[string]any{}
	within, err := url.ParseQuery(key.Scope)
	if err != nil || inner(key.Field) == "id" {
		return fields
	}
	for field := range within {
		fields[field] = within.Get(field)
	}
	return fields
}

// nest gives the object in which a dotted field belongs, making it if need be,
// and the field's name there.
func nest(fields map[string]any, field string) (holder map[string]any, leaf string) {
	parent, leaf, dotted := strings.Cut(field, ".")
	if !dotted {
		return fields, field
	}
	if holder, ok := fields[parent].(map[string]any); ok {
		return holder, leaf
	}
	holder = map[string]any{}
	fields[parent] = holder
	return holder, leaf
}

// search asks for the records that a filter lets through, and keeps those that
// really carry one of the keys: a server that doesn't know a filter's field ignores
// it.
func (k resource) search(ctx context.Context, c *Conn, keys []validate.Key, f filter) (map[validate.Key][]plan.Current, error) {
	records, err := listing{
		host: c.base.Host,
		read: func(offset int) ([]plan.Current, int, error) { return k.page(ctx, c, f, offset) },
		check: func(page []plan.Current, total int) error {
			foreign := func(r plan.Current) bool { return len(carried(r, keys, k.schema)) == 0 }
			if total > batch && slices.ContainsFunc(page, foreign) {
				return fmt.Errorf("%s answered a search for %d records with %d that nobody asked for", c.base.Host, len(keys), total)
			}
			return nil
		},
	}.all()
	found := map[validate.Key][]plan.Current{}
	for _, record := range records {
		for _, key := range carried(record, keys, k.schema) {
			found[key] = append(found[key], record)
		}
	}
	return found, err
}

// page reads one page of a search. The sort order isn't documented, so a record
// may come twice.
func (k resource) page(ctx context.Context, c *Conn, f filter, offset int) ([]plan.Current, int, error) {
	at, err := c.at(url.Values{"limit": {strconv.Itoa(batch)}, "offset": {strconv.Itoa(offset)}}, k.path, "_search")
	if err != nil {
		return nil, 0, err
	}
	var answer object
	if err := c.read(ctx, http.MethodPost, at, map[string]any{"filter": f}, &answer); err != nil {
		return nil, 0, err
	}
	var records []json.RawMessage
	if _, ok := answer["data"]; !ok {
		return nil, 0, fmt.Errorf("%w: it has no data", errUnreadable)
	}
	if _, err := answer.member("data", &records); err != nil {
		return nil, 0, err
	}
	var pagination struct{ Total int }
	if _, err := answer.member("pagination", &pagination); err != nil {
		return nil, 0, err
	}
	page := make([]plan.Current, 0, len(records))
	for _, raw := range records {
		current, err := k.record(raw)
		if err != nil {
			return nil, 0, err
		}
		page = append(page, current)
	}
	return page, max(pagination.Total, offset+len(page)), nil
}

// carried gives those of the keys that a record really carries. Case doesn't
// count, as it doesn't in a sheet.
func carried(current plan.Current, keys []validate.Key, schema validate.Schema) []validate.Key {
	var hit []validate.Key
	for _, key := range keys {
		if (key.Scope == "" || key.Scope == current.Scope) && carries(current, inner(key.Field), key.Value, schema) {
			hit = append(hit, key)
		}
	}
	return hit
}

func carries(current plan.Current, field, value string, schema validate.Schema) bool {
	held := current.Fields[field]
	switch {
	case field == "id":
		return strings.EqualFold(value, current.ID)
	case held.IsList():
		return slices.Contains(held.List, value)
	default:
		return held.State == validate.Set && schema.Fold(field, held.Text) == schema.Fold(field, value)
	}
}

// doubt looks the first key of a batch up with `equals`, because `contains` has
// found none of them. Only if that finds a record is `contains` not to be relied
// on; then every key is looked up by itself.
func (k resource) doubt(ctx context.Context, c *Conn, keys []validate.Key) (map[validate.Key][]plan.Current, error) {
	found, err := k.search(ctx, c, keys[:1], equalling(keys[0]))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	for _, key := range keys[1:] {
		hits, err := k.search(ctx, c, []validate.Key{key}, equalling(key))
		if err != nil {
			return nil, err
		}
		maps.Copy(found, hits)
	}
	return found, nil
}

// inner gives the API's name of a key's field: in a sheet of members the group's
// own keys have the group before them.
func inner(field string) string { return strings.TrimPrefix(field, "group.") }
