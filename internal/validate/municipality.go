package validate

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"importer/internal/parse"
)

// municipalityList holds Statistics Sweden's codes and names, a line each.
//
//go:embed municipalities.csv
var municipalityList string

var codeAndName = regexp.MustCompile(`^(\d{3,4})[ -]+(\pL.*)$`)

// readMunicipality reads a municipality by its code or its name.
func readMunicipality(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	text := squeezeHyphens(c.text)
	if c.kind == parse.Number {
		text = noFraction(text)
	}
	if m := codeAndName.FindStringSubmatch(text); m != nil {
		return readCodeAndName(m[1], m[2])
	}
	if isDigits(text) {
		return readMunicipalityCode(text)
	}
	if code, ok := municipalityNamed(text); ok {
		return asking(code)
	}
	return faulty(CodeMunicipalityUnknown)
}

// readCodeAndName reads "0184 Solna". The two must agree.
func readCodeAndName(digits, name string) reading {
	r := readMunicipalityCode(digits)
	if code, ok := municipalityNamed(name); r.value.State == Set && (!ok || code != r.value.Text) {
		return faulty(CodeMunicipalityDiffers)
	}
	return r
}

// readMunicipalityCode reads digits. Three are always a code that has lost its
// leading zero.
func readMunicipalityCode(digits string) reading {
	known := municipalities().codes
	switch {
	case len(digits) == 4 && known[digits]:
		return asking(digits)
	case len(digits) == 3 && known["0"+digits]:
		return asking("0"+digits).becoming(Notice, CodeMunicipalityZero, "0"+digits)
	case len(digits) <= 2, len(digits) == 4 && strings.HasPrefix(digits, "00"):
		return faulty(CodeMunicipalityCounty)
	default:
		return faulty(CodeMunicipalityUnknown)
	}
}

// municipalityNamed gives the code of a name, with or without " kommun" or
// " stad" and the s before it. Letters aren't folded: Håbo isn't Habo.
func municipalityNamed(name string) (string, bool) {
	names := municipalities().names
	name = Fold(name)
	bare := strings.TrimSuffix(strings.TrimSuffix(name, " kommun"), " stad")
	for _, try := range []string{name, bare, strings.TrimSuffix(bare, "s"), bare + "n"} {
		if code, ok := names[try]; ok && (try != bare+"n" || bare != name) {
			return code, true
		}
	}
	return "", false
}

// canonMunicipality gives the code.
func canonMunicipality(text string) string {
	text = clean(text)
	if r := readMunicipality(cell{text: text}, surroundings{}); r.value.State == Set {
		return r.value.Text
	}
	return strings.ToUpper(text)
}

type register struct {
	codes map[string]bool
	names map[string]string // from a folded name to the code
}

// municipalities is the register. It is made once, when a sheet first asks.
var municipalities = sync.OnceValue(func() register {
	r := register{codes: map[string]bool{}, names: map[string]string{}}
	for line := range strings.Lines(municipalityList) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), ",")
		if isDigits(code) {
			r.codes[code] = true
			r.names[Fold(name)] = code
		}
	}
	return r
})
