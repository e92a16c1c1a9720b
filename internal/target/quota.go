package target

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Rate is how many requests a server serves in a period.
type Rate struct {
	Requests float64
	Period   time.Duration
}

// perSecond is 0 for the zero Rate, which means without limit.
func (r Rate) perSecond() float64 {
	if r.Period <= 0 {
		return 0
	}
	return r.Requests / r.Period.Seconds()
}

// oneByOne reports whether a rate lets nothing be saved up: each request waits
// for its own moment. The published rate of a server that counts in no period is
// of that kind.
func (r Rate) oneByOne() bool { return r.Requests == 1 }

// shape gives another pace the shape of r: where r lets requests go one by one
// only, the other does too, at its own pace.
func (r Rate) shape(other Rate) Rate {
	if !r.oneByOne() || other.perSecond() == 0 {
		return other
	}
	return Rate{Requests: 1, Period: time.Duration(float64(other.Period) / other.Requests)}
}

// A bucket is what is known of the quota: how many requests may go at once, and
// from when on. It drips full at the rate's pace.
type bucket struct {
	Level    float64       `json:"level"`
	Capacity float64       `json:"capacity"` // requests per period
	At       time.Time     `json:"at"`       // when Level was right
	Until    time.Time     `json:"until"`    // nothing goes before
	Period   time.Duration `json:"period"`   // in which it fills up
	FullAt   time.Time     `json:"fullAt"`   // full again by the server's word; zero if it gave none
}

// full gives the bucket of a credential that hasn't been used lately.
func full(r Rate, now time.Time) bucket {
	return bucket{Level: r.Requests, Capacity: r.Requests, Period: r.Period, At: now}
}

// refilled gives the bucket as it is at now. A clock that was set back refills
// nothing.
func (b bucket) refilled(period time.Duration, now time.Time) bucket {
	if gone := now.Sub(b.At); gone > 0 {
		b.Level = min(b.Capacity, b.Level+gone.Seconds()*b.Capacity/period.Seconds())
	}
	if !b.FullAt.IsZero() && !now.Before(b.FullAt) {
		b.Level, b.FullAt = b.Capacity, time.Time{}
	}
	b.At = now
	return b
}

// ready is how long a refilled bucket needs until n requests may have gone, of
// which floor more are left for others.
func (b bucket) ready(n int, period time.Duration, floor float64, now time.Time) time.Duration {
	wait := b.Until.Sub(now)
	if short := floor + float64(n) - b.Level; short > 0 {
		drip := time.Duration(math.Ceil(short / b.Capacity * float64(period)))
		if full := b.FullAt.Sub(now); full > 0 && float64(n) <= b.Capacity-floor {
			drip = min(drip, full)
		}
		wait = max(wait, drip)
	}
	return max(0, wait)
}

// take takes one request out of a refilled bucket in which floor requests are
// to be left for others. If none may go yet, it says how long to wait, and
// takes none.
func (b bucket) take(period time.Duration, floor float64, now time.Time) (bucket, time.Duration) {
	if wait := b.ready(1, period, floor, now); wait > 0 {
		return b, wait
	}
	b.Level--
	return b, 0
}

// A quota is what a server's headers say of it. A field is nil where they say
// nothing, or nothing that can be understood.
type quota struct {
	limit, remaining *float64
	reset, retry     *time.Time
}

// headerPrefixes are the names in use: Meitner has RateLimit-*, Konstantly
// X-RateLimit-*.
var headerPrefixes = []string{"RateLimit-", "X-RateLimit-"}

// longest is how far in the future a reset may lie to be believed: the periods
// in use are up to an hour, and clocks differ.
const longest = 65 * time.Minute

// readQuota reads the headers of an answer that came at now. The server's own
// Date, where it sends one, corrects for clocks that differ.
func readQuota(h http.Header, now time.Time) quota {
	var q quota
	skew := time.Duration(0)
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		skew = now.Sub(date)
	}
	for _, prefix := range headerPrefixes {
		q.limit = or(q.limit, count(h.Get(prefix+"Limit")))
		q.remaining = or(q.remaining, count(h.Get(prefix+"Remaining")))
		q.reset = or(q.reset, moment(h.Get(prefix+"Reset"), now, skew))
	}
	q.retry = retryAfter(h.Get("Retry-After"), now, skew)
	return q
}

func or[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// count reads a number of requests; more than a million is not believed.
func count(text string) *float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(n >= 0 && n <= 1e6) {
		return nil
	}
	return &n
}

// moment reads a reset: epoch milliseconds (Meitner), epoch seconds
// (Konstantly) or seconds from now (the IETF draft), told apart by size. One
// that has passed, or is further off than any period in use, is not believed.
func moment(text string, now time.Time, skew time.Duration) *time.Time {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 1e15 {
		return nil
	}
	var at time.Time
	switch {
	case n > 1e11:
		at = time.UnixMilli(int64(n)).Add(skew)
	case n > 1e9:
		at = time.Unix(int64(n), 0).Add(skew)
	case n <= longest.Seconds():
		at = now.Add(time.Duration(n * float64(time.Second)))
	}
	return believed(at, now)
}

// retryAfter reads seconds or any of the date forms of HTTP.
func retryAfter(text string, now time.Time, skew time.Duration) *time.Time {
	text = strings.TrimSpace(text)
	if date, err := http.ParseTime(text); err == nil {
		return believed(date.Add(skew), now)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n >= 0 && n <= longest.Seconds()) {
		return nil
	}
	at := now.Add(time.Duration(n * float64(time.Second)))
	return &at
}

func believed(at, now time.Time) *time.Time {
	if ahead := at.Sub(now); ahead < 0 || ahead > longest {
		return nil
	}
	return &at
}
