package target

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"importer/internal/apply"
)

// A roundTripper is a layer around the wire.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// wire is the bottom layer. It never follows a redirect, because it is not a
// client; it has a timeout for every phase, and hands out bodies whole and
// bounded, so that an answer that was cut off is an error.
//
// The second result lets go of connections that are kept for later.
func wire(timeout time.Duration, dial dialer) (layer http.RoundTripper, letGo func()) {
	if dial == nil {
		dial = (&net.Dialer{Timeout: min(timeout, 10*time.Second)}).DialContext
	}
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dial,
		TLSHandshakeTimeout:    min(timeout, 10*time.Second),
		ResponseHeaderTimeout:  timeout,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        time.Minute,
		MaxIdleConnsPerHost:    64,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
	return within(timeout, whole(notSent(transport))), transport.CloseIdleConnections
}

// within ends an attempt that takes too long, reading the body included.
func within(timeout time.Duration, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		ctx, cancel := context.WithTimeoutCause(r.Context(), timeout, errTimeout)
		defer cancel()
		return next.RoundTrip(r.WithContext(ctx))
	})
}

var errTimeout = errors.New("no answer in time")

// maxBody bounds an answer, after it has been inflated: 50 records take a few
// dozen KiB.
const maxBody = 16 << 20

// whole reads the body to its end, so that the layers above see either all of
// an answer or an error.
func whole(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
		if err != nil {
			return nil, fmt.Errorf("the answer was cut off: %w", err)
		}
		if len(body) > maxBody {
			return nil, fmt.Errorf("the answer is larger than %d MiB", maxBody>>20)
		}
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return resp, nil
	})
}

// notSent marks the errors of requests that never left.
func notSent(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return nil, fmt.Errorf("%w: %w", apply.ErrNotSent, err)
		}
		return resp, err
	})
}

// withHeaders puts the same headers on every request: the credentials, and who
// is asking.
func withHeaders(headers http.Header, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		for name, values := range headers {
			r.Header[name] = values
		}
		return next.RoundTrip(r)
	})
}

// pace lets a read go when the quota allows it.
func pace(p *Pacer, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if err := p.Permit(r.Context()); err != nil {
			return nil, err
		}
		return next.RoundTrip(r)
	})
}

// observe tells the pacer what every answer says of the quota. What it can't
// keep stops the next request, not this one, whose answer counts.
func observe(p *Pacer, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		_ = p.Observe(resp)
		return resp, err
	})
}

// attempts is how often a read is tried; waiting for the quota is no attempt.
const attempts = 5

// retry tries a read again when its answer was lost or says that the server
// has trouble. What it gives in the end is an answer that means something, or
// an error. A 429 is tried again as soon as the pacer lets it.
func retry(counted func(), next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		for try := 1; ; {
			resp, err := next.RoundTrip(r)
			if throttled := err == nil && resp.StatusCode == http.StatusTooManyRequests; !throttled {
				if try == attempts || !worthRepeating(resp, err) {
					return resp, err
				}
				try++
				if err := sleepUntil(r.Context(), time.Now().Add(backoff(try, rand.Float64()))); err != nil {
					return nil, err
				}
			}
			counted()
			if r, err = anew(r); err != nil {
				return nil, err
			}
		}
	})
}

// worthRepeating says whether the same read may have another outcome.
func worthRepeating(resp *http.Response, err error) bool {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, apply.ErrQuota), errors.Is(err, apply.ErrInterrupted), errors.Is(err, errLedger):
		return false
	case err != nil:
		return true
	case resp.StatusCode == http.StatusRequestTimeout:
		return true
	case resp.StatusCode == http.StatusOK:
		return !isJSON(resp)
	default:
		return resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented
	}
}

// isJSON reports whether an answer says that it is JSON. A gateway's page is
// not, whatever its status.
func isJSON(resp *http.Response) bool {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// backoff is how long to wait before a try: a second, doubled up to half a
// minute, less a random share of up to half.
func backoff(try int, random float64) time.Duration {
	most := min(time.Second<<max(0, min(try-2, 5)), 30*time.Second)
	return most - time.Duration(random*float64(most)/2)
}

// anew makes a request once more, with its body from the start.
func anew(r *http.Request) (*http.Request, error) {
	r = r.Clone(r.Context())
	if r.GetBody == nil {
		return r, nil
	}
	body, err := r.GetBody()
	r.Body = body
	return r, err
}
