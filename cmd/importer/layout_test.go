package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the line of packages: each one knows those that its data comes
// from, and no others. Subpackages share their parent's row.
var mayImport = map[string][]string{
	"parse":    {},
	"validate": {"parse"},
	"plan":     {"validate"},
	"apply":    {"plan"},
	"report":   {"parse", "validate", "plan", "apply"},
	"target":   {"validate", "plan", "apply"},
	"sandbox":  {},
}

// onlyIn holds the libraries that few packages may know.
var onlyIn = map[string][]string{
	"github.com/xuri/excelize/v2":       {"parse", "report"},
	"github.com/gocarina/gocsv":         {"report"},
	"golang.org/x/sync/errgroup":        {"apply"},
	"github.com/schollz/progressbar/v3": {"cmd"},
	"github.com/spf13/cobra":            {"cmd"},
	"net/http":                          {"target", "sandbox", "cmd", "apply"}, // apply knows the statuses only
	"github.com/nyaruka/phonenumbers":   {"validate"},
	"github.com/gofrs/flock":            {"apply", "target"},
}

func TestImportsRunBackAlongTheLine(t *testing.T) {
	met := map[string]bool{}
	err := filepath.WalkDir("../../internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room := strings.Split(filepath.ToSlash(path), "/")[3]
		met[room] = true
		for _, imported := range imports(t, path) {
			if other, ours := strings.CutPrefix(imported, "importer/internal/"); ours {
				other, _, _ = strings.Cut(other, "/")
				if other != room && !slices.Contains(mayImport[room], other) {
					t.Errorf("%s imports %s: %s may import only %v", path, imported, room, mayImport[room])
				}
			}
			if rooms, restricted := onlyIn[imported]; restricted && !slices.Contains(rooms, room) {
				t.Errorf("%s imports %s, which belongs to %v", path, imported, rooms)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range met {
		if _, ok := mayImport[room]; !ok {
			t.Errorf("internal/%s has no row in the table", room)
		}
	}
	if len(met) != len(mayImport) {
		t.Errorf("found %d packages, the table has %d", len(met), len(mayImport))
	}
}

func TestTheCommandLeavesFormatsToOthers(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, imported := range imports(t, path) {
			if rooms, restricted := onlyIn[imported]; restricted && !slices.Contains(rooms, "cmd") {
				t.Errorf("%s imports %s, which belongs to %v", path, imported, rooms)
			}
		}
	}
}

func imports(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}
