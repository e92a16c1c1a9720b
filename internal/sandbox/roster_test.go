package sandbox_test

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"importer/internal/sandbox"
)

// The pupils whose phone number stands in another form than the API takes.
func isOldPhone(r sandbox.Record) bool {
	number, _ := r["phoneNumber1"].(string)
	return strings.HasPrefix(number, "0")
}

// Whatever the roster holds may be sent back as it is: then nothing changes,
// and so nobody holds what the API refuses.
func TestRosterCanBeSentBack(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	for _, r := range s.Students() {
		body := maps.Clone(map[string]any(r))
		maps.DeleteFunc(body, func(name string, v any) bool {
			return name == "id" || strings.HasPrefix(name, "meta.") || strings.HasPrefix(name, "external.") && v == nil
		})
		if isOldPhone(r) {
			delete(body, "phoneNumber1")
		}
		got := ask(t, s, "PATCH", path(r), encode(t, body))
		log := s.Log()
		if got.status != http.StatusOK || log[len(log)-1].Changed {
			t.Errorf("%s: status %d: %s", r["identityNumber"], got.status, got.body)
		}
	}
}

func TestRosterIsInvented(t *testing.T) {
	forms := map[string]*regexp.Regexp{
		"id":                     regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
		"identityNumber":         regexp.MustCompile(`^(199|200|201|202)\d{5}-(238[0-9]|239[0-9]|TF\d\d)$`),
		"external.sourceID":      regexp.MustCompile(`^SIS-4\d{4}$`),
		"emailAddress1":          regexp.MustCompile(`^[a-z0-9.-]+@elev\.example\.se$`),
		"emailAddress2":          regexp.MustCompile(`^[a-z0-9.-]+@example\.org$`),
		"eduPersonPrincipalName": regexp.MustCompile(`^[a-z0-9.-]+@elev\.example\.se$`),
		"phoneNumber1":           regexp.MustCompile(`^(\+4670|070-)174 ?06 ?(0[5-9]|[1-9]\d)$`),
		"phoneNumber2":           regexp.MustCompile(`^\+46701740(60[5-9]|6[1-9]\d)$`),
		"address.countryCode":    regexp.MustCompile(`^SWE$`),
		"address.postalCode":     regexp.MustCompile(`^[1-9]\d\d \d\d$`),
	}
	for _, r := range sandbox.New(sandbox.Options{}).Students() {
		for field, form := range forms {
			if text, set := r[field].(string); set && !form.MatchString(text) {
				t.Errorf("%s: %s is %q", r["identityNumber"], field, text)
			}
		}
	}
}

// A personnummer holds the birth date, and in its last digit but one the sex.
func TestRosterAgreesWithItsNumbers(t *testing.T) {
	for _, r := range sandbox.New(sandbox.Options{}).Students() {
		number := r["identityNumber"].(string)
		if strings.Contains(number, "TF") {
			continue
		}
		if born, set := r["dateOfBirth"].(string); set && number[6] < '4' && strings.ReplaceAll(born, "-", "") != number[:8] {
			t.Errorf("%s is born %s", number, born)
		}
		sex, set := r["gender"].(string)
		if set && sex != "Other" && (sex == "Female") != ((number[11]-'0')%2 == 0) {
			t.Errorf("%s is %s", number, sex)
		}
	}
}

func TestRosterIsDiverse(t *testing.T) {
	all := sandbox.New(sandbox.Options{}).Students()
	if !slices.IsSortedFunc(all, func(a, b sandbox.Record) int { return cmp.Compare(a["id"].(string), b["id"].(string)) }) {
		t.Error("the roster is not in the order of ids")
	}
	has := func(field, form string) func(sandbox.Record) bool {
		re := regexp.MustCompile(form)
		return func(r sandbox.Record) bool { text, _ := r[field].(string); return re.MatchString(text) }
	}
	without := func(field string) func(sandbox.Record) bool {
		return func(r sandbox.Record) bool { return r[field] == nil }
	}
	tests := []struct {
		what        string
		is          func(sandbox.Record) bool
		least, most int
	}{
		{"pupils", func(sandbox.Record) bool { return true }, 200, 200},
		{"temporary numbers", func(r sandbox.Record) bool { return r["identityTemporary"] == true }, 3, 3},
		{"TF numbers", has("identityNumber", `TF`), 2, 2},
		{"coordination numbers", has("identityNumber", `^\d{6}[6-9]`), 1, 1},
		{"no first address", without("emailAddress1"), 3, 6},
		{"no phone number", without("phoneNumber1"), 3, 8},
		{"phone numbers of another form", isOldPhone, 2, 2},
		{"no gender", without("gender"), 2, 5},
		{"no birth date", without("dateOfBirth"), 1, 3},
		{"no address", without("address.postalCity"), 1, 3},
		{"no external id", without("external.sourceID"), 1, 3},
		{"never edited", without("meta.updatedAt"), 50, 150},
		{"born 2007 to 2019", has("dateOfBirth", `^20(0[7-9]|1\d)`), 170, 195},
		{"names with Å, Ä or Ö", has("lastName", `(?i)[åäö]`), 20, 199},
		{"names with an accent", has("firstName", `[éÉ]`), 3, 199},
		{"names with a hyphen", has("lastName", `-`), 3, 199},
		{"names with an apostrophe", has("lastName", `['’]`), 2, 199},
		{"names with a particle", has("lastName", `^(af|von|de la|van der|al-|El-)`), 4, 199},
		{"addresses with a number", has("emailAddress1", `\d@`), 3, 20},
	}
	for _, test := range tests {
		n := 0
		for _, r := range all {
			if test.is(r) {
				n++
			}
		}
		if n < test.least || n > test.most {
			t.Errorf("%s: %d, want %d to %d", test.what, n, test.least, test.most)
		}
	}
}
