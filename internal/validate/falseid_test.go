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
		{"identity numbers, below another title", sheetOf("Meitner-id|E-post", a+"|a@example.se", b+"|b@example.se"), CodeTitleOtherIDs, `--map "Meitner-id=identityNumber"`},
		{"identity numbers, beside a column of such", sheetOf("ID|Pnr", a+"|"+a, b+"|"+b), CodeTitleNotIDs, ""},
		{"numbers of rows, some taken out", sheetOf("ID|Pnr", "2|"+a, "5|"+b), CodeTitleNotIDs, ""},
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
	_, err := Sheet(sheetOf("UUID|Ort", "E1007|Solna", "E1033|Solna"), pupils(), Options{Today: today})
	if own, ok := errors.AsType[*Error](err); !ok || !strings.Contains(own.Advice, `--map "UUID=external.sourceID"`) {
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

// A column that is only called ID finds by what stands in it, and sets nothing.
func TestColumnsCalledID(t *testing.T) {
	const a, b = "20191216-2383", "20120304-2385"
	const id = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"
	for _, c := range []struct {
		name, key string
		sheet     grid
		want      string // of the first row
		decided   bool
	}{
		{"the system's", "id", sheetOf("ID|E-post", id+"|a@example.se"), "id=" + id + ": emailAddress1=a@example.se", false},
		{"identity numbers", "identityNumber", sheetOf("Id|E-post", a+"|a@example.se", b+"|b@example.se"), "identityNumber=" + a + ": emailAddress1=a@example.se", true},
		{"another system's", "external.sourceID", sheetOf("ID|E-post", "SIS-1007|a@example.se", "SIS-1033|b@example.se"), "external.sourceID=SIS-1007: emailAddress1=a@example.se", true},
		{"another system's, beside identity numbers", "identityNumber", sheetOf("ID|Pnr|Ort", "SIS-1007|"+a+"|Solna"), "identityNumber=" + a + ": address.postalCity=Solna", false},
		{"words", "emailAddress1", sheetOf("ID|E-post|Ort", "Anna|a@example.se|Solna"), "emailAddress1=a@example.se: address.postalCity=Solna", false},
		{"numbers of rows", "emailAddress1", sheetOf("ID|E-post|Ort", "1|a@example.se|Solna", "2|b@example.se|Solna"), "emailAddress1=a@example.se: address.postalCity=Solna", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := tableOf(t, Options{}, c.sheet)
			if own := table.Columns[0]; table.Key != c.key || own.Decided != c.decided || c.decided && own.Option() != mapping(own.Title, "id") {
				t.Errorf("found by %s: %+v", table.Key, own)
			}
			testVerdicts(t, []verdictCase{{"read", grid{rows: c.sheet.rows[:2]}, Options{}, []string{c.want}}})
		})
	}
}
