package apply

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"importer/internal/plan"
)

// A tangle is an exchange of the values of one field or two, and how the run of
// it is disturbed.
type tangle struct {
	addresses, titles exchange
	mishaps           map[int]string // by number of the request
	unreadable        map[int]bool   // by number of the reading
	meddling          map[int]int    // student whose record somebody changes, by number of the request
	age, takes        time.Duration
	pace              time.Duration
	workers           int
	stopAt, killAt    time.Duration // 0: never
	killNext          time.Duration // when the run after this one is killed; 0: never
	failSync          int           // 0: never
}

func drawTangle(t *rapid.T) tangle {
	n := rapid.IntRange(2, 9).Draw(t, "students")
	moves := func(label string) exchange {
		e := exchange(rapid.SliceOfNDistinct(rapid.IntRange(0, n+2), n, n, rapid.ID[int]).Draw(t, label))
		for i, to := range e {
			if to >= n {
				e[i] = to + 90
			}
		}
		return e
	}
	g := tangle{addresses: moves("addresses"), mishaps: map[int]string{}, unreadable: map[int]bool{}, meddling: map[int]int{}}
	if rapid.Bool().Draw(t, "two fields") {
		g.titles = moves("titles")
	}
	for range rapid.IntRange(0, 5).Draw(t, "mishaps") {
		g.mishaps[rapid.IntRange(1, 3*n).Draw(t, "request")] = rapid.SampledFrom(mishapKinds).Draw(t, "mishap")
	}
	for range rapid.IntRange(0, 8).Draw(t, "failing readings") {
		g.unreadable[rapid.IntRange(1, 20).Draw(t, "reading")] = true
	}
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "meddling") {
		g.meddling[rapid.IntRange(1, 2*n).Draw(t, "request")] = rapid.IntRange(0, n-1).Draw(t, "student")
	}
	g.age = rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "age")
	g.takes = rapid.SampledFrom([]time.Duration{0, time.Second, 6 * time.Minute}).Draw(t, "takes")
	g.pace = rapid.SampledFrom([]time.Duration{0, 0, time.Second, 20 * time.Second}).Draw(t, "pace")
	g.workers = rapid.IntRange(1, 4).Draw(t, "workers")
	g.stopAt = rapid.SampledFrom([]time.Duration{0, 0, 1, 1500 * time.Millisecond, 4500 * time.Millisecond, time.Minute}).Draw(t, "stop")
	g.killAt = rapid.SampledFrom([]time.Duration{0, 0, 2, 2500 * time.Millisecond, 6500 * time.Millisecond, 2 * time.Minute}).Draw(t, "kill")
	g.killNext = rapid.SampledFrom([]time.Duration{0, 1, 1500 * time.Millisecond, 3500 * time.Millisecond}).Draw(t, "second kill")
	g.failSync = rapid.SampledFrom([]int{0, 0, 0, 2, 3, 5, 8, 13, 21}).Draw(t, "failing sync")
	return g
}

// rig joins the exchanges of two fields in one plan.
func (g tangle) rig(t failer) *rig {
	p, records := g.addresses.plan("emailAddress1")
	if g.titles != nil {
		titles, named := g.titles.plan("title")
		for i := range p.Changes {
			p.Changes[i].Edits = append(p.Changes[i].Edits, titles.Changes[i].Edits...)
			id := p.Changes[i].ID
			records[id].Fields["title"] = named[id].Fields["title"]
		}
		p.Steps = plan.Order(p.Changes)
	}
	r := newRig(t, p, records)
	r.others, r.meddled = map[string]bool{}, map[string]bool{}
	r.age(g.age)
	r.disk.failSync, r.pace, r.Concurrency = g.failSync, g.pace, g.workers
	mishaps := mishapAt(g.mishaps)
	r.script = func(q request) *mishap {
		if i, ok := g.meddling[q.n]; ok && !r.under[r.plan.Changes[i].ID] {
			r.meddle(r.plan.Changes[i].ID, "emailAddress1", fmt.Sprintf("somebody%d@example.se", q.n))
		}
		if m := mishaps(q); m != nil {
			return m
		}
		return &mishap{carriedOut: true, takes: g.takes}
	}
	r.unreadable = func([]string) error {
		if g.unreadable[len(r.readings)] {
			return errLost
		}
		return nil
	}
	return r
}

// tell carries the exchange out through all that is in its way, and then to its
// end on a server that works.
func (g tangle) tell(t failer) {
	r := g.rig(t)
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	if stop := r.stop; g.stopAt > 0 {
		defer time.AfterFunc(g.stopAt, func() { close(stop) }).Stop()
	}
	if g.killAt > 0 {
		defer time.AfterFunc(g.killAt, kill).Stop()
	}
	r.proveEnd(r.run(ctx))
	r.prove()
	if g.killNext > 0 {
		ctx, kill := context.WithCancel(context.Background())
		defer kill()
		defer time.AfterFunc(g.killNext, kill).Stop()
		r.proveEnd(r.again(ctx))
		r.prove()
	}
	r.finish()
	if r.clashes > 0 {
		t.Errorf("%d requests for a value that was taken", r.clashes)
	}
}

// Whatever goes wrong, in the end every circle is whole, or as it was, and no
// value was ever asked for while another record held it.
func TestTangles(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := drawTangle(rt)
		var failures collection
		synctest.Test(t, func(*testing.T) { g.tell(&failures) })
		for _, f := range failures.list {
			rt.Error(f)
		}
	})
}
