// Package plan works out what differs between a sheet and the records, and in
// which order it may be changed. What it makes is data: it can be printed,
// stored, compared and turned round. It does not know how to write, and has no
// way to.
package plan

import (
	"context"
	"slices"
	"time"

	"importer/internal/validate"
)

// A Current is a record as the server shows it, its values in normal form.
type Current struct {
	Kind   string // such as "student"
	ID     string
	Fields map[string]validate.Value
	Echo   map[string]validate.Value // what an update must repeat, not in normal form but as the server wrote it
	Read   time.Time                 // when the answer that holds it came

	Scope string // within what its unique values are unique, as in validate.Key; empty for all that the account sees
	Lane  string // of the records in a lane, one is written at a time; empty if it doesn't matter
	Where string // where it is, for a person: its school, its path; empty if that says nothing

	// Denied says why nothing can be said of the key: the account may not read
	// that part of the system. Such a Current has nothing else.
	Denied string

	// Nowhere says what of the key's scope isn't there, so that no record can carry
	// the key; its Code is empty if nothing is known of that. Such a Current has
	// nothing else.
	Nowhere validate.Problem

	// Written is how the server writes the values that aren't in normal form
	// there, by field.
	Written map[string]string
}

// A Query asks for the records that carry one of the keys.
type Query struct {
	Kind string // such as "student", "employee", "group"
	Keys []validate.Key

	// Fields are those that will be compared. Where the target needs a request of
	// its own for a field, it may leave it unreadable if it isn't among them.
	Fields []string

	// Doubt makes the target ask once more, in another way, where a whole batch
	// of keys hits nothing: before rows are called missing, but not when a value
	// is expected to be free.
	Doubt bool
}

// Again gives the query that reads the records of changes of one kind again, by
// their ids.
func Again(changes ...Change) Query {
	q := Query{Doubt: true}
	for _, c := range changes {
		q.Kind = c.Kind
		q.Keys = append(q.Keys, validate.Key{Field: "id", Value: c.ID, Scope: c.Scope})
		for _, e := range c.Edits {
			if !slices.Contains(q.Fields, e.Field) {
				q.Fields = append(q.Fields, e.Field)
			}
		}
	}
	return q
}

// A Finder looks records up by key: all of them at once, so that a target may
// batch. Each record under a key really carries it; a key that nobody carries
// is absent from the result, unless there is more to say of it, and several hits
// are all there. An error means that nothing can be said about any key.
type Finder interface {
	Find(ctx context.Context, q Query) (map[validate.Key][]Current, error)
}

// An Edit is the change of one field. Lists are edited by element: what Add and
// Remove don't name stays. Unique says that no two records may hold the value
// at the same time.
type Edit struct {
	Field  string         `json:"field"`
	Old    validate.Value `json:"old"`
	New    validate.Value `json:"new"`
	Add    []string       `json:"add,omitempty"`
	Remove []string       `json:"remove,omitempty"`
	Unique bool           `json:"unique,omitempty"`
	Park   Parking        `json:"park,omitempty"`

	// Handover says that an element which one record gives up and another takes
	// is added there before it is removed here: a pupil is in two classes for a
	// moment, and never in none.
	Handover bool `json:"handover,omitempty"`
	Sticks   bool `json:"sticks,omitempty"` // the field was empty, and can't be emptied again
	People   bool `json:"people,omitempty"` // the elements are people, whose removal is worth an alarm

	// Names says what people call the records whose ids Old and New are, by id, as
	// far as that is known.
	Names map[string]string `json:"names,omitempty"`

	// Was is how the server wrote Old, where that isn't its normal form: to be
	// sent if the edit is taken back.
	Was string `json:"was,omitempty"`
}

// ByElement reports whether an edit adds and removes elements of a list.
func (e Edit) ByElement() bool { return len(e.Add)+len(e.Remove) > 0 }

// Empties reports whether an edit leaves nothing in its field. Of a class that is
// filled from a row per pupil the removals tell, and not this.
func (e Edit) Empties() bool {
	bare := e.New.IsList() && len(e.New.List) == 0
	return e.New.State == validate.Null || bare && len(e.Remove) > 0 && !e.Handover
}

// Before gives what stood in the field, as the server wrote it.
func (e Edit) Before() validate.Value {
	if e.Was == "" || e.Old.State != validate.Set || e.Old.IsList() {
		return e.Old
	}
	return e.Old.Written(e.Was)
}

// Applied gives what the edit makes of a value that a record holds: of a list,
// the elements that the edit doesn't name stay.
func (e Edit) Applied(held validate.Value) validate.Value {
	if !e.ByElement() {
		return e.New
	}
	list := slices.DeleteFunc(slices.Clone(held.List), func(item string) bool { return slices.Contains(e.Remove, item) })
	for _, item := range e.Add {
		if !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return validate.ListOf(list...)
}

// A Parking says how a record may pass through another value of a unique field
// while records exchange theirs. The zero Parking means that it must not.
type Parking string

// The ways of parking.
const (
	ByClearing Parking = "clear"
	ByRenaming Parking = "rename" // to "<old> ~<4 hex>"
)

// A Change is the net change of one record. Several rows may stand in one
// change, and one row in several.
type Change struct {
	N     int    `json:"n"` // counted from 1
	Kind  string `json:"kind"`
	ID    string `json:"id"`
	Scope string `json:"scope,omitempty"` // of the record
	Lane  string `json:"lane,omitempty"`  // of the steps in a lane, one is under way at a time
	Rows  []int  `json:"rows"`
	Edits []Edit `json:"edits"`
}

// A Step is one request. It goes only when the steps named by After are done;
// if one of them fails, it fails too.
type Step struct {
	N      int    `json:"n"`      // counted from 1
	Change int    `json:"change"` // the N of its change
	Edits  []Edit `json:"edits"`
	After  []int  `json:"after,omitempty"`
	Parks  bool   `json:"parks,omitempty"` // its values are temporary: it opens a circle, and the change has another step
}

// A Status is what became of a row. Every row that isn't blank has exactly one.
type Status string

// The statuses, from the best to the worst that can become of a row.
const (
	Valid     Status = "valid"     // by a check
	Unchanged Status = "unchanged" // the record says so already
	Updated   Status = "updated"
	Planned   Status = "planned" // by a dry run: would be changed
	Skipped   Status = "skipped" // left out by a rule
	Pending   Status = "pending" // not reached
	Missing   Status = "missing" // a correct row whose key no record carries
	Invalid   Status = "invalid" // never sent
	Conflict  Status = "conflict"
	Failed    Status = "failed"
	Unknown   Status = "unknown" // sent, the answer lost, and not to be read back
)

// A Line is what the plan says of one row of the sheet.
type Line struct {
	Row      int                `json:"row"`
	First    int                `json:"first,omitempty"` // as in validate.Record
	Key      validate.Key       `json:"key"`
	ID       string             `json:"id,omitempty"` // of the record found
	Status   Status             `json:"status"`
	Skipped  validate.Skip      `json:"skipped,omitempty"`
	Problems []validate.Problem `json:"problems,omitempty"`
	Changes  []int              `json:"changes,omitempty"` // the N of each change that the row stands in
	Parts    []Part             `json:"parts,omitempty"`   // of an undoing, where the row stands for several records
	Member   string             `json:"member,omitempty"`  // id of the member whom a row of a sheet of members names
	Seat     string             `json:"seat,omitempty"`    // id of the group in which the row names the member

	// Fields and Lists are what a missing row asks for, so that it can be taken up
	// again once its record is there.
	Fields map[string]validate.Value `json:"fields,omitempty"`
	Lists  map[string]validate.List  `json:"lists,omitempty"`
}

// A Part says what becomes of one of the records that a row of an undoing stands
// for.
type Part struct {
	ID       string             `json:"id"`
	Status   Status             `json:"status"`
	Problems []validate.Problem `json:"problems,omitempty"`
	Change   int                `json:"change,omitempty"` // N; 0 where there is none
}

// A Plan is everything that a sheet asks for, compared with what is there.
type Plan struct {
	Lines   []Line   // one per row, in the sheet's order
	Changes []Change // Changes[i].N is i+1
	Steps   []Step   // Steps[i].N is i+1

	// Records holds the record of each change, by id, as it was read. It is not
	// stored: whoever takes a stored plan up reads the records again.
	Records map[string]Current

	// Seated holds the elements that rows want in lists from which elements are
	// handed over, whether they are to come or are there already. It isn't stored.
	Seated map[validate.Key]bool

	// Roll is what a sheet of members comes to, class by class; nil for others. It
	// isn't stored either.
	Roll *Roll

	// People holds those whom lists of people gain and lose, by id, as far as they
	// could be read, and Classless, by the N of a change, the ids of those who leave
	// a class by it and whom no other class that the sheet names holds after it. Both
	// are nil for a sheet of members, and not stored.
	People    map[string]Person
	Classless map[int][]string
}

// Checked gives the line of a row that is judged without a server. What depends
// on a record that isn't known stands as it is.
func Checked(v validate.Verdict) Line {
	l := Line{Row: v.Record.Row, First: v.Record.First, Key: v.Record.Key, Skipped: v.Skipped, Problems: append(v.Problems, v.Record.Provisos...)}
	v.Problems = l.Problems
	switch {
	case v.Skipped != "":
		l.Status = Skipped
	case v.Valid():
		l.Status = Valid
	default:
		l.Status = Invalid
	}
	return l
}

// Parked gives a row of each change whose value is parked.
func (p *Plan) Parked() []int {
	var rows []int
	for _, s := range p.Steps {
		if s.Parks {
			rows = append(rows, p.Changes[s.Change-1].Rows[0])
		}
	}
	return rows
}
