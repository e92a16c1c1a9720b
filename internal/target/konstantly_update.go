package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// patch sends the edits with the name, which is demanded. A field that is left
// out stays as it is; so null is sent for nothing but a parent that is cleared.
func (k *konstantly) patch(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	if !isUnitID(now.ID) {
		return plan.Current{}, fmt.Errorf("%w: %q isn't the id of a group", apply.ErrImpossible, now.ID)
	}
	body, err := k.body(ctx, c, now, edits)
	switch {
	case errors.Is(err, apply.ErrImpossible):
		return plan.Current{}, err
	case err != nil:
		return plan.Current{}, fmt.Errorf("%w: %w", apply.ErrNotSent, err)
	}
	at, err := c.at(nil, "groups", now.ID)
	if err != nil {
		return plan.Current{}, err
	}
	k.forget()
	var answer json.RawMessage
	if err := c.write(ctx, http.MethodPatch, at, body, &answer); err != nil {
		return plan.Current{}, err
	}
	stored, err := k.record(answer)
	return about(now.ID, stored, err)
}

// forget drops the listing, because a group is about to change.
func (k *konstantly) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tree = nil
}

// body composes a PATCH body ("Update Group").
func (k *konstantly) body(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (map[string]any, error) {
	body := map[string]any{unitName: now.Echo[unitName].Text}
	var ofMap []plan.Edit
	for _, e := range edits {
		v := e.Applied(now.Fields[e.Field])
		switch {
		case isAttribute(e.Field):
			ofMap = append(ofMap, e)
		case e.Field == unitParent && v.State != validate.Set:
			body[unitParent] = nil
		case e.Field == unitParent:
			body[unitParent] = json.Number(v.Text)
		default:
			body[e.Field] = v.Text // an empty description is an empty text, as the answers show it
		}
	}
	if strings.TrimSpace(body[unitName].(string)) == "" {
		return nil, fmt.Errorf("%w: the group has no name, and none can be left out", apply.ErrImpossible)
	}
	if len(ofMap) == 0 {
		return body, nil
	}
	all, err := k.defined(ctx, c)
	if err != nil {
		return nil, err
	}
	body[unitAttributes], err = all.overlaid(now, ofMap)
	return body, err
}

// overlaid gives the whole map: for users the API overwrites it ("Update User"),
// and of groups it says nothing else. What the edits don't name goes back exactly
// as it came; what they clear is left out. A map that isn't shown is only made
// anew if it wasn't when the edits were planned.
func (all attributes) overlaid(now plan.Current, edits []plan.Edit) (map[string]any, error) {
	raw, shown := now.Echo[unitAttributes]
	foreseen := !slices.ContainsFunc(edits, func(e plan.Edit) bool { return e.Old.State != validate.Unreadable })
	if !shown && !foreseen {
		return nil, fmt.Errorf("%w: the group's other attributes can't be read any more, and would be lost", apply.ErrImpossible)
	}
	held, err := attributeMap(json.RawMessage(raw.Text))
	if err != nil {
		return nil, err
	}
	whole := map[string]any{}
	for id, v := range held {
		whole[id] = v
	}
	for _, e := range edits {
		id := strings.TrimPrefix(e.Field, unitAttributes+".")
		v := e.Applied(now.Fields[e.Field])
		if v.State != validate.Set || v.IsList() && len(v.List) == 0 {
			delete(whole, id)
			continue
		}
		whole[id] = all.called(id).encode(v)
	}
	return whole, nil
}

// called gives the attribute with an id; one that isn't defined any more is text.
func (all attributes) called(id string) attribute {
	if i := slices.IndexFunc(all, func(a attribute) bool { return a.id == id }); i >= 0 {
		return all[i]
	}
	return attribute{id: id}
}

// refusal reads Konstantly's one form of error: a status, a message, and for a
// request that isn't valid a list of messages by field, in dotted form. Other
// errors than 400 and 404 aren't documented, and needn't have it.
func (k *konstantly) refusal(resp *http.Response) *apply.Refusal {
	r := &apply.Refusal{Status: resp.StatusCode, RetryAfter: retryIn(resp)}
	answer, errs := told[object](resp), object(nil)
	_, _ = answer.member("message", &r.Message)
	_, _ = answer.member("errors", &errs)
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		if r.Fields == nil {
			r.Fields = map[string]string{}
		}
		r.Fields[k.fieldOf(name)] = messages(errs[name])
	}
	return r
}

// messages joins what is said of one field.
func messages(raw json.RawMessage) string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	return strings.Join(texts(list), "; ")
}

// fieldOf gives the field of which an error speaks. The map's members may be
// called by their names or ids, with or without the map's own.
func (k *konstantly) fieldOf(name string) string {
	known := k.known()
	own := slices.ContainsFunc(k.schema.Columns, func(c validate.Column) bool { return c.Field == name })
	if own || known == nil {
		return name
	}
	member := strings.TrimPrefix(name, unitAttributes+".")
	for _, a := range *known {
		if a.id == member || a.name == member {
			return a.field()
		}
	}
	return name
}
