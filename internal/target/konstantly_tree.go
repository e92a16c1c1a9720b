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

	"importer/internal/plan"
	"importer/internal/validate"
)

// slash parts the names of a path: Norr/Kundtjänst. A name may hold one too.
const slash = "/"

// A tree is every group of a site as it was listed.
type tree struct {
	groups map[string]plan.Current // by id
	named  map[string][]string     // ids by folded name, and by folded path
}

func newTree(groups map[string]plan.Current) *tree {
	t := &tree{groups: groups, named: map[string][]string{}}
	for id, group := range groups {
		group.Where = t.path(id)
		groups[id] = group
		for _, name := range slices.Compact([]string{foldPath(group.Fields[unitName].Text), foldPath(group.Where)}) {
			t.named[name] = append(t.named[name], id)
		}
	}
	return t
}

// path gives the names from the top down to a group.
func (t *tree) path(id string) string {
	var names []string
	for _, ancestor := range t.line(id) {
		names = append(names, t.groups[ancestor].Fields[unitName].Text)
	}
	slices.Reverse(names)
	return strings.Join(names, slash)
}

// line gives the ids of a group and of those above it. It ends where a parent
// isn't listed, and where one comes again: a ring has no top.
func (t *tree) line(id string) []string {
	var line []string
	for id != "" && !slices.Contains(line, id) {
		group, there := t.groups[id]
		if !there {
			break
		}
		line = append(line, id)
		id = group.Fields[unitParent].Text
	}
	return line
}

// under reports whether a group is another one or stands below it.
func (t *tree) under(id, other string) bool { return slices.Contains(t.line(id), other) }

// foldPath makes names and paths equal that differ in case, or in blanks around
// a slash.
func foldPath(path string) string {
	names := strings.Split(path, slash)
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return validate.Fold(strings.Join(names, slash))
}

// find gives the groups that carry keys, each with its path.
func (t *tree) find(keys []validate.Key) map[validate.Key][]plan.Current {
	found := map[validate.Key][]plan.Current{}
	for _, key := range keys {
		for _, id := range t.carriers(key) {
			found[key] = append(found[key], t.groups[id])
		}
	}
	return found
}

// carriers gives the ids of the groups that carry a key: an id, a name or a path.
// A reference may be any of them.
func (t *tree) carriers(key validate.Key) []string {
	ids := map[string]bool{}
	if _, there := t.groups[key.Value]; there && key.Field != unitName {
		ids[key.Value] = true
	}
	if key.Field != unitID {
		for _, id := range t.called(key.Value) {
			ids[id] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// called gives the ids of the groups with a name or path. Case doesn't count,
// unless it makes a difference between them.
func (t *tree) called(name string) []string {
	ids := t.named[foldPath(name)]
	var exact []string
	for _, id := range ids {
		if group := t.groups[id]; group.Fields[unitName].Text == name || group.Where == name {
			exact = append(exact, id)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return ids
}

// kept gives the last listing, or makes one.
func (k *konstantly) kept(ctx context.Context, c *Conn) (*tree, error) {
	k.mu.Lock()
	t := k.tree
	k.mu.Unlock()
	if t != nil {
		return t, nil
	}
	return k.list(ctx, c)
}

// listings is how often the groups are listed until all of them have been seen.
const listings = 3

// list reads every group. The order of the pages isn't documented, and may change
// in between: what comes twice is taken once, and if some haven't come at all,
// the list is read again.
func (k *konstantly) list(ctx context.Context, c *Conn) (*tree, error) {
	met := map[string]plan.Current{}
	for range listings {
		total, err := k.listInto(ctx, c, met)
		if err != nil {
			return nil, err
		}
		if len(met) >= total {
			t := newTree(met)
			k.mu.Lock()
			k.tree, k.size = t, len(met)
			k.mu.Unlock()
			return t, nil
		}
	}
	return nil, fmt.Errorf("%s doesn't list all of its groups: only %d different ones", c.base.Host, len(met))
}

// listInto reads the pages once and gives how many groups there should be.
func (k *konstantly) listInto(ctx context.Context, c *Conn, met map[string]plan.Current) (total int, err error) {
	for offset := 0; ; {
		groups, total, err := k.page(ctx, c, offset)
		if err != nil {
			return 0, err
		}
		for _, group := range groups {
			met[group.ID] = group
		}
		if offset += len(groups); len(groups) == 0 || offset >= total {
			return total, nil
		}
	}
}

// page reads one page of groups and says how many there are on all of them.
func (k *konstantly) page(ctx context.Context, c *Conn, offset int) (groups []plan.Current, total int, err error) {
	at, err := c.at(url.Values{"offset": {strconv.Itoa(offset)}}, "groups")
	if err != nil {
		return nil, 0, err
	}
	var answer object
	if err := c.read(ctx, http.MethodGet, at, nil, &answer); err != nil {
		return nil, 0, err
	}
	var records []json.RawMessage
	for name, into := range map[string]any{"groups": &records, "totalCount": &total} {
		if there, err := answer.member(name, into); err != nil {
			return nil, 0, err
		} else if !there {
			return nil, 0, fmt.Errorf("%w: it has no %s", errUnreadable, name)
		}
	}
	for _, raw := range records {
		group, err := k.record(raw)
		if err != nil {
			return nil, 0, err
		}
		groups = append(groups, group)
	}
	return groups, total, nil
}
