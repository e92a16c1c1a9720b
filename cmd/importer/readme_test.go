package main

import (
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/target"
)

var update = flag.Bool("update", false, "write the README's tables anew")

const readme = "../../README.md"

// The README's tables of columns are what `importer targets --format markdown`
// prints.
func TestREADMEHasTheColumnsOfTheCode(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- columns -->\n", "<!-- end of columns -->"
	before, rest, ok := strings.Cut(string(data), begin)
	tables, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("the README has no place for the tables of columns")
	}
	want := markdown(target.All())
	if *update {
		if err := os.WriteFile(readme, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, tables); diff != "" {
		t.Errorf("the README's columns aren't the code's; `go test ./cmd/importer -run README -update` writes them:\n%s", diff)
	}
}

// The README names every exit status that there is, and no other.
func TestREADMEHasTheExitStatuses(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(data), "## Exit statuses")
	section, _, _ = strings.Cut(section, "\n## ")
	documented := map[int]bool{}
	for _, line := range regexp.MustCompile(`(?m)^\| ([0-9, ]+) \|`).FindAllStringSubmatch(section, -1) {
		for number := range strings.SplitSeq(line[1], ",") {
			n, err := strconv.Atoi(strings.TrimSpace(number))
			if err != nil {
				t.Fatal(err)
			}
			documented[n] = true
		}
	}
	for _, status := range []int{
		exitDone, exitUnexpected, exitUsage, exitRows, exitSomeRows, exitCredentials, exitSafety, exitUnreachable,
		exitInterrupted, exitTerminated,
	} {
		if !documented[status] {
			t.Errorf("the README doesn't tell of exit status %d", status)
		}
		delete(documented, status)
	}
	for status := range documented {
		t.Errorf("the README tells of exit status %d, which nothing ends with", status)
	}
}
