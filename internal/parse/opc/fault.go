package opc

import (
	"fmt"
	"strings"
)

// A Fault says why a document isn't read, and where in it the reason lies.
type Fault struct {
	Part   string // such as xl/worksheets/sheet1.xml; empty for the archive as a whole
	Cell   string // such as B7; empty outside worksheets
	Offset int64  // bytes into the part, unpacked; 0 where it says nothing
	Reason string // a clause, such as "its checksum is wrong"
	Err    error  // what the archive or XML reader said, if it said something
}

// Error says all of it in one line.
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Part != "" {
		b.WriteString(f.Part)
		b.WriteString(": ")
	}
	if f.Cell != "" {
		fmt.Fprintf(&b, "cell %s: ", f.Cell)
	}
	b.WriteString(f.Reason)
	if f.Err != nil {
		fmt.Fprintf(&b, " (%v)", f.Err)
	}
	return b.String()
}

// Unwrap gives what the archive or XML reader said.
func (f *Fault) Unwrap() error { return f.Err }
