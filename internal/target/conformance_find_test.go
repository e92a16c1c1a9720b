package target

import (
	"cmp"
	"fmt"
	"slices"

	"importer/internal/plan"
	"importer/internal/validate"
)

// aboutFinding asks for records by their keys.
func (f facts) aboutFinding() map[string]question {
	all := map[string]question{
		"a key that nobody has":                 {ask: (*subject).findsNobody},
		"a key that several have":               {ask: (*subject).findsSeveral},
		"many keys of several fields":           {ask: (*subject).findsMany},
		"an answer to what wasn't asked":        {ask: (*subject).findsOnlyWhatItAsked},
		"a value that is looked up and is free": {ask: (*subject).findsNobodyAtOnce},
	}
	for key, row := range f.keys {
		all["by "+key] = question{ask: func(s *subject) { s.findsBy(key, row) }}
	}
	for i, row := range f.same {
		all[fmt.Sprintf("nothing to do %d", i+1)] = question{ask: func(s *subject) { s.leavesAlone(row) }}
	}
	return all
}

// keyOf gives the key in a row.
func (s *subject) keyOf(row cells) validate.Key {
	s.Helper()
	schema, err := s.conn.Schema(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for v, err := range s.table(schema, row).Verdicts() {
		if err != nil || !v.Valid() {
			s.Fatalf("the row is %+v, %v", v, err)
		}
		return v.Record.Key
	}
	return validate.Key{}
}

func (s *subject) findsBy(field string, row cells) {
	key := s.keyOf(row)
	if key.Field != field {
		s.Fatalf("the row is found by %s", key.Field)
	}
	found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: []validate.Key{key}, Doubt: true})
	if err != nil {
		s.Fatal(err)
	}
	hits := found[key]
	if len(found) != 1 || len(hits) != 1 || hits[0].ID != s.id() || hits[0].Read.IsZero() {
		s.Fatalf("found %+v", found)
	}
	if line := s.plan(nil, row).Lines[0]; line.ID != s.id() || line.Status == plan.Missing {
		s.Errorf("the row ended as %+v", line)
	}
}

func (s *subject) findsNobody() {
	key := s.keyOf(s.nobody)
	before := s.conn.Usage().Reads
	found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: []validate.Key{key}, Doubt: true})
	if err != nil || len(found) != 0 {
		s.Errorf("found %+v, %v", found, err)
	}
	if n := s.conn.Usage().Reads - before; n != int64(s.doubted) {
		s.Errorf("%d reads, want %d", n, s.doubted)
	}
	if p := s.plan(nil, s.nobody); p.Lines[0].Status != plan.Missing || len(p.Steps) != 0 {
		s.Errorf("the row ended as %+v", p.Lines[0])
	}
}

// A value that is expected to be free isn't doubted.
func (s *subject) findsNobodyAtOnce() {
	key := s.keyOf(s.nobody)
	before := s.conn.Usage().Reads
	found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: []validate.Key{key}})
	if n := s.conn.Usage().Reads - before; err != nil || len(found) != 0 || n != s.reads(1) && n > int64(s.doubted) {
		s.Errorf("found %+v, %v with %d reads", found, err, n)
	}
}

func (s *subject) findsSeveral() {
	if s.crowd != nil {
		s.crowd(s)
	}
	key := s.keyOf(s.several)
	found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: []validate.Key{key}, Doubt: true})
	if err != nil {
		s.Fatal(err)
	}
	ids := idsOf(found[key])
	slices.Sort(ids)
	if len(ids) < 2 || len(slices.Compact(ids)) != len(found[key]) {
		s.Errorf("found %v", ids)
	}
	p := s.plan(nil, s.several)
	problems := p.Lines[0].Problems
	if p.Lines[0].Status != plan.Invalid || len(p.Steps) != 0 || len(problems) == 0 {
		s.Fatalf("the row ended as %+v", p.Lines[0])
	}
	last := problems[len(problems)-1]
	if want := cmp.Or(s.ambiguous, plan.CodeAmbiguous); last.Code != want || last.Args["where"] != s.places {
		s.Errorf("the user is told %+v, want %s with %q", last, want, s.places)
	}
}

// findsMany asks for keys of several fields in one query, and counts what that
// costs.
func (s *subject) findsMany() {
	keys := s.bulk(s.server)
	if fields := map[string]bool{}; true {
		for _, key := range keys {
			fields[key.Field] = true
		}
		if len(fields) < 2 || len(keys) < 10 {
			s.Fatalf("%d keys of %v aren't many", len(keys), fields)
		}
	}
	found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: keys})
	if err != nil {
		s.Fatal(err)
	}
	if n, want := s.conn.Usage().Reads, s.reads(len(keys)); n != want {
		s.Errorf("%d reads for %d keys, want %d", n, len(keys), want)
	}
	ids := map[string]bool{}
	for _, r := range s.before {
		ids[fmt.Sprint(r["id"])] = true
	}
	for _, key := range keys {
		switch hits := found[key]; {
		case inner(key.Field) == "id" && ids[key.Value] && (len(hits) != 1 || hits[0].ID != key.Value):
			s.Errorf("%v finds %v", key, idsOf(hits))
		case inner(key.Field) == "id" && !ids[key.Value] && len(hits) != 0:
			s.Errorf("%v finds %v", key, idsOf(hits))
		case inner(key.Field) != "id" && len(hits) == 0:
			s.Errorf("%v finds nothing", key)
		}
	}
}

// Whatever a server answers: what doesn't carry the key isn't taken for the
// record.
func (s *subject) findsOnlyWhatItAsked() {
	for field, row := range s.keys {
		key := s.keyOf(row)
		s.front.always(aRead, astray(s.astray))
		found, err := s.conn.Find(s.Context(), plan.Query{Kind: s.spec.Kind, Keys: []validate.Key{key}})
		s.front.always(aRead, nil)
		for at, hits := range found {
			for _, hit := range hits {
				if at != key || hit.ID != s.id() && hit.Nowhere.Code == "" {
					s.Errorf("by %s: found %+v at %v", field, hit, at)
				}
			}
		}
		s.hear(err, found)
	}
}

// leavesAlone asks for what is there already.
func (s *subject) leavesAlone(row cells) {
	p := s.plan(nil, row)
	if line := p.Lines[0]; line.Status != plan.Unchanged || len(p.Changes) != 0 || len(p.Steps) != 0 {
		s.Errorf("the row ended as %+v with %+v", line, p.Changes)
	}
	s.wantStored()
}
