package target

import (
	"net/http"
	"testing"
	"testing/synctest"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// Facts are what the suite has to know of a target to question it.
type facts struct {
	record  any // the id of the record in question, as the sandbox has it
	records func(*sandbox.Server) []sandbox.Record
	edit    func(server *sandbox.Server, id string, values map[string]any) error

	// servers are the ways in which the system may behave where its documentation
	// leaves it open. That without a name is the one that all else is asked of.
	servers map[string]sandbox.Options

	keys      map[string]cells // by key: a row that finds the record by that key
	nobody    cells            // a row with a key that nobody has
	doubted   int              // reads until that is believed
	crowd     func(*subject)   // makes several carry a key, if none is shared by itself
	several   cells            // a row with a key that several carry
	places    string           // where these are, for the user; empty if that says nothing
	ambiguous validate.Code    // what the user is told of several; empty for the plain one

	bulk  func(*sandbox.Server) []validate.Key // many keys, of several fields
	reads func(keys int) int64                 // what they cost together

	// many gives rows that change many records; only needed where there are tokens,
	// or parts.
	many func(*sandbox.Server) ([]cells, func(*plan.Roster))

	same     []cells            // rows that say what is there, in other words
	settings map[string]setting // what may be asked of the record
	plain    string             // the name of a setting of a single field

	guests map[string]string // by stored field that is a list: an element that somebody else may put in

	since  map[string]any // what somebody else makes of the plain setting's field
	kept   map[string]any // what taking the setting back leaves of that; since where the field is a single one
	echoed map[string]any // what somebody else makes of the fields that an update repeats

	// forgetful makes the body of an update what a server takes it for that empties
	// whatever is left out; nil where the sandbox is such a server already, or none
	// can be.
	forgetful func(body map[string]any)

	astray   func(*http.Request) // makes a read ask for what nobody asked for
	refusals map[string]wording  // what the system says when it refuses
	absent   []int               // statuses by which it says that a record isn't there
	part     string              // stands in the addresses of a part that can be closed to an account; empty if there is none
}

// A setting is a row that changes the record.
type setting struct {
	row    cells
	stored map[string]any // the fields that differ then
	untidy map[string]any // what the record may hold before, not in normal form
	roster func(*plan.Roster)
	futile string // at this one of the servers it has no effect
}

// A wording is an error as a system words it, and what is made of it.
type wording struct {
	status int
	body   string
	want   apply.Refusal // but for its status
}

// A question is asked of a target, each time of a new one.
type question struct {
	way
	ask func(*subject)
}

// TestConformance asks of every target what the pipeline relies on. A target is
// questioned because it is listed; one about which there are no facts fails.
func TestConformance(t *testing.T) {
	all := allFacts()
	for _, spec := range All() {
		t.Run(spec.Name, func(t *testing.T) {
			f, known := all[spec.Name]
			if !known {
				t.Fatal("the suite has no facts about this target")
			}
			f.complete(t, spec)
			for name, q := range f.questions(spec) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					q.put(t, spec.Name, f)
				})
			}
		})
	}
}

// put asks a question: in virtual time, unless it is about real connections.
func (q question) put(t *testing.T, target string, f facts) {
	ask := func(t *testing.T) {
		s := newSubject(t, target, f, q.way)
		q.ask(s)
		s.finish()
	}
	if q.tcp {
		ask(t)
		return
	}
	synctest.Test(t, ask)
}

// complete holds the facts against what the target says of itself: whatever it
// can do is asked for.
func (f facts) complete(t *testing.T, spec Spec) {
	t.Helper()
	for _, key := range spec.Schema.Keys {
		if f.keys[key] == nil {
			t.Errorf("no row finds a record by %s", key)
		}
	}
	var lists, clears bool
	for _, set := range f.settings {
		for _, v := range set.stored {
			_, isList := v.([]string)
			lists, clears = lists || isList, clears || v == nil
		}
	}
	for _, c := range spec.Schema.Columns {
		settable := !c.KeyOnly && !c.Scope
		if settable && c.Nullable && !c.List && !clears {
			t.Errorf("nothing clears a field, and %s can be cleared", c.Field)
		}
		if settable && c.List && !lists {
			t.Errorf("nothing changes a list, and %s is one", c.Field)
		}
	}
	if spec.Schema.Members != nil && !lists {
		t.Error("nothing changes who the members are")
	}
	if _, ok := f.settings[f.plain]; !ok {
		t.Errorf("there is no setting %q", f.plain)
	}
	if (spec.TokenPath != "" || f.part != "") && f.many == nil {
		t.Error("no rows change many records")
	}
	if (f.part != "") != f.refusals["403"].want.Narrow {
		t.Errorf("403 is about a part, or there are none: %q", f.part)
	}
	for _, status := range []string{"400", "401", "403", "404", "409", "422"} {
		if _, ok := f.refusals[status]; !ok {
			t.Errorf("it isn't known how the system says %s", status)
		}
	}
}

// questions gives all questions to a target, by name.
func (f facts) questions(spec Spec) map[string]question {
	all := map[string]question{}
	for _, some := range []map[string]question{
		f.aboutFinding(), f.aboutSettings(spec), f.aboutRefusals(), f.aboutTrouble(), f.aboutConnections(), f.aboutUndo(), f.aboutTokens(spec),
	} {
		for name, q := range some {
			all[name] = q
		}
	}
	return all
}

// isListed reports whether a setting changes a list.
func (set setting) isListed() bool {
	for _, v := range set.stored {
		if _, is := v.([]string); is {
			return true
		}
	}
	return false
}
