package target

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"importer/internal/apply"
	"importer/internal/apply/disk"
)

func answer(status int, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func hourly(n float64) *Pacer {
	return &Pacer{rate: Rate{n, time.Hour}, ledger: &memory{}}
}

func permit(t *testing.T, p *Pacer, r *http.Response) {
	t.Helper()
	if err := p.Permit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Observe(r); err != nil {
		t.Fatal(err)
	}
}

func TestPacerSpendsWhatIsThereAndThenDrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := hourly(100), time.Now()
		for range 100 {
			permit(t, p, answer(200))
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("the first 100 took %s, want no time", took)
		}
		for range 50 {
			permit(t, p, answer(200))
		}
		if took := time.Since(began).Round(time.Second); took != 30*time.Minute {
			t.Errorf("another 50 were there after %s, want 30 min", took)
		}
	})
}

func TestPacerPausesEverybodyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := hourly(1500), time.Now()
		var told []Pause
		p.notify = func(pause Pause) { told = append(told, pause) }
		permit(t, p, answer(429, "RateLimit-Reset", strconv.FormatInt(began.Add(20*time.Minute).UnixMilli(), 10)))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := p.Permit(t.Context()); err != nil {
					t.Error(err)
				}
				if gone := time.Since(began); gone < 20*time.Minute {
					t.Errorf("a request went after %s, want none for 20 min", gone)
				}
			})
		}
		wg.Wait()
		if len(told) == 0 || !told[0].Until.Equal(began.Add(20*time.Minute)) || told[0].Reason != "busy" {
			t.Errorf("told %v", told)
		}
	})
}

func TestPacerWithoutAWordFromTheServerBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := hourly(1500)
		var waits []time.Duration
		for range 6 {
			began := time.Now()
			permit(t, p, answer(429))
			waits = append(waits, time.Since(began).Round(time.Second))
		}
		want := []time.Duration{0, 5, 10, 20, 40, 60}
		for i, w := range waits {
			if w != want[i]*time.Second {
				t.Errorf("wait %d is %s, want %d s", i, w, want[i])
			}
		}
	})
}

func TestPacerBelievesTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := hourly(1500)
		permit(t, p, answer(200, "RateLimit-Limit", "600", "RateLimit-Remaining", "2"))
		if left, ok, err := p.Left(); left != 2 || !ok || err != nil {
			t.Errorf("left %d, %v, %v; the server said 2", left, ok, err)
		}
		began := time.Now()
		for range 3 {
			permit(t, p, answer(200))
		}
		if took := time.Since(began).Round(time.Second); took != 6*time.Second {
			t.Errorf("the third request went after %s, want 6 s: 600 an hour", took)
		}
	})
}

// What the user allows is a ceiling, whatever the server would allow.
func TestPacerKeepsToTheUsersRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := &Pacer{rate: Rate{6, time.Minute}, ceiling: true, ledger: &memory{}}, time.Now()
		for range 12 {
			permit(t, p, answer(200, "RateLimit-Limit", "1500", "RateLimit-Remaining", "1400"))
		}
		if took := time.Since(began).Round(time.Second); took != time.Minute {
			t.Errorf("12 requests at 6 a minute took %s, want a minute", took)
		}
	})
}

// A server that counts in windows is full again at the moment that it names.
func TestPacerWaitsForTheResetThatTheServerNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := hourly(1500), time.Now()
		p.reserve = 0.2
		reset := strconv.FormatInt(began.Add(6*time.Second).UnixMilli(), 10)
		permit(t, p, answer(200, "RateLimit-Remaining", "5", "RateLimit-Reset", reset))
		if wait, err := p.Ready(20); wait != 6*time.Second || err != nil {
			t.Errorf("20 requests are said to take %s (%v), want 6 s", wait, err)
		}
		permit(t, p, answer(200))
		if took := time.Since(began); took != 6*time.Second {
			t.Errorf("the next went after %s, want 6 s", took)
		}
	})
}

func TestPacerRefusesALongWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := hourly(60), time.Now()
		p.wait = time.Minute
		permit(t, p, answer(429, "Retry-After", "1800"))
		if err := p.Permit(t.Context()); !errors.Is(err, apply.ErrQuota) {
			t.Errorf("Permit gives %v, want ErrQuota", err)
		}
		if time.Since(began) != 0 {
			t.Errorf("it waited %s first", time.Since(began))
		}
	})
}

func TestPacerEndsAWaitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := hourly(60)
		permit(t, p, answer(429, "Retry-After", "1800"))
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(3*time.Second, func() { cancel(apply.ErrInterrupted) })
		began := time.Now()
		if err := p.Permit(ctx); !errors.Is(err, apply.ErrInterrupted) {
			t.Errorf("Permit gives %v", err)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it ended after %s, want 3 s", took)
		}
	})
}

func TestPacerWithoutLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, began := &Pacer{ledger: &memory{}}, time.Now()
		for range 10_000 {
			permit(t, p, answer(200, "RateLimit-Remaining", "0"))
		}
		if _, limited, _ := p.Left(); limited || time.Since(began) != 0 {
			t.Errorf("limited %v, took %s", limited, time.Since(began))
		}
		permit(t, p, answer(429, "Retry-After", "7"))
		permit(t, p, answer(200))
		if took := time.Since(began); took != 7*time.Second {
			t.Errorf("after a 429 it waited %s, want 7 s", took)
		}
	})
}

// What one run has spent is missing for the next one, until it has dripped back.
func TestLedgerKeepsTheLevelBetweenRuns(t *testing.T) {
	dir := t.TempDir()
	open := func() *Pacer {
		l, err := openLedger(disk.OS{}, dir, "account")
		if err != nil {
			t.Fatal(err)
		}
		return &Pacer{rate: Rate{1500, time.Hour}, ledger: l}
	}
	first := open()
	for range 40 {
		permit(t, first, answer(200))
	}
	left, _, err := open().Left()
	if err != nil || left < 1459 || left > 1461 {
		t.Errorf("the next run has %d left (%v), want 1460", left, err)
	}
}

// Two runs that share a credential can't spend a request twice.
func TestLedgerIsShared(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			l, err := openLedger(disk.OS{}, dir, "account")
			if err != nil {
				t.Error(err)
				return
			}
			for range 50 {
				err := l.update(func(b bucket) bucket { b.Level++; return b })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	l, _ := openLedger(disk.OS{}, dir, "account")
	_ = l.update(func(b bucket) bucket {
		if b.Level != 200 {
			t.Errorf("counted %v, want 200", b.Level)
		}
		return b
	})
}

// A bucket that was kept at another rate is as full as it was, and drips at the
// new one.
func TestABucketOfAnotherRate(t *testing.T) {
	now := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	kept := bucket{Level: 375, Capacity: 1500, Period: time.Hour, At: now}
	p := &Pacer{rate: Rate{Requests: 100, Period: time.Minute}}
	if b := p.fresh(kept, now); b.Capacity != 100 || b.Level != 25 || b.Period != time.Minute {
		t.Errorf("the bucket is %+v", b)
	}
}
