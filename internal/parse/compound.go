package parse

import (
	"bufio"
	"bytes"
	"io"
)

// refuseCompound refuses the containers of older Office programs, in which
// encrypted workbooks are kept too. The names of the streams tell which it is.
func refuseCompound(content io.Reader) error {
	found, err := streams(content, "EncryptedPackage", "DRMEncryptedDataSpace", "Workbook", "Book", "WordDocument", "PowerPoint Document")
	if err != nil {
		return err
	}
	switch {
	case found["DRMEncryptedDataSpace"]:
		return &FileError{Reason: "this workbook is locked, so that only those may open it who have the right to", hint: "Save a copy without the restriction, or without its sensitivity label, in a protected folder, and use that one."}
	case found["EncryptedPackage"]:
		return &FileError{Reason: "this workbook is protected by a password", hint: "Save a copy without the password in a protected folder, and use that one."}
	case found["Workbook"], found["Book"]:
		return &FileError{Reason: "this is a workbook of the old kind (.xls)", hint: hintSaveAgain}
	case found["WordDocument"]:
		return &FileError{Reason: "this is a Word document, not a spreadsheet", hint: hintSource}
	case found["PowerPoint Document"]:
		return &FileError{Reason: "this is a PowerPoint presentation, not a spreadsheet", hint: hintSource}
	default:
		return &FileError{Reason: "this is a document of an older Office program, not a workbook", hint: hintSaveAgain}
	}
}

// streams reports which names a container has streams or storages of. A name
// stands in the container's directory as UTF-16, at the beginning of an entry of
// 128 bytes; its case doesn't count (MS-CFB 2.6.1, 2.6.4).
func streams(content io.Reader, names ...string) (map[string]bool, error) {
	entries := make([][]byte, len(names))
	for i, name := range names {
		entries[i] = wide(name + "\x00")
	}
	found := map[string]bool{}
	entry := make([]byte, 128)
	for r := bufio.NewReaderSize(content, 64<<10); ; {
		_, err := io.ReadFull(r, entry)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		for i, name := range names {
			if bytes.EqualFold(entry[:len(entries[i])], entries[i]) {
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
