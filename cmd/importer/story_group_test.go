package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"importer/internal/apply/run"
	"importer/internal/sandbox"
)

func groupCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"seated": seatedCommand, "seats": seatsCommand, "group": groupCommand, "unit": unitCommand, "seminar": seminarCommand,
		"puts": putsCommand, "unlisted": unlistedCommand,
	}
}

// home is the school of which the stories mean a class when several schools have
// one of its title.
const home = "605573d3-e162-40d2-a0e2-e14f9f3b396b"

func isSchoolClass(group sandbox.Record) bool {
	return slices.Contains(group["types"].([]string), "Class")
}

func findGroup(ts *testscript.TestScript, title string) sandbox.Record {
	var found sandbox.Record
	for _, g := range theMeitner(ts).Groups() {
		if g["id"] == title || g["title"] == title && (found == nil || g["schoolID"] == home) {
			found = g
		}
	}
	if found == nil {
		ts.Fatalf("no group has the title %s", title)
	}
	return found
}

// seated NUMBER TITLE...: the pupil is in these classes, and in no others.
func seatedCommand(ts *testscript.TestScript, _ bool, args []string) {
	pupil := findPupil(ts, args[0])["id"].(string)
	var titles []string
	for _, g := range theMeitner(ts).Groups() {
		if isSchoolClass(g) && slices.Contains(g["memberIDs"].([]string), pupil) {
			titles = append(titles, g["title"].(string))
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(titles)), slices.Sorted(slices.Values(args[1:]))) {
		ts.Fatalf("%s is in the classes %v", args[0], titles)
	}
}

// seats NUMBER TITLE...: somebody puts the pupil into these classes, and out of
// all others.
func seatsCommand(ts *testscript.TestScript, _ bool, args []string) {
	pupil := findPupil(ts, args[0])["id"].(string)
	var wanted []string
	for _, title := range args[1:] {
		wanted = append(wanted, findGroup(ts, title)["id"].(string))
	}
	for _, g := range theMeitner(ts).Groups() {
		members := slices.DeleteFunc(slices.Clone(g["memberIDs"].([]string)), func(id string) bool { return id == pupil })
		if slices.Contains(wanted, g["id"].(string)) {
			members = append(members, pupil)
		}
		if isSchoolClass(g) && !slices.Equal(members, g["memberIDs"].([]string)) {
			ts.Check(theMeitner(ts).EditGroup(g["id"].(string), map[string]any{"memberIDs": members}))
		}
	}
}

// group TITLE FIELD=VALUE...: the group says so; len.FIELD=N is the length of a list.
func groupCommand(ts *testscript.TestScript, neg bool, args []string) {
	expect(ts, neg, args[0], findGroup(ts, args[0]), args[1:])
}

// unit ID FIELD=VALUE...: the group of Konstantly says so.
func unitCommand(ts *testscript.TestScript, neg bool, args []string) {
	id, err := strconv.Atoi(args[0])
	ts.Check(err)
	record, ok := theMeitner(ts).KonstantlyGroup(id)
	if !ok {
		ts.Fatalf("no group has the id %d", id)
	}
	expect(ts, neg, args[0], record, args[1:])
}

// seminar ID FIELD=VALUE...: the small group of Tabula says so.
func seminarCommand(ts *testscript.TestScript, neg bool, args []string) {
	record, ok := theMeitner(ts).TabulaGroup(args[0])
	if !ok {
		ts.Fatalf("no small group has the id %s", args[0])
	}
	expect(ts, neg, args[0], record, args[1:])
}

// puts N: the server has got that many PUT requests in all.
func putsCommand(ts *testscript.TestScript, _ bool, args []string) { countCommand(ts, "PUT", args) }

func expect(ts *testscript.TestScript, neg bool, key string, record sandbox.Record, wants []string) {
	for _, want := range wants {
		field, value, _ := strings.Cut(want, "=")
		name, length := strings.CutPrefix(field, "len.")
		got := shown(record[name])
		if list, is := record[name].([]string); is && length {
			got = fmt.Sprint(len(list))
		} else if is {
			got = strings.Join(list, " ")
		}
		if (got == value) == neg {
			ts.Fatalf("%s of %s is %q", field, key, got)
		}
	}
}

// unlisted TITLE N: the newest run names so many members of the class whom the
// sheet doesn't.
func unlistedCommand(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(listed(ts)[0].File(run.UnlistedFile))
	ts.Check(err)
	if n := strings.Count(string(data), "\n"+args[0]+";"); strconv.Itoa(n) != args[1] {
		ts.Fatalf("%d members of %s are named: %s", n, args[0], data)
	}
}
