package sandbox

import (
	"net/http"
	"strings"
)

// source is what the API sets beside an external id given by a client.
const source = "ExternalIntegrationAPI"

// patch gives the record that an update makes of the one at i. What the update
// leaves out stays as it is, but for the fields with a fallback.
func (c *collection) patch(i int, object map[string]any) (Record, error) {
	fields := c.writable()
	given, err := pick(fields, object)
	if err != nil {
		return nil, err
	}
	if err := complete(fields, given, object); err != nil {
		return nil, err
	}
	next := c.records[i].clone()
	if err := merge(fields, next, given); err != nil {
		return nil, err
	}
	if c.settle != nil {
		c.settle(next)
	}
	if c.check != nil {
		if err := c.check(c.records[i], next); err != nil {
			return nil, err
		}
	}
	return next, c.vacant(i, next)
}

// complete refuses an update whose values are of the wrong JSON type, or that
// lacks what it must hold.
func complete(fields []field, given, object map[string]any) error {
	for _, f := range fields {
		if err := f.typed(given[f.name]); err != nil {
			return err
		}
	}
	for _, f := range fields {
		holder, err := f.holder(object)
		if err != nil {
			return err
		}
		if _, there := given[f.name]; f.required && holder != nil && !there {
			return unacceptable("%s is required", f.name)
		}
	}
	return nil
}

// merge sets the given values in a record. Null in place of a list is as if the
// list weren't given.
func merge(fields []field, r Record, given map[string]any) error {
	for _, f := range fields {
		v, there := given[f.name]
		if !there && f.fallback == nil || f.list && v == nil {
			continue
		}
		if !there {
			v = f.fallback
		}
		stored, err := f.accept(v)
		if err != nil {
			return err
		}
		r[f.name] = stored
		if f.name == "external.sourceID" {
			r["external.source"] = source
		}
	}
	return nil
}

// vacant refuses a record that takes a unique value from another one than that
// at i.
func (c *collection) vacant(i int, r Record) error {
	for _, f := range c.fields {
		value, set := r[f.name].(string)
		if !f.unique || !set {
			continue
		}
		for j, other := range c.records {
			held, _ := other[f.name].(string)
			near := f.within == "" || other[f.within] == r[f.within]
			if j != i && near && strings.EqualFold(held, value) {
				return &refusal{http.StatusConflict, f.name + " is already in use"}
			}
		}
	}
	return nil
}
