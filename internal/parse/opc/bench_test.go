package opc

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// BenchmarkScanner reads rows as Excel writes them.
func BenchmarkScanner(b *testing.B) {
	var rows strings.Builder
	for row := range 1000 {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:3"><c r="A%d" s="1" t="s"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>Åsa</t></is></c><c r="C%d"><v>43815</v></c></row>`, row, row, row, row, row)
	}
	document := `<worksheet xmlns="urn:a"><sheetData>` + rows.String() + `</sheetData></worksheet>`
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		s := newScanner("a.xml", io.NopCloser(strings.NewReader(document)))
		for {
			if _, err := s.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
