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
// does it.
const early = time.Minute

// Tokens are those of OAuth 2's client credentials grant: one for all requests,
// renewed before it expires, and once more where the server refuses one that was
// good before.
type tokens struct {
	config clientcredentials.Config
	client *http.Client // fetches tokens

	mu      sync.Mutex
	current *oauth2.Token
	good    bool   // the current token was accepted once
	ended   string // the one before, which was good and then refused
}

// newTokens prepares to fetch tokens with a target's credentials: from its host,
// not from under its API's path.
func newTokens(s Spec, base *url.URL, credentials map[string]Secret, reads http.RoundTripper) *tokens {
	at := *base
	at.Path, at.RawPath = s.TokenPath, ""
	t := &tokens{
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
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current != nil && time.Until(t.current.Expiry) > early {
		return t.current.AccessToken, nil
	}
	fresh, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", notIssued(err)
	}
	t.current, t.good = fresh, false
	return fresh.AccessToken, nil
}

// notIssued words why there is no token: the credentials are refused, or the
// server has trouble, and then nothing was sent with them.
func notIssued(err error) error {
	if no, ok := errors.AsType[*oauth2.RetrieveError](err); ok && no.Response.StatusCode < 500 {
		return &apply.Refusal{Status: http.StatusUnauthorized, Code: no.ErrorCode}
	}
	return fmt.Errorf("%w: no token: %w", apply.ErrNotSent, err)
}

// refused takes note of a 401, and reports whether the token was good before, so
// that another may be.
func (t *tokens) refused(used string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.good && t.current.AccessToken == used {
		t.current, t.ended = nil, used
	}
	return used == t.ended
}

func (t *tokens) accepted(used string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.good = t.good || t.current != nil && t.current.AccessToken == used
}

// renewedHeader marks an answer below which a token was given up. It never
// leaves this program.
const renewedHeader = "Importer-Token-Renewed"

func renewed(resp *http.Response) bool { return resp.Header.Get(renewedHeader) != "" }

// authorised puts a token on every request. Where one that was good before is
// refused, a read is made once more with another; a write returns, marked, so
// that its sender counts what is sent.
func (t *tokens) authorised(next http.RoundTripper, again bool) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		for {
			resp, before, err := t.send(next, r)
			if err != nil || !before {
				return resp, err
			}
			if !again {
				resp.Header.Set(renewedHeader, "yes")
				return resp, nil
			}
			if r, err = anew(r); err != nil {
				return nil, err
			}
		}
	})
}

// send sends a request with the token that there is; before reports a 401 of a
// token that was good before.
func (t *tokens) send(next http.RoundTripper, r *http.Request) (resp *http.Response, before bool, err error) {
	token, err := t.token(r.Context())
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
