package validate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"importer/internal/parse"
	"importer/internal/validate/identity"
)

// isoDate is how dates are written in normal form.
const isoDate = "2006-01-02"

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$|^(\d{4})(\d{2})(\d{2})$`)
	shortYear = regexp.MustCompile(`^(\d{2})-?(\d{2})-?(\d{2})$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})(?:[-./]| )(\d{1,2})(?:[-./]| )(\d{4})$`)
	monthName = regexp.MustCompile(`^(?:den )?(\d{1,2})\.? (\pL+)\.? (\d{4})$`)
	dayTime   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[-+]\d{2}:\d{2})?)$`)
	aSerial   = regexp.MustCompile(`^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$`) // of a date cell, as a file holds it
	midnight  = regexp.MustCompile(`^00:00(:00(\.0+)?)?z?$`)
)

// months are the first three letters of the months' names, Swedish and English.
var months = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7,
	"aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}

// monthNames are the names in full and short, as far as they go beyond three
// letters.
var monthNames = words(`januari january februari february mars march april maj may juni june juli july
	augusti august sept september oktober october november december`)

// firstCounted is the first day that a spreadsheet program counts right: before
// it Excel's calendar has a 29 February 1900.
const firstCounted = "1900-03-01"

// readDate reads a date. Formatted dates of cells never reach it: a date cell
// comes as its serial number says.
func readDate(c cell, s surroundings) reading {
	switch {
	case c.kind == parse.Boolean:
		return faulty(CodeStoredAsBoolean)
	case c.kind == parse.Number && !yearFirst.MatchString(noFraction(c.text)):
		return faulty(CodeDateSerial)
	case c.kind == parse.Date && c.text < firstCounted:
		return faulty(CodeDateUncounted)
	}
	text := strings.ToLower(hyphenate(noFraction(c.text)))
	if len(text) == len(isoDate) && text[4] == '-' && text[7] == '-' && isDigits(text[:4]+text[5:7]+text[8:]) {
		return exactDate(text[:4], text[5:7], text[8:])
	}
	if m := dayTime.FindStringSubmatch(text); m != nil {
		return cutTime(m[1], m[2])
	}
	return readWritten(text, s)
}

// cutTime leaves the time of day out.
func cutTime(date, clock string) reading {
	r := exactDate(date[:4], date[5:7], date[8:])
	if r.value.State == Set && !midnight.MatchString(clock) {
		r = r.becoming(Notice, CodeDateTime, r.value.Text)
	}
	return r
}

// readWritten reads a date as people write it.
func readWritten(text string, s surroundings) reading {
	if m := yearFirst.FindStringSubmatch(text); m != nil {
		return exactDate(m[1]+m[4], m[2]+m[5], m[3]+m[6])
	}
	if m := shortYear.FindStringSubmatch(text); m != nil {
		return shortDate(m[1], m[2], m[3], s)
	}
	if m := monthName.FindStringSubmatch(text); m != nil {
		month, known := monthOf(m[2])
		if !known {
			return faulty(CodeDateUnreadable)
		}
		return exactDate(m[3], strconv.Itoa(month), m[1])
	}
	if m := yearLast.FindStringSubmatch(text); m != nil {
		return ordered(m[1], m[2], m[3], s)
	}
	if isDigits(text) && len(text) == 5 {
		return faulty(CodeDateSerial)
	}
	return faulty(CodeDateUnreadable)
}

// monthOf is the number of a month by its name.
func monthOf(name string) (int, bool) {
	if !monthNames[name] && len(name) != 3 || len(name) < 3 {
		return 0, false
	}
	month, ok := months[name[:3]]
	return month, ok
}

// exactDate reads a date whose parts are known.
func exactDate(year, month, day string) reading {
	date, ok := dateOf(year, month, day)
	if !ok {
		return faulty(CodeDateImpossible)
	}
	return asking(date.Format(isoDate))
}

// dateOf gives the day that three numbers name. Nobody was born before 1800.
func dateOf(year, month, day string) (time.Time, bool) {
	y, err1 := strconv.Atoi(year)
	m, err2 := strconv.Atoi(month)
	d, err3 := strconv.Atoi(day)
	date := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	exists := err1 == nil && err2 == nil && err3 == nil && date.Year() == y && int(date.Month()) == m && date.Day() == d
	return date, exists && y >= 1800
}

// shortDate puts the century before YYMMDD, by the rule for identity numbers. The
// year may stand last too: the row's identity number decides, and without it nothing
// is read in a column where other dates have the year last.
func shortDate(first, second, third string, s surroundings) reading {
	born, exists := shortBirth(first+second+third, s.today)
	turned := turnedDates(first, second, third, s.today)
	switch to := born.Format(isoDate); {
	case exists && born.Equal(s.birth):
		return asking(to).becoming(Notice, CodeDateExpanded, to)
	case slices.ContainsFunc(turned, s.birth.Equal):
		to = s.birth.Format(isoDate)
		return asking(to).becoming(Notice, CodeDateOrder, to)
	case exists && !s.yearLast:
		return asking(to).becoming(Notice, CodeDateExpanded, to)
	case exists || len(turned) > 0:
		return faulty(CodeDateAmbiguous)
	default:
		return faulty(CodeDateImpossible)
	}
}

// turnedDates gives the days that three numbers can be with the year last.
func turnedDates(first, second, third string, today time.Time) []time.Time {
	var days []time.Time
	for _, text := range []string{third + second + first, third + first + second} {
		if day, ok := shortBirth(text, today); ok {
			days = append(days, day)
		}
	}
	return days
}

// mostYears is how old hardly anybody is who goes to school.
const mostYears = 80

// endsInYear reports whether a cell holds a short date that makes sense with the
// year last only.
func endsInYear(c parse.Cell, today time.Time) bool {
	m := shortYear.FindStringSubmatch(hyphenate(clean(c.Text)))
	if m == nil || c.Kind != parse.Text {
		return false
	}
	likely := func(day time.Time) bool { return day.AddDate(mostYears, 0, 0).After(today) }
	born, exists := shortBirth(m[1]+m[2]+m[3], today)
	return !(exists && likely(born)) && slices.ContainsFunc(turnedDates(m[1], m[2], m[3], today), likely)
}

// shortBirth gives the day of YYMMDD.
func shortBirth(text string, today time.Time) (time.Time, bool) {
	n := identity.InCentury(text, "0000", false, today)
	born, exists := n.Birth()
	return born, exists && n.Form() == identity.Ordinary
}

// ordered reads a date that ends with the year. The day comes first, unless the
// numbers leave that open: then the row's identity number decides, or else the
// column as a whole. The month first is never assumed.
func ordered(first, second, year string, s surroundings) reading {
	date, dayFirst := dateOf(year, second, first)
	other, monthFirst := dateOf(year, first, second)
	switch {
	case !dayFirst && !monthFirst:
		return faulty(CodeDateImpossible)
	case !dayFirst:
		return faulty(CodeDateAmbiguous)
	case !monthFirst, date.Equal(other):
		return asking(date.Format(isoDate))
	case s.birth.Equal(date), !s.birth.Equal(other) && s.dayFirst:
		to := date.Format(isoDate)
		return asking(to).becoming(Notice, CodeDateOrder, to)
	case s.birth.Equal(other):
		to := other.Format(isoDate)
		return asking(to).becoming(Notice, CodeDateOrder, to)
	default:
		return faulty(CodeDateAmbiguous)
	}
}

// order tells which way round a cell's date must be, if its numbers tell.
func order(c parse.Cell) (dayFirst, monthFirst bool) {
	m := yearLast.FindStringSubmatch(hyphenate(clean(c.Text)))
	if c.Kind != parse.Text || m == nil {
		return false, false
	}
	_, day := dateOf(m[3], m[2], m[1])
	_, month := dateOf(m[3], m[1], m[2])
	return day && !month, month && !day
}

// canonDate gives the day of a date or a point in time.
func canonDate(text string) string {
	text = clean(text)
	if len(text) > len(isoDate) {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.Format(isoDate)
		}
	}
	return text
}
