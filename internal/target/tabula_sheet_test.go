package target

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// tabulaPlan compares a sheet, in CSV, with the small groups.
func tabulaPlan(t *testing.T, c *Conn, csv string, o validate.Options) *plan.Plan {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := parse.Open(path, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sheet.Close() })
	schema, err := c.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	table, err := validate.Sheet(sheet, schema, o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(t.Context(), plan.Source{Verdicts: table.Verdicts(), Schema: schema, Kind: "smallgroup"}, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// carryOut sends a plan's steps, each after a proof of its group.
func carryOut(t *testing.T, c *Conn, p *plan.Plan) {
	t.Helper()
	for _, s := range p.Steps {
		change := p.Changes[s.Change-1]
		key := validate.Key{Field: "id", Value: change.ID, Scope: change.Scope}
		hits := findGroups(t, c, key)[key]
		if len(hits) != 1 {
			t.Fatalf("%d hits for %v", len(hits), key)
		}
		stored, err := c.Patch(t.Context(), hits[0], s.Edits)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Edits {
			if !stored.Fields[e.Field].Equal(e.New) {
				t.Errorf("%s of %s is %v now, want %v", e.Field, change.ID, stored.Fields[e.Field], e.New)
			}
		}
	}
}

// Tabula's own columns, as they come out of its workbook of sets.
const sheetOfTabula = `Module;Set name;Group name;Limit;New name
XX101;XX101 Seminars;Group 1;20;
XX101;XX101 Seminars;Group 2;15;
XX101;XX101 Seminars;Group 3;;Seminar 3
XX101;XX101 Seminars;Group 4;10;
XX101;XX101 Seminars;Group 5;;Seminar 5
XX101;XX101 Labs;Lab A;18;
XX101;XX101 Labs;Lab B;17;
XX101;;Reserve;2;
XX101;XX101 Lectures;Group 1;20;
XX202;;Tutorial 1;10;Tutorial 2
xx202;XX202 Tutorials;Tutorial 4;;
XX202;;Tutorial 9;12;
XX303;;Workshop A;31;
XX404;;Group 1;20;
;;Group 1;20;
XX202;;Tutorial 5;0;
XX202;;Tutorial 6;12,0;
XX202;;Tutorial 3;seven;
`

func TestTabulaSheet(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	want := server.TabulaGroups()
	p := tabulaPlan(t, conn, sheetOfTabula, validate.Options{})
	if diff := cmp.Diff([]string{
		"planned", "unchanged", "planned", "planned", "invalid group-no-limit", "unchanged", "invalid group-linked",
		"invalid group-set-unsaid", "missing group-set-unknown", "planned", "unchanged", "missing record-missing",
		"failed record-denied", "missing module-unknown", "invalid module-missing", "invalid whole-malformed", "unchanged", "invalid whole-malformed",
	}, outcomes(p)); diff != "" {
		t.Fatalf("rows (-want +got):\n%s", diff)
	}
	if n := conn.Usage().Reads; n != 4 {
		t.Errorf("%d reads for four modules", n)
	}
	for _, c := range p.Changes {
		if c.Lane != seminars && c.Lane != tutorials {
			t.Errorf("the lane of %s is %q", c.ID, c.Lane)
		}
	}
	carryOut(t, conn, p)
	for _, g := range want {
		switch g["name"] {
		case "Group 1":
			g["maxGroupSize"] = 20
		case "Group 3":
			g["name"] = "Seminar 3"
		case "Group 4":
			g["maxGroupSize"] = 10
		case "Tutorial 1":
			if g["id"] == tutorial1 {
				g["name"] = "Tutorial 2"
			}
		}
	}
	if diff := cmp.Diff(want, server.TabulaGroups()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	again := tabulaPlan(t, conn, strings.NewReplacer("Group 3;;Seminar 3", "Seminar 3;;", "Tutorial 1;10;Tutorial 2", "Tutorial 3;;").Replace(sheetOfTabula), validate.Options{})
	if len(again.Steps) != 0 {
		t.Errorf("%d steps are left: %+v", len(again.Steps), again.Changes)
	}
	allDocumented(t, server)
}

// What is worth knowing before the question stands with the rows.
func TestTabulaSheetWarns(t *testing.T) {
	p := tabulaPlan(t, openTabula(t, sandbox.New(sandbox.Options{})), sheetOfTabula, validate.Options{})
	var got []string
	for _, line := range p.Lines {
		for _, problem := range line.Problems {
			if problem.Severity == validate.Warning {
				got = append(got, said([]validate.Problem{problem})...)
			}
		}
	}
	slices.Sort(got)
	want := []string{
		"warning maxGroupSize limit-below-members members=11",
		"warning name group-name-shared",
		"warning record-notifies set=XX101 Seminars", "warning record-notifies set=XX101 Seminars", "warning record-notifies set=XX101 Seminars",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

// A name comes back as it was written, though it was found by its normal form.
func TestTabulaUndo(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	if err := server.EditTabulaGroup(group3, map[string]any{"name": "Group\u00a03"}); err != nil {
		t.Fatal(err)
	}
	conn := openTabula(t, server)
	before := server.TabulaGroups()
	p := tabulaPlan(t, conn, sheetOfTabula, validate.Options{})
	carryOut(t, conn, p)
	now := map[string]plan.Current{}
	for _, c := range p.Changes {
		key := validate.Key{Field: "id", Value: c.ID, Scope: c.Scope}
		now[c.ID] = findGroups(t, conn, key)[key][0]
	}
	undo, err := plan.Undo(t.Context(), plan.Reversal{Changes: p.Changes, Steps: p.Steps, Now: now}, conn)
	if err != nil {
		t.Fatal(err)
	}
	if len(undo.Steps) != len(p.Steps) {
		t.Errorf("%d of %d changes are taken back", len(undo.Steps), len(p.Steps))
	}
	carryOut(t, conn, undo)
	if diff := cmp.Diff(before, server.TabulaGroups()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	allDocumented(t, server)
}

// The year can stand in a column, and be said for the rows that leave it out.
func TestTabulaSheetOfAnotherYear(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	last := mustSet(t, server, lastYears)["academicYear"].(string)
	const rows = "Modulkod;Läsår;Gruppnamn;Maxantal\nXX202;;Tutorial 1;11\nXX202;2001/02;Tutorial 2;11\nXX202;2001;Tutorial 3;11\n"
	p := tabulaPlan(t, conn, rows, validate.Options{Scope: map[string]string{tabulaYear: "20" + last}})
	if diff := cmp.Diff([]string{"planned", "missing module-without-sets", "invalid academic-year"}, outcomes(p)); diff != "" {
		t.Fatalf("rows (-want +got):\n%s", diff)
	}
	carryOut(t, conn, p)
	old, _ := server.TabulaGroup(tutorial1B)
	if this, _ := server.TabulaGroup(tutorial1); old["maxGroupSize"] != 11 || this["maxGroupSize"] != 10 {
		t.Errorf("sizes are %v and %v", old["maxGroupSize"], this["maxGroupSize"])
	}
	allDocumented(t, server)
}

func TestTabulaSheetByIDs(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	rows := "moduleCode;smallGroupSetId;smallGroupId;name;maxGroupSize\nXX101;" + seminars + ";" + group5 + ";Femman;30\nXX101;;" + strings.ToUpper(group1) + ";;16\n"
	p := tabulaPlan(t, conn, rows, validate.Options{})
	if diff := cmp.Diff([]string{"planned", "planned"}, outcomes(p)); diff != "" {
		t.Fatalf("rows (-want +got):\n%s", diff)
	}
	carryOut(t, conn, p)
	five, _ := server.TabulaGroup(group5)
	if one, _ := server.TabulaGroup(group1); five["name"] != "Femman" || five["maxGroupSize"] != 30 || one["maxGroupSize"] != 16 {
		t.Errorf("they are %v and %v", five, one)
	}
	allDocumented(t, server)
}

// Two rows for one group are one change, however they name the set.
func TestTabulaSheetNamesAGroupTwice(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	rows := "Module;Set;Group;Limit\nXX101;XX101 Seminars;Group 1;20\nXX101;" + seminars + ";Group 1;20\nxx101;xx101 seminars;Group 2;21\nXX101;" + seminars + ";Group 2;22\n"
	p := tabulaPlan(t, openTabula(t, server), rows, validate.Options{})
	want := []string{"planned", "planned", "invalid record-same", "invalid record-same"}
	if diff := cmp.Diff(want, outcomes(p)); diff != "" || len(p.Changes) != 1 {
		t.Errorf("%d changes, rows (-want +got):\n%s", len(p.Changes), diff)
	}
}
