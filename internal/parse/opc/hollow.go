package opc

import (
	"bufio"
	"bytes"
	"io"
)

// ScanAround begins to read a part as Scan does, with nothing between the tags
// of the first element of that local name, which may not hold another one. What is left out is unpacked and held
// against the checksum, but only its comments and its tags are looked at, so
// that it takes a fraction of the time. The scanner must be closed.
func (a *Archive) ScanAround(part, element string) (*Scanner, error) {
	r, err := a.Open(part)
	if err != nil {
		return nil, err
	}
	return newScanner(part, struct {
		io.Reader
		io.Closer
	}{&hollow{r: bufio.NewReaderSize(r, 64<<10), element: []byte(element)}, r}), nil
}

// A hollow passes XML on without the content of one element. What begins with <
// outside of comments and the like is a tag: XML allows it nowhere else.
type hollow struct {
	r       *bufio.Reader
	element []byte // its local name
	name    []byte // as written in the tag that was found, with its prefix
	found   bool
	rest    []byte // to be passed on
	err     error  // after it
}

func (h *hollow) Read(p []byte) (int, error) {
	for len(h.rest) == 0 && h.err == nil {
		if h.found {
			return h.r.Read(p)
		}
		h.rest, h.err = h.next()
	}
	n := copy(p, h.rest)
	h.rest = h.rest[n:]
	if n == 0 {
		return 0, h.err
	}
	return n, nil
}

// next gives a piece of the XML before the element or, in place of the element,
// its tags. It is good until the next is asked for.
func (h *hollow) next() ([]byte, error) {
	b, err := h.r.Peek(1)
	switch {
	case err != nil:
		return nil, err
	case b[0] != '<':
		return h.text()
	}
	h.r.Discard(1)
	tag, err := h.markup()
	if err != nil || !h.begins(tag) {
		return tag, err
	}
	h.found = true
	if bytes.HasSuffix(tag, []byte("/>")) {
		return tag, nil
	}
	end, err := h.skip()
	return append(tag, end...), err
}

// text reads what stands before the next tag, or a part of it.
func (h *hollow) text() ([]byte, error) {
	piece, err := h.r.ReadSlice('<')
	if err == bufio.ErrBufferFull {
		return piece, nil
	}
	if err == nil {
		piece = piece[:len(piece)-1]
		err = h.r.UnreadByte()
	}
	return piece, err
}

// markup reads a whole tag, comment or the like, whose < has been read.
func (h *hollow) markup() ([]byte, error) {
	tag, quote := []byte("<"), byte(0)
	for {
		piece, err := h.r.ReadSlice('>')
		tag, quote = append(tag, piece...), quoteAfter(quote, piece)
		if len(tag) > maxToken {
			return nil, errToken
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil || closed(tag, quote) {
			return tag, err
		}
	}
}

// quoteAfter gives the quotation mark that is open after a piece of a tag, if
// one is.
func quoteAfter(quote byte, piece []byte) byte {
	for _, b := range piece {
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		}
	}
	return quote
}

// terminators end what isn't a tag, by what begins it.
var terminators = []struct{ begin, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}

// closed reports whether what begins with < and ends with > is whole: a > may
// stand between quotation marks of a tag, and in comments.
func closed(tag []byte, quote byte) bool {
	for _, t := range terminators {
		if bytes.HasPrefix(tag, []byte(t.begin)) {
			return len(tag) >= len(t.begin)+len(t.end) && bytes.HasSuffix(tag, []byte(t.end))
		}
	}
	return quote == 0
}

// begins reports whether a tag begins the element, and keeps its name.
func (h *hollow) begins(tag []byte) bool {
	name := tag[1:]
	if end := bytes.IndexAny(name, " \t\r\n/>"); end >= 0 {
		name = name[:end]
	}
	_, local, prefixed := bytes.Cut(name, []byte(":"))
	if !prefixed {
		local = name
	}
	h.name = bytes.Clone(name)
	return bytes.Equal(local, h.element)
}

// skip reads to the end of the element and gives the tag that ends it.
func (h *hollow) skip() ([]byte, error) {
	for {
		_, err := h.r.ReadSlice('<')
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return nil, err
		}
		b, err := h.r.Peek(1 + len(h.name) + 1)
		if err != nil && len(b) == 0 {
			return nil, err
		}
		switch {
		case b[0] == '/' && h.ends(b[1:]):
			return h.markup()
		case b[0] == '!' || b[0] == '?':
			if _, err := h.markup(); err != nil {
				return nil, err
			}
		}
	}
}

// ends reports whether what follows </ is the name of the element and no more.
func (h *hollow) ends(tag []byte) bool {
	return bytes.HasPrefix(tag, h.name) && len(tag) > len(h.name) && bytes.IndexByte([]byte(" \t\r\n>"), tag[len(h.name)]) >= 0
}
