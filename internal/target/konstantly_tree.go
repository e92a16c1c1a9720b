package target

import (
	"context"
	"encoding/json"
	"fmt"
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
// A reference may be any of them, and is an id if there is one: that is what the
// API has in this place, and a group with a number for its name can be called by
// its path or its own id.
func (t *tree) carriers(key validate.Key) []string {
	if _, there := t.groups[key.Value]; there && key.Field != unitName {
		return []string{key.Value}
	}
	if key.Field == unitID {
		return nil
	}
	return slices.Sorted(slices.Values(t.called(key.Value)))
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

// list reads every group.
func (k *konstantly) list(ctx context.Context, c *Conn) (*tree, error) {
	groups, err := listing{
		host: c.base.Host,
		read: func(offset int) ([]plan.Current, int, error) { return k.page(ctx, c, offset) },
	}.all()
	if err != nil {
		return nil, err
	}
	met := make(map[string]plan.Current, len(groups))
	for _, group := range groups {
		met[group.ID] = group
	}
	t := newTree(met)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tree, k.size = t, len(met)
	return t, nil
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

// under reports whether a group is another one or stands below it, as far as the
// groups have been listed.
func (k *konstantly) under(id, other string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.tree != nil && k.tree.under(id, other)
}

// whereabouts gives the path of the group that a field refers to, as far as the
// groups have been listed.
func (k *konstantly) whereabouts(field, id string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if field != unitParent || k.tree == nil {
		return ""
	}
	return k.tree.groups[id].Where
}

// namesakes gives where the groups are that have the id of another one for their
// name.
func (k *konstantly) namesakes(id string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tree == nil {
		return ""
	}
	var paths []string
	for _, other := range k.tree.called(id) {
		if other != id {
			paths = append(paths, k.tree.groups[other].Where)
		}
	}
	slices.Sort(paths)
	return strings.Join(paths, "; ")
}
