package validate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The table of codes is complete, and says the same as the comments do.
func TestEveryCodeIsListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	listed := Codes()
	seen := map[Code]bool{}
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			code, doc := Code(text), strings.ReplaceAll(spec.Doc.Text(), "\n", " ")
			if seen[code] {
				t.Errorf("%s stands twice", code)
			}
			seen[code] = true
			if !slices.Contains(listed, code) {
				t.Errorf("%s isn't listed", code)
			}
			if strings.Contains(doc, "as above") {
				continue
			}
			_, doc, promised := strings.Cut(doc, "Args:")
			if promised != (len(code.Args()) > 0) {
				t.Errorf("%s: comment and table differ", code)
			}
			for _, arg := range code.Args() {
				if !strings.Contains(doc, arg) {
					t.Errorf("%s: %s isn't documented", code, arg)
				}
			}
		}
	}
	if len(seen) != len(listed) {
		t.Errorf("%d codes, %d listed", len(seen), len(listed))
	}
}
