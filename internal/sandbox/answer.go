package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"
)

// An answer is a response while it is being made. Nothing of it has left yet,
// so that a fault may still be played on it. It is the http.ResponseWriter that
// every route of the sandbox is given.
type answer struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	heard   bytes.Buffer // what was read of the request's body
	changed bool         // a record
	logged  bool
	cut     bool // it will never leave

	undocumented string // what the documentation does not allow in the request
}

// mark notes what the documentation does not allow in the request. The first
// mark stays, and an empty one is none.
func (a *answer) mark(what string) { a.undocumented = cmp.Or(a.undocumented, what) }

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// send lets the answer out, but of its body no more than the first n bytes.
func (a *answer) send(w http.ResponseWriter, n int) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	w.Write(a.body.Bytes()[:n])
}

// A refusal is an error of the API's own: a status and one message in prose.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

// A misuse is a refusal for which the request itself is to blame: it would be
// refused whatever the records hold. The log marks such requests.
type misuse struct{ *refusal }

func (m misuse) Unwrap() error { return m.refusal }

// undecodable refuses what is not of the documented form or type.
func undecodable(format string, args ...any) error {
	return misuse{&refusal{http.StatusBadRequest, "cannot decode " + fmt.Sprintf(format, args...)}}
}

// unacceptable refuses what is well formed but breaks a rule.
func unacceptable(format string, args ...any) error {
	return misuse{&refusal{http.StatusUnprocessableEntity, fmt.Sprintf(format, args...)}}
}

func misrouted() error {
	return misuse{&refusal{http.StatusNotFound, "no such route"}}
}

// unfit refuses what is acceptable in itself but does not fit the records.
func unfit(format string, args ...any) error {
	return &refusal{http.StatusUnprocessableEntity, fmt.Sprintf(format, args...)}
}

// codes holds the API's word for each status that it documents.
var codes = map[int]string{
	http.StatusBadRequest:          "BadRequest",
	http.StatusUnauthorized:        "Unauthorized",
	http.StatusForbidden:           "Forbidden",
	http.StatusNotFound:            "NotFound",
	http.StatusConflict:            "Conflict",
	http.StatusUnprocessableEntity: "UnprocessableEntity",
	http.StatusTooManyRequests:     "RateLimited",
	http.StatusInternalServerError: "Internal",
}

// refuse writes an error in the one envelope that the API has for all of them.
func refuse(w http.ResponseWriter, err error) {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{http.StatusInternalServerError, "internal error"}
	}
	code, documented := codes[r.status]
	if !documented {
		code = http.StatusText(r.status)
	}
	reply(w, r.status, map[string]any{"error": map[string]any{
		"code": code, "message": r.message, "requestID": uuid.NewString(),
	}})
}

func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps, lists and texts of our own making come here
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body)
}
