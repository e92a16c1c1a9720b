package parse

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

func TestFileInUse(t *testing.T) {
	for _, code := range []syscall.Errno{sharingViolation, lockViolation} {
		err := place("a.xlsx", &fs.PathError{Op: "open", Path: "a.xlsx", Err: code})
		e, ok := err.(*FileError)
		if !ok || !strings.Contains(e.Hint(), "Close it in Excel") {
			t.Errorf("%d: got %v", code, err)
		}
	}
}
