package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// refusedFlags aren't there, and that is what is said of them.
var refusedFlags = []string{"all-sheets", "password-stdin"}

// No text tells a user to type a flag that there isn't.
func TestEveryFlagThatIsNamedExists(t *testing.T) {
	known := map[string]bool{"help": true, "version": true}
	p := &process{console: newConsole(nil, nil, func(string) string { return "" }), getenv: func(string) string { return "" }}
	for _, c := range p.commands().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
	}
	named := regexp.MustCompile(`(^|[ '("])--([a-z][a-z-]+)`)
	for _, text := range literals(t, "../..") {
		for _, found := range named.FindAllStringSubmatch(text, -1) {
			flag := strings.TrimSuffix(found[2], "-")
			if !known[flag] && found[2] != "allow-" && !slices.Contains(refusedFlags, flag) {
				t.Errorf("there is no --%s: %q", flag, text)
			}
		}
	}
}

// literals gives all texts of the program.
func literals(t *testing.T, root string) (texts []string) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				texts = append(texts, text.Value)
			}
			return true
		})
		return nil
	})
	if err != nil || len(texts) == 0 {
		t.Fatal(len(texts), err)
	}
	return texts
}
