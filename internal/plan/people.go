package plan

import (
	"context"
	"maps"
	"slices"
	"strings"

	"importer/internal/validate"
)

// introduce gives the people whom lists gain and lose their names, and says who
// is in no class after that. Those whom the sheet doesn't name are read: all of a
// kind at once. A plan is good without names, so one that can't be read is left
// out. A sheet of members has its Roll for all of this.
func (b *builder) introduce(ctx context.Context, p *Plan) error {
	if b.Schema.Members != nil || len(b.Roster.Names) == 0 {
		return nil
	}
	p.Classless = b.classless(p)
	p.People = map[string]Person{}
	for _, hits := range b.named {
		b.meet(p, hits)
	}
	keys := b.strangersIn(p)
	for _, kind := range slices.Sorted(maps.Keys(keys)) {
		found, err := b.look(ctx, kind, keys[kind], false)
		if err != nil && ctx.Err() != nil {
			return err
		}
		for _, hits := range found {
			b.meet(p, hits)
		}
	}
	return nil
}

// meet takes people up by their ids.
func (b *builder) meet(p *Plan, people []Current) {
	for _, person := range people {
		p.People[person.ID] = Person{ID: person.ID, Name: b.Roster.call(person)}
	}
}

// call gives a person's name; none of a protected one.
func (r Roster) call(person Current) string {
	if validate.ProtectedAddress(person.Fields) {
		return ""
	}
	var names []string
	for _, field := range r.Names {
		names = append(names, person.Fields[field].Text)
	}
	return strings.TrimSpace(strings.Join(names, " "))
}

// strangersIn gives the keys of people in a plan's lists who haven't been met, by
// kind.
func (b *builder) strangersIn(p *Plan) map[string][]validate.Key {
	keys := map[string][]validate.Key{}
	for _, c := range p.Changes {
		for _, e := range c.Edits {
			for _, id := range slices.Concat(e.Add, e.Remove) {
				if _, met := p.People[id]; e.People && !met {
					kind := b.refers(e.Field)
					keys[kind] = append(keys[kind], validate.Key{Field: "id", Value: id})
				}
			}
		}
	}
	return keys
}

// classless gives, by the N of each change, who leaves a class by it and is in no
// other, among the groups that the sheet names.
func (b *builder) classless(p *Plan) map[int][]string {
	i := slices.IndexFunc(b.Schema.Columns, func(c validate.Column) bool { return c.Handover })
	if i < 0 || b.Roster.Class == "" {
		return nil
	}
	field, found := b.Schema.Columns[i].Field, map[int][]string{}
	seated := b.pupils(field, p)
	for _, c := range p.Changes {
		if !b.Roster.isClass(p.Records[c.ID]) {
			continue
		}
		for _, e := range c.Edits {
			for _, id := range e.Remove {
				if e.Field == field && !seated[id] {
					found[c.N] = append(found[c.N], id)
				}
			}
		}
	}
	return found
}

// pupils gives everybody who is in one of the sheet's classes when a plan is
// carried out, by id.
func (b *builder) pupils(field string, p *Plan) map[string]bool {
	groups, edits := map[string]Current{}, map[string][]Edit{}
	for _, c := range b.rows {
		if c.ID != "" {
			groups[c.ID] = *c.current
		}
	}
	for _, c := range p.Changes {
		edits[c.ID] = c.Edits
	}
	seated := map[string]bool{}
	for id, group := range groups {
		group.Fields = maps.Clone(group.Fields)
		for _, e := range edits[id] {
			group.Fields[e.Field] = e.Applied(group.Fields[e.Field])
		}
		for _, member := range group.Fields[field].List {
			seated[member] = seated[member] || b.Roster.isClass(group)
		}
	}
	return seated
}
