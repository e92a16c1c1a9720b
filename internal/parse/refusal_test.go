package parse_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"importer/internal/parse"
)

// refused fails the test unless reading a file ends with a *parse.FileError
// that has this reason and a hint.
func refused(t *testing.T, path string, o parse.Options, reason string) *parse.FileError {
	t.Helper()
	rows, err := readAll(path, o)
	var e *parse.FileError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, %v; want a FileError", rows, err)
	}
	if !strings.Contains(e.Error(), reason) {
		t.Errorf("got %q; want a reason with %q", e, reason)
	}
	if !strings.HasPrefix(e.Error(), path+": ") {
		t.Errorf("got %q; want it to begin with the path", e)
	}
	if e.Hint() == "" {
		t.Error("there is no hint")
	}
	return e
}

func TestRefusedWorksheets(t *testing.T) {
	const good = `<row r="1"><c r="A1"><v>1</v></c></row>`
	tests := []struct{ name, sheet, reason, cell string }{
		{"rows out of order", worksheet(`<row r="2"/>` + good), "row 1 comes after row 2", ""},
		{"row twice", worksheet(good + `<row r="1"/>`), "row 1 comes after row 1", ""},
		{"row below 1", worksheet(`<row r="0"/>` + good), `r="0"`, ""},
		{"row below 0", worksheet(`<row r="-1"/>` + good), `r="-1"`, ""},
		{"row too far down", worksheet(good + `<row r="1048577"/>`), `r="1048577"`, ""},
		{"implied row too far down", worksheet(good + `<row r="1048576"/><row/>`), "more rows than", ""},
		{"row of 16 GB", worksheet(good + `<row r="2147483647"/>`), `r="2147483647"`, ""},
		{"cells out of order", worksheet(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "aren't in order", ""},
		{"cell twice", worksheet(`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "aren't in order", ""},
		{"cell of another row", worksheet(good + `<row r="2"><c r="A9"><v>1</v></c></row>`), `says that it is "A9", in row 2`, ""},
		{"cell of no row", worksheet(`<row r="1"><c r="A"><v>1</v></c></row>`), `r="A"`, ""},
		{"cell too far right", worksheet(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), `r="XFE1"`, ""},
		{"implied cell too far right", worksheet(`<row r="1"><c r="XFD1"><v>1</v></c><c><v>1</v></c></row>`), "more cells than", ""},
		{"text beyond the table", worksheet(good + `<row r="2"><c r="B2" t="s"><v>3</v></c></row>`), `refers to text "3" of the workbook's 3`, "B2"},
		{"text before the table", worksheet(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`), `refers to text "-1"`, "A1"},
		{"text without a number", worksheet(`<row r="1"><c r="A1" t="s"><v>x</v></c></row>`), `refers to text "x"`, "A1"},
		{"style beyond the styles", worksheet(`<row r="1"><c r="A1" s="12"><v>1</v></c></row>`), `s="12"`, ""},
		{"style below 0", worksheet(`<row r="1"><c r="A1" s="-1"><v>1</v></c></row>`), `s="-1"`, ""},
		{"unknown type", worksheet(`<row r="1"><c r="A1" t="x"><v>1</v></c></row>`), `its type is "x"`, "A1"},
		{"two values", worksheet(`<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>`), `can't hold "v"`, "A1"},
		{"inline text in a number", worksheet(`<row r="1"><c r="A1"><is><t>a</t></is></c></row>`), "its content another", "A1"},
		{"value in inline text", worksheet(`<row r="1"><c r="A1" t="inlineStr"><v>a</v></c></row>`), "its content another", "A1"},
		{"element in a value", worksheet(`<row r="1"><c r="A1"><v>1<b/></v></c></row>`), "where text belongs", ""},
		{"text between cells", worksheet(`<row r="1">x<c r="A1"/></row>`), "text between the cells", ""},
		{"foreign element among rows", worksheet(good + `<row xmlns="urn:x" r="2"/>`), `element "row" among the cells`, ""},
		{"text too long", worksheet(`<row r="1"><c r="A1" t="str"><v>` + strings.Repeat("x", 32_768) + `</v></c></row>`), "longer than a cell", "A1"},
		{"rows twice", strings.Replace(worksheet(good), "</worksheet>", "<sheetData/></worksheet>", 1), "its rows twice", ""},
		{"no rows", `<worksheet xmlns="` + spreadsheet + `"/>`, "no rows where", ""},
		{"another document", `<chartsheet xmlns="` + spreadsheet + `"/>`, "isn't what the workbook says", ""},
		{"no namespace", `<worksheet><sheetData/></worksheet>`, "a variant of the format", ""},
		{"nothing", " ", "ends too early", ""},
		{"cut short", strings.TrimSuffix(worksheet(good), "</worksheet>"), "ends too early", ""},
		{"text behind", worksheet(good) + "x", "text outside", ""},
		{"element behind", worksheet(good) + "<x/>", "something follows", ""},
		{"unbalanced", strings.Replace(worksheet(good), "</row>", "</c>", 1), "isn't the one begun last", ""},
		{"document type", "<!DOCTYPE x [<!ENTITY a \"b\">]>" + worksheet(good), "document type definition", ""},
		{"unknown entity", worksheet(strings.Replace(good, ">1<", ">&a;<", 1)), "well-formed", ""},
		{"not UTF-8", worksheet(strings.Replace(good, ">1<", ">\xE5<", 1)), "well-formed", ""},
		{"unbound prefix", worksheet(good + `<x:row r="2"/>`), `prefix "x" stands for nothing`, ""},
		{"attribute twice", worksheet(`<row r="1" r="2"/>`), "attribute is given twice", ""},
		{"nested too deep", worksheet(good + strings.Repeat("<extLst>", 300) + strings.Repeat("</extLst>", 300)), "nested too deep", ""},
		{"endless text", worksheet(`<row r="1"><c r="A1" t="str"><v>` + strings.Repeat("abcdefghijklmnop", 200_000) + `</v></c></row>`), "longer than a cell", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := save(t, "a.xlsx", pack(t, craft("").with(firstSheet, test.sheet)))
			e := refused(t, path, parse.Options{}, test.reason)
			if e.Part != firstSheet || e.Cell != test.cell {
				t.Errorf("got part %q, cell %q; want %q, %q", e.Part, e.Cell, firstSheet, test.cell)
			}
		})
	}
}

func TestRefusedParts(t *testing.T) {
	p := craft(header + `<row r="2"><c r="A2" t="s"><v>1</v></c></row>`)
	const rels = "xl/_rels/workbook.xml.rels"
	tests := []struct {
		name   string
		parts  parts
		reason string
	}{
		{"no worksheet", p.with(firstSheet, ""), firstSheet + ": this part is missing"},
		{"no strings", p.with(sharedPart, ""), sharedPart + ": this part is missing"},
		{"strings cut short", p.with(sharedPart, strings.TrimSuffix(p[sharedPart], "</sst>")), "ends too early"},
		{"other strings", p.with(sharedPart, p[stylesPart]), "isn't what the workbook says"},
		{"long string", p.with(sharedPart, sharedStrings("<si><t>"+strings.Repeat("å", 32_768)+"</t></si>")), "longer than a cell"},
		{"no styles", p.with(stylesPart, ""), stylesPart + ": this part is missing"},
		{"styles cut short", p.with(stylesPart, strings.TrimSuffix(p[stylesPart], "</styleSheet>")), "ends too early"},
		{"no place of the worksheet", p.with(rels, relations("styles", "styles.xml")).with(bookPart, book("", `<sheet name="Elever" r:id="id9"/>`)), `where worksheet "Elever" is`},
		{"no relations", p.with(rels, ""), `where worksheet "Elever" is`},
		{"worksheet elsewhere", p.with(rels, strings.Replace(p[rels], `"worksheets/sheet1.xml"`, `"http://example.org/a.xml" TargetMode="External"`, 1)), `where worksheet "Elever" is`},
		{"two parts of strings", p.with(rels, strings.Replace(p[rels], "/styles\"", "/sharedStrings\"", 1)), "two sharedStrings parts"},
		{"worksheet twice", p.with("XL/worksheets/Sheet1.xml", p[firstSheet]), "two parts of this name"},
		{"name out of the archive", p.with("xl/../../a", "x"), "leads out"},
		{"absolute name", p.with("/a", "x"), "absolute name"},
		{"name of a drive", p.with("C:a", "x"), "absolute name"},
		{"backslash", p.with(`xl\a`, "x"), "backslash"},
		{"neither 1900 nor 1904", p.with(bookPart, book(`date1904="maybe"`, `<sheet name="Elever" r:id="id1"/>`)), "counting days from 1904"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			refused(t, save(t, "a.xlsx", pack(t, test.parts)), parse.Options{}, test.reason)
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	compound := func(stream string) string {
		b := make([]byte, 1024)
		copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
		for i, c := range []byte(stream) {
			b[512+2*i] = c
		}
		return string(b)
	}
	archive := func(p parts) string { return string(pack(t, p)) }
	typed := func(mediaType string) string {
		p := craft(header)
		types := "[Content_Types].xml"
		return archive(p.with(types, strings.Replace(p[types], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", mediaType, 1)))
	}
	tests := []struct{ name, content, reason string }{
		{"empty", "", "it is empty"},
		{"blank lines", "\n\n \n", "no data"},
		{"encrypted workbook", compound("EncryptedPackage"), "password"},
		{"old workbook", compound("Workbook"), "(.xls)"},
		{"old workbook in capitals", compound("BOOK"), "(.xls)"},
		{"older workbook", compound("Book"), "(.xls)"},
		{"locked workbook", compound("DRMEncryptedDataSpace"), "right to"},
		{"old Word document", compound("WordDocument"), "a Word document"},
		{"old presentation", compound("PowerPoint Document"), "PowerPoint"},
		{"old document", compound("VisioDocument"), "older Office program"},
		{"binary workbook", typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "(.xlsb)"},
		{"Word document", typed("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "a Word document, not a workbook"},
		{"Word document with macros", typed("application/vnd.ms-word.document.macroEnabled.main+xml"), "a Word document, not a workbook"},
		{"presentation", typed("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "a PowerPoint presentation"},
		{"drawing", typed("application/vnd.ms-visio.drawing.main+xml"), "an Office document, but not a workbook"},
		{"OpenDocument text", archive(parts{"mimetype": "application/vnd.oasis.opendocument.text"}), "an OpenDocument file, but not a spreadsheet"},
		{"OpenDocument", archive(parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "(.ods)"},
		{"Numbers", archive(parts{"Index/Document.iwa": "x"}), "Numbers"},
		{"archive", archive(parts{"a.txt": "x"}), "an archive, but not a workbook"},
		{"PDF", "%PDF-1.7\n", "PDF"},
		{"image", "\x89PNG\r\n\x1A\n", "image"},
		{"text document", `{\rtf1\ansi`, "text document"},
		{"compressed file", "\x1F\x8B\x08\x00", "a compressed file"},
		{"bare workbook of the old kind", "\x09\x08\x10\x00\x00\x06", "(.xls)"},
		{"bare workbook of 1997", "\x09\x08\x06\x00\x00\x06", "(.xls)"},
		{"bytes of no meaning", strings.Repeat("\x99\x9A\xC3L\x8F\xF6\x06\x12\x1D\x8A\x02", 9), "neither a spreadsheet nor text"},
		{"web page", "\uFEFF <HTML><table></table>", "web page"},
		{"web page of Excel", `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>`, "web page"},
		{"web page of XML", "<?xml version='1.0'?>\n<!DOCTYPE html>", "web page"},
		{"web page in UTF-16", wide("\uFEFF<table><tr>", 1), "web page"},
		{"web page as a message", "MIME-Version: 1.0\nContent-Type: multipart/related;", "web page"},
		{"table of a web page", "\n\n  <table border='1'>", "web page"},
		{"workbook as XML", "<?xml version='1.0'?>\r\n<?mso-application progid='Excel.Sheet'?>", "XML Spreadsheet 2003"},
		{"workbook as XML, by its namespace", "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "XML Spreadsheet 2003"},
		{"XML", "<?xml version='1.0'?><elever/>", "an XML file"},
		{"JSON", "{\n  \"elever\": []}", "JSON"},
		{"JSON list", "[ {\"namn\": \"Anna\"}]", "JSON"},
		{"JSON list of lists", `[["Namn"],["Anna"]]`, "JSON"},
		{"shortcut", "L\x00\x00\x00\x01\x14\x02\x00", "shortcut"},
		{"NUL", "a;b\r\n1;\x00\r\n", "line 2: there is a NUL"},
		{"not UTF-8", "Förnamn\r\nAnna\r\n\xC5sa\r\n", "line 3: it isn't UTF-8"},
		{"cut character", "Förnamn\nAnn\xC3", "line 2: it isn't UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			refused(t, save(t, "elever.xlsx", []byte(test.content)), parse.Options{}, test.reason)
		})
	}
}

func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	e := refused(t, filepath.Join(dir, "elever.csv"), parse.Options{}, "no such file")
	if !errors.Is(e, fs.ErrNotExist) {
		t.Errorf("%v isn't fs.ErrNotExist", e)
	}
	refused(t, dir, parse.Options{}, "folder")
	refused(t, os.DevNull, parse.Options{}, "isn't a file")
	for _, note := range []string{"~$elever.xlsx", ".~lock.elever.xlsx#"} {
		if e := refused(t, save(t, note, []byte("x")), parse.Options{}, "note that"); e.Hint() != "Use elever.xlsx itself." {
			t.Errorf("%s: the hint is %q", note, e.Hint())
		}
	}
}

// What only begins like a file of another kind is read.
func TestTextsLikeOthers(t *testing.T) {
	for name, content := range map[string]string{
		"ID;P":   "ID;Personnummer\n1;2\n",
		"PK":     "PK;b\n1;2\n",
		"BM":     "BMI;b\n1;2\n",
		"{":      "{id};b\n1;2\n",
		"[":      "[Namn];b\n1;2\n",
		"<":      "<10;b\n1;2\n",
		"%":      "%;b\n1;2\n",
		"a line": "\n\n{a};b\n1;2\n",
	} {
		if rows, err := readAll(save(t, "a.csv", []byte(content)), parse.Options{}); err != nil || len(rows) != 2 || len(rows[0].Cells) != 2 {
			t.Errorf("%s: got %v, %v", name, rows, err)
		}
	}
}

// Macros are only passed over: they are in a part that nobody opens.
func TestMacros(t *testing.T) {
	p := craft(header).with("xl/vbaProject.bin", "\xD0\xCF\x11\xE0")
	types := "[Content_Types].xml"
	p = p.with(types, strings.Replace(p[types], mediaType, "application/vnd.ms-excel.sheet.macroEnabled.main+xml", 1))
	if rows, err := readAll(save(t, "a.xlsm", pack(t, p)), parse.Options{}); err != nil || len(rows) != 1 {
		t.Errorf("got %v, %v", rows, err)
	}
}

func TestEncryptedEntry(t *testing.T) {
	content := pack(t, craft(header))
	at := bytes.Index(content, []byte("PK\x01\x02"))
	content[at+8] |= 1
	refused(t, save(t, "a.xlsx", content), parse.Options{}, "encrypted")
}

// A name out of an archive can't act on the terminal that shows it.
func TestNameForTheTerminal(t *testing.T) {
	e := refused(t, save(t, "a.xlsx", pack(t, craft(header).with("/\x1B[2J", "x"))), parse.Options{}, "/?[2J: this part has an absolute name")
	if strings.Contains(e.Error(), "\x1B") {
		t.Errorf("got %q", e)
	}
}

func TestBombs(t *testing.T) {
	content := []byte(worksheet(header + `<row r="2"><c t="str"><v>` + strings.Repeat("x", 70<<20) + `</v></c></row>`))
	tests := []struct {
		name     string
		declared uint64
		reason   string
	}{
		{"honest about its size", uint64(len(content)), "unpack to far more"},
		{"lying about its size", 5000, "damaged or cut short"},
	}
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestSpeed)
	w.Write(content)
	w.Close()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			for name, part := range craft(header).with(firstSheet, "") {
				w, _ := z.Create(name)
				w.Write([]byte(part))
			}
			raw, _ := z.CreateRaw(&zip.FileHeader{Name: firstSheet, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
				CompressedSize64: uint64(packed.Len()), UncompressedSize64: test.declared})
			raw.Write(packed.Bytes())
			z.Close()
			refused(t, save(t, "a.xlsx", b.Bytes()), parse.Options{}, test.reason)
		})
	}
}

func TestChangedFile(t *testing.T) {
	changes := map[string]func(path string) error{
		"longer": func(path string) error { return os.WriteFile(path, []byte("Förnamn\nAnna\nÅsa\n"), 0o600) },
		"later":  func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			path := save(t, "a.csv", []byte("Förnamn\nAnna\n"))
			s, err := parse.Open(path, parse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			for _, err = range s.Rows() {
			}
			var e *parse.FileError
			if !errors.As(err, &e) || !strings.Contains(e.Reason, "changed") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestClosedSheet(t *testing.T) {
	s, err := parse.Open(save(t, "a.csv", []byte("Förnamn\nAnna\n")), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	for _, err = range s.Rows() {
	}
	var e *parse.FileError
	if !errors.As(err, &e) {
		t.Errorf("got %v", err)
	}
}
