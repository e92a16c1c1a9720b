package validate

import (
	"strings"
	"testing"
	"time"
)

// What is read as something else than what is written is said where it stands,
// with what it has become; and isn't done at all if the user doesn't want it.
func TestRepairs(t *testing.T) {
	for _, c := range []struct {
		name, titles, row string
		code              Code
		cell, to          string
	}{
		{"a blank for the hyphen", "Pnr|Ort", "20191216 2383|Solna", CodeNumberBlanks, "A2", "20191216-****"},
		{"no century", "Pnr|Ort", "191216-2383|Solna", CodeNumberExpanded, "A2", "20191216-****"},
		{"lost zeros of a number", "Pnr|Ort", "number:1012384|Solna", CodeNumberZeros, "A2", "20000101-****"},
		{"a plus", "Pnr|Ort", "19191216+2383|Solna", CodeNumberPlus, "A2", "19191216-****"},
		{"an apostrophe", "Pnr|Kommun", "20191216-2383|'0184", CodeApostrophe, "B2", "0184"},
		{"a lost zero of a municipality", "Pnr|Kommun", "20191216-2383|number:184", CodeMunicipalityZero, "B2", "0184"},
		{"a lost zero of a telephone number", "Pnr|Mobil", "20191216-2383|number:701740605", CodePhoneZero, "B2", "+46701740605"},
		{"a lost plus", "Pnr|Mobil", "20191216-2383|46701740605", CodePhonePlus, "B2", "+46701740605"},
		{"words beside a telephone number", "Pnr|Mobil", "20191216-2383|070-174 06 05 (mamma)", CodePhoneWords, "B2", "+46701740605"},
		{"a name around an address", "Pnr|E-post", "20191216-2383|Anna <anna@example.se>", CodeEmailStripped, "B2", "anna@example.se"},
		{"a town after its code", "Pnr|Postnr", "20191216-2383|169 56 Solna", CodePostalTown, "B2", "169 56"},
		{"a code before its town", "Pnr|Ort", "20191216-2383|169 56 Solna", CodeTownCode, "B2", "Solna"},
		{"a time of day", "Pnr|Född", "20191216-2383|date:2019-12-16T10:00:00", CodeDateTime, "B2", "2019-12-16"},
		{"no century of a date", "Pnr|Född", "20191216-2383|191216", CodeDateExpanded, "B2", "2019-12-16"},
		{"day and month", "Pnr|Född", "20090304-2382|03/04/2009", CodeDateOrder, "B2", "2009-03-04"},
		{"marks of a call name", "Pnr|Förnamn", "20191216-2383|Eva *Maria*", CodeCallName, "B2", "Eva Maria"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheet := sheetOf(c.titles, c.row)
			v := verdictsOf(t, Options{}, sheet)[0]
			said := false
			for _, p := range append(v.Problems, v.Record.Provisos...) {
				said = said || p.Code == c.code && p.Cell == c.cell && p.Args["to"] == c.to && p.Severity != Fault && p.Shown != ""
			}
			if !said || !v.Valid() || !c.code.Repairs() {
				t.Errorf("%s isn't said: %+v", c.code, v.Problems)
			}
			v = verdictsOf(t, Options{NoRepair: true}, sheet)[0]
			if want := "fault cell-not-repaired " + c.cell; v.Valid() || !strings.Contains(brief(v.Problems), want) {
				t.Errorf("without repairs: %s", brief(v.Problems))
			}
			for _, p := range append(v.Problems, v.Record.Provisos...) {
				if p.Code.Repairs() {
					t.Errorf("without repairs, %s is said", p.Code)
				}
			}
		})
	}
}

func TestNoRepairLeavesTheRestAlone(t *testing.T) {
	sheet := sheetOf("Pnr|Mobil|Postnr|Född|Kön|Land", "201912162383|070-174 06 05|16956|16 dec 2019|flicka|Sverige", "|0701740605|||| ")
	verdicts := verdictsOf(t, Options{NoRepair: true, Today: time.Time{}}, sheet)
	if got := brief(verdicts[0].Problems); got != "" {
		t.Error(got)
	}
}

func TestWhatIsntRepairedIsSaidOnce(t *testing.T) {
	v := verdictsOf(t, Options{NoRepair: true}, sheetOf("ID|Pnr|Mobil", "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01|191216 2383|701740605"))[0]
	if got := brief(v.Problems) + brief(v.Record.Provisos); got != "fault cell-not-repaired B2; fault cell-not-repaired C2" {
		t.Error(got)
	}
}

func TestSpoiltCells(t *testing.T) {
	testVerdicts(t, []verdictCase{
		{"merged", sheetOf("Pnr|Förnamn|Ort", "20191216-2383|Anna|Solna", "20191216-2391|Bo|merged:", "merged:|Eva|Solna"), Options{}, []string{
			"identityNumber=20191216-2383: firstName=Anna address.postalCity=Solna",
			"identityNumber=20191216-2391: firstName=Bo fault cell-merged C3",
			"=: firstName=Eva address.postalCity=Solna fault cell-merged A4",
		}},
		{"merged where nothing is read", sheetOf("Pnr|Kost", "20191216-2383|fisk", "20191216-2391|merged:"), Options{}, []string{
			"identityNumber=20191216-2383:", "identityNumber=20191216-2391:"}},
		{"struck", sheetOf("Pnr|Ort", "struck:20191216-2383|Solna", "20191216-2391|struck:Solna"), Options{}, []string{
			"identityNumber=20191216-2383: address.postalCity=Solna warning cell-struck A2", "identityNumber=20191216-2391: address.postalCity=Solna"}},
		{"nothing where something must be", sheetOf("Pnr|Förnamn|Ort", "20191216-2383|-|-"), Options{}, []string{
			"identityNumber=20191216-2383: notice cell-filler B2"}},
		{"mojibake", sheetOf("Pnr|Förnamn|Efternamn|Ort", "20191216-2383|Ã…sa|├ûberg|", "20191216-2391|\ufffdsa|L?rka|", "20120304-2385|Ã¥sa|├Ñsa|Â°"), Options{}, []string{
			"identityNumber=20191216-2383: fault text-garbled B2; fault text-garbled C2",
			"identityNumber=20191216-2391: fault text-garbled B3; fault text-garbled C3",
			"identityNumber=20120304-2385: fault text-garbled B4; fault text-garbled C4; fault text-garbled D4",
		}},
		{"errors of a Swedish Excel", sheetOf("Pnr|Ort|Mobil", "20191216-2383|#SAKNAS!|#DIVISION/0!", "20191216-2391|#Skärning!|#NAMN?"), Options{}, []string{
			"identityNumber=20191216-2383: fault cell-error B2; fault cell-error C2", "identityNumber=20191216-2391: fault cell-error B3; fault cell-error C3"}},
		{"truths of a Swedish Excel", sheetOf("Pnr|Tillfälligt personnummer", "20191216-2383|FALSKT", "20191216-TF01|SANT"), Options{}, []string{
			"identityNumber=20191216-2383: identityTemporary=false", "identityNumber=20191216-TF01: identityTemporary=true"}},
	})
}

func TestTitlesWithLostLetters(t *testing.T) {
	for _, title := range []string{"FÃ¶rnamn", "F\ufffdrnamn", "F├Ârnamn", "F?rnamn"} {
		_, err := Sheet(sheetOf("Pnr|"+title, "20191216-2383|Anna"), pupils(), Options{Today: today})
		if err == nil || !strings.Contains(err.Error(), "lost in the heading") {
			t.Errorf("%s: %v", title, err)
		}
		if _, err := Sheet(sheetOf("Pnr|"+title, "20191216-2383|Anna"), pupils(), Options{Today: today, Ignore: []string{title}}); err != nil {
			t.Errorf("%s, ignored: %v", title, err)
		}
	}
}

func TestGendersOfOneSign(t *testing.T) {
	for signs, want := range map[string]string{
		"K M": "Female Male", "f m": "Female Male", "F P": "Female Male", "F M X": "Female Male Other", "number:1 number:2 number:0": "Male Female ",
		"M m": "Male Male", "k K": "Female Female", "W M": "Female Male", "K M U": "Female Male ", "K M -": "Female Male ",
		"K F": "! !", "K F M": "! ! !", "M P": "! !", "K T": "! !", "1 K": "! !", "K F flicka": "! ! Female", "K P": "! !", "Kvinna M": "Female Male",
	} {
		lines := []string{"Pnr|Kön"}
		numbers := strings.Fields("20191216-2383 20191216-2391 20120304-2385")
		for i, sign := range strings.Fields(signs) {
			lines = append(lines, numbers[i]+"|"+sign)
		}
		var got []string
		for _, v := range verdictsOf(t, Options{}, sheetOf(lines...)) {
			gender := v.Record.Fields["gender"].Text
			if !v.Valid() {
				gender = "!"
			}
			got = append(got, gender)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", signs, got, want)
		}
	}
	for flag, want := range map[string]string{"ja": "Male", "": "!"} {
		v := verdictsOf(t, Options{}, sheetOf("Pnr|Kön|Sekretess", "20191216-2383|K|"+flag, "20191216-2391|P|"))[1]
		got := v.Record.Fields["gender"].Text
		if !v.Valid() {
			got = "!"
		}
		if got != want {
			t.Errorf("beside a row that is protected (%s): %s", flag, got)
		}
	}
}
