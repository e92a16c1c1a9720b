package target

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// aboutRefusals lets the system say no, to a write and to a read.
func (f facts) aboutRefusals() map[string]question {
	all := map[string]question{"reads refused": {ask: (*subject).isRefusedToRead}, "reads refused by a gateway": {ask: (*subject).isKeptOut}}
	if f.part != "" {
		all["a part that is closed"] = question{ask: (*subject).passesBy}
	}
	for name, no := range f.refusals {
		all["a write refused with "+name] = question{ask: func(s *subject) { s.isRefused(no) }}
	}
	return all
}

func (no wording) play() ruse { return instead(no.status, "application/json", no.body) }

// isRefused sends one write, which is refused: nothing has changed, and the words
// are those of the system.
func (s *subject) isRefused(no wording) {
	c := s.carriage(s.planFor(s.settings[s.plain]))
	s.front.play(aWrite, no.play())
	s.wantEnd(c.run(nil), no)
	s.wantStored()
	if n := len(s.front.came(aWrite)); n != 1 {
		s.Errorf("%d writes, want 1", n)
	}
	got := c.results()[0]
	if no.status == http.StatusUnauthorized {
		if got.Status != plan.Pending {
			s.Errorf("the change is %+v", got)
		}
		c.wantDone() // with credentials that are good again
		return
	}
	reason := apply.Refused
	if no.want.Narrow {
		reason = apply.Denied
	}
	want := apply.Result{
		Change: 1, Status: plan.Failed, Reason: reason, Attempts: 1,
		HTTPStatus: no.status, Code: no.want.Code, Message: no.want.Message, RequestID: no.want.RequestID, Fields: no.want.Fields,
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		s.Errorf("the change (-want +got):\n%s", diff)
	}
	s.wantColumns(got.Fields)
}

// wantEnd looks at how a run ended in which the only write was refused.
func (s *subject) wantEnd(err error, no wording) {
	s.Helper()
	var want error
	switch {
	case no.status == http.StatusUnauthorized:
		want = apply.ErrUnauthorized
	case no.status == http.StatusForbidden && !no.want.Narrow:
		want = apply.ErrForbidden
	}
	if !errors.Is(err, want) {
		s.Errorf("the run ended with %v, want %v", err, want)
	}
}

// wantColumns holds that fields are called as the columns of the sheet are.
func (s *subject) wantColumns(fields map[string]string) {
	s.Helper()
	schema, err := s.conn.Schema(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range schema.Columns {
		known[c.Field] = true
	}
	for field := range fields {
		if !known[field] {
			s.Errorf("no column leads to %s", field)
		}
	}
}

// query asks for the record by its id, as a proof does.
func (s *subject) query() (plan.Query, validate.Key) {
	q := plan.Again(s.planFor(s.settings[s.plain]).Changes...)
	return q, q.Keys[0]
}

// isRefusedToRead refuses reads. That is an error, and never an absence, unless the
// system itself says that there is no such record.
func (s *subject) isRefusedToRead() {
	q, key := s.query()
	for _, no := range s.refusals {
		s.front.play(aRead, no.play())
		found, err := s.conn.Find(s.Context(), q)
		s.hear(err)
		refusal, refused := errors.AsType[*apply.Refusal](err)
		denied := len(found[key]) == 1 && found[key][0].Denied != ""
		maps.DeleteFunc(found, func(_ validate.Key, hits []plan.Current) bool { return hits[0].Nowhere.Code != "" })
		switch {
		case !slices.Contains(s.absent, no.status) && (!refused || refusal.Status != no.status || len(found) != 0),
			slices.Contains(s.absent, no.status) && (err != nil || denied != no.want.Narrow || !denied && len(found[key]) != 0):
			s.Errorf("%d: found %+v, %v", no.status, found, err)
		}
	}
}

// isKeptOut lets something before the system answer: that says nothing about a
// record.
func (s *subject) isKeptOut() {
	q, _ := s.query()
	for _, no := range s.refusals {
		for _, play := range []ruse{
			instead(no.status, "text/html", "<html><body>no</body></html>"), instead(no.status, "application/json", `{"detail":"no"}`), instead(no.status, "text/plain", ""),
		} {
			s.front.play(aRead, play)
			found, err := s.conn.Find(s.Context(), q)
			s.hear(err)
			if got, ok := errors.AsType[*apply.Refusal](err); !ok || got.Status != no.status || got.Narrow || len(found) != 0 {
				s.Errorf("%d: found %+v, %v", no.status, found, err)
			}
		}
	}
}

// passesBy a part of the system that the account may not write to: after the first
// refusal nothing more is sent there, and the run goes on with the others.
func (s *subject) passesBy() {
	c := s.manyChanges()
	open := func(change plan.Change) bool { return !strings.Contains(change.Scope, s.part) }
	if open(c.plan.Changes[c.plan.Steps[0].Change-1]) {
		s.Error("the first write isn't to the part that is closed")
	}
	no := s.refusals["403"].play()
	s.front.always(aWrite, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.Contains(r.URL.Path, s.part) {
			no(w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	})
	if err := c.run(nil); err != nil {
		s.Errorf("the run ended with %v", err)
	}
	count := map[plan.Status]int{}
	for i, r := range c.results() {
		if count[r.Status]++; (r.Status == plan.Updated) != open(c.plan.Changes[i]) {
			s.Errorf("a change of %s ended with %+v", c.plan.Changes[i].Scope, r)
		}
	}
	if count[plan.Failed] < 3 || count[plan.Updated] < 3 {
		s.Errorf("%v are too few", count)
	}
	if n := len(slices.DeleteFunc(s.front.came(aWrite), func(seen sighting) bool { return !strings.Contains(seen.url, s.part) })); n != 1 {
		s.Errorf("%d writes to the part that is closed, want 1", n)
	}
}
