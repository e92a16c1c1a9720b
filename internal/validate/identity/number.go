// Package identity knows Swedish identity numbers: their forms, what their digits
// tell, and which of them can be somebody's. It reads no cells and no sheets.
//
// The rules are the Swedish Tax Agency's for personal and coordination numbers,
// Ladok's for interim numbers, and Statistics Sweden's for the TF-numbers of schools.
package identity

import (
	"strconv"
	"strings"
	"time"
)

// A Form tells kinds of identity numbers apart.
type Form uint8

// The forms.
const (
	Ordinary     Form = iota + 1 // personnummer: 20191216-2383
	Coordination                 // samordningsnummer: the day is raised by 60, 19701063-2391
	Interim                      // higher education, or IVO's T-number: a letter and three digits, 20000101-T220
	Temporary                    // TF-nummer of schools: TF and two digits, 20150101-TF01
)

// StandIn reports whether numbers of the form only stand in for a real one.
func (f Form) StandIn() bool { return f == Interim || f == Temporary }

// A Number is a Swedish identity number whose form is right. Whether its date
// and its check digit are is another question. The zero Number is none.
type Number struct {
	year, month, day int    // as written: the day of a coordination number is raised
	tail             string // the last four characters, in upper case
}

// raised is what is added to the day in a coordination number.
const raised = 60

// Parse reads a number in full, as a record or a value holds it: eight digits, a
// sign - or + or none, and four digits, a capital and three, or TF and two.
func Parse(text string) (Number, bool) {
	date, _, tail, ok := Split(text)
	if !ok || len(date) != 8 || !inFull(tail) {
		return Number{}, false
	}
	return New(date, tail), true
}

// inFull reports whether the last four characters are such as a number in full has.
func inFull(tail string) bool {
	letters := strings.TrimRight(tail, "0123456789")
	return letters == "" || letters == "TF" || len(letters) == 1 && letters < "a"
}

// Split parts a text that has the form of a number, with its century or without:
// six or eight digits, a sign - or + or none, and last four characters, which are
// digits but for a letter or two at their beginning.
func Split(text string) (date, sign, tail string, ok bool) {
	const short, full, last = 6, 8, 4
	n := len(text) - last
	if n < short || n > full+1 {
		return "", "", "", false
	}
	date, tail = text[:n], text[n:]
	if n%2 == 1 {
		date, sign = text[:n-1], text[n-1:n]
	}
	return date, sign, tail, isDigits(date) && (sign == "" || sign == "-" || sign == "+") && isTail(tail)
}

// isTail reports whether four characters are digits but for a letter or two at their
// beginning.
func isTail(text string) bool {
	for i := range 2 {
		if letter := text[i] | 0x20; letter < 'a' || letter > 'z' {
			return isDigits(text[i:])
		}
	}
	return isDigits(text[2:])
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// New makes a number of eight digits, the date with its century, and the last four
// characters.
func New(date, tail string) Number {
	digits := func(text string) int {
		n, _ := strconv.Atoi(text)
		return n
	}
	return Number{digits(date[:4]), digits(date[4:6]), digits(date[6:]), strings.ToUpper(tail)}
}

// Normal is the number as systems keep it: YYYYMMDD-NNNN.
func (n Number) Normal() string { return n.date() + "-" + n.tail }

// Masked is the number for eyes that needn't see it: 20191216-****.
func (n Number) Masked() string { return n.date() + "-****" }

func (n Number) date() string {
	digits := n.digits()
	return string(digits[:])
}

// digits gives the date as it is written: YYYYMMDD.
func (n Number) digits() (digits [8]byte) {
	rest := n.year*10_000 + n.month*100 + n.day
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + rest%10)
		rest /= 10
	}
	return digits
}

// Form tells what kind of number it is. A zero Number has none.
func (n Number) Form() Form {
	switch {
	case n.tail == "":
		return 0
	case strings.HasPrefix(n.tail, "TF"):
		return Temporary
	case strings.Trim(n.tail, "0123456789") != "":
		return Interim
	case n.day >= raised: // at 60 the day isn't known
		return Coordination
	default:
		return Ordinary
	}
}

// Year is the year of birth.
func (n Number) Year() int { return n.year }

// Birth is the date of birth. A coordination number needn't tell one: its month
// may be 00, its day 60, and together they may be a day that doesn't exist.
func (n Number) Birth() (time.Time, bool) {
	day := n.day
	if n.Form() == Coordination {
		day -= raised
	}
	born := time.Date(n.year, time.Month(n.month), day, 0, 0, 0, 0, time.UTC)
	return born, born.Year() == n.year && int(born.Month()) == n.month && born.Day() == day
}

// Even reports whether the birth number is even, as women's are. In a TF-number
// that is a custom, not a rule.
func (n Number) Even() bool { return len(n.tail) == 4 && (n.tail[2]-'0')%2 == 0 }

// Dated reports whether the date can stand in a number of this form. The tax
// agency itself gives out coordination numbers without a real date.
func (n Number) Dated() bool {
	if n.Form() == Coordination {
		return n.month <= 12 && n.day <= raised+31
	}
	_, exists := n.Birth()
	return exists
}

// After reports whether the date is later than a day. Dates that don't exist
// count as they are written.
func (n Number) After(today time.Time) bool {
	day := n.day
	if n.Form() == Coordination {
		day -= raised
	}
	year, month, date := today.Date()
	switch {
	case n.year != year:
		return n.year > year
	case n.month != int(month):
		return n.month > int(month)
	default:
		return day > date
	}
}

// Checks reports whether the last digit fits the others: Luhn over the ten
// digits without the century, a letter counting as 1 (tax agency; Ladok for
// interim numbers). A TF-number has no check digit, so that it always fits.
func (n Number) Checks() bool {
	if n.Form() == Temporary {
		return true
	}
	var ten [10]byte
	date := n.digits()
	copy(ten[:], date[2:])
	copy(ten[6:], n.tail)
	sum := 0
	for i, c := range ten[:6+len(n.tail)] {
		digit := 1
		if c >= '0' && c <= '9' {
			digit = int(c - '0')
		}
		if i%2 == 0 {
			digit *= 2
		}
		sum += digit/10 + digit%10
	}
	return sum%10 == 0
}

// ValidSerial reports whether the birth number can have been given out; 000 never is.
func (n Number) ValidSerial() bool { return !strings.HasPrefix(n.tail, "000") }

// Real reports whether the number can be a person's own rather than a stand-in.
func (n Number) Real() bool {
	return n.tail != "" && !n.Form().StandIn() && n.Dated() && n.Checks() && n.ValidSerial()
}

// Twin reports whether two numbers differ in nothing but the century.
func (n Number) Twin(m Number) bool {
	return n.year != m.year && n.year%100 == m.year%100 &&
		n.month == m.month && n.day == m.day && n.tail == m.tail
}

// InCentury makes a number of six digits and the last four characters: it gets the
// latest century that lets its date lie behind, and one earlier after a plus.
func InCentury(date, tail string, plus bool, today time.Time) Number {
	n := New("00"+date, tail)
	n.year += today.Year() / 100 * 100
	if n.After(today) {
		n.year -= 100
	}
	if plus {
		n.year -= 100
	}
	return n
}
