// Package target knows the systems that the importer can write to: their URLs
// and JSON, the columns that a sheet may have for them, their credentials, and
// the pace they allow. One file per system; a table names them all. It doesn't
// know the terminal.
package target

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"importer/internal/apply/disk"
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
	Unit    string // what a change is about, such as "class"; empty where that is what a row stands for
	Units   string
	Kind    string // of the records, as in plan.Query
	Call    string // the update call, such as "PATCH /student/{id}"

	BaseURL     string // of production; empty where every customer has a host of its own
	BaseEnv     string // the environment variable that may hold the address; empty if there is none
	Path        string // of the API on any host, such as "/directory/v1"
	Rate        Rate   // the published limit
	Concurrency int    // requests under way at a time; 0: 8
	TokenPath   string // where the host gives out OAuth 2 tokens; empty if it doesn't
	Credentials []Credential
	Schema      validate.Schema
	Watch       []string // the fields whose changes are dangerous, the most dangerous first
	Reveal      []string // the fields that may tell what was left blank on purpose
	Who         plan.Identity
	Roster      plan.Roster // of a target whose sheets have a row per member, or lists of people
	Scopes      []Scope     // what a flag can say for all rows

	adapter adapter
}

// A Scope is a field that narrows what a key finds, and that a flag may give for
// the rows that don't have it.
type Scope struct{ Field, Flag string }

// A Credential is one of the values that prove who is asking.
type Credential struct {
	Title  string   // for a person
	Env    []string // the environment variables that may hold it, the usual one first; with _FILE behind, they name a file
	Secret bool     // never shown, not even while it is typed
	part   part
}

// A part is where a credential goes in a request: the name of a header, or one
// of the parts below.
type part string

const (
	inUser     part = "user"       // the name of HTTP's basic authentication
	inPassword part = "password"   // its password
	inAgent    part = "User-Agent" // behind the program's own name, so that somebody can be asked
)

// A Secret is a text that no message or dump shows.
type Secret string

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides the secret.
func (Secret) GoString() string { return "[redacted]" }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// All gives every target, in the order in which they are listed.
func All() []Spec {
	return []Spec{meitnerStudents(), meitnerGroups(), meitnerClassLists(), konstantlyGroups(), tabulaSmallGroups()}
}

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
	OAuth       bool              // get tokens with them, rather than send them with each request
	Replace     bool              // maps that can't be read are replaced by what the sheet has
	Pace        Pace
	Timeout     time.Duration // of one request; 30 s
	Agent       string        // the User-Agent
	Notify      func(Pause)

	dial dialer // nil: over the network
}

// A dialer connects to an address, as net.Dialer.DialContext does.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// A Pace says how the quota is spent.
type Pace struct {
	Rate    *Rate         // nil: the published one; zero: without limit
	Reserve float64       // share left to others, 0 to 1
	Wait    time.Duration // the longest wait that is put up with; 0: any
	Dir     string        // where levels are kept; empty: in memory only
	Disk    disk.Disk     // that Dir is on; nil: the computer's own
}

// Connect prepares a connection. It sends nothing.
func (s Spec) Connect(cfg Config) (*Conn, error) {
	base, err := s.base(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	pacer := &Pacer{rate: s.Rate, ceiling: s.Rate.oneByOne(), reserve: cfg.Pace.Reserve, wait: cfg.Pace.Wait, notify: cfg.Notify, ledger: &memory{}}
	if cfg.Pace.Rate != nil {
		pacer.rate, pacer.ceiling = s.Rate.shape(*cfg.Pace.Rate), true
	}
	if cfg.Pace.Dir != "" {
		if cfg.Pace.Disk == nil {
			cfg.Pace.Disk = disk.OS{}
		}
		if pacer.ledger, err = openLedger(cfg.Pace.Disk, cfg.Pace.Dir, s.account(base, cfg.Credentials)); err != nil {
			return nil, err
		}
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 30 * time.Second
	}
	conn := connect(s, base, pacer, cfg)
	conn.account = s.account(base, cfg.Credentials)
	return conn, nil
}

// headers are those of every request: who is asking, and the proof of it unless
// a token is to be that.
func (s Spec) headers(cfg Config) http.Header {
	h := http.Header{"User-Agent": {cfg.Agent}}
	var user, password string
	for _, c := range s.Credentials {
		value := string(cfg.Credentials[c.Title])
		switch {
		case c.part == inAgent:
			h.Set("User-Agent", cfg.Agent+" ("+value+")")
		case cfg.OAuth:
		case c.part == inUser:
			user = value
		case c.part == inPassword:
			password = value
		default:
			h.Set(string(c.part), value)
		}
	}
	if user != "" {
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	}
	return h
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
	case text == "":
		return nil, &AddressError{"", "every customer of " + s.System + " has an address of its own; say it, or put it into " + s.BaseEnv}
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
// address and of the credentials that aren't secret. Whom to ask is no matter.
func (s Spec) account(base *url.URL, credentials map[string]Secret) string {
	h := sha256.New()
	fmt.Fprintln(h, base.Scheme, base.Host)
	for _, c := range s.Credentials {
		if !c.Secret && c.part != inAgent {
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
	case err == nil && (strings.Contains(u.Host, "staging") || strings.Contains(u.Host, "sandbox")):
		return u.Host + ", not production"
	case err == nil && s.BaseURL == "" && !loopback(u.Hostname()):
		return u.Host + ", PRODUCTION"
	case err == nil:
		return u.Host
	default:
		return base
	}
}
