package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// A State says what is known of a value, or asked of it.
type State uint8

// The states of a value.
const (
	Absent     State = iota // in a sheet: leave it alone; in a record: there is none such
	Null                    // in a sheet: clear it; in a record: it is empty
	Set                     // Text or List holds it
	Unreadable              // the server has it and doesn't show it
)

// A Value is what a cell asks of a field, or what a record holds in it. It is
// in normal form: two values that mean the same are equal. The zero Value is
// absent.
type Value struct {
	State State
	Text  string   // of a single value, as it is sent
	As    string   // what Text counts as where values are compared; Text itself if empty
	List  []string // of a list; not nil there, even if it is empty
}

// Of makes a single value.
func Of(text string) Value { return Value{State: Set, Text: text} }

// ListOf makes a list.
func ListOf(items ...string) Value {
	return Value{State: Set, List: append([]string{}, items...)}
}

// caseless makes a single value that is sent as it is written, and compared
// without case.
func caseless(text string) Value {
	v := Of(text)
	if as := Fold(text); as != text {
		v.As = as
	}
	return v
}

// Written gives the value as somebody wrote it, to be sent to the letter. It
// still equals v.
func (v Value) Written(text string) Value {
	if text == v.Text {
		return v
	}
	return Value{State: Set, Text: text, As: v.counts()}
}

// Cleared is the value that asks for a field to be emptied.
func Cleared() Value { return Value{State: Null} }

// IsList reports whether v holds a list.
func (v Value) IsList() bool { return v.List != nil }

// Equal reports whether two values mean the same. The order of a list doesn't
// count.
func (v Value) Equal(w Value) bool {
	if v.State != w.State || v.counts() != w.counts() || v.IsList() != w.IsList() || len(v.List) != len(w.List) {
		return false
	}
	if len(v.List) == 0 {
		return true
	}
	a, b := slices.Sorted(slices.Values(v.List)), slices.Sorted(slices.Values(w.List))
	return slices.Equal(a, b)
}

// IsUnreadable reports whether the server has the value and doesn't show it.
func (v Value) IsUnreadable() bool { return v.State == Unreadable }

// IsBlank reports whether v is absent, empty or an empty list. Servers leave an
// empty field out, or show null, or an empty list: that is all the same.
func (v Value) IsBlank() bool {
	return v.State == Absent || v.State == Null || v.IsList() && len(v.List) == 0
}

// Same reports whether two values of a record are equal, or both blank.
func (v Value) Same(w Value) bool { return v.Equal(w) || v.IsBlank() && w.IsBlank() }

// counts is the text by which a value is compared.
func (v Value) counts() string {
	if v.As != "" {
		return v.As
	}
	return v.Text
}

// A comparedValue is how a value stands in JSON that counts as another text.
type comparedValue struct {
	Text string `json:"text"`
	As   string `json:"as"`
}

// unreadable is how an unreadable value stands in JSON.
const unreadable = `{"unreadable":true}`

// MarshalJSON writes a value as JSON has it: text, a list of texts, or null.
// An absent value is false, an unreadable one the object {"unreadable":true},
// and one that counts as another text {"text":…,"as":…}.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.State == Absent:
		return []byte("false"), nil
	case v.State == Null:
		return []byte("null"), nil
	case v.State == Unreadable:
		return []byte(unreadable), nil
	case v.IsList():
		return json.Marshal(v.List)
	case v.As != "":
		return json.Marshal(comparedValue{v.Text, v.As})
	default:
		return json.Marshal(v.Text)
	}
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "false":
		*v = Value{}
		return nil
	case "null":
		*v = Cleared()
		return nil
	case unreadable:
		*v = Value{State: Unreadable}
		return nil
	}
	*v = Value{State: Set}
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("[")):
		v.List = []string{}
		err = json.Unmarshal(data, &v.List)
	case bytes.HasPrefix(data, []byte("{")):
		var c comparedValue
		err = json.Unmarshal(data, &c)
		v.Text, v.As = c.Text, c.As
	default:
		err = json.Unmarshal(data, &v.Text)
	}
	if err != nil {
		return fmt.Errorf("not a value: %w", err)
	}
	return nil
}
