package validate

import (
	"testing"

	"importer/internal/parse"
	"pgregory.net/rapid"
)

// A server may keep a value in another form than a sheet; in normal form they
// are the same.
func TestCanonMakesServerAndSheetEqual(t *testing.T) {
	for _, c := range []struct {
		kind          Kind
		server, sheet string
	}{
		{Text, "A\u030asa ", "Åsa"},
		{IdentityNumber, "201912162383", "20191216-2383"},
		{IdentityNumber, "20150101-tf01", "20150101-TF01"},
		{Date, "2019-12-16T00:00:00Z", "2019-12-16"},
		{Gender, "female", "Flicka"},
		{Email, "Anna@EXAMPLE.se", "anna@example.SE"},
		{Email, "anna@xn--sa-xia.example.se", "Anna@Åsa.example.se"},
		{EPPN, "KALKO@edu.example.se", "kalko@Edu.example.se"},
		{Phone, "070-174 06 05", "0701740605"},
		{Phone, "0046701740605", "+46701740605"},
		{PostalCode, "16956", "169 56"},
		{Country, "swe", "Sverige"},
		{Municipality, "184", "Solna"},
		{Boolean, "true", "ja"},
		{UUID, "6D1F0F0A-32A5-4A3C-8D55-0D6F2B6A7E01", "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"},
	} {
		sheet := c.kind.read(cellOf(c.sheet), surroundings{today: today}).value
		schema := Schema{Columns: []Column{{Field: "x", Kind: c.kind}}}
		if server := schema.Normal(map[string]Value{"x": Of(c.server)})["x"]; !server.Equal(sheet) || !sheet.Equal(server) {
			t.Errorf("%s: %q is %q, %q is %q", c.kind, c.server, server.Text, c.sheet, sheet.Text)
		}
	}
	for _, odd := range []string{"", "hidden", "070-174 06 05 (mamma)", "070-1740605/08-6785500"} {
		if got := Phone.Canon(odd); got != odd {
			t.Errorf("Phone.Canon(%q) = %q", odd, got)
		}
	}
}

func TestReadingTwiceIsReadingOnce(t *testing.T) {
	alphabet := rapid.SampledFrom([]rune("aåÖ\u030aé@.-–/ \u00a0\u200b\u200d012345679+()'*?<>xXsSeEТ\u0007Ã¤\u0085ß"))
	rapid.Check(t, func(t *rapid.T) {
		kind := Kind(rapid.IntRange(0, len(rules)-1).Draw(t, "kind"))
		text := rapid.OneOf(
			rapid.StringOf(alphabet),
			rapid.StringMatching(`0?7[0236][ -]?\d{3} ?\d{2} ?\d{2}( \(mamma\))?`),
			rapid.StringMatching(`[aå]{1,3}@[Aåb.]{1,6}\.se`),
			rapid.StringMatching(`(S-)?[0-9]{3} ?[0-9]{2}( Solna)?`),
			rapid.StringMatching(`[0-3]?[0-9][-/.][01]?[0-9][-/.](20)?[0-2][0-9]`),
		).Draw(t, "text")
		around := surroundings{today: today, dayFirst: true}
		once := kind.read(parse.Cell{Text: text, Kind: parse.Text}, around).value
		if canon := kind.Canon(text); kind.Canon(canon) != canon {
			t.Fatalf("%s: the normal form of %q is %q, and of that %q", kind, text, canon, kind.Canon(canon))
		}
		if once.State != Set {
			return
		}
		if twice := kind.read(parse.Cell{Text: once.Text, Kind: parse.Text}, around).value; !twice.Equal(once) {
			t.Fatalf("%s: %q reads as %q, and that as %q", kind, text, once.Text, twice.Text)
		}
		if canon := kind.Canon(once.Text); canon != once.Text {
			t.Fatalf("%s: %q reads as %q, whose normal form is %q", kind, text, once.Text, canon)
		}
		if folded := Fold(once.Text); Fold(folded) != folded {
			t.Fatalf("%q folds to %q, and that to %q", once.Text, folded, Fold(folded))
		}
	})
}

func TestFold(t *testing.T) {
	for _, pair := range [][2]string{
		{"Anna@Example.se", "anna@example.SE"},
		{"anna@åsa.example.se", "ANNA@xn--sa-xia.example.se"},
		{"A\u030asa", "åsa"},
		{"Straße", "STRASSE"},
	} {
		if Fold(pair[0]) != Fold(pair[1]) {
			t.Errorf("%q folds to %q, %q to %q", pair[0], Fold(pair[0]), pair[1], Fold(pair[1]))
		}
	}
	if Fold("a.b@example.se") == Fold("ab@example.se") || Fold("a+x@example.se") == Fold("a@example.se") {
		t.Error("dots or tags don't count")
	}
}
