package plan

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"importer/internal/validate"
)

// resolve looks up what the elements of lists and the references of rows name:
// all of a kind at once. A member is looked up even if its group is missing.
func (b *builder) resolve(ctx context.Context) error {
	keys := map[string][]validate.Key{} // by kind
	for _, c := range b.rows {
		if c.Status != "" && !(b.Schema.Members != nil && c.Status == Missing) {
			continue
		}
		for field, asked := range c.record.Lists {
			refers := b.refers(field)
			keys[refers] = append(keys[refers], slices.Concat(asked.Items, asked.Add, asked.Remove)...)
		}
		for field, v := range c.record.Fields {
			if refers := b.column(field).Refers; refers != "" && v.State == validate.Set {
				keys[refers] = append(keys[refers], validate.Key{Field: field, Value: v.Text})
			}
		}
	}
	delete(keys, "")
	b.named = map[validate.Key][]Current{}
	for _, kind := range slices.Sorted(maps.Keys(keys)) {
		found, err := b.look(ctx, kind, keys[kind], true)
		if err != nil {
			return err
		}
		for key, hits := range found {
			b.named[key] = hits
		}
	}
	b.refer()
	return nil
}

// refers gives the kind of record that a field's values name; empty where they
// name none.
func (b *builder) refers(field string) string {
	if m := b.Schema.Members; m != nil && field == m.Field {
		return b.Roster.Member
	}
	return b.column(field).Refers
}

// refer puts ids in the place of references to other records.
func (b *builder) refer() {
	for c := range b.open() {
		for field, v := range c.record.Fields {
			if b.column(field).Refers == "" || v.State != validate.Set {
				continue
			}
			if id, ok := b.element(c, field, validate.Key{Field: field, Value: v.Text}); ok {
				c.record.Fields[field] = validate.Of(id)
			}
		}
	}
}

// element gives the id of the one record that a key names, or refuses the row.
func (b *builder) element(c *candidate, field string, key validate.Key) (string, bool) {
	hits := b.named[key]
	shown := map[string]string{"element": validate.Mask(key.Value)}
	missing, several := CodeElementMissing, CodeElementAmbiguous
	if b.column(field).Kind == validate.Reference {
		missing, several = CodeReferenceMissing, CodeReferenceSeveral
	}
	switch len(hits) {
	case 1:
		return hits[0].ID, true
	case 0:
		b.refuse(c, field, missing, shown)
	default:
		shown["count"] = strconv.Itoa(len(hits))
		if where := whereabouts(hits); where != "" {
			several, shown["where"] = b.ambiguousIn(), where
		}
		b.refuse(c, field, several, shown)
	}
	return "", false
}

// ids gives the elements of a list as the server has them.
func (b *builder) ids(c *candidate, field string, keys []validate.Key) []string {
	var ids []string
	for _, key := range keys {
		id, ok := key.Value, true
		if b.refers(field) != "" {
			id, ok = b.element(c, field, key)
		}
		if ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// kinds gives the kinds of the records that a list names.
func (b *builder) kinds(asked validate.List) map[string]string {
	kinds := map[string]string{}
	for _, key := range slices.Concat(asked.Items, asked.Add, asked.Remove) {
		for _, hit := range b.named[key] {
			kinds[hit.ID] = hit.Kind
		}
	}
	return kinds
}

// compareList gives the edit that leads from the list that a record holds to
// what the row asks of it, and whether there is anything to do.
func (b *builder) compareList(c *candidate, field string, asked validate.List) (Edit, bool) {
	column, held := b.column(field), c.current.Fields[field]
	want := validate.Elements{Exact: asked.Exact}
	want.Items, want.Add, want.Remove = b.ids(c, field, asked.Items), b.ids(c, field, asked.Add), b.ids(c, field, asked.Remove)
	want.Kinds = b.kinds(asked)
	if b.Schema.SettleList != nil {
		var problems []validate.Problem
		want, problems = b.Schema.SettleList(field, want, c.current.Fields)
		if b.fault(c, problems) {
			return Edit{}, false
		}
	}
	if c.Status != "" {
		return Edit{}, false
	}
	if column.Handover {
		c.wantsSeats(b.Kind, field, slices.Concat(want.Items, want.Add)...)
	}
	return listEdit(column, held, want)
}

// wantsSeats notes elements that a row wants in a list.
func (c *candidate) wantsSeats(kind, field string, elements ...string) {
	for _, element := range elements {
		c.seats = append(c.seats, seat(kind, field, element))
	}
}

// listEdit compares a list with what is asked of it.
func listEdit(column validate.Column, held validate.Value, want validate.Elements) (Edit, bool) {
	e := Edit{Field: column.Field, Old: held, Handover: column.Handover, People: column.Refers != ""}
	e.Add, e.Remove = without(want.Add, held.List), within(want.Remove, held.List)
	if want.Exact {
		e.Add = without(want.Items, held.List)
		e.Remove = slices.DeleteFunc(without(held.List, want.Items), func(item string) bool {
			return len(column.Owns) > 0 && !slices.Contains(column.Owns, item)
		})
	}
	if e.Old.State == validate.Absent {
		e.Old = validate.ListOf()
	}
	e.New = e.Applied(e.Old)
	return e, e.ByElement()
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(item string) bool { return slices.Contains(others, item) })
}

func within(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(item string) bool { return !slices.Contains(others, item) })
}
