package target

import (
	"maps"
	"slices"

	"importer/internal/apply"
	"importer/internal/plan"
)

// aboutSettings asks for changes, at each kind of server, and with tokens where
// the system has them.
func (f facts) aboutSettings(spec Spec) map[string]question {
	all := map[string]question{
		"what others have changed stays": {ask: (*subject).sendsWhatItHasJustRead},
		"nothing is sent twice":          {ask: (*subject).carriesOutOnce},
	}
	for name, set := range f.settings {
		for server := range f.servers {
			q := question{way: way{server: server}, ask: func(s *subject) { s.sets(set) }}
			if server != "" && server == set.futile {
				q.ask = func(s *subject) { s.fails(set) }
			}
			all["set: "+name+", "+server] = q
		}
		if spec.TokenPath != "" && name == f.plain {
			all["set: "+name+", with a token"] = question{way: way{oauth: true}, ask: func(s *subject) { s.sets(set) }}
		}
		if f.forgetful != nil {
			all["set: "+name+", at a forgetful server"] = question{ask: func(s *subject) {
				s.front.always(aWrite, reworded(s.forgetful))
				s.sets(set)
			}}
		}
		if guest := f.guests[set.storedName()]; set.isListed() && guest != "" {
			all["others' elements stay: "+name] = question{ask: func(s *subject) { s.leavesOthersElements(set, guest) }}
		}
	}
	return all
}

// sets asks for a change. Afterwards there is nothing left to do.
func (s *subject) sets(set setting) {
	c := s.carriage(s.planFor(set))
	c.wantDone()
	if n := len(s.front.came(aWrite)); n != 1 {
		s.Errorf("%d writes, want 1", n)
	}
	s.wantStored(set.stored)
	again := s.plan(set.roster, set.row)
	if line := again.Lines[0]; line.Status != plan.Unchanged || len(again.Steps) != 0 {
		s.Errorf("asked again, the row ends as %+v with %+v", line, again.Changes)
	}
}

// sendsWhatItHasJustRead lets somebody change the fields that an update repeats
// or would reset, after the plan was made.
func (s *subject) sendsWhatItHasJustRead() {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.edit(s.echoed)
	c.plan.Records = nil // as when a run is gone on with: they are read anew
	c.wantDone()
	s.wantStored(s.echoed, set.stored)
}

// carriesOutOnce goes on with a run in which everything is done.
func (s *subject) carriesOutOnce() {
	c := s.carriage(s.planFor(s.settings[s.plain]))
	c.wantDone()
	c.wantDone()
	if n := len(s.front.came(aWrite)); n != 1 {
		s.Errorf("%d writes, want 1", n)
	}
}

// leavesOthersElements lets somebody put an element into the list after the plan
// was made.
func (s *subject) leavesOthersElements(set setting, guest string) {
	c := s.carriage(s.planFor(set))
	field := set.storedName()
	s.edit(map[string]any{field: append(s.list(field), guest)})
	c.plan.Records = nil
	c.wantDone()
	want, _ := set.stored[field].([]string)
	want = slices.Sorted(slices.Values(append(slices.Clone(want), guest)))
	if got := slices.Sorted(slices.Values(s.list(field))); !slices.Equal(got, want) {
		s.Errorf("%s is %v, want %v", field, got, want)
	}
}

// list gives a list of the record's.
func (s *subject) list(field string) []string {
	for _, r := range s.records() {
		if r["id"] == s.record {
			list, _ := r[field].([]string)
			return list
		}
	}
	return nil
}

// storedName is the first field that a setting changes.
func (set setting) storedName() string { return slices.Sorted(maps.Keys(set.stored))[0] }

// fails asks for what the server doesn't do, though it says that all is well.
func (s *subject) fails(set setting) {
	c := s.carriage(s.planFor(set))
	if err := c.run(nil); err != nil {
		s.Fatal(err)
	}
	if r := c.results()[0]; r.Status != plan.Failed || r.Reason != apply.Differs || len(r.Differs) != 1 || r.Attempts != 1 {
		s.Errorf("the change is %+v", r)
	}
	s.wantStored()
}
