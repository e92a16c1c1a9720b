package parse

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/transform"
)

// A recorder follows the records of a CSV text whose lines end with line feeds.
// It ends one that has no end, and puts a cell ="0184", by which a program keeps
// another from making a number of it, into the quotation marks that a cell with
// quotation marks must have: "=""0184""". A line of nothing but delimiters becomes
// a blank one, which means the same and takes less. Nothing else is changed.
type recorder struct {
	comma string
	at    position
	line  int // that is being read
	begun int // the line on which the record began
	blank int // lines before it on which nothing stands
	size  int // bytes of the record
}

// A position says where in a record the next character stands.
type position uint8

const (
	cellStart position = iota
	unquoted
	quoted
	formula // behind =" of a cell that had no quotation mark before it
)

func newRecorder(comma rune) *recorder { return &recorder{comma: string(comma), line: 1, begun: 1} }

// Reset begins a new text.
func (r *recorder) Reset() { *r = recorder{comma: r.comma, line: 1, begun: 1} }

// Transform is that of transform.Transformer.
func (r *recorder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		out, next := r.wholeLine(src[nSrc:]), cellStart
		size := len(out)
		switch {
		case size == 0 || size > len(dst)-nDst:
			out, next = src[nSrc:nSrc+min(r.run(src[nSrc:]), len(dst)-nDst)], r.at
			size = len(out)
		case len(bytes.TrimLeft(out, r.comma)) == 1:
			out = out[size-1:]
		}
		if size == 0 {
			size, out, next = r.piece(src[nSrc:], atEOF)
		}
		switch {
		case size == 0:
			return nDst, nSrc, transform.ErrShortSrc
		case nDst+len(out) > len(dst):
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], out)
		if err := r.follow(out, next); err != nil {
			return nDst, nSrc, err
		}
		nSrc += size
	}
	return nDst, nSrc, nil
}

// wholeLine gives the line that src begins with if it is a record, and no quotation
// mark stands in it: then no cell of it is changed.
func (r *recorder) wholeLine(src []byte) []byte {
	if r.at != cellStart || r.size > 0 {
		return nil
	}
	line := src[:bytes.IndexByte(src, '\n')+1]
	if bytes.IndexByte(line, '"') >= 0 {
		return nil
	}
	return line
}

// run gives how many characters src begins with that change nothing.
func (r *recorder) run(src []byte) int {
	var end byte
	switch r.at {
	case cellStart:
		return 0
	case unquoted:
		end = r.comma[0]
	default:
		end = '"'
	}
	for i, b := range src {
		if b == end || b == '\n' {
			return i
		}
	}
	return len(src)
}

// piece gives the size of what src begins with, what becomes of it, and where
// the text stands after it. The size is 0 if more of the text must be seen.
func (r *recorder) piece(src []byte, atEOF bool) (size int, out []byte, next position) {
	whole := atEOF || len(src) > len(r.comma)
	switch b := src[0]; {
	case r.at >= quoted && b != '"':
		return 1, src[:1], r.at
	case r.at >= quoted:
		return r.mark(src, whole)
	case b == '\n':
		return 1, src[:1], cellStart
	case b == r.comma[0]:
		if !whole {
			return 0, nil, 0
		}
		if bytes.HasPrefix(src, []byte(r.comma)) {
			return len(r.comma), src[:len(r.comma)], cellStart
		}
		return 1, src[:1], unquoted
	case r.at == cellStart && b == '"':
		return 1, src[:1], quoted
	case r.at == cellStart && b == '=' && !whole:
		return 0, nil, 0
	case r.at == cellStart && bytes.HasPrefix(src, []byte(`="`)):
		return 2, []byte(`"=""`), formula
	default:
		return 1, src[:1], unquoted
	}
}

// mark is piece for a quotation mark where one may close the cell.
func (r *recorder) mark(src []byte, whole bool) (size int, out []byte, next position) {
	doubled := bytes.HasPrefix(src, []byte(`""`))
	switch {
	case !whole && len(src) < 2:
		return 0, nil, 0
	case doubled && r.at == formula:
		return 2, []byte(`""""`), formula
	case doubled:
		return 2, src[:2], quoted
	case r.at == formula:
		return 1, []byte(`"""`), unquoted
	default:
		return 1, src[:1], unquoted
	}
}

// follow goes behind a piece.
func (r *recorder) follow(piece []byte, next position) error {
	r.at = next
	if r.size += len(piece); r.size > maxRecord {
		return &FileError{Line: r.begun, Reason: fmt.Sprintf("the row that begins here has more than %d bytes; perhaps a quotation mark isn't closed", maxRecord), hint: hintQuote}
	}
	if piece[0] != '\n' {
		r.blank = 0
	}
	if piece[len(piece)-1] != '\n' {
		return nil
	}
	if r.line++; next == cellStart {
		r.begun, r.size = r.line, 0
	}
	if r.blank++; r.blank > maxLines {
		return tooManyRows(r.line)
	}
	return nil
}

// unwrap gives the text of a cell that holds ="0184". What is calculated isn't
// taken for one.
func unwrap(field string) string {
	inner, ok := strings.CutPrefix(field, `="`)
	if !ok {
		return field
	}
	inner, ok = strings.CutSuffix(inner, `"`)
	text := strings.ReplaceAll(inner, `""`, "\x00")
	if !ok || strings.Contains(text, `"`) {
		return field
	}
	return strings.ReplaceAll(text, "\x00", `"`)
}
