package opc

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func archive(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, parts[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t *testing.T, content []byte) *Archive {
	t.Helper()
	a, err := Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRead(t *testing.T) {
	a := open(t, archive(t, "xl/", "", "xl/a.xml", "content"))
	got, err := a.Read("XL/A.xml")
	if err != nil || string(got) != "content" {
		t.Errorf("got %q, %v", got, err)
	}
	if a.Has("xl/") || !a.Has("xl/a.xml") || a.Has("b.xml") {
		t.Error("Has is wrong")
	}
	var f *Fault
	if _, err := a.Read("b.xml"); !errors.As(err, &f) || f.Part != "b.xml" {
		t.Errorf("got %v", err)
	}
}

// archive/zip takes a checksum of zero for none.
func TestChecksumOfZero(t *testing.T) {
	content := archive(t, "a.xml", "content")
	entry := bytes.Index(content, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(content[entry+16:], 0)
	binary.LittleEndian.PutUint16(content[entry+8:], 0) // no descriptor that has the right one
	var f *Fault
	if _, err := open(t, content).Read("a.xml"); !errors.As(err, &f) || f.Part != "a.xml" || !strings.Contains(f.Reason, "checksum") {
		t.Errorf("got %v", err)
	}
}

func TestTooManyParts(t *testing.T) {
	var parts []string
	for range maxParts + 1 {
		parts = append(parts, "a", "")
	}
	content := archive(t, parts...)
	if _, err := Open(bytes.NewReader(content), int64(len(content))); err == nil || !strings.Contains(err.Error(), "more parts") {
		t.Errorf("got %v", err)
	}
}

func TestRelations(t *testing.T) {
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
		<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheets/1.xml"/>
		<Relationship Id="b" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/styles" Target="../../top.xml"/>
		<Relationship Id="c" Type="x" Target="/xl/./c.xml"/>
		<Relationship Id="d" Type="x" Target="http://example.org/../a" TargetMode="External"/>
	</Relationships>`
	a := open(t, archive(t, "xl/_rels/workbook.xml.rels", rels))
	got, err := a.Relations("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	want := []Relation{
		{ID: "a", Type: OfficeDocument + "/worksheet", Target: "xl/sheets/1.xml"},
		{ID: "b", Type: OfficeDocument + "/styles", Target: "top.xml"},
		{ID: "c", Type: "x", Target: "xl/c.xml"},
		{ID: "d", Type: "x", Target: "http://example.org/../a", External: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := a.Relations(""); none != nil || err != nil {
		t.Errorf("got %v, %v for a part without relations", none, err)
	}
}

func TestContentType(t *testing.T) {
	const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
		<Override PartName="/xl/Workbook.xml" ContentType="own"/><Default Extension="XML" ContentType="general"/></Types>`
	a := open(t, archive(t, ContentTypes, types))
	for part, want := range map[string]string{"xl/workbook.xml": "own", "xl/other.xml": "general", "a.bin": ""} {
		if got, err := a.ContentType(part); got != want || err != nil {
			t.Errorf("%s: got %q, %v; want %q", part, got, err, want)
		}
	}
}

func scan(document string) ([]Token, error) { return scanAll(strings.NewReader(document)) }

func scanAll(r io.Reader) ([]Token, error) {
	s := newScanner("a.xml", io.NopCloser(r))
	defer s.Close()
	var tokens []Token
	for {
		t, err := s.Next()
		if err == io.EOF {
			return tokens, nil
		}
		if err != nil {
			return tokens, err
		}
		t.Text, t.Attributes = bytes.Clone(t.Text), slices.Clone(t.Attributes)
		for i, a := range t.Attributes {
			t.Attributes[i].Value = bytes.Clone(a.Value)
		}
		tokens = append(tokens, t)
	}
}

func TestScannerNames(t *testing.T) {
	got, err := scan(`<?xml version="1.0"?><a xmlns="urn:1" xmlns:p="http://purl.oclc.org/ooxml/spreadsheetml/main" b="1" p:c="2"><p:a xmlns="">x</p:a><a/></a>`)
	if err != nil {
		t.Fatal(err)
	}
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	var names []xml.Name
	for _, token := range got {
		if token.Kind == Start {
			names = append(names, token.Name)
		}
	}
	if diff := cmp.Diff([]xml.Name{{Space: "urn:1", Local: "a"}, {Space: main, Local: "a"}, {Space: "urn:1", Local: "a"}}, names); diff != "" {
		t.Error(diff)
	}
	if b, ok := got[0].Attribute("b"); b != "1" || !ok {
		t.Errorf("b is %q", b)
	}
	if _, ok := got[0].Attribute("c"); ok {
		t.Error("an attribute with a prefix was found without it")
	}
}

// FuzzScanner holds the scanner to refusing whatever encoding/xml refuses, and
// to understanding the rest as it does.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		"<a/>", "<a>x</a>", "\uFEFF<?xml version='1.0'?><a b='1'>&amp;<![CDATA[<]]></a><!-- -->", "<a><b></a></b>", "<a/>x", "<a/><b/>",
		"<x:a/>", "<a b='1' b='2'/>", "<!DOCTYPE a><a/>", "", "<a", "<a>\xFF</a>", "<a>&b;</a>", "<a b=\">\" c = 'å&#xe5;&#10;'\n/>",
		"<a>1\r\n2\r3]]</a>", "<a>]]></a>", "<a b='<'/>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a><!-- -- --></a>", "<?xml version='1.1'?><a/>",
		"<?xml version='1.0' encoding='latin1'?><a/>", "<a\u00E5/>", "<a:b:c/>", "<a b=1/>", "<a b/>", "</a>", "<a></a b>", "<a>\x01</a>",
		"<a><?b c?><![CDATA[]]>]]</a >", "<a b='&lt;&quot;'>&apos;&gt;</a>", "<a>&amp</a>", "<a></a", "<![CDATA[x]]><a/>",
	} {
		f.Add(s)
	}
	for _, s := range []string{
		"<a><a b='1' c=\"2\"><b>&lt;å</b></a><a/><a><c><d>x</d></c></a></a>", "<a b='1'/>", "<a><a xmlns='x'><b>1</b></a></a>",
		"<a><a b='1' b='2'><b>1</b></a></a>", "<a><a><b>1</b></a ></a>", "<a><a><b>1</a></b></a>", "<a/><a/>", "<x:a xmlns:x='y' xmlns='z'><a><b>]]></b></a></x:a>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, document string) {
		got, err := scan(document)
		leaves, errOfLeaves := scanLeaves(document)
		if (err == nil) != (errOfLeaves == nil) {
			t.Fatalf("%v, but with leaves %v", err, errOfLeaves)
		}
		if err == nil && leaves != written(got) {
			t.Fatalf("%s, but with leaves %s", written(got), leaves)
		}
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) {
				t.Fatalf("%v isn't a Fault", err)
			}
			return
		}
		if diff := cmp.Diff(understood(t, document), written(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// written writes tokens in one way.
func written(tokens []Token) string {
	var b strings.Builder
	for _, token := range tokens {
		switch token.Kind {
		case Start:
			fmt.Fprintf(&b, "<%s", token.Name.Local)
			for _, a := range token.Attributes {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
			}
			b.WriteString(">")
		case End:
			fmt.Fprintf(&b, "</%s>", token.Name.Local)
		case Text:
			b.Write(token.Text)
		}
	}
	return b.String()
}

// understood is what encoding/xml makes of a document.
func understood(t *testing.T, document string) string {
	t.Helper()
	var b strings.Builder
	depth := 0
	for d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(document, "\uFEFF"))); ; {
		token, err := d.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatalf("encoding/xml: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&b, "<%s", token.Name.Local)
			for _, a := range token.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "</%s>", token.Name.Local)
		case xml.CharData:
			if depth > 0 {
				b.Write(token)
			}
		}
	}
}

// What goes beyond what encoding/xml bounds is refused, and quickly.
func TestScannerBounds(t *testing.T) {
	many := func(format string) string {
		var b strings.Builder
		for i := range 200_000 {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	tests := []struct{ name, document, reason string }{
		{"attributes", "<a " + many("b%d='' ")[:50_000] + "c=''/>", "well-formed"},
		{"prefixes", strings.Repeat("<a xmlns='1' xmlns:b='2' xmlns:c='3' xmlns:d='4' xmlns:e='5'>", 250), "prefixes"},
		{"depth", strings.Repeat("<a>", maxDepth+1), "deep"},
		{"text", "<a>" + strings.Repeat("x", 2*maxToken) + "</a>", "longer than a cell"},
		{"comment", "<a><!--" + strings.Repeat("x", 2*maxToken) + "--></a>", "longer than a cell"},
		{"attribute", "<a b='" + strings.Repeat("x", 2*maxToken) + "'/>", "longer than a cell"},
		{"name", "<" + strings.Repeat("x", 2*maxToken) + "/>", "longer than a cell"},
		{"reference", "<a>&#" + strings.Repeat("0", 40) + "65;</a>", "well-formed"},
		{"surrogate", "<a>&#xD800;</a>", "well-formed"},
		{"name in other letters", "<\u00E5/>", "well-formed"},
		{"cut in a tag", "<a><b", "too early"},
		{"cut in a comment", "<a><!--", "too early"},
		{"cut between", "<a>x", "too early"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := scan(test.document); err == nil || !strings.Contains(err.Error(), test.reason) {
				t.Errorf("got %v, want %q", err, test.reason)
			}
		})
	}
}

// Where a token is cut by the borders between two readings doesn't matter.
func TestScannerByteByByte(t *testing.T) {
	const document = "\uFEFF<?xml version='1.0' encoding='UTF-8'?>\r\n<a b='1>' c=\"&amp;\"><!-- <x> --><![CDATA[<]]>]]]&#229;\r\n<b/></a >"
	want, err := scan(document)
	if err != nil {
		t.Fatal(err)
	}
	got, err := scanAll(iotest.OneByteReader(strings.NewReader(document)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
