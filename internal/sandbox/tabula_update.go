package sandbox

import (
	"fmt"
	"maps"
	"math"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// defaultGroupSize is what the documentation says that an update without a size
// makes of it.
const defaultGroupSize = 15

// A tabulaFault is one thing that is wrong with a field.
type tabulaFault struct {
	Code    string `json:"code"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// tabulaInvalid are all the faults of an update.
type tabulaInvalid []tabulaFault

func (faults tabulaInvalid) Error() string { return faults.Unwrap().Error() }

func (tabulaInvalid) Unwrap() error {
	return &refusal{http.StatusBadRequest, "the request is not valid"}
}

// result keeps one message for each field.
func (faults tabulaInvalid) result() map[string]string {
	result := map[string]string{}
	for _, f := range faults {
		result[f.Field] = f.Message
	}
	return result
}

// update answers with the whole set. A body of another type than JSON finds no
// route, as if the group weren't there.
func (t *tabula) update(a *answer, r *http.Request, body []byte) (any, error) {
	a.mark(strangeQuery(r))
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, misuse{&refusal{http.StatusNotFound, "no route for this Content-Type"}}
	}
	set, group, err := t.group(a, r)
	if err != nil {
		return nil, err
	}
	object, err := decode(r, body)
	if err != nil {
		return nil, err
	}
	wanted, err := readTabulaUpdate(a, object)
	if err != nil {
		return nil, err
	}
	if faults := wanted.faults(a); len(faults) > 0 {
		return nil, faults
	}
	next := t.updated(t.groups[group], wanted)
	a.changed = !reflect.DeepEqual(t.groups[group], next)
	t.groups[group] = next
	return t.whole(t.sets[set]), nil
}

// group finds the group in the path, which must be one of the set there.
func (t *tabula) group(a *answer, r *http.Request) (set, group int, err error) {
	set, err = t.set(a, r)
	if err != nil {
		return 0, 0, err
	}
	group = indexID(t.groups, r.PathValue("group"))
	if group < 0 || t.groups[group]["setID"] != t.sets[set]["id"] {
		return 0, 0, absent()
	}
	return set, group, nil
}

// A tabulaUpdate is what an update asks for; nil is nothing.
type tabulaUpdate struct {
	name *string
	size *int
}

// readTabulaUpdate takes the body apart. Null is as good as nothing, though
// that is not documented.
func readTabulaUpdate(a *answer, object map[string]any) (u tabulaUpdate, err error) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		v := object[key]
		switch {
		case key != "name" && key != "maxGroupSize":
			err = undecodable("property %s: it is not known", key)
		case v == nil:
			a.mark(key + " cannot be null")
		case key == "name":
			u.name, err = textIn(v)
		default:
			u.size, err = sizeIn(v)
		}
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

func textIn(v any) (*string, error) {
	text, isText := v.(string)
	if !isText {
		return nil, undecodable("property name: it must be a text")
	}
	return &text, nil
}

// sizeIn takes a number, or a text that is one: the documentation's own example
// has such a text.
func sizeIn(v any) (*int, error) {
	number, isNumber := v.(float64)
	if text, isText := v.(string); isText {
		size, err := strconv.Atoi(strings.TrimSpace(text))
		number, isNumber = float64(size), err == nil
	}
	if !isNumber || number != math.Trunc(number) || math.Abs(number) > math.MaxInt32 {
		return nil, undecodable("property maxGroupSize: it must be a whole number")
	}
	size := int(number)
	return &size, nil
}

// maxName is the length of a name, in UTF-16 units, that the source accepts. The
// documentation has it less than that.
const maxName = 200

// faults judges what is asked for. A name of blanks passes, a size below the
// number of members too, and a name that another group of the set has.
func (u tabulaUpdate) faults(a *answer) tabulaInvalid {
	var faults tabulaInvalid
	misuse := func(code, field, message string) {
		a.mark(fmt.Sprintf("%s %s", field, message))
		faults = append(faults, tabulaFault{code, field, message})
	}
	if u.name != nil {
		switch length := len(utf16.Encode([]rune(*u.name))); {
		case length == 0:
			misuse("smallGroup.name.NotEmpty", "name", "cannot be empty")
		case length > maxName:
			misuse("smallGroup.name.Length", "name", "is too long")
		case length == maxName:
			a.mark("name must be shorter than 200 characters")
		}
	}
	if u.size != nil && *u.size <= 0 {
		misuse("invalid", "maxGroupSize", "must be 1 or more")
	}
	return faults
}

// updated gives the group as an update leaves it. The name of a linked group is
// that of the departmental one, whatever the update says.
func (t *tabula) updated(g Record, wanted tabulaUpdate) Record {
	next := g.clone()
	if wanted.name != nil && g["linkedDepartmentGroup"] == nil {
		next["name"] = *wanted.name
	}
	switch {
	case wanted.size != nil:
		next["maxGroupSize"] = *wanted.size
	case !t.options.KeepSize:
		next["maxGroupSize"] = defaultGroupSize
	}
	return next
}
