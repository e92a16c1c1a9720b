package apply

import (
	"context"
	"slices"
	"sync"
	"time"

	"importer/internal/plan"
)

// proofSize is how many records one proof reads: as many as a search takes.
const proofSize = 50

// records holds what is known of the records of a plan, and reads them again
// before they are written when the reading is old: many at a time, shared
// between the workers.
type records struct {
	find    plan.Finder
	fresh   time.Duration
	changes []plan.Change
	turn    chan struct{} // holds a token while somebody reads

	mu   sync.Mutex
	held []holding // by N-1 of the change
}

// A holding is what is known of one record.
type holding struct {
	now    plan.Current
	known  bool   // false: it wasn't there when it was read
	denied string // what the account may not read, so that nothing is known; empty if it may
	busy   bool   // a request is under way, so that a reading would say nothing
	left   int    // steps still to be done
}

func newRecords(find plan.Finder, fresh time.Duration, p plan.Plan) *records {
	r := &records{find: find, fresh: fresh, changes: p.Changes, turn: make(chan struct{}, 1)}
	for _, c := range p.Changes {
		now, known := p.Records[c.ID]
		r.held = append(r.held, holding{now: now, known: known})
	}
	for _, s := range p.Steps {
		r.held[s.Change-1].left++
	}
	return r
}

// current gives a change's record as it was last seen, and whether that was
// lately.
func (r *records) current(change int) (h holding, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h = r.held[change-1]
	return h, !r.stale(h)
}

// stale goes by the wall clock: it runs on while a machine sleeps.
func (r *records) stale(h holding) bool {
	age := time.Now().Round(0).Sub(h.now.Read.Round(0))
	return age < 0 || age > r.fresh
}

// prove reads a change's record again, and with it those of other changes that
// are to come and whose readings are old too, first those that are named. If
// somebody else's proof has brought the record meanwhile, there is nothing to do.
func (r *records) prove(ctx context.Context, change int, with []int) error {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-r.turn }()
	if _, fresh := r.current(change); fresh {
		return nil
	}
	return r.read(ctx, r.batch(change, with))
}

// look reads one record, whatever is known of it.
func (r *records) look(ctx context.Context, change int) error {
	return r.read(ctx, []int{change})
}

// batch gives a change and others of its kind that are to be read with it: those
// that are named, and then in the plan's order.
func (r *records) batch(change int, with []int) []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	batch := []int{change}
	for i := range len(with) + len(r.changes) {
		n := i - len(with) + 1
		if i < len(with) {
			n = with[i]
		}
		if len(batch) == proofSize {
			break
		}
		if r.old(n) && r.changes[n-1].Kind == r.changes[change-1].Kind && !slices.Contains(batch, n) {
			batch = append(batch, n)
		}
	}
	return batch
}

// old reports whether a change is to come and its reading is old.
func (r *records) old(change int) bool {
	h := r.held[change-1]
	return h.left > 0 && !h.busy && r.stale(h)
}

func (r *records) read(ctx context.Context, batch []int) error {
	changes := make([]plan.Change, len(batch))
	for i, n := range batch {
		changes[i] = r.changes[n-1]
	}
	found, err := r.find.Find(ctx, plan.Again(changes...))
	if err != nil {
		return err
	}
	seen := make(map[string]plan.Current, len(batch))
	for key, hits := range found {
		for _, now := range hits {
			if now.Denied != "" {
				now.ID = key.Value
			}
			seen[now.ID] = now
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range batch {
		now, known := seen[r.changes[n-1].ID]
		if !known || now.Denied != "" {
			now.Read = time.Now()
		}
		r.held[n-1].now, r.held[n-1].known, r.held[n-1].denied = now, known, now.Denied
	}
	return nil
}

// begin says that a request for the change is about to leave.
func (r *records) begin(change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[change-1].busy = true
}

// rest says that it is known again what became of the request.
func (r *records) rest(change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[change-1].busy = false
}

// put keeps the record that the server gave in its answer.
func (r *records) put(change int, now plan.Current) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[change-1].now, r.held[change-1].known, r.held[change-1].denied = now, true, ""
}

// settle says that one of a change's steps needs no more requests, and gives how
// many still do.
func (r *records) settle(change int) (left int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[change-1].left--
	return r.held[change-1].left
}
