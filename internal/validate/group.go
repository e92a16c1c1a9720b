package validate

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"importer/internal/parse"
)

var (
	// aPower is how a CSV file shows a number that was saved in powers of ten. A
	// class may be called 7E1, but not 7E+01.
	aPower = regexp.MustCompile(`^\d+([.,]\d+)?[eE]\+\d+$`)
	// aDay is how a CSV file shows what was typed as 1-2 or SEPT1.
	aDay = regexp.MustCompile(`^(?i:\d{1,2}-(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)|` +
		`(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)-\d{2}|\d{4}-\d{2}-\d{2})$`)
	// powered is a number that may have been typed with an E for its zeros.
	powered = regexp.MustCompile(`^([1-9])(0+)$`)
)

// readTitle reads the name of a group. A spreadsheet program makes a number of
// 7E1 and a date of 1-2; what was typed isn't in the file then, and is asked
// for.
func readTitle(c cell, _ surroundings) reading {
	switch {
	case c.kind == parse.Boolean:
		return faulty(CodeStoredAsBoolean)
	case c.kind == parse.Date, c.kind == parse.Text && strings.Contains(c.text, "-") && aDay.MatchString(c.text):
		return faulty(CodeGroupDate).guessing(dayTyped(c.text))
	case c.kind == parse.Number, isPower(c.text):
		return faulty(CodeGroupNumber).guessing(powerTyped(c.text))
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	if strings.ContainsAny(strings.Trim(c.raw, " ;\r\n"), ";\n\r") {
		return faulty(CodeGroupSeveral)
	}
	return asking(c.text)
}

// guessing adds to the last finding what may have been typed.
func (r reading) guessing(what string) reading {
	if what != "" {
		r.found[len(r.found)-1].args = map[string]string{"to": what}
	}
	return r
}

// isPower reports whether a CSV file shows a number in powers of ten.
func isPower(text string) bool { return strings.Contains(text, "+") && aPower.MatchString(text) }

// dayTyped is what a date may have been: day and month.
func dayTyped(text string) string {
	if len(text) < len(isoDate) {
		return ""
	}
	day, err := time.Parse(isoDate, text[:len(isoDate)])
	if err != nil {
		return ""
	}
	return day.Format("2-1")
}

// powerTyped is what a number may have been: 70 is 7E1.
func powerTyped(text string) string {
	if m := powered.FindStringSubmatch(noFraction(text)); m != nil {
		return m[1] + "E" + string(rune('0'+min(len(m[2]), 9)))
	}
	return ""
}

// noType is the word for a group that has none of the types; a group of it is
// told by its members. A list leaves it out.
const noType = "Undervisning"

// groupTypes are the words for the types of groups, the system's own and those
// of SS12000.
var groupTypes = vocabulary(map[string]string{
	"Class":     "class klass k basgrupp",
	"Childcare": "childcare fritids fritidshem avdelning omsorg förskoleavdelning",
	"Mentor":    "mentor mentorsgrupp mentorgrupp",
	noType:      "undervisning",
})

// readGroupType reads one type of a group.
func readGroupType(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	if word, ok := groupTypes[strings.ToLower(c.text)]; ok {
		return asking(word)
	}
	return faulty(CodeGroupTypeUnknown)
}

func canonGroupType(text string) string {
	text = clean(text)
	if word, ok := groupTypes[strings.ToLower(text)]; ok {
		return word
	}
	return text
}

// readChoice reads one of the column's choices.
func readChoice(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	text := c.text
	if c.kind == parse.Number {
		text = noFraction(text)
	}
	if word, ok := chosenOf(s.choices, text); ok {
		return asking(word)
	}
	r := faulty(CodeChoiceUnknown)
	r.found[0].args = map[string]string{"choices": strings.Join(s.choices, ", ")}
	return r
}

// chosenOf gives the choice that a text means, case aside; the text itself where
// there is nothing to choose from.
func chosenOf(choices []string, text string) (string, bool) {
	if len(choices) == 0 {
		return text, true
	}
	for _, word := range choices {
		if clean(word) == text {
			return word, true
		}
	}
	for _, word := range choices {
		if Fold(word) == Fold(text) {
			return word, true
		}
	}
	return "", false
}

// readLink reads an address on the web.
func readLink(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	address, err := url.Parse(c.text)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Hostname() == "" || strings.Contains(c.text, " ") {
		return faulty(CodeLinkMalformed)
	}
	return asking(c.text)
}
