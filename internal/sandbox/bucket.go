package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// A Bucket is an allowance that fills up again at a constant pace, Size in each
// Period. It is full to begin with.
type Bucket struct {
	Size   int           // requests; by default 1,500, as the API's rate-limiting page says
	Period time.Duration // by default an hour
	Silent bool          // answers don't carry the RateLimit headers
}

// A level is how full a bucket is. It is kept as the time that the bucket needs
// to be full again, in which each request counts for its share of the period.
type level struct {
	Bucket
	debt time.Duration
	at   time.Time // when debt was worked out
}

func newLevel(b Bucket, now time.Time) *level {
	if b.Size == 0 {
		b.Size = 1500
	}
	if b.Period == 0 {
		b.Period = time.Hour
	}
	return &level{Bucket: b, at: now}
}

func (l *level) share() time.Duration { return l.Period / time.Duration(l.Size) }

// take takes one request out of the bucket, if there is a whole one in it.
func (l *level) take(now time.Time) error {
	l.fill(now)
	if l.debt+l.share() > l.Period {
		return &refusal{http.StatusTooManyRequests, "too many requests"}
	}
	l.debt += l.share()
	return nil
}

func (l *level) fill(now time.Time) {
	l.debt = max(0, l.debt-now.Sub(l.at))
	l.at = now
}

// declare writes the headers as the API documents them: the reset is UTC in
// milliseconds since 1970, as text. It is the moment when the bucket is full
// again, not the one when a single request may go.
func (l *level) declare(h http.Header, now time.Time) {
	if l.Silent {
		return
	}
	l.fill(now)
	h.Set("RateLimit-Limit", strconv.Itoa(l.Size))
	h.Set("RateLimit-Remaining", strconv.Itoa(int((l.Period-l.debt)/l.share())))
	h.Set("RateLimit-Reset", strconv.FormatInt(now.Add(l.debt).UnixMilli(), 10))
}
