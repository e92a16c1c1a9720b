package target

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"importer/internal/apply/disk"
)

// A fullDisk has no room for what is written while it is full.
type fullDisk struct {
	disk.OS
	full bool
}

func (d *fullDisk) Open(path string, flag int) (disk.File, error) {
	if d.full {
		return nil, errors.New("no space left")
	}
	return d.OS.Open(path, flag)
}

// What couldn't be kept stops the next request, even if there is room again by
// then: too much might have been spent.
func TestLedgerStaysBroken(t *testing.T) {
	on := &fullDisk{}
	l, err := openLedger(on, t.TempDir(), "account")
	if err != nil {
		t.Fatal(err)
	}
	p := &Pacer{rate: Rate{1500, time.Hour}, ledger: l}
	permit(t, p, answer(200))
	if err := p.Permit(t.Context()); err != nil {
		t.Fatal(err)
	}
	on.full = true
	if err := p.Observe(answer(200)); !errors.Is(err, errLedger) {
		t.Errorf("Observe = %v", err)
	}
	on.full = false
	if err := p.Permit(t.Context()); !errors.Is(err, errLedger) {
		t.Errorf("Permit = %v; want the failure", err)
	}
}

// A level that is shorter than the one before it leaves the other's end behind,
// and is read all the same.
func TestLedgerIsWrittenOver(t *testing.T) {
	dir := t.TempDir()
	l, err := openLedger(disk.OS{}, dir, "account")
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []float64{1234.56789, 7, 0} {
		if err := l.update(func(bucket) bucket { return bucket{Level: level} }); err != nil {
			t.Fatal(err)
		}
		_ = l.update(func(b bucket) bucket {
			if b.Level != level {
				t.Errorf("it holds %v, want %v", b.Level, level)
			}
			return b
		})
	}
}

// Whatever stands in the file, it is a level or an unknown one.
func TestLedgerThatIsTorn(t *testing.T) {
	dir := t.TempDir()
	l, _ := openLedger(disk.OS{}, dir, "account")
	path := filepath.Join(dir, "account.json")
	for _, text := range []string{"", "{", `{"level":12`, "\x00\x00", "[]", `{"level":"x"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := l.update(func(b bucket) bucket {
			if b != (bucket{}) {
				t.Errorf("%q is read as %+v", text, b)
			}
			return b
		})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
