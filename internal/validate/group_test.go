package validate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// groups is a schema of groups: titles repeat across schools.
func groups() Schema {
	return Schema{
		Keys: []string{"id", "title"}, Open: "attributes.",
		Columns: []Column{
			{Field: "id", Kind: UUID, KeyOnly: true, Aliases: []string{"Grupp-ID"}},
			{Field: "title", Kind: Title, Unique: true, Aliases: []string{"Klass"}, New: []string{"Nytt klassnamn"}},
			{Field: "schoolID", Kind: Reference, Scope: true, Aliases: []string{"Skola"}},
			{Field: "types", Kind: GroupType, List: true, Nullable: true, Aliases: []string{"Grupptyp"}},
			{Field: "memberIDs", Kind: Person, List: true, Nullable: true, Refers: "student", Aliases: []string{"Medlemmar", "Elever"}},
			{Field: "moderatorIDs", Kind: Person, List: true, Refers: "employee", Aliases: []string{"Lärare"}},
			{Field: "size", Kind: Whole, Aliases: []string{"Limit"}},
			{Field: "colour", Kind: Choice, Choices: []string{"Röd", "Blå"}, Aliases: []string{"Färg"}},
			{Field: "colours", Kind: Choice, List: true, Choices: []string{"Röd", "Blå"}, Aliases: []string{"Farben"}},
		},
	}
}

// classes is a schema of class lists: a row for each pupil.
func classes() Schema {
	return Schema{
		Keys:    []string{"group.id", "title"},
		Members: &Members{Field: "memberIDs", Keys: []string{"id", "identityNumber", "emailAddress1"}},
		Columns: []Column{
			{Field: "group.id", Kind: UUID, KeyOnly: true, Aliases: []string{"Grupp-ID"}},
			{Field: "title", Kind: Title, KeyOnly: true, Aliases: []string{"Klass"}},
			{Field: "schoolID", Kind: Reference, Scope: true, Aliases: []string{"Skola"}},
			{Field: "id", Kind: UUID, KeyOnly: true, Aliases: []string{"Elev-id"}},
			{Field: "identityNumber", Kind: IdentityNumber, KeyOnly: true, Aliases: []string{"Personnummer"}},
			{Field: "emailAddress1", Kind: Email, KeyOnly: true, Aliases: []string{"E-post"}},
		},
	}
}

// listed writes keys, each with its field if it has one.
func listed(keys []Key) string {
	var all []string
	for _, k := range keys {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(k.Field+"="+k.Value, "=")+"?"+k.Scope, "?"))
	}
	return strings.Join(all, ",")
}

// asked writes all that a row asks for.
func asked(v Verdict, schema Schema) string {
	if v.Skipped != "" {
		return strings.TrimSpace(fmt.Sprintf("%s %s", v.Skipped, v.Names.Value))
	}
	text := v.Record.Key.Field + "=" + v.Record.Key.Value
	if v.Record.Key.Scope != "" {
		text += "?" + v.Record.Key.Scope
	}
	for field := range v.Record.Fields {
		if _, ok := schema.column(field); !ok {
			text += " unknown " + field
		}
	}
	columns := schema.Columns
	if schema.Members != nil {
		columns = append(columns, Column{Field: schema.Members.Field})
	}
	for _, c := range columns {
		if w, ok := v.Record.Fields[c.Field]; ok {
			text += fmt.Sprintf(" %s=%s", c.Field, w.Text)
		}
		if l, ok := v.Record.Lists[c.Field]; ok {
			text += fmt.Sprintf(" %s{%v %s +%s -%s}", c.Field, l.Exact, listed(l.Items), listed(l.Add), listed(l.Remove))
		}
	}
	return strings.TrimSpace(text + " " + brief(v.Problems))
}

// testSheets judges sheets of a schema.
func testSheets(t *testing.T, schema Schema, cases []verdictCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Today = today
			table, err := Sheet(c.sheet, schema, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range collect(t, table) {
				got = append(got, asked(v, table.Schema()))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const anID1, anID2 = "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01", "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e02"

func TestLists(t *testing.T) {
	row := func(field, cell string) grid { return sheetOf("Klass|"+field, "7A|"+cell) }
	// a line break and | can't stand in the lines of a grid
	broken := sheetOf("Klass|Elever", "7A|")
	broken.rows[1][1] = "20191216-2383\n20191216-2391|S 7"
	testSheets(t, groups(), []verdictCase{
		{"persons by their shapes", row("Elever", strings.ToUpper(anID1)+"; 201912162383;191216-2391 ;Anna@example.se;S-7;20150101-tf01"), Options{},
			[]string{"title=7A memberIDs{true id=" + anID1 + ",identityNumber=20191216-2383,identityNumber=20191216-2391,emailAddress1=Anna@example.se,external.sourceID=S-7,identityNumber=20150101-TF01 + -} notice number-expanded B2"}},
		{"commas between choices", row("Farben", "röd, Blå"), Options{}, []string{"title=7A colours{true Röd,Blå + -}"}},
		{"line breaks and bars", broken, Options{}, []string{"title=7A memberIDs{true identityNumber=20191216-2383,identityNumber=20191216-2391,external.sourceID=S 7 + -}"}},
		{"commas between shapes", row("Elever", "20191216-2383, Anna@example.se; Ek, Anna <eva@example.se>;Ann S-1,S-2"), Options{}, []string{"title=7A memberIDs{true identityNumber=20191216-2383,emailAddress1=Anna@example.se,emailAddress1=eva@example.se,external.sourceID=Ann S-1,S-2 + -} notice email-stripped B2"}},
		{"commas between ids", row("Elever", "S-1, S-2,20191216-2383"), Options{}, []string{"title=7A memberIDs{true external.sourceID=S-1,external.sourceID=S-2,identityNumber=20191216-2383 + -}"}},
		{"commas and signs", row("Elever", "+20191216-2383, -Anna@example.se"), Options{}, []string{"title=7A memberIDs{false  +identityNumber=20191216-2383 -emailAddress1=Anna@example.se}"}},
		{"once each", row("Elever", "a@example.se;A@Example.SE;;s1; ;s1;-"), Options{}, []string{"title=7A memberIDs{true emailAddress1=a@example.se,external.sourceID=s1 + -}"}},
		{"signs", row("Elever", "+s1;–s2; - s3"), Options{}, []string{"title=7A memberIDs{false  +external.sourceID=s1 -external.sourceID=s2,external.sourceID=s3}"}},
		{"signs and none", row("Elever", "+s1;s2"), Options{}, []string{"title=7A fault list-signs B2"}},
		{"none and signs", row("Elever", "s1;-s2"), Options{}, []string{"title=7A fault list-signs B2"}},
		{"a sign alone", row("Elever", "+s1;+"), Options{}, []string{"title=7A fault list-signs B2"}},
		{"added and removed", row("Elever", "+s1;-s1"), Options{}, []string{"title=7A memberIDs{false  +external.sourceID=s1 -external.sourceID=s1} fault list-contradiction B2"}},
		{"cleared", row("Elever", "<rensa>"), Options{}, []string{"title=7A memberIDs{true  + -}"}},
		{"cleared, which it can't be", row("Lärare", "<rensa>"), Options{}, []string{"title=7A fault cell-not-clearable B2"}},
		{"cleared among others", row("Elever", "s1;<clear>"), Options{}, []string{"title=7A fault cell-not-clearable B2"}},
		{"blank", row("Elever", " "), Options{}, []string{"title=7A"}},
		{"nothing but separators", row("Elever", "; ;-"), Options{}, []string{"title=7A"}},
		{"a number", row("Elever", "number:201912162383"), Options{}, []string{"title=7A fault cell-number B2"}},
		{"a date", row("Elever", "date:2026-01-02"), Options{}, []string{"title=7A fault cell-date B2"}},
		{"an error", row("Elever", "error:#N/A"), Options{}, []string{"title=7A fault cell-error B2"}},
		{"one at fault", row("Elever", "20191216-2383;20191316-2383;2.01912E+11;2,01912E+11"), Options{}, []string{"title=7A fault number-date B2; fault number-rounded B2"}},
		{"a column that adds", sheetOf("Klass|Lägg till elever|memberIDs.remove", "7A|s1;s2|s3"), Options{}, []string{"title=7A memberIDs{false  +external.sourceID=s1,external.sourceID=s2 -external.sourceID=s3}"}},
		{"a sign where it is said already", sheetOf("Klass|memberIDs.add", "7A|+s1"), Options{}, []string{"title=7A fault list-signs B2"}},
		{"set and changed", sheetOf("Klass|Elever|Ta bort elever", "7A|s1|s2", "7B|s1|", "7C||s2", "7D|+s1|s2"), Options{}, []string{
			"title=7A memberIDs{true external.sourceID=s1 + -external.sourceID=s2} fault list-contradiction B2",
			"title=7B memberIDs{true external.sourceID=s1 + -}",
			"title=7C memberIDs{false  + -external.sourceID=s2}",
			"title=7D memberIDs{false  +external.sourceID=s1 -external.sourceID=s2}",
		}},
		{"an adding column can't be cleared", sheetOf("Klass|memberIDs.add", "7A|<clear>"), Options{}, []string{"title=7A fault cell-not-clearable B2"}},
		{"types", row("Grupptyp", "klass, Mentorsgrupp/FRITIDS+k"), Options{}, []string{"title=7A types{true Class,Mentor,Childcare + -}"}},
		{"types with signs", row("Grupptyp", "+klass,-mentor"), Options{}, []string{"title=7A types{false  +Class -Mentor}"}},
		{"no type", row("Grupptyp", "Undervisning"), Options{}, []string{"title=7A types{true  + -}"}},
		{"unknown type", row("Grupptyp", "klass;schema"), Options{}, []string{"title=7A fault group-type-unknown B2"}},
		{"not among the fields wanted", sheetOf("Klass|Elever|Limit", "7A|s1|24"), Options{Only: []string{"size"}}, []string{"title=7A size=24"}},
	})
}

func TestNewKinds(t *testing.T) {
	around := surroundings{today: today, choices: []string{"Röd", "Blå"}}
	cases := map[Kind][]kindCase{
		Title: {
			{"as written", " Klass 7A ", "Klass 7A", ""}, {"text of digits", "24", "24", ""}, {"like a power", "7E1", "7E1", ""},
			{"number", "number:24", "", "fault group-number"}, {"power", "number:70", "", "fault group-number"}, {"power in CSV", "7E+01", "", "fault group-number"},
			{"date", "date:2026-02-01", "", "fault group-date"}, {"date in CSV", "01-feb", "", "fault group-date"}, {"several", "7A;7B", "", "fault group-several"}, {"an odd sign at the end", "7A;", "7A;", ""}, {"other date in CSV", "2026-02-01", "", "fault group-date"},
			{"month in CSV", "sep-01", "", "fault group-date"}, {"yes", "boolean:TRUE", "", "fault cell-boolean"}, {"mojibake", "Ã…k 7", "", "fault text-garbled"},
			{"apostrophe", "'7A", "7A", "notice cell-apostrophe"}, {"slash", "4/5A", "4/5A", ""}, {"hyphen", "1-2", "1-2", ""},
		},
		Whole: {
			{"digits", "24", "24", ""}, {"number", "number:24", "24", ""}, {"fraction of none", "number:24.0", "24", ""}, {"zeros", "007", "7", ""},
			{"zero", "0", "", "fault whole-malformed"}, {"fraction", "number:2.5", "", "fault whole-malformed"}, {"less", "-3", "", "fault whole-malformed"},
			{"beyond", "99999999999", "", "fault whole-malformed"}, {"date", "date:2026-02-01", "", "fault cell-date"}, {"words", "tjugo", "", "fault whole-malformed"},
		},
		Decimal: {
			{"digits", "4410", "4410", ""}, {"comma", "2,50", "2.5", ""}, {"point", "number:2.5", "2.5", ""}, {"in groups", "4 410", "4410", ""},
			{"less than nothing", "−0,5", "-0.5", ""}, {"nothing", "-0", "0", ""}, {"words", "2 st", "", "fault decimal-malformed"}, {"date", "date:2026-02-01", "", "fault cell-date"},
		},
		Choice: {{"as it is", "Röd", "Röd", ""}, {"case", "BLÅ", "Blå", ""}, {"none", "Grön", "", "fault choice-unknown"}},
		Link: {
			{"address", "https://example.se/a?b", "https://example.se/a?b", ""}, {"no scheme", "www.example.se", "", "fault link-malformed"},
			{"another scheme", "ftp://example.se", "", "fault link-malformed"}, {"no host", "https:///x", "", "fault link-malformed"}, {"blank", "https://example.se/a b", "", "fault link-malformed"},
		},
		Person: {
			{"digits of none", "123456789012", "123456789012", ""}, {"number", "number:201912162383", "20191216-2383", ""}, {"wrong check digit", "20191216-2384", "20191216-2384", "notice number-temporary-check"},
			{"filler", "SKAPAS", "", "notice number-filler"}, {"letter", "2O191216-2383", "", "fault number-letter"}, {"no such date", "20191316-2383", "", "fault number-date"},
			{"address", "anna@skola", "", "fault email-domain"}, {"name and address", "Anna <anna@example.se>", "anna@example.se", "notice email-stripped"},
		},
		Reference: {{"path", "Norr/Kundtjänst", "Norr/Kundtjänst", ""}, {"number", "number:12", "12", ""}, {"date", "date:2026-02-01", "", "fault cell-date"}},
		Unchecked: {{"number", "number:4410.0", "4410", ""}, {"date", "date:2026-02-01", "2026-02-01", ""}, {"truth", "boolean:TRUE", "true", ""}, {"text", " Norr ", "Norr", ""},
			{"identity number", "20191216-2383", "", "fault number-unwanted"}, {"identity number, short", "number:1912162383", "", "fault number-unwanted"}},
	}
	for kind, all := range cases {
		for _, c := range all {
			t.Run(kind.String()+"/"+c.name, func(t *testing.T) { c.test(t, kind, around) })
		}
	}
}

func TestGuessesAtTitles(t *testing.T) {
	for text, want := range map[string]string{
		"number:70": "7E1", "number:900": "9E2", "number:70.0": "7E1", "number:24": "", "number:1.1": "", "7E+01": "",
		"date:2026-02-01": "1-2", "date:2026-02-01T00:00:00": "1-2", "2026-10-05": "5-10", "01-feb": "",
	} {
		if got := Title.read(cellOf(text), surroundings{}).found[0].args["to"]; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestScope(t *testing.T) {
	testSheets(t, groups(), []verdictCase{
		{"one title at two schools", sheetOf("Klass|Skola|Limit", "7A|S1|24", "7A|S2|25", "7A||26"), Options{}, []string{
			"title=7A?schoolID=S1 size=24", "title=7A?schoolID=S2 size=25", "title=7A size=26"}},
		{"one title at one school", sheetOf("Klass|Skola|Limit", "7A|S1|24", "7A|S 1|25", "7a|S1|25"), Options{}, []string{
			"title=7A?schoolID=S1 size=24 fault value-repeated A2", "title=7A?schoolID=S+1 size=25", "title=7a?schoolID=S1 size=25 fault value-repeated A4"}},
		{"new titles", sheetOf("Klass|Nytt klassnamn|Skola", "7A|8A|S1", "7B|8A|S2", "7C|8A|S1"), Options{}, []string{
			"title=7A?schoolID=S1 title=8A fault value-repeated B2", "title=7B?schoolID=S2 title=8A", "title=7C?schoolID=S1 title=8A fault value-repeated B4"}},
		{"by an option", sheetOf("Klass|Skola|Limit", "7A|S1|24", "7A||25"), Options{Scope: map[string]string{"schoolID": "S1"}}, []string{
			"title=7A?schoolID=S1 size=24 fault value-repeated A2", "title=7A?schoolID=S1 size=25 fault value-repeated A3"}},
		{"by an option without a column", sheetOf("Klass|Limit", "7A|24"), Options{Scope: map[string]string{"schoolID": " S1 "}, Only: []string{"size"}}, []string{"title=7A?schoolID=S1 size=24"}},
		{"also where only one field is wanted", sheetOf("Klass|Skola|Limit|Färg", "7A|S1|24|röd"), Options{Only: []string{"colour"}}, []string{"title=7A?schoolID=S1 colour=Röd"}},
	})
	for field, text := range map[string]string{"title": "7A", "x": "y", "schoolID": "<clear>"} {
		_, err := Sheet(sheetOf("Klass", "7A"), groups(), Options{Scope: map[string]string{field: text}})
		if _, ok := err.(*Error); !ok {
			t.Errorf("%s %s: %v", field, text, err)
		}
	}
}

func TestOpenFields(t *testing.T) {
	testSheets(t, groups(), []verdictCase{
		{"named by titles", sheetOf("Klass|attributes.region|Attributes.Cost center|attributes.", "7A|Norr|number:4410|x", "7B|<clear>||"), Options{}, []string{
			"title=7A attributes.region=Norr attributes.Cost center=4410", "title=7B attributes.region="}},
		{"named by options", sheetOf("Klass|Region|Limit", "7A|Norr|24"), Options{Map: map[string]string{"Region": "attributes.region"}, Only: []string{"attributes.region"}}, []string{
			"title=7A attributes.region=Norr"}},
	})
	if got := groups().Normal(map[string]Value{"attributes.region": Of(" Norr "), "else": Of("x")}); !cmp.Equal(got, map[string]Value{"attributes.region": Of("Norr")}) {
		t.Errorf("of a record: %v", got)
	}
	schema := groups()
	before := len(schema.Columns)
	if _, err := Sheet(sheetOf("Klass|attributes.a", "7A|x"), schema, Options{}); err != nil || len(schema.Columns) != before {
		t.Errorf("%v, and %d columns more", err, len(schema.Columns)-before)
	}
}

func TestNormalLists(t *testing.T) {
	got := groups().Normal(map[string]Value{"types": ListOf("class", "MENTOR"), "memberIDs": ListOf(strings.ToUpper(anID1)), "moderatorIDs": ListOf(), "colour": Of("blå"), "size": Of("24.0")})
	want := map[string]Value{"types": ListOf("Class", "Mentor"), "memberIDs": ListOf(anID1), "moderatorIDs": ListOf(), "colour": Of("Blå"), "size": Of("24")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMembers(t *testing.T) {
	const a, b = "memberIDs{false  +identityNumber=20191216-2383 -}", "memberIDs{false  +identityNumber=20191216-2391 -}"
	testSheets(t, classes(), []verdictCase{
		{"a row for each", sheetOf("Klass|Personnummer|Namn", "7A|201912162383|Anna", "7A|20191216-2391|Bo", "7B|20120304-TF01|Eva"), Options{}, []string{
			"title=7A " + a, "title=7A " + b, "title=7B memberIDs{false  +identityNumber=20120304-TF01 -}"}},
		{"the next key of the member", sheetOf("Klass|Personnummer|E-post", "7A|20191216-2383|x", "7A||Bo@example.se", "7A||", "7A|20191316-2383|eva@example.se", "7A|20191216-2391|", "7A|20191216-TF01|"), Options{}, []string{
			"title=7A " + a, "title=7A memberIDs{false  +emailAddress1=Bo@example.se -} notice key-fallback B3",
			"title=7A fault member-missing B4", "title=7A memberIDs{false  +emailAddress1=eva@example.se -} fault number-date B5",
			"title=7A " + b, "title=7A memberIDs{false  +identityNumber=20191216-TF01 -}"}},
		{"no group", sheetOf("Klass|Personnummer", "7A|20191216-2383", "|20191216-2391", "number:70|20191216-2391"), Options{}, []string{
			"title=7A " + a, "= " + b + " fault key-missing A3", "= " + b + " fault group-number A4"}},
		{"a row twice", sheetOf("Klass|Personnummer|Namn", "7A|20191216-2383|Anna", "7A|191216-2383|Anna", "7B|20191216-2383|", "|20191216-2391|", "|20191216-2391|"), Options{}, []string{
			"title=7A " + a + " notice row-repeated", "title=7A " + a + " notice number-expanded B3", "title=7B " + a,
			"= " + b + " fault key-missing A5", "= " + b + " fault key-missing A6"}},
		{"within schools", sheetOf("Klass|Skola|Personnummer", "7A|S1|20191216-2383", "7A|S2|20191216-2391"), Options{}, []string{
			"title=7A?schoolID=S1 " + a, "title=7A?schoolID=S2 " + b}},
		{"a number that only has to find", sheetOf("Klass|Personnummer", "7A|20191216-2384"), Options{}, []string{
			"title=7A memberIDs{false  +identityNumber=20191216-2384 -} notice number-temporary-check B2"}},
		{"left out", sheetOf("Klass|Personnummer|Sekretess", "7A|20191216-2383|ja", "7B|20191216-2391|", "7C|20191216-2391|", "number:70|20191216-2391|ja"), Options{Except: Ranges{{4, 4}}}, []string{
			"protected 7A", "title=7B " + b, "not chosen 7C", "protected"}},
		{"a chosen key of the member", sheetOf("Klass|Personnummer|E-post", "7A|20191216-2383|a@example.se"), Options{Key: "emailAddress1"}, []string{
			"title=7A memberIDs{false  +emailAddress1=a@example.se -}"}},
	})
}

// Of a protected row a verdict knows the keys, so that nobody loses a class for it;
// nothing else.
func TestMembersLeaveNothingOfProtectedRows(t *testing.T) {
	table, err := Sheet(sheetOf("Klass|Personnummer|Skola|Sekretess", "7A|20191216-2383|S1|ja"), classes(), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	want := Verdict{Record: Record{Row: 2}, Skipped: Protected, Names: Key{Field: "title", Value: "7A", Scope: "schoolID=S1"}, Who: []Key{{Field: "identityNumber", Value: "20191216-2383"}}}
	if diff := cmp.Diff([]Verdict{want}, collect(t, table)); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsOfMembers(t *testing.T) {
	table, err := Sheet(sheetOf("Klass|Elev-id|Personnummer|E-post|Skola", "7A|1|20191216-2383|a@example.se|S1", "7A|2|20191216-2391||S1"), classes(), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range table.Columns {
		got = append(got, strings.TrimSpace(fmt.Sprint(c.Use, " ", c.Reason, " ", c.Args["title"])))
	}
	want := []string{"key", "not used title-not-ids", "key", "not used title-finds Personnummer", "used"}
	if diff := cmp.Diff(want, got); diff != "" || table.Key != "title" || table.Member != "identityNumber" {
		t.Errorf("%s by %s and %s", diff, table.Key, table.Member)
	}
	for text, sheet := range map[string]grid{
		`no column of the sheet says who the members are: row 1 was read as the headings, which are "Klass", "Namn"`: sheetOf("Klass|Namn", "7A|Anna"),
		"no row says who the member is": sheetOf("Klass|Personnummer", "7A|"),
		`no column of the sheet finds records: row 1 was read as the headings, which are "Personnummer"`: sheetOf("Personnummer", "20191216-2383"),
	} {
		if _, err := Sheet(sheet, classes(), Options{Today: today}); err == nil || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}

func TestTwinColumns(t *testing.T) {
	sheet := sheetOf("Pnr|E-post|Mejl|Sekretess", "20191216-2383|a@example.se|A@example.se |", "20191216-2391|||", "20120304-2385|x|y|ja", "20090527-2381|x|x|")
	table := tableOf(t, Options{}, sheet)
	if c := table.Columns[2]; c.Use != NotUsed || c.Reason != CodeTitleTwin || c.Args["title"] != "E-post" {
		t.Errorf("%+v", c)
	}
	if got := asks(collect(t, table)[0]); got != "identityNumber=20191216-2383: emailAddress1=a@example.se" {
		t.Error(got)
	}
	table = tableOf(t, Options{}, sheetOf("Pnr|E-post|Mejl", "text|text|tal", "20191216-2383|a@example.se|a@example.se", "|Summa|1"))
	if table.Columns[2].Reason != CodeTitleTwin {
		t.Errorf("beside a total: %+v", table.Columns[2])
	}
	for _, titles := range []string{"Pnr|Personnummer|Ort", "Personid|Personnummer|Ort"} {
		schema := pupils()
		schema.Columns[9].Aliases = nil // of postal codes
		table, err := Sheet(sheetOf(titles, "169 56|20191216-2383|Solna", "17|20191216-2391|"), schema, Options{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		if c := table.Columns[0]; c.Use != NotUsed || c.Reason != CodeTitleOther || table.Columns[1].Use != AsKey {
			t.Errorf("%s: %+v", titles, table.Columns)
		}
	}
	for _, row := range []string{"20191216-2391|a@example.se||", "20191216-2391|a@example.se|b@example.se|", "20191216-2391|x|y|"} {
		sheet := sheetOf("Pnr|E-post|Mejl|Sekretess", "20191216-2383|a@example.se|a@example.se|", row)
		_, err := Sheet(sheet, pupils(), Options{Today: today})
		if err == nil || !strings.HasSuffix(err.Error(), `"E-post" (column B) and "Mejl" (column C); they differ in row 3`) {
			t.Errorf("%s: %v", row, err)
		}
	}
}
