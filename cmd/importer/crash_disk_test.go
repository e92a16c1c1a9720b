package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"testing"

	"importer/internal/apply/disk"
)

// hasTrap names the variable that holds the trap in a child's disk.
const hasTrap = "IMPORTER_CRASH_TRAP"

// A trap is what goes wrong with a child's disk, or because of it. The zero trap
// never falls.
type trap struct {
	At   int    `json:"at,omitempty"` // the change at which it falls, counted from 1
	Deed deed   `json:"deed,omitempty"`
	Tape string `json:"tape,omitempty"` // the file in which changes are written down; empty for none
}

// A deed is what a trap does.
type deed string

const (
	die  deed = "die"  // the process ends before the change
	tear deed = "tear" // the process ends when half of a write is done; before, if it is no write
	fail deed = "fail" // the change fails, and the next one doesn't
	fill deed = "fill" // the change fails, a write half-done, and so does all that needs room from there on
)

// A trapped disk is the computer's own with a trap in it. Its changes are made
// one at a time, and counted.
type trapped struct {
	trap
	disk.OS
	mu      sync.Mutex
	changes int
	tape    *os.File
}

// childDisk gives the disk that a child is to have.
func childDisk(t *testing.T) disk.Disk {
	text := os.Getenv(hasTrap)
	if text == "" {
		return disk.OS{}
	}
	d := &trapped{}
	if err := json.Unmarshal([]byte(text), &d.trap); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.Tape != "" {
		d.tape, err = os.OpenFile(d.Tape, os.O_WRONLY|os.O_APPEND, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// make makes a change and writes it down, unless the trap falls. half does half
// of it, where that is possible.
func (d *trapped) make(c change, half func() error, whole func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes++
	met := d.At > 0 && d.changes == d.At
	switch {
	case met && d.Deed == die:
		end()
	case met && d.Deed == tear:
		d.halve(c, half)
		end()
	case met && d.Deed == fail:
		return &fs.PathError{Op: string(c.Kind), Path: c.Path, Err: syscall.EIO}
	case d.At > 0 && d.changes >= d.At && d.Deed == fill && c.Kind != removing && c.Kind != cutting:
		d.halve(c, half)
		return &fs.PathError{Op: string(c.Kind), Path: c.Path, Err: syscall.ENOSPC}
	}
	if err := whole(); err != nil {
		return err
	}
	d.write(c)
	return nil
}

// halve makes the first half of a write, and nothing of another change.
func (d *trapped) halve(c change, half func() error) {
	if half != nil && half() == nil {
		c.Data = c.Data[:len(c.Data)/2]
		d.write(c)
	}
}

// end ends the process as SIGKILL does, and doesn't return.
func end() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}

// write puts a change on the tape.
func (d *trapped) write(c change) {
	if d.tape != nil {
		writeTape(d.tape, c)
	}
}

func (d *trapped) Mkdir(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return d.OS.Mkdir(path) // which fails
	}
	return d.make(change{Kind: making, Path: path, Folder: true}, nil, func() error { return d.OS.Mkdir(path) })
}

func (d *trapped) Open(path string, flag int) (file disk.File, err error) {
	_, failure := os.Lstat(path)
	open := func() error {
		file, err = d.OS.Open(path, flag)
		return err
	}
	if errors.Is(failure, fs.ErrNotExist) && flag&os.O_CREATE != 0 {
		err = d.make(change{Kind: making, Path: path}, nil, open)
	} else {
		err = open()
	}
	if err != nil {
		return nil, err
	}
	f := &trappedFile{File: file, disk: d, path: path}
	if info, err := os.Lstat(path); err == nil && flag&os.O_APPEND != 0 {
		f.at = info.Size()
	}
	return f, nil
}

func (d *trapped) Truncate(path string, size int64) error {
	return d.make(change{Kind: cutting, Path: path, At: size}, nil, func() error { return d.OS.Truncate(path, size) })
}

func (d *trapped) Rename(from, to string) error {
	return d.make(change{Kind: renaming, Path: from, To: to}, nil, func() error { return d.OS.Rename(from, to) })
}

func (d *trapped) Remove(path string) error {
	if _, err := os.Lstat(path); err != nil {
		return d.OS.Remove(path) // which fails
	}
	return d.make(change{Kind: removing, Path: path}, nil, func() error { return d.OS.Remove(path) })
}

func (d *trapped) SyncDir(path string) error {
	return d.make(change{Kind: syncing, Path: path, Folder: true}, nil, func() error { return d.OS.SyncDir(path) })
}

// A trappedFile is a file on such a disk.
type trappedFile struct {
	disk.File
	disk *trapped
	path string
	at   int64 // where the next write goes
}

func (f *trappedFile) Write(p []byte) (n int, err error) {
	put := func(length int) func() error {
		return func() error {
			n, err = f.File.Write(p[:length])
			return err
		}
	}
	err = f.disk.make(change{Kind: writing, Path: f.path, At: f.at, Data: p}, put(len(p)/2), put(len(p)))
	f.at += int64(n)
	return n, err
}

func (f *trappedFile) Sync() error {
	return f.disk.make(change{Kind: syncing, Path: f.path}, nil, f.File.Sync)
}
