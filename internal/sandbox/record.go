package sandbox

import (
	"encoding/csv"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A Record holds what a server stores of one pupil or the like, under the API's
// field names in dotted form, such as "address.postalCode". A value is a string
// or a bool, or nil where the record has none, or for a list a []string, in
// order and each element once; every field of the kind is there.
type Record map[string]any

// clone shares nothing with the record.
func (r Record) clone() Record {
	copied := maps.Clone(r)
	for name, v := range copied {
		if list, isList := v.([]string); isList {
			copied[name] = slices.Clone(list)
		}
	}
	return copied
}

// list gives the value of a field that is a list.
func (r Record) list(name string) []string {
	list, _ := r[name].([]string)
	return list
}

// A collection is the records of one kind, and what the API says of them.
type collection struct {
	kind    string // as in its paths
	fields  []field
	settle  func(Record)                   // what the system does to an update of its own accord
	check   func(before, now Record) error // what no single field can tell
	records []Record                       // in the order in which lists give them
}

// one gives a copy of the record with an id.
func (c *collection) one(id string) (Record, bool) {
	i := c.index(id)
	if i < 0 {
		return nil, false
	}
	return c.records[i].clone(), true
}

// all gives a copy of every record.
func (c *collection) all() []Record {
	all := make([]Record, len(c.records))
	for i, r := range c.records {
		all[i] = r.clone()
	}
	return all
}

// edit changes a record as a colleague would in the system's own pages: values
// are stored as they are given, with no rule of the API's applied to them.
func (c *collection) edit(id string, values map[string]any, now time.Time) error {
	i := c.index(id)
	if i < 0 {
		return fmt.Errorf("no %s has the id %q", c.kind, id)
	}
	edited := c.records[i].clone()
	for name, v := range values {
		f, known := c.field(name)
		if !known || f.readOnly {
			return fmt.Errorf("a %s has no field %q to edit", c.kind, name)
		}
		stored, err := f.entered(v)
		if err != nil {
			return err
		}
		edited[name] = stored
	}
	c.put(i, edited, colleague, now)
	return nil
}

// entered gives a value of Go's as it is stored, if it is of the right type.
func (f field) entered(v any) (any, error) {
	if !f.list {
		return v, f.typed(v)
	}
	list, isList := v.([]string)
	if !isList {
		return nil, undecodable("%s: it must be a []string", f.name)
	}
	return set(list), nil
}

func (c *collection) index(id string) int {
	return slices.IndexFunc(c.records, func(r Record) bool { return r["id"] == id })
}

// writable gives the fields that an update may set.
func (c *collection) writable() []field {
	return slices.DeleteFunc(slices.Clone(c.fields), func(f field) bool { return f.readOnly })
}

func (c *collection) field(name string) (field, bool) {
	i := slices.IndexFunc(c.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return field{}, false
	}
	return c.fields[i], true
}

// show gives a record as the API shows it, with every key. An object that
// lacks what it must hold is null as a whole.
func (c *collection) show(r Record) map[string]any {
	object := map[string]any{}
	for _, f := range c.fields {
		group := f.group()
		if group == "" {
			object[f.key()] = r[f.name]
			continue
		}
		if _, begun := object[group]; !begun {
			object[group] = map[string]any{}
		}
		if f.required && r[f.name] == nil {
			object[group] = nil
		}
		if inner, ok := object[group].(map[string]any); ok {
			inner[f.key()] = r[f.name]
		}
	}
	return object
}

// put stores a record, which still has the old stamp, in the place of the one
// at i, stamped as edited by somebody at a moment. It reports whether anything
// but the stamp differs.
func (c *collection) put(i int, r Record, by string, now time.Time) bool {
	changed := !reflect.DeepEqual(c.records[i], r)
	r["meta.updatedAt"] = now.UTC().Format(time.RFC3339)
	r["meta.updatedBy"] = by
	c.records[i] = r
	return changed
}

// load reads records from CSV with the fields' names in its first line. It
// panics on a fault: the only files are built in.
func (c *collection) load(file string) {
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		panic(err)
	}
	for _, line := range lines[1:] {
		r := Record{}
		for i, name := range lines[0] {
			f, known := c.field(name)
			if !known {
				panic(fmt.Sprintf("roster: no field %q", name))
			}
			r[name] = f.read(line[i])
		}
		c.records = append(c.records, r)
	}
}

// read gives the value that stands in a cell of a built-in file.
func (f field) read(cell string) any {
	switch {
	case f.list:
		return set(strings.Fields(cell))
	case f.form.flag:
		return cell == "true"
	case cell == "":
		return nil
	default:
		return cell
	}
}
