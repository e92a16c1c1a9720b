package validate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Whatever a sheet holds, each row gets one verdict, in order; of one that is left
// out nothing is kept but its number, and what may be said of it names no number.
func TestEveryRowGetsOneVerdict(t *testing.T) {
	schemas := map[string]Schema{"pupils": pupils(), "groups": groups(), "classes": classes()}
	titles := rapid.SampledFrom([]string{"Personnummer", "Klass", "Nytt klassnamn", "Skola", "Grupptyp", "Elever", "Lägg till elever", "E-post", "Kön", "ID", "Pnr", "Sekretess", "attributes.x", "Limit", "Förnamn", "Mejl", "", "import_example", "Elev-id", "Namn", "Ort", "Postnr", "VH1 E-post", "Typ"})
	cell := rapid.OneOf(rapid.SampledFrom([]string{
		"", "", "20191216-2383", "1912162383", "20150101-TF01", "7A", "number:70", "date:2026-02-01", "merged:", "struck:20191216-2391", "uncomputed:", "error:#N/A",
		"text", "ÅÅÅÅMMDD-NNNN", "Antal: 2", "Exempel: 7A", "<clear>", "+klass;-mentor", "a@example.se;b@example.se;20191216-2383", "K", "F", "ja", "Personnummer", "Klass", "boolean:TRUE", "Andersson, Anna", "169 56 Solna", "Summa: 3", "(reserverad)",
	}), rapid.StringMatching(`[-+;xKå0-9@. ]{0,12}`))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"pupils", "groups", "classes"}).Draw(t, "schema")
		header := rapid.SliceOfN(titles, 1, 6).Draw(t, "titles")
		g := grid{rows: [][]string{header}, csv: rapid.Bool().Draw(t, "csv"), filtered: rapid.Bool().Draw(t, "filtered")}
		for i := range rapid.IntRange(1, 8).Draw(t, "rows") {
			g.rows = append(g.rows, rapid.SliceOfN(cell, len(header), len(header)+1).Draw(t, "row"))
			if rapid.IntRange(0, 5).Draw(t, "hidden") == 0 {
				g.hidden = append(g.hidden, i+2)
			}
		}
		g.columns = rapid.SliceOfN(rapid.IntRange(0, 6), 0, 1).Draw(t, "columns")
		opts := Options{
			Today: today, NoRepair: rapid.Bool().Draw(t, "no repair"),
			Hidden: rapid.SampledFrom([]Hiding{AskHidden, IncludeHidden, SkipHidden}).Draw(t, "hiding"),
		}
		table, err := Sheet(g, schemas[name], opts)
		if err != nil {
			if own, ok := errors.AsType[*Error](err); !ok || own.Text == "" || own.Advice == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		rows, last := 0, 1
		for v, err := range table.Verdicts() {
			if err != nil {
				t.Fatal(err)
			}
			if v.Record.Row <= last {
				t.Fatalf("row %d after row %d", v.Record.Row, last)
			}
			rows, last = rows+1, v.Record.Row
			if diff := cmp.Diff(Verdict{Record: Record{Row: last}, Skipped: v.Skipped, Names: v.Names, Who: v.Who}, v); v.Skipped != "" && diff != "" {
				t.Fatal(diff)
			}
			if v.Skipped == "" && v.Valid() && (v.Record.Key.Field == "" || v.Record.Key.Value == "") {
				t.Fatalf("a row without a key is valid: %+v", v)
			}
			for _, p := range append(v.Problems, v.Record.Provisos...) {
				if text := fmt.Sprint(p); strings.Contains(text, "2383") || strings.Contains(text, "2391") {
					t.Fatalf("%s tells a number", text)
				}
				if opts.NoRepair && p.Code.Repairs() && p.Severity != Fault {
					t.Fatalf("%s repairs", p.Code)
				}
			}
		}
		if rows != table.Rows {
			t.Fatalf("%d verdicts on %d rows", rows, table.Rows)
		}
	})
}
