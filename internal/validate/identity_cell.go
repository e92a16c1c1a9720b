package validate

import (
	"regexp"
	"strings"

	"importer/internal/parse"
	"importer/internal/validate/identity"
)

var (
	powerOfTen = regexp.MustCompile(`^[-+]?\d+([.,]\d+)?[eE][-+]?\d+$`)
	disguises  = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1")
	birthDate  = regexp.MustCompile(`^(\d{4})[-./]?(\d{2})[-./]?(\d{2})-?$|^(\d{2})-?(\d{2})-?(\d{2})-?$`)
)

// interimLetters are those of interim numbers: the eleven that Ladok uses, and
// P, which some universities do.
const interimLetters = "TRSUWXJKLMNP"

// readNumber reads an identity number in any of its written forms.
func readNumber(c cell, s surroundings) reading {
	switch c.kind {
	case parse.Date:
		return faulty(CodeNumberBirthDate)
	case parse.Boolean:
		return faulty(CodeStoredAsBoolean)
	}
	text, blanks := despace(hyphenate(c.raw))
	text = noFraction(text)
	if numberFiller(text) {
		return reading{}.with(Notice, CodeNumberFiller)
	}
	date, separator, tail, formed := identity.Split(text)
	if !formed {
		return readUnformed(text, s)
	}
	r := readFormed(date, separator, tail, s)
	if blanks && r.value.State == Set {
		r = r.becoming(Notice, CodeNumberBlanks, r.value.Text)
	}
	return r
}

// numberFiller reports whether text stands for a number that isn't known. Ladok
// has people write SKAPAS for a number to be made.
func numberFiller(text string) bool {
	switch strings.ToUpper(text) {
	case "SKAPAS", "TF":
		return true
	default:
		return text != "" && strings.Trim(text, "0xX?*_.+-") == ""
	}
}

// readFormed reads a number whose form is right: six or eight digits, a
// separator or none, and the last four characters.
func readFormed(date, separator, tail string, s surroundings) reading {
	if code, bad := foreignTail(tail); bad {
		return faulty(code)
	}
	if code, bad := foreignDate(date, tail); bad {
		return faulty(code)
	}
	var r reading
	n, long := identity.New(date, tail), len(date) == 8
	if !long {
		n = identity.InCentury(date, tail, separator == "+", s.today)
		r = r.becoming(Notice, CodeNumberExpanded, n.Normal())
	}
	if separator == "+" {
		r = r.becoming(Warning, CodeNumberPlus, n.Normal())
	}
	switch {
	case !n.Dated():
		return faulty(CodeNumberDate)
	case n.After(s.today):
		return faulty(CodeNumberFuture)
	}
	r.value = Of(n.Normal())
	r.found = append(r.found, judge(n, s.temporary)...)
	return r
}

// foreignTail gives the code for last four characters that no number has.
func foreignTail(tail string) (Code, bool) {
	letters := strings.TrimRight(tail, "0123456789")
	switch {
	case letters == "", strings.EqualFold(letters, "TF"):
		return "", false
	case isDigits(undisguised(letters)):
		return CodeNumberLetter, true
	case len(letters) == 2:
		return CodeNumberReserve, true // as Värmland writes them: YYYYMMDDABNC
	case !strings.Contains(interimLetters, strings.ToUpper(letters)):
		return CodeNumberMalformed, true
	default:
		return "", false
	}
}

// foreignDate gives the code for numbers of other kinds that have the form of
// an identity number: organisations' (the "month" is 20 or more; 16 stands for
// the century), and health care's reserve numbers (99 in Stockholm; 21, 22 or
// 23 for the century in the national form).
func foreignDate(date, tail string) (Code, bool) {
	century, short := "", date
	if len(date) == 8 {
		century, short = date[:2], date[2:]
	}
	if !isDigits(tail) {
		return CodeNumberDate, century != "" && century != "18" && century != "19" && century != "20"
	}
	switch century {
	case "", "16":
		organisation := short[2:4] >= "20" && identity.New("00"+short, tail).Checks()
		if organisation {
			return CodeNumberOrganisation, true
		}
		return CodeNumberDate, century == "16"
	case "18", "19", "20":
		return "", false
	case "21", "22", "23", "99":
		return CodeNumberReserve, true
	default:
		return CodeNumberDate, true
	}
}

// judge says what holds of a number depending on whether it is temporary. A
// temporary number is checked for form and date only; it may be made up, and
// may hide somebody.
func judge(n identity.Number, temporary State) []finding {
	var found []finding
	if n.Form().StandIn() {
		found = append(found, standIn(temporary)...)
		if temporary != Null && !n.Checks() {
			found = append(found, finding{severity: Notice, code: CodeNumberInterimCheck})
		}
		return found
	}
	if !n.Checks() {
		found = append(found, unfit(CodeNumberCheckDigit, temporary))
	}
	if !n.ValidSerial() {
		found = append(found, unfit(CodeNumberSerial, temporary))
	}
	return found
}

// standIn is what there is to say of a temporary or interim number.
func standIn(temporary State) []finding {
	switch temporary {
	case Null:
		return []finding{{severity: Fault, code: CodeNumberStandIn}}
	case Absent:
		return []finding{{severity: Notice, code: CodeNumberIfTemporary, proviso: true}}
	default:
		return nil
	}
}

// unfit is a finding about a number that nobody can have been given. A temporary
// one may be made up: nobody is told to look that up.
func unfit(code Code, temporary State) finding {
	if temporary == Set {
		return finding{severity: Notice, code: whereTemporary(code)}
	}
	return finding{severity: Fault, code: code, proviso: temporary == Absent}
}

// whereTemporary is the code that stands in the place of a fault's where the
// number is a temporary one.
func whereTemporary(code Code) Code {
	switch code {
	case CodeNumberCheckDigit:
		return CodeNumberTemporaryCheck
	case CodeNumberSerial:
		return CodeNumberTemporarySerial
	default:
		return code
	}
}

// readUnformed says why a text has no form of a number, and puts lost zeros
// back where that is certain.
func readUnformed(text string, s surroundings) reading {
	switch {
	case strings.ContainsAny(text, "eE") && powerOfTen.MatchString(text):
		return faulty(CodeNumberRounded)
	case isDigits(text) && len(text) >= 7 && len(text) <= 9:
		return readShort(text, s)
	case isBirthDate(text):
		return faulty(CodeNumberBirthDate)
	case isFormed(undisguised(text)):
		return faulty(CodeNumberLetter)
	default:
		return faulty(CodeNumberMalformed)
	}
}

// readShort puts the zeros back that a spreadsheet program dropped: only if
// date, birth number and check digit fit then.
func readShort(text string, s surroundings) reading {
	full := strings.Repeat("0", 10-len(text)) + text
	n := identity.InCentury(full[:6], full[6:], false, s.today)
	switch {
	case n.Real():
		return asking(n.Normal()).becoming(Warning, CodeNumberZeros, n.Normal())
	case isBirthDate(text):
		return faulty(CodeNumberBirthDate)
	default:
		return faulty(CodeNumberShort)
	}
}

// isBirthDate reports whether text is a date and nothing else.
func isBirthDate(text string) bool {
	if digits := countDigits(text); digits != 6 && digits != 8 {
		return false
	}
	m := birthDate.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	year, month, day := m[1], m[2], m[3]
	if year == "" {
		year, month, day = "20"+m[4], m[5], m[6]
	}
	_, exists := identity.New(year+month+day, "0000").Birth()
	return exists
}

// undisguised puts digits for the letters that are mistaken for them.
func undisguised(text string) string { return disguises.Replace(text) }

// isFormed reports whether a text has the form of a number, once blanks and odd
// hyphens are gone.
func isFormed(text string) bool {
	_, _, _, formed := identity.Split(text)
	return formed
}

// hyphenate puts plain hyphens and digits for what looks like them.
func hyphenate(text string) string {
	if isPlain(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\u00ad', r == '\ufe58', r == '\ufe63', r == '\uff0d':
			return '-'
		case r == '\uff0b':
			return '+'
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		default:
			return r
		}
	}, text)
}

// despace drops every blank, and reports whether there was one inside.
func despace(text string) (string, bool) {
	text = clean(text)
	bare := strings.ReplaceAll(text, " ", "")
	return bare, bare != text
}

// squeeze drops blanks and brings hyphens and digits into plain form.
func squeeze(text string) string {
	bare, _ := despace(hyphenate(text))
	return bare
}

// canonNumber gives the normal form of a number in full; a short one keeps its
// shape, because nothing tells its century.
func canonNumber(text string) string {
	text = clean(text)
	if n, ok := identity.Parse(strings.ToUpper(squeeze(text))); ok {
		return n.Normal()
	}
	return text
}
