package apply

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"importer/internal/plan"
)

// A story is a plan, a server's behaviour, and how the run is disturbed.
type story struct {
	rows     int
	lanes    []string
	after    [][]int             // by step, numbers below its own or above, never in a circle
	mishaps  map[string][]string // by record, by attempt
	readings []bool              // whether each reading fails
	drift    map[string]string   // last name by record, "" for one that is gone
	age      time.Duration
	pace     time.Duration
	workers  int
	stopAt   time.Duration // 0: never
	killAt   time.Duration // 0: never
	failSync int           // 0: never
}

var mishapKinds = []string{
	"done", "done", "done", "slow", "otherwise", "422", "409", "301", "404", "429", "429 told", "503 told", "500", "500 done", "408",
	"lost", "lost done", "lost otherwise", "nobody", "another", "401", "403",
}

func drawStory(t *rapid.T) story {
	s := story{rows: rapid.IntRange(1, 14).Draw(t, "rows"), mishaps: map[string][]string{}, drift: map[string]string{}}
	order := rapid.Permutation(numbers(s.rows)).Draw(t, "order")
	s.after = make([][]int, s.rows)
	for i, step := range order {
		id := fmt.Sprintf("s%04d", i)
		s.lanes = append(s.lanes, rapid.SampledFrom([]string{"", "", "north", "south"}).Draw(t, "lane"))
		s.mishaps[id] = rapid.SliceOfN(rapid.SampledFrom(mishapKinds), 0, 7).Draw(t, "mishaps")
		if rapid.IntRange(0, 5).Draw(t, "drifts") == 0 {
			s.drift[id] = rapid.SampledFrom([]string{"Berg", "Dal", ""}).Draw(t, "drift")
		}
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "waits") == 0 {
			s.after[step-1] = rapid.SliceOfNDistinct(rapid.SampledFrom(order[:i]), 1, 2, rapid.ID).Draw(t, "after")
		}
	}
	s.readings = rapid.SliceOfN(rapid.Bool(), 0, 20).Draw(t, "readings")
	s.age = rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "age")
	s.pace = rapid.SampledFrom([]time.Duration{0, time.Millisecond, 3 * time.Second}).Draw(t, "pace")
	s.workers = rapid.IntRange(1, 9).Draw(t, "workers")
	s.stopAt = rapid.SampledFrom([]time.Duration{0, 0, 1, time.Second, time.Minute}).Draw(t, "stop")
	s.killAt = rapid.SampledFrom([]time.Duration{0, 0, 2, 2 * time.Second, 2 * time.Minute}).Draw(t, "kill")
	s.failSync = rapid.SampledFrom([]int{0, 0, 1, 2, 5, 11, 17}).Draw(t, "failing sync")
	return s
}

// numbers gives 1 to n.
func numbers(n int) (list []int) {
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

func (s story) rig(t failer) *rig {
	p, records := surnames(s.rows)
	for i := range p.Changes {
		p.Changes[i].Lane, p.Steps[i].After = s.lanes[i], s.after[i]
	}
	r := newRig(t, p, records)
	r.age(s.age)
	r.others = map[string]bool{}
	for id, name := range s.drift {
		r.others[id] = true
		r.records[id] = student(id, `{"firstName":"Ada","lastName":"`+name+`"}`)
		if name == "" {
			delete(r.records, id)
		}
	}
	r.disk.failSync, r.pace, r.Concurrency = s.failSync, s.pace, s.workers
	r.script = func(q request) *mishap {
		if list := s.mishaps[q.id]; q.attempt <= len(list) {
			return mishapOf(list[q.attempt-1])
		}
		return nil
	}
	r.unreadable = func([]string) error {
		if n := len(r.readings); n <= len(s.readings) && s.readings[n-1] {
			return errLost
		}
		return nil
	}
	return r
}

func mishapOf(kind string) *mishap {
	otherwise := func(now *plan.Current) {
		carryOut(now, edits(`[{"field":"lastName","old":"Ek","new":"Bergh"}]`))
	}
	refusal := func(status int) *mishap { return &mishap{err: &Refusal{Status: status, Code: kind}} }
	switch kind {
	case "slow":
		return &mishap{takes: 10 * time.Second}
	case "otherwise":
		return &mishap{stored: otherwise}
	case "429":
		return refusal(429)
	case "429 told":
		return &mishap{err: &Refusal{Status: 429, RetryAfter: 7 * time.Minute}}
	case "503 told":
		return &mishap{err: &Refusal{Status: 503, RetryAfter: time.Minute}}
	case "500":
		return refusal(500)
	case "500 done":
		return &mishap{err: err500, carriedOut: true, takes: time.Second}
	case "408":
		return refusal(408)
	case "lost":
		return &mishap{err: errLost, takes: 30 * time.Second}
	case "lost done":
		return &mishap{err: errLost, carriedOut: true}
	case "lost otherwise":
		return &mishap{err: errLost, carriedOut: true, stored: otherwise}
	case "nobody":
		return &mishap{err: errNobody}
	case "another":
		return &mishap{carriedOut: true, answer: func(now *plan.Current) { now.ID = "x" }}
	case "301", "401", "403", "404", "409", "422":
		var status int
		_, _ = fmt.Sscan(kind, &status)
		return refusal(status)
	default:
		return nil
	}
}

// tell plays a story to its end: once with everything that goes wrong in it,
// and then again on a server that works.
func (s story) tell(t failer) {
	r := s.rig(t)
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	if stop := r.stop; s.stopAt > 0 {
		defer time.AfterFunc(s.stopAt, func() { close(stop) }).Stop()
	}
	if s.killAt > 0 {
		defer time.AfterFunc(s.killAt, kill).Stop()
	}
	err := r.run(ctx)
	r.proveEnd(err)
	r.prove()
	r.script, r.unreadable = nil, nil
	if err := r.again(context.Background()); err != nil {
		t.Errorf("on a server that works: %v", err)
	}
	r.prove()
	for _, result := range r.results() {
		if result.Status == plan.Pending || result.Status == plan.Unknown {
			t.Errorf("change %d is still %s", result.Change, result.Status)
		}
	}
}

// proveEnd holds what Run returned against what is left to be done.
func (r *rig) proveEnd(err error) {
	pending := r.count()[plan.Pending]
	known := errors.Is(err, ErrJournal) || errors.Is(err, context.Canceled)
	for _, e := range []error{ErrInterrupted, ErrUnauthorized, ErrForbidden, ErrCanary, ErrBreaker, ErrUnreachable} {
		known = known || errors.Is(err, e)
	}
	if err == nil && pending > 0 || err != nil && !known {
		r.t.Errorf("Run = %v, and %d changes are pending", err, pending)
	}
}

// A collection gathers failures in a bubble, from which a property can't be
// told of them.
type collection struct {
	mu   sync.Mutex
	list []string
}

func (c *collection) Errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

func (c *collection) Fatalf(format string, args ...any) { c.Errorf(format, args...) }

func TestStories(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawStory(rt)
		var failures collection
		synctest.Test(t, func(*testing.T) { s.tell(&failures) })
		for _, f := range failures.list {
			rt.Error(f)
		}
	})
}
