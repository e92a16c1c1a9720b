package validate

import (
	"fmt"
	"strings"
	"testing"
)

// uses tells of each column of a sheet what it leads to, or why to nothing.
func uses(table *Table) string {
	var all []string
	for _, c := range table.Columns {
		all = append(all, strings.TrimSpace(c.Field+" "+string(c.Reason)))
	}
	return strings.Join(all, ", ")
}

// What stands to the right of a guardian's column is the guardian's.
func TestColumnsBesideGuardians(t *testing.T) {
	const anna, number = "20191216-2383", "identityNumber"
	for _, c := range []struct {
		titles string
		opts   Options
		want   string // of the columns after the first
	}{
		{"Vårdnadshavare|Telefon|E-post", Options{}, "title-guardian, title-beside-guardian, title-beside-guardian"},
		{"Mor|Mobil|E-post", Options{}, "title-guardian, title-beside-guardian, title-beside-guardian"},
		{"Målsman|Tel|Adress|Postnr|Ort", Options{}, "title-guardian, title-beside-guardian, title-beside-guardian, title-beside-guardian, title-beside-guardian"},
		{"Vårdnadshavare 1|Mobil|Vårdnadshavare 2|Mobil", Options{}, "title-guardian, title-beside-guardian, title-guardian, title-beside-guardian"},
		{"Mor|Mobil|Förnamn|Telefon", Options{}, "title-guardian, title-beside-guardian, firstName, phoneNumber2"},
		{"E-post|Vårdnadshavare namn|E-post", Options{}, "emailAddress1, title-guardian, title-beside-guardian"},
		{"E-post|VH1 förnamn|VH1 efternamn|VH1 adress|Telefon", Options{}, "emailAddress1, title-guardian, title-guardian, title-guardian, title-beside-guardian"},
		{"Mor|Telefon dagtid|E-post", Options{}, "title-guardian, title-unknown, title-beside-guardian"},
		{"Mor|Klass|E-post", Options{}, "title-guardian, title-target, emailAddress1"},
		{"Mor|Elevens mobil|E-post", Options{}, "title-guardian, phoneNumber1, emailAddress1"},
		{"Mor|emailAddress1", Options{}, "title-guardian, emailAddress1"},
		{"Vårdnadshavare e-post|Telefon", Options{}, "title-guardian, title-beside-guardian"},
		{"VH1 e-post|Adress|Telefon", Options{}, "title-guardian, address.postalAddress, phoneNumber2"},
		{"Personnummer för förälder|Förnamn|Efternamn|E-post|Mobil", Options{}, "title-guardian, title-beside-guardian, title-beside-guardian, title-beside-guardian, title-beside-guardian"},
		{"Förnamn|E-postadress för förälder|Mobilnummer", Options{}, "firstName, title-guardian, title-beside-guardian"},
		{"Mor|Mobil|E-post", Options{Map: map[string]string{"E-post": "emailAddress1"}}, "title-guardian, title-beside-guardian, emailAddress1"},
		{"Mor|Mobil|E-post", Options{Ignore: []string{"Mor", "Mobil"}}, ", , title-beside-guardian"},
	} {
		t.Run(c.titles, func(t *testing.T) {
			table := tableOf(t, c.opts, sheetOf("Personnummer|"+c.titles, anna+strings.Repeat("|", strings.Count(c.titles, "|")+1)))
			if got := uses(table); got != number+", "+c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	table := tableOf(t, Options{}, sheetOf("Personnummer|Mor|E-post", anna+"|Eva|eva@example.se"))
	if args := fmt.Sprint(table.Columns[2].Args); args != `map[option:--map "E-post=emailAddress1" title:Mor]` {
		t.Error(args)
	}
}

// The titles above the columns end what belongs to a guardian.
func TestColumnsBesideGuardiansUnderOtherTitles(t *testing.T) {
	sheet := sheetOf("Personnummer|Mor|Mobil|E-post", "20191216-2383|Eva|0701740605|a@example.se")
	sheet.above = map[int]string{3: "Skolan"}
	if got := uses(tableOf(t, Options{}, sheet)); got != "identityNumber, title-guardian, title-beside-guardian, emailAddress1" {
		t.Error(got)
	}
}
