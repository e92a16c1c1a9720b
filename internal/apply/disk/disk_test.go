package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var errBroken = errors.New("input/output error")

// A faulty disk fails at one of its changes, and writes down what it did.
type faulty struct {
	OS
	failAt int // counted from 1; 0: never
	did    []string
}

func (d *faulty) do(what, path string, change func() error) error {
	d.did = append(d.did, what+" "+filepath.Base(path))
	if len(d.did) == d.failAt {
		return errBroken
	}
	return change()
}

func (d *faulty) Mkdir(path string) error {
	return d.do("mkdir", path, func() error { return d.OS.Mkdir(path) })
}

func (d *faulty) Open(path string, flag int) (f File, err error) {
	err = d.do("open", path, func() error {
		f, err = d.OS.Open(path, flag)
		return err
	})
	return &faultyFile{f, d}, err
}

func (d *faulty) Rename(from, to string) error {
	return d.do("rename", to, func() error { return d.OS.Rename(from, to) })
}

func (d *faulty) Remove(path string) error {
	return d.do("remove", path, func() error { return d.OS.Remove(path) })
}

func (d *faulty) SyncDir(path string) error {
	return d.do("syncdir", path, func() error { return d.OS.SyncDir(path) })
}

type faultyFile struct {
	File
	disk *faulty
}

func (f *faultyFile) Write(p []byte) (n int, err error) {
	err = f.disk.do("write", "", func() error {
		n, err = f.File.Write(p)
		return err
	})
	return n, err
}

func (f *faultyFile) Sync() error { return f.disk.do("sync", "", f.File.Sync) }

func put(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// TestReplace lets every change fail, one after the other: there is always a
// whole file, and nothing beside it.
func TestReplace(t *testing.T) {
	for at := 0; at <= 5; at++ {
		path := filepath.Join(t.TempDir(), "run.json")
		if err := Replace(OS{}, path, put("old")); err != nil {
			t.Fatal(err)
		}
		d := &faulty{failAt: at}
		err := Replace(d, path, put("new"))
		if at == 0 && err != nil || at > 0 && !errors.Is(err, errBroken) {
			t.Errorf("with change %d failing: %v", at, err)
		}
		want := "old"
		if at == 0 || at == 5 { // it has its name, and isn't durable
			want = "new"
		}
		if data, err := os.ReadFile(path); string(data) != want || err != nil {
			t.Errorf("with change %d failing it holds %q (%v), want %q", at, data, err, want)
		}
		if beside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(beside) > 0 {
			t.Errorf("with change %d failing it left %v", at, beside)
		}
	}
}

// TestReplaceSyncs demands the order that a loss of power asks for: the data, the
// name, the folder.
func TestReplaceSyncs(t *testing.T) {
	d := &faulty{}
	path := filepath.Join(t.TempDir(), "runs", "run.json")
	if err := errors.Join(MkdirAll(d, filepath.Dir(path)), Replace(d, path, put("new"))); err != nil {
		t.Fatal(err)
	}
	above := filepath.Base(filepath.Dir(filepath.Dir(path)))
	d.did = d.did[slices.Index(d.did, "mkdir runs"):]
	want := []string{"mkdir runs", "syncdir " + above, "open .run.json-*", "write .", "sync .", "rename run.json", "syncdir runs"}
	got := slices.Clone(d.did)
	for i, what := range got {
		if before, _, hidden := strings.Cut(what, ".run.json-"); hidden {
			got[i] = before + ".run.json-*"
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMkdirAll(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	d := &faulty{}
	for range 2 { // the second time it is there, perhaps from somebody who was killed
		d.did = nil
		if err := MkdirAll(d, deep); err != nil {
			t.Fatal(err)
		}
		for _, parent := range []string{filepath.Base(root), "a", "b"} {
			if !slices.Contains(d.did, "syncdir "+parent) {
				t.Errorf("the name below %s isn't made durable: %v", parent, d.did)
			}
		}
	}
	if info, err := os.Stat(deep); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v; want 0700", info.Mode(), err)
	}
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "below")} {
		if err := MkdirAll(OS{}, path); err == nil {
			t.Errorf("%s is said to be a folder", path)
		}
	}
}

func TestRemoveAll(t *testing.T) {
	root := t.TempDir()
	elsewhere, folder := filepath.Join(root, "elsewhere"), filepath.Join(root, "folder")
	for _, path := range []string{filepath.Join(elsewhere, "mine"), filepath.Join(folder, "keep"), filepath.Join(folder, "below", "gone")} {
		if err := errors.Join(MkdirAll(OS{}, filepath.Dir(path)), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(elsewhere, filepath.Join(folder, "link")); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	if err := Clear(OS{}, folder, "keep"); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(folder, "*"))
	if diff := cmp.Diff([]string{filepath.Join(folder, "keep")}, left); diff != "" {
		t.Errorf("what is left: %s", diff)
	}
	if err := errors.Join(RemoveAll(OS{}, folder), RemoveAll(OS{}, folder)); err != nil {
		t.Errorf("removing it twice: %v", err)
	}
	if _, err := os.Stat(filepath.Join(elsewhere, "mine")); err != nil {
		t.Errorf("a link was followed: %v", err)
	}
}

func TestOpenIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	f, err := OS{}.Open(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if f, err := (OS{}).Open(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY); f != nil || !errors.Is(err, os.ErrExist) {
		t.Errorf("a second one is %v, %v", f, err)
	}
}
