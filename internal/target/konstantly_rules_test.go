package target

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// What a map holds and isn't shown would be gone if only a part were sent.
func TestKonstantlyPartOfAMapThatIsntShown(t *testing.T) {
	const all = "name;region;cost_center;opened;languages;active;website;seats\n"
	const row = "Norr;Norr;0184;2026-08-17;finska;ja;https://example.org/;3\n"
	tests := map[string]struct {
		sheet    string
		settings []func(*Config)
		want     string
		columns  string
	}{
		"all of them":       {sheet: all + row, want: "planned"},
		"all, some cleared": {sheet: all + "Norr;Norr;<rensa>;<rensa>;finska;<rensa>;<rensa>;3\n", want: "planned"},
		"one": {sheet: "name;region\nNorr;Norr\n", want: "invalid attributes-partial",
			columns: "Kostnadsställe, Öppnad, Språk, Aktiv, Webbplats, Platser"},
		"all but a cell": {sheet: all + "Norr;Norr;0184;;finska;ja;https://example.org/;3\n", want: "invalid attributes-partial", columns: "Öppnad"},
		"all but a list": {sheet: all + "Norr;Norr;0184;2026-08-17;;ja;https://example.org/;3\n", want: "invalid attributes-partial", columns: "Språk"},
		"a list alone": {sheet: "name;languages\nNorr;finska\n", want: "invalid attributes-partial",
			columns: "Region, Kostnadsställe, Öppnad, Aktiv, Webbplats, Platser"},
		"to be replaced": {sheet: "name;region\nNorr;Norr\n", settings: []func(*Config){replacing}, want: "planned",
			columns: "Kostnadsställe, Öppnad, Språk, Aktiv, Webbplats, Platser"},
		"none":                     {sheet: "name;name.new;region\nNorr;Nord;\n", want: "planned"},
		"one more, to be replaced": {sheet: "name;languages\nNorr;+finska\n", settings: []func(*Config){replacing}, want: "invalid list-unreadable"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, _ := planOf(t, openUnits(t, sandbox.New(sandbox.Options{}), tt.settings...), tt.sheet)
			if got := outcomes(p)[0]; got != tt.want {
				t.Errorf("it is %s, want %s", got, tt.want)
			}
			if tt.columns != "" && p.Lines[0].Problems[0].Args["columns"] != tt.columns {
				t.Errorf("the missing columns are %q", p.Lines[0].Problems[0].Args["columns"])
			}
		})
	}
}

// A map that isn't shown is sent as the sheet has it, and what PATCH answers is
// compared with that.
func TestKonstantlyWholeMapUnseen(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, server)
	p, _ := planOf(t, conn, "name;region;cost_center;opened;languages;active;website;seats;description\nNorr;Syd;<rensa>;2026-08-17;finska;ja;https://example.org/;3;Allt\n")
	for _, e := range p.Changes[0].Edits {
		if e.Old.State != validate.Unreadable {
			t.Errorf("the old %s is known: %v", e.Field, e.Old)
		}
	}
	carry(t, conn, p)
	want := map[string]any{
		"attributes.region": "Syd", "attributes.cost_center": nil, "attributes.opened": "2026-08-17", "attributes.languages": []string{"finska"},
		"attributes.active": true, "attributes.website": "https://example.org/", "attributes.seats": 3.0, "description": "Allt", "name": "Norr",
	}
	got, _ := server.KonstantlyGroup(3)
	for field, v := range want {
		if diff := cmp.Diff(v, got[field]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
	now := map[string]plan.Current{norr: unitAt(t, conn, norr, "description", "attributes.region")}
	undo, err := plan.Undo(t.Context(), plan.Reversal{Changes: p.Changes, Steps: p.Steps, Now: now}, conn)
	if err != nil {
		t.Fatal(err)
	}
	if len(undo.Steps) != 0 || undo.Lines[0].Status != plan.Invalid {
		t.Errorf("what was never seen would be put back: %+v", undo.Lines)
	}
	allDocumented(t, server)
}

func TestKonstantlyCheck(t *testing.T) {
	all := attributes{{id: "note", kind: validate.Text, text: true}, {id: "free", kind: validate.Unchecked}}
	long := strings.Repeat("å", 255)
	tests := map[string]struct {
		values map[string]validate.Value
		want   string
	}{
		"nothing":                {nil, ""},
		"as long as may be":      {map[string]validate.Value{"attributes.note": validate.Of(long)}, ""},
		"too long":               {map[string]validate.Value{"attributes.note": validate.Of(long + "å")}, "attributes.note text-too-long"},
		"another type":           {map[string]validate.Value{"attributes.free": validate.Of(long + "å")}, ""},
		"an identity number":     {map[string]validate.Value{"description": validate.Of("Ansvarig 20160827-2389, tills vidare")}, "description identity-number-here"},
		"without a sign":         {map[string]validate.Value{"attributes.note": validate.Of("201608272389")}, "attributes.note identity-number-here"},
		"without the century":    {map[string]validate.Value{"name": validate.Of("160827-2389")}, "name identity-number-here"},
		"a coordination number":  {map[string]validate.Value{"name": validate.Of("19701063-2391")}, "name identity-number-here"},
		"a temporary number":     {map[string]validate.Value{"name": validate.Of("20150101-TF01")}, "name identity-number-here"},
		"in a list":              {map[string]validate.Value{"attributes.x": validate.ListOf("a", "20160827-2389")}, "attributes.x identity-number-here"},
		"a date that isn't":      {map[string]validate.Value{"name": validate.Of("20161327-2389")}, ""},
		"a telephone number":     {map[string]validate.Value{"attributes.note": validate.Of("+46701740605, 08-123 456 78")}, ""},
		"the id of a group":      {map[string]validate.Value{"id": validate.Of("1608272389")}, ""},
		"a part of something":    {map[string]validate.Value{"name": validate.Of("X20160827-23891")}, ""},
		"a date and a date":      {map[string]validate.Value{"description": validate.Of("2026-08-17–2026-12-20")}, ""},
		"cleared":                {map[string]validate.Value{"attributes.note": validate.Cleared()}, ""},
		"several, in good order": {map[string]validate.Value{"name": validate.Of("160827-2389"), "attributes.note": validate.Of("160827-2389")}, "attributes.note identity-number-here; name identity-number-here"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range all.check(tt.values, time.Time{}) {
				got = append(got, p.Field+" "+string(p.Code))
				if p.Severity != validate.Fault {
					t.Errorf("%s is no fault", p.Code)
				}
			}
			if text := strings.Join(got, "; "); text != tt.want {
				t.Errorf("found %q, want %q", text, tt.want)
			}
		})
	}
}

// A column of identity numbers is no use here, and says so.
func TestKonstantlySheetWithIdentityNumbers(t *testing.T) {
	conn := openUnits(t, showing())
	p, table := planOf(t, conn, "name;Personnummer;Kostnadsställe\nNorr;20160827-2389;4410\nSyd;20120201-2397;20120201-2397\n")
	if diff := cmp.Diff([]string{"planned", "invalid identity-number-here"}, outcomes(p)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if c := table.Columns[1]; c.Use != validate.NotUsed || c.Reason != validate.CodeTitleNoField {
		t.Errorf("the column of numbers is %s, %s", c.Use, c.Reason)
	}
}
