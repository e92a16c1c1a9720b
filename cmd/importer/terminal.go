package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"importer/internal/report"
)

// A console is where a command speaks: results on out, progress and notes on
// err. Whether either is a terminal decides what may be shown there.
type console struct {
	out, err     io.Writer
	outTerminal  bool
	errTerminal  bool
	quiet, color bool
	speaks       report.Lang // of notes, and of what a command says that has no reports

	mu  sync.Mutex               // guards what is below, and err while something is shown there
	bar *progressbar.ProgressBar // on err; nil while there is none
}

func newConsole(out, err *os.File, getenv func(string) string) *console {
	c := &console{out: out, err: err, outTerminal: isTerminal(out), errTerminal: isTerminal(err)}
	c.color = c.outTerminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb" &&
		(runtime.GOOS != "windows" || getenv("WT_SESSION") != "") // the old Windows console would show the codes
	c.speaks = languageOf(getenv).Lang
	return c
}

// width is how many characters fit on a line of out; 0 where it is no terminal.
func (c *console) width() int {
	f, ok := c.out.(*os.File)
	if !ok || !c.outTerminal {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// animates reports whether what moves may be shown on err.
func (p *process) animates() bool {
	return p.errTerminal && !p.quiet && p.getenv("TERM") != "dumb" && p.getenv("CI") == ""
}

// note says something in English words that isn't a result, in the user's language, above the bar where there is one. It
// may be called from any goroutine.
func (c *console) note(format string, args ...any) {
	if c.quiet {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Clear()
	}
	fmt.Fprintln(c.err, c.speaks.Say(format, args...))
	if c.bar != nil {
		_ = c.bar.RenderBlank()
	}
}

// begin puts a bar on the terminal.
func (c *console) begin(bar *progressbar.ProgressBar) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bar = bar
	_ = bar.RenderBlank()
}

// advance moves the bar. It reports whether there is one.
func (c *console) advance(done int, description string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar == nil {
		return false
	}
	c.bar.Describe(description)
	_ = c.bar.Set(done)
	return true
}

// end takes the bar away.
func (c *console) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Clear()
		c.bar = nil
	}
}
