package validate

import (
	"errors"
	"testing"
)

// Where nothing finds records, the columns are offered that were meant to.
func TestKeysThatAreOffered(t *testing.T) {
	const needed = "? If not, one of these is needed: ID, Elevnummer, Personnummer, E-post"
	const a, b = "20191216-2383", "20120304-2385"
	for _, c := range []struct {
		sheet grid
		want  string
	}{
		{sheetOf("Personummer|Ort", a+"|Solna"), `did you mean: --map "Personummer=identityNumber"`},
		{sheetOf("Personnumer|Ort", "|Solna"), `did you mean: --map "Personnumer=identityNumber"`},
		{sheetOf("Prsonnummer|Ort", a+"|Solna"), `did you mean: --map "Prsonnummer=identityNumber"`},
		{sheetOf("Kod|Ort", a+"|Solna", b+"|Solna", "x|Solna"), `did you mean: --map "Kod=identityNumber"`},
		{sheetOf("Ort|Mor|E-post", "Solna|Eva|eva@example.se"), `did you mean: --map "E-post=emailAddress1"`},
	} {
		_, err := Sheet(c.sheet, pupils(), Options{Today: today})
		if own, ok := errors.AsType[*Error](err); !ok || own.Advice != c.want+needed {
			t.Errorf("%v: %+v", c.sheet.rows[0], own)
		}
	}
	_, err := Sheet(sheetOf("Kod|Ortt", "7|Solna", "x|Solna"), pupils(), Options{Today: today})
	if own, ok := errors.AsType[*Error](err); !ok || own.Advice[:3] != "one" {
		t.Errorf("%+v", own)
	}
}
