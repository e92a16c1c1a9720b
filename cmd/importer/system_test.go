package main

import (
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/report"
)

// A pupil who would stay in two other classes is one pupil.
func TestDoubtsCountPupils(t *testing.T) {
	roll := &plan.Roll{Doubled: []plan.Double{
		{Row: 2, Member: "a", Title: "7A", Other: "7B"}, {Row: 2, Member: "a", Title: "7A", Other: "7C"},
	}}
	if said, _ := doubts(roll, report.English); !strings.HasPrefix(said, "1 pupil would") {
		t.Errorf("said %q", said)
	}
}
