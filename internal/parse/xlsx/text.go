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

// A strike says whether a text is struck through by its own formatting.
type strike uint8

const (
	asCell strike = iota // it is as the font of the cell says, at least in part
	struck               // all of it is
	notAll               // some of it isn't
)

// and gives the strike of two texts put together.
func (s strike) and(other strike) strike {
	switch {
	case s == notAll || other == notAll:
		return notAll
	case s == other:
		return s
	default:
		return asCell
	}
}

// A rich is a text of runs.
type rich struct {
	text   string
	strike strike
	runs   int // that have anything but blanks
}

// readRich reads to the end of the si or is element that was begun last. The
// runs are joined; how they are to be pronounced is left out. Blanks count
// whether or not xml:space says so.
func readRich(s *opc.Scanner) (rich, error) {
	var whole rich
	own := asCell // the strike of the run that is being read
	for depth := s.Depth(); s.Depth() >= depth; {
		t, err := s.Next()
		if err != nil {
			return whole, err
		}
		switch {
		case t.Kind != opc.Start:
		case t.Is(mainSpace, "r"):
			own = asCell
		case t.Is(mainSpace, "rPr"):
			own, err = readStrike(s)
		case t.Is(mainSpace, "t"):
			var run string
			if run, err = s.Text(); err == nil {
				err = whole.add(s, run, own)
			}
		default:
			err = s.Skip()
		}
		if err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// add adds a run as it is written.
func (r *rich) add(s *opc.Scanner, run string, own strike) error {
	if r.text += unescape(run); len(r.text) > maxText && utf8.RuneCountInString(r.text) > maxText {
		return s.Fault("a text is longer than a cell can be")
	}
	if strings.TrimSpace(run) == "" {
		return nil
	}
	if r.runs++; r.runs > 1 {
		own = own.and(r.strike)
	}
	r.strike = own
	return nil
}

// readStrike reads to the end of the rPr element that was begun last.
func readStrike(s *opc.Scanner) (strike, error) {
	own := notAll
	for depth := s.Depth(); s.Depth() >= depth; {
		t, err := s.Next()
		if err != nil {
			return own, err
		}
		if t.Kind == opc.Start && t.Is(mainSpace, "strike") {
			if text, given := t.Attribute("val"); !given || text == "1" || text == "true" {
				own = struck
			}
		}
	}
	return own, nil
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
