package sandbox

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// konstantlyGroups holds the units of an invented municipality, three levels
// deep. Two have one name, one has a slash in its name, and those of one branch
// lack an attribute that is required.
//
//go:embed konstantly_groups.json
var konstantlyGroups string

// loadKonstantlyGroups panics on a fault: the only file is built in.
func loadKonstantlyGroups() []Record {
	var file []konstantlyGroup
	if err := json.Unmarshal([]byte(konstantlyGroups), &file); err != nil {
		panic(err)
	}
	var groups []Record
	for _, g := range file {
		groups = append(groups, g.record())
	}
	return groups
}

// A konstantlyGroup is a group as it stands in the built-in file.
type konstantlyGroup struct {
	ID, UsersCount, CoursesCount int
	ParentID, Image              *int
	Name, Description            string
	Attributes                   map[string]any // by apiId
}

func (g konstantlyGroup) record() Record {
	r := Record{
		"id": g.ID, "parentId": orNil(g.ParentID), "name": g.Name, "description": g.Description,
		"usersCount": g.UsersCount, "coursesCount": g.CoursesCount, "image": orNil(g.Image),
	}
	for _, d := range groupAttributes {
		r[d.field()] = nil
	}
	for apiID, v := range g.Attributes {
		d, known := attributeNamed(apiID)
		stored, fault := d.accept(v)
		if !known || fault != "" {
			panic(fmt.Sprintf("group %d: attribute %s: %s", g.ID, apiID, fault))
		}
		r[d.field()] = stored
	}
	return r
}

func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func (k *konstantly) index(id any) int {
	return slices.IndexFunc(k.groups, func(r Record) bool { return r["id"] == id })
}

// showKonstantlyGroup gives a group as the documentation of GET has it.
func showKonstantlyGroup(r Record) map[string]any {
	object := map[string]any{"image": nil}
	for _, name := range []string{"id", "parentId", "name", "usersCount", "coursesCount"} {
		object[name] = r[name]
	}
	if id := r["image"]; id != nil {
		object["image"] = map[string]any{
			"id":       id,
			"original": fmt.Sprintf("https://example.org/images/original/%d.jpg", id),
			"mini":     fmt.Sprintf("https://example.org/images/mini/%d.jpg", id),
			"small":    fmt.Sprintf("https://example.org/images/small/%d.jpg", id),
		}
	}
	return object
}

// detailKonstantlyGroup gives a group as PATCH answers it. Attributes that it
// has not are left out.
func detailKonstantlyGroup(r Record) map[string]any {
	attributes := map[string]any{}
	for _, d := range groupAttributes {
		if v := r[d.field()]; v != nil {
			attributes[d.apiID] = v
		}
	}
	object := showKonstantlyGroup(r)
	object["description"] = r["description"]
	object["attributes"] = attributes
	return object
}

// KonstantlyGroup gives a copy of the group with an id. Beside the names of the
// API it has "attributes." and the apiId for each attribute that is defined.
// The values of id, parentId and the counts are an int; those of attributes a
// string, a bool, a float64 or, for multiple choice, a []string; and nil where
// the group has none. An image is its id.
func (s *Server) KonstantlyGroup(id int) (Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.konstantly.index(id)
	if i < 0 {
		return nil, false
	}
	return s.konstantly.groups[i].clone(), true
}

// KonstantlyGroups gives a copy of every group, as KonstantlyGroup does, in the
// order in which the API lists them.
func (s *Server) KonstantlyGroups() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clones(s.konstantly.groups)
}

func clones(records []Record) []Record {
	copied := slices.Clone(records)
	for i, r := range copied {
		copied[i] = r.clone()
	}
	return copied
}

// EditKonstantlyGroup changes a group as a colleague would on the site's own
// pages: values are stored as they are given, with the types that
// KonstantlyGroup has, and with no rule of the API's applied to them. The error
// is for an id or a name that isn't there, and for a value of the wrong type.
func (s *Server) EditKonstantlyGroup(id int, values map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.konstantly.index(id)
	if i < 0 {
		return fmt.Errorf("no group has the id %d", id)
	}
	edited, err := s.konstantly.groups[i].edited(values, konstantlyTypes())
	if err != nil {
		return err
	}
	s.konstantly.groups[i] = edited
	return nil
}

// A valueType says whether a Go value is of the type that a field has.
type valueType func(any) bool

func typed[T any](v any) bool   { _, ok := v.(T); return ok }
func typedOr[T any](v any) bool { return v == nil || typed[T](v) }

// edited gives a copy of the record with other values, which must be of the
// fields' types.
func (r Record) edited(values map[string]any, types map[string]valueType) (Record, error) {
	next := r.clone()
	for name, v := range (Record)(values).clone() {
		fits, known := types[name]
		switch {
		case !known:
			return nil, fmt.Errorf("there is no field %q to edit", name)
		case !fits(v):
			return nil, fmt.Errorf("%s: a %T is of the wrong type", name, v)
		}
		next[name] = v
	}
	return next, nil
}

func konstantlyTypes() map[string]valueType {
	types := map[string]valueType{
		"name":        typed[string],
		"parentId":    typedOr[int],
		"description": typed[string],
	}
	for _, d := range groupAttributes {
		types[d.field()] = d.typed
	}
	return types
}
