package apply

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
)

// TestExchanges carries exchanges out on a server that works: one request for
// each change, and one more for each circle.
func TestExchanges(t *testing.T) {
	chain := exchange{1, 2, 3, 99}
	alone := exchange{0, 1, 2, 3}
	for name, tt := range map[string]struct {
		exchange exchange
		circles  int
	}{
		"a swap":              {circle(2), 1},
		"a circle of three":   {circle(3), 1},
		"a circle of twenty":  {circle(20), 1},
		"a chain":             {chain, 0},
		"two circles":         {beside(circle(2), circle(5)), 2},
		"all sorts":           {beside(alone, circle(2), alone, circle(4), chain, alone), 2},
		"circles and no more": {beside(circle(2), circle(2), circle(2), circle(2)), 4},
	} {
		for _, field := range []string{"emailAddress1", "title"} {
			t.Run(name+" of "+field, func(t *testing.T) {
				exchanging(t, tt.exchange, field, func(t *testing.T, r *rig) {
					r.script = func(request) *mishap { return &mishap{carriedOut: true, takes: time.Second} }
					if err := r.run(t.Context()); err != nil {
						t.Fatal(err)
					}
					if r.clashes > 0 || len(r.requests) != len(tt.exchange)+tt.circles {
						t.Errorf("%d requests, %d for a value that was taken", len(r.requests), r.clashes)
					}
					r.wantCount(map[plan.Status]int{plan.Updated: len(tt.exchange)})
					r.proveCircles()
				})
			})
		}
	}
}

// mishapAt lets requests go wrong, by number. What is stored otherwise is the
// first field asked for.
func mishapAt(kinds map[int]string) func(request) *mishap {
	return func(q request) *mishap {
		kind, ok := kinds[q.n]
		switch {
		case !ok:
			return nil
		case kind == "otherwise", kind == "lost otherwise":
			m := mishapOf(kind)
			m.stored = func(now *plan.Current) {
				carryOut(now, edits(fmt.Sprintf(`[{"field":%q,"new":"other%d@example.se"}]`, q.edits[0].Field, q.n)))
			}
			return m
		default:
			return mishapOf(kind)
		}
	}
}

// TestMishapsInACircle lets one request go wrong, or two, the second of them on
// the way back perhaps.
func TestMishapsInACircle(t *testing.T) {
	type place struct {
		n    int // of the request
		kind string
	}
	story := func(field string, places ...place) {
		kinds, name := map[int]string{}, field
		for _, p := range places {
			kinds[p.n] = p.kind
			name += fmt.Sprintf(", %s at %d", p.kind, p.n)
		}
		t.Run(name, func(t *testing.T) {
			exchanging(t, circle(3), field, func(t *testing.T, r *rig) {
				r.script = mishapAt(kinds)
				r.proveEnd(r.run(t.Context()))
				r.prove()
				r.finish()
				if r.clashes > 0 {
					t.Errorf("%d requests for a value that was taken", r.clashes)
				}
			})
		})
	}
	for n := 1; n <= 4; n++ {
		for _, kind := range slices.Compact(slices.Clone(mishapKinds)) {
			story("emailAddress1", place{n, kind})
			story("title", place{n, kind})
		}
	}
	for n := 2; n <= 7; n++ {
		for _, kind := range []string{"422", "otherwise", "429", "500 done", "408", "lost", "lost done", "lost otherwise", "nobody", "401"} {
			for first := range n - 1 {
				story("emailAddress1", place{first + 1, "422"}, place{n, kind})
				story("emailAddress1", place{first + 1, "lost otherwise"}, place{n, kind})
			}
		}
	}
}

// TestStoredOtherwise stores another value than was asked for, at each place of a
// circle: that is taken back too.
func TestStoredOtherwise(t *testing.T) {
	for place := 1; place <= 4; place++ {
		exchanging(t, circle(3), "title", func(t *testing.T, r *rig) {
			r.script = mishapAt(map[int]string{place: "otherwise"})
			if err := r.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.wantCount(map[plan.Status]int{plan.Failed: 3})
			for _, c := range r.plan.Changes {
				if !r.isOld(c) {
					t.Errorf("place %d: %s holds %v", place, c.ID, r.records[c.ID].Fields)
				}
			}
		})
	}
}

// TestExchangedAlready finds that somebody else has made the exchange: nothing is
// sent.
func TestExchangedAlready(t *testing.T) {
	exchanging(t, circle(3), "emailAddress1", func(t *testing.T, r *rig) {
		for _, c := range r.plan.Changes {
			now := r.records[c.ID]
			carryOut(&now, c.Edits)
			r.records[c.ID], r.plan.Records[c.ID] = now, now
		}
		if err := r.run(t.Context()); err != nil || len(r.requests) > 0 {
			t.Errorf("Run = %v after %d requests", err, len(r.requests))
		}
		r.wantCount(map[plan.Status]int{plan.Unchanged: 3})
	})
}

// TestWalkBack refuses a step of a circle: the others are taken back, in reverse
// order, and name its row.
func TestWalkBack(t *testing.T) {
	const n = 5
	for place := 1; place <= n+1; place++ {
		t.Run(fmt.Sprint(place), func(t *testing.T) {
			exchanging(t, circle(n), "emailAddress1", func(t *testing.T, r *rig) {
				r.script = mishapAt(map[int]string{place: "422"})
				if err := r.run(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.proveCircles()
				sent := r.sent()
				back := sent[place:]
				slices.Reverse(back)
				if !slices.Equal(back, sent[:place-1]) {
					t.Errorf("there in the order %v, and in reverse %v", sent[:place-1], back)
				}
				for _, result := range r.results() {
					switch r.plan.Changes[result.Change-1].ID {
					case sent[place-1]:
						if result.Reason != Refused || result.HTTPStatus != 422 || len(result.Waited) > 0 {
							t.Errorf("what was refused: %+v", result)
						}
					default:
						if want := r.changeOf(sent[place-1]).Rows; result.Reason != Waited || !cmp.Equal(result.Waited, want) {
							t.Errorf("what was taken back: %+v", result)
						}
					}
				}
				requests := len(r.requests)
				r.finish()
				if len(r.requests) != requests {
					t.Errorf("%d requests more", len(r.requests)-requests)
				}
			})
		})
	}
}

func (r *rig) changeOf(id string) plan.Change {
	return r.plan.Changes[slices.IndexFunc(r.plan.Changes, func(c plan.Change) bool { return c.ID == id })]
}

// TestStranded lets a stranger take a value while it is parked: the circle can be
// neither completed nor walked back, and is said to hold a temporary value, until
// the stranger has gone.
func TestStranded(t *testing.T) {
	exchanging(t, circle(3), "emailAddress1", func(t *testing.T, r *rig) {
		r.records["stranger"] = student("stranger", `{}`)
		r.script = func(q request) *mishap {
			if q.n == 1 {
				return &mishap{carriedOut: true, stored: func(*plan.Current) { r.meddle("stranger", "emailAddress1", address(0)) }}
			}
			return nil
		}
		if err := r.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := r.results()[0]
		if got.Status != plan.Failed || got.Reason != Halfway || got.HTTPStatus != 409 || got.Attempts != 2 ||
			len(got.Differs) != 1 || got.Differs[0].Field != "emailAddress1" || !got.Differs[0].Old.IsBlank() || got.Differs[0].New.Text != address(0) {
			t.Errorf("%+v", got)
		}
		r.wantCount(map[plan.Status]int{plan.Failed: 3})
		delete(r.records, "stranger")
		r.finish()
		r.wantCount(map[plan.Status]int{plan.Failed: 3})
		if got := r.results()[0]; got.Reason != Waited {
			t.Errorf("%+v", got)
		}
	})
}

// TestMovedInACircle lets somebody change each record of a circle, before it is
// opened or while it is open: that record is left alone, and the others are as
// they were.
func TestMovedInACircle(t *testing.T) {
	const n = 4
	for moved := range n {
		for when := 0; when <= n; when++ {
			for _, refused := range []int{0, 5} {
				t.Run(fmt.Sprint(moved, " at ", when, refused), func(t *testing.T) {
					exchanging(t, circle(n), "emailAddress1", func(t *testing.T, r *rig) {
						id := fmt.Sprintf("s%04d", moved)
						meddle := func() { r.meddle(id, "emailAddress1", "somebody@example.se") }
						r.age(time.Hour)
						if when == 0 {
							meddle()
						}
						r.script = func(q request) *mishap {
							if q.n == refused {
								return &mishap{err: err422}
							}
							if q.n == when {
								return &mishap{carriedOut: true, takes: 10 * time.Minute, stored: func(now *plan.Current) {
									if q.id == id {
										carryOut(now, edits(`[{"field":"emailAddress1","new":"somebody@example.se"}]`))
										r.others[id], r.meddled[id] = true, true
									} else {
										meddle()
									}
								}}
							}
							return &mishap{carriedOut: true, takes: 10 * time.Minute}
						}
						if err := r.run(t.Context()); err != nil {
							t.Fatal(err)
						}
						if when == 0 && len(r.requests) > 0 {
							t.Errorf("%d requests, although a record had moved before the first", len(r.requests))
						}
						if got := r.records[id].Fields["emailAddress1"].Text; got != "somebody@example.se" && (when == 0 || r.requests[when-1].id != id) {
							t.Errorf("what somebody wrote has become %q", got)
						}
						r.finish()
					})
				})
			}
		}
	}
}
