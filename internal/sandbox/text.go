package sandbox

import (
	"regexp"
	"strings"
	"time"
)

var (
	uuidForm    = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	phoneForm   = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	addressForm = regexp.MustCompile(`^[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+$`)
)

// normalUUID accepts the usual written form only, in capitals too.
func normalUUID(text string) (string, bool) {
	id := strings.ToLower(text)
	return id, uuidForm.MatchString(id)
}

// normalPhone takes blanks and hyphens out. Only what is E.164 then is
// accepted: the API documents no other form, and how far its own repairs go is
// not known.
func normalPhone(text string) (string, bool) {
	number := strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(text)
	return number, phoneForm.MatchString(number)
}

// isAddress accepts an e-mail address, or a principal name, which looks alike.
func isAddress(text string) (string, bool) {
	return text, addressForm.MatchString(text)
}

func isIn(layout string) func(string) (string, bool) {
	return func(text string) (string, bool) {
		_, err := time.Parse(layout, text)
		return text, err == nil
	}
}
