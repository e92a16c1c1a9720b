package plan

import (
	"context"
	"slices"

	"importer/internal/validate"
)

// readUnlisted reads the members of the sheet's groups whom no understood row of
// the group names, and finds those among them whom another row of the sheet names
// all the same: by whatever key, whatever class it says, and whatever became of
// it. They aren't to lose their class for that. Where a row names nobody who can
// be found out, it may be any of them.
func (r *enrolment) readUnlisted(ctx context.Context) error {
	var keys []validate.Key
	for _, s := range r.order {
		for _, id := range without(r.held(s.group), s.order) {
			keys = append(keys, validate.Key{Field: "id", Value: id})
		}
	}
	found, err := r.look(ctx, r.Roster.Member, keys, false)
	if err != nil {
		return err
	}
	r.unlisted, r.mentions = map[string]Current{}, map[string]bool{}
	for key, hits := range found {
		if len(hits) == 1 {
			r.unlisted[key.Value] = hits[0]
		}
	}
	for _, c := range r.rows {
		if c.Status != "" && (c.Status != Skipped || c.Skipped.IsRecord()) {
			r.mention(c)
		}
	}
	return nil
}

// mention notes whom a row names that isn't carried out.
func (r *enrolment) mention(c *candidate) {
	if len(c.who) == 0 {
		for _, s := range r.order {
			s.whole = false
		}
	}
	for id, person := range r.unlisted {
		if slices.ContainsFunc(c.who, func(key validate.Key) bool { return person.carries(key) }) {
			r.mentions[id] = true
		}
	}
}

// carries reports whether a record has the value of a key.
func (c Current) carries(key validate.Key) bool {
	if key.Field == "id" {
		return c.ID == key.Value
	}
	held := c.Fields[key.Field]
	return held.State == validate.Set && validate.Fold(held.Text) == validate.Fold(key.Value)
}

// held gives the members of a group now.
func (r *enrolment) held(group Current) []string { return group.Fields[r.Schema.Members.Field].List }

// strangers gives those of members whom no row names at all.
func (r *enrolment) strangers(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return r.mentions[id] })
}
