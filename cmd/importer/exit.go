package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"importer/internal/apply"
	"importer/internal/apply/run"
	"importer/internal/parse"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

// The exit statuses, as the README lists them.
const (
	exitDone        = 0
	exitUnexpected  = 1   // or the local disk
	exitUsage       = 2   // also: a file refused whole, no data, nothing to find records by, nobody to ask
	exitRows        = 3   // invalid or missing rows, and nothing sent
	exitSomeRows    = 4   // finished, and some row is not as the sheet says
	exitCredentials = 5   // missing or wrong, or no permission
	exitSafety      = 6   // a safety limit, a breaker, or the answer no
	exitUnreachable = 7   // or the quota's wait is too long; resumable
	exitInterrupted = 130 // resumable
	exitTerminated  = 143 // resumable
)

// An exit is an ending whose status the command has decided itself. Without an
// error inside, everything has been said already.
type exit struct {
	status int
	err    error
	hint   string
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// Hint says what to try next.
func (e *exit) Hint() string { return e.hint }

// usage makes an error of the command line.
func usage(hint, format string, args ...any) error {
	return &exit{status: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// present shows an error to a person, with what to try next, and gives the exit
// status to a script. It is the only place that does either.
func present(w io.Writer, err error, lang report.Lang) int {
	status := statusOf(err)
	if err = loud(err); err == nil {
		return status
	}
	fmt.Fprintf(w, "importer: %s\n", lang.Refusal(err.Error()))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintln(w, lang.Say("hint: %s", lang.Refusal(hint)))
	}
	return status
}

// loud takes the endings about which everything has been said out of an error.
func loud(err error) error {
	quiet := (*exit)(nil)
	if err == nil || !errors.As(err, &quiet) || quiet.err != nil {
		return err
	}
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var rest []error
	for _, e := range several.Unwrap() {
		rest = append(rest, loud(e))
	}
	return errors.Join(rest...)
}

// statusOf gives the exit status that an error means.
func statusOf(err error) int {
	var (
		ended   *exit
		file    *parse.FileError
		sheet   *validate.Error
		unknown *run.UnknownError
		address *target.AddressError
		refusal *apply.Refusal
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended):
		return ended.status
	case errors.As(err, &file), errors.As(err, &sheet), errors.As(err, &unknown), errors.As(err, &address):
		return exitUsage
	case errors.Is(err, apply.ErrUnauthorized), errors.Is(err, apply.ErrForbidden):
		return exitCredentials
	case errors.Is(err, apply.ErrCanary), errors.Is(err, apply.ErrBreaker):
		return exitSafety
	case errors.Is(err, apply.ErrInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, apply.ErrUnreachable), errors.Is(err, apply.ErrQuota):
		return exitUnreachable
	case errors.As(err, &refusal):
		return refusalStatus(refusal)
	default:
		return exitUnexpected
	}
}

// explained adds to an error what only the job can know to try next.
func (j *job) explained(err error) error {
	var refusal *apply.Refusal
	switch {
	case err == nil || hintOf(err) != "":
		return err
	case statusOf(err) == exitCredentials:
		return &exit{status: exitCredentials, err: err, hint: j.aboutCredentials(err)}
	case errors.As(err, &refusal) && wrongAddress(refusal.Status):
		return &exit{status: statusOf(err), err: err, hint: "is the address right? " + j.spec.System + "'s is " + j.spec.BaseURL}
	default:
		return err
	}
}

// wrongAddress reports whether a status is one that another server than the
// system's gives: it leads elsewhere, or doesn't know what was asked for.
func wrongAddress(status int) bool {
	return status >= 300 && status < 400 || status == http.StatusNotFound || status == http.StatusMethodNotAllowed
}

// aboutCredentials says what to check where the credentials aren't let in, or
// don't allow what was asked for.
func (j *job) aboutCredentials(err error) string {
	try := "importer targets " + j.spec.Name + " --connect"
	if j.baseURL != "" {
		try += " --base-url " + quote(j.baseURL)
	}
	if errors.Is(err, apply.ErrForbidden) || refusedWith(err, http.StatusForbidden) {
		return "ask whoever gave the credentials out for the right to read and update these records; then try them: " + try
	}
	var names []string
	for _, c := range j.spec.Credentials {
		names = append(names, strings.Join(c.Env, "/"))
	}
	return "check what stands in " + strings.Join(names, ", ") + ", or in the files that these with _FILE name, or what you typed: copied whole, for this system, and not withdrawn? Then try it: " + try
}

// refusedWith reports whether a server has refused with a status.
func refusedWith(err error, status int) bool {
	var refusal *apply.Refusal
	return errors.As(err, &refusal) && refusal.Status == status
}

// refusalStatus is for a read that was refused: no row can be blamed for it.
func refusalStatus(r *apply.Refusal) int {
	switch {
	case r.Status == http.StatusUnauthorized, r.Status == http.StatusForbidden:
		return exitCredentials
	case r.Status >= 500:
		return exitUnreachable
	default:
		return exitUnexpected
	}
}

// hintOf finds what an error, or one inside it, says to try next.
func hintOf(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) && hinted.Hint() != "" {
		return hinted.Hint()
	}
	var disk *fs.PathError
	var renaming *os.LinkError
	switch status := statusOf(err); {
	case errors.As(err, &renaming):
		return "if the file is open in Excel, close it there, then: importer report last"
	case status == exitUnexpected && (errors.As(err, &disk) || errors.Is(err, apply.ErrJournal)):
		return "check that the disk has room and that you may write there; --runs names another directory. What is done stays done: then type the command again"
	case status == exitUnreachable:
		return "nothing is lost; try again later with the same command: what is done stays done and costs nothing"
	default:
		return ""
	}
}
