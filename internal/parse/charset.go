package parse

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const (
	sampleText    = 64 << 20 // bytes in which an encoding is looked for
	sampleLetters = 1 << 16  // bytes beyond ASCII that are weighed
)

// shownEncoding tells by its bytes how a text without a mark is encoded: UTF-8
// if it is valid, UTF-16 if every other byte is zero, else the code page in
// which its letters stand where letters can. It refuses a text that several of
// them would read well.
func shownEncoding(content io.ReaderAt) (string, error) {
	sample := io.NewSectionReader(content, 0, sampleText)
	c, err := takeCensus(sample)
	if err != nil {
		return "", err
	}
	if name := c.unicode(); name != "" {
		return name, nil
	}
	if _, err := sample.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	readings, err := compare(sample)
	if err != nil {
		return "", err
	}
	return choose(readings)
}

// A census counts what tells the encodings of Unicode from others.
type census struct {
	size      int
	zeros     [2]int // bytes of zero in even and in odd places, counted from 0
	sequences int    // characters of several bytes in UTF-8
	strays    int    // bytes that are in none
}

func takeCensus(sample io.Reader) (census, error) {
	var c census
	buffer, kept := make([]byte, 64<<10), 0
	for {
		n, err := io.ReadFull(sample, buffer[kept:])
		chunk := buffer[:kept+n]
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return c, err
		}
		rest := c.count(chunk)
		if last {
			c.strays += len(rest)
			c.size += len(rest)
			return c, nil
		}
		kept = copy(buffer, rest)
	}
}

// count counts a piece of text and gives what may be the beginning of a
// character at its end.
func (c *census) count(chunk []byte) (rest []byte) {
	for i := 0; i < len(chunk); {
		b, size := chunk[i], 1
		switch {
		case b == 0:
			c.zeros[c.size%2]++
		case b >= utf8.RuneSelf && !utf8.FullRune(chunk[i:]):
			return chunk[i:]
		case b >= utf8.RuneSelf:
			if _, size = utf8.DecodeRune(chunk[i:]); size > 1 {
				c.sequences++
			} else {
				c.strays++
			}
		}
		i += size
		c.size += size
	}
	return nil
}

// unicode names the encoding of Unicode that a text is in, if it is in one. A few
// bytes that aren't UTF-8 among many characters that are don't make it another
// encoding: it is damaged UTF-8.
func (c census) unicode() string {
	many := c.size / 4
	switch {
	case c.zeros[0] == 0 && c.zeros[1] > many && c.size%2 == 0:
		return "utf-16le"
	case c.zeros[1] == 0 && c.zeros[0] > many && c.size%2 == 0:
		return "utf-16be"
	case c.zeros != [2]int{}, c.sequences >= c.strays:
		return "utf-8"
	default:
		return ""
	}
}

// A reading is how a text would read in a code page.
type reading struct {
	name    string
	page    *charmap.Charmap
	swedish string // the bytes of åäöÅÄÖ
	hits    int    // bytes that are one of them
	misfits int    // characters where none of the kind can stand
}

func newReading(name string) *reading {
	r := &reading{name: name, page: codePage(name)}
	for _, letter := range "åäöÅÄÖ" {
		b, _ := r.page.EncodeRune(letter)
		r.swedish += string([]byte{b})
	}
	return r
}

// compare reads a text in each code page that spreadsheets are saved in.
func compare(sample io.Reader) ([]*reading, error) {
	readings := []*reading{newReading("windows-1252"), newReading("cp850"), newReading("cp437"), newReading("macintosh")}
	text := bufio.NewReader(sample)
	before, b := byte('\n'), byte('\n')
	for n := 0; n < sampleLetters; {
		after, err := text.ReadByte()
		if err != nil && err != io.EOF {
			return nil, err
		}
		if err == io.EOF {
			after = '\n'
		}
		if b >= utf8.RuneSelf {
			n++
			for _, r := range readings {
				r.weigh(before, b, after)
			}
		}
		if err == io.EOF {
			break
		}
		before, b = b, after
	}
	return readings, nil
}

func (r *reading) weigh(before, b, after byte) {
	if strings.IndexByte(r.swedish, b) >= 0 {
		r.hits++
	}
	if !fits(r.page.DecodeByte(before), r.page.DecodeByte(b), r.page.DecodeByte(after)) {
		r.misfits++
	}
}

const (
	anywhere = "\u00A0\u00AD–—’´·" // between letters too
	opening  = "“”„‘‚«»‹›¿¡•§°"    // before a letter, if none is before them
	apart    = "…½¼¾²³ºª©®™"       // before no letter
	money    = "€£"                // beside no letter
)

// fits reports whether a character beyond ASCII can stand between two others in
// a list of names and addresses.
func fits(before, r, after rune) bool {
	switch {
	case strings.ContainsRune(anywhere, r):
		return true
	case strings.ContainsRune(opening, r):
		return !unicode.IsLetter(before) || !unicode.IsLetter(after)
	case strings.ContainsRune(apart, r):
		return !unicode.IsLetter(after)
	case strings.ContainsRune(money, r):
		return !unicode.IsLetter(before) && !unicode.IsLetter(after)
	case !unicode.Is(unicode.Latin, r), strings.ContainsRune("ƒﬁﬂ", r):
		return false
	case unicode.IsUpper(r):
		return !unicode.IsLower(before) && !(unicode.IsLetter(before) && unicode.IsLower(after))
	default:
		return !unicode.IsUpper(after) || unicode.IsLower(before)
	}
}

// choose takes the reading without misfits; of several the one with the most
// Swedish letters. Windows is so usual that another isn't chosen where Windows
// reads as well. Where none is without misfits, nearly all of one's letters must
// be Swedish.
func choose(readings []*reading) (string, error) {
	windows, dos, mac := readings[0], readings[1], readings[3]
	if readings[2].misfits < dos.misfits {
		dos = readings[2]
	}
	var clean []*reading
	best, second := &reading{}, &reading{}
	for _, r := range []*reading{windows, dos, mac} {
		if r.misfits == 0 {
			clean = append(clean, r)
		}
		if r.hits > best.hits {
			best, second = r, best
		} else if r.hits > second.hits {
			second = r
		}
	}
	switch {
	case len(clean) == 1:
		return clean[0].name, nil
	case len(clean) == 0 && best.hits > 10*max(best.misfits, second.hits):
		return best.name, nil
	case len(clean) > 1 && best.misfits == 0 && best.hits > second.hits && (best == windows || windows.misfits > 0):
		return best.name, nil
	default:
		return "", undecided(clean)
	}
}

func undecided(clean []*reading) error {
	e := &FileError{Reason: "its letters beyond a-z can't be told by their bytes", hint: "Name its encoding with --encoding: windows-1252 from Windows, macintosh from an old Mac, cp850 from MS-DOS. Or save it as CSV UTF-8, or as .xlsx."}
	if len(clean) > 1 {
		var names []string
		for _, r := range clean {
			names = append(names, r.name)
		}
		e.Reason = fmt.Sprintf("its letters beyond a-z read well in more than one encoding: %s", strings.Join(names, ", "))
	}
	return e
}
