package opc

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// scanLeaves writes what a document says as written does, reading at once what can
// be read so.
func scanLeaves(document string) (string, error) {
	s := newScanner("a.xml", io.NopCloser(strings.NewReader(document)))
	defer s.Close()
	shape := NewShape("", "a", []string{"b"}, []string{"c", "d"})
	var b strings.Builder
	for {
		if leaf, ok := s.Leaf(shape); ok {
			text := string(leaf.Text)
			body := map[int]string{Hollow: "", 0: "<b>" + text + "</b>", 1: "<c><d>" + text + "</d></c>"}[leaf.Path]
			start := []Token{{Kind: Start, Name: xml.Name{Local: "a"}, Attributes: leaf.Attributes}}
			b.WriteString(written(start) + body + "</a>")
			continue
		}
		t, err := s.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		b.WriteString(written([]Token{t}))
	}
}

// What is written in a plain way is read at once, wherever it is cut.
func TestLeaf(t *testing.T) {
	const document = `<a><a b="1" c="2"><b>&lt;å</b></a><a/></a>`
	s := newScanner("a.xml", io.NopCloser(strings.NewReader(document)))
	defer s.Close()
	if _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	shape := NewShape("", "a", []string{"b"})
	if leaf, ok := s.Leaf(shape); !ok || leaf.Path != 0 || string(leaf.Text) != "<å" || len(leaf.Attributes) != 2 {
		t.Errorf("got %v, %t", leaf, ok)
	}
	if leaf, ok := s.Leaf(shape); !ok || leaf.Path != Hollow || len(leaf.Attributes) != 0 {
		t.Errorf("got %v, %t", leaf, ok)
	}
	if _, ok := s.Leaf(shape); ok {
		t.Error("an end is taken for a leaf")
	}
	if token, err := s.Next(); err != nil || token.Kind != End {
		t.Errorf("got %v, %v", token, err)
	}
}
