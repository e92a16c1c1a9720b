package apply

import (
	stdcmp "cmp"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDecideAboutAnswer(t *testing.T) {
	lost := errors.New("connection reset")
	refusal := func(status int) error { return fmt.Errorf("patch: %w", &Refusal{Status: status}) }
	told := func(status int) error { return &Refusal{Status: status, RetryAfter: time.Minute} }
	tests := []struct {
		name   string
		got    string // lastName in the answer
		err    error
		last   bool
		want   Decision
		reason Reason
	}{
		{name: "stored as asked", got: `"Berg"`, want: Done},
		{name: "stored as asked, at last", got: `"Berg"`, last: true, want: Done},
		{name: "stored otherwise", got: `"Bergh"`, want: GiveUp, reason: Differs},
		{name: "not stored", got: `"Ek"`, want: GiveUp, reason: Differs},
		{name: "left out of the answer", got: `false`, want: GiveUp, reason: Differs},
		{name: "stored and not shown", got: `{"unreadable":true}`, want: Done},
		{name: "429", err: refusal(429), want: SendAgain, reason: Throttled},
		{name: "429 at last", err: refusal(429), last: true, want: SendAgain, reason: Throttled},
		{name: "429 with a time", err: told(429), want: SendAgain, reason: Throttled},
		{name: "503 with a time", err: told(503), want: SendAgain, reason: Unavailable},
		{name: "503 with a time, at last", err: told(503), last: true, want: ReadBack, reason: ServerFault},
		{name: "503", err: refusal(503), want: ReadBack, reason: ServerFault},
		{name: "500", err: refusal(500), want: ReadBack, reason: ServerFault},
		{name: "500 at last", err: refusal(500), last: true, want: ReadBack, reason: ServerFault},
		{name: "501", err: refusal(501), want: ReadBack, reason: ServerFault},
		{name: "599", err: refusal(599), want: ReadBack, reason: ServerFault},
		{name: "408", err: refusal(408), want: ReadBack, reason: ServerFault},
		{name: "never connected", err: fmt.Errorf("dial: %w", ErrNotSent), want: SendAgain, reason: NotSent},
		{name: "not to be composed", err: fmt.Errorf("%w: it has no name", ErrImpossible), want: GiveUp, reason: Impossible},
		{name: "never connected, at last", err: ErrNotSent, last: true, want: GiveUp, reason: NotSent},
		{name: "lost", err: lost, want: ReadBack, reason: Lost},
		{name: "lost at last", err: lost, last: true, want: ReadBack, reason: Lost},
		{name: "401", err: refusal(401), want: StopRun, reason: Refused},
		{name: "403", err: refusal(403), want: GiveUp, reason: Refused},
		{name: "400", err: refusal(400), want: GiveUp, reason: Refused},
		{name: "404", err: refusal(404), want: GiveUp, reason: Refused},
		{name: "409", err: refusal(409), want: GiveUp, reason: Refused},
		{name: "422 with a time", err: told(422), want: GiveUp, reason: Refused},
		{name: "301", err: refusal(301), want: GiveUp, reason: Refused},
		{name: "307", err: refusal(307), want: GiveUp, reason: Refused},
		{name: "a success that isn't one", err: refusal(204), want: ReadBack, reason: ServerFault},
		{name: "a success that refuses", err: &Refusal{Status: 200, Message: "too big"}, want: ReadBack, reason: Refused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attempt{
				now: student("a", `{"lastName":"Ek"}`), edits: edits(`[{"field":"lastName","old":"Ek","new":"Berg"}]`),
				last: tt.last,
			}
			got := student("a", `{"lastName":`+stdcmp.Or(tt.got, "null")+`}`)
			out := a.decide(got, tt.err)
			if out.Decision != tt.want || out.Reason != tt.reason {
				t.Errorf("%q because %q; want %q because %q", out.Decision, out.Reason, tt.want, tt.reason)
			}
		})
	}
}

func TestDecideKeepsTheWords(t *testing.T) {
	a := attempt{now: student("a", `{}`), edits: edits(`[{"field":"lastName","old":"Ek","new":"Berg"}]`)}
	no := &Refusal{Status: 422, Code: "Invalid", Message: "no", RequestID: "r", Fields: map[string]string{"lastName": "long"}}
	want := Outcome{Decision: GiveUp, Reason: Refused, Status: 422, Code: "Invalid", Message: "no", RequestID: "r", Fields: no.Fields}
	if diff := cmp.Diff(want, a.decide(student("", `{}`), no)); diff != "" {
		t.Error(diff)
	}
	want = Outcome{Decision: GiveUp, Reason: Differs, Differs: edits(`[{"field":"lastName","old":"Bergh","new":"Berg"}]`)}
	got := a.decide(student("a", `{"lastName":"Bergh"}`), nil)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if out := a.decide(student("b", `{"lastName":"Berg"}`), nil); out.Decision != ReadBack {
		t.Errorf("another record's answer: %q", out.Decision)
	}
	if out := a.decide(student("a", `{"lastName":{"unreadable":true}}`), nil); !cmp.Equal(out.NotVerified, []string{"lastName"}) {
		t.Errorf("not verified: %q", out.NotVerified)
	}
}

func TestDecideAboutReading(t *testing.T) {
	tests := []struct {
		name string
		sight
		want Decision
	}{
		{"before: new", sight{standing: allNew}, NothingToDo},
		{"before: new by an earlier attempt", sight{standing: allNew, sent: true}, Done},
		{"before: old", sight{standing: someOld}, SendAgain},
		{"before: old, at last", sight{standing: someOld, last: true}, SendAgain},
		{"before: not shown", sight{standing: hidden}, SendAgain},
		{"before: not shown, at last", sight{standing: hidden, last: true}, SendAgain},
		{"before: moved", sight{standing: moved}, LeaveAlone},
		{"before: gone", sight{standing: gone}, LeaveAlone},
		{"before: unread", sight{standing: unread}, SendAgain},
		{"before: unread at last", sight{standing: unread, last: true}, GiveUp},
		{"after: new", sight{standing: allNew, doubt: true, sent: true, last: true}, Done},
		{"after: old", sight{standing: someOld, doubt: true, sent: true}, SendAgain},
		{"after: old, at last", sight{standing: someOld, doubt: true, sent: true, last: true}, GiveUp},
		{"after: not shown", sight{standing: hidden, doubt: true, sent: true}, SendAgain},
		{"after: not shown, at last", sight{standing: hidden, doubt: true, sent: true, last: true}, Unresolved},
		{"after: moved", sight{standing: moved, doubt: true, sent: true}, LeaveAlone},
		{"after: gone", sight{standing: gone, doubt: true, sent: true, last: true}, LeaveAlone},
		{"after: unread", sight{standing: unread, doubt: true, sent: true}, ReadBack},
		{"after: unread at last", sight{standing: unread, doubt: true, sent: true, last: true}, Unresolved},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.decide(); got != tt.want {
				t.Errorf("%q; want %q", got, tt.want)
			}
		})
	}
}
