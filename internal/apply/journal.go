package apply

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"importer/internal/apply/disk"
)

// ErrJournal marks a failure to write the journal, or to read it.
var ErrJournal = errors.New("the journal failed")

// ErrDamaged marks a journal with a damaged line that had been durable.
var ErrDamaged = errors.New("the journal is damaged")

// A Journal is an append-only file of JSON lines, one for each Entry. It may be
// used from several goroutines at once. A write or a sync that fails breaks it
// for good: what a failed sync left behind can't be known, so it is never tried
// again.
type Journal struct {
	syncing sync.Mutex // held by the one who syncs for all that wait

	mu      sync.Mutex // guards what follows, and the order of the lines
	file    disk.File  // written to at its end only
	written int        // Seq of the last line written
	durable int        // Seq of the last line known to be on disk
	broken  error
}

// NewJournal makes a journal that goes on in a file whose last entry has the
// given Seq; 0 if it has none.
func NewJournal(f disk.File, last int) *Journal {
	return &Journal{file: f, written: last, durable: last}
}

// CreateJournal makes a journal in a new file that only its owner may read. It
// fails if there is a file already.
func CreateJournal(on disk.Disk, path string) (*Journal, error) {
	f, err := on.Open(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if err := on.SyncDir(filepath.Dir(path)); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return NewJournal(f, 0), nil
}

// OpenJournal opens a journal to go on with it, and gives what it holds. Lines
// at its end that were never durable, such as a torn one, are cut off. Only one
// process may have a journal open: that is for the caller to see to.
func OpenJournal(on disk.Disk, path string) (*Journal, []Entry, error) {
	entries, whole, err := load(path)
	if err != nil {
		return nil, nil, err
	}
	f, err := reopen(on, path, whole)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return NewJournal(f, len(entries)), entries, nil
}

// ReadJournal gives what a journal holds and leaves the file as it is. A torn
// end is passed over.
func ReadJournal(path string) ([]Entry, error) {
	entries, _, err := load(path)
	return entries, err
}

// Append writes an entry and returns when it is durable, with the entry as it
// was written. Calls at the same time share one sync. After the first error
// every call fails.
func (j *Journal) Append(e Entry) (Entry, error) {
	e, err := j.write(e)
	if err != nil {
		return e, err
	}
	return e, j.flush(e.Seq)
}

// Close closes the file. Nothing can be appended any more.
func (j *Journal) Close() error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken == nil {
		j.broken = fmt.Errorf("%w: %w", ErrJournal, os.ErrClosed)
	}
	return j.file.Close()
}

func (j *Journal) write(e Entry) (Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return e, j.broken
	}
	e.Seq, e.Time, e.Synced = j.written+1, time.Now().UTC().Round(0), j.durable
	line, err := encode(e)
	if err != nil {
		return e, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if n, err := j.file.Write(line); err != nil || n < len(line) {
		if err == nil {
			err = io.ErrShortWrite
		}
		j.broken = fmt.Errorf("%w: %w", ErrJournal, err)
		return e, j.broken
	}
	j.written = e.Seq
	return e, nil
}

// flush returns when the line with this Seq is durable. Whoever comes first
// syncs for all whose lines are written by then.
func (j *Journal) flush(seq int) error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	upTo, err := j.unsynced(seq)
	if err != nil || upTo == 0 {
		return err
	}
	return j.settle(upTo, j.file.Sync())
}

// unsynced gives the Seq up to which a sync will reach, 0 if none is needed.
func (j *Journal) unsynced(seq int) (upTo int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if seq <= j.durable {
		return 0, nil
	}
	return j.written, j.broken
}

func (j *Journal) settle(upTo int, err error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.broken = fmt.Errorf("%w: %w", ErrJournal, err)
		return j.broken
	}
	j.durable = upTo
	return nil
}

// reopen cuts a file to its whole lines and makes them durable, and its name: a
// process that was killed may have left what is written and not synced.
func reopen(on disk.Disk, path string, whole int64) (disk.File, error) {
	if err := on.Truncate(path, whole); err != nil {
		return nil, err
	}
	f, err := on.Open(path, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Sync(), on.SyncDir(filepath.Dir(path))); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
