package opc

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// longestReference is more than a reference to a character is long.
const longestReference = 32

// characters gives a text as it reads: references put in, line ends as line
// feeds. It is a piece of what is written where that is the same.
func (l *lexer) characters(written []byte, attribute bool) ([]byte, error) {
	for i, b := range written {
		if b < ' ' && b != '\t' && b != '\n' || b >= utf8.RuneSelf || b == '&' || b == ']' {
			return l.resolve(written, i, attribute)
		}
	}
	return written, nil
}

// resolve is characters of a text in which something stands for something else,
// or must be looked at more closely, from a place on.
func (l *lexer) resolve(written []byte, from int, attribute bool) ([]byte, error) {
	begun := len(l.backed)
	l.backed = append(l.backed, written[:from]...)
	for rest := written[from:]; len(rest) > 0; {
		r, size := rune(rest[0]), 1
		switch {
		case r == '&':
			r, size = reference(rest)
		case r == ']' && !attribute && bytes.HasPrefix(rest, []byte("]]>")):
			return nil, errMalformed
		default:
			r, size = character(rest)
		}
		if size == 0 {
			return nil, errMalformed
		}
		l.backed = utf8.AppendRune(l.backed, r)
		rest = rest[size:]
	}
	return l.backed[begun:], nil
}

// verbatim is characters of a section in which nothing stands for anything else.
func (l *lexer) verbatim(written []byte) ([]byte, error) {
	for rest := written; len(rest) > 0; {
		r, size := character(rest)
		if size == 0 {
			return nil, errMalformed
		}
		l.backed = utf8.AppendRune(l.backed, r)
		rest = rest[size:]
	}
	return l.backed, nil
}

// character reads the first character of a text; size is 0 if it is none that
// XML allows. A line end is one character.
func character(text []byte) (r rune, size int) {
	r, size = utf8.DecodeRune(text)
	switch {
	case r == '\r' && len(text) > 1 && text[1] == '\n':
		return '\n', 2
	case r == '\r':
		return '\n', 1
	case r == utf8.RuneError && size == 1, !allowed(r):
		return 0, 0
	default:
		return r, size
	}
}

// allowed reports whether a character may stand in XML 1.0 (section 2.2).
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || ' ' <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD || 0x10000 <= r && r <= utf8.MaxRune
}

// reference reads the reference that a text begins with; size is 0 if it is to
// nothing that XML itself knows.
func reference(text []byte) (r rune, size int) {
	end := bytes.IndexByte(text[:min(len(text), longestReference)], ';')
	if end < 0 {
		return 0, 0
	}
	name := string(text[1:end])
	if len(name) > 1 && name[0] == '#' {
		r = numbered(name[1:])
	} else {
		r = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "apos": '\'', "quot": '"'}[name]
	}
	if !allowed(r) {
		return 0, 0
	}
	return r, end + 1
}

// numbered gives the character of a number, decimal or, behind an x, hexadecimal;
// 0 if it is none.
func numbered(digits string) rune {
	base := 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return 0
	}
	return rune(n)
}
