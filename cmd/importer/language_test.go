package main

import (
	"io"
	"strings"
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

// What is wrong with a command line is said in the language that stands in it,
// wherever it stands.
func TestLanguageOfAnyCommandLine(t *testing.T) {
	for line, want := range map[string]report.Lang{
		"purge --older-than x --lang sv": report.Swedish, "purge --lang=sv --older-than x": report.Swedish,
		"bogus --lang sv": report.Swedish, "runs --lang de": report.English, "runs --lang": report.English, "bogus": report.English,
	} {
		none := func(string) string { return "" }
		p := &process{args: strings.Fields(line), getenv: none, console: &console{out: io.Discard, err: io.Discard, quiet: true}}
		c, err := p.commands().ExecuteC()
		if got := p.spoken(c); got != want {
			t.Errorf("%s: %s (%v)", line, got, err)
		}
	}
}
