package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"importer/internal/report"
	"importer/internal/target"
)

// shared are words that are the same in both languages.
var shared = []string{"text", "id", "EPPN", "person"}

// Every word by which a target describes itself has a Swedish one.
func TestTargetsSpeakSwedish(t *testing.T) {
	for _, s := range target.All() {
		for _, c := range s.Credentials {
			if report.Swedish.Refusal(c.Title) == c.Title {
				t.Errorf("%s: the credential %q has no Swedish", s.Name, c.Title)
			}
		}
		texts := []string{s.Summary}
		kept := slices.Clone(shared)
		for _, c := range s.ColumnTable() {
			kept = append(append(kept, c.Field, c.Rest), c.Choices...)
			texts = append(texts, words.Split(c.Meaning(), -1)...)
		}
		for _, text := range texts {
			if text != "" && !slices.Contains(kept, text) && report.Swedish.Traits(text) == text {
				t.Errorf("%s: %q has no Swedish", s.Name, text)
			}
		}
	}
}

var words = regexp.MustCompile(`, |; |: `)

// What a column is said to do keeps the names of fields.
func TestDescriptionInSwedish(t *testing.T) {
	spec, _ := target.Find("meitner-students")
	got := description(spec, report.Swedish)
	for _, want := range []string{
		"meitner-students: elevernas fält\nPATCH /student/{id} hos Meitner, på https://",
		"personnummer; det som identityNumber ersätter", "text: lastName, ett kommatecken, firstName",
		"Nycklar, i den ordning de föredras: id, ", "klient-id: MEITNER_CLIENT_CREDENTIALS eller MEITNER_CLIENT_ID (eller en fil som",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}
