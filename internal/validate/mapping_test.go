package validate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"importer/internal/parse"
)

// mapped maps one title.
func mapped(t *testing.T, m *mapper, title string) Mapped {
	t.Helper()
	row := parse.Row{Number: 1, Cells: []parse.Cell{{Text: title, Kind: parse.Text}}}
	columns, _, err := m.header(row, grid{}.Above)
	if err != nil {
		t.Fatal(err)
	}
	return columns[0]
}

// aliases gives the collected titles of real sheets, each with its field.
func aliases(t *testing.T) [][]string {
	t.Helper()
	file, err := os.Open("testdata/header-aliases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestEveryAliasLandsWhereItSays(t *testing.T) {
	reasons := map[string]Code{
		"schoolYear": CodeTitleNoField, "startDate": CodeTitleNoField,
		"endDate": CodeTitleNoField, "address.careOf": CodeTitleNoField, "guardian.*": CodeTitleGuardian,
	}
	m := newMapper(pupils(), Options{})
	for _, row := range aliases(t) {
		field, alias := row[0], strings.Replace(row[1], "…", "E-post", 1)
		for _, title := range []string{alias, strings.ToUpper(alias), " " + alias + " *", alias + ":", alias + " (obligatoriskt)", alias + " (elev)"} {
			got := mapped(t, m, title)
			switch {
			case reasons[field] != "":
				if got.Use != NotUsed || got.Reason != reasons[field] {
					t.Errorf("%q is %s %s %s, not %s", title, got.Use, got.Reason, got.Field, reasons[field])
				}
			case field == "securityMarking":
				if got.Use != Guard {
					t.Errorf("%q is %s, not a guard", title, got.Use)
				}
			case strings.HasPrefix(field, "group."):
				if got.Use != NotUsed {
					t.Errorf("%q is %s %s", title, got.Use, got.Field)
				}
			case got.Field != field || got.Use != Used:
				t.Errorf("%q leads to %q (%s %s), not to %q", title, got.Field, got.Use, got.Reason, field)
			}
		}
	}
}

func TestTitles(t *testing.T) {
	m := newMapper(pupils(), Options{})
	for _, c := range []struct {
		title, field string
		use          Use
		reason       Code
		nearest      string
	}{
		{"e_post", "emailAddress1", Used, "", ""},
		{"E–post", "emailAddress1", Used, "", ""},
		{"Post\u00a0\nort", "address.postalCity", Used, "", ""},
		{"Person-\nnummer", "identityNumber", Used, "", ""},
		{"post.ort", "address.postalCity", Used, "", ""},
		{"KM", "", NotUsed, CodeTitleUnknown, "K/M"},
		{"Fo\u0308rnamn", "firstName", Used, "", ""},
		{"Fornamn", "firstName", Used, "", ""},
		{"FODELSEDATUM (ÅÅÅÅ-MM-DD)", "dateOfBirth", Used, "", ""},
		{"Personnummer* (ÅÅÅÅMMDD-NNNN)", "identityNumber", Used, "", ""},
		{"Personnummer (ååååmmdd-xxxx)", "identityNumber", Used, "", ""},
		{"Personnummer (YYYYMMDDXXXX) *", "identityNumber", Used, "", ""},
		{"Personnummer (12 siffror)", "identityNumber", Used, "", ""},
		{"Personnummer (vårdnadshavare)", "", NotUsed, CodeTitleUnknown, ""},
		{"Född (dd/mm/åååå)", "dateOfBirth", Used, "", ""},
		{"address.postalcode", "address.postalCode", Used, "", ""},
		{"emailAddress1.new", "emailAddress1.new", Used, "", ""},
		{"Ny e-post", "emailAddress1.new", Used, "", ""},
		{"Tidigare personnummer", "previousIdentityNumber", Used, "", ""},
		{"Vårdnadshavare 1 E-post", "", NotUsed, CodeTitleGuardian, ""},
		{"VH1 Mobil", "", NotUsed, CodeTitleGuardian, ""},
		{"Vardnadshavare 2 telefon", "", NotUsed, CodeTitleGuardian, ""},
		{"Mor Tel", "", NotUsed, CodeTitleGuardian, ""},
		{"Mobilnummer för förälder", "", NotUsed, CodeTitleGuardian, ""},
		{"Morgonfritids", "", NotUsed, CodeTitleUnknown, ""},
		{"Klass", "", NotUsed, CodeTitleTarget, ""},
		{"Efternam", "", NotUsed, CodeTitleUnknown, "Efternamn"},
		{"Personnumer", "", NotUsed, CodeTitleUnknown, "Personnummer"},
		{"Kost", "", NotUsed, CodeTitleUnknown, ""},
		{"Ot", "", NotUsed, CodeTitleUnknown, "Ort"},
		{"import_status", "", Own, "", ""},
		{"Sekretess (ja/nej)", "", Guard, "", ""},
		{"Sekretesmarkering", "", Guard, "", ""},
		{"Skyddat id", "", Guard, "", ""},
		{"Skyddsombud", "", NotUsed, CodeTitleUnknown, ""},
		{"Har skyddad adress", "", Guard, "", ""},
	} {
		got := mapped(t, m, c.title)
		if got.Field != c.field || got.Use != c.use || got.Reason != c.reason || got.Nearest != c.nearest {
			t.Errorf("%q: got %q, %s, %q, %q", c.title, got.Field, got.Use, got.Reason, got.Nearest)
		}
	}
}

func TestColumnsOfASheet(t *testing.T) {
	const id = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01"
	for _, c := range []struct {
		name   string
		sheet  grid
		opts   Options
		key    string
		fields string // of the columns, or how they are used; ? where the content has decided
	}{
		{"the best key", sheetOf("ID|Personnummer|E-post", id+"|20191216-2383|a@example.se"), Options{}, "id", "id/key identityNumber emailAddress1"},
		{"ids that aren't", sheetOf("ID|Personnummer", "1|20191216-2383", "2|20191216-2391"), Options{}, "identityNumber", "/not used identityNumber/key"},
		{"a key that few rows have", sheetOf("ID|Personnummer", "|20191216-2383", id+"|20120304-2385", "|20191216-2391"), Options{},
			"identityNumber", "id/not used identityNumber/key"},
		{"half is enough", sheetOf("Personnummer|E-post", "20191216-2383|a@example.se", "|b@example.se"), Options{}, "identityNumber", "identityNumber/key emailAddress1"},
		{"less than half isn't", sheetOf("Personnummer|E-post", "20191216-2383|a@example.se", "|b@example.se", "|c@example.se"), Options{},
			"emailAddress1", "identityNumber emailAddress1/key"},
		{"what was meant for a key", sheetOf("Personnummer|Ort", "2.01912E+11|Solna", "2.01912E+11|Solna"), Options{}, "identityNumber", "identityNumber/key address.postalCity"},
		{"the chosen key", sheetOf("ID|E-post", id+"|a@example.se"), Options{Key: "emailAddress1"}, "emailAddress1", "id/not used emailAddress1/key"},
		{"the old number finds", sheetOf("Personnummer|Tidigare personnummer", "20191216-2383|20191216-TF01"), Options{},
			"identityNumber", "identityNumber previousIdentityNumber/key"},
		{"Pnr as postal codes", sheetOf("Personnummer|Pnr", "20191216-2383|16956"), Options{}, "identityNumber", "identityNumber/key address.postalCode?"},
		{"Pnr as identity numbers", sheetOf("Pnr|Postnr", "20191216-2383|16956"), Options{}, "identityNumber", "identityNumber/key? address.postalCode"},
		{"Postadress as a street", sheetOf("Pnr|Postadress", "20191216-2383|Storgatan 1"), Options{}, "identityNumber", "identityNumber/key? address.postalAddress?"},
		{"Postadress as code and town", sheetOf("Pnr|Adress|Postadress", "20191216-2383|Storgatan 1|169 56 Solna"), Options{},
			"identityNumber", "identityNumber/key? address.postalAddress address.postalCode?"},
		{"Pnr as postal codes, beside an id", sheetOf("id|Pnr|Ort", id+"|169 56|Solna", id[:35]+"2|number:16957|Solna"), Options{}, "id", "id/key address.postalCode? address.postalCity"},
		{"Pnr as postal codes, wanted alone", sheetOf("Personnummer|Pnr|Ort", "20191216-2383|169 56|Solna"), Options{Only: []string{"address.postalCode"}},
			"identityNumber", "identityNumber/key address.postalCode? address.postalCity/ignored"},
		{"Pnr as identity numbers, when others are wanted", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Only: []string{"address.postalCity"}}, "identityNumber", "identityNumber/key? address.postalCity"},
		{"Postadress that nobody has filled in", sheetOf("Pnr|Adress|Postadress", "20191216-2383|Storgatan 1|"), Options{},
			"identityNumber", "identityNumber/key? address.postalAddress address.postalCode?"},
		{"Pnr that nobody has filled in", sheetOf("Personnummer|Pnr", "20191216-2383|"), Options{}, "identityNumber", "identityNumber/key address.postalCode?"},
		{"ignored", sheetOf("Pnr|Ort|Kost", "20191216-2383|Solna|fisk"), Options{Ignore: []string{"ort", "KOST"}}, "identityNumber", "identityNumber/key? /ignored /ignored"},
		{"only", sheetOf("Pnr|Ort|E-post|Sekretess", "20191216-2383|Solna|a@example.se|"), Options{Only: []string{"address.postalcity"}},
			"identityNumber", "identityNumber/key? address.postalCity emailAddress1/ignored /guard"},
		{"mapped by hand", sheetOf("Pnr|Mobil hem|Telefon", "20191216-2383|070-174 06 05|"), Options{Map: map[string]string{"mobil hem": "PhoneNumber2"}},
			"identityNumber", "identityNumber/key? phoneNumber2 phoneNumber2/not used"},
		{"no rows but protected ones", sheetOf("Pnr|Sekretess", "20191216-2383|ja"), Options{}, "identityNumber", "identityNumber/key? /guard"},
		{"untitled", sheetOf("Pnr||Ort||", "20191216-2383|x|Solna"), Options{}, "identityNumber", "identityNumber/key? /not used address.postalCity"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := tableOf(t, c.opts, c.sheet)
			var fields []string
			for _, m := range table.Columns {
				field := m.Field
				if m.Use != Used {
					field += "/" + m.Use.String()
				}
				if m.Decided {
					field += "?"
				}
				fields = append(fields, field)
			}
			if got := strings.Join(fields, " "); got != c.fields || table.Key != c.key {
				t.Errorf("key %s, columns %s; want %s, %s", table.Key, got, c.key, c.fields)
			}
			if table.Rows != len(c.sheet.rows)-1 {
				t.Errorf("%d rows", table.Rows)
			}
		})
	}
}

func TestSheetsThatCantBeUsed(t *testing.T) {
	const rows = "20191216-2383|a@example.se|b@example.se"
	broken := errors.New("broken")
	for _, c := range []struct {
		name  string
		sheet grid
		opts  Options
		text  string
		hint  string
	}{
		{"two columns for a field", sheetOf("Pnr|E-post|Mejl", rows), Options{}, `two columns for emailAddress1: "E-post" (column B) and "Mejl" (column C)`, `--ignore "Mejl"`},
		{"a title twice", sheetOf("Pnr|E-post|E-post", rows), Options{}, `"E-post" (column B) and "E-post" (column C)`, "another title"},
		{"two streets", sheetOf("Pnr|Adress|Postadress", "20191216-2383|Storgatan 1|Storgatan 2"), Options{}, `two columns for address.postalAddress: "Adress" (column B) and "Postadress" (column C)`, `--ignore "Postadress"`},
		{"no key", sheetOf("Förnamn|Ort", "Anna|Solna"), Options{}, "no column of the sheet finds records", "one of these is needed: ID, Elevnummer, Personnummer, E-post"},
		{"Pnr as postal codes and no key", sheetOf("Pnr|Ort", "169 56|Solna"), Options{}, "no column of the sheet finds records", "Personnummer"},
		{"an empty key", sheetOf("Pnr|Ort", "|Solna"), Options{}, "no row has anything that finds a record", "Personnummer"},
		{"only false ids", sheetOf("ID|Ort", "1|Solna"), Options{}, "no row has anything that finds a record", "Personnummer"},
		{"no rows", sheetOf("Pnr|Ort", "|"), Options{}, "no rows below its headings", ""},
		{"no header", sheetOf("20191216-2383|Anna", "20191216-2391|Bo"), Options{}, "row 1 holds an identity number", "--header-row"},
		{"no row chosen", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Rows: Ranges{{7, 9}}}, "no row", ""},
		{"unknown key", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Key: "identitynumbr"}, `"identitynumbr"`, "did you mean identityNumber?"},
		{"key without a column", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Key: "id"}, "no column of the sheet leads to the key id", "--map"},
		{"unknown title to ignore", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Ignore: []string{"Ortt"}}, `no column is called "Ortt"`, "did you mean Ort?"},
		{"unknown title to map", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Map: map[string]string{"Stad": "address.postalCity"}}, `no column is called "Stad"`, ""},
		{"unknown field to map to", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Map: map[string]string{"Ort": "postalCiti"}}, `no field is called "postalCiti"`, ""},
		{"unknown field alone", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Only: []string{"emailAdress1"}}, `no field is called "emailAdress1"`, "did you mean emailAddress1, emailAddress2? Known are address.countryCode, "},
		{"field alone that the sheet hasn't", sheetOf("Pnr|Ort", "20191216-2383|Solna"), Options{Only: []string{"gender"}}, "no column of the sheet leads to gender", ""},
		{"marking column ignored", sheetOf("Pnr|Sekretess", "20191216-2383|ja"), Options{Ignore: []string{"Sekretess"}}, "can't be used otherwise or ignored", "numbers"},
		{"marking column used otherwise", sheetOf("Pnr|Sekretess", "20191216-2383|ja"), Options{Map: map[string]string{"Sekretess": "gender"}}, "can't be used otherwise", "title"},
		{"source fails", grid{rows: sheetOf("Pnr", "20191216-2383").rows, fail: broken}, Options{}, "broken", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Today = today
			_, err := Sheet(c.sheet, pupils(), c.opts)
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("got %v, want %q", err, c.text)
			}
			var own *Error
			if !errors.As(err, &own) {
				if !errors.Is(err, broken) {
					t.Fatalf("%T isn't an *Error", err)
				}
				return
			}
			if own.Hint() == "" || !strings.Contains(own.Hint(), c.hint) {
				t.Errorf("hint %q, want %q", own.Hint(), c.hint)
			}
			for _, value := range c.sheet.rows[1] {
				if value != "" && len(value) > 5 && strings.Contains(err.Error()+own.Hint(), value) {
					t.Errorf("%q tells %q", err, value)
				}
			}
		})
	}
}

// A title that holds an identity number is matched as it is, and shown masked.
func TestTitlesAreMasked(t *testing.T) {
	const title, masked = "Kost 20191216-2383", "Kost 20191216-****"
	for _, csv := range []bool{false, true} {
		sheet := sheetOf("Pnr|"+title+"|Tillfälligt personnummer", "20191216-2391|x|")
		sheet.csv = csv
		for _, opts := range []Options{
			{}, {Ignore: []string{title}}, {Ignore: []string{masked}}, {Map: map[string]string{title: "emailAddress1"}}, {Map: map[string]string{masked: "identityTemporary"}},
		} {
			table := tableOf(t, opts, sheet)
			if got := table.Columns[1].Title; got != masked {
				t.Errorf("the title is shown as %q", got)
			}
			if used := table.Columns[1].Use == Used; used != (opts.Map != nil) || opts.Ignore != nil && table.Columns[1].Use != Ignored {
				t.Errorf("%+v: the column is %s", opts, table.Columns[1].Use)
			}
			for _, v := range collect(t, table) {
				if text := fmt.Sprint(v.Problems, v.Record.Provisos, table.Columns); strings.Contains(text, "2383") {
					t.Errorf("%s tells the number", text)
				}
			}
		}
		_, err := Sheet(sheet, pupils(), Options{Ignore: []string{"Kots"}, Today: today})
		if own, ok := errors.AsType[*Error](err); !ok || strings.Contains(own.Text+own.Advice, "2383") {
			t.Errorf("the error is %v", err)
		}
	}
}

// A title that is offered leads to a column that is of use.
func TestOnlyUsableTitlesAreOffered(t *testing.T) {
	m := newMapper(pupils(), Options{})
	if len(m.titles) == 0 {
		t.Fatal("none is offered")
	}
	for _, title := range m.titles {
		if got := mapped(t, m, title); got.Use != Used && got.Use != Guard {
			t.Errorf("%q is offered, and is %s: %s", title, got.Use, got.Reason)
		}
	}
	for _, title := range []string{"Klas", "Årskus"} {
		if got := mapped(t, m, title); got.Nearest == "Klass" || got.Nearest == "Årskurs" {
			t.Errorf("for %q, %q is offered", title, got.Nearest)
		}
	}
}

func TestRanges(t *testing.T) {
	for text, want := range map[string]string{
		"5": "5", "5-20,33": "5 6 8 20 33", "5–6": "5 6", " 5 - 6 , 8 ": "5 6 8", "30-": "30 33 1000000",
	} {
		ranges, err := ParseRanges(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		in := map[int]bool{}
		for n := range strings.FieldsSeq(want) {
			for row, number := range map[int]string{5: "5", 6: "6", 8: "8", 20: "20", 30: "30", 33: "33", 1000000: "1000000"} {
				in[row] = in[row] || number == n
			}
		}
		for row, want := range in {
			if ranges.Has(row) != want {
				t.Errorf("%q has row %d: %v", text, row, !want)
			}
		}
	}
	for _, bad := range []string{"", "a", "5-4", "0", "-5", "5,,6", "+5", "5-x", "99999999999999999999"} {
		var own *Error
		if _, err := ParseRanges(bad); !errors.As(err, &own) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"ort", "ort", 0}, {"ort", "orten", 2}, {"kitten", "sitting", 3}, {"", "ab", 2}, {"åk", "ak", 1}, {"a", "abcdef", 3}} {
		if got := distance([]rune(c.a), []rune(c.b), 2); got != c.want && (c.want <= 2 || got <= 2) {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
