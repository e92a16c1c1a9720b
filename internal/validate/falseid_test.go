package validate

import (
	"errors"
	"strings"
	"testing"
)

func TestIDsThatAreSomethingElse(t *testing.T) {
	const a, b = "20191216-2383", "20120304-2385"
	for _, c := range []struct {
		name   string
		sheet  grid
		reason Code
		option string
	}{
		{"another system's", sheetOf("ID|Pnr", "E1007|"+a, "E1033|"+b), CodeTitleOtherIDs, `--map "ID=external.sourceID"`},
		{"another system's numbers", sheetOf("ID|Pnr", "number:1007|"+a, "number:1033|"+b), CodeTitleOtherIDs, `--map "ID=external.sourceID"`},
		{"identity numbers", sheetOf("ID|E-post", a+"|a@example.se", b+"|b@example.se"), CodeTitleOtherIDs, `--map "ID=identityNumber"`},
		{"numbers of rows", sheetOf("ID|Pnr", "number:1|"+a, "number:2|"+b), CodeTitleNotIDs, ""},
		{"numbers of rows, from nought", sheetOf("ID|Pnr", "0|"+a, "1|"+b), CodeTitleNotIDs, ""},
		{"other ids, beside a column of such", sheetOf("ID|Elevnummer|Pnr", "E1007|E1007|"+a, "E1033|E1033|"+b), CodeTitleNotIDs, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := tableOf(t, Options{}, c.sheet)
			own := table.Columns[0]
			if own.Use != NotUsed || own.Reason != c.reason || own.Args["option"] != c.option {
				t.Errorf("%+v", own)
			}
		})
	}
	_, err := Sheet(sheetOf("ID|Ort", "E1007|Solna", "E1033|Solna"), pupils(), Options{Today: today})
	if own, ok := errors.AsType[*Error](err); !ok || !strings.Contains(own.Advice, `--map "ID=external.sourceID"`) {
		t.Errorf("%+v", err)
	}
}

// What was decided by what stands below a title can be decided otherwise.
func TestDecidedTitlesNameTheirOther(t *testing.T) {
	for title, want := range map[string]string{
		"Pnr|16956": `--map "Pnr=identityNumber"`, "Postadress|Storgatan 1": `--map "Postadress=address.postalCode"`,
	} {
		title, cell, _ := strings.Cut(title, "|")
		own := tableOf(t, Options{}, sheetOf("Personnummer|"+title, "20191216-2383|"+cell)).Columns[1]
		if !own.Decided || own.Option() != want {
			t.Errorf("%+v: %s", own, own.Option())
		}
	}
}
