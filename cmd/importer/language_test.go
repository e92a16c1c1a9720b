package main

import (
	"testing"

	"importer/internal/report"
	"importer/internal/target"
)

// What a target calls its rows and records has Swedish words.
func TestTargetsAreSpokenOfInSwedish(t *testing.T) {
	for _, s := range target.All() {
		for _, word := range []string{s.One, s.Many, s.Unit, s.Units} {
			if word != "" && report.Swedish.Say(word) == word {
				t.Errorf("%s: %q has no Swedish", s.Name, word)
			}
		}
	}
}
