package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A row of an error file, and what is wrong with it, know the row of the sheet
// from which the file was made.
func TestRowsOfAnErrorFile(t *testing.T) {
	for _, c := range []struct {
		name, cell string
		want       int
	}{
		{"text", "61", 61}, {"a number", "number:61", 61}, {"blanks", " 61 ", 61}, {"nothing", "", 0}, {"words", "rad 61", 0},
		{"no row", "0", 0}, {"less than a row", "-3", 0}, {"a part of one", "2.5", 0},
		{"the last row", "1048576", 1048576}, {"more rows than there are", "1048577", 0}, {"an identity number", "191216-2383", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := verdictsOf(t, Options{}, sheetOf("Pnr|Postnr|import_row", "20191216-2383|1693|"+c.cell))[0]
			if v.Record.First != c.want || len(v.Problems) != 1 || v.Problems[0].First != c.want {
				t.Errorf("%d, problems %+v", v.Record.First, v.Problems)
			}
		})
	}
}

// The column is the importer's own by its title alone, and counts only under it.
func TestRowsOfAnotherFile(t *testing.T) {
	v := verdictsOf(t, Options{}, sheetOf("Pnr|Postnr|row", "20191216-2383|1693|61"))[0]
	if v.Record.First != 0 {
		t.Errorf("the row is said to be %d", v.Record.First)
	}
}

func TestHeadings(t *testing.T) {
	for _, c := range []struct{ above, own, want string }{
		{"", " E-post ", " E-post "},
		{"Elev", "Postnr", "Postnr"},
		{"Mor", "E-post", "Mor E-post"},
		{"Vårdnadshavare 1", "Skonummer", "Vårdnadshavare 1 Skonummer"},
		{"Klasslista 5A", "Förnamn", "Förnamn"},
		{"Mor", "", "Mor"},
	} {
		if got := pupils().Headings()(c.above, c.own); got != c.want {
			t.Errorf("%q under %q is called %q, want %q", c.own, c.above, got, c.want)
		}
	}
	mapped := sheetOf("Pnr|E-post", "20191216-2383|a@example.se")
	mapped.above = map[int]string{1: "Mor"}
	table := tableOf(t, Options{}, mapped)
	if diff := cmp.Diff(pupils().Headings()("Mor", "E-post"), table.Columns[1].Title); diff != "" {
		t.Errorf("the heading isn't what the column is called (-heading +column):\n%s", diff)
	}
}
