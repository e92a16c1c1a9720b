package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// A Fault is something that goes wrong with one request. A nil Fault is none.
type Fault struct {
	Kind       FaultKind
	Status     int           // of an Answer or a Redirect; by default 500 and 307
	RetryAfter string        // header of an Answer, as it stands; left out if it is empty
	Location   string        // header of a Redirect; by default another path of this host
	Delay      time.Duration // of a Slow answer; 0 waits until the client gives up
}

// A FaultKind says what goes wrong.
type FaultKind uint8

// The kinds of faults. Those up to Redirect play instead of the request: it is
// not processed, costs nothing of the quota, and gets no rate-limit headers. With
// the others it has been processed.
const (
	Answer      FaultKind = iota // Status; a page of HTML if it is 502 or above, as gateways do
	ResetBefore                  // the connection is reset
	Redirect                     // to Location
	ResetAfter                   // the connection is reset in place of the answer
	Truncate                     // the answer breaks off half-way through its body
	Slow                         // the answer waits for Delay
	WrongID                      // the record in the answer has the id of nobody
)

// Random gives a fault to a share of the requests, drawn from those that pass
// if one tries again. The same seed draws the same faults.
func Random(rate float64, seed uint64) func(*http.Request) *Fault {
	var mu sync.Mutex
	draw := rand.New(rand.NewPCG(seed, 0))
	kinds := []Fault{
		{Status: http.StatusInternalServerError},
		{Status: http.StatusBadGateway},
		{Status: http.StatusServiceUnavailable},
		{Status: http.StatusServiceUnavailable, RetryAfter: "1"},
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusTooManyRequests, RetryAfter: "1"},
		{Kind: ResetBefore},
		{Kind: ResetAfter},
		{Kind: Truncate},
		{Kind: Slow, Delay: time.Second},
	}
	return func(*http.Request) *Fault {
		mu.Lock()
		defer mu.Unlock()
		if draw.Float64() >= rate {
			return nil
		}
		f := kinds[draw.IntN(len(kinds))]
		return &f
	}
}

// replaces reports whether the fault plays instead of the request.
func (f *Fault) replaces() bool { return f != nil && f.Kind <= Redirect }

// cuts reports whether nothing is answered.
func (f *Fault) cuts() bool {
	return f != nil && (f.Kind == ResetBefore || f.Kind == ResetAfter)
}

// replace writes what is answered in place of an answer. Refuse writes an error
// as the system does that was asked.
func (f *Fault) replace(a *answer, refuse func(http.ResponseWriter, error)) {
	switch {
	case f.Kind == Redirect:
		a.header.Set("Location", cmp.Or(f.Location, "/elsewhere"))
		a.WriteHeader(cmp.Or(f.Status, http.StatusTemporaryRedirect))
	case f.Kind == Answer && f.Status >= http.StatusBadGateway:
		a.header.Set("Content-Type", "text/html; charset=utf-8")
		a.WriteHeader(f.Status)
		fmt.Fprintf(a, "<html><body><h1>%d %s</h1></body></html>\n", f.Status, http.StatusText(f.Status))
	case f.Kind == Answer:
		refuse(a, &refusal{cmp.Or(f.Status, http.StatusInternalServerError), "the sandbox plays a fault"})
	}
	if f.Kind == Answer && f.RetryAfter != "" {
		a.header.Set("Retry-After", f.RetryAfter)
	}
}

// deliver lets an answer out, as the fault has it.
func (f *Fault) deliver(w http.ResponseWriter, r *http.Request, a *answer) {
	if f == nil {
		f = &Fault{}
	}
	switch f.Kind {
	case ResetBefore, ResetAfter:
		reset(w)
		return
	case Truncate:
		a.send(w, a.body.Len()/2)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // net/http's way to break an answer off
	case Slow:
		f.wait(r.Context())
	case WrongID:
		a.misname()
	}
	a.send(w, a.body.Len())
}

func (f *Fault) wait(ctx context.Context) {
	var due <-chan time.Time
	if f.Delay > 0 {
		due = time.After(f.Delay)
	}
	select {
	case <-due:
	case <-ctx.Done():
	}
}

// reset ends the connection so that the client's system sees a reset, and not
// an orderly end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 resets the stream then
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// misname gives the record in the answer, if there is one, the id of nobody, and
// in a set of groups each of them.
func (a *answer) misname() {
	var object map[string]any
	if json.Unmarshal(a.body.Bytes(), &object) != nil {
		return
	}
	disown(object)
	set, _ := object["groupSet"].(map[string]any)
	groups, _ := set["groups"].([]any)
	for _, g := range groups {
		disown(g.(map[string]any))
	}
	a.body.Reset()
	reply(a, a.status, object)
}

// disown replaces the id of a record, if it has one, by one of its kind.
func disown(record map[string]any) {
	switch record["id"].(type) {
	case string:
		record["id"] = "00000000-0000-4000-8000-000000000000"
	case float64:
		record["id"] = 999_999_999
	}
}
