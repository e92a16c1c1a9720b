package plan

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"importer/internal/validate"
)

// match finds the record of every open row, and of those that a row of members
// names although it isn't carried out.
func (b *builder) match(ctx context.Context) error {
	var keys []validate.Key
	for _, c := range b.rows {
		switch {
		case c.Status == "":
			keys = append(keys, c.Key)
		case c.names != validate.Key{}:
			keys = append(keys, c.names)
		}
	}
	var err error
	if b.hits, err = b.look(ctx, b.Kind, keys, true); err != nil {
		return err
	}
	for c := range b.open() {
		b.take(c, b.hits[c.Key])
	}
	return nil
}

// look asks for records by key, each key once.
func (b *builder) look(ctx context.Context, kind string, keys []validate.Key, doubt bool) (map[validate.Key][]Current, error) {
	keys = distinct(keys)
	if len(keys) == 0 {
		return nil, nil
	}
	return b.find.Find(ctx, Query{Kind: kind, Keys: keys, Doubt: doubt, Fields: slices.Sorted(maps.Keys(b.fields))})
}

// take makes the one hit the row's record. A row without any stays as it is:
// its record may already carry the value that replaces the key.
func (b *builder) take(c *candidate, hits []Current) {
	switch {
	case len(hits) == 0:
		if _, pair := c.record.Fields[c.Key.Field]; !pair {
			b.miss(c)
		}
	case hits[0].Nowhere.Code != "":
		why := hits[0].Nowhere
		b.lack(c, why.Field, why.Code, why.Args)
	case hits[0].Denied != "":
		c.Status = Failed
		c.Problems = append(c.Problems, b.problem(c, c.Key.Field, CodeDenied, map[string]string{"reason": hits[0].Denied}))
	case len(hits) == 1:
		found := hits[0]
		c.current, c.ID = &found, found.ID
		if validate.ProtectedAddress(c.current.Fields) {
			b.protect(c)
		}
	default:
		b.refuseAmbiguous(c, hits)
	}
}

// refuseAmbiguous refuses a row whose key several records carry, and says where
// they are if that is known.
func (b *builder) refuseAmbiguous(c *candidate, hits []Current) {
	code, args := CodeAmbiguous, map[string]string{"count": strconv.Itoa(len(hits))}
	if where := whereabouts(hits); where != "" {
		code, args["where"] = b.ambiguousIn(), where
	}
	b.refuse(c, c.Key.Field, code, args)
}

// ambiguousIn is the code of a key that several records carry, by how a row of the
// schema says where its record is.
func (b *builder) ambiguousIn() validate.Code {
	code := CodeAmbiguousPath
	for _, c := range b.Schema.Columns {
		switch {
		case c.Scope && c.Refers != "":
			return CodeAmbiguousPlace
		case c.Scope:
			code = CodeAmbiguousSet
		}
	}
	return code
}

// whereabouts lists where records are, as far as that is known.
func whereabouts(hits []Current) string {
	var places []string
	for _, hit := range hits {
		if hit.Where != "" && !slices.Contains(places, hit.Where) {
			places = append(places, hit.Where)
		}
	}
	slices.Sort(places)
	return strings.Join(places, "; ")
}

// miss decides a row whose key no record carries. What would be a fault in a
// record that isn't temporary is the likelier reason, and the better advice.
func (b *builder) miss(c *candidate) {
	for _, p := range c.record.Provisos {
		if p.Severity == validate.Fault {
			c.Problems, c.Status = append(c.Problems, p), Invalid
		}
	}
	if c.Status == "" {
		code, args := CodeMissing, map[string]string(nil)
		switch {
		case b.Schema.Members != nil:
			code, args = CodeClassMissing, map[string]string{"title": validate.Mask(c.Key.Value)}
		case b.column(c.Key.Field).Kind == validate.IdentityNumber:
			code = CodeMissingNumber
		}
		b.lack(c, c.Key.Field, code, args)
	}
}

// lack makes a row missing, which keeps what it asks for.
func (b *builder) lack(c *candidate, field string, code validate.Code, args map[string]string) {
	c.Status, c.Fields, c.Lists = Missing, c.record.Fields, c.record.Lists
	c.Problems = append(c.Problems, b.problem(c, field, code, args))
}

// protect leaves a row out because its record turns out to be protected, and
// forgets what the row holds.
func (b *builder) protect(c *candidate) {
	*c = candidate{Line: Line{Row: c.Row, Status: Skipped, Skipped: validate.Protected}, names: c.names, who: c.who, current: &b.none}
}

// refuse makes a row invalid.
func (b *builder) refuse(c *candidate, field string, code validate.Code, args map[string]string) {
	c.Status = Invalid
	c.Problems = append(c.Problems, b.problem(c, field, code, args))
}

func (b *builder) problem(c *candidate, field string, code validate.Code, args map[string]string) validate.Problem {
	return validate.Problem{Row: c.Row, Field: field, Severity: validate.Fault, Code: code, Args: args}
}
