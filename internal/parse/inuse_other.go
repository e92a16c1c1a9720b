//go:build !windows

package parse

// inUse reports whether a file can't be read because another program has it
// open. Only Windows keeps others from reading it.
func inUse(error) bool { return false }
