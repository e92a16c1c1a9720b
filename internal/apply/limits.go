package apply

import (
	"cmp"
	"time"
)

// Limits say when a run gives up or is stopped. A zero field means its default.
type Limits struct {
	Attempts int           // requests for one step, those that were throttled not counted; 5
	Canaries int           // steps that go one by one before the rest does; 3
	Alike    int           // changes in a row that fail in the same way before the run stops; 10
	Outage   int           // failed attempts in a row before all workers pause; 20
	Patience time.Duration // without success before the target counts as unreachable; 5 minutes
	Fresh    time.Duration // how old a reading may be when its record is written; 5 minutes
	Retry    Backoff       // between the attempts of a step; 1 s to 30 s
	Probe    Backoff       // between the probes of a pause; 5 s to 60 s
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Attempts: cmp.Or(l.Attempts, 5),
		Canaries: cmp.Or(l.Canaries, 3),
		Alike:    cmp.Or(l.Alike, 10),
		Outage:   cmp.Or(l.Outage, 20),
		Patience: cmp.Or(l.Patience, 5*time.Minute),
		Fresh:    cmp.Or(l.Fresh, 5*time.Minute),
		Retry:    cmp.Or(l.Retry, Backoff{First: time.Second, Most: 30 * time.Second}),
		Probe:    cmp.Or(l.Probe, Backoff{First: 5 * time.Second, Most: time.Minute}),
	}
}
