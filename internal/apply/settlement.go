package apply

import "slices"

// settleStep brings a step to its end, by what the ledger says of it, and with it
// those that wait for it in vain.
func (c *collector) settleStep(step int) {
	ended := []int{step}
	if c.ledger.accounts[step-1].good() {
		c.schedule.done(step)
	} else {
		ended = c.fail(step)
	}
	c.close(ended)
}

// fail settles a step that failed, all of its circle that haven't gone, and all
// that wait for them. It gives them, and begins to walk the circle back.
func (c *collector) fail(step int) []int {
	from := step
	for _, n := range slices.Backward(c.ledger.ring(step)) {
		if !c.schedule.settled[n-1] {
			from = n
		}
	}
	ended := append([]int{from}, c.schedule.fail(from)...)
	if back := c.ledger.toReturn(step); len(back) > 0 {
		c.returning[c.ledger.circle[step-1]] = true
		c.schedule.returns = append(c.schedule.returns, back[0])
		c.schedule.open += len(back)
	}
	return ended
}

// settleReturn goes on with a walk-back when a step was taken back, or left alone
// because its record has moved. Otherwise the rest of the circle has to stay as
// it is: what the step before would take back may still be held by this one.
func (c *collector) settleReturn(out Outcome) {
	left := c.ledger.toReturn(out.Step)
	c.schedule.open--
	if len(left) > 0 && !c.ledger.stands(out.Step) {
		c.schedule.returns = append(c.schedule.returns, left[0])
		return
	}
	c.schedule.open -= len(slices.DeleteFunc(left, func(n int) bool { return n == out.Step }))
	delete(c.returning, c.ledger.circle[out.Step-1])
	c.close([]int{out.Step})
}

// close ends steps. Those of a circle end together, when nothing more is done
// about any of them.
func (c *collector) close(steps []int) {
	circles := map[int]bool{}
	for _, n := range steps {
		k := c.ledger.circle[n-1]
		switch {
		case k == none:
			c.closeStep(n)
		case !circles[k] && c.over(k):
			for _, n := range c.ledger.circles[k] {
				c.closeStep(n)
			}
		}
		circles[k] = true
	}
}

// over reports whether nothing more is done about a circle.
func (c *collector) over(circle int) bool {
	open := func(n int) bool { return !c.schedule.settled[n-1] }
	return !c.returning[circle] && !slices.ContainsFunc(c.ledger.circles[circle], open)
}

// closeStep ends a step, and with its last step a change.
func (c *collector) closeStep(step int) {
	change := c.plan().Steps[step-1].Change
	if c.records.settle(change) == 0 {
		c.observe(Event{Kind: Settled, Change: change, Result: c.ledger.result(change)})
	}
}

// takeOver settles what earlier runs have settled.
func (c *collector) takeOver() {
	for i := range c.ledger.accounts {
		if c.ledger.accounts[i].settled() && !c.schedule.settled[i] {
			c.settleStep(i + 1)
		}
	}
}
