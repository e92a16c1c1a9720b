package sandbox

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCheckIdentity(t *testing.T) {
	tests := []struct {
		name      string
		number    string
		real      bool // acceptable as it is
		temporary bool // acceptable with the temporary mark
	}{
		{"an ordinary one", "20191216-2383", true, true},
		{"a wrong check digit", "20191216-2384", false, true},
		{"the documentation's example", "20191216-1234", false, true},
		{"a serial that is never given out", "20150916-0006", false, true},
		{"letters TF", "20150101-TF01", false, true},
		{"small letters", "20150101-tf01", false, false},
		{"an interim number", "19980527-T281", false, true},
		{"two letters", "20150101-AB01", false, false},
		{"a coordination number", "20090477-2381", true, true},
		{"a coordination number of no known month", "20090077-" + serial("090077238"), true, true},
		{"a coordination number of no known day", "20090460-" + serial("090460238"), true, true},
		{"a coordination number of 31 April", "20090491-" + serial("090491238"), true, true},
		{"month 13", "20091377-" + serial("091377238"), false, false},
		{"31 April", "20090431-" + serial("090431238"), false, false},
		{"day 92", "20090492-" + serial("090492238"), false, false},
		{"no hyphen", "201912162383", false, false},
		{"a plus", "20191216+2383", false, false},
		{"no century", "191216-2383", false, false},
		{"a blank before it", " 20191216-2383", false, false},
		{"a line break after it", "20191216-2383\n", false, false},
		{"other digits", "20191216-２３８３", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := checkIdentity(test.number, false); (err == nil) != test.real {
				t.Errorf("%s: %v", test.number, err)
			}
			if err := checkIdentity(test.number, true); (err == nil) != test.temporary {
				t.Errorf("%s as temporary: %v", test.number, err)
			}
		})
	}
}

// A letter is refused by itself, and not because the digits don't add up.
func TestLettersAreTemporary(t *testing.T) {
	for _, letter := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		for _, check := range "0123456789" {
			number := "19980527-" + string(letter) + "28" + string(check)
			if checkIdentity(number, false) == nil || checkIdentity(number, true) != nil {
				t.Errorf("%s is judged wrongly", number)
			}
		}
	}
}

// serial gives the last four of ten digits, of which the check digit is found
// by trying.
func serial(nine string) string {
	for _, check := range "0123456789" {
		if isLuhn(nine + string(check)) {
			return nine[6:] + string(check)
		}
	}
	return ""
}

// Every single wrong digit among the ten that count is noticed.
func TestCheckDigitNoticesOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.StringMatching(`[0-9]{9}`).Draw(t, "nine")
		right := nine[:6] + serial(nine)
		at := rapid.IntRange(0, 9).Draw(t, "at")
		by := byte(rapid.IntRange(1, 9).Draw(t, "by"))
		wrong := []byte(right)
		wrong[at] = '0' + (wrong[at]-'0'+by)%10
		if !isLuhn(right) || isLuhn(string(wrong)) {
			t.Fatalf("%s and %s", right, wrong)
		}
	})
}

func FuzzCheckIdentity(f *testing.F) {
	for _, number := range []string{"20191216-2383", "20150101-TF01", "20090477-2381", "", "-", "20191216-"} {
		f.Add(number, true)
		f.Add(number, false)
	}
	f.Fuzz(func(t *testing.T, number string, temporary bool) {
		if checkIdentity(number, temporary) != nil {
			return
		}
		if len(number) != 13 || number[8] != '-' || strings.ToUpper(number) != number {
			t.Errorf("%q is accepted", number)
		}
		if !temporary && checkIdentity(number, true) != nil {
			t.Errorf("%q is accepted only if it is real", number)
		}
	})
}

func TestForms(t *testing.T) {
	tests := []struct {
		form form
		text string
		want string // empty: not acceptable
	}{
		{phone, "+46701740605", "+46701740605"},
		{phone, "+46 70-174\u00a006 05", "+46701740605"},
		{phone, "+46 (0)70-174 06 05", ""},
		{phone, "0046701740605", ""},
		{phone, "+0701740605", ""},
		{phone, "+46", ""},
		{phone, "112", ""},
		{mailbox, "nora.ek@elev.example.se", "nora.ek@elev.example.se"},
		{mailbox, "Nora+a@example.se", "Nora+a@example.se"},
		{mailbox, "nora.ek", ""},
		{mailbox, "nora.ek@skola", ""},
		{mailbox, "nora.ek@example.se.", ""},
		{mailbox, "nora@ek@example.se", ""},
		{mailbox, "nora ek@example.se", ""},
		{mailbox, "nora@example.se, otto@example.se", ""},
		{mailbox, "Nora Ek <nora@example.se>", ""},
		{municipality, "0184", "0184"},
		{municipality, "184", ""},
		{municipality, "0001", ""},
		{municipality, "Solna", ""},
		{country, "swe", "SWE"},
		{country, "SE", ""},
		{country, "ZZZ", ""},
		{gender, "female", "Female"},
		{gender, "Flicka", ""},
		{date, "2019-12-16", "2019-12-16"},
		{date, "2019-2-16", ""},
		{date, "2019-02-30", ""},
		{date, "19-12-16", ""},
		{identifier, "7C1F52D3-0B7E-4D0A-9C55-2F3A64D1B0AA", "7c1f52d3-0b7e-4d0a-9c55-2f3a64d1b0aa"},
		{identifier, "{7c1f52d3-0b7e-4d0a-9c55-2f3a64d1b0aa}", ""},
		{identifier, "7c1f52d30b7e4d0a9c552f3a64d1b0aa", ""},
	}
	for _, test := range tests {
		got, ok := test.form.normal(test.text)
		if ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%q becomes %q, %t; want %q", test.text, got, ok, test.want)
		}
	}
}

func TestCodes(t *testing.T) {
	for name, test := range map[string]struct {
		list         string
		count, width int
	}{
		"municipalities": {municipalityCodes, 290, 4},
		"countries":      {countryCodes, 249, 3},
	} {
		seen := map[string]bool{}
		for code := range strings.FieldsSeq(test.list) {
			if len(code) != test.width || seen[code] {
				t.Errorf("%s: %q is too long, too short or twice", name, code)
			}
			seen[code] = true
		}
		if len(seen) != test.count {
			t.Errorf("%d %s, want %d", len(seen), name, test.count)
		}
	}
}
