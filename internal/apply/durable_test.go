package apply

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/apply/disk"
)

// A notebook is the computer's own disk, and writes down what is cut and synced.
type notebook struct {
	disk.OS
	did []string
}

func (n *notebook) Open(path string, flag int) (disk.File, error) {
	f, err := n.OS.Open(path, flag)
	return &notedFile{f, n}, err
}

func (n *notebook) Truncate(path string, size int64) error {
	n.did = append(n.did, "cut")
	return n.OS.Truncate(path, size)
}

func (n *notebook) SyncDir(path string) error {
	n.did = append(n.did, "sync folder")
	return n.OS.SyncDir(path)
}

type notedFile struct {
	disk.File
	on *notebook
}

func (f *notedFile) Sync() error {
	f.on.did = append(f.on.did, "sync file")
	return f.File.Sync()
}

// A journal that was begun, or taken up, is durable before anything is appended,
// and so is its name.
func TestJournalIsDurableFromTheStart(t *testing.T) {
	on := &notebook{}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	for _, tt := range []struct {
		name string
		open func() (*Journal, error)
		want []string
	}{
		{"begun", func() (*Journal, error) { return CreateJournal(on, path) }, []string{"sync folder"}},
		{"taken up", func() (*Journal, error) { j, _, err := OpenJournal(on, path); return j, err }, []string{"cut", "sync file", "sync folder"}},
	} {
		on.did = nil
		j, err := tt.open()
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, on.did); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A journal that can't be read is not an empty one.
func TestJournalThatCannotBeRead(t *testing.T) {
	folder := t.TempDir() // which opens, and gives nothing to read
	if entries, err := ReadJournal(folder); !errors.Is(err, ErrJournal) {
		t.Errorf("ReadJournal gives %d entries, %v", len(entries), err)
	}
	if _, entries, err := OpenJournal(&notebook{}, folder); !errors.Is(err, ErrJournal) {
		t.Errorf("OpenJournal gives %d entries, %v", len(entries), err)
	}
}
