package opc

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// A Shape is how an element is written in the plainest way: with attributes, and
// with nothing in it, or elements without attributes one in another around a text.
type Shape struct {
	space  string
	begin  string // of its tag
	bodies []body
}

// A body is what stands before the text and what stands behind it.
type body struct{ begin, end string }

// NewShape makes the shape of elements of a name and a default namespace. Each path
// names the elements around a text, from the outermost.
func NewShape(space, name string, paths ...[]string) *Shape {
	s := &Shape{space: space, begin: "<" + name}
	for _, path := range paths {
		b := body{begin: ">", end: "</" + name + ">"}
		for _, inner := range path {
			b.begin, b.end = b.begin+"<"+inner+">", "</"+inner+">"+b.end
		}
		s.bodies = append(s.bodies, b)
	}
	return s
}

// Hollow is the Path of a Leaf that has nothing in it.
const Hollow = -1

// A Leaf is an element of a Shape.
type Leaf struct {
	Attributes []Attribute // good until more is asked for, as is Text
	Path       int         // of the paths that the shape was made of; Hollow if it is none
	Text       []byte
}

// Leaf gives the element that comes next inside another, if it is of a shape and
// can be read at once. It is what Next would give token by token, in a third of the time. Where it
// is not ok, nothing has been read.
func (s *Scanner) Leaf(shape *Shape) (leaf Leaf, ok bool) {
	if s.lexer.hollow || len(s.open) == 0 || len(s.open)+deepest > maxDepth || s.defaultSpace() != shape.space {
		return Leaf{}, false
	}
	s.lexer.pass()
	size := s.lexer.leaf(shape, &leaf)
	s.lexer.used = size
	return leaf, size > 0
}

// deepest is more elements in one another than a shape has.
const deepest = 8

// defaultSpace gives the namespace of elements without a prefix.
func (s *Scanner) defaultSpace() string {
	for _, b := range slices.Backward(s.bindings) {
		if b.prefix == "" {
			return b.space
		}
	}
	return ""
}

// leaf reads a leaf from the beginning of the window and gives its size; 0 if it
// isn't one, or isn't there whole.
func (l *lexer) leaf(shape *Shape, leaf *Leaf) int {
	if !hasPrefix(l.window, shape.begin) {
		return 0
	}
	at := len(shape.begin)
	for at < len(l.window) && l.window[at] == ' ' {
		size := l.leafAttribute(l.window[at+1:])
		if size == 0 {
			return 0
		}
		at += 1 + size
	}
	leaf.Attributes = l.attributes
	rest := l.window[at:]
	if hasPrefix(rest, "/>") {
		leaf.Path = Hollow
		return at + len("/>")
	}
	for i, b := range shape.bodies {
		if hasPrefix(rest, b.begin) {
			leaf.Path = i
			return l.leafText(leaf, b, at)
		}
	}
	return 0
}

// leafText reads the text between what a body has, which begins at a place of the
// window, and gives where the leaf ends; 0 if it isn't one.
func (l *lexer) leafText(leaf *Leaf, b body, at int) int {
	at += len(b.begin)
	size := bytes.IndexByte(l.window[at:], '<')
	if size < 0 || size > maxToken || !hasPrefix(l.window[at+size:], b.end) {
		return 0
	}
	text, err := l.characters(l.window[at:at+size], false)
	if err != nil {
		return 0
	}
	leaf.Text = text
	return at + size + len(b.end)
}

// leafAttribute reads an attribute that is nothing but letters and, in double
// quotation marks, what stands for itself; it gives its size, 0 if it isn't one.
func (l *lexer) leafAttribute(text []byte) int {
	size := 0
	for size < len(text) && isLetter(text[size]) {
		size++
	}
	if !hasPrefix(text[size:], `="`) {
		return 0
	}
	name, err := l.intern(text[:size])
	if err != nil || name.Local == "xmlns" || l.has(name.Local) {
		return 0
	}
	begin := size + len(`="`)
	for end := begin; end < len(text); end++ {
		switch b := text[end]; {
		case b == '"':
			l.attributes = append(l.attributes, Attribute{name, text[begin:end]})
			return end + 1
		case b < ' ', b >= utf8.RuneSelf, b == '&', b == '<':
			return 0
		}
	}
	return 0
}

// has reports whether the tag that is being read has an attribute.
func (l *lexer) has(name string) bool {
	return slices.ContainsFunc(l.attributes, func(a Attribute) bool { return a.Name.Local == name })
}

func hasPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}
