package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// The fields of a Tabula small group. The first three say where it is.
const (
	tabulaModule = "moduleCode"
	tabulaSet    = "smallGroupSet"
	tabulaYear   = "academicYear"
	tabulaName   = "name"
	tabulaSize   = "maxGroupSize"
)

// tabulaSmallGroups is the update of Tabula's page "Update a small group". The
// rate is our own: Tabula publishes none, has no headers for it, and blocks the
// address of whoever is too fast; it asks for a contact in the User-Agent ("API
// overview", resource policy). Names needn't be unique.
func tabulaSmallGroups() Spec {
	return Spec{
		Name: "tabula-small-groups", System: "Tabula", Summary: "names and sizes of small groups",
		One: "group", Many: "groups", Kind: "smallgroup",
		Call:    "PUT /module/{moduleCode}/groups/{smallGroupSetId}/groups/{smallGroupId}",
		BaseURL: "https://tabula.warwick.ac.uk/api/v1", Path: "/api/v1",
		Rate: Rate{Requests: 1, Period: time.Second}, Concurrency: 1,
		Credentials: []Credential{
			{Title: "user", Env: []string{"TABULA_USERNAME"}, part: inUser},
			{Title: "password", Env: []string{"TABULA_PASSWORD"}, Secret: true, part: inPassword},
			{Title: "contact", Env: []string{"IMPORTER_CONTACT"}, part: inAgent},
		},
		Schema: validate.Schema{
			Columns: tabulaColumns(), Keys: []string{"id", tabulaName}, Known: notOfSmallGroups(),
			Check: checkSmallGroup, Settle: settleSmallGroup,
		},
		Watch:   []string{tabulaName},
		Who:     plan.Identity{Title: tabulaName},
		Scopes:  []Scope{{Field: tabulaYear, Flag: "academic-year"}},
		adapter: &tabula{modules: map[string]string{}},
	}
}

// tabulaColumns have the titles of Tabula's own workbook of sets among theirs:
// Module, Set name, Group name, Limit.
func tabulaColumns() []validate.Column {
	return []validate.Column{
		{Field: tabulaModule, Kind: validate.Reference, Scope: true, Aliases: []string{
			"Module", "Module code", "Modul", "Modulkod"}},
		{Field: tabulaSet, Kind: validate.Reference, Scope: true, Aliases: []string{
			"Set name", "Set", "Set ID", "Small group set", "Small group set ID", "smallGroupSetId", "smallGroupSetName", "Gruppset"}},
		{Field: tabulaYear, Kind: validate.Reference, Scope: true, Aliases: []string{"Academic year", "Year", "Läsår"}},
		{Field: "id", Kind: validate.SourceID, KeyOnly: true, Aliases: []string{
			"Group ID", "group_id", "smallGroupId", "Small group ID", "Grupp-ID"}},
		{Field: tabulaName, Kind: validate.Title,
			Aliases: []string{"Group name", "Group", "Small group", "Grupp", "Gruppnamn"},
			New:     []string{"New group name", "New name", "Nytt gruppnamn", "Nytt namn"}},
		{Field: tabulaSize, Kind: validate.Whole, Sticks: true, Aliases: []string{
			"Limit", "Size", "Group size", "Max size", "Max group size", "Maximum group size", "Capacity", "Gräns", "Storlek", "Maxantal"}},
	}
}

// notOfSmallGroups are the other columns of Tabula's own workbooks of sets and
// of allocations, and identity numbers, which Tabula has no place for.
func notOfSmallGroups() []validate.Known {
	return []validate.Known{{Code: validate.CodeTitleNoField, Aliases: []string{
		"Type", "Allocation method", "Students see tutor", "Students see other students", "Students can switch groups",
		"Linked group name", "Collect attendance", "Title", "Tutors", "Week ranges", "Day", "Start time", "End time",
		"Location", "Location display name", "student_id", "Student name", "Students", "Notes", "Anteckning", "Kommentar",
		"Personnummer", "Personnr", "Pnr", "identityNumber"}}}
}

// A tabula speaks Tabula's API, version 1.
type tabula struct {
	mu      sync.Mutex
	modules map[string]string // by the id of each set that was read
}

// try asks for the sets of a module that doesn't exist. Tabula has no request
// that does nothing but let somebody in; without an account even this one is
// answered with 401.
func (t *tabula) try(ctx context.Context, c *Conn) error {
	_, err := t.list(ctx, c, seat{module: "xx000"})
	if no, ok := errors.AsType[*apply.Refusal](err); ok && (no.Code == "not_found" || no.Code == "forbidden") {
		return nil
	}
	return err
}

// find reads the sets in which the keys are to be found: all sets of a module
// at once or, where a group is looked up by its id in a set that was read
// before, that set alone. What the account may not read is denied for its keys
// only.
func (t *tabula) find(ctx context.Context, c *Conn, q plan.Query) (map[validate.Key][]plan.Current, error) {
	found := map[validate.Key][]plan.Current{}
	errands, err := t.errands(q.Keys)
	if err != nil {
		return nil, err
	}
	for _, e := range errands {
		sets, err := t.read(ctx, c, e.seat)
		no, refused := errors.AsType[*apply.Refusal](err)
		switch {
		case isGone(err) && e.set == "":
			e.answer(found, plan.Current{Nowhere: noModule(e.module)})
		case isGone(err):
		case refused && no.Narrow:
			e.answer(found, plan.Current{Denied: "module " + strings.ToUpper(e.module)})
		case err != nil:
			return nil, err
		default:
			sets.match(e.keys, found)
		}
	}
	return found, nil
}

// isGone reports whether Tabula itself says that there is no such thing. A 404 of
// another form means that the address is wrong.
func isGone(err error) bool {
	no, refused := errors.AsType[*apply.Refusal](err)
	return refused && no.Status == http.StatusNotFound && no.Code != ""
}

// An errand is one read and the keys that it answers.
type errand struct {
	seat
	keys []validate.Key
}

// answer gives the same answer to all keys.
func (e *errand) answer(found map[validate.Key][]plan.Current, current plan.Current) {
	for _, key := range e.keys {
		found[key] = []plan.Current{current}
	}
}

func noModule(code string) validate.Problem {
	return validate.Problem{
		Field: tabulaModule, Code: plan.CodeModuleUnknown, Args: map[string]string{"module": strings.ToUpper(code)}}
}

// errands says what is to be read for the keys, in their order. A key whose
// module can't be one needs nothing: no record carries it.
func (t *tabula) errands(keys []validate.Key) ([]*errand, error) {
	var all []*errand
	bySeat, seen := map[seat]*errand{}, map[validate.Key]bool{}
	for _, key := range keys {
		at, err := seatOf(key.Scope)
		if err != nil {
			return nil, err
		}
		if seen[key] || !isModule(at.module) {
			continue
		}
		seen[key] = true
		if key.Field != "id" || !t.holds(at) {
			at.set = ""
		}
		if bySeat[at] == nil {
			bySeat[at] = &errand{seat: at}
			all = append(all, bySeat[at])
		}
		bySeat[at].keys = append(bySeat[at].keys, key)
	}
	return all, nil
}

// holds reports whether a set is known by its id to be one of its module.
func (t *tabula) holds(at seat) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return at.set != "" && t.modules[at.set] == at.module
}

// read gives the one set, or all sets of the module.
func (t *tabula) read(ctx context.Context, c *Conn, at seat) (groupSets, error) {
	if at.set == "" {
		return t.list(ctx, c, at)
	}
	set, err := t.get(ctx, c, at)
	return groupSets{set}, err
}

// patch sends both the name and the size, whichever of them is to change: the
// page says that a size which is left out becomes 15.
func (t *tabula) patch(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	at, err := seatOf(now.Scope)
	if err != nil || !isModule(at.module) {
		return plan.Current{}, fmt.Errorf("%w: it isn't known where the group %q is", apply.ErrImpossible, now.ID)
	}
	body, err := smallGroupBody(now, edits)
	if err != nil {
		return plan.Current{}, err
	}
	to, err := c.at(nil, "module", at.module, "groups", at.set, "groups", now.ID)
	if err != nil {
		return plan.Current{}, err
	}
	var answer object
	if err := c.write(ctx, http.MethodPut, to, body, &answer); err != nil {
		return plan.Current{}, at.closed(err)
	}
	set, err := t.only(answer, at)
	if err != nil {
		return plan.Current{}, err
	}
	return set.group(now.ID)
}

// closed says of a refusal that is about a part what that part is: the module,
// for whoever may change one of its sets may change all of them.
func (at seat) closed(err error) error {
	if no, refused := errors.AsType[*apply.Refusal](err); refused && no.Narrow {
		no.Part = url.Values{tabulaModule: {at.module}}.Encode()
	}
	return err
}

// smallGroupBody composes the body of an update: the name and the size, as they
// are to be or else as they were just read. There is no way to ask for a group
// without a limit: null is taken for a size that was left out.
func smallGroupBody(now plan.Current, edits []plan.Edit) (map[string]any, error) {
	name, size := now.Echo[tabulaName], now.Echo[tabulaSize]
	for _, e := range edits {
		switch e.Field {
		case tabulaName:
			name = e.New
		case tabulaSize:
			size = e.New
		}
	}
	n, err := strconv.Atoi(size.Text)
	switch {
	case size.State != validate.Set || err != nil:
		return nil, errNoLimit
	case name.State != validate.Set || name.Text == "" || tooLongForTabula(name.Text):
		return nil, errNoName
	}
	return map[string]any{tabulaName: name.Text, tabulaSize: n}, nil
}

// refusal reads Tabula's form of error ("API errors"): a word for the status,
// and messages, some of them about a field. What hasn't that form comes from
// something before Tabula, and a 403 of that kind means the whole account.
func (t *tabula) refusal(resp *http.Response) *apply.Refusal {
	r := told[tabulaErrors](resp).refusal(resp.StatusCode)
	r.RetryAfter = retryIn(resp)
	return r
}

// A tabulaErrors is what an answer says of what is wrong. A field may stand in it
// several times.
type tabulaErrors struct {
	Status string
	Errors []struct{ Field, Message string }
}

func (e tabulaErrors) refusal(status int) *apply.Refusal {
	r := &apply.Refusal{Status: status, Code: e.Status}
	r.Narrow = status == http.StatusForbidden && e.Status != ""
	var all []string
	fields := map[string][]string{}
	for _, one := range e.Errors {
		all = append(all, one.Message)
		if one.Field != "" {
			fields[one.Field] = append(fields[one.Field], one.Message)
		}
	}
	r.Message = strings.Join(all, "; ")
	for field, messages := range fields {
		if r.Fields == nil {
			r.Fields = map[string]string{}
		}
		r.Fields[field] = strings.Join(messages, "; ")
	}
	return r
}
