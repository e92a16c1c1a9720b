package apply

import "fmt"

// A breaker stops a run in which changes fail one after another in one way.
type breaker struct {
	limit  int
	kind   failure // of the last one
	change int     // the last one
	row    int
}

// A failure is what makes two failed changes alike.
type failure struct {
	reason Reason
	status int
	code   string
}

// take counts a final outcome. Steps that were settled without the server's
// help say nothing.
func (b *breaker) take(change int, out Outcome) error {
	switch {
	case out.Decision == Done:
		b.row = 0
	case out.Reason == Denied, out.Reason == Closed: // that says nothing of the others
	case out.Decision == GiveUp || out.Decision == Unresolved:
		return b.fail(change, failure{out.Reason, out.Status, out.Code})
	}
	return nil
}

func (b *breaker) fail(change int, f failure) error {
	if b.row > 0 && change == b.change {
		return nil
	}
	if f != b.kind {
		b.row = 0
	}
	b.kind, b.change = f, change
	b.row++
	if b.row < b.limit {
		return nil
	}
	return fmt.Errorf("%w: %d with status %d %s", ErrBreaker, b.row, f.status, f.code)
}

// A canary watches the first steps, which go one by one.
type canary struct {
	limit    int
	answered int
	refused  int
	over     bool
}

// take counts a final outcome of a step that was sent, in its time.
func (c *canary) take(out Outcome) error {
	if c.over || out.Attempt == 0 || out.Reason == Denied {
		return nil
	}
	c.answered++
	if out.Decision == GiveUp && (out.Reason == Refused || out.Reason == Differs) {
		c.refused++
	}
	c.over = c.answered == c.limit
	if c.refused < c.limit {
		return nil
	}
	return fmt.Errorf("%w: the last with status %d %s", ErrCanary, out.Status, out.Code)
}
