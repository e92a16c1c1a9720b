package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettlePerson(t *testing.T) {
	const (
		real    = "20191216-2383"
		other   = "20120304-2385"
		standIn = "20191216-TF01"
		interim = "20191216-T220"
		wrong   = "20191216-2384"
	)
	fault := Problem{Severity: Fault, Code: CodeNumberCheckDigit}
	notice := Problem{Severity: Notice, Code: CodeNumberIfTemporary}
	serial := Problem{Severity: Fault, Code: CodeNumberSerial}
	expanded := Problem{Severity: Notice, Code: CodeNumberExpanded, Args: map[string]string{"to": "20191216-****"}}
	set := func(pairs ...string) map[string]Value {
		fields := map[string]Value{}
		for i := 0; i < len(pairs); i += 2 {
			fields[pairs[i]] = Of(pairs[i+1])
		}
		return fields
	}
	const number, flag = fieldNumber, fieldTemporary
	for _, c := range []struct {
		name     string
		key      string
		asks     map[string]Value
		provisos []Problem
		short    bool
		held     string
		marked   string
		want     map[string]Value
		problems string
	}{
		{name: "nothing to settle", key: number, asks: set("firstName", "Anna"), held: real, marked: "false", want: set("firstName", "Anna")},
		{name: "a real number for a temporary one, by the old number", key: number, asks: set(number, real), held: standIn, marked: "true",
			want: set(number, real, flag, "false"), problems: "notice temporary-ended"},
		{name: "a real number for a temporary one, by id", key: "id", asks: set(number, real), held: interim, marked: "true",
			want: set(number, real, flag, "false"), problems: "notice temporary-ended"},
		{name: "a real number for a made-up one, by source id", key: "external.sourceID", asks: set(number, real), held: wrong, marked: "true",
			want: set(number, real, flag, "false"), problems: "notice temporary-ended"},
		{name: "a real number for a temporary one, by address", key: "emailAddress1", asks: set(number, real), held: standIn, marked: "true",
			want: set(number, real), problems: "fault number-unlinked"},
		{name: "another number, by address", key: "emailAddress1", asks: set(number, other), held: real, marked: "false",
			want: set(number, other), problems: "fault number-unlinked"},
		{name: "the same number, by address", key: "emailAddress1", asks: set(number, real), held: real, marked: "false", want: set(number, real)},
		{name: "another real number", key: "id", asks: set(number, other), held: real, marked: "false", want: set(number, other)},
		{name: "the row keeps the mark", key: "id", asks: set(number, real, flag, "true"), held: standIn, marked: "true", want: set(number, real, flag, "true"), problems: "warning temporary-valid"},
		{name: "a mark and a new real number", key: "id", asks: set(number, other, flag, "true"), held: real, marked: "false", want: set(number, other, flag, "true"), problems: "warning temporary-valid"},
		{name: "a mark and a new temporary number", key: "id", asks: set(number, standIn, flag, "true"), held: real, marked: "false", want: set(number, standIn, flag, "true")},
		{name: "a mark that is there already", key: "id", asks: set(flag, "true"), held: real, marked: "true", want: set(flag, "true")},
		{name: "the row ends the mark", key: "id", asks: set(number, real, flag, "false"), held: standIn, marked: "true", want: set(number, real, flag, "false")},
		{name: "the mark is gone already", key: number, asks: set(number, real), held: real, marked: "false", want: set(number, real)},

		{name: "a temporary number in a record that isn't marked", key: "id", asks: set(number, standIn), provisos: []Problem{notice}, held: real, marked: "false",
			want: set(number, standIn), problems: "fault number-stand-in"},
		{name: "found by a temporary number that isn't marked", key: number, provisos: []Problem{notice}, held: standIn, marked: "false",
			want: set(), problems: "fault number-stand-in"},
		{name: "a temporary number for another", key: "id", asks: set(number, standIn), provisos: []Problem{notice}, held: interim, marked: "true", want: set(number, standIn)},
		{name: "a wrong check digit that isn't temporary", key: number, provisos: []Problem{fault}, held: wrong, marked: "false", want: set(), problems: "fault number-check-digit"},
		{name: "a wrong check digit that is temporary", key: number, provisos: []Problem{fault}, held: wrong, marked: "true", want: set(), problems: "notice number-temporary-check"},
		{name: "000 in a number that is temporary", key: number, provisos: []Problem{serial}, held: "20150916-0006", marked: "true", want: set(), problems: "notice number-temporary-serial"},
		{name: "000 in a number that isn't temporary", key: number, provisos: []Problem{serial}, held: "20150916-0006", marked: "false", want: set(), problems: "fault number-serial"},
		{name: "a wrong number doesn't end the mark", key: "id", asks: set(number, wrong), provisos: []Problem{fault}, held: standIn, marked: "true",
			want: set(number, wrong), problems: "notice number-temporary-check"},
		{name: "a record without a mark", key: number, provisos: []Problem{fault}, held: wrong, want: set(), problems: "fault number-check-digit"},

		{name: "no mark, the number stays temporary", key: "id", asks: set(flag, "false"), held: standIn, marked: "true", want: set(flag, "false"), problems: "fault temporary-kept"},
		{name: "no mark, the number stays wrong", key: "id", asks: set(flag, "false"), held: wrong, marked: "true", want: set(flag, "false"), problems: "fault temporary-kept"},
		{name: "no mark, the number was real", key: "id", asks: set(flag, "false"), held: real, marked: "true", want: set(flag, "false")},
		{name: "a mark on a real number", key: "id", asks: set(flag, "true"), held: real, marked: "false", want: set(flag, "true"), problems: "warning temporary-valid"},
		{name: "a mark on a temporary number", key: "id", asks: set(flag, "true"), held: standIn, marked: "false", want: set(flag, "true")},

		{name: "the record's century", key: "id", asks: set(number, real), short: true, provisos: []Problem{expanded}, held: "19191216-2383", marked: "false",
			want: set(number, "19191216-2383"), problems: "notice number-expanded 19191216-****"},
		{name: "the century of both", key: "id", asks: set(number, real), short: true, provisos: []Problem{expanded}, held: other, marked: "false",
			want: set(number, real), problems: "notice number-expanded 20191216-****"},
		{name: "the century of a number that ends the mark", key: "id", asks: set(number, real), short: true, provisos: []Problem{expanded}, held: standIn, marked: "true",
			want: set(number, real, flag, "false"), problems: "notice temporary-ended; notice number-expanded 20191216-****"},
		{name: "the row's own century", key: "id", asks: set(number, real), held: "19191216-2383", marked: "false", want: set(number, real)},
		{name: "not only the century", key: "id", asks: set(number, real), short: true, held: "19191216-2391", marked: "false", want: set(number, real)},
	} {
		t.Run(c.name, func(t *testing.T) {
			current := map[string]Value{number: Of(c.held)}
			if c.marked != "" {
				current[flag] = Of(c.marked)
			}
			r := Record{Row: 2, Key: Key{Field: c.key}, Fields: c.asks, Provisos: c.provisos, Short: c.short}
			if r.Fields == nil {
				r.Fields = set()
			}
			before := len(r.Fields)
			got, problems := SettlePerson(r, current)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			for i, p := range problems {
				problems[i].Cell = p.Args["to"]
			}
			if brief(problems) != c.problems {
				t.Errorf("said %q, want %q", brief(problems), c.problems)
			}
			if len(r.Fields) != before {
				t.Error("the row's own fields were changed")
			}
		})
	}
}

func TestCheckPupil(t *testing.T) {
	for _, c := range []struct{ number, birth, gender, flag, want string }{
		{"20191216-2383", "2019-12-16", "Female", "", ""},
		{"20191216-2383", "2019-12-17", "Female", "", "warning birth-differs"},
		{"20191216-2383", "", "Male", "", "warning gender-differs"},
		{"20191216-2383", "", "Other", "", ""},
		{"20191216-2384", "", "Male", "true", "notice gender-differs"},
		{"20191216-TF01", "2019-12-17", "Male", "", "warning birth-differs; notice gender-differs"},
		{"20120376-2396", "2012-03-16", "Male", "", ""},
		{"20120063-2394", "2012-05-03", "Male", "", ""},
		{"20120491-2388", "2012-04-30", "Female", "", ""},
		{"", "2026-11-23", "", "", "fault birth-future"},
		{"", "2026-11-22", "", "", ""},
		{"", "1990-01-01", "", "", "warning age-implausible"},
		{"19950607-2397", "", "", "", "warning age-implausible"},
		{"19960607-2396", "", "", "", ""},
		{"", "", "Male", "", ""},
	} {
		values := map[string]Value{}
		for field, text := range map[string]string{fieldNumber: c.number, fieldDateOfBirth: c.birth, fieldGender: c.gender, fieldTemporary: c.flag} {
			if text != "" {
				values[field] = Of(text)
			}
		}
		if got := brief(CheckPupil(values, today)); got != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

// A postal code abroad is left as it is written, whether the row or the record
// knows the country.
func TestPostalCodesAbroad(t *testing.T) {
	schema := Schema{Columns: []Column{{Field: fieldPostalCode, Kind: PostalCode}, {Field: fieldCountry, Kind: Country}}}
	german := schema.Normal(map[string]Value{fieldPostalCode: Of(" 10115 "), fieldCountry: Of("deu")})
	if got := german[fieldPostalCode].Text; got != "10115" {
		t.Errorf("a German record's code is %q", got)
	}
	swedish := schema.Normal(map[string]Value{fieldPostalCode: Of("16956"), fieldCountry: Of("SWE")})
	if got := swedish[fieldPostalCode].Text; got != "169 56" {
		t.Errorf("a Swedish record's code is %q", got)
	}
	if got := readPostalCode(cell{text: "10115"}, surroundings{country: "DEU"}).value.Text; got != "10115" {
		t.Errorf("in a row with a country it is read as %q", got)
	}
	for sheet, want := range map[string]string{"101 15": "10115", "202 53": "20253"} {
		fields, _ := SettlePerson(Record{Fields: map[string]Value{fieldPostalCode: Of(sheet)}}, german)
		if got := fields[fieldPostalCode].Text; got != want {
			t.Errorf("held against a German record, %q is %q; want %q", sheet, got, want)
		}
	}
}
