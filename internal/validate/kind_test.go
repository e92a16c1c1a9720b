package validate

import (
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// A kindCase is a cell, what it reads as and what is said of it. A value that
// isn't set is "" if absent and "null" if cleared.
type kindCase struct{ name, cell, value, found string }

func (c kindCase) test(t *testing.T, k Kind, around surroundings) {
	t.Run(c.name, func(t *testing.T) {
		r := k.read(cellOf(c.cell), around)
		value := r.value.Text
		if r.value.State == Null {
			value = "null"
		}
		if value != c.value || found(r) != c.found {
			t.Errorf("%q: got %q (%s), want %q (%s)", c.cell, value, found(r), c.value, c.found)
		}
	})
}

func testKind(t *testing.T, k Kind, cases []kindCase) {
	for _, c := range cases {
		c.test(t, k, surroundings{today: today})
	}
}

func TestEveryKind(t *testing.T) {
	for k := range rules {
		kind := Kind(k)
		t.Run(kind.String(), func(t *testing.T) {
			testKind(t, kind, []kindCase{
				{"blank", "", "", ""},
				{"clear", "<clear>", "null", ""},
				{"clear, Swedish", "<Rensa>", "null", ""},
				{"clear, other word", " <TOM> ", "null", ""},
				{"error", "error:#REF!", "", "fault cell-error"},
				{"error as text", "#N/A", "", "fault cell-error"},
				{"error as text, Swedish", "#Värdefel!", "", "fault cell-error"},
				{"too narrow", "#######", "", "fault cell-error"},
				{"no result", "uncomputed:", "", "fault cell-uncomputed"},
			})
			if kind != Boolean {
				testKind(t, kind, []kindCase{{"hyphen", "-", "", ""}, {"word for none", "Saknas", "", ""}, {"none", "n/a", "", ""}})
			}
		})
	}
}

// A column tells that its short dates have the year last by one that can't have
// it first.
func TestEndsInYear(t *testing.T) {
	for text, want := range map[string]bool{
		"29-06-07": true, "12-16-19": true, "31-01-15": true, // 1929, no month 16, 1931
		"19-12-16": false, "01-02-12": false, "65-03-12": false, "32-13-32": false, "2019-12-16": false, "": false,
	} {
		if got := endsInYear(cellOf(text), today); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if endsInYear(cellOf("number:290607"), today) {
		t.Error("a number is no written date")
	}
}

func TestStreet(t *testing.T) {
	testKind(t, Street, []kindCase{
		{"street", "Storgatan 1", "Storgatan 1", ""},
		{"two lines", "Storgatan 1\nlgh 2", "Storgatan 1 lgh 2", "notice text-unseen"},
		{"with the town below", "Storgatan 1\n123 45 Solna\n", "", "fault address-lines"},
		{"code and town alone", "169 56 Solna", "", "fault address-lines"},
	})
}

func TestText(t *testing.T) {
	testKind(t, Text, []kindCase{
		{"plain", "Anna-Karin", "Anna-Karin", ""},
		{"case stays", "af Klint", "af Klint", ""},
		{"capitals stay", "SOLNA", "SOLNA", ""},
		{"typographic apostrophe", "O’Brien", "O’Brien", ""},
		{"apostrophe in front", "'t Hart", "'t Hart", ""},
		{"decomposed letters", "A\u030asa O\u0308berg", "Åsa Öberg", ""},
		{"blanks around", "\u00a0 Anna\t", "Anna", ""},
		{"no-break blank inside", "Berg\u00a0Ek", "Berg Ek", "notice text-unseen"},
		{"line break inside", "Storgatan 1\nlgh 2", "Storgatan 1 lgh 2", "notice text-unseen"},
		{"odd blanks around", "\u00a0Berg\n", "Berg", ""},
		{"tab inside", "Berg\tEk", "Berg Ek", "notice text-unseen"},
		{"an error of a new edition", "#BLOCKERAT!", "", "fault cell-error"},
		{"an error without its mark", "#SAKNAS", "", "fault cell-error"},
		{"a cell that was waiting", "#GETTING_DATA", "", "fault cell-error"},
		{"a tag", "#7A", "#7A", ""},
		{"as long as is read", strings.Repeat("å", mostCharacters), strings.Repeat("å", mostCharacters), ""},
		{"longer", strings.Repeat("å", mostCharacters+1), "", "fault cell-too-long"},
		{"zero-width inside", "An\u200bna", "Anna", "notice text-unseen"},
		{"soft hyphen", "An\u00adna", "Anna", "notice text-unseen"},
		{"joiner in Persian", "می\u200cخواهم", "می\u200cخواهم", ""},
		{"joiner in Swedish", "An\u200cna", "Anna", "notice text-unseen"},
		{"control character", "An\x07na", "", "fault text-control"},
		{"first letter lost", "?sa", "", "fault text-garbled"},
		{"first letter of a part lost", "Anna-?sa", "", "fault text-garbled"},
		{"last letter lost", "Malm?", "", "fault text-garbled"},
		{"a question", "Vad heter du?", "Vad heter du?", ""},
		{"read as Windows-1252", "Ã…sa", "", "fault text-garbled"},
		{"read as Windows-1252, lower case", "LÃ¤rare", "", "fault text-garbled"},
		{"read as Latin-1", "Ã\u0085sa", "", "fault text-garbled"},
		{"read as DOS", "L├ñrare", "", "fault text-garbled"},
		{"lost letter", "\ufffdsa", "", "fault text-garbled"},
		{"lost letter, question mark", "L?rare", "", "fault text-garbled"},
		{"Portuguese", "JOÃO", "JOÃO", ""},
		{"Cyrillic look-alike", "Аnna", "Аnna", "warning text-mixed-scripts"},
		{"Cyrillic word beside a Latin one", "Анна Anna", "Анна Anna", ""},
		{"call name in stars", "Eva *Maria*", "Eva Maria", "notice text-call-name"},
		{"call name with a star", "Eva Maria*", "Eva Maria", "notice text-call-name"},
		{"call name in slashes", "Eva /Maria/ Karin", "Eva Maria Karin", "notice text-call-name"},
		{"emoji", "Anna 🎉", "Anna 🎉", "warning text-pictograph"},
		{"heart", "Anna ♥", "Anna ♥", "warning text-pictograph"},
		{"keycap", "Anna 1\ufe0f\u20e3", "Anna 1\ufe0f\u20e3", "warning text-pictograph"},
		{"signs", "Ek & Co® 1° №", "Ek & Co® 1° №", ""},
		{"Chinese", "王小明", "王小明", ""},
		{"number of a flat", "Storgatan 1/2", "Storgatan 1/2", ""},
		{"number", "number:12", "", "fault cell-number"},
		{"date", "date:2026-02-01", "", "fault cell-date"},
		{"boolean", "boolean:TRUE", "", "fault cell-boolean"},
		{"text of a formula", `="Ek"`, "Ek", ""},
	})
}

func TestDate(t *testing.T) {
	testKind(t, Date, []kindCase{
		{"date cell", "date:2019-12-16", "2019-12-16", ""},
		{"date cell with a time", "date:2019-12-16T10:30:00", "2019-12-16", "notice date-time"},
		{"date cell at midnight", "date:2019-12-16T00:00:00", "2019-12-16", ""},
		{"date cell on the first day that is counted right", "date:1900-03-01", "1900-03-01", ""},
		{"date cell before it", "date:1900-02-28", "", "fault date-uncounted"},
		{"date cell of the first day", "date:1900-01-01T00:00:00", "", "fault date-uncounted"},
		{"date cell of the 29th of February 1900", "error:60", "", "fault date-uncounted"},
		{"date cell beyond all days", "error:2958466", "", "fault date-uncounted"},
		{"date cell before all days", "error:-1.5", "", "fault date-uncounted"},
		{"date cell with an error", "error:#VALUE!", "", "fault cell-error"},
		{"ISO", "2019-12-16", "2019-12-16", ""},
		{"ISO with a time", "2019-12-16 00:00:00", "2019-12-16", ""},
		{"ISO in short", "2019-1-6", "2019-01-06", ""},
		{"dashes", "2019–12–16", "2019-12-16", ""},
		{"without signs", "20191216", "2019-12-16", ""},
		{"dots", "2019.12.16", "2019-12-16", ""},
		{"slashes", "2019/12/16", "2019-12-16", ""},
		{"number of eight digits", "number:20191216", "2019-12-16", ""},
		{"serial without a format", "number:43815", "", "fault date-serial"},
		{"serial in text", "43815", "", "fault date-serial"},
		{"number of six digits", "number:191216", "", "fault date-serial"},
		{"Swedish month", "16 dec 2019", "2019-12-16", ""},
		{"Swedish month in full", "den 16 december 2019", "2019-12-16", ""},
		{"May", "3 maj 2012", "2012-05-03", ""},
		{"October", "3 Okt. 2012", "2012-10-03", ""},
		{"English month", "3 October 2012", "2012-10-03", ""},
		{"no month", "3 foo 2012", "", "fault date-unreadable"},
		{"something that begins like a month", "3 junikväll 2012", "", "fault date-unreadable"},
		{"day first", "16/12/2019", "2019-12-16", ""},
		{"day first, dots", "16.12.2019", "2019-12-16", ""},
		{"day first, blank", "16/12 2019", "2019-12-16", ""},
		{"the same either way", "03/03/2012", "2012-03-03", ""},
		{"ambiguous", "03/04/2012", "", "fault date-ambiguous"},
		{"month first", "12/16/2019", "", "fault date-ambiguous"},
		{"six digits", "191216", "2019-12-16", "notice date-expanded"},
		{"six digits, last century", "950607", "1995-06-07", "notice date-expanded"},
		{"short with hyphens", "19-12-16", "2019-12-16", "notice date-expanded"},
		{"short, the month first", "12-16-19", "", "fault date-ambiguous"},
		{"short, the day first", "16-12-31", "2016-12-31", "notice date-expanded"},
		{"short, no day in any order", "32-13-32", "", "fault date-impossible"},
		{"no such day", "2019-02-29", "", "fault date-impossible"},
		{"no such month", "20191316", "", "fault date-impossible"},
		{"long ago", "0019-12-16", "", "fault date-impossible"},
		{"words", "vet ej", "", "fault date-unreadable"},
		{"boolean", "boolean:TRUE", "", "fault cell-boolean"},
	})
	birth := surroundings{today: today, birth: time.Date(2012, 4, 3, 0, 0, 0, 0, time.UTC)}
	kindCase{"the identity number decides", "03/04/2012", "2012-04-03", "notice date-order"}.test(t, Date, birth)
	kindCase{"the identity number has the year last", "03-04-12", "2012-04-03", "notice date-order"}.test(t, Date, birth)
	last := surroundings{today: today, yearLast: true}
	kindCase{"another date of the column has the year last", "01-02-12", "", "fault date-ambiguous"}.test(t, Date, last)
	last.birth = time.Date(2012, 2, 1, 0, 0, 0, 0, time.UTC)
	kindCase{"and the identity number decides", "01-02-12", "2012-02-01", "notice date-order"}.test(t, Date, last)
	kindCase{"the identity number has another day", "05-06-07", "2005-06-07", "notice date-expanded"}.test(t, Date, birth)
	birth.birth = time.Date(2012, 3, 4, 0, 0, 0, 0, time.UTC)
	birth.dayFirst = true
	kindCase{"the identity number goes before the column", "03/04/2012", "2012-03-04", "notice date-order"}.test(t, Date, birth)
	kindCase{"the column decides", "03/04/2012", "2012-04-03", "notice date-order"}.test(t, Date, surroundings{today: today, dayFirst: true})
	kindCase{"the column isn't asked in vain", "12/16/2019", "", "fault date-ambiguous"}.test(t, Date, surroundings{today: today, dayFirst: true})
}

func TestGenderAndBoolean(t *testing.T) {
	for gender, list := range map[string]string{
		"Female": "Female f kvinna K kv Flicka fl tjej woman girl w 2 number:2 jente",
		"Male":   "male M man pojke P po kille boy 1 gutt",
		"Other":  "Other annat annan Icke-Binär övrigt o x 9",
	} {
		for word := range strings.FieldsSeq(list) {
			kindCase{word, word, gender, ""}.test(t, Gender, surroundings{})
		}
	}
	testKind(t, Gender, []kindCase{
		{"not known", "okänt", "", ""},
		{"not known, words", "Uppgift saknas", "", ""},
		{"no word", "ja", "", "fault gender-unknown"},
		{"another number", "number:3", "", "fault gender-unknown"},
	})
	for truth, list := range map[string]string{
		"true":  "true SANT Ja j yes Y 1 x ✓ ✔ on t 1,0 1.0 boolean:TRUE number:1",
		"false": "false Falskt falsk nej N no 0 off f 0,0 0.0 boolean:FALSE",
	} {
		for word := range strings.FieldsSeq(list) {
			kindCase{word, word, truth, ""}.test(t, Boolean, surroundings{})
		}
	}
	testKind(t, Boolean, []kindCase{
		{"hyphen", "-", "", "fault boolean-unknown"},
		{"question mark", "?", "", "fault boolean-unknown"},
		{"date", "date:2026-01-01", "", "fault cell-date"},
	})
}

func TestEmail(t *testing.T) {
	testKind(t, Email, []kindCase{
		{"plain", "anna.ek@example.se", "anna.ek@example.se", ""},
		{"as typed", "Anna.Ek+skola@example.se", "Anna.Ek+skola@example.se", ""},
		{"domain in capitals", "Anna@Example.SE", "Anna@Example.SE", ""},
		{"invisible characters", "\u200banna@example.se\u00a0", "anna@example.se", ""},
		{"display name", "Anna Ek <anna@example.se>", "anna@example.se", "notice email-stripped"},
		{"link", "MailTo:anna@example.se", "anna@example.se", "notice email-stripped"},
		{"Swedish domain", "anna@åsa.example.se", "anna@åsa.example.se", ""},
		{"Swedish letter before the @", "åsa@example.se", "åsa@example.se", "warning email-letters"},
		{"Cyrillic look-alike", "anna@exаmple.se", "anna@exаmple.se", "warning text-mixed-scripts"},
		{"a sign twice", "anna@@example.se", "", "fault email-domain"},
		{"two", "anna@example.se; bo@example.se", "", "fault email-several"},
		{"two with a blank", "anna@example.se bo@example.se", "", "fault email-several"},
		{"no top level", "anna@skola", "", "fault email-domain"},
		{"dot at the end", "anna@example.se.", "", "fault email-domain"},
		{"two dots in the domain", "anna@example..se", "", "fault email-domain"},
		{"address in numbers", "anna@127.0.0.1", "", "fault email-domain"},
		{"comma at the end", "anna@example.se,", "", "fault email-domain"},
		{"two dots before the @", "anna..ek@example.se", "", "fault email-malformed"},
		{"dot before the @", "anna.@example.se", "", "fault email-malformed"},
		{"blank inside", "anna ek@example.se", "", "fault email-malformed"},
		{"nothing before the @", "@example.se", "", "fault email-malformed"},
		{"no @", "anna.example.se", "", "fault email-malformed"},
		{"number", "number:12", "", "fault cell-number"},
		{"garbled", "Ã¥sa@example.se", "", "fault text-garbled"},
	})
	testKind(t, EPPN, []kindCase{
		{"plain", "kalko@edu.example.se", "kalko@edu.example.se", ""},
		{"case stays", "Kalko@Edu.example.se", "Kalko@Edu.example.se", ""},
		{"no dot in the scope", "kalko@edu", "", "fault eppn-malformed"},
		{"two @", "a@b@example.se", "", "fault eppn-malformed"},
		{"blank", "kal ko@example.se", "", "fault eppn-malformed"},
	})
}

func TestPhone(t *testing.T) {
	testKind(t, Phone, []kindCase{
		{"mobile", "070-174 06 05", "+46701740605", ""},
		{"mobile without signs", "0701740605", "+46701740605", ""},
		{"landline", "08-678 55 00", "+4686785500", ""},
		{"landline with a slash", "08/678 55 00", "+4686785500", ""},
		{"international", "+46701740605", "+46701740605", ""},
		{"international with 00", "0046701740605", "+46701740605", ""},
		{"zero in brackets", "+46 (0)70-174 06 05", "+46701740605", ""},
		{"en dash", "070–174 06 05", "+46701740605", ""},
		{"no-break blanks", "070\u00a0174\u00a006\u00a005", "+46701740605", ""},
		{"full width", "０７０１７４０６０５", "+46701740605", ""},
		{"foreign", "+47 22 12 34 56", "+4722123456", ""},
		{"zero lost", "number:701740605", "+46701740605", "notice phone-zero"},
		{"zero lost in text", "701740605", "+46701740605", "notice phone-zero"},
		{"plus lost", "46701740605", "+46701740605", "notice phone-plus"},
		{"float", "number:701740605.0", "+46701740605", "notice phone-zero"},
		{"zero lost before an area code", "number:86785500", "+4686785500", "notice phone-zero"},
		{"no zero, with blanks", "22 12 34 56", "", "fault phone-prefix"},
		{"no zero, a mobile with blanks", "70-174 06 05", "", "fault phone-prefix"},
		{"no zero, no mobile", "86785500", "", "fault phone-prefix"},
		{"word behind", "070-174 06 05 (mamma)", "+46701740605", "warning phone-words"},
		{"word behind, no brackets", "08-678 55 00 vx", "+4686785500", "warning phone-words"},
		{"word before", "Mob: 070-174 06 05", "+46701740605", "warning phone-words"},
		{"extension", "08-678 55 00 ankn 12", "", "fault phone-letters"},
		{"letters inside", "070-SKOLA05", "", "fault phone-letters"},
		{"two with a slash", "070-1740605/08-6785500", "", "fault phone-several"},
		{"two with a comma", "070-1740605, 070-1740606", "", "fault phone-several"},
		{"two with a word", "070-1740605 el. 070-1740606", "", "fault phone-several"},
		{"two in lines", "070-1740605\n070-1740606", "", "fault phone-several"},
		{"emergency", "112", "", "fault phone-invalid"},
		{"domestic only", "118 118", "", "fault phone-invalid"},
		{"078", "078-123 45 67", "", "fault phone-invalid"},
		{"too short", "070-12", "", "fault phone-invalid"},
		{"too long", "070-174 06 05 12", "", "fault phone-invalid"},
		{"word", "hemlig", "", "fault phone-invalid"},
		{"date", "date:2026-01-01", "", "fault cell-date"},
	})
	abroad := surroundings{today: today, country: "NOR"}
	kindCase{"national number abroad", "0701740605", "+46701740605", "warning phone-foreign"}.test(t, Phone, abroad)
	kindCase{"number abroad without a zero", "22 12 34 56", "", "fault phone-prefix"}.test(t, Phone, abroad)
	kindCase{"number abroad in a cell of numbers", "number:701740605", "", "fault phone-prefix"}.test(t, Phone, abroad)
	kindCase{"number abroad that no Swede has", "4612", "", "fault phone-prefix"}.test(t, Phone, abroad)
	kindCase{"word abroad", "hemlig", "", "fault phone-invalid"}.test(t, Phone, abroad)
	kindCase{"international number abroad", "+4722123456", "+4722123456", ""}.test(t, Phone, abroad)
}

// What is recognised without the library is what the library says too.
func TestSwedishMobile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`07[0-9][ -]?[0-9]{1,3}[ -]?[0-9]{2}[ -]?[0-9]{2}-?`).Draw(t, "text")
		e164, ok := swedishMobile(text)
		number, err := phonenumbers.Parse(text, "SE")
		if ok && (err != nil || !phonenumbers.IsValidNumber(number) || phonenumbers.Format(number, phonenumbers.E164) != e164) {
			t.Fatalf("%q is %s to us, %v to the library", text, e164, number)
		}
	})
}

func TestCountry(t *testing.T) {
	for text, want := range map[string]string{
		"SE": "SWE", "swe": "SWE", "Sverige": "SWE", "SVERIGE": "SWE", "Sweden": "SWE", "S": "SWE", "number:752": "SWE",
		"UK": "GBR", "Storbritannien": "GBR", "Tyskland": "DEU", "Finland": "FIN", "Åland": "ALA", "Syrien": "SYR", "Ukraina": "UKR",
		"Eritrea": "ERI", "USA": "USA", "NOR": "NOR",
	} {
		kindCase{text, text, want, ""}.test(t, Country, surroundings{})
	}
	for _, text := range []string{"ZZZ", "XKX", "EU", "YU", "Sverge", "001", "number:999"} {
		kindCase{text, text, "", "fault country-unknown"}.test(t, Country, surroundings{})
	}
}

func TestMunicipality(t *testing.T) {
	for text, want := range map[string]string{
		"0184": "0184", "number:0184": "0184", "Solna": "0184", "solna": "0184", "Solna kommun": "0184", "Solna stad": "0184",
		"0184 Solna": "0184", "0184-Solna": "0184", "Stockholms stad": "0180", "Borås": "1490", "Borås stad": "1490",
		"Mönsterås kommun": "0861", "Håbo": "0305", "Habo": "0643", "HÅBO KOMMUN": "0305", "Habo kommun": "0643",
		"Ha\u030abo": "0305", "Falu kommun": "2080", "Upplands-Bro": "0139", "1480": "1480",
	} {
		kindCase{text, text, want, ""}.test(t, Municipality, surroundings{})
	}
	testKind(t, Municipality, []kindCase{
		{"zero lost", "number:184", "0184", "notice municipality-zero"},
		{"zero lost in text", "188", "0188", "notice municipality-zero"},
		{"zero lost before a name", "184 Solna", "0184", "notice municipality-zero"},
		{"county", "0001", "", "fault municipality-county"},
		{"county's number", "number:1", "", "fault municipality-county"},
		{"no such code", "9999", "", "fault municipality-unknown"},
		{"no such name", "Salna", "", "fault municipality-unknown"},
		{"two of them", "0184 Stockholm", "", "fault municipality-differs"},
		{"date", "date:2026-01-01", "", "fault cell-date"},
	})
	if n := len(municipalities().codes); n != 290 {
		t.Errorf("%d municipalities, not 290", n)
	}
}

func TestIDs(t *testing.T) {
	const id = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"
	testKind(t, UUID, []kindCase{
		{"plain", id, id, ""},
		{"capitals", strings.ToUpper(id), id, ""},
		{"braces", "{" + id + "}", id, ""},
		{"without hyphens", strings.ReplaceAll(id, "-", ""), id, ""},
		{"row number", "12", "", "fault uuid-malformed"},
		{"zeros", "00000000-0000-0000-0000-000000000000", "", "fault uuid-malformed"},
		{"number", "number:12", "", "fault cell-number"},
	})
	testKind(t, SourceID, []kindCase{
		{"plain", "SIS-40117", "SIS-40117", ""},
		{"number", "number:40117", "40117", ""},
		{"fraction", "number:4.5", "", "fault cell-number"},
		{"date", "date:2026-01-01", "", "fault cell-date"},
		{"zeros stay", "00117", "00117", ""},
		{"apostrophe", "'0117", "0117", "notice cell-apostrophe"},
	})
}
