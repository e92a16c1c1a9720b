package main

import (
	"bytes"
	"context"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"importer/internal/sandbox"
)

// A storm is a Meitner that answers badly, and at a moment that is drawn kills
// the one who asks.
type storm struct {
	*sandbox.Server
	t       *testing.T
	seed    uint64
	share   float64 // of the answers that are faults
	lasting uint64  // one of so many updates fails until nobody tries it any more
	witness *witness
	url     string

	mu     sync.Mutex
	met    map[uint64]uint64 // how often a request of the same content has come
	asked  int               // requests of the present child
	strike strike
	open   map[net.Conn]bool
	closed *sync.Cond // when a connection was closed
}

// A strike kills a child at one of its requests, or because of what has come of
// them all. The zero strike never falls.
type strike struct {
	request int // counted from 1; 0: at none
	moment  moment
	due     func() bool // asked after each update, if it isn't nil
	fall    func()
}

// A moment is one in the course of a request.
type moment uint8

const (
	arrived  moment = iota // the request has come, and nothing has been done
	done                   // it has been carried out, and the answer hasn't left
	answered               // the answer has left
)

func newStorm(t *testing.T, seed uint64, share float64, w *witness) *storm {
	s := &storm{t: t, seed: seed, share: share, lasting: 120, witness: w, met: map[uint64]uint64{}, open: map[net.Conn]bool{}}
	s.closed = sync.NewCond(&s.mu)
	s.Server = sandbox.New(sandbox.Options{
		Bucket: sandbox.Bucket{Size: 1e6, Period: time.Second, Silent: true},
		Fail: func(r *http.Request) *sandbox.Fault {
			f, _ := r.Context().Value(faultKey{}).(*sandbox.Fault)
			return f
		},
	})
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnState = s.observe
	server.Config.SetKeepAlivesEnabled(false) // the child's clock can't jump while a connection is kept
	server.Start()
	t.Cleanup(server.Close)
	s.url = server.URL + "/directory/v1"
	return s
}

type faultKey struct{}

func (s *storm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || strings.HasSuffix(r.URL.Path, beacon) {
		return // whoever sent it is dead; or only wanted to hear that we listen
	}
	fault, strike := s.receive(r, body)
	if r.Method == http.MethodPatch {
		s.witness.request(r.URL.Path, body)
	}
	strike(arrived)
	defer func() {
		strike(done)
		if !cut(fault) {
			_ = http.NewResponseController(w).Flush() // whoever waits for it may be dead
		}
		strike(answered)
	}()
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.Server.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), faultKey{}, fault)))
}

// cut reports whether a fault takes the connection away.
func cut(f *sandbox.Fault) bool {
	return f != nil && (f.Kind == sandbox.ResetBefore || f.Kind == sandbox.ResetAfter)
}

// receive counts a request, and gives the fault to play on it and the strike that
// may fall in its course.
func (s *storm) receive(r *http.Request, body []byte) (*sandbox.Fault, func(moment)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := fnv.New64a()
	io.WriteString(h, r.Method+r.URL.RequestURI())
	h.Write(body)
	content := h.Sum64()
	s.met[content]++
	s.asked++
	n, drawn := s.asked, s.strike
	return s.fault(content, r.Method == http.MethodPatch), func(m moment) {
		last := r.Method == http.MethodPatch && m == drawn.moment && drawn.due != nil && drawn.due()
		if last || n == drawn.request && m == drawn.moment {
			drawn.fall()
		}
	}
}

// patience is how often an update fails at most: more often than it is tried by
// one process.
const patience = 12

// fault draws by what is asked, and how often it was asked before, so that the
// faults are the same however requests overtake one another. A few updates fail
// until nobody tries them any more.
func (s *storm) fault(content uint64, update bool) *sandbox.Fault {
	if s.share == 0 {
		return nil
	}
	n := s.met[content]
	draw := rand.New(rand.NewPCG(s.seed^content, n))
	lasting := []sandbox.Fault{
		{Status: http.StatusInternalServerError},
		{Status: http.StatusBadGateway},
		{Status: http.StatusServiceUnavailable},
		{Kind: sandbox.ResetBefore},
	}
	if update && (s.seed^content)%s.lasting == 0 && n < patience {
		return &lasting[draw.IntN(len(lasting))]
	}
	if draw.Float64() >= s.share {
		return nil
	}
	faults := append(lasting, []sandbox.Fault{
		{Status: http.StatusServiceUnavailable, RetryAfter: "2"},
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusTooManyRequests, RetryAfter: "0"},
		{Status: http.StatusTooManyRequests, RetryAfter: "90"},
		{Kind: sandbox.ResetAfter},
		{Kind: sandbox.ResetAfter},
		{Kind: sandbox.Truncate},
		{Kind: sandbox.Slow, Delay: 3 * time.Millisecond},
	}...)
	return &faults[draw.IntN(len(faults))]
}

// expect readies the server for another child.
func (s *storm) expect(next strike) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.strike = 0, next
}

// observe keeps account of the connections.
func (s *storm) observe(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.open[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(s.open, c)
		s.closed.Broadcast()
	}
}

// beacon is the path of a request that asks for nothing.
const beacon = "/beacon"

// settle returns when all that a dead child has sent has been dealt with.
// Connections are accepted in the order in which they were made: when an own one
// has been, so have all of the child's.
func (s *storm) settle() {
	s.t.Helper()
	resp, err := http.Get(s.url + beacon)
	if err != nil {
		s.t.Fatal(err)
	}
	resp.Body.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.open) > 0 {
		s.closed.Wait()
	}
}
