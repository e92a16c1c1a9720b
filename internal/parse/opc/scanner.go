package opc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxDepth    = 256
	maxToken    = 1 << 20 // bytes; the longest cell, every character escaped, is a third of it
	maxBindings = 1000    // of prefixes at a time; an element of a workbook has a dozen
)

// A Scanner reads a part of XML token by token and holds it to being
// well-formed from its first byte to its last: prefixes that are bound,
// attributes given once, tags in pairs, nothing beside the one outermost element.
// A document type definition is refused.
type Scanner struct {
	part     string
	source   io.Closer
	lexer    *lexer
	open     []element
	bindings []binding
	content  []byte // that Content gave last
	begun    bool   // something was read
	rooted   bool   // the outermost element was read
}

type element struct {
	written  xml.Name // prefix and local name
	name     xml.Name // with its namespace
	bindings int      // how many there were before it
}

type binding struct{ prefix, space string }

// Scan begins to read a part. The scanner must be closed.
func (a *Archive) Scan(part string) (*Scanner, error) {
	r, err := a.Open(part)
	if err != nil {
		return nil, err
	}
	return newScanner(part, r), nil
}

func newScanner(part string, r io.ReadCloser) *Scanner {
	return &Scanner{
		part:     part,
		source:   r,
		lexer:    newLexer(r),
		bindings: []binding{{"", ""}, {"xml", "http://www.w3.org/XML/1998/namespace"}},
	}
}

// Close lets go of the part.
func (s *Scanner) Close() error { return s.source.Close() }

// Depth is the number of elements that are open.
func (s *Scanner) Depth() int { return len(s.open) }

// A Kind is a kind of token.
type Kind uint8

// The kinds of tokens.
const (
	Start Kind = iota + 1 // of an element
	End                   // of an element
	Text                  // between the two
)

// A Token is a piece of XML that says something.
type Token struct {
	Kind       Kind
	Name       xml.Name    // of the element, with its namespace
	Attributes []Attribute // of a Start, good until the next token is asked for
	Text       []byte      // of a Text, good until the next token is asked for
}

// Is reports whether the token is of an element of that name.
func (t Token) Is(space, local string) bool {
	return t.Name.Local == local && t.Name.Space == space
}

// Attribute gives the value of an attribute that has no prefix.
func (t Token) Attribute(name string) (value string, ok bool) {
	for _, a := range t.Attributes {
		if a.Name.Local == name && a.Name.Space == "" {
			return string(a.Value), true
		}
	}
	return "", false
}

// Next gives the next token. The namespaces of the strict variant of the
// standard are turned into those of the transitional one. io.EOF comes when the
// part has been read, well-formed and verified, to its end.
func (s *Scanner) Next() (Token, error) {
	for {
		if err := s.lexer.next(); err != nil {
			return Token{}, s.end(err)
		}
		t, err := s.check(&s.lexer.piece)
		s.begun = true
		if t.Kind != 0 || err != nil {
			return t, err
		}
	}
}

// check resolves the names of a token. Its kind is 0 if it says nothing.
func (s *Scanner) check(p *piece) (Token, error) {
	switch {
	case p.kind == Start:
		return s.start(p)
	case p.kind == End:
		return s.finish(p.name)
	case p.kind == Text:
		return s.text(p.text)
	case p.form == directive:
		return Token{}, s.Fault("there is a document type definition in it")
	case p.form == declaration && s.begun:
		return Token{}, s.Fault("there is a second beginning in it")
	default:
		return Token{}, nil
	}
}

func (s *Scanner) start(p *piece) (t Token, err error) {
	if len(s.open) == 0 && s.rooted {
		return t, s.Fault("something follows its end")
	}
	if len(s.open) == maxDepth {
		return t, s.Fault("its elements are nested too deep")
	}
	s.rooted = true
	s.open = append(s.open, element{written: p.name, bindings: len(s.bindings)})
	if err := s.bind(p.attributes); err != nil {
		return t, err
	}
	name := p.name
	if err := s.resolve(&name, true); err != nil {
		return t, err
	}
	s.open[len(s.open)-1].name = name
	return Token{Kind: Start, Name: name, Attributes: p.attributes}, s.attribution(p.attributes)
}

// attribution resolves the names of attributes, and refuses one given twice.
func (s *Scanner) attribution(attributes []Attribute) error {
	for i := range attributes {
		own := &attributes[i].Name
		if own.Space != "" {
			if err := s.resolve(own, false); err != nil {
				return err
			}
		}
		for j := range attributes[:i] {
			if attributes[j].Name == *own {
				return s.Fault("an attribute is given twice")
			}
		}
	}
	return nil
}

func (s *Scanner) bind(attributes []Attribute) error {
	for _, a := range attributes {
		switch {
		case a.Name.Space == "xmlns":
			s.bindings = append(s.bindings, binding{a.Name.Local, transitional(string(a.Value))})
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			s.bindings = append(s.bindings, binding{"", transitional(string(a.Value))})
		}
	}
	if len(s.bindings) > maxBindings {
		return s.Fault("it has more prefixes than a workbook can have")
	}
	return nil
}

// resolve turns a prefix into its namespace. An attribute without a prefix has
// none, whatever the default is.
func (s *Scanner) resolve(name *xml.Name, byDefault bool) error {
	if name.Space == "xmlns" || name.Space == "" && !byDefault {
		return nil
	}
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == name.Space {
			name.Space = s.bindings[i].space
			return nil
		}
	}
	return s.Fault(fmt.Sprintf("the prefix %.20q stands for nothing", name.Space))
}

func (s *Scanner) finish(name xml.Name) (t Token, err error) {
	last := len(s.open) - 1
	if last < 0 || s.open[last].written != name {
		return t, s.Fault("an element ends that isn't the one begun last")
	}
	t = Token{Kind: End, Name: s.open[last].name}
	s.bindings = s.bindings[:s.open[last].bindings]
	s.open = s.open[:last]
	return t, nil
}

func (s *Scanner) text(text []byte) (Token, error) {
	switch {
	case len(s.open) > 0:
		return Token{Kind: Text, Text: text}, nil
	case Blank(text):
		return Token{}, nil
	default:
		return Token{}, s.Fault("there is text outside its outermost element")
	}
}

// end says what the end of the tokens means.
func (s *Scanner) end(err error) error {
	switch f, ok := errors.AsType[*Fault](err); {
	case ok:
		return f
	case err == io.EOF && s.rooted && len(s.open) == 0:
		return io.EOF
	case err == io.EOF, err == errCut:
		return s.Fault("it ends too early")
	case err == errToken:
		return s.Fault("a text in it is longer than a cell can be")
	case err == errMalformed:
		return s.Fault("it isn't well-formed")
	default:
		return &Fault{Part: s.part, Offset: s.lexer.offset(), Reason: "it can't be read", Err: err}
	}
}

// Fault makes a fault at the place that was read last.
func (s *Scanner) Fault(reason string) *Fault {
	return &Fault{Part: s.part, Offset: s.lexer.offset(), Reason: reason}
}

// Skip reads to the end of the element that Next gave last.
func (s *Scanner) Skip() error {
	for depth := len(s.open); len(s.open) >= depth; {
		if _, err := s.Next(); err != nil {
			return err
		}
	}
	return nil
}

// Text reads to the end of the element that Next gave last and gives its text,
// blanks and all. The element may have no other inside it.
func (s *Scanner) Text() (string, error) {
	text, err := s.Content()
	return string(text), err
}

// Content is Text without a string of its own: it is good until it is asked for
// again.
func (s *Scanner) Content() ([]byte, error) {
	s.content = s.content[:0]
	for {
		t, err := s.Next()
		if err != nil {
			return nil, err
		}
		switch t.Kind {
		case Text:
			if s.content = append(s.content, t.Text...); len(s.content) > maxToken {
				return nil, s.Fault("a text in it is longer than a cell can be")
			}
		case Start:
			return nil, s.Fault(fmt.Sprintf("there is an element %.20q where text belongs", t.Name.Local))
		case End:
			return s.content, nil
		}
	}
}

// Blank reports whether text is nothing but blanks of XML.
func Blank(text []byte) bool {
	return len(bytes.TrimLeft(text, " \t\r\n")) == 0
}

// transitional gives the namespace that the transitional variant of the
// standard has for one of the strict variant (ECMA-376, part 4, annex A).
func transitional(space string) string {
	rest, ok := strings.CutPrefix(space, "http://purl.oclc.org/ooxml/")
	if !ok {
		return space
	}
	if family, ok := strings.CutSuffix(rest, "/main"); ok {
		return "http://schemas.openxmlformats.org/" + family + "/2006/main"
	}
	if what, ok := strings.CutPrefix(rest, "officeDocument/"); ok {
		return "http://schemas.openxmlformats.org/officeDocument/2006/" + what
	}
	return space
}
