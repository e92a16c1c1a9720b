// Package target knows the systems that the importer can write to: their URLs
// and JSON, the columns that a sheet may have for them, their credentials, and
// the pace they allow. One file per system; a table names them all. It doesn't
// know the terminal.
package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// A Spec is all that can be said of a target without connecting to it.
type Spec struct {
	Name    string // as given to --target, such as "meitner-students"
	System  string // such as "Meitner"
	Summary string // what it updates, in a few words
	One     string // what a row stands for, such as "pupil"
	Many    string
	Kind    string // of the records, as in plan.Query
	Call    string // the update call, such as "PATCH /student/{id}"

	BaseURL     string // of production
	Rate        Rate   // the published limit
	Credentials []Credential
	Schema      validate.Schema
	Watch       []string // the fields whose changes are dangerous, the most dangerous first
	Reveal      []string // the fields that may tell what was left blank on purpose
	Who         plan.Identity

	adapter adapter
}

// A Credential is one of the values that prove who is asking.
type Credential struct {
	Title  string   // for a person
	Env    []string // the environment variables that may hold it, the usual one first; with _FILE behind, they name a file
	Secret bool     // never shown, not even while it is typed
	header string
}

// A Secret is a text that no message or dump shows.
type Secret string

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides the secret.
func (Secret) GoString() string { return "[redacted]" }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// All gives every target, in the order in which they are listed.
func All() []Spec { return []Spec{meitnerStudents()} }

// Find gives the target with a name.
func Find(name string) (Spec, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

// A Config says how to connect to a target. The zero values mean the target's
// own defaults.
type Config struct {
	BaseURL     string
	Credentials map[string]Secret // by Credential.Title
	Pace        Pace
	Timeout     time.Duration // of one request; 30 s
	Agent       string        // the User-Agent
	Notify      func(Pause)
}

// A Pace says how the quota is spent.
type Pace struct {
	Rate    *Rate         // nil: the published one; zero: without limit
	Reserve float64       // share left to others, 0 to 1
	Wait    time.Duration // the longest wait that is put up with; 0: any
	Dir     string        // where levels are kept; empty: in memory only
}

// Connect prepares a connection. It sends nothing.
func (s Spec) Connect(cfg Config) (*Conn, error) {
	base, err := s.base(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	pacer := &Pacer{rate: s.Rate, reserve: cfg.Pace.Reserve, wait: cfg.Pace.Wait, notify: cfg.Notify, ledger: &memory{}}
	if cfg.Pace.Rate != nil {
		pacer.rate, pacer.ceiling = *cfg.Pace.Rate, true
	}
	if cfg.Pace.Dir != "" {
		if pacer.ledger, err = openLedger(cfg.Pace.Dir, s.account(base, cfg.Credentials)); err != nil {
			return nil, err
		}
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 30 * time.Second
	}
	headers := http.Header{"User-Agent": {cfg.Agent}}
	for _, c := range s.Credentials {
		headers.Set(c.header, string(cfg.Credentials[c.Title]))
	}
	conn := connect(s.adapter, base, pacer, headers, cfg.Timeout)
	conn.account = s.account(base, cfg.Credentials)
	return conn, nil
}

// An AddressError is a base URL to which nothing is sent.
type AddressError struct{ URL, Reason string }

func (e *AddressError) Error() string { return fmt.Sprintf("--base-url %s: %s", e.URL, e.Reason) }

// base checks a base URL, empty for the target's own. Children's data goes
// there, so it must be https; plain http is for this computer only.
func (s Spec) base(text string) (*url.URL, error) {
	if text == "" {
		text = s.BaseURL
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return nil, &AddressError{text, "not a web address"}
	case u.User != nil:
		return nil, &AddressError{u.Redacted(), "credentials don't belong into the address"}
	case u.RawQuery != "" || u.Fragment != "":
		return nil, &AddressError{text, "it ends with the API's path, without ? or #"}
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	default:
		return nil, &AddressError{text, "only https; plain http is for this computer only"}
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// account names the owner of a quota without telling who it is: a hash of the
// address and of the credentials that aren't secret.
func (s Spec) account(base *url.URL, credentials map[string]Secret) string {
	h := sha256.New()
	fmt.Fprintln(h, base.Scheme, base.Host)
	for _, c := range s.Credentials {
		if !c.Secret {
			fmt.Fprintln(h, c.Title, string(credentials[c.Title]))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Place says for a person where a base URL leads: the host, and whether that is
// the real system.
func (s Spec) Place(base string) string {
	own, _ := url.Parse(s.BaseURL)
	u, err := url.Parse(base)
	switch {
	case base == "" || err == nil && u.Host == own.Host:
		return own.Host + ", PRODUCTION"
	case err == nil && strings.Contains(u.Host, "staging"):
		return u.Host + ", staging"
	case err == nil:
		return u.Host
	default:
		return base
	}
}
