package validate

import (
	"strings"
	"testing"

	"importer/internal/parse"
	"importer/internal/validate/identity"
	"pgregory.net/rapid"
)

// found lists findings as severity and code; a proviso ends with a question mark.
func found(r reading) string {
	var all []string
	for _, f := range r.found {
		mark := ""
		if f.proviso {
			mark = "?"
		}
		all = append(all, f.severity.String()+" "+string(f.code)+mark)
	}
	return strings.Join(all, "; ")
}

func TestIdentityNumberForms(t *testing.T) {
	const expanded = "notice number-expanded"
	for _, c := range []struct{ name, cell, value, found string }{
		{"in full", "20191216-2383", "20191216-2383", ""},
		{"without hyphen", "201912162383", "20191216-2383", ""},
		{"short", "191216-2383", "20191216-2383", expanded},
		{"ten digits", "1912162383", "20191216-2383", expanded},
		{"short, of the last century", "950607-2397", "19950607-2397", expanded},
		{"short, its day this year to come", "261123-2386", "19261123-2386", expanded},
		{"short and plus", "091216+2385", "19091216-2385", expanded + "; warning number-plus"},
		{"in full and plus", "20191216+2383", "20191216-2383", "warning number-plus"},
		{"more than a hundred years ago", "18950607-2397", "18950607-2397", ""},
		{"leap day", "20240229-2383", "20240229-2383", ""},

		{"blanks around", "  20191216-2383\t", "20191216-2383", ""},
		{"no-break blanks around", "\u00a020191216-2383\u00a0", "20191216-2383", ""},
		{"zero-width blanks", "\ufeff20191216\u200b-2383", "20191216-2383", ""},
		{"marks of direction", "\u200e20191216-2383\u200f", "20191216-2383", ""},
		{"en dash", "20191216–2383", "20191216-2383", ""},
		{"hyphen that doesn't break", "20191216\u20112383", "20191216-2383", ""},
		{"minus", "20191216−2383", "20191216-2383", ""},
		{"soft hyphen", "20191216\u00ad2383", "20191216-2383", ""},
		{"small hyphen", "20191216﹘2383", "20191216-2383", ""},
		{"full width", "２０１９１２１６－２３８３", "20191216-2383", ""},
		{"blank for the hyphen", "20191216 2383", "20191216-2383", "notice number-blanks"},
		{"no-break blank for the hyphen", "20191216\u00a02383", "20191216-2383", "notice number-blanks"},
		{"blanks inside", "2019 12 16 - 2383", "20191216-2383", "notice number-blanks"},
		{"blank in a short one", "191216 2383", "20191216-2383", expanded + "; notice number-blanks"},
		{"apostrophe", "'201912162383", "20191216-2383", "notice cell-apostrophe"},
		{"as a formula's text", `="201912162383"`, "20191216-2383", ""},

		{"number", "number:201912162383", "20191216-2383", ""},
		{"number shown with a hyphen", "number:20191216-2383", "20191216-2383", ""},
		{"number of ten digits", "number:1912162383", "20191216-2383", expanded},
		{"number with a zero lost", "number:905272381", "20090527-2381", "warning number-zeros"},
		{"number with two zeros lost", "number:12162392", "20001216-2392", "warning number-zeros"},
		{"number with three zeros lost", "number:1012384", "20000101-2384", "warning number-zeros"},
		{"zero lost in text", "905272381", "20090527-2381", "warning number-zeros"},
		{"zero lost, check digit wrong", "number:905272382", "", "fault number-short"},
		{"zero lost, no date", "number:993272381", "", "fault number-short"},
		{"float", "201912162383.0", "20191216-2383", ""},
		{"float with a comma", "number:201912162383,0", "20191216-2383", ""},
		{"fraction", "number:201912162383.5", "", "fault number-malformed"},
		{"power of ten", "2.01912E+11", "", "fault number-rounded"},
		{"power of ten with a comma", "2,01912E+11", "", "fault number-rounded"},
		{"power of ten, lower case", "2.01912e11", "", "fault number-rounded"},
		{"date cell", "date:2019-12-16", "", "fault number-birth-date"},
		{"boolean cell", "boolean:TRUE", "", "fault cell-boolean"},
		{"error cell", "error:#N/A", "", "fault cell-error"},
		{"error as text, Swedish", "#SAKNAS!", "", "fault cell-error"},
		{"too narrow a column", "########", "", "fault cell-error"},
		{"formula without result", "uncomputed:", "", "fault cell-uncomputed"},
		{"serial number of a day", "number:43815", "", "fault number-malformed"},

		{"birth date", "20191216", "", "fault number-birth-date"},
		{"birth date as a number", "number:20191216", "", "fault number-birth-date"},
		{"birth date with hyphens", "2019-12-16", "", "fault number-birth-date"},
		{"birth date, the last four forgotten", "20191216-", "", "fault number-birth-date"},
		{"short birth date", "191216", "", "fault number-birth-date"},
		{"eight digits, no date", "20191316", "", "fault number-short"},

		{"O for 0", "2O191216-2383", "", "fault number-letter"},
		{"o for 0", "20191216-238o", "", "fault number-letter"},
		{"l for 1", "20l91216-2383", "", "fault number-letter"},
		{"I for 1", "2019I216-2383", "", "fault number-letter"},
		{"l before three digits", "20191216-l238", "", "fault number-letter"},
		{"O before three digits", "20191216-O238", "", "fault number-letter"},
		{"O and I at the end", "20191216-23OI", "", "fault number-letter"},

		{"check digit", "20191216-2384", "20191216-2384", "fault number-check-digit?"},
		{"documentation's example", "20191216-1234", "20191216-1234", "fault number-check-digit?"},
		{"birth number 000, check digit fits", "20150916-0006", "20150916-0006", "fault number-serial?"},
		{"birth number 000, check digit wrong", "20150916-0007", "20150916-0007", "fault number-check-digit?; fault number-serial?"},
		{"tomorrow", "20261123-2386", "", "fault number-future"},
		{"next century, ten digits can't be", "20991216-2380", "", "fault number-future"},
		{"today", "20261122-2387", "20261122-2387", ""},
		{"month 13", "20191316-2383", "", "fault number-date"},
		{"month 00", "20190016-2383", "", "fault number-date"},
		{"day 00", "20191200-2383", "", "fault number-date"},
		{"day 32", "20191232-2383", "", "fault number-date"},
		{"31 April", "20190431-2383", "", "fault number-date"},
		{"29 February of no leap year", "20190229-2383", "", "fault number-date"},
		{"seventeenth century", "17191216-2383", "", "fault number-date"},
		{"a digit too few", "20191216-238", "", "fault number-malformed"},
		{"a digit too many", "20191216-23833", "", "fault number-malformed"},
		{"eleven digits", "20191216238", "", "fault number-malformed"},
		{"words", "Anna", "", "fault number-malformed"},
		{"word before", "pnr 20191216-2383", "", "fault number-malformed"},
		{"two of them", "20191216-2383, 20191216-2391", "", "fault number-malformed"},
		{"slash", "20191216/2383", "", "fault number-malformed"},
		{"letters for the last four", "20191216-XXXX", "", "fault number-malformed"},

		{"coordination number", "20120376-2396", "20120376-2396", ""},
		{"coordination number, short", "120376-2396", "20120376-2396", expanded},
		{"coordination number, textbook", "701063-2391", "19701063-2391", expanded},
		{"coordination number, day 61", "20120361-2385", "20120361-2385", ""},
		{"coordination number, month 00", "20120063-2394", "20120063-2394", ""},
		{"coordination number, day 60", "20120460-2393", "20120460-2393", ""},
		{"coordination number, month 00 and day 60", "20120060-2389", "20120060-2389", ""},
		{"coordination number, 31 April", "20120491-2388", "20120491-2388", ""},
		{"coordination number, day 92", "20120492-2387", "", "fault number-date"},
		{"coordination number, month 13", "20121376-2394", "", "fault number-date"},
		{"coordination number, check digit", "20120376-2397", "20120376-2397", "fault number-check-digit?"},
		{"coordination number, month to come", "20261291-2382", "", "fault number-future"},
		{"coordination number, month 00 of this year", "20260063-2398", "20260063-2398", ""},
		{"official list, month 00", "194100642398", "19410064-2398", ""},
		{"official list, day 60", "192001602396", "19200160-2396", ""},

		{"TF-number", "20150101-TF01", "20150101-TF01", "notice number-if-temporary?"},
		{"TF-number without hyphen", "20150101TF01", "20150101-TF01", "notice number-if-temporary?"},
		{"TF-number, short", "150101-TF01", "20150101-TF01", expanded + "; notice number-if-temporary?"},
		{"TF-number, lower case", "20150101-tf01", "20150101-TF01", "notice number-if-temporary?"},
		{"TF-number, no date", "20150231-TF01", "", "fault number-date"},
		{"TF-number, raised day", "20150161-TF01", "", "fault number-date"},
		{"TF-number, to come", "20270101-TF01", "", "fault number-future"},
		{"TF-number with three digits", "20150101-TF012", "", "fault number-malformed"},
		{"interim number", "20000101-T220", "20000101-T220", "notice number-if-temporary?"},
		{"interim number, short", "000101-T220", "20000101-T220", expanded + "; notice number-if-temporary?"},
		{"interim number, lower case", "20000101-t220", "20000101-T220", "notice number-if-temporary?"},
		{"T-number without a check digit", "20150101-T123", "20150101-T123", "notice number-if-temporary?; notice number-interim-check"},
		{"interim number, raised day", "20000161-T220", "", "fault number-date"},
		{"interim number, month 00", "20000001-T220", "", "fault number-date"},
		{"E is no interim letter", "20000101-E220", "", "fault number-malformed"},
		{"A is no interim letter", "20000101-A220", "", "fault number-malformed"},
		{"Å is no letter at all", "20000101-Å220", "", "fault number-malformed"},

		{"organisation", "802005-1952", "", "fault number-organisation"},
		{"organisation, ten digits", "8572090606", "", "fault number-organisation"},
		{"organisation with 16", "168020051952", "", "fault number-organisation"},
		{"month 20, no organisation", "802005-1953", "", "fault number-date"},
		{"reserve number, Stockholm", "992012123458", "", "fault number-reserve"},
		{"reserve number, national", "221203042384", "", "fault number-reserve"},
		{"reserve number, national, of the last century", "22950607-2397", "", "fault number-reserve"},
		{"reserve number, Värmland", "20120304AB12", "", "fault number-reserve"},

		{"filler, Ladok's", "SKAPAS", "", "notice number-filler"},
		{"filler, zeros", "000000-0000", "", "notice number-filler"},
		{"filler, twelve zeros", "number:0", "", "notice number-filler"},
		{"filler, X", "XXXX", "", "notice number-filler"},
		{"filler, TF", "TF", "", "notice number-filler"},
		{"filler, question marks", "????", "", "notice number-filler"},
		{"filler, hyphen", "-", "", ""},
		{"filler, dash", "–", "", ""},
		{"filler, word", "saknas", "", ""},
		{"filler, word in capitals", "N/A", "", ""},
		{"blank", " ", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := IdentityNumber.read(cellOf(c.cell), surroundings{today: today})
			if r.value.Text != c.value || found(r) != c.found {
				t.Errorf("%q: got %q (%s), want %q (%s)", c.cell, r.value.Text, found(r), c.value, c.found)
			}
		})
	}
}

func TestIdentityNumberByFlag(t *testing.T) {
	for _, c := range []struct{ name, cell, temporary, permanent string }{
		{"real", "20191216-2383", "", ""},
		{"check digit", "20191216-2384", "notice number-temporary-check", "fault number-check-digit"},
		{"serial", "20150916-0006", "notice number-temporary-serial", "fault number-serial"},
		{"TF", "20150101-TF01", "", "fault number-stand-in"},
		{"interim", "20000101-T220", "", "fault number-stand-in"},
		{"T-number without a check digit", "20150101-T123", "notice number-interim-check", "fault number-stand-in"},
		{"no date", "20190431-2383", "fault number-date", "fault number-date"},
		{"to come", "20270101-2386", "fault number-future", "fault number-future"},
		{"coordination, month 00", "20120063-2394", "", ""},
		{"zero lost, check digit wrong", "number:905272382", "fault number-short", "fault number-short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for state, want := range map[State]string{Set: c.temporary, Null: c.permanent} {
				r := IdentityNumber.read(cellOf(c.cell), surroundings{today: today, temporary: state})
				if found(r) != want {
					t.Errorf("temporary %v: got %q, want %q", state == Set, found(r), want)
				}
			}
		})
	}
}

// aNumber draws a real number with a date of birth between 1900 and today.
func aNumber(t *rapid.T) identity.Number {
	day := today.AddDate(0, 0, -rapid.IntRange(0, 365*120).Draw(t, "days ago"))
	date := day.Format("20060102")
	serial := rapid.StringMatching(`\d{2}[1-9]`).Draw(t, "serial")
	for digit := '0'; digit <= '9'; digit++ {
		if n := identity.New(date, serial+string(digit)); n.Checks() {
			return n
		}
	}
	panic("no digit checks")
}

func readPermanent(text string) reading {
	return IdentityNumber.read(parse.Cell{Text: text, Kind: parse.Text}, surroundings{today: today, temporary: Null})
}

func TestIdentityNumberProperties(t *testing.T) {
	t.Run("every form of a number reads as that number", rapid.MakeCheck(func(t *rapid.T) {
		n := aNumber(t)
		date, tail, _ := strings.Cut(n.Normal(), "-")
		forms := []string{n.Normal(), date + tail, date + " " + tail, date + "–" + tail}
		if n.Year() > 1926 {
			forms = append(forms, n.Normal()[2:], date[2:]+tail)
		}
		form := rapid.SampledFrom(forms).Draw(t, "form")
		if r := readPermanent(form); r.value.Text != n.Normal() {
			t.Fatalf("%q reads as %q (%s)", form, r.value.Text, found(r))
		}
	}))
	t.Run("every single wrong digit is caught", rapid.MakeCheck(func(t *rapid.T) {
		n := aNumber(t)
		text := []byte(strings.ReplaceAll(n.Normal(), "-", ""))
		at := rapid.IntRange(2, 11).Draw(t, "at")
		text[at] = '0' + (text[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		for _, f := range readPermanent(string(text)).found {
			if f.severity == Fault {
				return
			}
		}
		t.Fatalf("%s passes for %s", text, n.Normal())
	}))
	t.Run("reading twice is reading once", rapid.MakeCheck(func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9OolITF +–-]{6,14}`).Draw(t, "text")
		if v := readPermanent(text).value; v.State == Set {
			if again := readPermanent(v.Text).value; !again.Equal(v) || IdentityNumber.Canon(v.Text) != v.Text {
				t.Fatalf("%q reads as %q, that as %q", text, v.Text, again.Text)
			}
		}
	}))
}

func FuzzIdentityNumber(f *testing.F) {
	for _, seed := range []string{"20191216-2383", "150101-TF01", "2.01912E+11", "905272381", "０", "2019 12 16 - 2383", "SKAPAS"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := IdentityNumber.read(parse.Cell{Text: text, Kind: parse.Text}, surroundings{today: today})
		Mask(text)
		if r.value.State != Set {
			return
		}
		n, ok := identity.Parse(r.value.Text)
		if !ok || n.Normal() != r.value.Text || IdentityNumber.Canon(r.value.Text) != r.value.Text {
			t.Fatalf("%q reads as %q, which is no normal form", text, r.value.Text)
		}
		if n.After(today) || !n.Dated() {
			t.Fatalf("%q reads as %q", text, r.value.Text)
		}
		if Mask(r.value.Text) != n.Masked() {
			t.Fatalf("the mask of %q is %q", r.value.Text, Mask(r.value.Text))
		}
	})
}
