package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"importer/internal/target"
)

var update = flag.Bool("update", false, "write the README's tables anew")

const readme = "../../README.md"

// The README's tables of columns are those of the code.
func TestREADMEHasTheColumnsOfTheCode(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, spec := range target.All() {
		begin, end := fmt.Sprintf("<!-- columns of %s -->\n", spec.Name), "<!-- end of columns -->"
		before, rest, ok := strings.Cut(text, begin)
		table, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the README has no place for the columns of %s", spec.Name)
		}
		want := columnTable(spec)
		if table == want {
			continue
		}
		if !*update {
			t.Errorf("the README's columns of %s aren't the code's; `go test ./cmd/importer -run README -update` writes them", spec.Name)
			continue
		}
		text = before + begin + want + end + after
	}
	if *update {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// columnTable writes a target's columns in Markdown, with a few of the titles
// of each.
func columnTable(spec target.Spec) string {
	const most = 4
	var b strings.Builder
	b.WriteString("| column | what it holds | also known as |\n|---|---|---|\n")
	for _, c := range spec.ColumnTable() {
		titles := strings.Join(c.Titles[:min(most, len(c.Titles))], ", ")
		if len(c.Titles) > most {
			titles += ", …"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Field, c.Meaning, titles)
	}
	return b.String()
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
