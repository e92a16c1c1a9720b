package validate

import (
	"slices"
	"strings"
)

// offers gives the options that make columns find records whose titles don't: such
// as are misspelt, stand beside a guardian's name, or have identity numbers below
// them.
func (t *Table) offers(keys []string) (string, error) {
	var all []string
	for i, c := range t.Columns {
		key, err := t.offered(i, keys)
		if err != nil {
			return "", err
		}
		if key != "" {
			all = append(all, mapping(c.Title, key))
		}
	}
	return strings.Join(all[:min(len(all), nearListed)], ", "), nil
}

// offered is the key that a column was probably meant for; "" if there is none.
func (t *Table) offered(column int, keys []string) (string, error) {
	c := t.Columns[column]
	switch {
	case c.Reason == CodeTitleBeside:
		meant, _ := t.mapper.means(worded(t.titles[column]))
		return t.keyAmong(meant.places, keys), nil
	case c.Reason != CodeTitleUnknown:
		return "", nil
	}
	if key := t.keyAmong(t.mapper.exact(c.Nearest), keys); key != "" && len(c.Nearest) >= leastJoined {
		return key, nil
	}
	i := slices.IndexFunc(keys, func(key string) bool {
		own, _ := t.schema.column(key)
		return own.Kind == IdentityNumber
	})
	if i < 0 {
		return "", nil
	}
	fits, err := t.mostly(column, IdentityNumber)
	if err != nil || !fits {
		return "", err
	}
	return keys[i], nil
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
