package run

import (
	"os"
	"path/filepath"
	"testing"

	"importer/internal/apply/disk"
)

// Every directory of a run is either listed or given as broken; others are
// neither.
func TestBroken(t *testing.T) {
	spoil := map[string]func(d *Dir) error{
		"whole":           func(*Dir) error { return nil },
		"no record":       func(d *Dir) error { return os.Remove(d.File(metaFile)) },
		"empty record":    func(d *Dir) error { return os.WriteFile(d.File(metaFile), nil, 0o600) },
		"another version": func(d *Dir) error { d.Meta.Schema = 99; return d.Save() },
		"another name": func(d *Dir) error {
			err := os.WriteFile(d.File(metaFile), []byte("{"), 0o600)
			if err != nil {
				return err
			}
			return os.Rename(d.Path, filepath.Join(filepath.Dir(d.Path), "copy"))
		},
	}
	for name, damage := range spoil {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.Mkdir(filepath.Join(root, "quota"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := damage(create(t, root, began)); err != nil {
				t.Fatal(err)
			}
			dirs, err := List(disk.OS{}, root)
			if err != nil {
				t.Fatal(err)
			}
			broken, err := Broken(disk.OS{}, root)
			if err != nil {
				t.Fatal(err)
			}
			if name == "whole" {
				if len(dirs) != 1 || len(broken) != 0 {
					t.Errorf("%d are listed, %d broken", len(dirs), len(broken))
				}
				return
			}
			if len(dirs) != 0 || len(broken) != 1 || broken[0].Fault == nil || broken[0].Meta.Code != filepath.Base(broken[0].Path) {
				t.Fatalf("%d are listed, broken are %+v", len(dirs), broken)
			}
			if err := broken[0].Erase(); err != nil {
				t.Fatal(err)
			}
			if left, _ := filepath.Glob(filepath.Join(root, "[^.q]*")); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
	if broken, err := Broken(disk.OS{}, filepath.Join(t.TempDir(), "none")); err != nil || len(broken) > 0 {
		t.Errorf("where there are no runs it gives %v, %v", broken, err)
	}
}
