package validate

import (
	"slices"
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
func readGender(c cell, s surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	word := strings.ToLower(noFraction(c.text))
	for _, unknown := range unknownGender {
		if word == unknown {
			return reading{}
		}
	}
	gender, ok := genders[word]
	switch {
	case !ok:
		return faulty(CodeGenderUnknown)
	case s.several && genderCode(word) != "":
		return faulty(CodeGenderSeveral)
	default:
		return asking(gender)
	}
}

// schemes are the genders of one sign that go together: Swedish registers' K and
// M, English F and M, Flicka and Pojke, and ISO 5218's numbers. In a column with
// others K may be Kille, and M Mamma.
var schemes = []string{"kmoxu", "fmoxu", "wmoxu", "fpoxu", "0129"}

// genderCode is a gender of one sign, in lower case; "" if the text is none.
func genderCode(text string) string {
	text = strings.ToLower(noFraction(text))
	if r := []rune(text); len(r) != 1 || isFiller(text) {
		return ""
	}
	return text
}

// oneScheme reports whether signs belong together.
func oneScheme(signs map[string]bool) bool {
	return slices.ContainsFunc(schemes, func(scheme string) bool {
		for sign := range signs {
			if !strings.Contains(scheme, sign) {
				return false
			}
		}
		return true
	})
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
