package parse

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"importer/internal/parse/opc"
)

// A FileError says why a file isn't read: not at all, or from here on. What was
// read before must not be used either, since the file can't be trusted. The
// error of the system, such as fs.ErrNotExist, is wrapped if there is one.
type FileError struct {
	Path   string
	Part   string // of a workbook, such as xl/worksheets/sheet1.xml; empty if it is the file as a whole
	Cell   string // of a worksheet, such as B7; empty outside
	Line   int    // of a text file, from 1; 0 if it is the file as a whole
	Offset int64  // bytes into Part, unpacked; 0 where it says nothing
	Reason string // a clause, such as "the archive is damaged or cut short"
	Err    error  // what a library or the system said, if it said something
	hint   string
}

// Error says which file, where in it, and why.
func (e *FileError) Error() string {
	var b strings.Builder
	b.WriteString(e.Path)
	for _, place := range e.places() {
		b.WriteString(": " + place)
	}
	b.WriteString(": " + e.Reason)
	if e.Err != nil {
		b.WriteString(" (" + e.Err.Error() + ")")
	}
	return b.String()
}

func (e *FileError) places() []string {
	var places []string
	if e.Part != "" {
		places = append(places, strings.Map(printable, e.Part))
	}
	switch {
	case e.Cell != "":
		places = append(places, "cell "+e.Cell)
	case e.Line > 0:
		places = append(places, fmt.Sprintf("line %d", e.Line))
	case e.Offset > 0:
		places = append(places, fmt.Sprintf("byte %d", e.Offset))
	}
	return places
}

// printable replaces what would act on a terminal: an archive can give its parts
// any name.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return '?'
	}
	return r
}

// Unwrap gives what a library or the system said.
func (e *FileError) Unwrap() error { return e.Err }

// Hint says what to do about it, as a sentence.
func (e *FileError) Hint() string { return e.hint }

// What to do about it.
const (
	hintSaveAgain = "Open it in a spreadsheet program, save it as a new .xlsx file, and use that one."
	hintSaveText  = "Save it as CSV UTF-8, or as .xlsx."

	hintOtherEncoding = hintSaveText + " Or name its encoding with --encoding, such as windows-1252."
	hintQuote         = "A cell with a quotation mark in it must stand in quotation marks, with its own doubled. Saving it as .xlsx does without them."
	hintHeaderRow     = "Check the number after --header-row."
	hintChooseSheet   = "Name the one to read with --sheet."
	hintChooseRow     = "Name the one to read with --sheet and, if its headings stand further down, their row with --header-row."
	hintEncoding      = "Leave --encoding out, or name utf-8, utf-16, windows-1252, iso-8859-1, cp850, cp437 or macintosh."
	hintChanged       = "Close it in other programs, and start again."
)

// place puts the path of the file into an error of any of its readers. What
// Options.Header said stays as it is.
func place(path string, err error) error {
	if h, ok := errors.AsType[headerError](err); ok {
		return h.error
	}
	if e, ok := errors.AsType[*FileError](err); ok {
		e.Path = path
		return e
	}
	if f, ok := errors.AsType[*opc.Fault](err); ok {
		return &FileError{Path: path, Part: f.Part, Cell: f.Cell, Offset: f.Offset, Reason: f.Reason, Err: f.Err, hint: hintSaveAgain}
	}
	return unreadable(path, err)
}

// unreadable words an error of the system.
func unreadable(path string, err error) *FileError {
	e := &FileError{Path: path, Reason: "it can't be read", Err: err}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		e.Err = p.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Reason, e.hint = "there is no such file", "Check the name and the folder."
	case inUse(err):
		e.Reason, e.hint = "another program has it open and lets nobody else read it", "Close it in Excel, and try again."
	case errors.Is(err, fs.ErrPermission):
		e.Reason, e.hint = "it may not be read", "Ask its owner for the right to read it."
	default:
		e.hint = "Close it in the spreadsheet program if it is open there, and check that the disk is at hand."
	}
	return e
}
