package main

import (
	"context"
	"time"

	"importer/internal/apply/run"
	"importer/internal/plan"
)

// leaveStrays leaves out of open changes the members whom somebody has put into
// another class since the plan was made, and gives how many those are. back says
// that the plan takes a run back.
func (e *execution) leaveStrays(ctx context.Context, open []plan.Change, back bool) (int, error) {
	members := e.spec.Schema.Members
	if members == nil {
		return 0, nil
	}
	roster := e.roster(e.spec)
	strays, err := e.plan.Strays(ctx, open, roster, members.Field, e.conn)
	if err != nil {
		return 0, err
	}
	if back {
		e.plan.Forgive(strays)
	}
	e.plan.LeaveOut(strays, open, roster, members.Field)
	return len(strays), nil
}

// settleStrays does so for a run that has its directory, tells the user, and
// keeps the plan as it is then.
func (e *execution) settleStrays(ctx context.Context, open []plan.Change) error {
	n, err := e.leaveStrays(ctx, open, e.dir.Meta.Kind == run.Undo)
	if n == 0 || err != nil {
		return err
	}
	said := e.lang.Say("%d pupils have been put into another class since the preview: they are left alone.", n)
	if n == 1 {
		said = e.lang.Say("1 pupil has been put into another class since the preview, and is left alone.")
	}
	e.note("%s", said)
	return e.dir.SavePlan(e.plan)
}

// heedDelay looks for strays if the classes were read a while ago: the user may
// have been asked before lunch, and answered after it.
func (e *execution) heedDelay(ctx context.Context) error {
	if e.now().Sub(e.began) < lately {
		return nil
	}
	return e.settleStrays(ctx, e.plan.Changes)
}

// lately is how old the reading of the classes may be when members are put into
// others.
const lately = 5 * time.Minute
