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
	resource string // such as "student"
	schema   validate.Schema
	echo     []string // what PATCH demands, or resets where it is left out
}

// try lists one record.
func (m *meitner) try(ctx context.Context, c *Conn) error {
	at, err := c.at(url.Values{"limit": {"1"}}, m.resource)
	if err != nil {
		return err
	}
	var answer object
	return c.read(ctx, http.MethodGet, at, nil, &answer)
}

// find searches a batch of keys at a time with `contains`, which finds any of a
// list. Keys of several fields share a batch, joined by `orCondition`.
func (m *meitner) find(ctx context.Context, c *Conn, q plan.Query) (map[validate.Key][]plan.Current, error) {
	found := map[validate.Key][]plan.Current{}
	keys := slices.SortedFunc(slices.Values(q.Keys), func(a, b validate.Key) int { return strings.Compare(a.Field, b.Field) })
	for part := range slices.Chunk(keys, batch) {
		hits, err := m.search(ctx, c, part, m.containing(part))
		if err != nil {
			return nil, err
		}
		if len(hits) == 0 && q.Doubt {
			if hits, err = m.doubt(ctx, c, part); err != nil {
				return nil, err
			}
		}
		for key, records := range hits {
			found[key] = append(found[key], records...)
		}
	}
	return found, nil
}

// doubt looks the first key of a batch up with `equals`, because `contains` has
// found none of them. Only if that finds a record is `contains` not to be relied
// on; then every key is looked up by itself.
func (m *meitner) doubt(ctx context.Context, c *Conn, keys []validate.Key) (map[validate.Key][]plan.Current, error) {
	found, err := m.search(ctx, c, keys[:1], equalling(keys[0]))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	for _, key := range keys[1:] {
		hits, err := m.search(ctx, c, []validate.Key{key}, equalling(key))
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
func (m *meitner) containing(keys []validate.Key) filter {
	fields := map[string]any{}
	names := map[string]bool{}
	for _, k := range keys {
		names[k.Field] = true
		holder, leaf := nest(fields, k.Field)
		list, _ := holder[leaf].([]string)
		list = append(list, k.Value)
		if folded := validate.Fold(k.Value); m.kind(k.Field) == validate.Email && folded != k.Value {
			list = append(list, folded)
		}
		holder[leaf] = list
	}
	return filter{"orCondition": len(names) > 1, "contains": fields}
}

func equalling(key validate.Key) filter {
	fields := map[string]any{}
	holder, leaf := nest(fields, key.Field)
	holder[leaf] = key.Value
	return filter{"orCondition": false, "equals": fields}
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
func (m *meitner) search(ctx context.Context, c *Conn, keys []validate.Key, f filter) (map[validate.Key][]plan.Current, error) {
	found := map[validate.Key][]plan.Current{}
	seen := map[string]bool{}
	for offset := 0; ; {
		page, total, err := m.page(ctx, c, f, offset)
		if err != nil {
			return nil, err
		}
		for _, current := range page {
			hit := carried(current, keys, m.schema)
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
func (m *meitner) page(ctx context.Context, c *Conn, f filter, offset int) ([]plan.Current, int, error) {
	at, err := c.at(url.Values{"limit": {strconv.Itoa(batch)}, "offset": {strconv.Itoa(offset)}}, m.resource, "_search")
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
		current, err := m.record(raw)
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
		if key.Field == "id" && strings.EqualFold(key.Value, current.ID) ||
			key.Field != "id" && current.Fields[key.Field].State == validate.Set &&
				schema.Fold(key.Field, current.Fields[key.Field].Text) == schema.Fold(key.Field, key.Value) {
			hit = append(hit, key)
		}
	}
	return hit
}

// record reads one record. A field that isn't there is taken for empty: the
// schema demands only the names and the number, and a server may leave out what
// is null.
func (m *meitner) record(raw json.RawMessage) (plan.Current, error) {
	var members object
	if err := json.Unmarshal(raw, &members); err != nil {
		return plan.Current{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	current := plan.Current{Kind: m.resource, Read: time.Now(), Echo: map[string]validate.Value{}}
	fields := map[string]validate.Value{}
	if _, err := members.member("id", &current.ID); err != nil {
		return plan.Current{}, err
	}
	if uuid.Validate(current.ID) != nil {
		return plan.Current{}, fmt.Errorf("%w: a record has no id", errUnreadable)
	}
	for _, column := range m.schema.Columns {
		if column.Field == "id" {
			continue
		}
		value, err := members.value(column.Field)
		if err != nil {
			return plan.Current{}, err
		}
		if column.Kind == validate.Boolean && value.State == validate.Null {
			value = validate.Of("false") // the documented default
		}
		fields[column.Field] = value
		if slices.Contains(m.echo, column.Field) || strings.HasPrefix(column.Field, "address.") {
			current.Echo[column.Field] = value
		}
	}
	current.Fields = m.schema.Normal(fields)
	return current, nil
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
	default:
		return validate.Value{}, fmt.Errorf("%w: %s is neither text nor true or false", errUnreadable, field)
	}
}

// patch sends the edits with what PATCH demands besides: the names and the
// number as just read, the temporary mark, which the server would reset, and
// the rest of an address of which a part changes.
func (m *meitner) patch(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	if uuid.Validate(now.ID) != nil {
		return plan.Current{}, fmt.Errorf("%q isn't the id of a record", now.ID)
	}
	at, err := c.at(nil, m.resource, now.ID)
	if err != nil {
		return plan.Current{}, err
	}
	var answer json.RawMessage
	if err := c.write(ctx, http.MethodPatch, at, m.body(now, edits), &answer); err != nil {
		return plan.Current{}, err
	}
	stored, err := m.record(answer)
	if err != nil {
		return plan.Current{}, err
	}
	if !strings.EqualFold(stored.ID, now.ID) {
		return plan.Current{}, fmt.Errorf("%w: it is about another record", errUnreadable)
	}
	return stored, nil
}

// body composes a PATCH body.
func (m *meitner) body(now plan.Current, edits []plan.Edit) map[string]any {
	body := map[string]any{}
	put := func(field string, v validate.Value) {
		holder, leaf := nest(body, field)
		holder[leaf] = m.encode(field, v)
	}
	for _, field := range m.echo {
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
		put(e.Field, e.New)
	}
	return body
}

func (m *meitner) encode(field string, v validate.Value) any {
	switch {
	case v.State != validate.Set:
		return nil
	case v.IsList():
		return v.List
	case m.kind(field) == validate.Boolean:
		return v.Text == "true"
	default:
		return v.Text
	}
}

func (m *meitner) kind(field string) validate.Kind {
	i := slices.IndexFunc(m.schema.Columns, func(c validate.Column) bool { return c.Field == field })
	if i < 0 {
		return validate.Text
	}
	return m.schema.Columns[i].Kind
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
