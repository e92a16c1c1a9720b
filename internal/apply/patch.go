package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"importer/internal/plan"
)

// A Patcher makes one change at the server, in one request that is sent once.
// It gives the record as the server's own answer shows it. The error is a
// *Refusal where the server answered with anything but success, wraps
// ErrNotSent where the request can't have reached it, wraps ErrImpossible where
// there can be none for this record, and is anything else
// where nobody knows what became of the request: the answer was lost, cut off,
// or not to be understood.
type Patcher interface {
	Patch(ctx context.Context, now plan.Current, edits []plan.Edit) (plan.Current, error)
}

// A Gate says when a request may go. Permit returns at once or when it may, and
// with an error if it may not: ctx's own, or one that wraps ErrQuota.
type Gate interface {
	Permit(ctx context.Context) error
}

// ErrNotSent marks a request that never reached the server: nothing was
// connected.
var ErrNotSent = errors.New("not sent")

// ErrImpossible marks a request that can't be composed from what is known of the
// record: nothing was sent, and trying again would end the same.
var ErrImpossible = errors.New("it can't be sent")

// ErrQuota marks a wait for the quota that is longer than the user allows.
var ErrQuota = errors.New("the wait for the quota is too long")

// A Refusal is a server's answer that says no.
type Refusal struct {
	Status     int               // HTTP status
	Code       string            // the API's own word, such as "UnprocessableEntity"
	Message    string            // in the server's words; may hold personal data
	RequestID  string            // what the server's support desk asks for
	Fields     map[string]string // what it says of single fields, by field name
	RetryAfter time.Duration     // what the server asks to wait; 0 if it doesn't say

	// Narrow says that a 403 is about the part of the system in which the record
	// is, and not about the account: the run goes on with others.
	Narrow bool

	// Part is that part, in the form of a Scope: its records are those in whose
	// scopes all of it stands. Empty if it is only the record.
	Part string

	// Renewed says that a 401 has ended a token that was good before, and that
	// the next request gets another.
	Renewed bool
}

func (r *Refusal) Error() string {
	text := fmt.Sprintf("the server answered %d", r.Status)
	if r.Code != "" {
		text += fmt.Sprintf(" %.500s", r.Code)
	}
	if r.RequestID != "" {
		text += fmt.Sprintf(" (request %.500s)", r.RequestID)
	}
	return text
}
