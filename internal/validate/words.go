package validate

import (
	"strings"

	"importer/internal/parse"
)

// genders are the words for a gender. 1, 2 and 9 are ISO 5218's.
var genders = vocabulary(map[string]string{
	"Female": "female f kvinna k kv flicka fl tjej woman girl w 2 jente",
	"Male":   "male m man pojke p po kille boy 1 gutt",
	"Other":  "other annat annan icke-binär övrigt o x 9",
})

// unknownGender are the words for a gender that isn't known; some have blanks.
var unknownGender = []string{"okänt", "okänd", "unknown", "u", "0", "vet ej", "uppgift saknas"}

// truths are the words for yes and no.
var truths = vocabulary(map[string]string{
	"true":  "true sant ja j yes y 1 x ✓ ✔ on t 1,0 1.0",
	"false": "false falskt falsk nej n no 0 off f 0,0 0.0",
})

// vocabulary turns lists of words round: from each word to what it means.
func vocabulary(lists map[string]string) map[string]string {
	meaning := map[string]string{}
	for means, list := range lists {
		for _, word := range strings.Fields(list) {
			meaning[word] = means
		}
	}
	return meaning
}

// readGender reads a gender, in Swedish or English. What isn't known is left
// alone.
func readGender(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	word := strings.ToLower(noFraction(c.text))
	for _, unknown := range unknownGender {
		if word == unknown {
			return reading{}
		}
	}
	if gender, ok := genders[word]; ok {
		return asking(gender)
	}
	return faulty(CodeGenderUnknown)
}

func canonGender(text string) string {
	text = clean(text)
	if gender, ok := genders[strings.ToLower(text)]; ok {
		return gender
	}
	return text
}

// readBoolean reads yes or no, in Swedish or English.
func readBoolean(c cell, _ surroundings) reading {
	if c.kind == parse.Date {
		return faulty(CodeStoredAsDate)
	}
	if truth, ok := truths[strings.ToLower(c.text)]; ok {
		return asking(truth)
	}
	return faulty(CodeBooleanUnknown)
}

func canonBoolean(text string) string {
	text = clean(text)
	if truth, ok := truths[strings.ToLower(text)]; ok {
		return truth
	}
	return text
}
