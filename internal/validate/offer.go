package validate

import (
	"slices"
	"strings"
)

// offers gives the options that make columns find records whose titles don't: such
// as are misspelt, stand beside a guardian's name, or have identity numbers below
// them.
func (t *Table) offers(keys []string) (string, error) {
	meant := t.meantForKeys(keys)
	number := slices.IndexFunc(keys, func(key string) bool {
		own, _ := t.schema.column(key)
		return own.Kind == IdentityNumber
	})
	if number >= 0 {
		if err := t.holdNumbers(meant, keys[number]); err != nil {
			return "", err
		}
	}
	var all []string
	for i, c := range t.Columns {
		if meant[i] != "" && len(all) < nearListed {
			all = append(all, mapping(c.Title, meant[i]))
		}
	}
	return strings.Join(all, ", "), nil
}

// meantForKeys gives, by column, the key that its title was probably meant for; ""
// if there is none.
func (t *Table) meantForKeys(keys []string) []string {
	meant := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		switch {
		case c.Reason == CodeTitleBeside:
			known, _ := t.mapper.means(worded(t.titles[i]))
			meant[i] = t.keyAmong(known.places, keys)
		case c.Reason == CodeTitleUnknown && len(c.Nearest) >= leastJoined:
			meant[i] = t.keyAmong(t.mapper.exact(c.Nearest), keys)
		}
	}
	return meant
}

// holdNumbers adds the columns of unknown titles in which identity numbers stand.
func (t *Table) holdNumbers(meant []string, key string) error {
	var open []int
	for i, c := range t.Columns {
		if c.Reason == CodeTitleUnknown && meant[i] == "" {
			open = append(open, i)
		}
	}
	fits, err := t.mostly(IdentityNumber, open...)
	for i, fit := range fits {
		if fit {
			meant[open[i]] = key
		}
	}
	return err
}

// keyAmong is the first of some places that is one of the keys; "" if none is.
func (t *Table) keyAmong(places []place, keys []string) string {
	for _, at := range places {
		if field := t.schema.Columns[at.column].Field; at.part == plain && slices.Contains(keys, field) {
			return field
		}
	}
	return ""
}
