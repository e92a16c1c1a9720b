package target

import (
	"importer/internal/plan"
)

// aboutUndo takes changes back.
func (f facts) aboutUndo() map[string]question {
	all := map[string]question{"undo keeps what others have changed since": {ask: (*subject).keepsWhatOthersChanged}}
	for name, set := range f.settings {
		all["undo: "+name] = question{ask: func(s *subject) { s.restores(set) }}
	}
	return all
}

// undo makes the plan that takes a plan back.
func (s *subject) undo(p *plan.Plan) *plan.Plan {
	s.Helper()
	found, err := s.conn.Find(s.Context(), plan.Again(p.Changes...))
	if err != nil {
		s.Fatal(err)
	}
	now := map[string]plan.Current{}
	for _, hits := range found {
		for _, hit := range hits {
			now[hit.ID] = hit
		}
	}
	back, err := plan.Undo(s.Context(), plan.Reversal{Changes: p.Changes, Steps: p.Steps, Now: now}, s.conn)
	if err != nil {
		s.Fatal(err)
	}
	return back
}

// restores takes a change back: the record is as it was, to the letter. Taken back
// once more, the undoing is undone.
func (s *subject) restores(set setting) {
	s.edit(set.untidy)
	before := s.records()
	p := s.planFor(set)
	s.carriage(p).wantDone()
	s.wantStored(set.untidy, set.stored)
	back := s.undo(p)
	c := s.carriage(back)
	c.wantDone()
	s.before, before = before, s.before
	s.wantStored()
	if again := s.undo(p); len(again.Steps) != 0 || again.Lines[0].Status != plan.Unchanged {
		s.Errorf("taken back twice, the row ends as %+v", again.Lines[0])
	}
	s.before = before
	forth := s.carriage(s.undo(back))
	forth.wantDone()
	s.wantStored(set.untidy, set.stored)
}

// keepsWhatOthersChanged takes a change back of a field that somebody has changed
// since.
func (s *subject) keepsWhatOthersChanged() {
	set := s.settings[s.plain]
	p := s.planFor(set)
	s.carriage(p).wantDone()
	s.edit(s.since)
	back := s.undo(p)
	if line := back.Lines[0]; s.kept == nil && (line.Status != plan.Conflict || len(back.Steps) != 0) {
		s.Errorf("the row ended as %+v", line)
	}
	c := s.carriage(back)
	c.wantDone()
	if s.kept != nil {
		s.wantStored(s.kept)
		return
	}
	s.wantStored(s.since)
}
