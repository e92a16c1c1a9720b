package sandbox

import (
	"net/http"
	"slices"
)

// An Exchange is one request and what it got.
type Exchange struct {
	N       int    // from 1, in the order in which requests were processed
	Method  string // such as PATCH
	Path    string // as it was sent, still escaped
	Query   string // without the question mark
	Body    string // as much of it as was read; nothing where the caller was not let in
	Status  int    // of the answer; 0 where the connection was cut before one
	Changed bool   // a record holds something else now; its stamp doesn't count

	// Undocumented says what in the request the system's documentation does not
	// allow, the first thing found; it is empty if there is nothing. Only the
	// request counts: its route, its query, the form of its body. What depends
	// on the records, such as a value that is taken, is no such thing. A request
	// in whose place a fault was played, or that came over the quota, is not
	// judged.
	Undocumented string
}

// Log gives every request served so far, those with faults included, in the
// order in which they were processed. An exchange is in the log before its
// answer leaves.
func (s *Server) Log() []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

func (a *answer) exchange(n int, r *http.Request) Exchange {
	x := Exchange{
		N:       n,
		Method:  r.Method,
		Path:    r.URL.EscapedPath(),
		Query:   r.URL.RawQuery,
		Body:    a.heard.String(),
		Status:  a.status,
		Changed: a.changed,

		Undocumented: a.undocumented,
	}
	if a.cut {
		x.Status = 0
	}
	return x
}
