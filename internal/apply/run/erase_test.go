package run

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"importer/internal/apply/disk"
)

var errFull = errors.New("no space left")

// A failing disk fails at its nth removal or renaming, counted from 1, and at all
// after it.
type failing struct {
	disk.OS
	at, made int
}

func (d *failing) fails() bool {
	d.made++
	return d.at > 0 && d.made >= d.at
}

func (d *failing) Remove(path string) error {
	if d.fails() {
		return errFull
	}
	return d.OS.Remove(path)
}

func (d *failing) Rename(from, to string) error {
	if d.fails() {
		return errFull
	}
	return d.OS.Rename(from, to)
}

// full makes a run with a file of each kind.
func full(t *testing.T) *Dir {
	t.Helper()
	d := create(t, t.TempDir(), began)
	for _, name := range []string{planFile, JournalFile, ReportFile, ErrorsFile, ErrorBook, InputFile, lockFile, ".report.csv-AAAAAAAA"} {
		err := d.Replace(name, func(w io.Writer) error {
			_, err := io.WriteString(w, "Astrid")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// eraseOften lets the erasing break off at every change, and each time tries once
// more. check looks at what was left in between.
func eraseOften(t *testing.T, erase func(*Dir) error, check func(root string)) (root string) {
	t.Helper()
	for at := 1; ; at++ {
		d := full(t)
		root := filepath.Dir(d.Path)
		d.disk = &failing{at: at}
		err := erase(d)
		if err == nil {
			return root
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("broken off at change %d: %v", at, err)
		}
		check(root)
		dirs, err := List(disk.OS{}, root)
		for _, d := range dirs {
			err = errors.Join(err, erase(d))
		}
		if err != nil {
			t.Fatalf("broken off at change %d, and tried again: %v", at, err)
		}
		check(root)
	}
}

// A run whose erasing was broken off is listed as long as it holds anything.
func TestEraseBrokenOff(t *testing.T) {
	held := func(root string) []string {
		paths, _ := filepath.Glob(filepath.Join(root, "*", "*"))
		return paths
	}
	root := eraseOften(t, (*Dir).Erase, func(root string) {
		if dirs, err := List(disk.OS{}, root); err != nil || len(dirs) == 0 && len(held(root)) > 0 {
			t.Errorf("nobody would find %v (%v)", held(root), err)
		}
	})
	if left, _ := filepath.Glob(filepath.Join(root, "*-*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// A run says that its values are erased only when they are; from the first that
// is gone on it says that they aren't all there.
func TestEraseDetailsBrokenOff(t *testing.T) {
	root := eraseOften(t, (*Dir).EraseDetails, func(root string) {
		dirs, err := List(disk.OS{}, root)
		if err != nil || len(dirs) != 1 {
			t.Fatalf("%d runs, %v", len(dirs), err)
		}
		gone := 0
		for _, name := range []string{planFile, JournalFile, ErrorsFile, ErrorBook, InputFile, ".report.csv-AAAAAAAA"} {
			if _, err := os.Stat(dirs[0].File(name)); err != nil {
				gone++
			}
		}
		if m := dirs[0].Meta; gone > 0 && !m.Proof || gone < 6 && m.Proof && !m.Erasing {
			t.Errorf("%d of 6 files are gone, and it says %+v", gone, m)
		}
	})
	d, err := List(disk.OS{}, root)
	if err != nil || !d[0].Meta.Proof || d[0].Meta.Erasing {
		t.Fatalf("it says %+v, %v", d[0].Meta, err)
	}
	for _, name := range []string{ReportFile, lockFile} {
		if _, err := os.Stat(d[0].File(name)); err != nil {
			t.Errorf("%s isn't kept: %v", name, err)
		}
	}
}
