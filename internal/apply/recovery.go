package apply

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// load reads a journal's file and gives its entries and the length in bytes of
// the lines that hold them.
func load(path string) ([]Entry, int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	entries, whole, err := recoverEntries(data)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return entries, int64(whole), nil
}

// recoverEntries reads lines up to the first that isn't whole or isn't the next
// in order. What follows from there on was never acted upon, and may go, unless
// a line shows that the missing one had been durable: then the file has been
// damaged, and the error names the line.
func recoverEntries(data []byte) (entries []Entry, whole int, err error) {
	for whole < len(data) {
		line, ok := nextLine(data[whole:])
		e, err := decode(line)
		if !ok || err != nil || e.Seq != len(entries)+1 {
			break
		}
		entries = append(entries, e)
		whole += len(line) + 1
	}
	if attested(data[whole:], len(entries)+1) {
		return nil, 0, fmt.Errorf("%w: line %d can't be read", ErrDamaged, len(entries)+1)
	}
	return entries, whole, nil
}

// attested reports whether one of the lines was written when the entry with
// this Seq was durable.
func attested(data []byte, seq int) bool {
	for len(data) > 0 {
		line, ok := nextLine(data)
		if !ok {
			return false
		}
		if e, err := decode(line); err == nil && e.Synced >= seq {
			return true
		}
		data = data[len(line)+1:]
	}
	return false
}

// nextLine gives the first line without its line break, and whether it has one.
func nextLine(data []byte) (line []byte, ok bool) {
	line, _, ok = bytes.Cut(data, []byte{'\n'})
	return line, ok
}
