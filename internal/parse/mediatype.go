package parse

import (
	"strings"

	"importer/internal/parse/opc"
	"importer/internal/parse/xlsx"
)

// mainPart finds the main part of an archive that is a workbook, and refuses
// any other.
func mainPart(archive *opc.Archive) (string, error) {
	if !archive.Has(opc.ContentTypes) {
		return "", foreignArchive(archive)
	}
	part, mediaType, err := xlsx.MainPart(archive)
	switch {
	case err != nil:
		return "", err
	case strings.HasPrefix(mediaType, "application/vnd.ms-excel.sheet.binary"):
		return "", &FileError{Reason: "this is a binary workbook (.xlsb)", hint: hintSaveAgain}
	case isWorkbook(mediaType):
		return part, nil
	case strings.Contains(mediaType, "wordprocessingml"), strings.HasPrefix(mediaType, "application/vnd.ms-word"):
		return "", &FileError{Reason: "this is a Word document, not a workbook", hint: hintSource}
	case strings.Contains(mediaType, "presentationml"), strings.HasPrefix(mediaType, "application/vnd.ms-powerpoint"):
		return "", &FileError{Reason: "this is a PowerPoint presentation, not a workbook", hint: hintSource}
	default:
		return "", &FileError{Reason: "this is an Office document, but not a workbook", hint: "Check that it is the right file."}
	}
}

// isWorkbook knows workbooks, templates and add-ins, with macros or without.
func isWorkbook(mediaType string) bool {
	kind, ok := strings.CutSuffix(mediaType, ".main+xml")
	return ok && (strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.") ||
		strings.HasPrefix(kind, "application/vnd.ms-excel."))
}

// foreignArchive says what an archive is that no Office program made.
func foreignArchive(archive *opc.Archive) error {
	mediaType := ""
	if archive.Has("mimetype") {
		content, err := archive.Read("mimetype")
		if err != nil {
			return err
		}
		mediaType = string(content)
	}
	switch {
	case strings.HasPrefix(mediaType, "application/vnd.oasis.opendocument.spreadsheet"):
		return &FileError{Reason: "this is an OpenDocument spreadsheet (.ods)", hint: hintSaveAgain}
	case strings.HasPrefix(mediaType, "application/vnd.oasis.opendocument."):
		return &FileError{Reason: "this is an OpenDocument file, but not a spreadsheet", hint: hintSource}
	case archive.Has("Index/Document.iwa"), archive.Has("Index.zip"):
		return &FileError{Reason: "this is a Numbers spreadsheet", hint: "Export it from Numbers as .xlsx or CSV."}
	default:
		return &FileError{Reason: "this is an archive, but not a workbook", hint: "If the spreadsheet is inside it, unpack it first, and use that."}
	}
}
