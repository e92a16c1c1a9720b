package sandbox_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"importer/internal/sandbox"
)

func TestEveryPupilIsInOneClass(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	classes := map[string][]string{}
	for _, r := range s.Groups() {
		if slices.Contains(ids(r, "types"), "Class") {
			for _, id := range ids(r, "memberIDs") {
				classes[id] = append(classes[id], r["title"].(string))
			}
		}
	}
	for _, r := range s.Students() {
		if in := classes[r["id"].(string)]; len(in) != 1 {
			t.Errorf("%s is in %v", r["identityNumber"], in)
		}
	}
}

// Whatever the groups, the employees and the schools hold may be sent back as it
// is: then nothing changes, and so none holds what the API refuses.
func TestOrganisationCanBeSentBack(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	for root, all := range map[string][]sandbox.Record{groups: s.Groups(), employees: s.Employees(), schools: s.Schools()} {
		for _, r := range all {
			body := values{}
			for name, v := range r {
				readOnly := slices.Contains([]string{"id", "external.source", "schoolID", "category", "schoolType"}, name)
				if !readOnly && !strings.HasPrefix(name, "meta.") && (name != "external.sourceID" || v != nil) {
					body[name] = v
				}
			}
			got := ask(t, s, "PATCH", root+"/"+r["id"].(string), encode(t, body))
			log := s.Log()
			if x := log[len(log)-1]; got.status != http.StatusOK || x.Changed || x.Undocumented != "" {
				t.Errorf("%s: status %d, marked %q: %s", r["title"], got.status, x.Undocumented, got.body)
			}
		}
	}
}

func TestOrganisationIsInvented(t *testing.T) {
	forms := map[string]*regexp.Regexp{
		"id":                regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
		"identityNumber":    regexp.MustCompile(`^199\d{5}-(238|239)\d$`),
		"external.sourceID": regexp.MustCompile(`^(HR-7\d{3}|KL-\d{3}|SIS-1\d\d)$`),
		"emailAddress1":     regexp.MustCompile(`^[a-z0-9.-]+@skola\.example\.se$`),
		"emailAddress2":     regexp.MustCompile(`^[a-z0-9.-]+@example\.org$`),
		"phoneNumber1":      regexp.MustCompile(`^\+46701740(60[5-9]|6[1-9]\d)$`),
	}
	s := sandbox.New(sandbox.Options{})
	seen := map[any]bool{}
	for _, r := range slices.Concat(s.Students(), s.Employees(), s.Groups(), s.Schools()) {
		if seen[r["id"]] {
			t.Errorf("the id %s stands twice", r["id"])
		}
		seen[r["id"]] = true
	}
	for _, r := range slices.Concat(s.Employees(), s.Groups(), s.Schools()) {
		for field, form := range forms {
			if text, set := r[field].(string); set && !form.MatchString(text) {
				t.Errorf("%s: %s is %q", r["id"], field, text)
			}
		}
	}
}

func TestOrganisationIsDiverse(t *testing.T) {
	s := sandbox.New(sandbox.Options{})
	all, titles := s.Groups(), map[any]int{}
	for _, r := range all {
		titles[r["title"]]++
	}
	types := func(want ...string) func(sandbox.Record) bool {
		return func(r sandbox.Record) bool {
			return r["category"] == "Education" && slices.Equal(ids(r, "types"), want)
		}
	}
	tests := []struct {
		what  string
		is    func(sandbox.Record) bool
		least int
	}{
		{"classes", types("Class"), 15},
		{"classes with mentors", types("Class", "Mentor"), 3},
		{"a preschool's", types("Childcare", "Class"), 1},
		{"childcare", types("Childcare"), 1},
		{"teaching groups", types(), 2},
		{"outside education", func(r sandbox.Record) bool { return r["category"] == "Other" }, 1},
		{"titles that repeat", func(r sandbox.Record) bool { return titles[r["title"]] == 2 }, 6},
		{"no external id", func(r sandbox.Record) bool { return r["external.sourceID"] == nil }, 3},
		{"two moderators", func(r sandbox.Record) bool { return len(ids(r, "moderatorIDs")) == 2 }, 3},
		{"no moderator", func(r sandbox.Record) bool { return len(ids(r, "moderatorIDs")) == 0 }, 1},
	}
	for _, test := range tests {
		n := 0
		for _, r := range all {
			if test.is(r) {
				n++
			}
		}
		if n < test.least {
			t.Errorf("%s: %d, want at least %d", test.what, n, test.least)
		}
	}
}
