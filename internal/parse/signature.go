package parse

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

const hintSource = "Use the spreadsheet that it was made from, as .xlsx or CSV."

// A signature is how files of a kind begin.
type signature struct {
	offset int
	bytes  string
	what   string
	hint   string
}

// signatures gives the kinds of files that are taken for spreadsheets most
// often, and aren't or can't be read.
func signatures() []signature {
	const (
		image      = "an image, not a spreadsheet"
		compressed = "a compressed file, not a spreadsheet"
		unpack     = "Unpack it first, and use the spreadsheet that is inside it."
		old        = "a workbook of the old kind (.xls)"
		database   = "a database, not a spreadsheet"
		export     = "Export the table from it as .xlsx or CSV."
	)
	return []signature{
		{0, "%PDF-", "a PDF document, not a spreadsheet", hintSource},
		{0, "\x89PNG", image, hintSource},
		{0, "\xFF\xD8\xFF", image, hintSource},
		{0, "GIF8", image, hintSource},
		{0, "II*\x00", image, hintSource},
		{0, "MM\x00*", image, hintSource},
		{8, "WEBP", image, hintSource},
		{4, "ftyphei", image, hintSource},
		{0, "{\\rtf", "a text document (.rtf), not a spreadsheet", hintSource},
		{0, "\x1F\x8B", compressed, unpack},
		{0, "7z\xBC\xAF\x27\x1C", compressed, unpack},
		{0, "Rar!", compressed, unpack},
		{0, "BZh", compressed, unpack},
		{0, "\xFD7zXZ\x00", compressed, unpack},
		{0, "\x28\xB5\x2F\xFD", compressed, unpack},
		{0, "PK\x05\x06", "an empty archive", hintSource},
		{0, "PK\x07\x08", "a part of an archive", hintSource},
		{0, "\x09\x00\x04\x00", old, hintSaveAgain},
		{0, "\x09\x02\x06\x00", old, hintSaveAgain},
		{0, "\x09\x04\x06\x00", old, hintSaveAgain},
		{0, "\x09\x08\x06\x00", old, hintSaveAgain},
		{0, "\x09\x08\x08\x00", old, hintSaveAgain},
		{0, "\x09\x08\x10\x00", old, hintSaveAgain},
		{0, "ID;PWXL", "a SYLK file (.slk)", hintSaveAgain},
		{0, "SQLite format 3\x00", database, export},
		{4, "Standard Jet DB", database, export},
		{4, "Standard ACE DB", database, export},
		{0, "L\x00\x00\x00\x01\x14\x02\x00", "only a shortcut to another file", "Use the file that it leads to."},
	}
}

// refuseOthers refuses what is neither a workbook nor text.
func refuseOthers(head []byte, content io.Reader) error {
	if len(head) == 0 {
		return &FileError{Reason: "it is empty", hint: "Check that it is the right file, and that it was saved."}
	}
	if bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
		return refuseCompound(content)
	}
	for _, s := range signatures() {
		if len(head) > s.offset && bytes.HasPrefix(head[s.offset:], []byte(s.bytes)) {
			return &FileError{Reason: "this is " + s.what, hint: s.hint}
		}
	}
	if isBinary(head) {
		return &FileError{Reason: "this is neither a spreadsheet nor text", hint: "Check that it is the right file, and that it came over whole."}
	}
	return refuseMarkup(beginning(head))
}

// isBinary reports whether a file begins with more characters that control a
// device than any text does. In UTF-16 they may be halves of others.
func isBinary(head []byte) bool {
	if name, size := marks(head); size > 0 && name != "utf-8" {
		return false
	}
	controls := 0
	for _, b := range head {
		if b > 0 && b < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1A\x1B", rune(b)) {
			controls++
		}
	}
	return controls > 3 && controls > len(head)/50
}

// beginning gives the first characters of a text, without blanks before them and
// without what is beyond ASCII.
func beginning(head []byte) string {
	_, mark := marks(head)
	ascii := func(r rune) rune {
		if r >= utf8.RuneSelf || r == 0 {
			return -1
		}
		return r
	}
	return strings.TrimSpace(strings.Map(ascii, string(head[mark:])))
}

var (
	// A comment or a declaration, or an element with a name.
	markup = regexp.MustCompile(`^<[!?a-zA-Z]`)
	page   = regexp.MustCompile(`(?i)<(!doctype\s+html|html|head|body|table|meta|style)\b|^mime-version:`)
	// An object with a name in it, perhaps in a list.
	object = regexp.MustCompile(`^(\[\s*)?\{\s*"[^"]*"\s*:|^\[\s*\[\s*"|^\[\s*\{\s*\}|^\{\s*\}\s*$`)
)

// refuseMarkup refuses texts of other kinds by how they begin.
func refuseMarkup(text string) error {
	spreadsheet := strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet") || strings.Contains(text, "Excel.Sheet")
	switch marked := markup.MatchString(text); {
	case object.MatchString(text):
		return &FileError{Reason: "this is a JSON file, not a spreadsheet", hint: "Export it as .xlsx or CSV from where it comes from."}
	case marked && spreadsheet && strings.Contains(text, "<?xml"):
		return &FileError{Reason: "this is a workbook written as XML (XML Spreadsheet 2003), whatever its name says", hint: hintSaveAgain}
	case (marked || strings.HasPrefix(strings.ToLower(text), "mime-version:")) && page.MatchString(text):
		return &FileError{Reason: "this is a web page, whatever its name says", hint: hintSaveAgain}
	case marked:
		return &FileError{Reason: "this is an XML file, whatever its name says", hint: hintSaveAgain}
	default:
		return nil
	}
}
