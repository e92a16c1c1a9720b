package validate

import "testing"

func TestPostalCode(t *testing.T) {
	testKind(t, PostalCode, []kindCase{
		{"with blank", "169 56", "169 56", ""},
		{"without", "16956", "169 56", ""},
		{"two blanks", "169  56", "169 56", ""},
		{"no-break blank", "169\u00a056", "169 56", ""},
		{"number", "number:16956", "169 56", ""},
		{"float", "16956.0", "169 56", ""},
		{"country before", "SE-169 56", "169 56", ""},
		{"short country before", "S-16956", "169 56", ""},
		{"town behind", "169 56 Solna", "169 56", "notice postal-town"},
		{"more than a town behind", "169 56 Solna 2", "", "fault postal-malformed"},
		{"four digits", "1695", "", "fault postal-four"},
		{"leading zero", "06956", "", "fault postal-malformed"},
		{"date", "date:2026-01-01", "", "fault cell-date"},
	})
	abroad := surroundings{today: today, country: "NOR"}
	kindCase{"foreign", "0150", "0150", ""}.test(t, PostalCode, abroad)
	kindCase{"foreign letters", "SW1A 1AA", "SW1A 1AA", ""}.test(t, PostalCode, abroad)
	kindCase{"Swedish by its country", "1695", "", "fault postal-four"}.test(t, PostalCode, surroundings{country: "SWE"})
}

func TestTown(t *testing.T) {
	testKind(t, Town, []kindCase{
		{"plain", "Solna", "Solna", ""},
		{"code before", "169 56 Solna", "Solna", "notice town-code"},
		{"code before, garbled", "169 56 LÃ¤nna", "", "fault text-garbled"},
		{"code alone", "169 56", "", "fault town-digits"},
		{"digits", "12345", "", "fault town-digits"},
		{"a letter among digits", "Solna 2", "Solna 2", ""},
		{"number", "number:16956", "", "fault cell-number"},
	})
	kindCase{"abroad", "10115 Berlin", "10115 Berlin", ""}.test(t, Town, surroundings{country: "DEU"})
}
