package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func TestPosition(t *testing.T) {
	tests := []struct {
		address     string
		column, row int
		ok          bool
	}{
		{"A1", 0, 1, true}, {"Z9", 25, 9, true}, {"aa10", 26, 10, true}, {"XFD1048576", 16383, 1048576, true}, {"A01", 0, 1, true},
		{"XFE1", 0, 0, false}, {"AAAA1", 0, 0, false}, {"A1048577", 0, 0, false}, {"A0", 0, 0, false}, {"A", 0, 0, false}, {"1", 0, 0, false},
		{"", 0, 0, false}, {"$A$1", 0, 0, false}, {"A-1", 0, 0, false}, {"A1:B2", 0, 0, false}, {"A99999999999999999999", 0, 0, false}, {"Å1", 0, 0, false},
	}
	for _, test := range tests {
		column, row, ok := position(test.address)
		if ok != test.ok || ok && (column != test.column || row != test.row) {
			t.Errorf("position(%q) = %d, %d, %v", test.address, column, row, ok)
		}
	}
}

func TestAddressAgreesWithExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		column, row := rapid.IntRange(0, MaxColumns-1).Draw(t, "column"), rapid.IntRange(1, MaxRows).Draw(t, "row")
		want, err := excelize.CoordinatesToCellName(column+1, row)
		if got := Address(column, row); err != nil || got != want {
			t.Fatalf("Address(%d, %d) = %q, want %q", column, row, got, want)
		}
		if c, r, ok := position(want); c != column || r != row || !ok {
			t.Fatalf("position(%q) = %d, %d, %v", want, c, r, ok)
		}
	})
}

func TestUnescape(t *testing.T) {
	tests := map[string]string{
		"":                        "",
		"plain":                   "plain",
		"a_x000D_b":               "a\rb",
		"_x000a__x000A_":          "\n\n",
		"_x005F_x000D_":           "_x000D_",
		"_x005F_x005F_":           "_x005F_",
		"_x00C5_sa":               "Åsa",
		"_xD83D__xDE00_":          "😀",
		"_xD83D_x":                "_xD83D_x",
		"_xDE00__xD83D_":          "_xDE00__xD83D_",
		"_xD83D__x0041_":          "_xD83D_A",
		"_x000":                   "_x000",
		"_x000G_":                 "_x000G_",
		"_x+00D_":                 "_x+00D_",
		"_X000D_":                 "_X000D_",
		"_x_x000D_":               "_x\r",
		"__x000D__":               "_\r_",
		"fil_x000D_och_x_x0041_.": "fil\roch_xA.",
	}
	for text, want := range tests {
		if got := unescape(text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUnescapeUndoesEscaping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringOf(rapid.RuneFrom([]rune("_x05Fd\r\nå😀"))).Draw(t, "text")
		escaped := strings.NewReplacer("_x", "_x005F_x", "\r", "_x000D_").Replace(want)
		if got := unescape(escaped); got != want {
			t.Fatalf("unescape(%q) = %q, want %q", escaped, got, want)
		}
	})
}

func TestTable(t *testing.T) {
	const count = 3*blockSize + 5
	table := &table{}
	text := func(i int) string { return strings.Repeat("å", i%7) + fmt.Sprint(i) }
	for i := range count {
		table.add(rich{text: text(i), strike: strike(i / blockSize % 2)})
	}
	table.seal()
	for i := range count {
		if got, own := table.at(i); got != text(i) || own != strike(i/blockSize%2) {
			t.Fatalf("string %d is %q, %v; want %q", i, got, own, text(i))
		}
	}
	if table.count != count {
		t.Errorf("there are %d, want %d", table.count, count)
	}
}

func TestStylesOf(t *testing.T) {
	const begin = `<styleSheet xmlns="` + mainSpace + `">`
	tests := []struct {
		name, styles string
		want         []Style
	}{
		{"own code before a built-in one", begin + `<numFmts><numFmt numFmtId="14" formatCode="0000"/></numFmts><cellXfs><xf numFmtId="14"/><xf numFmtId="22"/><xf/></cellXfs></styleSheet>`,
			[]Style{{Format: NumberFormat{14, "0000"}}, {Format: NumberFormat{ID: 22}}, {}}},
		{"no cell styles", begin + `</styleSheet>`, []Style{{}}},
		{"empty cell styles", begin + `<cellXfs/></styleSheet>`, []Style{{}}},
		{"struck through", begin + `<fonts><font/><font><strike/></font><font><strike val="0"/></font><font><strike val="true"/></font></fonts>` +
			`<cellXfs><xf/><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/><xf fontId="3"/></cellXfs></styleSheet>`,
			[]Style{{}, {}, {Struck: true}, {}, {Struck: true}}},
		{"hostile", begin + `<fonts/><fills/><cellXfs><xf numFmtId="-5" fillId="-1" fontId="99" borderId="-7"/></cellXfs></styleSheet>`, []Style{{Format: NumberFormat{ID: -5}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := stylesOf([]byte(test.styles))
			if err != nil || fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %v, %v; want %v", got, err, test.want)
			}
		})
	}
}
