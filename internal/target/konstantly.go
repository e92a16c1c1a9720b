package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// The fields of a Konstantly group that rules depend on.
const (
	unitID          = "id"
	unitName        = "name"
	unitParent      = "parentId"
	unitDescription = "description"
	unitAttributes  = "attributes" // the map as it is sent; begins the names of its members' fields
)

// unitPage is how many groups a list of Konstantly's gives at once. Its groups
// can't be given another page size ("Pagination").
const unitPage = 20

// konstantlyGroups is PATCH /groups/{groupId} of Konstantly's API, as its pages
// "Update Group", "List Groups" and "Group Attributes" describe it. Names
// needn't be unique. Whether null empties a description isn't documented, so
// that a sheet can't ask for it.
func konstantlyGroups() Spec {
	return Spec{
		Name: "konstantly-groups", System: "Konstantly", Summary: "names, places in the tree and attributes of groups",
		One: "group", Many: "groups", Kind: "group", Call: "PATCH /groups/{groupId}",
		BaseEnv: "KONSTANTLY_BASE_URL", Path: "/openapi/v1",
		Rate:        Rate{Requests: 100, Period: time.Minute},
		Credentials: []Credential{{Title: "API key", Env: []string{"KONSTANTLY_API_KEY"}, Secret: true, part: "X-API-KEY"}},
		Schema: validate.Schema{
			Columns: unitColumns(), Keys: []string{unitID, unitName}, Known: notOfUnits(),
			Open: unitAttributes + ".", Check: attributes{}.check,
		},
		Watch:   []string{unitName, unitParent},
		Who:     plan.Identity{Title: unitName},
		adapter: &konstantly{schema: validate.Schema{Columns: unitColumns()}},
	}
}

func unitColumns() []validate.Column {
	return []validate.Column{
		{Field: unitID, Kind: validate.Whole, KeyOnly: true, Aliases: []string{"Grupp-ID", "ID", "Group ID", "groupId", "group_id"}},
		{Field: unitName, Kind: validate.Title,
			Aliases: []string{"Namn", "Grupp", "Gruppnamn", "Enhet", "Sökväg", "Group", "Group name", "group_name", "Path"},
			New:     []string{"Nytt namn", "Nytt gruppnamn", "New name", "New group name"}},
		{Field: unitParent, Kind: validate.Reference, Nullable: true, Refers: "parent", Aliases: []string{
			"Överordnad grupp", "Överordnad", "Överordnad enhet", "Huvudgrupp", "Parent group", "Parent ID", "Parent"}},
		{Field: unitDescription, Kind: validate.Text, Aliases: []string{"Beskrivning", "Gruppbeskrivning", "Group description"}},
	}
}

// notOfUnits are columns of Konstantly's own sheets of users ("Bulk import"),
// those of pupils, and what only the system counts.
func notOfUnits() []validate.Known {
	return []validate.Known{{Code: validate.CodeTitleNoField, Aliases: []string{
		"usersCount", "coursesCount", "image", "Antal", "Antal användare", "Anteckning", "Kommentar", "Notes",
		"email", "E-post", "first_name", "last_name", "Förnamn", "Efternamn", "role", "position", "company", "city", "timezone",
		"Personnummer", "Personnr", "Pnr", "identityNumber"}}}
}

// A konstantly speaks Konstantly's API.
type konstantly struct {
	schema validate.Schema // of a group, but for its attributes

	mu         sync.Mutex
	attributes *attributes // nil until they have been read
	tree       *tree       // the last listing; nil if there is none, or a group has been written since
	size       int         // how many groups that listing had
}

// try reads the first page of groups.
func (k *konstantly) try(ctx context.Context, c *Conn) error {
	_, _, err := k.page(ctx, c, 0)
	return err
}

// find lists all groups, because there is no search, and looks for the keys among
// them. Ids alone are asked for one by one where that takes fewer requests, or
// where it must be done anyway: a list shows neither descriptions nor attributes.
// References may be to groups as they were listed for the keys.
func (k *konstantly) find(ctx context.Context, c *Conn, q plan.Query) (map[validate.Key][]plan.Current, error) {
	if q.Kind == "parent" {
		t, err := k.kept(ctx, c)
		if err != nil {
			return nil, err
		}
		return t.find(q.Keys), nil
	}
	detailed, err := k.detailed(ctx, c, q.Fields)
	if err != nil {
		return nil, err
	}
	if allIDs(q.Keys) && (detailed || len(q.Keys) <= k.pages()) {
		return k.findEach(ctx, c, q.Keys)
	}
	t, err := k.list(ctx, c)
	if err != nil {
		return nil, err
	}
	found := t.find(q.Keys)
	if !detailed {
		return found, nil
	}
	return found, k.lookCloser(ctx, c, found)
}

// detailed reports whether fields are only in the answer about a single group. It
// reads the definitions of attributes if some are among them.
func (k *konstantly) detailed(ctx context.Context, c *Conn, fields []string) (bool, error) {
	if slices.ContainsFunc(fields, isAttribute) {
		_, err := k.defined(ctx, c)
		return true, err
	}
	return slices.Contains(fields, unitDescription), nil
}

func isAttribute(field string) bool { return strings.HasPrefix(field, unitAttributes+".") }

func allIDs(keys []validate.Key) bool {
	return !slices.ContainsFunc(keys, func(key validate.Key) bool { return key.Field != unitID })
}

// pages is how many requests a listing takes, as far as that is known.
func (k *konstantly) pages() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return max(1, (k.size+unitPage-1)/unitPage)
}

// findEach asks for one group after another.
func (k *konstantly) findEach(ctx context.Context, c *Conn, keys []validate.Key) (map[validate.Key][]plan.Current, error) {
	found := map[validate.Key][]plan.Current{}
	for _, key := range keys {
		group, there, err := k.get(ctx, c, key.Value)
		if err != nil {
			return nil, err
		}
		if there {
			found[key] = []plan.Current{group}
		}
	}
	return found, nil
}

// lookCloser puts what the server says of single groups in the place of what its
// list said. A group that several share a key with isn't going to be changed. One
// that has another name now, or another place, doesn't carry its key any more.
func (k *konstantly) lookCloser(ctx context.Context, c *Conn, found map[validate.Key][]plan.Current) error {
	seen := map[string]*plan.Current{} // nil: it isn't there any more
	for key, hits := range found {
		if len(hits) != 1 {
			continue
		}
		listed := hits[0]
		group, known := seen[listed.ID]
		if !known {
			now, there, err := k.get(ctx, c, listed.ID)
			if err != nil {
				return err
			}
			now.Where = listed.Where
			if group = &now; !there {
				group = nil
			}
			seen[listed.ID] = group
		}
		if group == nil || key.Field == unitName && !samePlace(*group, listed) {
			delete(found, key)
			continue
		}
		found[key] = []plan.Current{*group}
	}
	return nil
}

func samePlace(a, b plan.Current) bool {
	return a.Fields[unitName].Equal(b.Fields[unitName]) && a.Fields[unitParent].Equal(b.Fields[unitParent])
}

// get reads one group. The API's own 404 says that it isn't there; one without a
// message is somebody else's, and says nothing.
func (k *konstantly) get(ctx context.Context, c *Conn, id string) (group plan.Current, there bool, err error) {
	if !isUnitID(id) {
		return plan.Current{}, false, nil
	}
	at, err := c.at(nil, "groups", id)
	if err != nil {
		return plan.Current{}, false, err
	}
	var answer json.RawMessage
	err = c.read(ctx, http.MethodGet, at, nil, &answer)
	if no, refused := errors.AsType[*apply.Refusal](err); refused && no.Status == http.StatusNotFound && no.Message != "" {
		return plan.Current{}, false, nil
	}
	if err != nil {
		return plan.Current{}, false, err
	}
	group, err = k.record(answer)
	group, err = about(id, group, err)
	return group, true, err
}

// isUnitID reports whether a text is a group's id: a whole number, as it is
// usually written.
func isUnitID(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}

// record reads one group. A description and attributes that an answer hasn't got
// can't be read; where it has them, even as null, they are there.
func (k *konstantly) record(raw json.RawMessage) (plan.Current, error) {
	var members object
	if err := json.Unmarshal(raw, &members); err != nil {
		return plan.Current{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	var name string
	current := plan.Current{Kind: "group", Read: time.Now(), Fields: map[string]validate.Value{}, Echo: map[string]validate.Value{}}
	named, err := members.member(unitName, &name)
	if err != nil {
		return plan.Current{}, err
	}
	if current.ID, err = members.whole(unitID); err != nil {
		return plan.Current{}, err
	}
	if !named || !isUnitID(current.ID) {
		return plan.Current{}, fmt.Errorf("%w: a group has no id or no name", errUnreadable)
	}
	parent, err := members.whole(unitParent)
	if err != nil {
		return plan.Current{}, err
	}
	fields := map[string]validate.Value{unitID: validate.Of(current.ID), unitName: validate.Of(name), unitParent: validate.Of(parent)}
	if fields[unitDescription], err = members.shown(unitDescription); err != nil {
		return plan.Current{}, err
	}
	current.Echo[unitName] = validate.Of(name)
	current.Fields = k.schema.Normal(fields)
	current.Written = written(fields, current.Fields)
	return current, k.readAttributes(members, current)
}

// whole gives a member that is a whole number, as text; empty if it is null or
// not there.
func (o object) whole(name string) (string, error) {
	var n json.Number
	if there, err := o.member(name, &n); err != nil || !there {
		return "", err
	}
	if !isUnitID(n.String()) {
		return "", fmt.Errorf("%w: %s isn't a whole number", errUnreadable, name)
	}
	return n.String(), nil
}

// shown gives a member that is text, and says so if the answer doesn't have it.
func (o object) shown(name string) (validate.Value, error) {
	if _, there := o[name]; !there {
		return validate.Value{State: validate.Unreadable}, nil
	}
	return o.value(name)
}
