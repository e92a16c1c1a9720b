package apply

import (
	"errors"
	"net/url"
	"slices"
	"sync"

	"importer/internal/plan"
)

// closures are the parts of a system to which the account may not write, as the
// refusals of this run have shown. Nothing more is sent there.
type closures struct {
	mu  sync.Mutex
	all []closure
}

// A closure is a part, as Refusal.Part gives it, and the outcome that showed it.
type closure struct {
	part    url.Values
	outcome Outcome
}

// learn takes note of a refusal that is about a part.
func (c *closures) learn(failure error, out Outcome) {
	no, refused := errors.AsType[*Refusal](failure)
	if !refused || out.Reason != Denied || no.Part == "" {
		return
	}
	part, err := url.ParseQuery(no.Part)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, closure{part, out})
}

// over gives the outcome of a change that isn't to be sent, because its record is
// in a part that is closed.
func (c *closures) over(change plan.Change) (out Outcome, closed bool) {
	scope, err := url.ParseQuery(change.Scope)
	if err != nil {
		return Outcome{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.all, func(one closure) bool { return one.holds(scope) })
	if i < 0 {
		return Outcome{}, false
	}
	first := c.all[i].outcome
	return Outcome{
		Decision: GiveUp, Reason: Closed,
		Status: first.Status, Code: first.Code, Message: first.Message, RequestID: first.RequestID,
	}, true
}

// holds reports whether a scope lies within the part.
func (c closure) holds(scope url.Values) bool {
	for name := range c.part {
		if c.part.Get(name) != scope.Get(name) {
			return false
		}
	}
	return true
}
