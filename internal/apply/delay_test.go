package apply

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestRest(t *testing.T) {
	tests := []struct {
		name                string
		length, awake, wall time.Duration
		want                time.Duration
	}{
		{"begun", time.Hour, 0, 0, time.Hour},
		{"under way", time.Hour, 20 * time.Minute, 20 * time.Minute, 40 * time.Minute},
		{"slept through", time.Hour, time.Minute, 2 * time.Hour, -time.Hour},
		{"clock set back", time.Hour, 20 * time.Minute, -24 * time.Hour, 40 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rest(tt.length, tt.awake, tt.wall); got != tt.want {
				t.Errorf("%v; want %v", got, tt.want)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	stop := errors.New("stop")
	tests := []struct {
		name        string
		length      time.Duration
		cancel      time.Duration // 0: never
		wake        time.Duration // 0: never
		want        time.Duration
		wantFailure error
	}{
		{name: "nothing"},
		{name: "short", length: time.Second, want: time.Second},
		{name: "over many glances", length: 65 * time.Second, want: 65 * time.Second},
		{name: "cancelled", length: time.Hour, cancel: 3 * time.Second, want: 3 * time.Second, wantFailure: stop},
		{name: "woken", length: time.Hour, wake: 13 * time.Second, want: 13 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, func() { cancel(stop) })
				}
				wake := make(chan struct{})
				if tt.wake > 0 {
					time.AfterFunc(tt.wake, func() { close(wake) })
				}
				begun := time.Now()
				err := newDelay(tt.length).wait(ctx, wake)
				if got := time.Since(begun); got != tt.want || !errors.Is(err, tt.wantFailure) {
					t.Errorf("%v, %v; want %v, %v", got, err, tt.want, tt.wantFailure)
				}
			})
		})
	}
}

// TestSleptThrough lets the wall clock pass a delay's end while the machine's
// own clock stands still: the delay is over at the next glance.
func TestSleptThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := delay{from: time.Now().Round(0).Add(-time.Hour), length: time.Hour + time.Second}
		begun := time.Now()
		if err := d.wait(t.Context(), nil); err != nil || time.Since(begun) != time.Second {
			t.Errorf("waited %v, %v", time.Since(begun), err)
		}
	})
}

func TestHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h hold
		begun := time.Now()
		if err := h.wait(t.Context()); err != nil || time.Since(begun) != 0 {
			t.Errorf("no hold: waited %v, %v", time.Since(begun), err)
		}
		if !h.extend(20 * time.Second) {
			t.Error("the first hold isn't the first")
		}
		time.AfterFunc(5*time.Second, func() {
			if h.extend(time.Second) || h.extend(30*time.Second) {
				t.Error("a hold during another is a first one")
			}
		})
		if err := h.wait(t.Context()); err != nil || time.Since(begun) != 35*time.Second {
			t.Errorf("waited %v, %v; want 35s", time.Since(begun), err)
		}
		if !h.extend(time.Second) {
			t.Error("a hold after another isn't a first one")
		}
	})
}
