package sandbox

import (
	"strings"
	"time"
)

// A field is one value of a record, and what the API says of it.
type field struct {
	name     string // dotted where it stands in an object, as "address.postalCode"
	form     form
	required bool // in every update that holds the object that it stands in
	nullable bool
	readOnly bool // ignored in an update
	unique   bool // within the organisation; capitals don't count
	fallback any  // what it becomes by an update that leaves it out; nil: it stays
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

// typed refuses a value of the wrong JSON type. Null is of any type.
func (f field) typed(v any) error {
	switch _, isFlag := v.(bool); {
	case v == nil:
		return nil
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

// accept gives the form in which a value of the right type is stored.
func (f field) accept(v any) (any, error) {
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
)
