package validate

import "testing"

func TestFullNames(t *testing.T) {
	testKind(t, FullName, []kindCase{
		{"parted", "Andersson, Anna", "Andersson", "notice name-parted"},
		{"without a blank", "Andersson,Anna Maria", "Andersson", "notice name-parted"},
		{"of several words", "von Berg Ek, Lo", "von Berg Ek", "notice name-parted"},
		{"a call name", "Ek, Anna *Maria*", "Ek", "notice text-call-name; notice name-parted"},
		{"no comma", "Anna Andersson", "", "fault name-whole"},
		{"one word", "Anna", "", "fault name-whole"},
		{"several commas", "Ek, Anna, Maria", "", "fault name-whole"},
		{"nothing but commas", "Andersson,, ,", "", "fault name-whole"},
		{"nothing before the comma", ", Anna", "", "fault name-whole"},
		{"nothing after the comma", "Andersson,", "", "fault name-whole"},
		{"lost letters", "Åkesson, J\ufffdrgen", "", "fault text-garbled"},
		{"a number", "number:7", "", "fault cell-number"},
	})
}

func TestColumnOfFullNames(t *testing.T) {
	const a, b, c = "20191216-2383", "20120304-2385", "20191216-2391"
	testVerdicts(t, []verdictCase{
		{"parted", sheetOf("Pnr|Namn", a+"|Andersson, Anna"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna lastName=Andersson notice name-parted B2"}},
		{"one has two commas", sheetOf("Pnr|Namn", a+"|Andersson, Anna", b+"|Ek, Lo, jr"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna lastName=Andersson notice name-parted B2", "identityNumber=20120304-2385: fault name-whole B3"}},
		{"one isn't", sheetOf("Pnr|Namn", a+"|Andersson, Anna", b+"|Lo Ek"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna lastName=Andersson notice name-parted B2", "identityNumber=20120304-2385: fault name-whole B3"}},
		{"none is", sheetOf("Pnr|Namn|Ort", a+"|Anna Andersson|Solna"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna"}},
		{"beside a column of first names", sheetOf("Pnr|Namn|Förnamn", a+"|Andersson, Anna|Lo"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Lo"}},
		{"only the first name", sheetOf("Pnr|Namn", a+"|Andersson, Anna"), Options{Only: []string{"firstName"}},
			[]string{"identityNumber=20191216-2383: firstName=Anna notice name-parted B2"}},
		{"not repaired", sheetOf("Pnr|Namn", a+"|Andersson, Anna"), Options{NoRepair: true},
			[]string{"identityNumber=20191216-2383: firstName=Anna lastName=Andersson fault cell-not-repaired B2"}},
		{"can't be cleared", sheetOf("Pnr|Namn", a+"|Andersson, Anna", b+"|<rensa>"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna lastName=Andersson notice name-parted B2", "identityNumber=20120304-2385: fault cell-not-clearable B3"}},
	})
	for _, c := range []struct {
		name   string
		sheet  grid
		use    Use
		reason Code
	}{
		{"mostly parted", sheetOf("Pnr|Namn", a+"|Andersson, Anna", b+"|Lo Ek"), Used, ""},
		{"mostly not parted", sheetOf("Pnr|Namn", a+"|Andersson, Anna", b+"|Lo Ek", c+"|My Ek"), NotUsed, CodeTitleFullName},
		{"nothing in it", sheetOf("Pnr|Namn", a+"|"), Used, ""},
		{"beside a column of last names", sheetOf("Pnr|Namn|Efternamn", a+"|Andersson, Anna|Ek"), NotUsed, CodeTitleNames},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := tableOf(t, Options{}, c.sheet).Columns[1]; got.Use != c.use || got.Reason != c.reason {
				t.Errorf("%+v", got)
			}
		})
	}
}
