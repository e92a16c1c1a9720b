package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"importer/internal/apply/disk"
	"importer/internal/apply/run"
	"importer/internal/report"
)

// heedErrors refuses a file for --errors that can't be written, or that would be
// written over although it isn't an error file: the sheet itself, at worst.
func (j *job) heedErrors(sheet string) error {
	if j.errors == "" {
		return nil
	}
	there, err := os.Stat(j.errors)
	switch {
	case err == nil && j.isInput(there, sheet):
		return usage("name another file", "--errors %s: that is the sheet itself", j.errors)
	case err == nil && !isErrorFile(there, j.errors):
		return usage("remove it first, or name another file", "--errors %s: it is there already, and isn't an error file", j.errors)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return usage("name another file", "--errors: %v", err)
	}
	return tryFolder(filepath.Dir(j.errors))
}

// isInput reports whether a file is the sheet, or what stdin comes from.
func (j *job) isInput(file fs.FileInfo, sheet string) bool {
	if in, err := os.Stat(sheet); err == nil && os.SameFile(file, in) {
		return true
	}
	from, ok := j.stdin.(*os.File)
	if !ok || j.spool == "" {
		return false
	}
	in, err := from.Stat()
	return err == nil && os.SameFile(file, in)
}

// isErrorFile reports whether a file has the headings of an error file.
func isErrorFile(file fs.FileInfo, path string) bool {
	if !file.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	headings, err := bufio.NewReader(io.LimitReader(f, 1<<20)).ReadString('\n')
	return (err == nil || errors.Is(err, io.EOF)) && strings.Contains(headings, report.StatusColumn)
}

// tryFolder refuses a folder in which no file can be made.
func tryFolder(path string) error {
	f, err := os.CreateTemp(path, ".importer-*")
	if err != nil {
		return usage("name another file", "--errors: %v", err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// copyErrors writes the extra copy that --errors asks for. An undoing has no
// sheet to take cells from, nor has a run whose sheet is gone.
func (j *job) copyErrors(m run.Meta, rows []report.Row) error {
	if j.errors == "" {
		return nil
	}
	if j.sheet == nil {
		j.note("%s isn't written: there is no sheet to copy rows from.", j.errors)
		return nil
	}
	return disk.Replace(j.disk, j.errors, func(w io.Writer) error {
		return report.WriteErrors(w, errorFile(m, j.sheet, rows, j.lang.Lang))
	})
}
