package report

import (
	"io"
	"strings"
	"unicode/utf8"
)

// A page collects lines of text and the first error of writing them.
type page struct {
	voice
	w     io.Writer
	width int // of the screen, in characters; 0 where lines aren't folded
	err   error
}

// line writes a line in the page's language.
func (p *page) line(english string, args ...any) { p.put(p.Sprintf(english, args...)) }

// put writes a line, folded so that what is left of it stands a little to the
// right.
func (p *page) put(text string) {
	p.fold(text, len(text)-len(strings.TrimLeft(text, " "))+2)
}

// whole writes a line as it is: a command is to be copied in one piece.
func (p *page) whole(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, text+"\n")
	}
}

// leastRoom is how many characters a folded line must have room for.
const leastRoom = 20

// fold writes a line between words, on as many lines as it takes, the later ones
// so far to the right.
func (p *page) fold(text string, indent int) {
	for p.width-indent >= leastRoom && utf8.RuneCountInString(text) > p.width {
		letters := []rune(text)
		at := strings.LastIndex(string(letters[:p.width+1]), " ")
		if at < 0 || strings.TrimSpace(text[:at]) == "" {
			break // a word that is longer than a line
		}
		p.whole(strings.TrimRight(text[:at], " "))
		text = strings.Repeat(" ", indent) + strings.TrimLeft(text[at:], " ")
	}
	p.whole(text)
}

// hang writes items after a label, folded so that all of them stand beside it.
// Items are folded within only if they don't fit on a line of their own.
func (p *page) hang(label string, items []string, between string) {
	indent := utf8.RuneCountInString(label)
	line, used := []string{label}, indent
	for i, item := range items {
		if i < len(items)-1 {
			item += strings.TrimRight(between, " ")
		}
		size := utf8.RuneCountInString(item)
		switch {
		case used == indent:
			line, used = append(line, item), used+size
		case p.width > 0 && used+1+size > p.width:
			p.fold(strings.Join(line, ""), indent)
			line, used = []string{strings.Repeat(" ", indent), item}, indent+size
		default:
			line, used = append(line, " ", item), used+1+size
		}
	}
	p.fold(strings.Join(line, ""), indent)
}
