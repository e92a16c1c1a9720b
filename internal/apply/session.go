package apply

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"importer/internal/plan"
)

// Why a run is stopped before its end. Each is wrapped with what caused it.
var (
	ErrInterrupted  = errors.New("interrupted")
	ErrUnauthorized = errors.New("the credentials aren't accepted")
	ErrForbidden    = errors.New("the credentials don't allow this")
	ErrCanary       = errors.New("the first updates were all refused")
	ErrBreaker      = errors.New("too many updates in a row fail in the same way")
)

// grace is how long a lost answer may still be looked up when the run stops, and
// how long a step may wait that closes a circle.
const grace = 10 * time.Second

// A session is what the workers of one run share.
type session struct {
	Runner
	ctx      context.Context         // ends when the run is to be left at once
	going    context.Context         // ends when nothing new is to begin
	halt     context.CancelCauseFunc // of going
	closing  context.Context         // ends when not even open circles are to be closed
	quit     context.CancelCauseFunc // of closing
	records  *records
	outage   *outage
	hold     *hold
	closures closures
	answered atomic.Int64 // steps that came to their end by a request
	messages chan message // to the collector, which always listens

	temporary map[int][]plan.Edit // by N of the change: all values that it passes through
}

// stop ends the run. Unless requests of it would still be served, open circles
// stay open.
func (s *session) stop(err error) {
	s.halt(err)
	for _, mild := range []error{ErrInterrupted, ErrForbidden, ErrCanary, ErrBreaker} {
		if errors.Is(err, mild) {
			return
		}
	}
	s.quit(err)
}

// A message is what a worker tells the collector: an entry that is durable, a
// notice, or that it has left.
type message struct {
	entry   *Entry
	lowered bool // the entry is the first of its kind to tell that we are too fast
	notice  *Event
	left    int // N of the step that the worker had
}

// record makes an entry durable and tells the collector.
func (s *session) record(e Entry, lowered bool) error {
	e, err := s.Journal.Append(e)
	if err != nil {
		return err
	}
	s.messages <- message{entry: &e, lowered: lowered}
	return nil
}

// pausing tells the collector that work rests for a while.
func (s *session) pausing(reason Reason) func(time.Duration) {
	return func(wait time.Duration) {
		s.messages <- message{notice: &Event{Kind: Paused, Reason: reason, Until: time.Now().Add(wait)}}
	}
}

// fatal gives the error that stops the run, if a failed reading has to.
func (s *session) fatal(err error) error {
	var no *Refusal
	switch {
	case errors.Is(err, ErrQuota):
		return err
	case errors.As(err, &no) && no.Status == http.StatusUnauthorized:
		return fmt.Errorf("%w: %w", ErrUnauthorized, err)
	case errors.As(err, &no) && no.Status == http.StatusForbidden:
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	default:
		return nil
	}
}

// lasting gives a context that ends with another one, and by the grace later
// than going: for looking a lost answer up, and for closing a circle.
func (s *session) lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(s.going, func() {
		_ = newDelay(grace).wait(ctx, nil)
		cancel()
	})
	return ctx, func() {
		unhook()
		cancel()
	}
}

// temporary gives the values that a change passes through.
func temporary(p plan.Plan) map[int][]plan.Edit {
	values := make(map[int][]plan.Edit, len(p.Changes))
	for _, s := range p.Steps {
		values[s.Change] = append(values[s.Change], s.Edits...)
	}
	return values
}
