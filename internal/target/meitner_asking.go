package target

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"importer/internal/plan"
	"importer/internal/validate"
)

// An asking is a key in one of the ways in which a server may have written it.
type asking struct {
	validate.Key
	as string
}

// asIs gives keys as they are to be asked for: as they are written and, of an
// address, in lower case too.
func (k resource) asIs(keys []validate.Key) []asking {
	var all []asking
	for _, key := range keys {
		all = append(all, asking{key, key.Value})
		if k.kind(inner(key.Field)) == validate.Email {
			all = append(all, asking{key, validate.Fold(key.Value)})
		}
	}
	return distinct(all)
}

// otherwise gives titles in the case in which the sheet doesn't have them: a
// server minds it ("Searching and filtering", equals and contains), and people
// don't. What is found is checked anyway.
func (k resource) otherwise(keys []validate.Key) []asking {
	var all []asking
	for _, key := range keys {
		if k.kind(inner(key.Field)) != validate.Title {
			continue
		}
		lower := strings.ToLower(key.Value)
		first, size := utf8.DecodeRuneInString(lower)
		for _, form := range []string{strings.ToUpper(lower), lower, string(unicode.ToUpper(first)) + lower[size:]} {
			if form != key.Value {
				all = append(all, asking{key, form})
			}
		}
	}
	return distinct(all)
}

// distinct leaves out what would be asked for twice.
func distinct(all []asking) []asking {
	asked := map[[2]string]bool{}
	return slices.DeleteFunc(all, func(a asking) bool {
		one := [2]string{inner(a.Field), a.as}
		known := asked[one]
		asked[one] = true
		return known
	})
}

// look finds the records of as many keys as one search may ask for. Titles are
// asked for in another case as well: at once if there is room, else, where they
// are missed, afterwards.
func (k resource) look(ctx context.Context, c *Conn, keys []validate.Key, doubt bool) (map[validate.Key][]plan.Current, error) {
	all, more := k.asIs(keys), k.otherwise(keys)
	if both := distinct(slices.Concat(all, more)); len(both) <= batch {
		all, more = both, nil
	}
	found, err := k.search(ctx, c, keys, containing(all))
	if err != nil || !doubt {
		return sharp(found, k), err
	}
	if err := k.lookAgain(ctx, c, more, found); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return k.doubt(ctx, c, keys)
	}
	return sharp(found, k), nil
}

// lookAgain asks for the keys that haven't been found in another way.
func (k resource) lookAgain(ctx context.Context, c *Conn, more []asking, found map[validate.Key][]plan.Current) error {
	more = slices.DeleteFunc(more, func(a asking) bool { return len(found[a.Key]) > 0 })
	for part := range slices.Chunk(more, batch) {
		var keys []validate.Key
		for _, a := range part {
			if !slices.Contains(keys, a.Key) {
				keys = append(keys, a.Key)
			}
		}
		hits, err := k.search(ctx, c, keys, containing(part))
		if err != nil {
			return err
		}
		for key, records := range hits {
			found[key] = slices.CompactFunc(append(found[key], records...), func(a, b plan.Current) bool { return a.ID == b.ID })
		}
	}
	return nil
}

// sharp leaves out the records whose title is the key's in another case, where one
// in the same school has it to the letter.
func sharp(found map[validate.Key][]plan.Current, k resource) map[validate.Key][]plan.Current {
	for key, hits := range found {
		field := inner(key.Field)
		if len(hits) < 2 || k.kind(field) != validate.Title {
			continue
		}
		exact := map[string]bool{} // by scope
		for _, hit := range hits {
			exact[hit.Scope] = exact[hit.Scope] || hit.Fields[field].Text == key.Value
		}
		found[key] = slices.DeleteFunc(hits, func(hit plan.Current) bool { return exact[hit.Scope] && hit.Fields[field].Text != key.Value })
	}
	return found
}

// batches splits keys into those that one search may ask for: in one scope, and
// as many as it may name.
func (k resource) batches(keys []validate.Key) [][]validate.Key {
	var all [][]validate.Key
	groups := map[[2]string][]validate.Key{}
	for _, key := range keys {
		group := [2]string{key.Scope, key.Field}
		if key.Scope == "" || inner(key.Field) == "id" {
			group = [2]string{}
		}
		groups[group] = append(groups[group], key)
	}
	names := slices.SortedFunc(maps.Keys(groups), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, name := range names {
		group := groups[name]
		slices.SortStableFunc(group, func(a, b validate.Key) int { return strings.Compare(a.Field, b.Field) })
		for len(group) > 0 {
			n := k.fitting(group)
			all, group = append(all, group[:n]), group[n:]
		}
	}
	return all
}

// fitting gives how many keys, from the first on, one search can ask for.
func (k resource) fitting(keys []validate.Key) int {
	n := min(batch, len(keys))
	for len(k.asIs(keys[:n])) > batch {
		n--
	}
	return n
}
