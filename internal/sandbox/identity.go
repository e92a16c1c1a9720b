package sandbox

import (
	"regexp"
	"strings"
	"time"
)

// numberForm is YYYYMMDD-NNNN, where a temporary number may have letters in its
// last part: TF and two digits, or one letter and three.
var numberForm = regexp.MustCompile(`^([0-9]{8})-([0-9]{4}|TF[0-9]{2}|[A-Z][0-9]{3})$`)

// checkIdentity refuses an identity number that is not of the documented form,
// has an impossible date, or, unless it is temporary, letters, the serial that
// is never given out, or a wrong check digit.
func checkIdentity(number string, temporary bool) error {
	parts := numberForm.FindStringSubmatch(number)
	switch {
	case parts == nil, !isBirthTime(parts[1]):
		return unacceptable("identityNumber is not acceptable")
	case temporary:
		return nil
	case parts[2] > "9999", strings.HasPrefix(parts[2], "000"), !isLuhn(parts[1][2:] + parts[2]):
		return unacceptable("identityNumber is not acceptable unless it is temporary")
	}
	return nil
}

// isBirthTime accepts a date, and that of a coordination number: there the day
// is raised by 60, and the month or day may be unknown or not in the calendar.
func isBirthTime(ymd string) bool {
	month, day := ymd[4:6], ymd[6:]
	if "60" <= day && day <= "91" {
		return month <= "12"
	}
	_, err := time.Parse("20060102", ymd)
	return err == nil
}

// isLuhn checks the last of ten digits against those before it.
func isLuhn(digits string) bool {
	sum := 0
	for i, d := range digits {
		n := int(d - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return sum%10 == 0
}
