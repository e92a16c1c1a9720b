package apply

import (
	"slices"
	"sync"

	"importer/internal/apply/disk"
)

// A memory is a file in memory that knows what a loss of power would leave. Its
// nth write or sync can be made to fail, counted from 1.
type memory struct {
	failWrite, failSync int
	short               bool // a failing write leaves half of its bytes
	failure             error
	syncGate            chan struct{} // if not nil, each sync takes a token from it

	mu            sync.Mutex
	data          []byte
	synced        int // bytes
	writes, syncs int
}

func (d *memory) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes++
	if d.writes != d.failWrite {
		d.data = append(d.data, p...)
		return len(p), nil
	}
	if d.short {
		d.data = append(d.data, p[:len(p)/2]...)
		return len(p) / 2, d.failure
	}
	return 0, d.failure
}

// Sync makes durable what was written when it was called, and nothing more.
func (d *memory) Sync() error {
	d.mu.Lock()
	reached := len(d.data)
	d.mu.Unlock()
	if d.syncGate != nil {
		<-d.syncGate
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.syncs++
	if d.syncs == d.failSync {
		return d.failure
	}
	d.synced = max(d.synced, reached)
	return nil
}

func (d *memory) Close() error { return nil }

// durable is what is left after a loss of power.
func (d *memory) durable() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.data[:d.synced])
}

func (d *memory) counts() (writes, syncs int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes, d.syncs
}

var _ disk.File = (*memory)(nil)
