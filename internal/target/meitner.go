package target

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// batch is how many values one search asks for: Meitner's default page, so that
// one page holds the answer. No limit is documented for either.
const batch = 50

// A meitner speaks Meitner's Directory API, version 1, as its published OpenAPI
// file describes it.
type meitner struct {
	kinds map[string]resource // by the kind of records, as in plan.Query
	first string              // the kind that is asked for to see whether the account gets in

	mu      sync.Mutex
	schools map[string]school // those read so far, by id
}

// A resource is one of the API's kinds of record.
type resource struct {
	path   string // such as "student"
	schema validate.Schema
	named  []string // what every answer has, and PATCH demands
	echo   []string // what PATCH resets where it is left out
	scope  string   // the field within which unique values are unique; empty if that is the organisation
	whole  bool     // there are few enough to list all of them
	or     string   // the kind in which keys are looked up that this one doesn't have
}

// try lists one record.
func (m *meitner) try(ctx context.Context, c *Conn) error {
	at, err := c.at(url.Values{"limit": {"1"}}, m.kinds[m.first].path)
	if err != nil {
		return err
	}
	var answer object
	return c.read(ctx, http.MethodGet, at, nil, &answer)
}

// find searches a batch of keys at a time with `contains`, which finds any of a
// list. Keys of several fields share a batch, joined by `orCondition`; keys with
// a scope don't, because the scope has to hold as well.
func (m *meitner) find(ctx context.Context, c *Conn, q plan.Query) (map[validate.Key][]plan.Current, error) {
	kind, known := m.kinds[q.Kind]
	if !known {
		return nil, fmt.Errorf("there are no records of the kind %q in Meitner", q.Kind)
	}
	found := map[validate.Key][]plan.Current{}
	for _, part := range kind.batches(q.Keys) {
		hits, err := kind.look(ctx, c, part, q.Doubt)
		if err != nil {
			return nil, err
		}
		maps.Copy(found, hits)
	}
	if q.Doubt {
		if err := kind.lookThrough(ctx, c, q.Keys, found); err != nil {
			return nil, err
		}
	}
	if kind.or != "" {
		return found, m.findRest(ctx, c, q, kind.or, found)
	}
	if kind.scope != "" {
		return found, m.locate(ctx, c, q.Fields, found)
	}
	return found, nil
}

// findRest looks the keys that haven't been found up among records of another
// kind.
func (m *meitner) findRest(ctx context.Context, c *Conn, q plan.Query, kind string, found map[validate.Key][]plan.Current) error {
	q.Kind = kind
	q.Keys = slices.DeleteFunc(slices.Clone(q.Keys), func(k validate.Key) bool { return len(found[k]) > 0 })
	if len(q.Keys) == 0 {
		return nil
	}
	rest, err := m.find(ctx, c, q)
	maps.Copy(found, rest)
	return err
}

// record reads one record. A field that isn't there is taken for empty, for a
// server may leave out what is null; but an answer without those that the schema
// demands of it isn't one about a record.
func (k resource) record(raw json.RawMessage) (plan.Current, error) {
	var members object
	if err := json.Unmarshal(raw, &members); err != nil {
		return plan.Current{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	current := plan.Current{Kind: k.path, Read: time.Now(), Echo: map[string]validate.Value{}}
	fields := map[string]validate.Value{}
	if _, err := members.member("id", &current.ID); err != nil {
		return plan.Current{}, err
	}
	if uuid.Validate(current.ID) != nil {
		return plan.Current{}, fmt.Errorf("%w: a record has no id", errUnreadable)
	}
	for _, column := range k.schema.Columns {
		if column.Field == "id" {
			continue
		}
		value, err := members.value(column.Field)
		if err != nil {
			return plan.Current{}, err
		}
		if _, there := members[column.Field]; !there && slices.Contains(k.named, column.Field) {
			return plan.Current{}, fmt.Errorf("%w: a record has no %s", errUnreadable, column.Field)
		}
		switch {
		case column.Kind == validate.Boolean && value.State == validate.Null:
			value = validate.Of("false") // the documented default
		case column.List && value.State == validate.Null:
			value = validate.ListOf()
		}
		fields[column.Field] = value
		if slices.Contains(k.repeated(), column.Field) || strings.HasPrefix(column.Field, "address.") {
			current.Echo[column.Field] = value
		}
	}
	current.Fields = k.schema.Normal(fields)
	if k.scope != "" {
		current.Scope = url.Values{k.scope: {current.Fields[k.scope].Text}}.Encode()
	}
	current.Written = written(fields, current.Fields)
	return current, nil
}

// written gives the texts of a record that aren't in normal form.
func written(shown, normal map[string]validate.Value) map[string]string {
	texts := map[string]string{}
	for field, v := range normal {
		if v.State == validate.Set && !v.IsList() && shown[field].Text != v.Text {
			texts[field] = shown[field].Text
		}
	}
	return texts
}

// value gives the member with a dotted name, as it stands.
func (o object) value(field string) (validate.Value, error) {
	if parent, leaf, dotted := strings.Cut(field, "."); dotted {
		var inner object
		if _, err := o.member(parent, &inner); err != nil {
			return validate.Value{}, err
		}
		return inner.value(leaf)
	}
	var v any
	ok, err := o.member(field, &v)
	if err != nil || !ok {
		return validate.Cleared(), err
	}
	switch v := v.(type) {
	case string:
		return validate.Of(v), nil
	case bool:
		return validate.Of(strconv.FormatBool(v)), nil
	case []any:
		return listOf(field, v)
	default:
		return validate.Value{}, fmt.Errorf("%w: %s is neither text nor true or false, nor a list", errUnreadable, field)
	}
}

func listOf(field string, elements []any) (validate.Value, error) {
	list := make([]string, 0, len(elements))
	for _, e := range elements {
		text, ok := e.(string)
		if !ok {
			return validate.Value{}, fmt.Errorf("%w: %s is a list of something else than texts", errUnreadable, field)
		}
		list = append(list, text)
	}
	return validate.ListOf(list...), nil
}

// patch sends the edits with what PATCH demands besides: the names and the
// number as just read, the temporary mark, which the server would reset, and
// the rest of an address of which a part changes.
func (m *meitner) patch(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	if uuid.Validate(now.ID) != nil {
		return plan.Current{}, fmt.Errorf("%q isn't the id of a record", now.ID)
	}
	k := m.kinds[now.Kind]
	at, err := c.at(nil, k.path, now.ID)
	if err != nil {
		return plan.Current{}, err
	}
	var answer json.RawMessage
	if err := c.write(ctx, http.MethodPatch, at, k.body(now, edits), &answer); err != nil {
		return plan.Current{}, err
	}
	stored, err := k.record(answer)
	return about(now.ID, stored, err)
}

// repeated gives the fields that stand in every PATCH body.
func (k resource) repeated() []string { return slices.Concat(k.named, k.echo) }

// body composes a PATCH body.
func (k resource) body(now plan.Current, edits []plan.Edit) map[string]any {
	body := map[string]any{}
	put := func(field string, v validate.Value) {
		holder, leaf := nest(body, field)
		holder[leaf] = k.encode(field, v)
	}
	for _, field := range k.repeated() {
		put(field, now.Echo[field])
	}
	if slices.ContainsFunc(edits, func(e plan.Edit) bool { return strings.HasPrefix(e.Field, "address.") }) {
		for field, v := range now.Echo {
			if strings.HasPrefix(field, "address.") {
				put(field, v)
			}
		}
	}
	for _, e := range edits {
		put(e.Field, e.Applied(now.Fields[e.Field]))
	}
	return body
}

func (k resource) encode(field string, v validate.Value) any {
	switch {
	case v.State != validate.Set:
		return nil
	case v.IsList():
		return v.List
	case k.kind(field) == validate.Boolean:
		return v.Text == "true"
	default:
		return v.Text
	}
}

func (k resource) kind(field string) validate.Kind {
	i := slices.IndexFunc(k.schema.Columns, func(c validate.Column) bool { return c.Field == field })
	if i < 0 {
		return validate.Text
	}
	return k.schema.Columns[i].Kind
}

// refusal reads Meitner's one form of error: a code, a message, and the id that
// its support asks for. A gateway's answer has none of them.
func (m *meitner) refusal(resp *http.Response) *apply.Refusal {
	answer := told[struct {
		Error struct{ Code, Message, RequestID string }
	}](resp)
	return &apply.Refusal{
		Status: resp.StatusCode, RetryAfter: retryIn(resp),
		Code: answer.Error.Code, Message: answer.Error.Message, RequestID: answer.Error.RequestID,
	}
}

// retryIn is what an answer asks to wait; 0 if it doesn't say.
func retryIn(resp *http.Response) time.Duration {
	now := time.Now()
	if at := readQuota(resp.Header, now).retry; at != nil {
		return max(at.Sub(now), time.Nanosecond)
	}
	return 0
}
