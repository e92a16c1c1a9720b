package validate

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"importer/internal/parse"
)

// readCountry reads a country: its Swedish or English name, its code of two or
// three letters, or its number, all as in ISO 3166-1.
func readCountry(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	text := c.text
	if c.kind == parse.Number {
		text = noFraction(text)
	}
	if code, ok := countryCode(text); ok {
		return asking(code)
	}
	return faulty(CodeCountryUnknown)
}

// canonCountry gives the code, in capitals as servers keep it.
func canonCountry(text string) string {
	text = clean(text)
	if code, ok := countryCode(text); ok {
		return code
	}
	return text
}

// countryCode gives the alpha-3 code of a country.
func countryCode(text string) (string, bool) {
	name := Fold(text)
	if code, ok := countryNames()[name]; ok {
		return code, true
	}
	if len(name) > 3 {
		return "", false
	}
	region, err := language.ParseRegion(name)
	if err != nil {
		return "", false
	}
	return alpha3(region)
}

// alpha3 gives a region's code if it is a country of today. The library has no
// such code for some regions, one of its own for Kosovo, and knows countries
// that are gone, though not by name.
func alpha3(region language.Region) (string, bool) {
	code := region.ISO3()
	if !region.IsCountry() || code == "ZZZ" || code == "XKK" || region.Canonicalize() != region {
		return "", false
	}
	return code, display.English.Regions().Name(region) != ""
}

// countryNames leads from Swedish and English names, folded, to codes. It is
// made once, when a sheet first asks.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{
		"s": "SWE", "sve": "SWE", "uk": "GBR", "england": "GBR", "usa": "USA", "holland": "NLD",
		"kina": "CHN", "palestina": "PSE", "vitryssland": "BLR", "burma": "MMR",
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			region, err := language.ParseRegion(string([]rune{a, b}))
			if err != nil {
				continue
			}
			code, ok := alpha3(region)
			if !ok {
				continue
			}
			for _, in := range []language.Tag{language.Swedish, language.English} {
				if name := display.Regions(in).Name(region); strings.TrimSpace(name) != "" {
					names[Fold(name)] = code
				}
			}
		}
	}
	return names
})
