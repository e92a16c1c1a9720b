package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"importer/internal/apply"
)

// early is how long before its end a token is renewed, as Meitner's own client
// does it. One that lives for less than twice as long is used for half of its
// life.
const early = time.Minute

// Tokens are those of OAuth 2's client credentials grant: one for all requests,
// renewed before it expires, and once more where the server refuses one that was
// good before.
type tokens struct {
	config clientcredentials.Config
	client *http.Client  // fetches tokens
	turn   chan struct{} // holds a token while somebody fetches one

	mu      sync.Mutex
	current string    // empty if there is none
	until   time.Time // when the current one is to be renewed, by the wall clock; zero: never
	good    bool      // the current one was accepted once
	failure error     // why the last attempt to get one failed; nil if it didn't
}

// newTokens prepares to fetch tokens with a target's credentials: from its host,
// not from under its API's path.
func newTokens(s Spec, base *url.URL, credentials map[string]Secret, reads http.RoundTripper) *tokens {
	at := *base
	at.Path, at.RawPath = s.TokenPath, ""
	t := &tokens{
		turn:   make(chan struct{}, 1),
		config: clientcredentials.Config{TokenURL: at.String(), AuthStyle: oauth2.AuthStyleInParams},
		client: &http.Client{Transport: reads, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	for _, own := range s.Credentials {
		if value := string(credentials[own.Title]); own.Secret {
			t.config.ClientSecret = value
		} else {
			t.config.ClientID = value
		}
	}
	return t
}

// token gives a token that is good for a while. While one is fetched, all wait.
func (t *tokens) token(ctx context.Context) (string, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if token := t.valid(); token != "" {
		return token, nil
	}
	fresh, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", t.fail(notIssued(err))
	}
	t.keep(fresh)
	return fresh.AccessToken, nil
}

// held gives the current token to a write, which doesn't wait for another: that
// is done before it may go.
func (t *tokens) held(context.Context) (string, error) {
	if token := t.valid(); token != "" {
		return token, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failure != nil {
		return "", t.failure
	}
	return "", fmt.Errorf("%w: the token has just come to its end", apply.ErrNotSent)
}

// valid gives the current token; nothing if there is none, or if it is to be
// renewed.
func (t *tokens) valid() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.until.IsZero() && !time.Now().Before(t.until) {
		return ""
	}
	return t.current
}

func (t *tokens) keep(fresh *oauth2.Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.until, t.good, t.failure = fresh.AccessToken, time.Time{}, false, nil
	if !fresh.Expiry.IsZero() {
		life := time.Until(fresh.Expiry)
		t.until = time.Now().Round(0).Add(life - min(early, life/2))
	}
}

func (t *tokens) fail(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failure = err
	return err
}

// notIssued words why there is no token: the credentials are refused, or the
// server has trouble, and then nothing was sent with them.
func notIssued(err error) error {
	if no, ok := errors.AsType[*oauth2.RetrieveError](err); ok && no.Response.StatusCode < 500 {
		return &apply.Refusal{Status: http.StatusUnauthorized, Code: no.ErrorCode}
	}
	return fmt.Errorf("%w: no token: %w", apply.ErrNotSent, err)
}

// refused takes note of a 401, and reports whether another token may be accepted:
// this one was good before, or somebody else has given it up already.
func (t *tokens) refused(used string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == used && t.good {
		t.current = ""
	}
	return t.current != used
}

func (t *tokens) accepted(used string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.good = t.good || t.current == used
}

// renewedHeader marks an answer below which a token was given up. It never
// leaves this program.
const renewedHeader = "Importer-Token-Renewed"

func renewed(resp *http.Response) bool { return resp.Header.Get(renewedHeader) != "" }

// reading puts a token on every read. Where one that was good before is refused,
// the read is made once more with another.
func (t *tokens) reading(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, another, err := t.send(next, r, t.token)
		if err != nil || !another {
			return resp, err
		}
		if r, err = anew(r); err != nil {
			return nil, err
		}
		resp, _, err = t.send(next, r, t.token)
		return resp, err
	})
}

// writing puts a token on every write. Where one that was good before is refused,
// the write returns, marked, so that its sender counts what is sent.
func (t *tokens) writing(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, another, err := t.send(next, r, t.held)
		if err == nil && another {
			resp.Header.Set(renewedHeader, "yes")
		}
		return resp, err
	})
}

// send sends a request with a token; another reports a 401 that another token may
// avoid.
func (t *tokens) send(next http.RoundTripper, r *http.Request, get func(context.Context) (string, error)) (resp *http.Response, another bool, err error) {
	token, err := get(r.Context())
	if err != nil {
		return nil, false, err
	}
	signed := r.Clone(r.Context())
	signed.Header.Set("Authorization", "Bearer "+token)
	resp, err = next.RoundTrip(signed)
	if err != nil {
		return nil, false, err
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return resp, t.refused(token), nil
	}
	t.accepted(token)
	return resp, false, nil
}
