package report

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// note puts notes at a cell of the row that comes next.
func (b *errorBook) note(column int, notes []string) error {
	if len(notes) == 0 || b.notes == mostNotes {
		return nil
	}
	b.notes++
	width, height := boxOf(notes)
	at, err := excelize.CoordinatesToCellName(column+1, b.row+1)
	if err != nil {
		return err
	}
	return b.AddComment(b.name, excelize.Comment{
		Cell: at, Author: "importer", Paragraph: []excelize.RichTextRun{{Text: strings.Join(notes, "\n")}},
		Width: b.anchored(column, width), Height: height,
	})
}

// The measures of a note's box, in pixels, and of its text.
const (
	noteLine   = 18 // the height of a line
	noteLetter = 7  // the width of a letter
	noteRoom   = 44 // letters on a line
	noteMargin = 12
)

// boxOf gives the width and the height of a box that holds notes, in pixels.
func boxOf(notes []string) (width, height uint) {
	longest, lines := 0, 0
	for _, note := range notes {
		letters := utf8.RuneCountInString(note)
		longest = max(longest, min(letters, noteRoom))
		lines += linesOf(note)
	}
	return uint(longest*noteLetter + 2*noteMargin), uint(lines*noteLine + noteMargin)
}

// linesOf is how many lines a text takes that is broken between words.
func linesOf(text string) int {
	lines, used := 1, 0
	for word := range strings.FieldsSeq(text) {
		letters := utf8.RuneCountInString(word)
		if used > 0 && used+1+letters > noteRoom {
			lines, used = lines+1, 0
		}
		used += letters + 1
	}
	return lines
}

const (
	usualWidth = 64 // of a column that nothing says the width of, in pixels
	boxOffset  = 23 // from the left side of the column to the box
)

// anchored gives the width to ask for where a box is to be so wide. While a
// worksheet is written, excelize takes all columns to be of the usual width, and
// ties the box to them; a program then shows it as wide as they really are.
func (b *errorBook) anchored(column int, width uint) uint {
	asked, left := uint(0), width+boxOffset
	for _, chars := range b.widths[min(column, len(b.widths)):] {
		wide := uint(chars*noteLetter) + 5
		if left <= wide {
			return max(1, asked+left*usualWidth/wide)
		}
		asked, left = asked+usualWidth, left-wide
	}
	return asked + left
}
