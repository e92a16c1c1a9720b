package parse

import (
	"errors"
	"syscall"
)

// What Windows says of a file that another program has opened or locked for
// itself (System Error Codes, 0-499).
const (
	sharingViolation syscall.Errno = 32
	lockViolation    syscall.Errno = 33
)

// inUse reports whether a file can't be read because another program has it
// open.
func inUse(err error) bool {
	return errors.Is(err, sharingViolation) || errors.Is(err, lockViolation)
}
