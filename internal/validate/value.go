package validate

import (
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
	Text  string   // of a single value
	List  []string // of a list; not nil there, even if it is empty
}

// Of makes a single value.
func Of(text string) Value { return Value{State: Set, Text: text} }

// ListOf makes a list.
func ListOf(items ...string) Value {
	return Value{State: Set, List: append([]string{}, items...)}
}

// Cleared is the value that asks for a field to be emptied.
func Cleared() Value { return Value{State: Null} }

// IsList reports whether v holds a list.
func (v Value) IsList() bool { return v.List != nil }

// Equal reports whether two values mean the same. The order of a list doesn't
// count.
func (v Value) Equal(w Value) bool {
	if v.State != w.State || v.Text != w.Text || v.IsList() != w.IsList() || len(v.List) != len(w.List) {
		return false
	}
	a, b := slices.Sorted(slices.Values(v.List)), slices.Sorted(slices.Values(w.List))
	return slices.Equal(a, b)
}

// unreadable is how an unreadable value stands in JSON.
const unreadable = `{"unreadable":true}`

// MarshalJSON writes a value as JSON has it: text, a list of texts, or null.
// An absent value is false, an unreadable one an object.
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
	if len(data) > 0 && data[0] == '[' {
		v.List = []string{}
		return json.Unmarshal(data, &v.List)
	}
	if err := json.Unmarshal(data, &v.Text); err != nil {
		return fmt.Errorf("not a value: %w", err)
	}
	return nil
}
