package target

import (
	"cmp"
	"errors"
	"os"

	"importer/internal/apply"
	"importer/internal/plan"
)

// A carriage carries one plan out, and goes on with it.
type carriage struct {
	*subject
	plan   *plan.Plan
	limits apply.Limits
	path   string // of the journal
}

func (s *subject) carriage(p *plan.Plan) *carriage {
	return &carriage{subject: s, plan: p, path: s.file("jsonl")}
}

// unsynced is a file that is good enough for a test.
type unsynced struct{ *os.File }

func (unsynced) Sync() error { return nil }

// run carries the plan out, or goes on with it, and holds the requests against
// the journal: each was announced, and none left that wasn't.
func (c *carriage) run(stop <-chan struct{}) error {
	c.Helper()
	before := c.entries()
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.Fatal(err)
	}
	journal := apply.NewJournal(unsynced{f}, len(before))
	began := len(c.front.came(aWrite))
	runner := apply.Runner{
		Finder: c.conn, Patcher: c.conn, Gate: c.conn, Journal: journal, Before: before, Limits: c.limits,
		Concurrency: cmp.Or(c.spec.Concurrency, 8), By: apply.Started{Who: "Astrid Holm"},
	}
	failed := runner.Run(c.Context(), *c.plan, stop, nil)
	if err := journal.Close(); err != nil {
		c.Fatal(err)
	}
	announced := apply.Intended(c.entries()).Writes - apply.Intended(before).Writes
	if came := len(c.front.came(aWrite)) - began; !c.subject.deaf && int64(came) != announced {
		c.Errorf("%d writes came, and %d were announced", came, announced)
	}
	c.hear(failed, c.entries(), c.results())
	return failed
}

func (c *carriage) entries() []apply.Entry {
	c.Helper()
	entries, err := apply.ReadJournal(c.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		c.Fatal(err)
	}
	return entries
}

func (c *carriage) results() []apply.Result {
	c.Helper()
	results, err := apply.Fold(*c.plan, c.entries())
	if err != nil {
		c.Fatal(err)
	}
	return results
}

// wantDone carries the plan out, whose changes must all be made.
func (c *carriage) wantDone() {
	c.Helper()
	if err := c.run(nil); err != nil {
		c.Fatal(err)
	}
	for _, r := range c.results() {
		if r.Status != plan.Updated || len(r.NotVerified) > 0 {
			c.Errorf("a change ended with %+v", r)
		}
	}
}
