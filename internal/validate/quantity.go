package validate

import (
	"regexp"
	"strconv"
	"strings"

	"importer/internal/parse"
)

var (
	decimal  = regexp.MustCompile(`^-?\d+([.,]\d+)?$`)
	inGroups = regexp.MustCompile(`^-?\d{1,3}( \d{3})+([.,]\d+)?$`) // 4 410, as Swedish has it
)

// readWhole reads a whole number of 1 or more, such as the size of a group.
func readWhole(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	n, ok := wholeNumber(c.text)
	if !ok || n < 1 {
		return faulty(CodeWholeMalformed)
	}
	return asking(strconv.FormatInt(n, 10))
}

// wholeNumber reads digits, with or without a .0 after them. What no server's
// 32 bits can hold is none.
func wholeNumber(text string) (int64, bool) {
	text = noFraction(text)
	if !isDigits(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return n, err == nil
}

func canonWhole(text string) string {
	text = clean(text)
	if n, ok := wholeNumber(text); ok {
		return strconv.FormatInt(n, 10)
	}
	return text
}

// readDecimal reads a number, with a comma or a point.
func readDecimal(c cell, _ surroundings) reading {
	if code, bad := misplacedButNumber(c.kind); bad {
		return faulty(code)
	}
	if !isDecimal(hyphenate(c.text)) {
		return faulty(CodeDecimalMalformed)
	}
	return asking(canonDecimal(c.text))
}

func isDecimal(text string) bool { return decimal.MatchString(text) || inGroups.MatchString(text) }

// canonDecimal writes a number with a point, and without zeros that say nothing.
func canonDecimal(text string) string {
	text = clean(text)
	bare := hyphenate(text)
	if !isDecimal(bare) {
		return text
	}
	bare = strings.NewReplacer(" ", "", ",", ".").Replace(bare)
	digits, negative := strings.CutPrefix(bare, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if negative && whole != "0" {
		return "-" + whole
	}
	return whole
}

// readUnchecked reads what only a server knows the kind of. A number, a date or
// a truth value is as good as text; a person's identity number never is.
func readUnchecked(c cell, s surroundings) reading {
	switch {
	case passesForNumber(noFraction(c.text)):
		return faulty(CodeNumberUnwanted)
	case c.kind == parse.Boolean:
		return asking(strings.ToLower(c.text))
	case c.kind == parse.Number, c.kind == parse.Date:
		return asking(noFraction(c.text))
	default:
		return readText(c, s)
	}
}
