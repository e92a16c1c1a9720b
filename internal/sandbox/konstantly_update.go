package sandbox

import (
	"maps"
	"math"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// konstantlyInvalid are the faults of an update, by field.
type konstantlyInvalid map[string][]string

func (faults konstantlyInvalid) Error() string { return faults.Unwrap().Error() }

func (konstantlyInvalid) Unwrap() error {
	return &refusal{http.StatusBadRequest, "Validation failed"}
}

// A konstantlyUpdate is one update of one group, while it is judged.
type konstantlyUpdate struct {
	site    *konstantly
	answer  *answer
	given   map[string]any
	next    Record
	invalid konstantlyInvalid
}

func (k *konstantly) update(a *answer, r *http.Request, body []byte) (any, error) {
	a.mark(strangeQuery(r))
	i, err := k.named(r)
	if err != nil {
		return nil, err
	}
	object, err := decode(r, body)
	if err != nil {
		return nil, err
	}
	u := konstantlyUpdate{k, a, object, k.groups[i].clone(), konstantlyInvalid{}}
	u.setName()
	u.setDescription()
	u.setParent()
	u.setAttributes()
	u.refuseOthers()
	if len(u.invalid) > 0 {
		return nil, u.invalid
	}
	a.changed = !reflect.DeepEqual(k.groups[i], u.next)
	k.groups[i] = u.next
	return detailKonstantlyGroup(u.next), nil
}

// fault notes what is wrong with a field, for a reason that lies with the site.
func (u *konstantlyUpdate) fault(field, message string) {
	u.invalid[field] = append(u.invalid[field], message)
}

// misuse notes what is wrong with a field whatever the site holds.
func (u *konstantlyUpdate) misuse(field, message string) {
	u.answer.mark(field + " " + message)
	u.fault(field, message)
}

func (u *konstantlyUpdate) setName() {
	v := u.given["name"]
	name, isText := v.(string)
	switch {
	case v == nil:
		u.misuse("name", "is required")
	case !isText:
		u.misuse("name", "must be a text")
	case strings.TrimSpace(name) == "":
		u.misuse("name", "cannot be empty")
	default:
		u.next["name"] = name
	}
}

// setDescription takes no null: the reference has a text there, and nothing of
// what null would mean.
func (u *konstantlyUpdate) setDescription() {
	v, there := u.given["description"]
	text, isText := v.(string)
	switch {
	case there && !isText:
		u.misuse("description", "must be a text")
	case there:
		u.next["description"] = text
	}
}

func (u *konstantlyUpdate) setParent() {
	v, there := u.given["parentId"]
	number, isNumber := v.(float64)
	switch {
	case !there:
	case v == nil:
		u.next["parentId"] = nil
	case !isNumber || number != math.Trunc(number) || math.Abs(number) > math.MaxInt32:
		u.misuse("parentId", "must be an integer or null")
	case u.site.index(int(number)) < 0:
		u.fault("parentId", "no group has this id")
	case u.site.within(int(number), u.next["id"]):
		u.fault("parentId", "the group would stand below itself")
	default:
		u.next["parentId"] = int(number)
	}
}

// within tells whether the group with an id is another one, or stands below it.
func (k *konstantly) within(id any, other any) bool {
	for range k.groups { // a colleague may have made a ring, which has no top
		if id == other {
			return true
		}
		i := k.index(id)
		if i < 0 {
			return false
		}
		id = k.groups[i]["parentId"]
	}
	return false
}

// setAttributes lets the given map take the place of the one stored: so the
// reference has it for users, and for groups it says nothing.
func (u *konstantlyUpdate) setAttributes() {
	v, there := u.given["attributes"]
	given, isObject := v.(map[string]any)
	switch {
	case !there:
		return
	case !isObject:
		u.misuse("attributes", "must be an object")
		return
	}
	for _, d := range groupAttributes {
		if !u.site.options.MergeAttributes {
			u.next[d.field()] = nil
		}
	}
	for _, apiID := range slices.Sorted(maps.Keys(given)) {
		u.setAttribute(apiID, given[apiID])
	}
	for _, d := range groupAttributes {
		if _, judged := u.invalid[d.field()]; d.required && u.next[d.field()] == nil && !judged {
			u.fault(d.field(), "is required")
		}
	}
}

func (u *konstantlyUpdate) setAttribute(apiID string, v any) {
	field := "attributes." + apiID
	d, defined := attributeNamed(apiID)
	if !defined {
		u.fault(field, "is not defined")
		return
	}
	if v == nil {
		u.misuse(field, "cannot be null")
		return
	}
	stored, fault := d.accept(v)
	if fault != "" {
		u.fault(field, fault)
		return
	}
	u.next[field] = stored
}

func (u *konstantlyUpdate) refuseOthers() {
	documented := []string{"name", "parentId", "description", "attributes"}
	for _, key := range slices.Sorted(maps.Keys(u.given)) {
		if !slices.Contains(documented, key) {
			u.misuse(key, "is not documented")
		}
	}
}
