package target

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"importer/internal/plan"
	"importer/internal/validate"
)

// An attribute is a field that a site has added to its groups.
type attribute struct {
	id       string // as it is called in a group's map: the apiId
	name     string // as people see it
	required bool
	text     bool // of the type that has a limit of length
	kind     validate.Kind
	list     bool
	choices  []string
}

// attributes are those of a site, in the order in which people see them.
type attributes []attribute

func (a attribute) field() string { return unitAttributes + "." + a.id }

// A definition is an attribute as "Group Attributes" (GET
// /custom/attributes/groups) describes it.
type definition struct {
	Name       string          `json:"name"`
	Type       int             `json:"type"`
	APIID      string          `json:"apiId"`
	Position   float64         `json:"position"`
	IsRequired bool            `json:"isRequired"`
	ExtraData  json.RawMessage `json:"extraData"`
}

// maxAttributeText is how long a text may be, in characters.
const maxAttributeText = 255

// attribute reads the definition's type: 1 text, 2 date, 3 single choice, 4
// multiple choice, 5 user choice, 6 yes or no, 7 link, 8 number. Another one is
// taken as it is written.
func (d definition) attribute() attribute {
	a := attribute{id: d.APIID, name: d.Name, required: d.IsRequired, text: d.Type == 1, list: d.Type == 4}
	kinds := []validate.Kind{
		1: validate.Text, 2: validate.Date, 3: validate.Choice, 4: validate.Choice,
		5: validate.SourceID, 6: validate.Boolean, 7: validate.Link, 8: validate.Decimal}
	if a.kind = validate.Unchecked; d.Type > 0 && d.Type < len(kinds) {
		a.kind = kinds[d.Type]
	}
	if a.kind == validate.Choice {
		a.choices = d.options()
	}
	return a
}

// options gives the words to choose from; none if they aren't told in the way
// that is documented, so that the server has to judge.
func (d definition) options() []string {
	type option struct {
		Position float64 `json:"position"`
		Value    string  `json:"value"`
	}
	var options []option
	if json.Unmarshal(d.ExtraData, &options) != nil {
		return nil
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(a.Position, b.Position) })
	var words []string
	for _, o := range options {
		words = append(words, o.Value)
	}
	return words
}

// defined gives the site's attributes, which are read once.
func (k *konstantly) defined(ctx context.Context, c *Conn) (attributes, error) {
	if known := k.known(); known != nil {
		return *known, nil
	}
	at, err := c.at(nil, "custom", "attributes", "groups")
	if err != nil {
		return nil, err
	}
	var definitions []definition
	if err := c.read(ctx, http.MethodGet, at, nil, &definitions); err != nil {
		return nil, err
	}
	slices.SortStableFunc(definitions, func(a, b definition) int { return cmp.Compare(a.Position, b.Position) })
	all := attributes{}
	for _, d := range definitions {
		if d.APIID == "" {
			return nil, fmt.Errorf("%w: an attribute has no apiId", errUnreadable)
		}
		all = append(all, d.attribute())
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.attributes = &all
	return all, nil
}

// known gives the attributes if they have been read.
func (k *konstantly) known() *attributes {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.attributes
}

// learn implements learner: the schema with a column for each attribute, and
// rules that know the site.
func (k *konstantly) learn(ctx context.Context, c *Conn) (validate.Schema, error) {
	all, err := k.defined(ctx, c)
	if err != nil {
		return validate.Schema{}, err
	}
	s := c.schema
	columns := all.columns(s.Columns)
	s.Open = ""
	s.Columns = slices.Concat(s.Columns, columns)
	s.Check = all.check
	s.Settle = unitRules{all, columns, c.replace, k}.settle
	s.SettleList, s.Called = settleUnseen, k.whereabouts
	return s, nil
}

// columns gives the attributes' columns. A title that could mean something else
// as well leads nowhere: another attribute, or a field that every group has. Then
// only attributes. and the apiId is left; and attributes that can't be told apart
// by that have no column.
func (all attributes) columns(own []validate.Column) []validate.Column {
	claims, fields := map[string]int{}, map[string]int{}
	for _, c := range own {
		for _, title := range slices.Concat([]string{c.Field}, c.Aliases, c.New) {
			claims[bare(title)]++
		}
	}
	for _, a := range all {
		fields[bare(a.field())]++
		for _, title := range a.titles() {
			claims[bare(title)]++
		}
	}
	var columns []validate.Column
	for _, a := range all {
		if fields[bare(a.field())] > 1 {
			continue
		}
		c := validate.Column{Field: a.field(), Kind: a.kind, Nullable: !a.required, List: a.list, Choices: a.choices}
		for _, title := range a.titles() {
			if title != c.Field && claims[bare(title)] == 1 {
				c.Aliases = append(c.Aliases, title)
			}
		}
		columns = append(columns, c)
	}
	return columns
}

// titles gives what the attribute's column may be called, each once.
func (a attribute) titles() []string {
	candidates := []string{a.field(), a.name, a.id, unitAttributes + "." + a.name}
	if bare(a.name) == "" {
		candidates = []string{a.field(), a.id}
	}
	var titles []string
	for _, title := range candidates {
		if !slices.ContainsFunc(titles, func(t string) bool { return bare(t) == bare(title) }) {
			titles = append(titles, title)
		}
	}
	return titles
}

// bare is what is left of a title without case, signs, blanks, and the dots and
// rings of letters: titles that differ in more are never mistaken for each other.
func bare(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFD.String(validate.Fold(title)))
}

// encode gives a value as JSON has it in the map. What isn't of the type, which
// only the server itself can have had, is text.
func (a attribute) encode(v validate.Value) any {
	switch {
	case v.IsList():
		return v.List
	case a.kind == validate.Boolean && (v.Text == "true" || v.Text == "false"):
		return v.Text == "true"
	case a.kind == validate.Decimal && isNumber(v.Text):
		return json.Number(v.Text)
	default:
		return v.Text
	}
}

// isNumber reports whether a text is a number by JSON's rules.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil && json.Valid([]byte(text))
}

// decode gives a value of the map in normal form. A form that isn't documented
// stays as it is written: it equals nothing that a sheet asks for, and goes back
// unchanged.
func (a attribute) decode(raw json.RawMessage) validate.Value {
	var elements []json.RawMessage
	isList := json.Unmarshal(raw, &elements) == nil && elements != nil
	switch {
	case a.list && isList:
		return a.normal(validate.ListOf(texts(elements)...))
	case a.list && len(raw) > 0 && string(raw) != "null" && string(raw) != `""`:
		return a.normal(validate.ListOf(textOf(raw)))
	case a.list:
		return validate.ListOf()
	case len(raw) == 0 || isList && len(elements) == 0:
		return validate.Cleared()
	default:
		return a.normal(validate.Of(textOf(raw)))
	}
}

func (a attribute) normal(v validate.Value) validate.Value {
	column := validate.Column{Field: a.field(), Kind: a.kind, List: a.list, Choices: a.choices}
	return validate.Schema{Columns: []validate.Column{column}}.Normal(map[string]validate.Value{a.field(): v})[a.field()]
}

func texts(elements []json.RawMessage) []string {
	var all []string
	for _, e := range elements {
		all = append(all, textOf(e))
	}
	return all
}

// textOf gives a JSON value as text; of null, none.
func textOf(raw json.RawMessage) string {
	var text *string
	if json.Unmarshal(raw, &text) == nil {
		if text == nil {
			return ""
		}
		return *text
	}
	if f, err := strconv.ParseFloat(string(raw), 64); err == nil && strings.ContainsAny(string(raw), "eE") {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return string(raw)
}

// readAttributes puts what a group's answer says of its attributes into the
// record: each of those that are known, and in Echo the map as it stands. The map
// may be null, or a list without elements, as some servers write an empty one.
func (k *konstantly) readAttributes(members object, current plan.Current) error {
	raw, shown := members[unitAttributes]
	held, err := attributeMap(raw)
	if err != nil {
		return err
	}
	if shown {
		current.Echo[unitAttributes] = validate.Of(string(raw))
	}
	known := k.known()
	if known == nil {
		return nil
	}
	for _, a := range *known {
		current.Fields[a.field()] = validate.Value{State: validate.Unreadable}
		if !shown {
			continue
		}
		v := a.decode(held[a.id])
		current.Fields[a.field()] = v
		if text := textOf(held[a.id]); v.State == validate.Set && !v.IsList() && text != v.Text {
			current.Written[a.field()] = text
		}
	}
	return nil
}

func attributeMap(raw json.RawMessage) (map[string]json.RawMessage, error) {
	held := map[string]json.RawMessage{}
	var none []struct{}
	if len(raw) == 0 || json.Unmarshal(raw, &none) == nil && len(none) == 0 {
		return held, nil
	}
	if err := json.Unmarshal(raw, &held); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errUnreadable, unitAttributes, err)
	}
	return held, nil
}
