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
// been redirected, and reads the answer from there. A secret isn't echoed. Ctrl-D
// gives io.EOF. A signal ends the waiting, with its cause.
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
		return listenUnseen(in)
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	return answer{strings.TrimSpace(line), err}
}

// listenUnseen reads a line that isn't shown. The terminal hands every key over,
// because the end of the input would otherwise not be told: Ctrl-C comes as a key
// too, and both end the line.
func listenUnseen(in *os.File) answer {
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return answer{"", err}
	}
	defer func() { _ = term.Restore(int(in.Fd()), before) }()
	return unseenLine(in)
}

// unseenLine reads keys up to the end of a line. Ctrl-C and Ctrl-D give io.EOF.
func unseenLine(keys io.Reader) answer {
	text, err := term.NewTerminal(unseen{keys}, "").ReadPassword("")
	if errors.Is(err, term.ErrPasteIndicator) {
		err = nil
	}
	return answer{strings.TrimSpace(text), err}
}

// An unseen reader shows nothing of what is typed.
type unseen struct{ io.Reader }

func (unseen) Write(p []byte) (int, error) { return len(p), nil }

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
	case err != nil && !errors.Is(err, io.EOF):
		return err
	}
	switch strings.ToLower(text) {
	case "y", "yes", "j", "ja":
		return nil
	default:
		return &exit{status: exitSafety, err: fmt.Errorf("%s: the answer was no", nothing)}
	}
}
