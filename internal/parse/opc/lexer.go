package opc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

var (
	errToken     = errors.New("token too long")
	errMalformed = errors.New("not well-formed")
	errCut       = errors.New("it ends within a token")
)

// A lexer splits XML in UTF-8 into tokens as they are written, prefixes not
// resolved and tags not paired, and refuses what encoding/xml refuses in its
// strict mode. It is several times as fast, because the tokens are pieces of its
// buffer: those of a large worksheet are asked for by the hundred million.
type lexer struct {
	r      io.Reader
	window []byte // read and not passed over yet
	buffer []byte // of which window is the end
	base   int64  // bytes before window
	used   int    // bytes of window that the token given last takes
	err    error  // of r, after window

	piece           // the token given last
	words  [64]word // names that were met
	backed []byte   // of texts that aren't written as they read
	hollow bool     // the element begun last has no content: its end is to come
}

// A word is a name that was met: as it is written, and split at its colon.
type word struct {
	written string
	name    xml.Name // Space is the prefix
}

// A piece is a token as it is written.
type piece struct {
	kind       Kind // 0 if it says nothing
	form       form
	name       xml.Name // Space is the prefix
	attributes []Attribute
	text       []byte
}

// A form tells the tokens apart that aren't of a Kind.
type form uint8

const (
	comment form = iota
	instruction
	declaration // the <?xml at the beginning
	directive
)

func newLexer(r io.Reader) *lexer {
	l := &lexer{r: r, buffer: make([]byte, 0, 64<<10)}
	if l.want(3) == nil && string(l.window[:3]) == "\uFEFF" {
		l.used = 3
	}
	return l
}

// offset is how far the tokens given so far reach, in bytes.
func (l *lexer) offset() int64 { return l.base + int64(l.used) }

// next reads the next token into piece, good until the one after it is asked for.
// io.EOF comes after the last.
func (l *lexer) next() error {
	if l.hollow {
		l.hollow, l.kind = false, End
		return nil
	}
	l.pass()
	l.kind, l.form = 0, comment
	if err := l.want(1); err == errCut {
		return io.EOF
	} else if err != nil {
		return err
	}
	if l.window[0] == '<' {
		return l.markup()
	}
	return l.between()
}

// pass goes behind the token given last.
func (l *lexer) pass() {
	l.window, l.base, l.used = l.window[l.used:], l.base+int64(l.used), 0
	l.backed, l.attributes = l.backed[:0], l.attributes[:0]
}

// between reads the text up to the next tag.
func (l *lexer) between() (err error) {
	end, err := l.find("<", 0)
	if err == errCut {
		end, err = len(l.window), nil
	}
	if err != nil {
		return err
	}
	l.kind, l.used = Text, end
	l.text, err = l.characters(l.window[:end], false)
	return err
}

// want reads until the window has n bytes.
func (l *lexer) want(n int) error {
	for len(l.window) < n {
		if err := l.more(); err != nil {
			return err
		}
	}
	return nil
}

// find gives where a text begins in the window, from a place on, and reads on as
// long as it isn't there.
func (l *lexer) find(text string, from int) (int, error) {
	for {
		at := -1
		if len(text) == 1 {
			at = bytes.IndexByte(l.window[from:], text[0])
		} else {
			at = bytes.Index(l.window[from:], []byte(text))
		}
		if at >= 0 {
			return from + at, nil
		}
		from = max(from, len(l.window)-len(text)+1)
		if err := l.more(); err != nil {
			return 0, err
		}
	}
}

// more reads on behind the window. The token in it must not grow too long.
func (l *lexer) more() error {
	if l.err != nil {
		return l.err
	}
	if len(l.window) > maxToken {
		return errToken
	}
	if len(l.window) == cap(l.buffer) {
		l.buffer = make([]byte, 2*cap(l.buffer))
	}
	kept := copy(l.buffer[:cap(l.buffer)], l.window)
	n, err := l.r.Read(l.buffer[kept:cap(l.buffer)])
	l.window = l.buffer[:kept+n]
	if err == io.EOF {
		err = errCut
	}
	if l.err = err; n > 0 {
		return nil
	}
	return err
}

// intern gives a name without making it anew each time. Where two names share
// their place, the one met last has it.
func (l *lexer) intern(written []byte) (xml.Name, error) {
	n := len(written)
	if n == 0 {
		return xml.Name{}, errMalformed
	}
	w := &l.words[(n*7+int(written[0])*3+int(written[n-1]))%len(l.words)]
	if w.written != string(written) {
		name, ok := split(written)
		if !ok {
			return xml.Name{}, errMalformed
		}
		*w = word{string(written), name}
	}
	return w.name, nil
}

// split parts a name at its colon.
func split(written []byte) (name xml.Name, ok bool) {
	if b := written[0]; !isLetter(b) && b != '_' || bytes.Count(written, []byte(":")) > 1 {
		return name, false
	}
	prefix, local, prefixed := bytes.Cut(written, []byte(":"))
	if !prefixed {
		return xml.Name{Local: string(prefix)}, true
	}
	return xml.Name{Space: string(prefix), Local: string(local)}, len(local) > 0
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// isName reports whether a byte may stand in a name. Spreadsheets have only ASCII
// in theirs.
func isName(b byte) bool {
	return isLetter(b) || '0' <= b && b <= ':' || b == '_' || b == '-' || b == '.'
}
