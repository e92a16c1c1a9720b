package apply

import (
	"errors"
	"net/http"

	"importer/internal/plan"
)

// A Decision says what to do after an attempt or a reading.
type Decision string

// The decisions. The first five are final for their step.
const (
	Done        Decision = "done"         // stored as asked
	NothingToDo Decision = "nothing"      // the record said so already
	GiveUp      Decision = "failed"       // refused, stored otherwise, or tried often enough
	LeaveAlone  Decision = "conflict"     // the record has moved
	Unresolved  Decision = "unknown"      // sent, and not to be read back in this run
	SendAgain   Decision = "again"        // certainly not done
	ReadBack    Decision = "read"         // nobody knows: the record will say
	StopRun     Decision = "stop the run" // no request of this run would be served
)

// Final reports whether nothing more is done for the step in this run.
func (d Decision) Final() bool {
	switch d {
	case Done, NothingToDo, GiveUp, LeaveAlone, Unresolved:
		return true
	default:
		return false
	}
}

// good reports whether the steps that wait for this one may go.
func (d Decision) good() bool { return d == Done || d == NothingToDo }

// A Reason says why a step isn't simply done.
type Reason string

// The reasons.
const (
	Refused     Reason = "refused"      // by the server, for good
	Denied      Reason = "denied"       // 403, about the part of the system in which the record is
	Closed      Reason = "closed"       // not sent: another record of the same part was denied
	Differs     Reason = "differs"      // the server stored something else
	Throttled   Reason = "throttled"    // 429: too many requests
	Unavailable Reason = "unavailable"  // 503, with a time to come back
	NotSent     Reason = "not sent"     // nothing was connected
	Impossible  Reason = "impossible"   // no request can be made of what is known of the record
	Expired     Reason = "expired"      // 401: the token was good before, and another is to be had
	ServerFault Reason = "server fault" // 408, or a 5xx, which says nothing about the record
	Lost        Reason = "lost"         // no answer, or one that can't be understood
	Moved       Reason = "moved"        // somebody else has changed what the step edits
	Gone        Reason = "gone"         // the record isn't there any more
	Unread      Reason = "unread"       // the record couldn't be read before the request
	Waited      Reason = "waited"       // for a change that failed
	Halfway     Reason = "halfway"      // the record holds a temporary value, or one of an exchange that failed
)

// An attempt is one request, as far as deciding about its answer needs it.
type attempt struct {
	now   plan.Current // the record that the request was made from
	edits []plan.Edit
	last  bool // there is no further attempt
}

// decide says what to do after a request: got and err are what Patch gave. It
// reads no clock.
func (a attempt) decide(got plan.Current, err error) Outcome {
	var no *Refusal
	switch {
	case err == nil && got.ID == a.now.ID:
		return a.accepted(got)
	case err == nil:
		return Outcome{Decision: ReadBack, Reason: Lost, Message: "the answer is about another record"}
	case errors.As(err, &no):
		return a.refused(no)
	case errors.Is(err, ErrImpossible):
		return Outcome{Decision: GiveUp, Reason: Impossible, Message: err.Error()}
	case errors.Is(err, ErrNotSent) && a.last:
		return Outcome{Decision: GiveUp, Reason: NotSent, Message: err.Error()}
	case errors.Is(err, ErrNotSent):
		return Outcome{Decision: SendAgain, Reason: NotSent, Message: err.Error()}
	default:
		return Outcome{Decision: ReadBack, Reason: Lost, Message: err.Error()}
	}
}

func (a attempt) accepted(got plan.Current) Outcome {
	differs, notVerified := verify(a.now, got, a.edits)
	if len(differs) > 0 {
		return Outcome{Decision: GiveUp, Reason: Differs, Differs: differs, NotVerified: notVerified}
	}
	return Outcome{Decision: Done, NotVerified: notVerified}
}

func (a attempt) refused(no *Refusal) Outcome {
	out := Outcome{
		Decision: GiveUp, Reason: Refused,
		Status: no.Status, Code: no.Code, Message: no.Message, RequestID: no.RequestID, Fields: no.Fields,
	}
	switch status := no.Status; {
	case status == http.StatusTooManyRequests:
		out.Decision, out.Reason = SendAgain, Throttled
	case status == http.StatusServiceUnavailable && no.RetryAfter > 0 && !a.last:
		out.Decision, out.Reason = SendAgain, Unavailable
	case status == http.StatusForbidden && no.Narrow:
		out.Reason = Denied
	case status == http.StatusRequestTimeout, status >= 500:
		out.Decision, out.Reason = ReadBack, ServerFault
	case status < 300 && no.Message != "": // a success by its status alone
		out.Decision = ReadBack
	case status < 300:
		out.Decision, out.Reason = ReadBack, ServerFault
	case status == http.StatusUnauthorized && no.Renewed && !a.last:
		out.Decision, out.Reason = SendAgain, Expired
	case status == http.StatusUnauthorized:
		out.Decision = StopRun
	}
	return out
}

// A sight is a reading of a record, as far as deciding about it needs it.
type sight struct {
	standing standing
	doubt    bool // the last attempt's answer was lost, or said nothing
	sent     bool // an attempt may have been carried out
	last     bool // there is no further attempt
}

// decide says what to do after a record was read, or wasn't to be read.
// SendAgain means that a request may go.
func (s sight) decide() Decision {
	switch s.standing {
	case allNew:
		if s.sent {
			return Done
		}
		return NothingToDo
	case moved, gone:
		return LeaveAlone
	case unread:
		return s.unread()
	case hidden:
		if s.doubt && s.last {
			return Unresolved
		}
	case someOld:
		if s.doubt && s.last {
			return GiveUp
		}
	}
	return SendAgain
}

func (s sight) unread() Decision {
	switch {
	case s.doubt && s.last:
		return Unresolved
	case s.doubt:
		return ReadBack
	case s.last:
		return GiveUp
	default:
		return SendAgain
	}
}

// reasonOf names what a reading showed, where it says anything.
func reasonOf(s standing) Reason {
	switch s {
	case moved:
		return Moved
	case gone:
		return Gone
	default:
		return ""
	}
}
