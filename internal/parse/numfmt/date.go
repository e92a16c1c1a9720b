package numfmt

import (
	"math"
	"strconv"
	"time"
)

// The days that a workbook counts (ECMA-376, part 1, 18.17.4.1).
const (
	falseLeapDay = 60        // 29 February 1900, which there wasn't
	lastDay      = 2_958_465 // 31 December 9999, counted from 1900
	secondsADay  = 24 * 60 * 60
)

// Date writes the day that a serial number stands for as 2006-01-02, or as
// 2006-01-02T15:04:05 if it has a time, to the nearest second. It isn't ok if
// the number stands for no day from the beginning of the count to the end of
// year 9999.
func Date(serial string, date1904 bool) (date string, ok bool) {
	if _, ok := split(serial); !ok {
		return "", false
	}
	days, err := strconv.ParseFloat(serial, 64)
	if err != nil || days < 1 || days >= lastDay+1 {
		return "", false
	}
	whole, fraction := math.Modf(days)
	base, ok := beginning(int(whole), date1904)
	if !ok {
		return "", false
	}
	seconds := int(math.Round(fraction * secondsADay))
	return write(base.Add(time.Duration(seconds)*time.Second).AddDate(0, 0, int(whole)))
}

// beginning gives day 0 of the count that a day belongs to.
func beginning(day int, date1904 bool) (base time.Time, ok bool) {
	switch {
	case date1904:
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC), true
	case day < falseLeapDay:
		return time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC), true
	default:
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC), day > falseLeapDay
	}
}

// ISODate writes the date of a cell that holds one as text, in the forms of ISO
// 8601 that the standard allows, the way Date does.
func ISODate(text string) (date string, ok bool) {
	for _, layout := range []string{
		"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04", "2006-01-02T15:04Z",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return write(t.Round(time.Second))
		}
	}
	return "", false
}

func write(t time.Time) (string, bool) {
	layout := "2006-01-02T15:04:05"
	if t.Equal(t.Truncate(24 * time.Hour)) {
		layout = "2006-01-02"
	}
	return t.Format(layout), 1 <= t.Year() && t.Year() <= 9999
}
