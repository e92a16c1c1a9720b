package apply

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBackoff(t *testing.T) {
	retry := Limits{}.orDefaults().Retry
	for n, want := range map[int]time.Duration{
		1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 5: 16 * time.Second, 6: 30 * time.Second, 1000: 30 * time.Second,
	} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			if got := retry.after(n); got != want {
				t.Errorf("%v; want %v", got, want)
			}
		})
	}
	if got := (Backoff{First: time.Minute, Most: time.Second}).after(1); got != time.Second {
		t.Errorf("a first wait above the most is %v", got)
	}
}

func TestJitter(t *testing.T) {
	tests := []struct {
		name       string
		own, asked time.Duration
		random     float64
		want       time.Duration
	}{
		{"ours, least", 8 * time.Second, 0, 0, 4 * time.Second},
		{"ours, middle", 8 * time.Second, 0, 0.5, 6 * time.Second},
		{"asked, least", 8 * time.Second, time.Minute, 0, time.Minute},
		{"asked, middle", 8 * time.Second, 20 * time.Second, 0.5, 21 * time.Second},
		{"asked for an hour", 8 * time.Second, time.Hour, 0.5, time.Hour + 2500*time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := jitter(tt.own, tt.asked, tt.random); got != tt.want {
				t.Errorf("%v; want %v", got, tt.want)
			}
		})
	}
}

func TestJitterStaysNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "own"))
		asked := time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "asked"))
		got := jitter(own, asked, rapid.Float64Range(0, 0.999).Draw(t, "random"))
		if asked > 0 && (got < asked || got > asked+spread) || asked == 0 && (got < own/2 || got > own) {
			t.Errorf("own %v, asked %v: %v", own, asked, got)
		}
	})
}
