package parse_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"importer/internal/parse"
)

const (
	spreadsheet   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages      = "http://schemas.openxmlformats.org/package/2006/"
	mediaType     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

	firstSheet  = "xl/worksheets/sheet1.xml"
	secondSheet = "xl/worksheets/sheet2.xml"
	sharedPart  = "xl/sharedStrings.xml"
	stylesPart  = "xl/styles.xml"
	bookPart    = "xl/workbook.xml"
)

// formats are the number formats of the styles of every crafted workbook.
var formats = []string{
	"General", "0000", "00000000-0000", `000\ 00`, "yyyy-mm-dd", "[$-41D]d mmmm yyyy;@", "h:mm", "[h]:mm:ss",
	`yyyy"-"mm"-"dd\ hh:mm:ss`, `[Red]0.00" dagar"`, `0" kr"`, `"+"0`,
}

// The styles by what they are for.
const (
	masked4, maskedID, maskedCode, day, longDay, clock, elapsed, moment, unit, currency, plus = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
)

// parts are the parts of an archive, by name.
type parts map[string]string

// craft makes the parts of a workbook with one worksheet, called Elever, that
// has these rows.
func craft(rows string) parts {
	return parts{
		"[Content_Types].xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="` + packages + `content-types">` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + mediaType + `"/></Types>`,
		"_rels/.rels":                relations("officeDocument", "/xl/workbook.xml"),
		"xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml", "styles", "styles.xml"),
		bookPart:                     book("", `<sheet name="Elever" sheetId="1" r:id="id1"/>`),
		sharedPart:                   sharedStrings("<si><t>Förnamn</t></si>", "<si><r><t>An</t></r><r><rPr><b/></rPr><t>na</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>", "<si><t/></si>"),
		stylesPart:                   stylesheet(),
		firstSheet:                   worksheet(rows),
	}
}

func relations(typesAndTargets ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + packages + `relationships">`)
	for i := 0; i < len(typesAndTargets); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="id%d" Type="%s/%s" Target="%s"/>`, i/2+1, relationships, typesAndTargets[i], typesAndTargets[i+1])
	}
	return b.String() + `</Relationships>`
}

func book(properties, sheets string) string {
	return `<workbook xmlns="` + spreadsheet + `" xmlns:r="` + relationships + `"><workbookPr ` + properties + `/><sheets>` + sheets + `</sheets></workbook>`
}

func sharedStrings(items ...string) string {
	return `<sst xmlns="` + spreadsheet + `" count="99" uniqueCount="99">` + strings.Join(items, "") + `</sst>`
}

func worksheet(rows string) string {
	return `<worksheet xmlns="` + spreadsheet + `"><sheetData>` + rows + `</sheetData></worksheet>`
}

func stylesheet() string {
	var codes, styles strings.Builder
	for i, code := range formats {
		fmt.Fprintf(&codes, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, strings.ReplaceAll(code, `"`, "&quot;"))
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 200+i)
	}
	return `<styleSheet xmlns="` + spreadsheet + `"><numFmts>` + codes.String() + `</numFmts><cellXfs>` + styles.String() + `</cellXfs></styleSheet>`
}

// with gives the parts with one of them set, or left out if content is empty.
func (p parts) with(name, content string) parts {
	q := maps.Clone(p)
	q[name] = content
	if content == "" {
		delete(q, name)
	}
	return q
}

// pack makes an archive of parts.
func pack(t testing.TB, p parts) []byte {
	t.Helper()
	return packed(t, p, zip.Deflate)
}

// packStored makes one in which the parts stand as they are.
func packStored(t testing.TB, p parts) []byte {
	t.Helper()
	return packed(t, p, zip.Store)
}

func packed(t testing.TB, p parts, method uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// save writes a file for one test and gives its path.
func save(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll opens a file and gives all its rows, the header first.
func readAll(path string, o parse.Options) ([]parse.Row, error) {
	s, err := parse.Open(path, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	rows := []parse.Row{s.Header()}
	for row, err := range s.Rows() {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func text(values ...string) []parse.Cell {
	var cells []parse.Cell
	for _, v := range values {
		kind := parse.Text
		if v == "" {
			kind = parse.Empty
		}
		cells = append(cells, parse.Cell{Text: v, Kind: kind})
	}
	return cells
}
