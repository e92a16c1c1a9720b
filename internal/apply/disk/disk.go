// Package disk changes files in a way that survives the end of the process, and
// where it syncs also a loss of power. Whatever a run keeps is changed through
// it. It doesn't know what stands in a file, and reads none.
package disk

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
)

// A Disk changes files and the names that folders give them. What has been
// changed outlives the process at once. It outlives the computer only when the
// file has been synced, and for a name the folder that it stands in.
type Disk interface {
	Mkdir(path string) error                  // a folder for its owner only
	Open(path string, flag int) (File, error) // to write, for its owner only; flag as in os.OpenFile
	Truncate(path string, size int64) error   // by name, for Windows can't cut a file that is open for appending
	Rename(from, to string) error             // in one folder; a file that has the new name is replaced
	Remove(path string) error                 // a file, or an empty folder
	SyncDir(path string) error                // all names in the folder are durable when it returns nil
}

// A File is one that is written to.
type File interface {
	io.WriteCloser
	Sync() error // all that was written is durable when it returns nil
}

// OS is the computer's own disk.
type OS struct{}

var _ Disk = OS{}

// Mkdir makes a folder; it fails with fs.ErrExist if there is something already.
func (OS) Mkdir(path string) error { return os.Mkdir(path, 0o700) }

// Open opens a file as os.OpenFile does.
func (OS) Open(path string, flag int) (File, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Truncate cuts a file.
func (OS) Truncate(path string, size int64) error { return os.Truncate(path, size) }

// Rename gives a file another name.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove takes a name away.
func (OS) Remove(path string) error { return os.Remove(path) }

// SyncDir makes names durable. Windows does that by itself and can't be asked
// to. A folder that only others may read is passed over, and so is a file system
// that has no such call or can't be written to: nothing more can be done there.
func (OS) SyncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	err = folder.Sync()
	for _, futile := range []error{errors.ErrUnsupported, syscall.EINVAL, syscall.EROFS} {
		if errors.Is(err, futile) {
			return nil
		}
	}
	return err
}

// MkdirAll makes a folder and those above it, as far as they aren't there. All of
// their names are durable when it returns nil, also of those that are there: the
// process that has made them may have been killed before it could see to that.
func MkdirAll(d Disk, path string) error {
	parent := filepath.Dir(path)
	if parent == path {
		return nil
	}
	if err := MkdirAll(d, parent); err != nil {
		return err
	}
	if err := d.Mkdir(path); err != nil && !isDir(path) {
		return err
	}
	return d.SyncDir(parent)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Replace writes a file by means of fill. Either the whole new file is there
// afterwards, and durable, or what was there before.
func Replace(d Disk, path string, fill func(io.Writer) error) (err error) {
	beside := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"-"+rand.Text()[:8])
	f, err := d.Open(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = d.Remove(beside) // after a renaming there is none
		}
	}()
	if err := errors.Join(fill(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := d.Rename(beside, path); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// RemoveAll removes a file, or a folder with everything in it. What isn't there
// is no error. A link is removed, and not what it leads to.
func RemoveAll(d Disk, path string) error {
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		if err := Clear(d, path); err != nil {
			return err
		}
	}
	if err := d.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Clear removes what stands in a folder, but for the names that are to be kept.
// It is durable when it returns nil.
func Clear(d Disk, folder string, keep ...string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if slices.Contains(keep, e.Name()) {
			continue
		}
		if err := RemoveAll(d, filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return d.SyncDir(folder)
}
