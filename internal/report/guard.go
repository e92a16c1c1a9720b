package report

import "strings"

// runnable are the first characters by which a spreadsheet program takes a
// cell for something to run, full-width forms included, and the apostrophe
// itself, so that taking it off again is unambiguous.
const runnable = "=+-@'\t\r\n＝＋－＠"

// guard puts an apostrophe before a cell that a spreadsheet program would run.
// Reading our own error report takes exactly one off again.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune(runnable, []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

// plain makes foreign text safe to show in a terminal: control characters,
// escapes and marks that turn the writing direction become a blank.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r >= 0x7f && r < 0xa0,
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f:
			return ' '
		default:
			return r
		}
	}, text)
}
