package validate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// wide is a sheet of many columns, all but the first two unknown.
func wide(columns int) grid {
	titles, cells := []string{"Personnummer", "Ort"}, []string{"20191216-2383", "Solna"}
	for i := len(titles); i < columns; i++ {
		titles, cells = append(titles, fmt.Sprintf("Kolumn %d", i)), append(cells, "x")
	}
	return grid{rows: [][]string{titles, cells}}
}

// mostColumns is how many columns a worksheet can have.
const mostColumns = 1 << 14

func BenchmarkUnknownTitles(b *testing.B) {
	sheet, schema := wide(mostColumns), pupils()
	for b.Loop() {
		if _, err := schema.FindHeader(rowsOf(sheet)); err != nil {
			b.Fatal(err)
		}
		if _, err := Sheet(sheet, schema, Options{Today: today}); err != nil {
			b.Fatal(err)
		}
	}
}

// However many titles stand above one another, the schema is read once.
func BenchmarkHeadings(b *testing.B) {
	for b.Loop() {
		heading := pupils().Headings()
		for i := range mostColumns {
			heading("Mor", fmt.Sprintf("Kolumn %d", i))
		}
	}
}

// What is passed over unseen couldn't have been near.
func TestNothingNearIsPassedOver(t *testing.T) {
	words := rapid.StringMatching(`[a-dåäö ]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := spelt("", words.Draw(t, "one")), spelt("", words.Draw(t, "other"))
		limit := rapid.IntRange(0, 3).Draw(t, "limit")
		if distance(a.runes, b.runes, limit) <= limit && !a.mayBeWithin(b, limit) {
			t.Fatalf("%q and %q are within %d", string(a.runes), string(b.runes), limit)
		}
	})
}

func TestChosenColumns(t *testing.T) {
	sheet := sheetOf("Personnummer|E-post|Mobil|Ort|Pnr", "20191216-2383|a@example.se|0701740605|Solna|16956")
	for _, c := range []struct {
		name string
		opts Options
		sets string // the fields that the row sets
	}{
		{"all", Options{}, "address.postalCity address.postalCode emailAddress1 phoneNumber1"},
		{"only a field", Options{Only: []string{"PhoneNumber1"}}, "phoneNumber1"},
		{"only a title", Options{Only: []string{"e-post"}}, "emailAddress1"},
		{"only another title of the field", Options{Only: []string{"Mejladress"}}, "emailAddress1"},
		{"only a title whose content has decided", Options{Only: []string{"Pnr"}}, "address.postalCode"},
		{"only the key and a title", Options{Only: []string{"Personnummer", "Mobil"}}, "phoneNumber1"},
		{"without a title", Options{Ignore: []string{"Mobil", "ort"}}, "address.postalCode emailAddress1"},
		{"without a field", Options{Ignore: []string{"phonenumber1", "address.postalCode"}}, "address.postalCity emailAddress1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := verdictsOf(t, c.opts, sheet)[0]
			if got := fieldsOf(v.Record.Fields); got != c.sets || !v.Valid() {
				t.Errorf("sets %s; want %s: %s", got, c.sets, brief(v.Problems))
			}
		})
	}
}

func TestNamesThatMeanNothing(t *testing.T) {
	sheet := sheetOf("Personnummer|E-post|Skor", "20191216-2383|a@example.se|38")
	for _, c := range []struct {
		name string
		opts Options
		text string
		hint string
	}{
		{"a slip", Options{Only: []string{"fistName"}}, `no field is called "fistName"`, "did you mean firstName, lastName? Known are address.countryCode, "},
		{"the last part", Options{Map: map[string]string{"Skor": "postalCode"}}, `no field is called "postalCode"`, "did you mean address.postalCode? "},
		{"a part", Options{Only: []string{"temporary"}}, `no field is called "temporary"`, "did you mean identityTemporary? "},
		{"nothing like it", Options{Only: []string{"xyz"}}, `no field is called "xyz"`, "known are address.countryCode, "},
		{"a title without a field", Options{Only: []string{"Skor"}}, `the column "Skor" (column C) leads to no field`, "--map"},
		{"a title to ignore", Options{Ignore: []string{"Skorr"}}, `no column is called "Skorr"`, "did you mean Skor? Known are Personnummer, E-post, Skor"},
		{"a field to ignore that the sheet hasn't", Options{Ignore: []string{"gender"}}, `no column is called "gender"`, "known are Personnummer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Today = today
			_, err := Sheet(sheet, pupils(), c.opts)
			own, ok := errors.AsType[*Error](err)
			if !ok || own.Text != c.text || !strings.Contains(own.Advice, c.hint) {
				t.Errorf("%+v; want %s: %s", err, c.text, c.hint)
			}
			if ok && !strings.HasPrefix(own.Advice, "did you mean") && strings.HasPrefix(c.hint, "did you mean") {
				t.Errorf("what is near doesn't come first: %s", own.Advice)
			}
		})
	}
	_, err := Sheet(wide(100), pupils(), Options{Today: today, Ignore: []string{"Nonsens"}})
	if own, ok := errors.AsType[*Error](err); !ok || !strings.HasSuffix(own.Advice, "Kolumn 29, …") {
		t.Errorf("%+v", err)
	}
}

// fieldsOf lists the names of fields.
func fieldsOf(fields map[string]Value) string {
	return strings.Join(slices.Sorted(maps.Keys(fields)), " ")
}
