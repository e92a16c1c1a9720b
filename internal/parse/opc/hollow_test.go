package opc

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// hollowed gives XML without the content of its data element. The reader gives
// it byte by byte to reach every border between two readings.
func hollowed(t testing.TB, document string, slow bool) (string, error) {
	t.Helper()
	r := io.Reader(strings.NewReader(document))
	if slow {
		r = iotest.OneByteReader(r)
	}
	b, err := io.ReadAll(&hollow{r: bufio.NewReaderSize(r, 16), element: []byte("data")})
	return string(b), err
}

func TestHollow(t *testing.T) {
	long := strings.Repeat("x", 100)
	tests := []struct{ name, document, want string }{
		{"rows", "<a><b/><data><r>1</r></data><c/></a>", "<a><b/><data></data><c/></a>"},
		{"prefix", "<x:a><x:data><data></data></x:data></x:a>", "<x:a><x:data></x:data></x:a>"},
		{"attributes", `<a><data b="1>2" c='"'><r/></data ></a>`, `<a><data b="1>2" c='"'></data ></a>`},
		{"no content", "<a><data/><r/></a>", "<a><data/><r/></a>"},
		{"none", "<a><r/>x</a>", "<a><r/>x</a>"},
		{"only the first", "<a><data>1</data><data>2</data></a>", "<a><data></data><data>2</data></a>"},
		{"longer names", "<a><data2/><data><data2></data2>x</data></a>", "<a><data2/><data></data></a>"},
		{"in a comment before", "<a><!-- <data>' --><data>1</data></a>", "<a><!-- <data>' --><data></data></a>"},
		{"end in a comment", "<a><data><!-- </data> -->1</data>2</a>", "<a><data></data>2</a>"},
		{"end as text", "<a><data><![CDATA[</data>]]>1</data>2</a>", "<a><data></data>2</a>"},
		{"end in an instruction", "<a><data><?x </data> ?>1</data>2</a>", "<a><data></data>2</a>"},
		{"long", "<a>" + long + "<b c='" + long + "'/><data>" + long + "<r>" + long + "</r></data>" + long + "</a>",
			"<a>" + long + "<b c='" + long + "'/><data></data>" + long + "</a>"},
		{"cut short", "<a><data>1", "<a>" + "<data>"},
		{"cut in a tag", "<a><da", "<a><da"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, slow := range []bool{false, true} {
				got, err := hollowed(t, test.document, slow)
				if got != test.want || err != nil {
					t.Errorf("slow %v: got %q, %v; want %q", slow, got, err, test.want)
				}
			}
		})
	}
}

func TestHollowRefusesEndlessTags(t *testing.T) {
	for _, document := range []string{"<a b='" + strings.Repeat(">", 2*maxToken), "<a><data><!--" + strings.Repeat(">", 2*maxToken)} {
		if _, err := hollowed(t, document, false); err != errToken {
			t.Errorf("got %v", err)
		}
	}
}

func TestScanAround(t *testing.T) {
	a := open(t, archive(t, "a.xml", "<a><data><r>1</r></data><c/></a>", "cut.xml", "<a><data><r>"))
	names := func(part string) (string, error) {
		s, err := a.ScanAround(part, "data")
		if err != nil {
			return "", err
		}
		defer s.Close()
		var b strings.Builder
		for {
			token, err := s.Next()
			if err != nil {
				return b.String(), err
			}
			if token.Kind == Start {
				b.WriteString(token.Name.Local)
			}
		}
	}
	if got, err := names("a.xml"); got != "adatac" || err != io.EOF {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := names("cut.xml"); err == nil || err == io.EOF {
		t.Errorf("got %v for what is cut short", err)
	}
	if _, err := names("none.xml"); err == nil {
		t.Error("a part that isn't there was read")
	}
}

// FuzzHollow holds what is passed on to what encoding/xml makes of the whole:
// the same elements, but for those inside the data element.
func FuzzHollow(f *testing.F) {
	for _, s := range []string{
		"<a><data><r>1</r></data><c/></a>", "<x:data><data/></x:data>", "<a><data b='>'/></a>", "<a><!--<data>--><data><!--</data>--></data></a>",
		"<a><data><![CDATA[</data>]]></data><?b </data>?></a>", "<data><data></data></data>", "<a>\"<data>'</data>\"</a>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, document string) {
		want, ok := outside(document)
		if !ok {
			return
		}
		short, err := hollowed(t, document, false)
		if err != nil {
			t.Fatal(err)
		}
		if slow, _ := hollowed(t, document, true); slow != short {
			t.Fatalf("byte by byte it is %q, else %q", slow, short)
		}
		if got, ok := outside(short); !ok || got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// outside lists the elements of a well-formed document that aren't inside its
// first data element. It isn't ok for what isn't well-formed, and for one data
// element in another.
func outside(document string) (names string, ok bool) {
	if _, err := scan(document); err != nil {
		return "", false
	}
	var b bytes.Buffer
	depth, found := 0, false
	for d := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := d.RawToken()
		if err != nil {
			return b.String(), err == io.EOF
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				b.WriteString(token.Name.Space + ":" + token.Name.Local + " ")
			}
			if depth > 0 && token.Name.Local == "data" {
				return "", false
			}
			if depth > 0 || token.Name.Local == "data" && !found {
				depth++
				found = true
			}
		case xml.EndElement:
			depth = max(0, depth-1)
		}
	}
}
