// Package xlsx reads workbooks of Office Open XML (ECMA-376, ISO/IEC 29500),
// in the transitional and the strict variant. It hands out cells as they stand
// in the file, shared strings put in their places; what a number with a style
// means is not its business. A workbook is read as it is or refused with a
// *opc.Fault: nothing is put in order, left out or made up.
package xlsx

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"importer/internal/parse/opc"
)

const maxSheets = 10_000

// A Visibility says who may see a worksheet.
type Visibility uint8

// The visibilities.
const (
	Visible    Visibility = iota
	Hidden                // until the user shows it
	VeryHidden            // until a program shows it
)

// A Sheet is a worksheet of a workbook. Charts and macro sheets aren't among
// them.
type Sheet struct {
	Name       string
	Visibility Visibility
	part       string
}

// A Book is an opened workbook. It may be read by several goroutines.
type Book struct {
	Sheets   []Sheet
	Date1904 bool // days are counted from 1904
	Styles   []Style
	archive  *opc.Archive
	texts    *table
	styles   string // the part with the styles; "" if there is none
	theme    string // the part with the colours and fonts that styles refer to; "" if there is none
}

// MainPart finds the part that the whole document hangs on, and its media type.
func MainPart(a *opc.Archive) (part, mediaType string, err error) {
	relations, err := a.Relations("")
	if err != nil {
		return "", "", err
	}
	part, err = only(relations, "officeDocument", "")
	if err != nil || part == "" {
		return "", "", err
	}
	mediaType, err = a.ContentType(part)
	return part, mediaType, err
}

// Open reads all of a workbook but its worksheets. Part is its main one.
func Open(a *opc.Archive, part string) (*Book, error) {
	b := &Book{archive: a, texts: &table{}}
	relations, err := a.Relations(part)
	if err != nil {
		return nil, err
	}
	if err := b.readStructure(part, relations); err != nil {
		return nil, err
	}
	styles, err := only(relations, "styles", part)
	if err != nil {
		return nil, err
	}
	if b.Styles, err = readStyles(a, styles); err != nil {
		return nil, err
	}
	b.styles, b.theme = styles, firstTheme(relations)
	shared, err := only(relations, "sharedStrings", part)
	if err != nil || shared == "" {
		return b, err
	}
	b.texts, err = readTable(a, shared)
	return b, err
}

// readStructure reads the main part.
func (b *Book) readStructure(part string, relations []opc.Relation) error {
	s, err := b.archive.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := expectRoot(s, "workbook"); err != nil {
		return err
	}
	for {
		t, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t.Kind == opc.Start {
			if err := b.structure(s, t, relations); err != nil {
				return err
			}
		}
	}
}

func (b *Book) structure(s *opc.Scanner, e opc.Token, relations []opc.Relation) (err error) {
	switch {
	case e.Name.Space != mainSpace:
		return s.Skip()
	case e.Name.Local == "sheets" && s.Depth() == 2:
		return nil
	case e.Name.Local == "sheet" && s.Depth() == 3:
		err = b.addSheet(s, e, relations)
	case e.Name.Local == "workbookPr" && s.Depth() == 2:
		if text, given := e.Attribute("date1904"); given {
			var ok bool
			if b.Date1904, ok = boolean(text); !ok {
				err = s.Fault("it says neither yes nor no to counting days from 1904")
			}
		}
	}
	if err != nil {
		return err
	}
	return s.Skip()
}

func (b *Book) addSheet(s *opc.Scanner, e opc.Token, relations []opc.Relation) error {
	name, _ := e.Attribute("name")
	sheet := Sheet{Name: unescape(name)}
	state, _ := e.Attribute("state")
	switch state {
	case "", "visible":
	case "hidden":
		sheet.Visibility = Hidden
	case "veryHidden":
		sheet.Visibility = VeryHidden
	default:
		return s.Fault("it doesn't say whether worksheet " + brief(name) + " is hidden")
	}
	id := slices.IndexFunc(e.Attributes, func(a opc.Attribute) bool {
		return a.Name == xml.Name{Space: opc.OfficeDocument, Local: "id"}
	})
	if id >= 0 && len(e.Attributes[id].Value) == 0 {
		return nil // a module of macros, which isn't a part
	}
	at := slices.IndexFunc(relations, func(r opc.Relation) bool {
		return id >= 0 && r.ID == string(e.Attributes[id].Value)
	})
	switch {
	case at < 0 || relations[at].External:
		return s.Fault("it doesn't say where worksheet " + brief(name) + " is")
	case relations[at].Type != opc.OfficeDocument+"/worksheet":
		return nil
	}
	if len(b.Sheets) == maxSheets {
		return s.Fault("it has more worksheets than this program takes")
	}
	sheet.part = relations[at].Target
	if b.has(sheet.part) {
		return s.Fault("it has two worksheets in one part")
	}
	b.Sheets = append(b.Sheets, sheet)
	return nil
}

// has reports whether a part is a worksheet's.
func (b *Book) has(part string) bool {
	return slices.ContainsFunc(b.Sheets, func(s Sheet) bool { return strings.EqualFold(s.part, part) })
}

// only gives the target of the one relation of a kind, "" if there is none.
func only(relations []opc.Relation, kind, from string) (string, error) {
	target := ""
	for _, r := range relations {
		if r.Type != opc.OfficeDocument+"/"+kind {
			continue
		}
		if r.External {
			return "", &opc.Fault{Part: from, Reason: "the " + kind + " part is outside the document"}
		}
		if target != "" && target != r.Target {
			return "", &opc.Fault{Part: from, Reason: "it has two " + kind + " parts"}
		}
		target = r.Target
	}
	return target, nil
}

// expectRoot reads to the outermost element, which must be of that name.
func expectRoot(s *opc.Scanner, name string) error {
	t, err := s.Next()
	if err == io.EOF {
		return s.Fault("it is empty")
	}
	if err != nil {
		return err
	}
	if t.Name.Local == name && t.Name.Space != mainSpace {
		return s.Fault("it is written in a variant of the format that isn't known")
	}
	if t.Name.Local != name {
		return s.Fault("it isn't what the workbook says it is: a " + name)
	}
	return nil
}
