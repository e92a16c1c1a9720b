package sandbox

import (
	"slices"
	"strings"
	"time"
)

// A field is one value of a record, and what the API says of it.
type field struct {
	name     string // dotted where it stands in an object, as "address.postalCode"
	form     form
	required bool // in every update that holds the object that it stands in
	nullable bool
	readOnly bool   // ignored in an update
	list     bool   // a set of such values, kept in order and each once
	unique   bool   // within the organisation; capitals don't count
	within   string // the field that narrows unique to the records that share its value
	fallback any    // what it becomes by an update that leaves it out; nil: it stays
}

// recordFields are those that every kind of record has.
func recordFields() []field {
	return []field{
		{name: "id", form: identifier, readOnly: true},
		{name: "meta.createdAt", form: stamp, readOnly: true},
		{name: "meta.createdBy", form: identifier, readOnly: true, nullable: true},
		{name: "meta.updatedAt", form: stamp, readOnly: true, nullable: true},
		{name: "meta.updatedBy", form: identifier, readOnly: true, nullable: true},
		{name: "external.sourceID", form: anyText, required: true},
		{name: "external.source", form: anyText, readOnly: true},
	}
}

// element is the field as each value of a list is one.
func (f field) element() field {
	f.list = false
	return f
}

// group is the object that the field stands in; empty for the record itself.
func (f field) group() string {
	group, _, nested := strings.Cut(f.name, ".")
	if !nested {
		return ""
	}
	return group
}

// key is the field's name within its object.
func (f field) key() string {
	return f.name[strings.LastIndexByte(f.name, '.')+1:]
}

// holder finds, in the JSON of a record or of a part of it, the object that
// the field stands in. It is nil where that isn't given, or null.
func (f field) holder(object map[string]any) (map[string]any, error) {
	if f.group() == "" {
		return object, nil
	}
	given := object[f.group()]
	holder, isObject := given.(map[string]any)
	if given != nil && !isObject {
		return nil, undecodable("%s: it must be an object", f.group())
	}
	return holder, nil
}

// typed refuses a value of the wrong JSON type. Null is of any type, but not as
// an element of a list.
func (f field) typed(v any) error {
	switch _, isFlag := v.(bool); {
	case v == nil:
		return nil
	case f.list:
		return f.listed(v)
	case f.form.flag && !isFlag:
		return undecodable("%s: it must be true or false", f.name)
	case f.form.flag:
		return nil
	}
	if _, isText := v.(string); !isText {
		return undecodable("%s: it must be a text", f.name)
	}
	return nil
}

// listed refuses what isn't a list of values of the right type.
func (f field) listed(v any) error {
	items, isList := v.([]any)
	if !isList {
		return undecodable("%s: it must be a list", f.name)
	}
	for _, item := range items {
		if item == nil {
			return undecodable("%s: it must not hold null", f.name)
		}
		if err := f.element().typed(item); err != nil {
			return err
		}
	}
	return nil
}

// accept gives the form in which a value of the right type is stored.
func (f field) accept(v any) (any, error) {
	if f.list {
		return f.acceptAll(v)
	}
	if v == nil && !f.nullable {
		return nil, unacceptable("%s cannot be null", f.name)
	}
	text, isText := v.(string)
	if !isText {
		return v, nil
	}
	text = strings.TrimSpace(text)
	if f.required && text == "" {
		return nil, unacceptable("%s cannot be empty", f.name)
	}
	if f.form.normal == nil {
		return text, nil
	}
	stored, ok := f.form.normal(text)
	if !ok {
		return nil, unacceptable("%s is not acceptable", f.name)
	}
	return stored, nil
}

// acceptAll gives the form in which a list is stored.
func (f field) acceptAll(v any) (any, error) {
	var stored []string
	for _, item := range v.([]any) {
		one, err := f.element().accept(item)
		if err != nil {
			return nil, err
		}
		stored = append(stored, one.(string))
	}
	return set(stored), nil
}

// set puts texts in order, each of them once. It is never nil, so that a list
// without elements is shown as one.
func set(texts []string) []string {
	texts = slices.Compact(slices.Sorted(slices.Values(texts)))
	if texts == nil {
		return []string{}
	}
	return texts
}

// A form is what the values of a field look like. The zero form is any text.
type form struct {
	flag   bool                        // true or false, and not text
	layout string                      // of a moment, which may be searched by range
	strict bool                        // a search for what isn't of this form can't be decoded
	normal func(string) (string, bool) // trimmed text as it is stored; false if it is not acceptable
}

var (
	anyText      = form{}
	flag         = form{flag: true}
	date         = form{normal: isIn(time.DateOnly), layout: time.DateOnly, strict: true}
	stamp        = form{normal: isIn(time.RFC3339), layout: time.RFC3339, strict: true}
	identifier   = form{normal: normalUUID, strict: true}
	gender       = form{normal: oneOf("Female", "Male", "Other")}
	phone        = form{normal: normalPhone}
	mailbox      = form{normal: isAddress}
	country      = form{normal: codeIn(countryCodes)}
	municipality = form{normal: codeIn(municipalityCodes)}
	schoolType   = form{normal: oneOf("GR", "GY", "FS")}
	category     = form{normal: oneOf("Education", "Other")}
	groupType    = form{normal: oneOf("Class", "Childcare", "Mentor")}
)
