package target

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
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
// process that holds it.
type fileLedger struct {
	path string
	lock *flock.Flock
}

// openLedger gives the ledger of an account in a directory, which it makes.
func openLedger(dir, account string) (ledger, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: %w", errLedger, err)
	}
	path := filepath.Join(dir, account+".json")
	return &fileLedger{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}, nil
}

func (l *fileLedger) update(f func(bucket) bucket) (err error) {
	if err := l.lock.Lock(); err != nil {
		return fmt.Errorf("%w: %w", errLedger, err)
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
		return bucket{}, fmt.Errorf("%w: %w", errLedger, err)
	}
	var b bucket
	if json.Unmarshal(data, &b) != nil {
		return bucket{}, nil
	}
	return b, nil
}

func (l *fileLedger) write(b bucket) error {
	data, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if err := os.WriteFile(l.path, data, 0o600); err != nil {
		return fmt.Errorf("%w: %w", errLedger, err)
	}
	return nil
}
