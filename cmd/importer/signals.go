package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"importer/internal/apply"
)

// interrupts tells what the user's signals ask for. The first ends what has no
// effect on a server and begins no new row; the second ends the process.
type interrupts struct {
	first context.Context // cancelled by the first signal
	got   chan os.Signal
}

// watch begins to listen. leave is called on the second signal with the exit
// status that belongs to it.
func watch(parent context.Context, leave func(status int)) (*interrupts, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	i := &interrupts{first: ctx, got: make(chan os.Signal, 1)}
	incoming := make(chan os.Signal, 2)
	signal.Notify(incoming, os.Interrupt, syscall.SIGTERM)
	quit := make(chan struct{})
	go func() {
		for n := 1; ; n++ {
			select {
			case <-quit:
				return
			case s := <-incoming:
				if n > 1 {
					leave(signalStatus(s))
					return
				}
				i.got <- s
				cancel(apply.ErrInterrupted)
			}
		}
	}()
	return i, func() {
		signal.Stop(incoming)
		close(quit)
		cancel(nil)
	}
}

// status is the exit status of a run that was interrupted.
func (i *interrupts) status() int {
	select {
	case s := <-i.got:
		i.got <- s
		return signalStatus(s)
	default:
		return exitInterrupted
	}
}

func signalStatus(s os.Signal) int {
	if s == syscall.SIGTERM {
		return exitTerminated
	}
	return exitInterrupted
}
