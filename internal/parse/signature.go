package parse

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// A signature is how files of a kind begin.
type signature struct {
	offset int
	bytes  string
	what   string
}

// signatures gives the kinds of files that are taken for spreadsheets most
// often, and aren't or can't be read.
func signatures() []signature {
	return []signature{
		{0, "%PDF-", "a PDF document"},
		{0, "\x89PNG", "an image"},
		{0, "\xFF\xD8\xFF", "an image"},
		{0, "GIF8", "an image"},
		{0, "II*\x00", "an image"},
		{0, "MM\x00*", "an image"},
		{8, "WEBP", "an image"},
		{4, "ftypheic", "an image"},
		{0, "{\\rtf", "a text document"},
		{0, "\x1F\x8B", "a compressed file"},
		{0, "7z\xBC\xAF\x27\x1C", "a compressed file"},
		{0, "Rar!", "a compressed file"},
		{0, "PK\x05\x06", "an empty archive"},
		{0, "SQLite format 3\x00", "a database"},
	}
}

// refuseOthers refuses what is neither a workbook nor text.
func refuseOthers(head []byte, content io.Reader) error {
	switch {
	case len(head) == 0:
		return &FileError{Reason: "it is empty", hint: "Check that it is the right file, and that it was saved."}
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return refuseCompound(content)
	case isMarkup(head):
		return &FileError{Reason: "this is a web page or an XML file, whatever its name says", hint: hintSaveAgain}
	}
	for _, s := range signatures() {
		if len(head) > s.offset && bytes.HasPrefix(head[s.offset:], []byte(s.bytes)) {
			return &FileError{Reason: "this is " + s.what + ", not a spreadsheet", hint: "Use the spreadsheet that it was made from, as .xlsx or CSV."}
		}
	}
	return nil
}

func isMarkup(head []byte) bool {
	text := strings.TrimSpace(strings.TrimPrefix(string(head), "\uFEFF"))
	return len(text) > 1 && text[0] == '<' && (text[1] == '!' || text[1] == '?' || text[1]|0x20 >= 'a' && text[1]|0x20 <= 'z')
}

// refuseCompound refuses the containers of older Office programs, in which
// encrypted workbooks are kept too. The names of the streams tell which it is.
func refuseCompound(content io.Reader) error {
	found, err := streams(content, "EncryptedPackage", "Workbook", "Book")
	switch {
	case err != nil:
		return err
	case found["EncryptedPackage"]:
		return &FileError{Reason: "this workbook is protected by a password", hint: "Save a copy without the password in a protected folder, and use that one."}
	case found["Workbook"], found["Book"]:
		return &FileError{Reason: "this is a workbook of the old kind (.xls)", hint: hintSaveAgain}
	default:
		return &FileError{Reason: "this is a document of an older Office program, not a workbook", hint: hintSaveAgain}
	}
}

// streams reports which names a container has streams of. A name stands in the
// container's directory as UTF-16, at the beginning of an entry of 128 bytes
// (MS-CFB 2.6.1).
func streams(content io.Reader, names ...string) (map[string]bool, error) {
	found := map[string]bool{}
	entry := make([]byte, 128)
	for r := bufio.NewReader(content); ; {
		_, err := io.ReadFull(r, entry)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if bytes.HasPrefix(entry, append(wide(name), 0, 0)) {
				found[name] = true
			}
		}
	}
}

// wide writes ASCII as UTF-16, the lower byte first.
func wide(text string) []byte {
	var b []byte
	for _, c := range []byte(text) {
		b = append(b, c, 0)
	}
	return b
}
