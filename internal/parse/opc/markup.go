package opc

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// maxAttributes is far more than any element of a workbook has.
const maxAttributes = 1000

// An Attribute is one of an element's.
type Attribute struct {
	Name  xml.Name // with its namespace, if it has a prefix
	Value []byte   // good until the next token is asked for
}

// markup reads the token that begins with the < at the beginning of the window.
func (l *lexer) markup() error {
	if err := l.want(2); err != nil {
		return err
	}
	switch l.window[1] {
	case '!':
		return l.aside()
	case '?':
		return l.instruction()
	case '/':
		return l.endTag()
	default:
		return l.startTag()
	}
}

// aside reads a comment, a section of text, or a directive, of which the rest is
// left unread.
func (l *lexer) aside() error {
	if err := l.want(3); err != nil {
		return err
	}
	switch l.window[2] {
	case '-':
		if _, err := l.enclosed("<!--", "--"); err != nil {
			return err
		}
		return l.expect(">")
	case '[':
		body, err := l.enclosed("<![CDATA[", "]]>")
		if err != nil {
			return err
		}
		l.kind = Text
		l.text, err = l.verbatim(body)
		return err
	default:
		l.form = directive
		return nil
	}
}

// enclosed reads what stands between a beginning, which has been recognised in
// part, and an end.
func (l *lexer) enclosed(begin, end string) ([]byte, error) {
	if err := l.want(len(begin)); err != nil {
		return nil, err
	}
	if string(l.window[:len(begin)]) != begin {
		return nil, errMalformed
	}
	at, err := l.find(end, len(begin))
	if err != nil {
		return nil, err
	}
	l.used = at + len(end)
	return l.window[len(begin):at], nil
}

// expect takes a text that must follow.
func (l *lexer) expect(text string) error {
	if err := l.want(l.used + len(text)); err != nil {
		return err
	}
	if !bytes.HasPrefix(l.window[l.used:], []byte(text)) {
		return errMalformed
	}
	l.used += len(text)
	return nil
}

// instruction reads a processing instruction. The declaration must name the
// version and encoding that are read.
func (l *lexer) instruction() error {
	body, err := l.enclosed("<?", "?>")
	if err != nil {
		return err
	}
	size := nameSize(body)
	if size < len(body) && !Blank(body[size:size+1]) {
		return errMalformed
	}
	if _, err := l.intern(body[:size]); err != nil {
		return err
	}
	if l.form = instruction; string(body[:size]) != "xml" {
		return nil
	}
	l.form = declaration
	version, encoding := pseudo(body[size:], "version"), pseudo(body[size:], "encoding")
	if version != "" && version != "1.0" || encoding != "" && !strings.EqualFold(encoding, "utf-8") {
		return errMalformed
	}
	return nil
}

// pseudo finds what a declaration says of something, "" if it says nothing.
func pseudo(body []byte, what string) string {
	for text := string(body); ; {
		_, rest, _ := strings.Cut(text, what+"=")
		if rest == "" {
			return ""
		}
		if rest[0] != '"' && rest[0] != '\'' {
			text = rest[1:]
			continue
		}
		value, _, closed := strings.Cut(rest[1:], rest[:1])
		if !closed {
			return ""
		}
		return value
	}
}

// nameSize is how many bytes of a text are a name's.
func nameSize(text []byte) int {
	for i, b := range text {
		if !isName(b) {
			return i
		}
	}
	return len(text)
}

// endTag reads a tag that ends an element.
func (l *lexer) endTag() error {
	end, err := l.find(">", 2)
	if err != nil {
		return err
	}
	body := l.window[2:end]
	size := nameSize(body)
	if !Blank(body[size:]) {
		return errMalformed
	}
	l.kind, l.used = End, end+1
	l.name, err = l.intern(body[:size])
	return err
}

// startTag reads a tag that begins an element.
func (l *lexer) startTag() error {
	end, err := l.tagEnd()
	if err != nil {
		return err
	}
	body, hollow := bytes.CutSuffix(l.window[1:end], []byte("/"))
	size := nameSize(body)
	l.kind, l.hollow, l.used = Start, hollow, end+1
	if l.name, err = l.intern(body[:size]); err != nil {
		return err
	}
	return l.attribution(body[size:])
}

// tagEnd finds the > that ends a tag: one that doesn't stand between quotation
// marks.
func (l *lexer) tagEnd() (int, error) {
	quote := byte(0)
	for i := 1; ; {
		for ; i < len(l.window); i++ {
			switch b := l.window[i]; {
			case quote != 0:
				if b == quote {
					quote = 0
				}
			case b == '>':
				return i, nil
			case b == '"', b == '\'':
				quote = b
			case b == '<':
				return 0, errMalformed
			}
		}
		if err := l.more(); err != nil {
			return 0, err
		}
	}
}

// attribution reads the attributes of a tag.
func (l *lexer) attribution(body []byte) error {
	for {
		if body = skipBlanks(body); len(body) == 0 {
			return nil
		}
		size := nameSize(body)
		name, err := l.intern(body[:size])
		if err != nil {
			return err
		}
		value, rest, ok := quoted(skipBlanks(body[size:]))
		if !ok || bytes.IndexByte(value, '<') >= 0 || len(l.attributes) == maxAttributes {
			return errMalformed
		}
		if value, err = l.characters(value, true); err != nil {
			return err
		}
		l.attributes = append(l.attributes, Attribute{name, value})
		body = rest
	}
}

// quoted reads = and a value between quotation marks.
func quoted(text []byte) (value, rest []byte, ok bool) {
	if len(text) == 0 || text[0] != '=' {
		return nil, nil, false
	}
	text = skipBlanks(text[1:])
	if len(text) == 0 || text[0] != '"' && text[0] != '\'' {
		return nil, nil, false
	}
	end := bytes.IndexByte(text[1:], text[0])
	if end < 0 {
		return nil, nil, false
	}
	return text[1 : 1+end], text[2+end:], true
}

func skipBlanks(text []byte) []byte {
	for i, b := range text {
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return text[i:]
		}
	}
	return nil
}
