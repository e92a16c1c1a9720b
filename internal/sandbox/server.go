// Package sandbox imitates the systems that the importer updates, as an
// http.Handler: for tests, and for users who want to try the tool where nothing
// can break. It behaves as the systems' published descriptions say, and where
// they are silent it takes the stricter reading, because it exists to find the
// client's bugs. It knows nothing of the importer and imports nothing of it.
// Everything is kept in memory and is gone with the Server.
package sandbox

import (
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Options says how a Server behaves. The zero value is a server that plays no
// faults and is as the API's documentation describes it.
type Options struct {
	Credentials Credentials       // who may call; by default DefaultCredentials
	Bucket      Bucket            // how much may be called; by default 1,500 an hour
	NoTokens    bool              // only the header pair gets in; there is no token endpoint
	Clock       func() time.Time  // by default time.Now
	Konstantly  KonstantlyOptions // its own half
	Tabula      TabulaOptions     // its own half

	// Fail is asked once for each request, before anything else, and gives the
	// fault to play on it; nil plays none. It must be safe for concurrent use
	// and leave the request's body alone.
	Fail func(*http.Request) *Fault
}

// A Server is the sandbox. It is safe for concurrent use.
type Server struct {
	mux  *http.ServeMux
	now  func() time.Time
	fail func(*http.Request) *Fault

	mu  sync.Mutex // guards all below
	org *organisation
	log []Exchange

	konstantly *konstantly
	tabula     *tabula
}

// New makes a sandbox with the built-in roster.
func New(o Options) *Server {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Fail == nil {
		o.Fail = func(*http.Request) *Fault { return nil }
	}
	s := &Server{
		mux:  http.NewServeMux(),
		now:  o.Clock,
		fail: o.Fail,
		org:  newOrganisation(),
	}
	s.mux.HandleFunc("/", s.nowhere)
	newDirectory(s, o).mount(s.mux)
	s.konstantly, s.tabula = newKonstantly(s, o), newTabula(s, o)
	s.konstantly.mount(s.mux)
	s.tabula.mount(s.mux)
	return s
}

// ServeHTTP answers one request, or plays the fault that Options.Fail gives.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.fail(r)
	a := &answer{header: http.Header{}, cut: fault.cuts()}
	r = overheard(r, &a.heard)
	switch {
	case fault.replaces():
		io.Copy(io.Discard, io.LimitReader(r.Body, maxBody))
		fault.replace(a, refuserAt(r.URL.Path))
	case path.Clean(r.URL.EscapedPath()) != r.URL.EscapedPath():
		s.nowhere(a, r) // the mux would redirect
	default:
		s.mux.ServeHTTP(a, r)
	}
	if !a.logged {
		s.inTurn(a, r, func() {})
	}
	fault.deliver(w, r, a)
}

// refuserAt gives what writes an error as the system does that a path belongs to.
func refuserAt(path string) func(http.ResponseWriter, error) {
	switch {
	case strings.HasPrefix(path, "/openapi/v1/"):
		return refuseKonstantly
	case strings.HasPrefix(path, "/api/v1/"):
		return refuseTabula
	default:
		return refuse
	}
}

// overheard gives the request with a body that is written to heard as it is
// read.
func overheard(r *http.Request, heard io.Writer) *http.Request {
	r = r.WithContext(r.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.Body = io.NopCloser(io.TeeReader(r.Body, heard))
	return r
}

// inTurn lets do conclude the answer to a request, alone with the records, and
// logs it in the same turn, so that the log has the order of what was done.
func (s *Server) inTurn(a *answer, r *http.Request, do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	s.log = append(s.log, a.exchange(len(s.log)+1, r))
	a.logged = true
}

func (s *Server) nowhere(w http.ResponseWriter, _ *http.Request) {
	w.(*answer).mark("no such route")
	refuse(w, misrouted())
}
