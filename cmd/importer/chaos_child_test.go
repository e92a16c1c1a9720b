package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"importer/internal/sandbox"
)

// isChild names the variable that makes a process of this test binary a child
// of TestChaos.
const isChild = "IMPORTER_CHAOS_CHILD"

// TestChild is the child's side of TestChaos, and no test. It is the whole
// program as main makes it, but for its clock: whenever nothing is under way,
// that jumps to the moment that is waited for. So no wait is left out or
// shortened, all limits are those of the shipped program, and nothing takes long.
func TestChild(t *testing.T) {
	if os.Getenv(isChild) == "" {
		t.Skip("only for the children of TestChaos")
	}
	listenOutside()
	today := time.Now().Round(0)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := &process{
			args: flag.Args(), getenv: os.Getenv, stdin: os.Stdin, disk: childDisk(t),
			now:     func() time.Time { return today.Add(time.Since(began)) },
			console: newConsole(os.Stdout, os.Stderr, os.Getenv),
		}
		os.Exit(p.run(t.Context(), os.Exit))
	})
}

// listenOutside makes os/signal start its goroutine where the clock is real: it
// waits for signals for ever, and a clock that jumps would wait for it.
func listenOutside() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}

// A child is a process that carries out one command line.
type child struct {
	*exec.Cmd
	output bytes.Buffer
	killed atomic.Bool
	ended  chan struct{} // closed when it has
}

// start begins a command line in a process of its own, with a trap in its disk.
func start(t *testing.T, in trap, args ...string) *child {
	t.Helper()
	set, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	own := sandbox.DefaultCredentials()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(executable, append([]string{"-test.run=^TestChild$", "-test.timeout=2m", "--"}, args...)...), ended: make(chan struct{})}
	c.Stdout, c.Stderr = &c.output, &c.output
	c.Env = append(os.Environ(), isChild+"=1", "GOGC=off", "MEITNER_CLIENT_CREDENTIALS="+own.ID, "MEITNER_CLIENT_SECRET="+own.Secret, hasTrap+"="+string(set))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// kill ends the process so that it can't do anything about it.
func (c *child) kill() {
	c.killed.Store(true)
	_ = c.Process.Kill() // an error means that it has ended already
}

// wait gives the exit status; it is of no use if the process was killed.
func (c *child) wait() int {
	_ = c.Wait() // the status says the same
	close(c.ended)
	return c.ProcessState.ExitCode()
}

// signaled reports whether the process was killed, from within or without.
func (c *child) signaled() bool { return !c.ProcessState.Exited() }

// died reports whether the process was killed before it could end by itself.
func (c *child) died() bool { return c.killed.Load() && !c.ProcessState.Exited() }

func (c *child) String() string { return strings.Join(c.Args[4:], " ") }
