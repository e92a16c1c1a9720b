package main

import (
	"testing"

	"importer/internal/apply/run"
)

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"sheet.csv":         `sheet.csv`,
		`C:\skola\åk 7.csv`: `"C:\skola\åk 7.csv"`,
		"Ängsö.csv":         `Ängsö.csv`,
		"":                  `""`,
		"Mobil hem=a":       `"Mobil hem=a"`,
		"Ann's.csv":         `"Ann's.csv"`,
		"https://a/?b&c":    `"https://a/?b&c"`,
		"5$.csv":            `'5$.csv'`,
		"100%.csv":          `'100%.csv'`,
		"hej!.csv":          `'hej!.csv'`,
		"a`b":               "'a`b'",
		`"7A".csv`:          `'"7A".csv'`,
		`"7A's".csv`:        `"\"7A's\".csv"`,
		`C:\min mapp\`:      `'C:\min mapp\'`,
	} {
		if got := quote(word); got != want {
			t.Errorf("quote(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestApplying(t *testing.T) {
	tests := map[string]struct {
		meta run.Meta
		runs string
		want string
	}{
		"production":    {run.Meta{BaseURL: "https://api.meitner.se/directory/v1"}, "", "importer apply f.csv -t meitner-students --no-repair --key id"},
		"another place": {run.Meta{BaseURL: "https://staging.example.se/v1"}, "", "importer apply f.csv -t meitner-students --base-url https://staging.example.se/v1 --no-repair --key id"},
		"a sandbox":     {run.Meta{BaseURL: "http://127.0.0.1:1/v1", Sandbox: true}, "", "importer apply f.csv -t meitner-students --sandbox --no-repair --key id"},
		"other runs":    {run.Meta{BaseURL: "https://api.meitner.se/directory/v1"}, "my runs", `importer apply f.csv -t meitner-students --runs "my runs" --no-repair --key id`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.meta.Target = "meitner-students"
			if got := applying(tt.meta, tt.runs, "f.csv", []setting{{"no-repair", "true"}, {"key", "id"}}); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWrongAddress(t *testing.T) {
	for status, want := range map[int]bool{301: true, 308: true, 404: true, 405: true, 400: false, 409: false, 422: false, 429: false, 500: false} {
		if got := wrongAddress(status); got != want {
			t.Errorf("wrongAddress(%d) = %v", status, got)
		}
	}
}
