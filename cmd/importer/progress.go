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
	last    time.Time
	now     func() time.Time
}

// every is how long a line stands before the next, where there is no terminal.
const every = 10 * time.Second

// progress begins to show how far a run of so many changes is.
func (a *application) progress(total int) *progress {
	p := &progress{console: a.console, lang: a.lang.Lang, total: total, now: a.now, last: a.now()}
	if a.errTerminal && !a.outputFlags.quiet && a.getenv("TERM") != "dumb" && a.getenv("CI") == "" && total > 0 {
		p.begin(progressbar.NewOptions(total,
			progressbar.OptionSetWriter(a.err),
			progressbar.OptionSetDescription(p.description()),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetWidth(20),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "#", SaucerPadding: "-", BarStart: " ", BarEnd: " "}),
			progressbar.OptionEnableColorCodes(false),
			progressbar.OptionClearOnFinish(),
		))
	}
	return p
}

func (p *progress) description() string {
	return p.lang.Say("updating, %d refused (Ctrl-C stops safely)", p.refused)
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
