package main

import (
	"time"

	"github.com/schollz/progressbar/v3"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/report"
)

// A progress shows how far a run is: as a bar on a terminal, elsewhere as a line
// now and then. It is used from one goroutine.
type progress struct {
	*console
	lang    report.Lang
	total   int
	settled int
	refused int
	began   time.Time
	last    time.Time
	now     func() time.Time
}

// every is how long a line stands before the next, where there is no terminal.
const every = 10 * time.Second

// progress begins to show how far a run of so many changes is.
func (e *execution) progress(total int) *progress {
	p := &progress{console: e.console, lang: e.lang.Lang, total: total, now: e.now, began: e.now(), last: e.now()}
	if e.animates() && total > 0 {
		p.begin(progressbar.NewOptions(total,
			progressbar.OptionSetWriter(e.err),
			progressbar.OptionSetDescription(p.description()),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetWidth(20),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "#", SaucerPadding: "-", BarStart: " ", BarEnd: " "}),
			progressbar.OptionEnableColorCodes(false),
			progressbar.OptionClearOnFinish(),
		))
	}
	return p
}

func (p *progress) description() string {
	left := ""
	if gone := p.now().Sub(p.began); p.settled > 0 && p.settled < p.total && gone > time.Second {
		rest := gone / time.Duration(p.settled) * time.Duration(p.total-p.settled)
		left = p.lang.Say(", about %s left", rest.Round(time.Second).String())
	}
	return p.lang.Say("updating, %d refused%s (Ctrl-C stops safely)", p.refused, left)
}

// observe counts the changes that have come to their end, and tells of troubles
// that are the server's. A wait for the quota is told by who waits.
func (p *progress) observe(e apply.Event) {
	switch {
	case e.Kind == apply.Paused && e.Reason != apply.Throttled:
		p.note("%s", p.lang.Say("no answer from the server; nothing is lost; next try at %s", e.Until.Format("15:04:05")))
	case e.Kind == apply.Settled:
		p.settle(e.Result.Status)
	}
}

func (p *progress) settle(status plan.Status) {
	p.settled++
	if status == plan.Failed {
		p.refused++
	}
	if !p.advance(p.settled, p.description()) && p.now().Sub(p.last) >= every {
		p.last = p.now()
		p.note("%s", p.lang.Say("%d of %d, %d refused", p.settled, p.total, p.refused))
	}
}
