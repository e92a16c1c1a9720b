package apply

import (
	"context"
	"maps"
	"sync"
	"time"

	"importer/internal/plan"
)

// A server keeps records in memory and behaves by script. With every request it
// looks at what a loss of power would leave of the journal: if the intent isn't
// there, the test fails.
type server struct {
	t    failer
	disk *memory

	// script says what happens to a request: nil means that it succeeds.
	script func(r request) *mishap
	// unreadable says whether a reading fails, and how.
	unreadable func(ids []string) error
	reading    func(context.Context) error // what a reading does first
	pace       time.Duration               // how long a permit takes
	quota      error                       // what a permit fails with
	clashes    int                         // requests for a value that another record held

	unsent    int            // how many intents may be without a request
	seen      int            // bytes of the journal
	announced map[string]int // intents in them, by id

	mu       sync.Mutex
	records  map[string]plan.Current
	requests []request
	attempts map[string]int  // by id
	readings [][]string      // ids
	under    map[string]bool // ids of the requests in flight
	busiest  int
}

// A failer is a test, also one of many runs of a property.
type failer interface {
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A request is one call of Patch.
type request struct {
	n       int // counted from 1
	id      string
	attempt int // of this record, counted from 1
	now     plan.Current
	edits   []plan.Edit
	at      time.Time
	applied bool
}

// A mishap is what goes wrong with a request.
type mishap struct {
	carriedOut bool                // although err says otherwise
	err        error               // instead of the record
	answer     func(*plan.Current) // changes what is answered
	stored     func(*plan.Current) // changes what is stored
	takes      time.Duration
}

func (s *server) Permit(ctx context.Context) error {
	if s.quota != nil {
		return s.quota
	}
	if s.pace == 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(s.pace):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *server) Patch(ctx context.Context, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	r, m := s.receive(now, edits)
	defer s.leave(now.ID)
	if m.takes > 0 {
		select {
		case <-time.After(m.takes):
		case <-ctx.Done():
			return plan.Current{}, ctx.Err()
		}
	}
	return s.serve(r, m)
}

func (s *server) receive(now plan.Current, edits []plan.Edit) (request, *mishap) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under[now.ID] {
		s.t.Errorf("two requests for %s at a time", now.ID)
	}
	s.under[now.ID] = true
	s.busiest = max(s.busiest, len(s.under))
	s.attempts[now.ID]++
	r := request{n: len(s.requests) + 1, id: now.ID, attempt: s.attempts[now.ID], now: now, edits: edits, at: time.Now()}
	s.requests = append(s.requests, r)
	if n := s.intents(r.id); n < r.attempt || n > r.attempt+s.unsent {
		s.t.Errorf("request %d for %s: %d intents are durable", r.attempt, r.id, n)
	}
	if s.script != nil {
		if m := s.script(r); m != nil {
			return r, m
		}
	}
	return r, &mishap{carriedOut: true}
}

// intents counts the intents for a record that are durable.
func (s *server) intents(id string) int {
	data := s.disk.durable()
	for s.seen < len(data) {
		line, _ := nextLine(data[s.seen:])
		s.seen += len(line) + 1
		e, err := decode(line)
		if err != nil {
			s.t.Fatalf("the journal: %v", err)
		}
		if e.Intent != nil {
			s.announced[e.Intent.ID]++
		}
	}
	return s.announced[id]
}

func (s *server) leave(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.under, id)
}

func (s *server) serve(r request, m *mishap) (plan.Current, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, there := s.records[r.id]
	if !there {
		return plan.Current{}, &Refusal{Status: 404, Code: "NotFound"}
	}
	if m.carriedOut || m.err == nil {
		if s.taken(r.id, r.edits) {
			s.clashes++
			return plan.Current{}, &Refusal{Status: 409, Code: "Conflict"}
		}
		carryOut(&now, r.edits)
		if m.stored != nil {
			m.stored(&now)
		}
		s.records[r.id] = now
		s.requests[r.n-1].applied = true
	}
	if m.err != nil {
		return plan.Current{}, m.err
	}
	now.Fields, now.Read = maps.Clone(now.Fields), time.Now()
	if m.answer != nil {
		m.answer(&now)
	}
	return now, nil
}

// taken reports whether another record holds a value that edits ask for and that
// must be unique.
func (s *server) taken(id string, edits []plan.Edit) bool {
	for _, e := range edits {
		for other, now := range s.records {
			if held, ok := now.Fields[e.Field]; ok && other != id && e.Unique && !e.New.IsBlank() && held.Equal(e.New) {
				return true
			}
		}
	}
	return false
}

// carryOut makes edits in a record.
func carryOut(now *plan.Current, edits []plan.Edit) {
	fields := maps.Clone(now.Fields)
	for _, e := range edits {
		value := e.New
		if e.ByElement() {
			value = fields[e.Field]
			value.State, value.List = e.New.State, append(remaining(value.List, e), e.Add...)
		}
		fields[e.Field] = value
	}
	now.Fields = fields
}

// read gives records by id, or fails by script.
func (s *server) read(ids []string) (map[string]plan.Current, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readings = append(s.readings, ids)
	if s.unreadable != nil {
		if err := s.unreadable(ids); err != nil {
			return nil, err
		}
	}
	found := map[string]plan.Current{}
	for _, id := range ids {
		if s.under[id] {
			s.t.Errorf("%s is read while it is written", id)
		}
		if now, ok := s.records[id]; ok {
			now.Fields, now.Read = maps.Clone(now.Fields), time.Now()
			found[id] = now
		}
	}
	return found, nil
}

// A finder reads the server's records. K is the type of a key, which has no
// name in this package.
type finder[K comparable] struct{ *server }

// finderFor infers the type of a key from one.
func finderFor[K comparable](s *server, _ K) finder[K] { return finder[K]{s} }

func (f finder[K]) Find(ctx context.Context, q plan.Query) (map[K][]plan.Current, error) {
	var ids []string
	for _, k := range q.Keys {
		if k.Field != "id" || q.Kind == "" || !q.Doubt {
			f.t.Errorf("a query for %s %s, doubt %v", q.Kind, k.Field, q.Doubt)
		}
		ids = append(ids, k.Value)
	}
	if f.reading != nil {
		if err := f.reading(ctx); err != nil {
			return nil, err
		}
	}
	found, err := f.read(ids)
	if err != nil {
		return nil, err
	}
	for _, now := range found {
		if now.Kind != q.Kind {
			f.t.Errorf("%s %s was asked for as a %s", now.Kind, now.ID, q.Kind)
		}
	}
	return any(byKey(q.Keys, ids, found)).(map[K][]plan.Current), nil
}

// byKey puts records under the keys of their ids.
func byKey[K comparable](keys []K, ids []string, found map[string]plan.Current) map[K][]plan.Current {
	hits := map[K][]plan.Current{}
	for i, id := range ids {
		if now, ok := found[id]; ok {
			hits[keys[i]] = append(hits[keys[i]], now)
		}
	}
	return hits
}

var _ plan.Finder = finderFor(nil, plan.Line{}.Key)
