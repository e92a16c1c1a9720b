package apply

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"importer/internal/plan"
	"importer/internal/validate"
)

// TestFoldACircle folds journals about a swap: step 1 parks the first record's
// address, step 2 gives it to the second, step 3 gives that one's to the first.
func TestFoldACircle(t *testing.T) {
	seq := 0
	out := func(o Outcome) Entry { seq++; return Entry{Seq: seq, Outcome: &o} }
	asked := func(step int, back bool) Entry { return Entry{Intent: &Intent{Step: step, Back: back, Attempt: 1}} }
	done := func(step int) Entry { return out(Outcome{Step: step, Attempt: 1, Decision: Done}) }
	back := func(step int, d Decision, r Reason) Entry {
		return out(Outcome{Step: step, Back: true, Attempt: 1, Decision: d, Reason: r})
	}
	failed := out(Outcome{Step: 3, Attempt: 1, Decision: GiveUp, Reason: Refused, Status: 422})
	empty := edits(`[{"field":"emailAddress1","old":null,"new":"s0000@example.se","unique":true}]`)
	taken := edits(`[{"field":"emailAddress1","old":"s0000@example.se","new":"s0001@example.se","unique":true}]`)
	tests := []struct {
		name          string
		entries       []Entry
		first, second Result // but for Change and Attempts
	}{
		{"opened", []Entry{done(1)}, Result{Status: plan.Pending, Reason: Halfway, Differs: empty}, Result{Status: plan.Pending}},
		{"half done", []Entry{done(1), done(2)}, Result{Status: plan.Pending, Reason: Halfway, Differs: empty}, Result{Status: plan.Updated}},
		{"under way", []Entry{done(1), done(2), asked(3, false)}, Result{Status: plan.Unknown, Differs: empty}, Result{Status: plan.Updated}},
		{"done", []Entry{done(1), done(2), done(3)}, Result{Status: plan.Updated}, Result{Status: plan.Updated}},
		{"opened, and not known further", []Entry{done(1), out(Outcome{Step: 2, Attempt: 1, Decision: Unresolved, Reason: Lost})},
			Result{Status: plan.Failed, Reason: Halfway, Differs: empty, Waited: []int{3}}, Result{Status: plan.Unknown, Reason: Lost}},
		{"not opened", []Entry{out(Outcome{Step: 1, Attempt: 1, Decision: GiveUp, Reason: Refused, Status: 422})},
			Result{Status: plan.Failed, Reason: Refused, HTTPStatus: 422}, Result{Status: plan.Failed, Reason: Waited, Waited: []int{2}}},
		{"moved before it was opened", []Entry{out(Outcome{Step: 2, Decision: LeaveAlone, Reason: Moved, Differs: taken})},
			Result{Status: plan.Failed, Reason: Waited, Waited: []int{3}}, Result{Status: plan.Conflict, Reason: Moved, Differs: taken}},
		{"failed", []Entry{done(1), done(2), failed},
			Result{Status: plan.Failed, Reason: Halfway, Differs: empty}, Result{Status: plan.Failed, Reason: Halfway, Differs: taken}},
		{"being taken back", []Entry{done(1), done(2), failed, asked(2, true)},
			Result{Status: plan.Failed, Reason: Halfway, Differs: empty}, Result{Status: plan.Unknown, Reason: Halfway, Differs: taken}},
		{"half taken back", []Entry{done(1), done(2), failed, back(2, Done, "")},
			Result{Status: plan.Failed, Reason: Halfway, Differs: empty}, Result{Status: plan.Failed, Reason: Waited, Waited: []int{2}}},
		{"taken back", []Entry{done(1), done(2), failed, back(2, Done, ""), back(1, NothingToDo, "")},
			Result{Status: plan.Failed, Reason: Refused, HTTPStatus: 422}, Result{Status: plan.Failed, Reason: Waited, Waited: []int{2}}},
		{"not to be taken back", []Entry{done(1), done(2), failed, back(2, GiveUp, Refused)},
			Result{Status: plan.Failed, Reason: Halfway, Differs: empty}, Result{Status: plan.Failed, Reason: Halfway, Differs: taken}},
		{"moved", []Entry{done(1), done(2), failed, back(2, LeaveAlone, Moved), back(1, Done, "")},
			Result{Status: plan.Failed, Reason: Refused, HTTPStatus: 422}, Result{Status: plan.Conflict, Reason: Moved}},
		{"never known", []Entry{done(1), done(2), failed, back(2, Done, ""), back(1, Unresolved, Lost)},
			Result{Status: plan.Unknown, Reason: Halfway, Differs: empty}, Result{Status: plan.Failed, Reason: Waited, Waited: []int{2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := circle(2).plan("emailAddress1")
			got, err := Fold(p, tt.entries)
			tt.first.Change, tt.second.Change = 1, 2
			want := []Result{tt.first, tt.second}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Result{}, "Attempts")); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// TestInverse takes back steps of a change that stands in two circles: the last
// of them gives way to the temporary values again, and those to the old ones.
func TestInverse(t *testing.T) {
	p, _ := circle(2).plan("emailAddress1")
	more := edits(`[
		{"field":"title","old":"1A","new":"1B","unique":true,"park":"rename"},
		{"field":"memberIDs","old":["a","b"],"new":["b","c"],"add":["c"],"remove":["a"]},
		{"field":"note","old":{"unreadable":true},"new":"n"},
		{"field":"phoneNumber1","old":"+46701740605","new":"+46701740606","was":"070-174 06 05"},
		{"field":"firstName","old":"Ada","new":"Eva"}]`)
	p.Changes[0].Edits = append(p.Changes[0].Edits, more...)
	p.Changes[1].Edits = append(p.Changes[1].Edits, edits(`[{"field":"title","old":"1B","new":"1A","unique":true,"park":"rename"}]`)...)
	p.Steps = plan.Order(p.Changes)
	l := newLedger(p, nil)
	parking := p.Steps[0]
	own := slices.IndexFunc(p.Steps, func(s plan.Step) bool { return s.Change == parking.Change && !s.Parks }) + 1
	if !parking.Parks || len(l.circles) != 1 || parking.Change != 1 {
		t.Fatalf("the steps are %+v", p.Steps)
	}
	got, lost := l.inverse(own)
	want := edits(`[
		{"field":"emailAddress1","old":"s0001@example.se","new":null,"unique":true},
		{"field":"title","old":"1B","new":"1A ~d439","unique":true},
		{"field":"memberIDs","old":["b","c"],"new":["a","b"],"add":["a"],"remove":["c"]},
		{"field":"phoneNumber1","old":"+46701740606","new":"070-174 06 05"},
		{"field":"firstName","old":"Eva","new":"Ada"}]`)
	want[3].New = validate.Of("+46701740605").Written("070-174 06 05")
	if diff := cmp.Diff(want, got); diff != "" || got[3].New.Text != "070-174 06 05" {
		t.Error(diff, got[3].New.Text)
	}
	if len(lost) != 1 || lost[0].Field != "note" {
		t.Errorf("what can't be put back: %+v", lost)
	}
	if got, _ := l.inverse(1); !cmp.Equal(got, edits(`[{"field":"emailAddress1","old":null,"new":"s0000@example.se","unique":true}]`)) {
		t.Errorf("of the parking: %+v", got)
	}
}

// TestTakenBackInPart lets somebody change one of two fields that are to be
// taken back: the other one is put back all the same.
func TestTakenBackInPart(t *testing.T) {
	for _, lost := range []bool{false, true} {
		exchanging(t, circle(2), "emailAddress1", func(t *testing.T, r *rig) {
			r.plan.Changes[1].Edits = append(r.plan.Changes[1].Edits, edits(`[{"field":"firstName","old":"Ada","new":"Eva"}]`)...)
			r.plan.Steps = plan.Order(r.plan.Changes)
			r.script = func(q request) *mishap {
				switch {
				case q.n == 3:
					r.meddle("s0001", "firstName", "Ida")
					return &mishap{err: err422, takes: 10 * time.Minute}
				case q.n == 4 && lost:
					return &mishap{err: errLost, carriedOut: true}
				}
				return nil
			}
			if err := r.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := r.results()[1]
			if got.Status != plan.Conflict || got.Reason != Moved || len(got.Differs) != 1 || got.Differs[0].Field != "firstName" {
				t.Errorf("%+v", got)
			}
			now := r.records["s0001"].Fields
			if now["firstName"].Text != "Ida" || now["emailAddress1"].Text != address(1) || r.records["s0000"].Fields["emailAddress1"].Text != address(0) {
				t.Errorf("%v and %v", now, r.records["s0000"].Fields)
			}
		})
	}
}

// TestLostAndMoved loses the answer about two fields, of which somebody changes
// one: the circle fails with it, and the other field is put back.
func TestLostAndMoved(t *testing.T) {
	exchanging(t, circle(2), "emailAddress1", func(t *testing.T, r *rig) {
		r.plan.Changes[1].Edits = append(r.plan.Changes[1].Edits, edits(`[{"field":"firstName","old":"Ada","new":"Eva"}]`)...)
		r.plan.Steps = plan.Order(r.plan.Changes)
		r.script = func(q request) *mishap {
			if q.n != 2 {
				return nil
			}
			return &mishap{err: errLost, carriedOut: true, stored: func(now *plan.Current) {
				carryOut(now, edits(`[{"field":"firstName","new":"Ida"}]`))
			}}
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.results(); got[0].Reason != Waited || got[1].Status != plan.Conflict || len(got[1].Differs) != 1 {
			t.Errorf("%+v", got)
		}
		first, second := r.records["s0000"].Fields, r.records["s0001"].Fields
		if first["emailAddress1"].Text != address(0) || second["emailAddress1"].Text != address(1) || second["firstName"].Text != "Ida" {
			t.Errorf("%v and %v", first, second)
		}
	})
}

// TestNotToBePutBack takes a step back that has overwritten what the server
// doesn't show: the rest is put back, and the change says which field isn't.
func TestNotToBePutBack(t *testing.T) {
	exchanging(t, circle(2), "emailAddress1", func(t *testing.T, r *rig) {
		hidden := edits(`[{"field":"note","old":{"unreadable":true},"new":"n"}]`)
		r.plan.Changes[1].Edits = append(r.plan.Changes[1].Edits, hidden...)
		r.plan.Steps = plan.Order(r.plan.Changes)
		r.records["s0001"].Fields["note"] = hidden[0].Old
		r.script = mishapAt(map[int]string{3: "422"})
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := r.results()[1]
		last := got.Differs[len(got.Differs)-1]
		if got.Status != plan.Failed || got.Reason != Halfway || last.Field != "note" || !last.New.IsUnreadable() {
			t.Errorf("%+v", got)
		}
		if now := r.records["s0001"].Fields; now["emailAddress1"].Text != address(1) || now["note"].Text != "n" {
			t.Errorf("%v", now)
		}
	})
}

// TestHangers lets steps outside of a circle wait for what its changes give up:
// they go only when it is complete, and not at all when it fails.
func TestHangers(t *testing.T) {
	for name, kinds := range map[string]map[int]string{"done": nil, "failed": {3: "422"}} {
		t.Run(name, func(t *testing.T) {
			exchanging(t, beside(circle(2), exchange{0, 1}), "emailAddress1", func(t *testing.T, r *rig) {
				r.Limits.Canaries = 1
				give := edits(`[{"field":"external.sourceID","old":"x1","new":"x2","unique":true}]`)
				take := edits(`[{"field":"external.sourceID","old":"x0","new":"x1","unique":true}]`)
				r.plan.Changes[1].Edits = append(r.plan.Changes[1].Edits, give...)
				r.plan.Changes[2].Edits = take
				r.plan.Steps = plan.Order(r.plan.Changes)
				for id, held := range map[string]string{"s0001": "x1", "s0002": "x0"} {
					r.records[id].Fields["external.sourceID"] = student("", `{"x":"`+held+`"}`).Fields["x"]
				}
				r.script = func(q request) *mishap {
					q.n-- // the canary
					return mishapAt(kinds)(q)
				}
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				sent, got := r.sent(), r.results()[2]
				switch {
				case name == "done" && (sent[len(sent)-1] != "s0002" || got.Status != plan.Updated):
					t.Errorf("sent %v; %+v", sent, got)
				case name == "failed" && (slices.Contains(sent, "s0002") || got.Reason != Waited || !cmp.Equal(got.Waited, []int{2})):
					t.Errorf("sent %v; %+v", sent, got)
				}
				r.proveCircles()
			})
		})
	}
}

// TestCircleWaitsAsAWhole fails a step that the last of a circle waits for: the
// circle isn't opened.
func TestCircleWaitsAsAWhole(t *testing.T) {
	exchanging(t, beside(circle(3), exchange{0}), "emailAddress1", func(t *testing.T, r *rig) {
		last := &r.plan.Steps[len(r.plan.Steps)-2]
		last.After = append(last.After, 5)
		r.script = func(q request) *mishap { return &mishap{err: err422} }
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(r.sent(), []string{"s0003"}) {
			t.Errorf("sent %v", r.sent())
		}
		r.wantCount(map[plan.Status]int{plan.Failed: 4})
		r.proveCircles()
	})
}

// TestCanaryOpensNoCircle refuses everything: the first requests are those of
// steps that stand alone, though circles come first in the plan.
func TestCanaryOpensNoCircle(t *testing.T) {
	exchanging(t, beside(circle(3), circle(2), exchange{0, 1, 2, 3}), "emailAddress1", func(t *testing.T, r *rig) {
		r.script = func(request) *mishap { return &mishap{err: err422, takes: time.Second} }
		if err := r.run(t.Context()); !errors.Is(err, ErrCanary) || !slices.Equal(r.sent(), []string{"s0005", "s0006", "s0007"}) {
			t.Errorf("Run = %v; sent %v", err, r.sent())
		}
		r.wantCount(map[plan.Status]int{plan.Failed: 3, plan.Pending: 6})
	})
}

// TestBreakerCountsCircles refuses the second step of every circle: that ten of
// them were parked, and taken back, doesn't count as success.
func TestBreakerCountsCircles(t *testing.T) {
	exchanging(t, beside(slices.Repeat([]exchange{circle(2)}, 15)...), "emailAddress1", func(t *testing.T, r *rig) {
		r.Concurrency = 1
		r.script = func(q request) *mishap {
			if len(q.edits) == 1 && !q.edits[0].New.IsBlank() && !q.edits[0].Old.IsBlank() {
				return &mishap{err: err422}
			}
			return nil
		}
		if err := r.run(t.Context()); !errors.Is(err, ErrBreaker) || len(r.requests) != 30 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
		r.wantCount(map[plan.Status]int{plan.Failed: 20, plan.Pending: 10})
		r.proveCircles()
	})
}
