package target

import (
	"context"
	"maps"
	"slices"
	"strings"

	"importer/internal/plan"
	"importer/internal/validate"
)

// lookThrough looks for the titles that no search has found among all records of a
// place, whatever their letters: one listing for each school, and one for the
// schools themselves. Titles without a place are left: there may be thousands of
// records.
func (k resource) lookThrough(ctx context.Context, c *Conn, keys []validate.Key, found map[validate.Key][]plan.Current) error {
	missed := map[string][]validate.Key{} // by scope
	for _, key := range keys {
		if inner(key.Field) == "title" && len(found[key]) == 0 && (k.whole || key.Scope != "") {
			missed[key.Scope] = append(missed[key.Scope], key)
		}
	}
	for _, scope := range slices.Sorted(maps.Keys(missed)) {
		all, err := k.list(ctx, c, missed[scope][0])
		if err != nil {
			return err
		}
		for _, record := range all {
			for _, key := range carried(record, missed[scope], k.schema) {
				found[key] = append(found[key], record)
			}
		}
		k.tell(missed[scope], all, found)
	}
	return nil
}

// list reads all records within a key's scope.
func (k resource) list(ctx context.Context, c *Conn, key validate.Key) ([]plan.Current, error) {
	f := filter{"orCondition": false}
	if within := scoped(key); len(within) > 0 {
		f["equals"] = within
	}
	return listing{
		host: c.base.Host,
		read: func(offset int) ([]plan.Current, int, error) { return k.page(ctx, c, f, offset) },
	}.all()
}

// mostPlaces is how many schools are named to a user who has named another.
const mostPlaces = 12

// tell says of the names that nothing has which ones there are.
func (k resource) tell(keys []validate.Key, all []plan.Current, found map[validate.Key][]plan.Current) {
	if !k.whole {
		return
	}
	var titles []string
	for _, record := range all {
		titles = append(titles, record.Fields["title"].Text)
	}
	slices.Sort(titles)
	if len(titles) > mostPlaces {
		titles = append(titles[:mostPlaces], "…")
	}
	for _, key := range keys {
		if len(found[key]) == 0 {
			args := map[string]string{"name": key.Value, "places": strings.Join(titles, "; ")}
			found[key] = []plan.Current{{Nowhere: validate.Problem{Code: plan.CodePlaceUnknown, Args: args}}}
		}
	}
}
