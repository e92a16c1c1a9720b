package validate

import (
	"fmt"
	"maps"
	"net/url"
	"slices"

	"importer/internal/parse"
)

// scopeOf gives the scope of a row's keys: what the row says in the columns that
// narrow them, and else what the options say.
func (t *Table) scopeOf(row parse.Row) string {
	if len(t.narrowing) == 0 {
		return t.openScope
	}
	scope := t.optedValues()
	for _, i := range t.narrowing {
		s := &t.slots[i]
		if v := s.read(row.Cell(s.mapped), surroundings{today: t.opts.Today}).value; v.State == Set {
			scope.Set(s.Field, v.Text)
		}
	}
	return scope.Encode()
}

// optedValues is the scope that the options name, to be encoded.
func (t *Table) optedValues() url.Values {
	scope := url.Values{}
	for field, text := range t.scope {
		scope.Set(field, text)
	}
	return scope
}

// optedScope gives the scope that the options name, in normal form.
func (t *Table) optedScope() (map[string]string, error) {
	scope := map[string]string{}
	for _, field := range slices.Sorted(maps.Keys(t.opts.Scope)) {
		text := t.opts.Scope[field]
		c, _ := t.schema.column(field)
		if !c.Scope {
			return nil, &Error{Text: fmt.Sprintf("records aren't looked for within %s", field), Advice: "leave it out for this target"}
		}
		v := (&slot{Column: c}).read(parse.Cell{Text: text, Kind: parse.Text}, surroundings{today: t.opts.Today}).value
		if v.State != Set {
			return nil, &Error{Text: fmt.Sprintf("%q is no %s", text, field), Advice: fmt.Sprintf("give a %s", c.Kind)}
		}
		scope[field] = v.Text
	}
	return scope, nil
}
