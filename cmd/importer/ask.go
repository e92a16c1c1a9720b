package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// errNoTerminal means that there is nobody to ask.
var errNoTerminal = errors.New("there is no terminal to ask on")

// ask puts a question on the terminal itself, never on a stream that may have
// been redirected, and reads the answer from there. A secret isn't echoed. The
// end of the input counts as an empty answer. A signal ends the waiting, with
// its cause.
func ask(ctx context.Context, question string, secret bool) (string, error) {
	in, out, err := openTerminal()
	if err != nil {
		return "", errNoTerminal
	}
	defer out.Close()
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", errNoTerminal
	}
	fmt.Fprint(out, question)
	answers := make(chan answer, 1)
	go func() { answers <- listen(in, secret) }() // it outlives a signal, for a read can't be ended
	select {
	case a := <-answers:
		in.Close()
		if secret || errors.Is(a.err, io.EOF) {
			fmt.Fprintln(out)
		}
		if errors.Is(a.err, io.EOF) {
			return "", nil
		}
		return a.text, a.err
	case <-ctx.Done():
		_ = term.Restore(int(in.Fd()), before)
		fmt.Fprintln(out)
		return "", context.Cause(ctx)
	}
}

type answer struct {
	text string
	err  error
}

func listen(in *os.File, secret bool) answer {
	if secret {
		text, err := term.ReadPassword(int(in.Fd()))
		return answer{strings.TrimSpace(string(text)), err}
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	return answer{strings.TrimSpace(line), err}
}

func openTerminal() (in, out *os.File, err error) {
	inName, outName := "/dev/tty", "/dev/tty"
	if runtime.GOOS == "windows" {
		inName, outName = "CONIN$", "CONOUT$"
	}
	if in, err = os.OpenFile(inName, os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile(outName, os.O_RDWR, 0); err != nil {
		in.Close()
		return nil, nil, err
	}
	return in, out, nil
}

// agreed asks for a yes; any other answer is an exit of its own. Its errors
// begin with nothing, which says what hasn't been done; where there is no
// terminal, hint says what to do instead.
func agreed(ctx context.Context, question, nothing, hint string) error {
	text, err := ask(ctx, question, false)
	switch {
	case errors.Is(err, errNoTerminal):
		return usage(hint, "%s: there is no terminal to ask on", nothing)
	case err != nil:
		return err
	}
	switch strings.ToLower(text) {
	case "y", "yes", "j", "ja":
		return nil
	default:
		return &exit{status: exitSafety, err: fmt.Errorf("%s: the answer was no", nothing)}
	}
}
