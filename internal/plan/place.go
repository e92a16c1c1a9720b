package plan

import (
	"context"
	"net/url"
	"strconv"

	"importer/internal/validate"
)

// place puts ids in the place of names by which rows say within what their
// records are: a school goes by its name in a sheet. All names of a kind are
// looked up at once.
func (b *builder) place(ctx context.Context) error {
	for _, column := range b.Schema.Columns {
		if !column.Scope || column.Refers == "" {
			continue
		}
		var keys []validate.Key
		for _, c := range b.rows {
			for _, key := range []validate.Key{c.Key, c.names} {
				if name := nameWithin(key, column.Field); name != "" {
					keys = append(keys, validate.Key{Field: "title", Value: name})
				}
			}
		}
		found, err := b.look(ctx, column.Refers, keys, true)
		if err != nil {
			return err
		}
		for _, c := range b.rows {
			b.placeOne(c, column.Field, found)
		}
	}
	return nil
}

// placeOne puts the id in the place of a row's name, or refuses the row.
func (b *builder) placeOne(c *candidate, field string, found map[validate.Key][]Current) {
	for _, key := range []*validate.Key{&c.Key, &c.names} {
		name := scopeField(key.Scope, field)
		if id := validate.UUID.Canon(name); validate.IsUUID(id) {
			key.Scope = withinID(key.Scope, field, id)
			continue
		}
		switch hits := found[validate.Key{Field: "title", Value: name}]; {
		case len(hits) == 1 && hits[0].ID != "":
			key.Scope = withinID(key.Scope, field, hits[0].ID)
		case name == "":
		case key == &c.names, c.Status != "":
			c.names = validate.Key{} // nobody knows what it names
		case len(hits) == 0:
			b.refuse(c, field, CodePlaceUnknown, map[string]string{"name": name, "places": "…"})
		case hits[0].Nowhere.Code != "":
			b.refuse(c, field, hits[0].Nowhere.Code, hits[0].Nowhere.Args)
		default:
			b.refuse(c, field, CodePlaceAmbiguous, map[string]string{"name": name, "count": strconv.Itoa(len(hits))})
		}
	}
}

// nameWithin gives the name in a key's scope; nothing where there is an id.
func nameWithin(key validate.Key, field string) string {
	name := scopeField(key.Scope, field)
	if validate.IsUUID(validate.UUID.Canon(name)) {
		return ""
	}
	return name
}

func scopeField(scope, field string) string {
	fields, err := url.ParseQuery(scope)
	if err != nil {
		return ""
	}
	return fields.Get(field)
}

func withinID(scope, field, id string) string {
	fields, err := url.ParseQuery(scope)
	if err != nil {
		return scope
	}
	fields.Set(field, id)
	return fields.Encode()
}
