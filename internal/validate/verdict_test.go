package validate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asks writes what a row asks for: its key, and the fields that it sets.
func asks(v Verdict) string {
	if v.Skipped != "" {
		return string(v.Skipped)
	}
	text := fmt.Sprintf("%s=%s:", v.Record.Key.Field, v.Record.Key.Value)
	for _, c := range pupils().Columns {
		switch w, ok := v.Record.Fields[c.Field]; {
		case ok && w.State == Null:
			text += fmt.Sprintf(" %s=null", c.Field)
		case ok:
			text += fmt.Sprintf(" %s=%s", c.Field, w.Text)
		}
	}
	return text
}

// A verdictCase is a sheet, and for each row what it asks for and what is said
// of it.
type verdictCase struct {
	name  string
	sheet grid
	opts  Options
	want  []string
}

func testVerdicts(t *testing.T, cases []verdictCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, v := range verdictsOf(t, c.opts, c.sheet) {
				got = append(got, strings.TrimSpace(asks(v)+" "+brief(v.Problems)))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestVerdicts(t *testing.T) {
	const id = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"
	testVerdicts(t, []verdictCase{
		{"the key isn't set", sheetOf("Personnummer|Förnamn|E-post", "20191216-2383|Anna|anna@example.se"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna emailAddress1=anna@example.se"}},
		{"empty cells leave alone", sheetOf("Pnr|Förnamn|Ort", "20191216-2383||-"), Options{},
			[]string{"identityNumber=20191216-2383:"}},
		{"clearing", sheetOf("Pnr|Förnamn|Ort", "20191216-2383|<clear>|<rensa>"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=null fault cell-not-clearable B2"}},
		{"the id finds, the number is set", sheetOf("ID|Pnr", id+"|20191216-2383"), Options{},
			[]string{"id=" + id + ": identityNumber=20191216-2383"}},
		{"the next key", sheetOf("Pnr|Elevnummer|E-post", "20191216-2383|7|a@example.se", "20191216-2391||b@example.se", "|9|c@example.se", "||d@example.se"), Options{Key: "identityNumber"},
			[]string{
				"identityNumber=20191216-2383: external.sourceID=7 emailAddress1=a@example.se",
				"identityNumber=20191216-2391: emailAddress1=b@example.se",
				"external.sourceID=9: emailAddress1=c@example.se notice key-fallback A4",
				"emailAddress1=d@example.se: notice key-fallback A5",
			}},
		{"no key at all", sheetOf("Pnr|Ort", "20191216-2383|Solna", "|Solna", "SKAPAS|Solna"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCity=Solna",
				"=: address.postalCity=Solna fault key-missing A3",
				"=: address.postalCity=Solna notice number-filler A4; fault key-missing A4",
			}},
		{"a broken key is said once", sheetOf("Pnr|Ort", "20191216-2383|Solna", "2.01912E+11|Solna"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna", "=: address.postalCity=Solna fault number-rounded A3"}},
		{"a new address", sheetOf("E-post|Ny e-post", "a@example.se|b@example.se", "c@example.se|", "d@example.se|<clear>", "e@example.se|E@EXAMPLE.se"), Options{},
			[]string{
				"emailAddress1=a@example.se: emailAddress1=b@example.se",
				"emailAddress1=c@example.se:",
				"emailAddress1=d@example.se: emailAddress1=null",
				"emailAddress1=e@example.se:",
			}},
		{"a number for another", sheetOf("Tidigare personnummer|Personnummer", "20191216-TF01|20191216-2383", "|20120304-2385", "20191216-2391|20191216-2391"), Options{},
			[]string{
				"identityNumber=20191216-TF01: identityNumber=20191216-2383",
				"identityNumber=20120304-2385:",
				"identityNumber=20191216-2391:",
			}},
		{"a wrong old number finds", sheetOf("Tidigare personnummer|Personnummer", "20191216-1234|20191216-2383"), Options{},
			[]string{"identityNumber=20191216-1234: identityNumber=20191216-2383"}},
		{"marked rows", sheetOf("Pnr|Sekretess|Ort", "20191216-2383|ja|Solna", "20191216-2391|Nej|Solna", "20120304-2385|boolean:FALSE|Solna", "x|error:#N/A|?", "x|kanske|y", "20090527-2381|number:0|Solna"), Options{},
			[]string{"protected", "identityNumber=20191216-2391: address.postalCity=Solna", "identityNumber=20120304-2385: address.postalCity=Solna",
				"protected", "protected", "identityNumber=20090527-2381: address.postalCity=Solna"}},
		{"addresses of protection", sheetOf("Pnr|Adress|C/O|Hemadress", "20191216-2383|Box 2820|", "20191216-2391||Skatteverkets förmedlingsuppdrag|", "20120304-2385|Storgatan 1||", "20090527-2381|||Skyddade uppgifter"),
			Options{Ignore: []string{"Hemadress"}},
			[]string{"protected", "protected", "identityNumber=20120304-2385: address.postalAddress=Storgatan 1", "protected"}},
		{"protection told anywhere", sheetOf("Pnr|Förnamn|Kost|Mor adress||Födelsedatum", "20191216-2383||se Skyddade personuppgifter|||", "20191216-2391|||BOX 2820, 403 20 Göteborg||",
			"20120304-2385|||||Sekretess", "20090527-2381||||skyd\u00addat boende|", "20000101-2384|Eva|fisk|Box 282|x|", "20001216-2392||||||sekretessmarkerad"), Options{Ignore: []string{"Kost"}},
			[]string{"protected", "protected", "protected", "protected", "identityNumber=20000101-2384: firstName=Eva", "protected"}},
		{"a marking column may say no", sheetOf("Pnr|Skyddad identitet|Förnamn", "20191216-2383|ingen|Anna", "20191216-2391|nej|Bo", "20120304-2385|-|Eva", "20090527-2381|Ingen sekretess|Lo"), Options{},
			[]string{"identityNumber=20191216-2383: firstName=Anna", "identityNumber=20191216-2391: firstName=Bo", "identityNumber=20120304-2385: firstName=Eva", "protected"}},
		{"rows not chosen", sheetOf("Pnr", "20191216-2383", "x", "20120304-2385", "y"), Options{Rows: Ranges{{2, 4}}, Except: Ranges{{3, 3}}},
			[]string{"identityNumber=20191216-2383:", "not chosen", "identityNumber=20120304-2385:", "not chosen"}},
		{"ignored columns aren't checked", sheetOf("Pnr|E-post|Mobil", "20191216-2383|x|x"), Options{Ignore: []string{"Mobil"}, Only: []string{"address.postalCity", "identityNumber", "emailAddress1"}[1:2]},
			[]string{"identityNumber=20191216-2383:"}},
		{"postal code and town", sheetOf("Pnr|Postnr|Ort", "20191216-2383|169 56 Solna|", "20191216-2391|169 56 Solna|Råsunda", "20120304-2385|169 56 Solna|SOLNA"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCode=169 56 address.postalCity=Solna notice postal-town B2",
				"identityNumber=20191216-2391: address.postalCode=169 56 address.postalCity=Råsunda notice postal-town B3; fault rest-differs B3",
				"identityNumber=20120304-2385: address.postalCode=169 56 address.postalCity=SOLNA notice postal-town B4",
			}},
		{"town and postal code", sheetOf("Pnr|Postnr|Ort|Land", "20191216-2383||169 56 Solna|", "20191216-2391|169 57|SE-169 56  Råsunda|", "20120304-2385|<rensa>|169 56 SOLNA|", "20090527-2381||10115 Berlin|Tyskland", "20000101-2384||Solna 2|"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCode=169 56 address.postalCity=Solna notice town-code C2",
				"identityNumber=20191216-2391: address.postalCode=169 57 address.postalCity=Råsunda notice town-code C3; fault rest-differs C3",
				"identityNumber=20120304-2385: address.postalCode=null address.postalCity=SOLNA notice town-code C4; fault rest-differs C4",
				"identityNumber=20090527-2381: address.postalCity=10115 Berlin address.countryCode=DEU",
				"identityNumber=20000101-2384: address.postalCity=Solna 2",
			}},
		{"town with the postal code of its column", sheetOf("Pnr|Postnr|Ort", "20191216-2383|16956|169 56 Solna"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCode=169 56 address.postalCity=Solna notice town-code C2"}},
		{"a guardian's address", sheetOf("Pnr|E-post|E-post 2|VH1 E-post|VH2 E-post", "20191216-2383|A@example.se||b@example.se|Mor <a@example.se>", "20191216-2391|b@example.se|b@example.org|c@example.se|B@example.org"), Options{},
			[]string{
				"identityNumber=20191216-2383: emailAddress1=A@example.se warning email-guardian B2",
				"identityNumber=20191216-2391: emailAddress1=b@example.se emailAddress2=b@example.org warning email-guardian C3",
			}},
		{"Postadress with postal code and town", sheetOf("Pnr|Adress|Postadress", "20191216-2383|Storgatan 1|169 56 Solna"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalAddress=Storgatan 1 address.postalCode=169 56 address.postalCity=Solna notice postal-town C2"}},
		{"Postadress with streets", sheetOf("Pnr|Postadress", "20191216-2383|Storgatan 1"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalAddress=Storgatan 1"}},
		{"numbers for names", sheetOf("Pnr|Förnamn|Efternamn", "20191216-2383|191216 2391|20150101-TF01", "20191216-2391|Anna 2|Ek"), Options{},
			[]string{
				"identityNumber=20191216-2383: firstName=191216 2391 lastName=20150101-TF01 warning name-number B2; warning name-number C2",
				"identityNumber=20191216-2391: firstName=Anna 2 lastName=Ek",
			}},
		{"the country comes last", sheetOf("Pnr|Postnr|Mobil|Land", "20191216-2383|0150|0701740605|Norge", "20191216-2391|0150||"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCode=0150 address.countryCode=NOR phoneNumber1=+46701740605 warning phone-foreign C2",
				"identityNumber=20191216-2391: fault postal-four B3",
			}},
		{"dates by their column", sheetOf("Pnr|Född", "20191216-2383|16/12/2019", "20000101-2384|1/2/2000"), Options{},
			[]string{
				"identityNumber=20191216-2383: dateOfBirth=2019-12-16",
				"identityNumber=20000101-2384: dateOfBirth=2000-02-01 notice date-order B3; warning birth-differs B3",
			}},
		{"dates of a mixed column", sheetOf("Pnr|Född", "20191216-2383|16/12/2019", "20191216-2391|12/16/2019", "20090527-2381|1/2/2000"), Options{},
			[]string{
				"identityNumber=20191216-2383: dateOfBirth=2019-12-16",
				"identityNumber=20191216-2391: fault date-ambiguous B3",
				"identityNumber=20090527-2381: fault date-ambiguous B4",
			}},
		{"dates by the number in the row", sheetOf("Pnr|Född", "20090304-2382|03/04/2009", "20090304-2390|04/03/2009"), Options{},
			[]string{
				"identityNumber=20090304-2382: dateOfBirth=2009-03-04 notice date-order B2",
				"identityNumber=20090304-2390: dateOfBirth=2009-03-04 notice date-order B3",
			}},
		{"contradictions", sheetOf("Pnr|Född|Kön", "20191216-2383|2019-12-17|pojke", "19910403-2389||flicka", "|2027-01-01|", "20191216-2391|2019-12-16|m"), Options{},
			[]string{
				"identityNumber=20191216-2383: dateOfBirth=2019-12-17 gender=Male warning birth-differs B2; warning gender-differs C2",
				"identityNumber=19910403-2389: gender=Female warning age-implausible A3",
				"=: dateOfBirth=2027-01-01 fault key-missing A4; fault birth-future B4",
				"identityNumber=20191216-2391: dateOfBirth=2019-12-16 gender=Male",
			}},
		{"several problems, by column", sheetOf("Mobil|Pnr|E-post", "112|20191216-2384|x"), Options{},
			[]string{"identityNumber=20191216-2384: fault phone-invalid A2; fault number-check-digit B2; fault email-malformed C2"}},
		{"cells beyond the header in a workbook", sheetOf("Pnr|Ort", "20191216-2383|Solna|x"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna warning cell-beyond-header"}},
		{"cells beyond the header in an error file", sheetOf("Pnr|Ort|import_row", "20191216-2383|Solna|61|x"), Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna fault cell-beyond-header"}},
		{"cells beyond the header in CSV", grid{rows: sheetOf("Pnr|Ort", "20191216-2383|Solna|x").rows, csv: true}, Options{},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna fault cell-beyond-header"}},
	})
}

func TestFlagDecidesTheNumber(t *testing.T) {
	const flagged = "Pnr|Tillfälligt personnummer"
	for _, c := range []struct{ row, problems, provisos string }{
		{"20150101-TF01|ja", "", ""},
		{"20150101-TF01|nej", "fault number-stand-in A2", ""},
		{"20150101-TF01|", "", "notice number-if-temporary A2"},
		{"20191216-2384|ja", "notice number-temporary-check A2", ""},
		{"20150916-0006|ja", "notice number-temporary-serial A2", ""},
		{"20191216-2384|nej", "fault number-check-digit A2", ""},
		{"20191216-2384|", "", "fault number-check-digit A2"},
		{"20150916-0006|", "", "fault number-serial A2"},
		{"20191316-2384|ja", "fault number-date A2", ""},
		{"20191216-2384|?", "fault number-check-digit A2; fault boolean-unknown B2", ""},
	} {
		v := verdictsOf(t, Options{}, sheetOf(flagged, c.row))[0]
		if brief(v.Problems) != c.problems || brief(v.Record.Provisos) != c.provisos {
			t.Errorf("%s: got %q and, provided, %q", c.row, brief(v.Problems), brief(v.Record.Provisos))
		}
		if v.Valid() != !strings.Contains(c.problems, "fault") {
			t.Errorf("%s: valid is %v", c.row, v.Valid())
		}
		for _, p := range append(v.Problems, v.Record.Provisos...) {
			if (p.Code == CodeNumberStandIn || p.Code == CodeNumberIfTemporary) && p.Args["flag"] != "Tillfälligt personnummer" {
				t.Errorf("%s: the flag is called %q", c.row, p.Args["flag"])
			}
		}
	}
	v := verdictsOf(t, Options{}, sheetOf("Pnr", "20191216-2384"))[0]
	if !v.Valid() || brief(v.Record.Provisos) != "fault number-check-digit A2" {
		t.Errorf("without a column: %q", brief(v.Record.Provisos))
	}
}

// What names a number that was written without its century waits for the record,
// unless the number is what finds it.
func TestCenturyWaitsForTheRecord(t *testing.T) {
	const id = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"
	for _, c := range []struct {
		name               string
		sheet              grid
		problems, provisos string
	}{
		{"set", sheetOf("ID|Pnr", id+"|191216-2383"), "", "notice number-expanded B2"},
		{"set, with blanks", sheetOf("ID|Pnr", id+"|191216 2383"), "", "notice number-expanded B2; notice number-blanks B2"},
		{"finds", sheetOf("ID|Pnr", id+"|", "|191216-2383"), "notice key-fallback A3; notice number-expanded B3", ""},
		{"in a row with a fault", sheetOf("ID|Pnr|E-post", id+"|191216-2383|x"), "notice number-expanded B2; fault email-malformed C2", ""},
		{"after the old one", sheetOf("Tidigare pnr|Pnr", "20191216-TF01|191216-2383"), "", "notice number-expanded B2"},
		{"before a new one", sheetOf("Pnr|identityNumber.new", "191216-2383|20120304-2385"), "notice number-expanded A2", ""},
		{"written with its century", sheetOf("ID|Pnr", id+"|20191216 2383"), "notice number-blanks B2", ""},
	} {
		verdicts := verdictsOf(t, Options{}, c.sheet)
		v := verdicts[len(verdicts)-1]
		if brief(v.Problems) != c.problems || brief(v.Record.Provisos) != c.provisos {
			t.Errorf("%s: got %q and, provided, %q", c.name, brief(v.Problems), brief(v.Record.Provisos))
		}
	}
}

func TestProblemsAreMasked(t *testing.T) {
	sheet := sheetOf("Pnr|E-post|Mobil|Ort",
		"20191216-2384|20191216-2383@example.se|20191216-2383|20191216-2383",
		"191216-2383|201912162383|070-174 06 05 (mamma)|201912162383",
		"20191216-238|x|Anna 20191216-2383|20191216 2383")
	for _, v := range verdictsOf(t, Options{}, sheet) {
		for _, p := range append(v.Problems, v.Record.Provisos...) {
			text := fmt.Sprint(p)
			if strings.Contains(text, "2383") || strings.Contains(text, "2384") || strings.Contains(text, "238:") {
				t.Errorf("%+v tells a number", p)
			}
		}
	}
}

func TestUniqueness(t *testing.T) {
	testVerdicts(t, []verdictCase{
		{"the same address, case aside", sheetOf("Pnr|E-post", "20191216-2383|Anna@example.se", "20191216-2391|anna@EXAMPLE.se", "20120304-2385|a.nna@example.se"), Options{},
			[]string{
				"identityNumber=20191216-2383: emailAddress1=Anna@example.se fault email-repeated B2",
				"identityNumber=20191216-2391: emailAddress1=anna@EXAMPLE.se fault email-repeated B3",
				"identityNumber=20120304-2385: emailAddress1=a.nna@example.se",
			}},
		{"the same key in two forms", sheetOf("Pnr|Ort", "20191216-2383|Solna", "1912162383|Råsunda"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCity=Solna fault number-repeated A2",
				"identityNumber=20191216-2383: address.postalCity=Råsunda notice number-expanded A3; fault number-repeated A3",
			}},
		{"the same row with the key in two forms", sheetOf("Pnr|Ort", "20191216-2383|Solna", "1912162383|Solna"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCity=Solna notice row-repeated",
				"identityNumber=20191216-2383: address.postalCity=Solna notice number-expanded A3",
			}},
		{"rows that are the same", sheetOf("Pnr|E-post|Kost", "20191216-2383|a@example.se|x", "20191216-2383|a@example.se |y"), Options{},
			[]string{
				"identityNumber=20191216-2383: emailAddress1=a@example.se notice row-repeated",
				"identityNumber=20191216-2383: emailAddress1=a@example.se",
			}},
		{"two the same, one other", sheetOf("Pnr|Ort", "20191216-2383|Solna", "20191216-2383|Solna", "20191216-2383|Råsunda"), Options{},
			[]string{
				"identityNumber=20191216-2383: address.postalCity=Solna fault number-repeated A2",
				"identityNumber=20191216-2383: address.postalCity=Solna fault number-repeated A3",
				"identityNumber=20191216-2383: address.postalCity=Råsunda fault number-repeated A4",
			}},
		{"protected rows and rows not chosen don't count", sheetOf("Pnr|Sekretess", "20191216-2383|", "20191216-2383|ja", "20191216-2383|nej"), Options{Except: Ranges{{4, 4}}},
			[]string{"identityNumber=20191216-2383:", "protected", "not chosen"}},
		{"the second address may repeat", sheetOf("Pnr|E-post 2|Mobil", "20191216-2383|a@example.se|0701740605", "20191216-2391|a@example.se|0701740605"), Options{},
			[]string{
				"identityNumber=20191216-2383: emailAddress2=a@example.se phoneNumber1=+46701740605",
				"identityNumber=20191216-2391: emailAddress2=a@example.se phoneNumber1=+46701740605",
			}},
		{"a handover", sheetOf("E-post|Ny e-post", "a@example.se|b@example.se", "b@example.se|c@example.se"), Options{},
			[]string{"emailAddress1=a@example.se: emailAddress1=b@example.se", "emailAddress1=b@example.se: emailAddress1=c@example.se"}},
		{"taken from one who keeps it", sheetOf("E-post|Ny e-post", "a@example.se|B@example.se", "b@example.se|"), Options{},
			[]string{
				"emailAddress1=a@example.se: emailAddress1=B@example.se fault email-repeated B2",
				"emailAddress1=b@example.se: fault email-repeated A3",
			}},
		{"one record, two new values", sheetOf("E-post|Ny e-post", "a@example.se|b@example.se", "a@example.se|c@example.se"), Options{},
			[]string{
				"emailAddress1=a@example.se: emailAddress1=b@example.se fault email-repeated B2",
				"emailAddress1=a@example.se: emailAddress1=c@example.se fault email-repeated B3",
			}},
		{"a number that somebody else had", sheetOf("Tidigare pnr|Pnr", "20191216-TF01|20191216-2383", "20191216-TF02|20191216-2383"), Options{},
			[]string{
				"identityNumber=20191216-TF01: identityNumber=20191216-2383 fault number-repeated B2",
				"identityNumber=20191216-TF02: identityNumber=20191216-2383 fault number-repeated B3",
			}},
		{"clearing isn't sharing", sheetOf("Pnr|E-post", "20191216-2383|<clear>", "20191216-2391|<clear>"), Options{},
			[]string{"identityNumber=20191216-2383: emailAddress1=null", "identityNumber=20191216-2391: emailAddress1=null"}},
		{"excluded columns don't clash", sheetOf("Pnr|E-post|Ort", "20191216-2383|a@example.se|Solna", "20191216-2391|a@example.se|Solna"), Options{Only: []string{"address.postalCity"}},
			[]string{"identityNumber=20191216-2383: address.postalCity=Solna", "identityNumber=20191216-2391: address.postalCity=Solna"}},
	})
}

func TestClashesNameTheOthers(t *testing.T) {
	lines := []string{"Pnr|E-post"}
	for _, number := range []string{"20191216-2383", "20191216-2391", "20120304-2385", "20090527-2381", "20000101-2384", "20001216-2392"} {
		lines = append(lines, number+"|a@example.se")
	}
	for csv, want := range map[bool][]string{false: {"B2, B3, B5", "2"}, true: {"row 2, row 3, row 5", "2"}} {
		sheet := sheetOf(lines...)
		sheet.csv = csv
		p := verdictsOf(t, Options{}, sheet)[2].Problems[0]
		if got := []string{p.Args["rows"], p.Args["more"]}; !cmp.Equal(got, want) {
			t.Errorf("CSV %v: %q", csv, got)
		}
	}
	two := sheetOf(lines[:3]...)
	if p := verdictsOf(t, Options{}, two)[0].Problems[0]; p.Args["rows"] != "B3" || p.Args["more"] != "" {
		t.Errorf("of two: %v", p.Args)
	}
}

func TestPlace(t *testing.T) {
	table := tableOf(t, Options{}, sheetOf("Pnr|E-post", "20191216-2383|a@example.se"))
	p := table.Place(Problem{Row: 2, Field: "emailAddress1"})
	if p.Cell != "B2" || p.Column != "E-post" {
		t.Errorf("placed at %s, %s", p.Cell, p.Column)
	}
	if p := table.Place(Problem{Row: 2, Field: "gender"}); p.Cell != "" {
		t.Errorf("a field without a column is at %s", p.Cell)
	}
}
