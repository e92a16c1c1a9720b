package run

import (
	"time"

	"importer/internal/apply"
)

// schema is the version of the run directory's layout.
const schema = 1

// The states of a run, as run.json and --json have them.
const (
	Planned     = "planned"     // nothing has been sent
	Running     = "running"     // being carried out, or ended without being able to say so
	Finished    = "finished"    // every step has an outcome
	Stopped     = "stopped"     // by the server, a limit or the quota
	Interrupted = "interrupted" // by the user
)

// The kinds of runs.
const (
	Apply = "apply" // of a sheet
	Undo  = "undo"  // of another run
)

// A Meta is what run.json says of a run.
type Meta struct {
	Schema  int       `json:"schema"`
	Code    string    `json:"code"`
	Kind    string    `json:"kind"`         // "apply" or "undo"
	Of      string    `json:"of,omitempty"` // the code of the run that this one takes back, or takes rows up again of
	Status  string    `json:"status"`
	DryRun  bool      `json:"dryRun"`
	Started time.Time `json:"started"`
	Zone    string    `json:"zone"`
	EraseBy time.Time `json:"eraseBy"`
	User    string    `json:"user"`
	Host    string    `json:"host"`
	Version string    `json:"version"`

	Target  string            `json:"target"`
	BaseURL string            `json:"baseURL"`
	Account string            `json:"account"` // hashed
	Sandbox bool              `json:"sandbox,omitempty"`
	Held    string            `json:"held,omitempty"`    // what the sheet has to be applied with, because a safety limit stopped it
	Proof   bool              `json:"proof,omitempty"`   // the values have been erased
	Erasing bool              `json:"erasing,omitempty"` // not all of them yet
	Flags   map[string]string `json:"flags,omitempty"`   // those that change what is done
	Input   Input             `json:"input"`
	Counts  map[string]int    `json:"counts,omitempty"`  // rows by status
	Written []Written         `json:"written,omitempty"` // by Renew, the newest last

	// Usage counts the requests of all processes that have worked on the run. Of
	// one that was killed only the writes are counted, as the journal has them.
	Usage apply.Requests `json:"requests"`
}

// An Input is the sheet of a run.
type Input struct {
	File      string            `json:"file"` // absolute
	Hash      string            `json:"sha256"`
	Modified  time.Time         `json:"modified"`
	Format    string            `json:"format"`
	Sheet     string            `json:"sheet,omitempty"`
	HeaderRow int               `json:"headerRow"`
	Delimiter string            `json:"delimiter,omitempty"`
	Encoding  string            `json:"encoding,omitempty"`
	Mapping   map[string]string `json:"mapping"` // column title to field
	Key       string            `json:"key"`
}

// New begins the record of a run.
func New(kind, target string, now time.Time) Meta {
	zone, _ := now.Zone()
	return Meta{Schema: schema, Kind: kind, Target: target, Started: now, Zone: zone, Status: Planned}
}
