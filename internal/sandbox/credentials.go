package sandbox

import (
	"crypto/rand"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Credentials are what a client shows to be let in.
type Credentials struct {
	ID     string
	Secret string
}

// DefaultCredentials are those of a Server whose Options name none.
func DefaultCredentials() Credentials {
	return Credentials{ID: "sandbox", Secret: "sandbox-secret"}
}

// tokenLife is how long a token is good for, as in the documentation's example.
const tokenLife = time.Hour

// A keyring knows who may call: by the header pair Client-ID and Client-Secret,
// or by a token that it has given out.
type keyring struct {
	owner    Credentials
	noTokens bool

	mu     sync.Mutex
	tokens map[string]time.Time // until when each is good
}

func newKeyring(owner Credentials, noTokens bool) *keyring {
	if owner == (Credentials{}) {
		owner = DefaultCredentials()
	}
	return &keyring{owner: owner, noTokens: noTokens, tokens: map[string]time.Time{}}
}

// admit refuses a request that shows no good credentials. A request that shows
// a token is judged by the token alone.
func (k *keyring) admit(r *http.Request, now time.Time) error {
	shown := r.Header.Get("Authorization")
	if shown == "" {
		pair := Credentials{ID: r.Header.Get("Client-ID"), Secret: r.Header.Get("Client-Secret")}
		switch {
		case pair == k.owner:
			return nil
		case pair.ID == "" || pair.Secret == "":
			return misuse{&refusal{http.StatusUnauthorized, "Client-ID and Client-Secret are required"}}
		}
		return unauthorized()
	}
	token, bearer := strings.CutPrefix(shown, "Bearer ")
	if !bearer || !k.good(token, now) {
		return unauthorized()
	}
	return nil
}

func (k *keyring) good(token string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	until, known := k.tokens[token]
	return known && now.Before(until)
}

// issue gives a new token to whoever shows the credentials as the OAuth 2
// client-credentials grant has it, in the form and not in a header.
func (k *keyring) issue(r *http.Request, body []byte, now time.Time) (any, error) {
	if k.noTokens {
		return nil, &refusal{http.StatusNotFound, "no such route"}
	}
	form, err := formOf(r, body)
	if err != nil {
		return nil, err
	}
	if form.Get("grant_type") != "client_credentials" {
		return nil, misuse{&refusal{http.StatusBadRequest, "grant_type must be client_credentials"}}
	}
	if (Credentials{ID: form.Get("client_id"), Secret: form.Get("client_secret")}) != k.owner {
		return nil, unauthorized()
	}
	token := rand.Text()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tokens[token] = now.Add(tokenLife)
	return map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds())}, nil
}

func formOf(r *http.Request, body []byte) (url.Values, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, undecodable("body: the content type must be application/x-www-form-urlencoded")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, undecodable("body: not a form")
	}
	return form, nil
}

func unauthorized() error {
	return &refusal{http.StatusUnauthorized, "the credentials are missing or wrong"}
}
