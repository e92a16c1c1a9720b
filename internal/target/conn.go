package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// A Conn is a way into one system with one account. It reads with Find and
// writes with Patch; nothing is sent before the first call of either.
type Conn struct {
	*Pacer
	system        adapter
	schema        validate.Schema
	base          *url.URL
	replace       bool // as Config.Replace
	reads, writes http.RoundTripper
	tokens        *tokens // nil where the credentials go with every request
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

type usage struct{ reads, writes, retries, throttled atomic.Int64 }

// Usage counts the requests that went out so far. The retries among them are
// reads: whoever sends a write again knows it.
func (c *Conn) Usage() apply.Requests {
	return apply.Requests{
		Reads: c.usage.reads.Load(), Writes: c.usage.writes.Load(),
		Retries: c.usage.retries.Load(), Throttled: c.usage.throttled.Load(),
	}
}

// connect stacks the layers. Read them from the bottom up: every attempt of a
// read passes the pacer again, so that repeats are paced as well; a write is
// sent once, and its caller has asked the pacer already.
func connect(s Spec, base *url.URL, p *Pacer, cfg Config) *Conn {
	bare, letGo := wire(cfg.Timeout, cfg.dial)
	c := &Conn{Pacer: p, system: s.adapter, schema: s.Schema, base: base, replace: cfg.Replace, letGo: letGo}
	bottom := observe(p, withHeaders(s.headers(cfg), c.throttling(bare)))
	c.writes = counted(&c.usage.writes, bottom)
	repeated := func() { c.usage.retries.Add(1) }
	c.reads = retry(repeated, pace(p, counted(&c.usage.reads, c.replayed(repeated, bottom))))
	if cfg.OAuth {
		c.tokens = newTokens(s, base, cfg.Credentials, c.reads)
		c.reads, c.writes = c.tokens.reading(c.reads), c.tokens.writing(c.writes)
	}
	return c
}

// Schema gives the target's schema with what only the server knows: the columns
// that a customer has added. It may read.
func (c *Conn) Schema(ctx context.Context) (validate.Schema, error) {
	if l, ok := c.system.(learner); ok {
		return l.learn(ctx, c)
	}
	return c.schema, nil
}

// A learner is an adapter of a system whose customers add fields of their own.
type learner interface {
	learn(ctx context.Context, c *Conn) (validate.Schema, error)
}

func counted(n *atomic.Int64, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		n.Add(1)
		return next.RoundTrip(r)
	})
}

// replayed counts the reads that net/http sends once more by itself, because the
// connection that it had kept was dead. It does so with a GET, and never with a
// write.
func (c *Conn) replayed(repeated func(), next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		var sent atomic.Int64
		trace := &httptrace.ClientTrace{WroteRequest: func(w httptrace.WroteRequestInfo) {
			if w.Err == nil && sent.Add(1) > 1 {
				c.usage.reads.Add(1)
				repeated()
			}
		}}
		return next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
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

// Permit implements apply.Gate: a request may go when the quota allows it, and
// there is a token for it. Why there is none, the request itself says.
func (c *Conn) Permit(ctx context.Context) error {
	err := c.Pacer.Permit(ctx)
	if err != nil || c.tokens == nil {
		return err
	}
	_, err = c.tokens.token(ctx)
	if errors.Is(err, apply.ErrQuota) || errors.Is(err, errLedger) {
		return err
	}
	return context.Cause(ctx)
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
	if no, ok := errors.AsType[*apply.Refusal](err); ok {
		return fmt.Errorf("reading: %w", no)
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
		no := c.system.refusal(resp)
		no.Renewed = renewed(resp)
		return no
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
