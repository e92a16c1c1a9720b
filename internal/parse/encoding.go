package parse

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// An encoding says how a text file turns bytes into characters.
type encoding struct {
	name    string
	mark    int64                        // bytes at the beginning that only name the encoding
	decoder func() transform.Transformer // nil for UTF-8
}

// encodingOf finds the encoding of a text: the one named or, if that is "", the
// one that its mark names or, if it has none, the one that its bytes show.
func encodingOf(content io.ReaderAt, name string) (encoding, error) {
	head := make([]byte, 3)
	n, err := content.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return encoding{}, err
	}
	marked, mark := marks(head[:n])
	name = canonical(name)
	if mark > 0 && !strings.HasPrefix(marked, name) {
		return encoding{}, &FileError{Reason: fmt.Sprintf("it says itself that it is %s, not %s", marked, name), hint: hintEncoding}
	}
	switch {
	case mark > 0:
		name = marked
	case name == "":
		if name, err = shownEncoding(content); err != nil {
			return encoding{}, err
		}
	}
	e, ok := encodingNamed(name)
	if !ok {
		return e, &FileError{Reason: fmt.Sprintf("%s isn't an encoding that can be read", name), hint: hintEncoding}
	}
	e.mark = mark
	return e, nil
}

// marks knows the encodings by the byte order mark that a text begins with.
func marks(head []byte) (name string, size int64) {
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return "utf-8", 3
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return "utf-16le", 2
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return "utf-16be", 2
	default:
		return "utf-8", 0
	}
}

// canonical gives the one of an encoding's names that is used here.
func canonical(name string) string {
	switch name = strings.ToLower(name); name {
	case "utf8":
		return "utf-8"
	case "utf16":
		return "utf-16"
	case "cp1252", "ansi":
		return "windows-1252"
	case "latin1", "latin-1", "iso8859-1":
		return "iso-8859-1"
	case "850", "ibm850":
		return "cp850"
	case "437", "ibm437":
		return "cp437"
	case "macroman", "mac":
		return "macintosh"
	default:
		return name
	}
}

// encodingNamed knows the encodings by name. UTF-16 without more has the lower
// byte first, as Excel writes it.
func encodingNamed(name string) (encoding, bool) {
	e := encoding{name: name}
	switch name {
	case "utf-8":
	case "utf-16", "utf-16le":
		e.name, e.decoder = "utf-16le", utf16(unicode.LittleEndian)
	case "utf-16be":
		e.decoder = utf16(unicode.BigEndian)
	default:
		page := codePage(name)
		if page == nil {
			return e, false
		}
		e.decoder = func() transform.Transformer { return page.NewDecoder() }
	}
	return e, true
}

// codePage knows the encodings of one byte a character; nil is none of them.
func codePage(name string) *charmap.Charmap {
	switch name {
	case "windows-1252":
		return charmap.Windows1252
	case "iso-8859-1":
		return charmap.ISO8859_1
	case "cp850":
		return charmap.CodePage850
	case "cp437":
		return charmap.CodePage437
	case "macintosh":
		return charmap.Macintosh
	default:
		return nil
	}
}

func utf16(order unicode.Endianness) func() transform.Transformer {
	return func() transform.Transformer {
		return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder()
	}
}

// decode gives a text as UTF-8 without its mark, each line ended by a line
// feed. It refuses bytes that the encoding doesn't have.
func (e encoding) decode(content *io.SectionReader) io.Reader {
	rest := io.NewSectionReader(content, e.mark, content.Size()-e.mark)
	if e.decoder == nil {
		return transform.NewReader(rest, &cleaner{line: 1})
	}
	return transform.NewReader(rest, transform.Chain(e.decoder(), &cleaner{line: 1, decoded: true}))
}

// A cleaner passes UTF-8 on. Every line ends with a line feed afterwards,
// whether it ended with one, with a carriage return or with both. NUL is
// refused, and so is what isn't UTF-8; in text that a decoder made, so is what
// a decoder makes of bytes that weren't in the encoding.
type cleaner struct {
	line    int
	decoded bool
}

// Reset begins a new text.
func (c *cleaner) Reset() { c.line = 1 }

// Transform is that of transform.Transformer.
func (c *cleaner) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if run := plain(src[nSrc:min(len(src), nSrc+len(dst)-nDst)]); len(run) > 0 {
			nDst += copy(dst[nDst:], run)
			nSrc += len(run)
			c.line += bytes.Count(run, []byte("\n"))
			continue
		}
		size := 1
		b := src[nSrc]
		switch {
		case b >= utf8.RuneSelf:
			if size, err = c.rune(src[nSrc:], atEOF); err != nil {
				return nDst, nSrc, err
			}
		case b == 0:
			return nDst, nSrc, &FileError{Line: c.line, Reason: "there is a NUL byte in it, so it isn't a text file, or it is UTF-16 without its mark", hint: hintOtherEncoding}
		case b == '\r' && nSrc+1 == len(src) && !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		}
		if nDst+size > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], src[nSrc:nSrc+size])
		nSrc += size
		if b == '\r' {
			dst[nDst-1] = '\n'
			if nSrc < len(src) && src[nSrc] == '\n' {
				nSrc++
			}
		}
		if dst[nDst-1] == '\n' {
			c.line++
		}
	}
	return nDst, nSrc, nil
}

// plain gives what src begins with that is passed on as it is.
func plain(src []byte) []byte {
	for i, b := range src {
		if b-1 >= utf8.RuneSelf-1 || b == '\r' {
			return src[:i]
		}
	}
	return src
}

// rune gives the size of the character that src begins with.
func (c *cleaner) rune(src []byte, atEOF bool) (int, error) {
	if !atEOF && !utf8.FullRune(src) {
		return 0, transform.ErrShortSrc
	}
	r, size := utf8.DecodeRune(src)
	switch {
	case r == utf8.RuneError && size == 1:
		return 0, &FileError{Line: c.line, Reason: "it isn't UTF-8", hint: hintOtherEncoding}
	case c.decoded && (r == utf8.RuneError || r < 0xA0):
		return 0, &FileError{Line: c.line, Reason: "there is a character in it that the encoding doesn't have", hint: hintEncoding}
	default:
		return size, nil
	}
}
