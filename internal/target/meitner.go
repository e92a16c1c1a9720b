package target

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	echo   []string // what PATCH demands, or resets where it is left out
	scope  string   // the field within which unique values are unique; empty if that is the organisation
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
	for _, part := range batches(q.Keys) {
		hits, err := kind.search(ctx, c, part, kind.containing(part))
		if err != nil {
			return nil, err
		}
		if len(hits) == 0 && q.Doubt {
			if hits, err = kind.doubt(ctx, c, part); err != nil {
				return nil, err
			}
		}
		for key, records := range hits {
			found[key] = append(found[key], records...)
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

// batches splits keys into those that one search may ask for.
func batches(keys []validate.Key) [][]validate.Key {
	var all [][]validate.Key
	groups := map[[2]string][]validate.Key{}
	for _, k := range keys {
		group := [2]string{k.Scope, k.Field}
		if k.Scope == "" || inner(k.Field) == "id" {
			group = [2]string{}
		}
		groups[group] = append(groups[group], k)
	}
	names := slices.SortedFunc(maps.Keys(groups), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, name := range names {
		group := groups[name]
		slices.SortStableFunc(group, func(a, b validate.Key) int { return strings.Compare(a.Field, b.Field) })
		all = slices.AppendSeq(all, slices.Chunk(group, batch))
	}
	return all
}

// inner gives the API's name of a key's field: in a sheet of members the group's
// own keys have the group before them.
func inner(field string) string { return strings.TrimPrefix(field, "group.") }

// doubt looks the first key of a batch up with `equals`, because `contains` has
// found none of them. Only if that finds a record is `contains` not to be relied
// on; then every key is looked up by itself.
func (k resource) doubt(ctx context.Context, c *Conn, keys []validate.Key) (map[validate.Key][]plan.Current, error) {
	found, err := k.search(ctx, c, keys[:1], equalling(keys[0]))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	for _, key := range keys[1:] {
		hits, err := k.search(ctx, c, []validate.Key{key}, equalling(key))
		if err != nil {
			return nil, err
		}
		maps.Copy(found, hits)
	}
	return found, nil
}

// A filter is the body of a search. orCondition is required by the schema.
type filter map[string]any

// containing asks for any of the keys. A server may mind case where we don't, so
// an address is asked for in lower case too; what is found is checked anyway.
func (k resource) containing(keys []validate.Key) filter {
	fields := map[string]any{}
	names := map[string]bool{}
	for _, key := range keys {
		field := inner(key.Field)
		names[field] = true
		holder, leaf := nest(fields, field)
		list, _ := holder[leaf].([]string)
		list = append(list, key.Value)
		if folded := validate.Fold(key.Value); k.kind(field) == validate.Email && folded != key.Value {
			list = append(list, folded)
		}
		holder[leaf] = list
	}
	f := filter{"orCondition": len(names) > 1, "contains": fields}
	if within := scoped(keys[0]); len(within) > 0 {
		f["equals"] = within
	}
	return f
}

func equalling(key validate.Key) filter {
	fields := scoped(key)
	holder, leaf := nest(fields, inner(key.Field))
	holder[leaf] = key.Value
	return filter{"orCondition": false, "equals": fields}
}

// scoped gives the fields that narrow a key. An id needs none.
func scoped(key validate.Key) map[string]any {
	fields := map[string]any{}
	within, err := url.ParseQuery(key.Scope)
	if err != nil || inner(key.Field) == "id" {
		return fields
	}
	for field := range within {
		fields[field] = within.Get(field)
	}
	return fields
}

// nest gives the object in which a dotted field belongs, making it if need be,
// and the field's name there.
func nest(fields map[string]any, field string) (holder map[string]any, leaf string) {
	parent, leaf, dotted := strings.Cut(field, ".")
	if !dotted {
		return fields, field
	}
	if holder, ok := fields[parent].(map[string]any); ok {
		return holder, leaf
	}
	holder = map[string]any{}
	fields[parent] = holder
	return holder, leaf
}

// search asks for the records that a filter lets through, page by page, and
// keeps those that really carry one of the keys: a server that doesn't know a
// filter's field ignores it.
func (k resource) search(ctx context.Context, c *Conn, keys []validate.Key, f filter) (map[validate.Key][]plan.Current, error) {
	found := map[validate.Key][]plan.Current{}
	seen := map[string]bool{}
	for offset := 0; ; {
		page, total, err := k.page(ctx, c, f, offset)
		if err != nil {
			return nil, err
		}
		for _, current := range page {
			hit := carried(current, keys, k.schema)
			if len(hit) == 0 && total > batch {
				return nil, fmt.Errorf("%s answered a search for %d records with %d that nobody asked for", c.base.Host, len(keys), total)
			}
			if !seen[current.ID] {
				seen[current.ID] = true
				for _, key := range hit {
					found[key] = append(found[key], current)
				}
			}
		}
		if offset += len(page); len(page) == 0 || offset >= total {
			return found, nil
		}
	}
}

// page reads one page of a search. The sort order isn't documented, so a record
// may come twice.
func (k resource) page(ctx context.Context, c *Conn, f filter, offset int) ([]plan.Current, int, error) {
	at, err := c.at(url.Values{"limit": {strconv.Itoa(batch)}, "offset": {strconv.Itoa(offset)}}, k.path, "_search")
	if err != nil {
		return nil, 0, err
	}
	var answer object
	if err := c.read(ctx, http.MethodPost, at, map[string]any{"filter": f}, &answer); err != nil {
		return nil, 0, err
	}
	var records []json.RawMessage
	if _, ok := answer["data"]; !ok {
		return nil, 0, fmt.Errorf("%w: it has no data", errUnreadable)
	}
	if _, err := answer.member("data", &records); err != nil {
		return nil, 0, err
	}
	var pagination struct{ Total int }
	if _, err := answer.member("pagination", &pagination); err != nil {
		return nil, 0, err
	}
	page := make([]plan.Current, 0, len(records))
	for _, raw := range records {
		current, err := k.record(raw)
		if err != nil {
			return nil, 0, err
		}
		page = append(page, current)
	}
	return page, max(pagination.Total, offset+len(page)), nil
}

// carried gives those of the keys that a record really carries. Case doesn't
// count, as it doesn't in a sheet.
func carried(current plan.Current, keys []validate.Key, schema validate.Schema) []validate.Key {
	var hit []validate.Key
	for _, key := range keys {
		if (key.Scope == "" || key.Scope == current.Scope) && carries(current, inner(key.Field), key.Value, schema) {
			hit = append(hit, key)
		}
	}
	return hit
}

func carries(current plan.Current, field, value string, schema validate.Schema) bool {
	held := current.Fields[field]
	switch {
	case field == "id":
		return strings.EqualFold(value, current.ID)
	case held.IsList():
		return slices.Contains(held.List, value)
	default:
		return held.State == validate.Set && schema.Fold(field, held.Text) == schema.Fold(field, value)
	}
}

// record reads one record. A field that isn't there is taken for empty: the
// schema demands only the names and the number, and a server may leave out what
// is null.
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
		switch {
		case column.Kind == validate.Boolean && value.State == validate.Null:
			value = validate.Of("false") // the documented default
		case column.List && value.State == validate.Null:
			value = validate.ListOf()
		}
		fields[column.Field] = value
		if slices.Contains(k.echo, column.Field) || strings.HasPrefix(column.Field, "address.") {
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
	if err != nil {
		return plan.Current{}, err
	}
	if !strings.EqualFold(stored.ID, now.ID) {
		return plan.Current{}, fmt.Errorf("%w: it is about another record", errUnreadable)
	}
	return stored, nil
}

// body composes a PATCH body.
func (k resource) body(now plan.Current, edits []plan.Edit) map[string]any {
	body := map[string]any{}
	put := func(field string, v validate.Value) {
		holder, leaf := nest(body, field)
		holder[leaf] = k.encode(field, v)
	}
	for _, field := range k.echo {
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
	r := &apply.Refusal{Status: resp.StatusCode, RetryAfter: retryIn(resp)}
	body, err := io.ReadAll(resp.Body)
	var answer struct {
		Error struct{ Code, Message, RequestID string }
	}
	if err == nil && isJSON(resp) && json.NewDecoder(bytes.NewReader(body)).Decode(&answer) == nil {
		r.Code, r.Message, r.RequestID = answer.Error.Code, answer.Error.Message, answer.Error.RequestID
	}
	return r
}

// retryIn is what an answer asks to wait; 0 if it doesn't say.
func retryIn(resp *http.Response) time.Duration {
	now := time.Now()
	if at := readQuota(resp.Header, now).retry; at != nil {
		return max(at.Sub(now), time.Nanosecond)
	}
	return 0
}
