package target

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

var noon = time.Date(2026, 8, 17, 12, 0, 0, 0, time.UTC)

func TestReadQuotaMoments(t *testing.T) {
	in := func(d time.Duration) *time.Time { return new(noon.Add(d)) }
	millis := func(d time.Duration) string { return strconv.FormatInt(noon.Add(d).UnixMilli(), 10) }
	seconds := func(d time.Duration) string { return strconv.FormatInt(noon.Add(d).Unix(), 10) }
	tests := map[string]struct {
		reset, retry         string
		date                 string
		wantReset, wantRetry *time.Time
	}{
		"nothing":                      {},
		"epoch milliseconds":           {reset: millis(30 * time.Minute), wantReset: in(30 * time.Minute)},
		"epoch seconds":                {reset: seconds(time.Minute), wantReset: in(time.Minute)},
		"seconds from now":             {reset: "45", wantReset: in(45 * time.Second)},
		"a fraction of seconds":        {reset: "1.5", wantReset: in(1500 * time.Millisecond)},
		"blanks around":                {reset: " 45 ", wantReset: in(45 * time.Second)},
		"already passed":               {reset: millis(-time.Minute)},
		"further off than any period":  {reset: millis(66 * time.Minute)},
		"seconds read as years":        {reset: "484289000"},
		"negative":                     {reset: "-5", retry: "-1"},
		"text":                         {reset: "soon", retry: "later"},
		"not a number":                 {reset: "NaN", retry: "NaN"},
		"infinite":                     {reset: "Inf", retry: "1e400"},
		"overflowing":                  {reset: "9223372036854775808", retry: "9223372037"},
		"the server's clock is behind": {reset: millis(-50 * time.Minute), date: noon.Add(-time.Hour).Format(http.TimeFormat), wantReset: in(10 * time.Minute)},
		"retry after seconds":          {retry: "120", wantRetry: in(2 * time.Minute)},
		"retry at once":                {retry: "0", wantRetry: in(0)},
		"retry after an hour":          {retry: "3600", wantRetry: in(time.Hour)},
		"retry after a day":            {retry: "86400"},
		"retry at a date":              {retry: noon.Add(time.Minute).Format(http.TimeFormat), wantRetry: in(time.Minute)},
		"retry at a date, RFC 850":     {retry: noon.Add(time.Minute).Format(time.RFC850), wantRetry: in(time.Minute)},
		"retry at a date, asctime":     {retry: noon.Add(time.Minute).Format(time.ANSIC), wantRetry: in(time.Minute)},
		"retry at a date gone by":      {retry: noon.Add(-time.Minute).Format(http.TimeFormat)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, prefix := range headerPrefixes {
				h := http.Header{}
				h.Set(prefix+"Reset", tt.reset)
				h.Set("Retry-After", tt.retry)
				h.Set("Date", tt.date)
				q := readQuota(h, noon)
				same(t, "reset", q.reset, tt.wantReset)
				same(t, "retry", q.retry, tt.wantRetry)
			}
		})
	}
}

func same(t *testing.T, what string, got, want *time.Time) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil || want == nil || !got.Equal(*want):
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestReadQuotaCounts(t *testing.T) {
	for text, want := range map[string]float64{"1500": 1500, "0": 0, " 7 ": 7, "-1": -1, "": -1, "many": -1, "NaN": -1, "2000000": -1} {
		h := http.Header{}
		h.Set("RateLimit-Remaining", text)
		got := -1.0
		if q := readQuota(h, noon); q.remaining != nil {
			got = *q.remaining
		}
		if got != want {
			t.Errorf("RateLimit-Remaining %q read as %v, want %v", text, got, want)
		}
	}
}

func TestBucketDripsAndLeavesTheReserve(t *testing.T) {
	b := full(Rate{1500, time.Hour}, noon)
	taken := 0
	for {
		next, wait := b.take(time.Hour, 300, noon)
		if wait > 0 {
			if want := 2400 * time.Millisecond; wait != want {
				t.Errorf("waits %s for the next, want %s", wait, want)
			}
			break
		}
		b = next
		taken++
	}
	if taken != 1200 {
		t.Errorf("took %d at once, want 1200", taken)
	}
	if b = b.refilled(time.Hour, noon.Add(time.Minute)); b.Level != 325 {
		t.Errorf("after a minute it holds %v, want 325", b.Level)
	}
	if b = b.refilled(time.Hour, noon.Add(-time.Hour)); b.Level != 325 {
		t.Errorf("a clock that was set back makes it hold %v, want 325", b.Level)
	}
	if b = b.refilled(time.Hour, noon.Add(24*time.Hour)); b.Level != 1500 {
		t.Errorf("after a day it holds %v, want 1500", b.Level)
	}
}

// Konstantly has the headers under another name, and tells the reset in seconds.
func TestReadQuotaOfKonstantly(t *testing.T) {
	now := time.Unix(1538152400, 0)
	h := http.Header{}
	for name, value := range map[string]string{"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "95", "X-RateLimit-Reset": "1538152444"} {
		h.Set(name, value)
	}
	q := readQuota(h, now)
	if q.limit == nil || *q.limit != 100 || q.remaining == nil || *q.remaining != 95 || q.reset == nil || !q.reset.Equal(now.Add(44*time.Second)) {
		t.Errorf("the quota is %+v", q)
	}
}
