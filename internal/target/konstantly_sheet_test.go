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

// planOf compares a sheet, in CSV, with the groups.
func planOf(t *testing.T, c *Conn, csv string) (*plan.Plan, *validate.Table) {
	t.Helper()
	schema, err := c.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sheet.csv")
	if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := parse.Open(path, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sheet.Close() })
	table, err := validate.Sheet(sheet, schema, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(t.Context(), plan.Source{Verdicts: table.Verdicts(), Schema: schema, Kind: "group"}, c)
	if err != nil {
		t.Fatal(err)
	}
	return p, table
}

// carry sends a plan's steps one after another, each after a proof.
func carry(t *testing.T, c *Conn, p *plan.Plan) {
	t.Helper()
	for _, s := range p.Steps {
		var fields []string
		for _, e := range s.Edits {
			fields = append(fields, e.Field)
		}
		now := unitAt(t, c, p.Changes[s.Change-1].ID, fields...)
		stored, err := c.Patch(t.Context(), now, s.Edits)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Edits {
			if got := stored.Fields[e.Field]; !got.Equal(e.Applied(now.Fields[e.Field])) {
				t.Errorf("%s of %s is %v now, want %v", e.Field, now.ID, got, e.New)
			}
		}
	}
}

// outcomes gives the status of every row, with the codes of its faults.
func outcomes(p *plan.Plan) []string {
	var all []string
	for _, line := range p.Lines {
		text := string(line.Status)
		for _, problem := range line.Problems {
			if problem.Severity == validate.Fault {
				text += " " + string(problem.Code)
			}
		}
		all = append(all, text)
	}
	return all
}

const sheetOfUnits = `name;name.new;Överordnad grupp;Region;Kostnadsställe;languages;active;attributes.Platser;Öppnad
Norr/Kundtjänst;Kundservice;Syd;Syd;0184;svenska|finska;ja;12,5;2026-08-17
Syd/Kundtjänst;;<rensa>;;;;<rensa>;;
Björkuddens skola;;3;Norr;0445;;;;2010-06-26
Havreskolan;;;;;+arabiska;;;
Kundtjänst;;;Syd;;;;;
Nordpolen;;;Syd;;;;;
Norr;;Norr/Utbildning Norr;;;;;;
Öst;;Öst;;;;;;
Väst;;Nordpolen;;;;;;
Syd;;Kundtjänst;;;;;;
Vinterskolan;;;Nord;;;;;
Drift/underhåll;Drift;;;;;;;
Måltidsservice;;;Öst;<rensa>;;;;
`

// A sheet goes through the whole line: what is asked is stored, nothing else is
// touched, and afterwards there is nothing left to do.
func TestKonstantlySheet(t *testing.T) {
	server := showing()
	conn := openUnits(t, server)
	before := server.KonstantlyGroups()
	p, _ := planOf(t, conn, sheetOfUnits)
	want := []string{
		"planned", "planned", "unchanged", "planned", "invalid record-ambiguous-path", "missing record-missing",
		"invalid parent-circle", "invalid parent-circle", "invalid reference-missing", "invalid record-ambiguous-path",
		"invalid choice-unknown", "planned", "planned",
	}
	if diff := cmp.Diff(want, outcomes(p)); diff != "" {
		t.Fatalf("rows (-want +got):\n%s", diff)
	}
	carry(t, conn, p)
	expected := map[int]map[string]any{
		23: {"name": "Kundservice", "parentId": 5, "attributes.region": "Syd", "attributes.cost_center": "0184",
			"attributes.languages": []string{"svenska", "finska"}, "attributes.active": true, "attributes.seats": 12.5, "attributes.opened": "2026-08-17"},
		43:  {"parentId": nil, "attributes.active": nil},
		79:  {"attributes.languages": append(languagesOf(before, 79), "arabiska")},
		115: {"name": "Drift"},
		92:  {"attributes.region": "Öst", "attributes.cost_center": nil},
	}
	for _, g := range before {
		for field, v := range expected[g["id"].(int)] {
			g[field] = v
		}
	}
	if diff := cmp.Diff(before, server.KonstantlyGroups()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	again, _ := planOf(t, conn, strings.NewReplacer(
		"Norr/Kundtjänst;Kundservice", "Syd/Kundservice;", "Drift/underhåll;Drift", "Drift;",
		"Syd;;Kundtjänst", "Syd;;Tjänst", // only one of the two is called so now
	).Replace(sheetOfUnits))
	if len(again.Steps) != 0 {
		t.Errorf("%d steps are left: %+v", len(again.Steps), again.Changes)
	}
	allDocumented(t, server)
}

func languagesOf(groups []sandbox.Record, id int) []string {
	for _, g := range groups {
		if languages, some := g["attributes.languages"].([]string); some && g["id"] == id {
			return slices.Clone(languages)
		}
	}
	return nil
}

func allDocumented(t *testing.T, server *sandbox.Server) {
	t.Helper()
	for _, x := range server.Log() {
		if x.Undocumented != "" {
			t.Errorf("%s %s %s: %s", x.Method, x.Path, x.Body, x.Undocumented)
		}
	}
}

// What was changed can be put back, where the server shows what was there.
func TestKonstantlyUndo(t *testing.T) {
	server := showing()
	conn := openUnits(t, server)
	before := server.KonstantlyGroups()
	p, _ := planOf(t, conn, sheetOfUnits)
	carry(t, conn, p)
	now := map[string]plan.Current{}
	for _, c := range p.Changes {
		now[c.ID] = unitAt(t, conn, c.ID, unitDescription, "attributes.region")
	}
	undo, err := plan.Undo(t.Context(), plan.Reversal{Changes: p.Changes, Steps: p.Steps, Now: now}, conn)
	if err != nil {
		t.Fatal(err)
	}
	carry(t, conn, undo)
	if diff := cmp.Diff(before, server.KonstantlyGroups()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	allDocumented(t, server)
}
