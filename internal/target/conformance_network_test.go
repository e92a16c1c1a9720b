package target

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"importer/internal/sandbox"
)

// A switchboard connects whoever dials with the server that listens on it, in
// memory, so that both can live in virtual time.
type switchboard struct {
	calls  chan net.Conn
	closed chan struct{}
	once   sync.Once

	mu   sync.Mutex
	deaf int // so many calls from now on are refused
}

func newSwitchboard() *switchboard {
	return &switchboard{calls: make(chan net.Conn), closed: make(chan struct{})}
}

// dial is a dialer.
func (b *switchboard) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	refused := &net.OpError{Op: "dial", Net: network, Err: net.ErrClosed}
	if b.refuses() {
		return nil, refused
	}
	near, far := net.Pipe()
	select {
	case b.calls <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.closed:
		return nil, refused
	}
}

func (b *switchboard) refuses() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deaf--
	return b.deaf >= 0
}

// refuse lets nobody through for the next n calls.
func (b *switchboard) refuse(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deaf = n
}

func (b *switchboard) Accept() (net.Conn, error) {
	select {
	case c := <-b.calls:
		return c, nil
	case <-b.closed:
		return nil, net.ErrClosed
	}
}

func (b *switchboard) Close() error {
	b.once.Do(func() { close(b.closed) })
	return nil
}

func (b *switchboard) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// A class is what a request is to us.
type class string

const (
	aRead  class = "read"
	aWrite class = "write"
	aToken class = "token" // a request for one
)

func classOf(r *http.Request) class {
	switch {
	case strings.HasSuffix(r.URL.Path, "/oauth/token"):
		return aToken
	case r.Method == http.MethodPatch, r.Method == http.MethodPut:
		return aWrite
	default:
		return aRead
	}
}

// A ruse does something to a request on its way to the sandbox, or to the answer,
// or answers itself.
type ruse func(w http.ResponseWriter, r *http.Request, next http.Handler)

// A front stands before the sandbox. It sees every request, and plays ruses: of
// each class, the first ruse on the first request, and so on; nil plays none.
type front struct {
	sandbox http.Handler

	mu    sync.Mutex
	seen  []sighting
	ruses map[class][]ruse
	whole map[class]ruse // for the requests that have none of their own
}

// A sighting is one request that has come.
type sighting struct {
	class
	at     time.Time
	url    string
	header http.Header
}

func newFront() *front { return &front{ruses: map[class][]ruse{}, whole: map[class]ruse{}} }

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if play := f.next(r); play != nil {
		play(w, r, f.sandbox)
		return
	}
	f.sandbox.ServeHTTP(w, r)
}

func (f *front) next(r *http.Request) ruse {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := classOf(r)
	f.seen = append(f.seen, sighting{class: c, at: time.Now(), url: r.URL.String(), header: r.Header.Clone()})
	if len(f.ruses[c]) == 0 {
		return f.whole[c]
	}
	play := f.ruses[c][0]
	f.ruses[c] = f.ruses[c][1:]
	return play
}

// play lays ruses out for the next requests of a class.
func (f *front) play(c class, ruses ...ruse) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ruses[c] = ruses
}

// always plays a ruse on every request of a class; nil ends that.
func (f *front) always(c class, play ruse) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.whole[c] = play
}

// came gives the requests of the classes that have come so far.
func (f *front) came(classes ...class) []sighting {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []sighting
	for _, s := range f.seen {
		for _, c := range classes {
			if s.class == c {
				all = append(all, s)
			}
		}
	}
	return all
}

type faultKey struct{}

// playing lets the sandbox play a fault.
func playing(fault sandbox.Fault) ruse {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), faultKey{}, &fault)))
	}
}

// planned is the sandbox's Options.Fail for playing.
func planned(r *http.Request) *sandbox.Fault {
	fault, _ := r.Context().Value(faultKey{}).(*sandbox.Fault)
	return fault
}

// times repeats a ruse.
func times(n int, play ruse) (all []ruse) {
	for range n {
		all = append(all, play)
	}
	return all
}

// instead answers without asking the sandbox.
func instead(status int, kind, body string) ruse {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// altered changes the sandbox's answer to a request that was processed.
func altered(change func(*httptest.ResponseRecorder)) ruse {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		rec.Header().Del("Content-Length")
		change(rec)
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}
}

// astray makes a request ask for something else.
func astray(change func(*http.Request)) ruse {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		change(r)
		next.ServeHTTP(w, r)
	}
}

// reworded makes another JSON object of a request's body.
func reworded(change func(map[string]any)) ruse {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		change(body)
		data, _ := json.Marshal(body) // it was JSON before
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		next.ServeHTTP(w, r)
	}
}

// meanwhile lets somebody do something before a ruse is played.
func meanwhile(do func(), play ruse) ruse {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		do()
		play(w, r, next)
	}
}
