package opc

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxDepth = 256
	maxToken = 1 << 20 // bytes; the longest cell, every character escaped, is a third of it
)

// A Scanner reads a part of XML token by token and holds it to being
// well-formed from its first byte to its last, in the points too that
// encoding/xml leaves to its caller: prefixes that are bound, attributes given
// once, tags in pairs, nothing beside the one outermost element. A document
// type definition is refused.
type Scanner struct {
	part     string
	source   io.Closer
	meter    *meter
	decoder  *xml.Decoder
	open     []element
	bindings []binding
	begun    bool // something was read
	rooted   bool // the outermost element was read
}

type element struct {
	name     xml.Name // as written: prefix and local name
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
	m := &meter{r: r}
	b := bufio.NewReaderSize(m, 64<<10)
	if mark, _ := b.Peek(3); string(mark) == "\uFEFF" {
		b.Discard(len(mark))
	}
	return &Scanner{
		part:     part,
		source:   r,
		meter:    m,
		decoder:  xml.NewDecoder(b),
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
	Name       xml.Name   // of the element, with its namespace
	Attributes []xml.Attr // of a Start
	Text       []byte     // of a Text, good until the next token is asked for
}

// Is reports whether the token is of an element of that name.
func (t Token) Is(space, local string) bool {
	return t.Name.Local == local && t.Name.Space == space
}

// Attribute gives the value of an attribute that has no prefix.
func (t Token) Attribute(name string) (value string, ok bool) {
	for _, a := range t.Attributes {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// Next gives the next token. The namespaces of the strict variant of the
// standard are turned into those of the transitional one. io.EOF comes when the
// part has been read, well-formed and verified, to its end.
func (s *Scanner) Next() (Token, error) {
	for {
		raw, err := s.decoder.RawToken()
		s.meter.n = 0
		if err != nil {
			return Token{}, s.end(err)
		}
		t, err := s.check(raw)
		s.begun = true
		if t.Kind != 0 || err != nil {
			return t, err
		}
	}
}

// check resolves the names of a token. Its kind is 0 if it says nothing.
func (s *Scanner) check(raw xml.Token) (Token, error) {
	switch raw := raw.(type) {
	case xml.StartElement:
		return s.start(raw.Name, raw.Attr)
	case xml.EndElement:
		return s.finish(raw.Name)
	case xml.CharData:
		return s.text(raw)
	case xml.Directive:
		return Token{}, s.Fault("there is a document type definition in it")
	case xml.ProcInst:
		if raw.Target == "xml" && s.begun {
			return Token{}, s.Fault("there is a second beginning in it")
		}
	}
	return Token{}, nil
}

func (s *Scanner) start(name xml.Name, attributes []xml.Attr) (t Token, err error) {
	if len(s.open) == 0 && s.rooted {
		return t, s.Fault("something follows its end")
	}
	if len(s.open) == maxDepth {
		return t, s.Fault("its elements are nested too deep")
	}
	s.rooted = true
	s.open = append(s.open, element{name, len(s.bindings)})
	s.bind(attributes)
	if err := s.resolve(&name, true); err != nil {
		return t, err
	}
	for i := range attributes {
		if err := s.resolve(&attributes[i].Name, false); err != nil {
			return t, err
		}
		for _, earlier := range attributes[:i] {
			if earlier.Name == attributes[i].Name {
				return t, s.Fault("an attribute is given twice")
			}
		}
	}
	return Token{Kind: Start, Name: name, Attributes: attributes}, nil
}

func (s *Scanner) bind(attributes []xml.Attr) {
	for _, a := range attributes {
		switch {
		case a.Name.Space == "xmlns":
			s.bindings = append(s.bindings, binding{a.Name.Local, transitional(a.Value)})
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			s.bindings = append(s.bindings, binding{"", transitional(a.Value)})
		}
	}
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
	if last < 0 || s.open[last].name != name {
		return t, s.Fault("an element ends that isn't the one begun last")
	}
	if err := s.resolve(&name, true); err != nil {
		return t, err
	}
	s.bindings = s.bindings[:s.open[last].bindings]
	s.open = s.open[:last]
	return Token{Kind: End, Name: name}, nil
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
	if err == io.EOF && s.rooted && len(s.open) == 0 {
		return io.EOF
	}
	if err == io.EOF {
		return s.Fault("it ends too early")
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if errors.Is(err, errToken) {
		return s.Fault("a text in it is longer than a cell can be")
	}
	return &Fault{Part: s.part, Offset: s.decoder.InputOffset(), Reason: "it isn't well-formed", Err: err}
}

// Fault makes a fault at the place that was read last.
func (s *Scanner) Fault(reason string) *Fault {
	return &Fault{Part: s.part, Offset: s.decoder.InputOffset(), Reason: reason}
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
	var text []byte
	for {
		t, err := s.Next()
		if err != nil {
			return "", err
		}
		switch t.Kind {
		case Text:
			if text = append(text, t.Text...); len(text) > maxToken {
				return "", s.Fault("a text in it is longer than a cell can be")
			}
		case Start:
			return "", s.Fault(fmt.Sprintf("there is an element %.20q where text belongs", t.Name.Local))
		case End:
			return string(text), nil
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

var errToken = errors.New("token too long")

// A meter bounds what is read between two tokens, and with it what the decoder
// can be made to hold.
type meter struct {
	r io.Reader
	n int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.n > maxToken {
		return 0, errToken
	}
	n, err := m.r.Read(p)
	m.n += n
	return n, err
}
