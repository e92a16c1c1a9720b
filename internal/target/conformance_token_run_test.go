package target

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
)

// A write that comes back with 401 is sent again by the run, which counts it.
func (s *subject) renewsForAWrite() {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.front.play(aWrite, s.unauthorised())
	c.wantDone()
	s.wantStored(set.stored)
	s.wantTokens(2)
	if r := c.results()[0]; r.Attempts != 2 || len(s.bearers(aWrite)) != 2 {
		s.Errorf("the change is %+v", r)
	}
	if first := firstOutcome(c.entries()); first.Decision != apply.SendAgain || first.Reason != apply.Expired || first.Status != http.StatusUnauthorized {
		s.Errorf("the first attempt ended with %+v", first)
	}
}

func firstOutcome(entries []apply.Entry) apply.Outcome {
	for _, e := range entries {
		if e.Outcome != nil {
			return *e.Outcome
		}
	}
	return apply.Outcome{}
}

// refuseOld plays a ruse on writes with the token that was first, but for the
// canaries.
func (s *subject) refuseOld(play ruse) {
	old := s.bearers(aRead)[0]
	s.front.play(aWrite, nil, nil, nil)
	s.front.always(aWrite, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Header.Get("Authorization") == old {
			next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { play(w, r, s.server) })
		}
		next.ServeHTTP(w, r)
	})
}

// together holds requests back until so many are there.
func together(n int, play ruse) ruse {
	var mu sync.Mutex
	all, there := make(chan struct{}), 0
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		mu.Lock()
		if there++; there == n {
			close(all)
		}
		mu.Unlock()
		<-all
		play(w, r, next)
	}
}

// manyChanges plans changes of many records.
func (s *subject) manyChanges() *carriage {
	s.Helper()
	rows, roster := s.many(s.server)
	p := s.plan(roster, rows...)
	if len(p.Steps) < 3+8 {
		s.Fatalf("%d changes are too few", len(p.Steps))
	}
	return s.carriage(p)
}

func (s *subject) renewsForAll() {
	c := s.manyChanges()
	s.refuseOld(together(8, s.unauthorised()))
	c.wantDone()
	s.wantTokens(2)
	if n, want := len(s.front.came(aWrite)), len(c.plan.Steps)+8; n != want {
		s.Errorf("%d writes, want %d", n, want)
	}
}

// losesItsCredentials in the middle of a run: that ends it, and it can be gone on
// with.
func (s *subject) losesItsCredentials() {
	set := s.settings[s.plain]
	c := s.carriage(s.planFor(set))
	s.deaf = true // the second write is announced, and doesn't leave
	s.front.always(aWrite, s.unauthorised())
	s.front.always(aToken, instead(http.StatusUnauthorized, "application/json", `{"error":"invalid_client"}`))
	if err := c.run(nil); !errors.Is(err, apply.ErrUnauthorized) {
		s.Errorf("the run ended with %v", err)
	}
	if r := c.results()[0]; r.Status != plan.Pending {
		s.Errorf("the change is %+v", r)
	}
	s.wantStored()
	s.front.always(aWrite, nil)
	s.front.always(aToken, nil)
	c.wantDone()
	s.wantStored(set.stored)
}

// getsNoToken: nothing is sent, and the run can be gone on with.
func (s *subject) getsNoToken() {
	set := s.settings[s.plain]
	for _, play := range []ruse{
		playing(sandbox.Fault{Status: 500}), playing(sandbox.Fault{Status: 502}), playing(sandbox.Fault{Kind: sandbox.ResetAfter}),
		instead(200, "text/html", "<html>log in</html>"), instead(200, "application/json", `{}`),
	} {
		w := newSubject(s.T, s.spec.Name, s.facts, way{oauth: true})
		w.deaf = true // writes are announced, and don't leave
		w.lasting(120)
		c := w.carriage(w.planFor(set))
		c.limits.Fresh = tokenLife // a proof would fail before the write does
		w.front.always(aToken, play)
		<-time.After(2 * time.Minute) // the token has to be renewed
		if err := c.run(nil); !errors.Is(err, apply.ErrUnreachable) {
			w.Errorf("the run ended with %v", err)
		}
		if n := len(w.front.came(aWrite)); n != 0 {
			w.Errorf("%d writes left without a token", n)
		}
		if r := c.results()[0]; r.Status != plan.Pending {
			w.Errorf("the change is %+v", r)
		}
		w.wantStored()
		w.front.always(aToken, nil)
		c.plan.Records = nil
		c.wantDone()
		w.wantStored(set.stored)
		w.finish()
	}
}

// getsNoneForAll lets eight workers wait for a token that doesn't come for a long
// time, and stops the run meanwhile: that ends the wait.
func (s *subject) getsNoneForAll() {
	c := s.manyChanges()
	stop := make(chan struct{})
	var once sync.Once
	s.refuseOld(together(8, s.unauthorised()))
	s.front.always(aToken, meanwhile(func() { once.Do(func() { close(stop) }) }, playing(sandbox.Fault{Status: 429, RetryAfter: "3000"})))
	began := time.Now()
	if err := c.run(stop); !errors.Is(err, apply.ErrInterrupted) {
		s.Errorf("the run ended with %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		s.Errorf("it took %s to stop", took)
	}
	s.wantTokens(2)
	s.front.always(aToken, nil)
	c.wantDone()
}

// hasNoPatience with the wait for a token: the run ends before it.
func (s *subject) hasNoPatience() {
	set := s.settings[s.plain]
	s.lasting(120)
	c := s.carriage(s.planFor(set))
	<-time.After(2 * time.Minute)
	s.conn.wait = time.Minute
	s.front.play(aToken, playing(sandbox.Fault{Status: 429, RetryAfter: "600"}))
	if err := c.run(nil); !errors.Is(err, apply.ErrQuota) {
		s.Errorf("the run ended with %v", err)
	}
	if r := c.results()[0]; r.Status != plan.Pending || r.Attempts != 0 {
		s.Errorf("the change is %+v", r)
	}
	s.conn.wait = 0
	c.wantDone()
	s.wantStored(set.stored)
}
