package apply

import (
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"importer/internal/plan"
)

// inModules puts the records of a plan into modules by turns, each in one of two
// sets.
func (r *rig) inModules(modules ...string) {
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		c.Scope = url.Values{"module": {modules[i%len(modules)]}, "set": {fmt.Sprint(i % 4 / 2)}}.Encode()
	}
}

// scope gives a part of the scope of a record, by its id.
func (r *rig) scope(id, name string) string {
	for _, c := range r.plan.Changes {
		if c.ID == id {
			scope, _ := url.ParseQuery(c.Scope)
			return scope.Get(name)
		}
	}
	return ""
}

// requestsIn counts the requests for records of a module.
func (r *rig) requestsIn(module string) (n int) {
	for _, q := range r.requests {
		if r.scope(q.id, "module") == module {
			n++
		}
	}
	return n
}

// After a part has turned out to be closed, nothing more is sent there, and all
// else is.
func TestNothingIsSentToWhatIsClosed(t *testing.T) {
	tests := map[string]struct {
		part string
		sent int // requests for records of m1
	}{
		"the module":       {"module=m1", 1},
		"one of its sets":  {"module=m1&set=0", 6},
		"the record alone": {"", 10},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rowByRow(t, 20, func(t *testing.T, r *rig) {
				r.inModules("m1", "m2")
				r.Concurrency = 1
				r.script = func(q request) *mishap {
					if r.scope(q.id, "module") == "m1" && (test.part != "module=m1&set=0" || r.scope(q.id, "set") == "0") {
						return &mishap{err: &Refusal{Status: 403, Code: "forbidden", Narrow: true, Part: test.part}}
					}
					return nil
				}
				if err := r.run(t.Context()); err != nil {
					t.Errorf("the run ends with %v", err)
				}
				if n := r.requestsIn("m1"); n != test.sent {
					t.Errorf("%d requests for what is closed, want %d", n, test.sent)
				}
				if n := r.requestsIn("m2"); n != 10 {
					t.Errorf("%d requests for what is open, want 10", n)
				}
				r.wantClosed()
			})
		})
	}
}

// wantClosed holds that what failed without a request says why.
func (r *rig) wantClosed() {
	for _, result := range r.results() {
		switch {
		case result.Status != plan.Failed:
		case result.Attempts == 1 && result.Reason != Denied,
			result.Attempts == 0 && (result.Reason != Closed || result.HTTPStatus != 403 || result.Code != "forbidden"):
			r.t.Errorf("a change ended with %+v", result)
		}
	}
}

// A record that may not be read any more isn't taken for gone.
func TestWhatMayNotBeReadIsNotGone(t *testing.T) {
	denied := func(r *rig) {
		for id, now := range r.records {
			r.records[id] = plan.Current{Kind: now.Kind, Denied: "module M1"} // which doesn't say of what record
		}
	}
	t.Run("before a write", func(t *testing.T) {
		rowByRow(t, 2, func(t *testing.T, r *rig) {
			denied(r)
			time.Sleep(time.Hour) // the readings are old
			if err := r.run(t.Context()); err != nil {
				t.Errorf("the run ends with %v", err)
			}
			for _, result := range r.results() {
				if result.Status != plan.Failed || result.Reason != Denied || result.Message != "module M1" || result.Attempts != 0 {
					t.Errorf("a change ended with %+v", result)
				}
			}
		})
	})
	t.Run("after a lost answer", func(t *testing.T) {
		rowByRow(t, 1, func(t *testing.T, r *rig) {
			r.script = func(request) *mishap {
				denied(r)
				return &mishap{err: errors.New("connection reset by peer")}
			}
			_ = r.run(t.Context()) // the outage may end it
			if s := r.statuses()[0]; s != plan.Unknown {
				t.Errorf("the change is %s", s)
			}
		})
	})
}
