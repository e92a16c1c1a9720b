package sandbox

import (
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// An attributeKind is a type of custom attributes, with the API's number.
type attributeKind int

const (
	textAttribute     attributeKind = 1
	dateAttribute     attributeKind = 2
	choiceAttribute   attributeKind = 3
	multipleAttribute attributeKind = 4
	flagAttribute     attributeKind = 6
	linkAttribute     attributeKind = 7
	numberAttribute   attributeKind = 8
)

// A definition is that of one custom attribute of groups.
type definition struct {
	id       int
	name     string
	kind     attributeKind
	apiID    string
	required bool
	options  []string
}

// groupAttributes are the attributes of groups, in the order of their positions.
var groupAttributes = []definition{
	{id: 4, name: "Region", kind: choiceAttribute, apiID: "region", required: true, options: []string{"Norr", "Syd", "Öst", "Väst"}},
	{id: 2, name: "Kostnadsställe", kind: textAttribute, apiID: "cost_center"},
	{id: 7, name: "Öppnad", kind: dateAttribute, apiID: "opened"},
	{id: 5, name: "Språk", kind: multipleAttribute, apiID: "languages", options: []string{"svenska", "engelska", "finska", "arabiska"}},
	{id: 9, name: "Aktiv", kind: flagAttribute, apiID: "active"},
	{id: 11, name: "Webbplats", kind: linkAttribute, apiID: "website"},
	{id: 12, name: "Platser", kind: numberAttribute, apiID: "seats"},
}

func attributeNamed(apiID string) (definition, bool) {
	i := slices.IndexFunc(groupAttributes, func(d definition) bool { return d.apiID == apiID })
	if i < 0 {
		return definition{}, false
	}
	return groupAttributes[i], true
}

// field is the attribute's name in a Record, and in the API's errors.
func (d definition) field() string { return "attributes." + d.apiID }

// show gives the i-th definition as the API lists it.
func (d definition) show(i int) map[string]any {
	var extra any
	if d.options != nil {
		var options []any
		for j, option := range d.options {
			options = append(options, map[string]any{"id": d.id*10 + j, "position": j + 1, "value": option})
		}
		extra = options
	}
	return map[string]any{
		"id": d.id, "name": d.name, "type": int(d.kind), "apiId": d.apiID,
		"position": i + 1, "isRequired": d.required, "extraData": extra,
	}
}

// accept gives the form in which a JSON value is stored, or what is wrong with
// it. The reference names the types and no more; where it is silent only the
// plainest form passes, and null is none.
func (d definition) accept(v any) (stored any, fault string) {
	switch d.kind {
	case flagAttribute:
		return v, faultUnless(typed[bool](v), "must be true or false")
	case numberAttribute:
		return v, faultUnless(typed[float64](v), "must be a number")
	case multipleAttribute:
		return d.acceptList(v)
	}
	text, isText := v.(string)
	if !isText {
		return nil, "must be a text"
	}
	return text, d.faultIn(text)
}

func faultUnless(ok bool, fault string) string {
	if ok {
		return ""
	}
	return fault
}

func (d definition) acceptList(v any) (stored any, fault string) {
	elements, isList := v.([]any)
	if !isList {
		return nil, "must be a list of options"
	}
	list := []string{}
	for _, element := range elements {
		option, isText := element.(string)
		if !isText || !slices.Contains(d.options, option) || slices.Contains(list, option) {
			return nil, "must be a list of options, each once"
		}
		list = append(list, option)
	}
	return list, ""
}

// faultIn judges a text.
func (d definition) faultIn(text string) string {
	switch {
	case d.kind == textAttribute:
		return faultUnless(utf8.RuneCountInString(text) <= 255, "must not be longer than 255 characters")
	case d.kind == dateAttribute:
		_, err := time.Parse(time.DateOnly, text)
		return faultUnless(err == nil, "must be a date such as 2026-08-17")
	case d.kind == linkAttribute:
		return faultUnless(isLink(text), "must be a link")
	default:
		return faultUnless(slices.Contains(d.options, text), strconv.Quote(text)+" is not one of the options")
	}
}

func isLink(text string) bool {
	link, err := url.Parse(text)
	return err == nil && (link.Scheme == "http" || link.Scheme == "https") && link.Host != ""
}

// typed tells whether a value of Go's is of the type in which the attribute is
// stored.
func (d definition) typed(v any) bool {
	switch d.kind {
	case flagAttribute:
		return typedOr[bool](v)
	case numberAttribute:
		return typedOr[float64](v)
	case multipleAttribute:
		return typedOr[[]string](v)
	default:
		return typedOr[string](v)
	}
}
