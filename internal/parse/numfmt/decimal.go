// Package numfmt says what the numbers of a workbook are: their exact digits,
// the dates that they stand for, and the text that a format of nothing but
// zeros makes of them. It doesn't imitate how a spreadsheet program shows
// numbers otherwise, which rounds and depends on the reader's country.
package numfmt

import (
	"strconv"
	"strings"
)

// maxPower is beyond every power of ten that a float64 has.
const maxPower = 400

// Decimal writes a number without a power of ten. Whole numbers keep each digit
// that the file has, also those that a float64 doesn't hold; others become the
// shortest text of their float64. It isn't ok if text is no number.
func Decimal(text string) (decimal string, ok bool) {
	n, ok := split(text)
	if !ok {
		return "", false
	}
	if whole, ok := n.whole(); ok {
		return whole, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

// A number is 0.digits times ten to the power of point.
type number struct {
	negative bool
	digits   string
	point    int
}

// split reads a number as XML Schema writes a double, without its INF and NaN.
func split(text string) (n number, ok bool) {
	mantissa, power, scientific := strings.Cut(strings.ToLower(text), "e")
	if scientific {
		p, err := strconv.Atoi(power)
		if err != nil || p < -maxPower || p > maxPower {
			return n, false
		}
		n.point = p
	}
	switch {
	case strings.HasPrefix(mantissa, "-"):
		n.negative, mantissa = true, mantissa[1:]
	case strings.HasPrefix(mantissa, "+"):
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if n.digits = whole + fraction; n.digits == "" || !onlyDigits(n.digits) {
		return n, false
	}
	n.point += len(whole)
	return n, true
}

// whole writes a number that has nothing behind the point.
func (n number) whole() (string, bool) {
	digits := strings.TrimLeft(n.digits, "0")
	point := n.point - (len(n.digits) - len(digits))
	digits = strings.TrimRight(digits, "0")
	switch {
	case digits == "":
		return "0", true
	case point < len(digits):
		return "", false
	}
	digits += strings.Repeat("0", point-len(digits))
	if n.negative {
		digits = "-" + digits
	}
	return digits, true
}

func onlyDigits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}
