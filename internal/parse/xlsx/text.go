package xlsx

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"importer/internal/parse/opc"
)

const (
	mainSpace          = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	compatibilitySpace = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// maxText is how many characters a cell can hold.
const maxText = 32_767

// richText reads to the end of the si or is element that was begun last. The
// runs are joined; how they are to be pronounced is left out. Blanks count
// whether or not xml:space says so.
func richText(s *opc.Scanner) (string, error) {
	var whole string
	for depth := s.Depth(); s.Depth() >= depth; {
		t, err := s.Next()
		if err != nil {
			return "", err
		}
		switch {
		case t.Kind != opc.Start, t.Is(mainSpace, "r"):
		case t.Is(mainSpace, "t"):
			run, err := s.Text()
			if err != nil {
				return "", err
			}
			if whole += unescape(run); len(whole) > maxText && utf8.RuneCountInString(whole) > maxText {
				return "", s.Fault("a text is longer than a cell can be")
			}
		default:
			if err := s.Skip(); err != nil {
				return "", err
			}
		}
	}
	return whole, nil
}

// unescape resolves _xHHHH_, by which the format writes characters that XML
// doesn't have (ECMA-376, part 1, 22.9.2.19). A character outside the first
// 65,536 takes two of them.
func unescape(text string) string {
	at := strings.Index(text, "_x")
	if at < 0 {
		return text
	}
	var b strings.Builder
	for ; at >= 0; at = strings.Index(text, "_x") {
		r, size := escaped(text[at:])
		if size == 0 {
			r, size = '_', 1
		}
		b.WriteString(text[:at])
		b.WriteRune(r)
		text = text[at+size:]
	}
	b.WriteString(text)
	return b.String()
}

// escaped reads the escape that text begins with; size is 0 if it begins with
// none.
func escaped(text string) (r rune, size int) {
	r, ok := codeUnit(text)
	switch {
	case !ok:
		return 0, 0
	case !utf16.IsSurrogate(r):
		return r, 7
	}
	low, ok := codeUnit(text[7:])
	if whole := utf16.DecodeRune(r, low); ok && whole != utf8.RuneError {
		return whole, 14
	}
	return 0, 0
}

func codeUnit(text string) (rune, bool) {
	if len(text) < 7 || text[:2] != "_x" || text[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}
