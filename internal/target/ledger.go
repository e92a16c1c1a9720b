package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"importer/internal/apply/disk"
)

// errLedger marks a failure of this computer's disk, not of the target.
var errLedger = errors.New("the quota's level can't be kept")

// A ledger keeps a credential's bucket. update gives it what is there, or a zero
// bucket, and keeps what it returns; nobody else gets in between.
type ledger interface {
	update(func(bucket) bucket) error
}

// A memory is the ledger of one process, for a server that ends with it.
type memory struct{ b bucket }

func (m *memory) update(f func(bucket) bucket) error {
	m.b = f(m.b)
	return nil
}

// A fileLedger is shared by every run of the same user. Its lock dies with the
// process that holds it. It isn't synced: what a loss of power leaves of it is
// an estimate too. A failure breaks it for its process, so that no request goes
// after it, even if it was met when there was nobody to tell.
type fileLedger struct {
	disk   disk.Disk
	path   string
	lock   *flock.Flock
	broken error
}

// openLedger gives the ledger of an account in a directory, which it makes.
func openLedger(on disk.Disk, dir, account string) (ledger, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := disk.MkdirAll(on, dir); err != nil {
			return nil, fmt.Errorf("%w: %w", errLedger, err)
		}
	}
	path := filepath.Join(dir, account+".json")
	return &fileLedger{disk: on, path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}, nil
}

func (l *fileLedger) update(f func(bucket) bucket) error {
	if l.broken == nil {
		if err := l.exchange(f); err != nil {
			l.broken = fmt.Errorf("%w: %w", errLedger, err)
		}
	}
	return l.broken
}

func (l *fileLedger) exchange(f func(bucket) bucket) (err error) {
	if err := l.lock.Lock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.lock.Unlock()) }()
	b, err := l.read()
	if err != nil {
		return err
	}
	return l.write(f(b))
}

// read takes an unreadable level for an unknown one: it is only an estimate,
// and the server has the last word.
func (l *fileLedger) read() (bucket, error) {
	data, err := os.ReadFile(l.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return bucket{}, err
	}
	var b bucket
	if json.NewDecoder(bytes.NewReader(data)).Decode(&b) != nil {
		return bucket{}, nil
	}
	return b, nil
}

// write leaves what an older level has longer behind the new one: were the file
// emptied first, a process that is killed in between would forget the level.
func (l *fileLedger) write(b bucket) error {
	data, err := json.Marshal(b)
	if err != nil {
		return err
	}
	f, err := l.disk.Open(l.path, os.O_CREATE|os.O_WRONLY)
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	return errors.Join(err, f.Close())
}
