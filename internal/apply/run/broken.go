package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"importer/internal/apply/disk"
)

// named matches the names of directories that Create makes.
var named = regexp.MustCompile(`^\d{8}-\d{6}-.+-[0-9A-F]{4}$`)

// Broken gives the directories below root that are runs' by their names, or have
// a run.json, and that can't be opened. Of each it gives only what it takes to
// show and to erase it: Fault says why; instead of a code its record has the
// directory's name, and it began when the directory was last changed.
func Broken(on disk.Disk, root string) ([]*Dir, error) {
	entries, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var broken []*Dir
	for _, e := range entries {
		path := filepath.Join(root, e.Name())
		_, fault := Open(on, path)
		if !e.IsDir() || fault == nil || !named.MatchString(e.Name()) && errors.Is(fault, fs.ErrNotExist) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // somebody has erased it just now
		}
		if err != nil {
			return nil, err
		}
		broken = append(broken, &Dir{Path: path, Meta: Meta{Code: e.Name(), Started: info.ModTime()}, Fault: fault, disk: on})
	}
	return broken, nil
}
