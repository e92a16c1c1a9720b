package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// A Conn is a way into one system with one account. It reads with Find and
// writes with Patch; nothing is sent before the first call of either.
type Conn struct {
	*Pacer
	system        adapter
	base          *url.URL
	reads, writes http.RoundTripper
	usage         usage
	account       string
	letGo         func()
}

var (
	_ plan.Finder   = (*Conn)(nil)
	_ apply.Patcher = (*Conn)(nil)
	_ apply.Gate    = (*Conn)(nil)
)

// An adapter knows one system's URLs and JSON.
type adapter interface {
	try(ctx context.Context, c *Conn) error
	find(ctx context.Context, c *Conn, q plan.Query) (map[validate.Key][]plan.Current, error)
	patch(ctx context.Context, c *Conn, now plan.Current, edits []plan.Edit) (plan.Current, error)
	refusal(*http.Response) *apply.Refusal
}

// Usage counts requests as they went out. Retries are those reads among them
// that repeat another; Throttled counts the answers that said 429.
type Usage struct{ Reads, Writes, Retries, Throttled int64 }

type usage struct{ reads, writes, retries, throttled atomic.Int64 }

// Usage gives the counts so far.
func (c *Conn) Usage() Usage {
	return Usage{c.usage.reads.Load(), c.usage.writes.Load(), c.usage.retries.Load(), c.usage.throttled.Load()}
}

// connect stacks the layers. Read them from the bottom up: every attempt of a
// read passes the pacer again, so that repeats are paced as well; a write is
// sent once, and its caller has asked the pacer already.
func connect(a adapter, base *url.URL, p *Pacer, headers http.Header, timeout time.Duration) *Conn {
	bare, letGo := wire(timeout)
	c := &Conn{Pacer: p, system: a, base: base, letGo: letGo}
	bottom := observe(p, withHeaders(headers, c.throttling(bare)))
	c.writes = counted(&c.usage.writes, bottom)
	c.reads = retry(func() { c.usage.retries.Add(1) }, pace(p, counted(&c.usage.reads, bottom)))
	return c
}

func counted(n *atomic.Int64, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		n.Add(1)
		return next.RoundTrip(r)
	})
}

func (c *Conn) throttling(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil && resp.StatusCode == http.StatusTooManyRequests {
			c.usage.throttled.Add(1)
		}
		return resp, err
	})
}

// Find implements plan.Finder.
func (c *Conn) Find(ctx context.Context, q plan.Query) (map[validate.Key][]plan.Current, error) {
	return c.system.find(ctx, c, q)
}

// Patch implements apply.Patcher.
func (c *Conn) Patch(ctx context.Context, now plan.Current, edits []plan.Edit) (plan.Current, error) {
	return c.system.patch(ctx, c, now, edits)
}

// Try makes the cheapest read there is, to see whether the account gets in.
func (c *Conn) Try(ctx context.Context) error { return c.system.try(ctx, c) }

// Close lets go of the connections that are kept open.
func (c *Conn) Close() { c.letGo() }

// Base is the address of the API.
func (c *Conn) Base() string { return c.base.String() }

// Account is a hash that tells accounts apart and not whose they are.
func (c *Conn) Account() string { return c.account }

// read sends a read, which may be repeated, and decodes its answer.
func (c *Conn) read(ctx context.Context, method string, at *url.URL, body, into any) error {
	r, err := request(ctx, method, at, body)
	if err != nil {
		return err
	}
	resp, err := c.reads.RoundTrip(r)
	if err != nil {
		return c.unread(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("reading: %w", c.system.refusal(resp))
	}
	return decode(resp, into)
}

// unread says that a read has failed for good.
func (c *Conn) unread(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, apply.ErrQuota) || errors.Is(err, errLedger) {
		return err
	}
	return fmt.Errorf("%w: %s: %w", apply.ErrUnreachable, c.base.Host, err)
}

// write sends a write once and decodes its answer. The request has no way to be
// read twice, so that nothing below can send it again unseen.
func (c *Conn) write(ctx context.Context, method string, at *url.URL, body, into any) error {
	r, err := request(ctx, method, at, body)
	if err != nil {
		return err
	}
	r.GetBody = nil
	resp, err := c.writes.RoundTrip(r)
	if err != nil {
		return err
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return c.system.refusal(resp)
	}
	return decode(resp, into)
}

func request(ctx context.Context, method string, at *url.URL, body any) (*http.Request, error) {
	var payload bytes.Buffer
	if body != nil {
		e := json.NewEncoder(&payload)
		e.SetEscapeHTML(false)
		if err := e.Encode(body); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, at.String(), bytes.NewReader(payload.Bytes()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

// at gives the address of a resource below the base. Segments are escaped; one
// that would still lead elsewhere is an error.
func (c *Conn) at(query url.Values, segments ...string) (*url.URL, error) {
	escaped := make([]string, len(segments))
	for i, s := range segments {
		if s == "" || s == "." || s == ".." {
			return nil, fmt.Errorf("%q can't be part of an address", s)
		}
		escaped[i] = url.PathEscape(s)
	}
	u, err := c.base.Parse(strings.TrimSuffix(c.base.EscapedPath(), "/") + "/" + strings.Join(escaped, "/"))
	if err != nil {
		return nil, err
	}
	u.RawQuery = query.Encode()
	return u, nil
}
