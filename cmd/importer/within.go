package main

import (
	"context"

	"importer/internal/plan"
	"importer/internal/validate"
)

// heedPlaces refuses a school that a flag names and that isn't there, rather
// than every row for it.
func (a *application) heedPlaces(ctx context.Context) error {
	scope := a.scope(a.spec)
	for _, s := range a.spec.Scopes {
		name, refers := scope[s.Field], a.refers(s.Field)
		if name == "" || refers == "" || validate.IsUUID(validate.UUID.Canon(name)) {
			continue
		}
		key := validate.Key{Field: "title", Value: name}
		found, err := a.conn.Find(ctx, plan.Query{Kind: refers, Keys: []validate.Key{key}, Doubt: true})
		if err != nil {
			return err
		}
		switch hits := found[key]; {
		case len(hits) == 0:
			return usage("write it as the system does, or give its id", "--%s: nothing is called %q", s.Flag, name)
		case hits[0].Nowhere.Code != "":
			return usage("write one of these, or give its id: "+hits[0].Nowhere.Args["places"], "--%s: nothing is called %q", s.Flag, name)
		}
	}
	return nil
}

// refers gives the kind of record that a field names; empty where it names none.
func (a *application) refers(field string) string {
	for _, c := range a.spec.Schema.Columns {
		if c.Field == field {
			return c.Refers
		}
	}
	return ""
}
