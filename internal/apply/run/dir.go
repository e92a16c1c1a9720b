// Package run keeps a run on disk: what it was asked to do, its plan, its
// journal and its reports, one directory per run. It holds personal data, so
// everything in it is for its owner's eyes only. It doesn't know what a report
// says.
package run

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"importer/internal/apply/disk"
)

// The files of a run.
const (
	metaFile    = "run.json"
	planFile    = "plan.jsonl"
	lockFile    = "lock"
	InputFile   = "input" // only where the sheet came from stdin
	JournalFile = "journal.jsonl"
	ReportFile  = "report.csv"
	ErrorsFile  = "errors.csv"
	ErrorBook   = "errors.xlsx"
	MappingFile = "mapping.yaml" // what the sheet's columns were taken for
	RenamesFile = "renames.csv"  // only where classes seem to have moved up a year

	UnlistedFile = "unlisted.csv" // only where classes have members whom a list of members doesn't name
)

// A Dir is the directory of one run.
type Dir struct {
	Path  string
	Meta  Meta
	Fault error // why it isn't known what the run is; nil if it is

	disk disk.Disk
	lock *flock.Flock
}

// ErrBusy marks a run that another process is carrying out.
var ErrBusy = errors.New("another process is carrying out this run")

// Create makes a run's directory below root, names it by time, target and a
// short code, and writes down what it is to do.
func Create(on disk.Disk, root string, m Meta) (*Dir, error) {
	if err := prepare(on, root); err != nil {
		return nil, err
	}
	for range 100 {
		m.Code = newCode()
		if _, err := Find(root, m.Code); err == nil {
			continue // the code is taken
		}
		d := &Dir{Path: filepath.Join(root, m.Started.Format("20060102-150405")+"-"+m.Target+"-"+m.Code), Meta: m, disk: on}
		if err := errors.Join(on.Mkdir(d.Path), on.SyncDir(root)); err != nil {
			return nil, err
		}
		return d, d.Save()
	}
	return nil, fmt.Errorf("no code is free in %s: erase old runs", root)
}

// prepare makes the runs directory, private, and keeps it out of repositories. A
// directory in which that has been seen to is durable.
func prepare(on disk.Disk, root string) error {
	ignore := filepath.Join(root, ".gitignore")
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	if err := disk.MkdirAll(on, root); err != nil {
		return err
	}
	return disk.Replace(on, ignore, func(w io.Writer) error {
		_, err := io.WriteString(w, "*\n")
		return err
	})
}

// newCode makes four hexadecimal digits, short enough to type.
func newCode() string {
	var b [2]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

// File gives the path of one of the run's files.
func (d *Dir) File(name string) string { return filepath.Join(d.Path, name) }

// Save writes run.json anew. The old one stays whole until the new one is.
func (d *Dir) Save() error {
	data, err := json.MarshalIndent(d.Meta, "", "  ")
	if err != nil {
		return err
	}
	return d.Replace(metaFile, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// Replace writes a file of the run by means of fill. Either the whole new file
// is there afterwards, and durable, or what was there before.
func (d *Dir) Replace(name string, fill func(io.Writer) error) error {
	return disk.Replace(d.disk, d.File(name), fill)
}

// Lock takes the run for this process, or gives ErrBusy. The lock dies with the
// process.
func (d *Dir) Lock() error {
	d.lock = flock.New(d.File(lockFile), flock.SetPermissions(0o600))
	got, err := d.lock.TryLock()
	if err == nil && !got {
		err = ErrBusy
	}
	return err
}

// Unlock lets the run go. A run that isn't locked stays as it is.
func (d *Dir) Unlock() error {
	if d.lock == nil {
		return nil
	}
	return d.lock.Unlock()
}

// Open reads the run in a directory.
func Open(on disk.Disk, path string) (*Dir, error) {
	data, err := os.ReadFile(filepath.Join(path, metaFile))
	if err != nil {
		return nil, err
	}
	d := &Dir{Path: path, disk: on}
	if err := json.Unmarshal(data, &d.Meta); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(path, metaFile), err)
	}
	if d.Meta.Schema != schema {
		return nil, fmt.Errorf("%s was written by another version of the importer (schema %d, not %d)", path, d.Meta.Schema, schema)
	}
	return d, nil
}

// Reopen reads the run once more, for what other processes have changed before it
// was locked. The lock goes with it.
func (d *Dir) Reopen() (*Dir, error) {
	again, err := Open(d.disk, d.Path)
	if err != nil {
		return nil, errors.Join(err, d.Unlock())
	}
	again.lock = d.lock
	return again, nil
}

// List opens every run below root, the newest first. A directory that isn't a
// run is left out, and so is one that Broken gives.
func List(on disk.Disk, root string) ([]*Dir, error) {
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var dirs []*Dir
	for _, e := range entries {
		if d, err := Open(on, filepath.Join(root, e.Name())); e.IsDir() && err == nil {
			dirs = append(dirs, d)
		}
	}
	slices.SortFunc(dirs, func(a, b *Dir) int { return b.Meta.Started.Compare(a.Meta.Started) })
	return dirs, nil
}

// An UnknownError is a name that leads to no run, or to several.
type UnknownError struct {
	Name string
	Hits []string // codes, where there are several
}

func (e *UnknownError) Error() string {
	if len(e.Hits) > 0 {
		return fmt.Sprintf("%q could be any of the runs %s", e.Name, strings.Join(e.Hits, ", "))
	}
	return fmt.Sprintf("there is no run %q", e.Name)
}

// Hint says how to find the run's name.
func (e *UnknownError) Hint() string { return "`importer runs` lists them" }

// Find gives the path of the run that a user means: "last", a code, the unique
// beginning of one, or a path.
func Find(root, name string) (string, error) {
	if _, err := os.Stat(filepath.Join(name, metaFile)); name != "" && err == nil {
		return filepath.Abs(name)
	}
	dirs, err := List(nil, root) // they are only read
	if err != nil {
		return "", err
	}
	if name == "last" && len(dirs) > 0 {
		return dirs[0].Path, nil
	}
	var hits, codes []string
	for _, d := range dirs {
		if name != "" && strings.HasPrefix(d.Meta.Code, strings.ToUpper(name)) {
			hits, codes = append(hits, d.Path), append(codes, d.Meta.Code)
		}
	}
	if len(hits) != 1 {
		return "", &UnknownError{Name: name, Hits: codes}
	}
	return hits[0], nil
}

// Due reports whether the run's time to be erased has come.
func (d *Dir) Due(now time.Time) bool { return !d.Meta.EraseBy.IsZero() && now.After(d.Meta.EraseBy) }

// Erase removes the run with everything in it. The record of the run goes last,
// so that one whose erasing was broken off is still listed, and can be erased.
func (d *Dir) Erase() error {
	if err := disk.Clear(d.disk, d.Path, metaFile); err != nil {
		return err
	}
	return errors.Join(disk.RemoveAll(d.disk, d.Path), d.disk.SyncDir(filepath.Dir(d.Path)))
}

// EraseDetails removes what the run holds of people, and marks it so. The
// report, which must not hold any either, is the caller's to write before. A run
// in which that was broken off is marked as Erasing; its report is there.
func (d *Dir) EraseDetails() error {
	d.Meta.Proof, d.Meta.Erasing = true, true
	if err := d.Save(); err != nil {
		return err
	}
	if err := disk.Clear(d.disk, d.Path, metaFile, ReportFile, lockFile); err != nil {
		return err
	}
	d.Meta.Erasing, d.Meta.Written = false, nil
	return d.Save()
}
