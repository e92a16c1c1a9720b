package validate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fates gives what becomes of each row of a sheet: the rule that leaves it out,
// its worst severity, or "ok".
func fates(t *testing.T, schema Schema, o Options, g grid) string {
	t.Helper()
	o.Today = today
	table, err := Sheet(g, schema, o)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, v := range collect(t, table) {
		switch {
		case v.Skipped != "":
			all = append(all, string(v.Skipped))
			if diff := cmp.Diff(Verdict{Record: Record{Row: v.Record.Row}, Skipped: v.Skipped, Names: v.Names, Who: v.Who}, v); diff != "" {
				t.Error(diff)
			}
		case v.Valid():
			all = append(all, "ok")
		default:
			all = append(all, "fault")
		}
	}
	return strings.Join(all, ", ")
}

func TestRowsThatAreNoRecords(t *testing.T) {
	const titles, anna, bo = "Personnummer|Förnamn|Efternamn|Mobil|Ort", "20191216-2383|Anna|Ek|0701740605|Solna", "20191216-2391|Bo|Al||Solna"
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"none", []string{anna, bo}, "ok, ok"},
		{"hints", []string{"obligatoriskt|Obligatoriskt *|(obligatoriskt)||valfritt", "ÅÅÅÅMMDD-NNNN|text|text|07nnnnnnnn|", anna}, "hints, hints, ok"},
		{"hints at half of the cells", []string{"12 siffror|t.ex. Anna|Ek|max 20 tecken|här", anna}, "hints, ok"},
		{"reserved rows above a hint", []string{"(reserverad)||||", "Elevens nummer|Elevens namn|||", "ÅÅÅÅMMDD-NNNN||||", anna}, "hints, hints, hints, ok"},
		{"unknown rows without a hint below", []string{"(reserverad)|x|||", anna}, "fault, ok"},
		{"titles of parts of the list", []string{"5A||||", anna, "Klass 5B||||", bo}, "section title, ok, section title, ok"},
		{"a title of a part, merged", []string{anna, "Klass 5B|merged:|merged:|merged:|merged:", bo}, "ok, section title, ok"},
		{"a title of a part in another column", []string{anna, "||Klass 5B||", bo}, "ok, section title, ok"},
		{"a broken number alone", []string{anna, "2019121-2391||||", "19-12-16||||", bo}, "ok, fault, fault, ok"},
		{"a number that looks like a telephone's", []string{anna, "Tel 123456||||", bo}, "ok, fault, ok"},
		{"a name alone", []string{anna, "|Lo|||", bo}, "ok, fault, ok"},
		{"footers with unknown words", []string{anna, bo, "Totalt||2||", "Utskriven 2026-08-17 av Anna Ek||||", "* = nya elever||||"}, "ok, ok, total or footer, total or footer, total or footer"},
		{"a page in three cells", []string{anna, "Sida|1|av 2||", "* = ny|Ek|||"}, "ok, total or footer, total or footer"},
		{"a total above what is no record", []string{anna, "Antal: 1||||", "Rektor|Anna Ek|2026-08-17||"}, "ok, total or footer, fault"},
		{"a pupil above a hint", []string{anna, "ÅÅÅÅMMDD-NNNN|text|||", bo}, "ok, fault, ok"},
		{"a broken number below a hint", []string{"ÅÅÅÅMMDD-NNNN|text|||", "2019121-2391|Bo|Al||", anna}, "hints, fault, ok"},
		{"too few hints", []string{"|text|Ek|x y|Solna", anna}, "fault, ok"},
		{"hints in the middle", []string{anna, "obligatoriskt|text|text|tal|text", bo}, "ok, fault, ok"},
		{"a pupil whose values read like hints", []string{"20191216-2391|Text|Tal||", anna}, "ok, ok"},
		{"titles again", []string{anna, "personnummer|Förnamn|Efternamn|MOBIL|Ort", bo, titles}, "ok, headings again, ok, headings again"},
		{"some titles again", []string{anna, "Personnummer|Förnamn|||", bo}, "ok, headings again, ok"},
		{"a name like a title", []string{anna, "20191216-2391|Förnamn|Efternamn||"}, "ok, ok"},
		{"hints after titles again", []string{titles, "text|text|text|text|text", anna}, "headings again, hints, ok"},
		{"an example", []string{"Exempel: 20191216-2383|Eva|Ek||", anna}, "example, ok"},
		{"an example, English", []string{"EXAMPLE:|Eva|Ek||", anna}, "example, ok"},
		{"a total", []string{anna, bo, "Antal: 2||||"}, "ok, ok, total or footer"},
		{"a total with its number beside", []string{anna, "|Summa|28||"}, "ok, total or footer"},
		{"a total in the column of keys", []string{anna, "28||||Antal elever"}, "ok, total or footer"},
		{"several footers", []string{anna, "Antal: 1||||", "Sida 1 av 2||||", "Mentor: Lo Ek||||"}, "ok, total or footer, total or footer, total or footer"},
		{"a signature", []string{anna, "||Mentor: Lo Ek||"}, "ok, total or footer"},
		{"a total in the middle", []string{anna, "Antal: 1||||", bo}, "ok, fault, ok"},
		{"a pupil without a number, last", []string{anna, "|Bo|Al|0701740605|"}, "ok, fault"},
		{"a broken number, last", []string{anna, "2019121-2391||||"}, "ok, fault"},
		{"a merged footer", []string{anna, "Sida 1 av 2|merged:|merged:|merged:|merged:"}, "ok, total or footer"},
		{"nothing but a total", []string{"Antal: 0||||", anna}, "fault, ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fates(t, pupils(), Options{}, sheetOf(append([]string{titles}, c.rows...)...)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestRowsOfOtherSheetsThatAreNoRecords(t *testing.T) {
	for _, c := range []struct {
		name   string
		schema Schema
		sheet  grid
		opts   Options
		want   string
	}{
		{"groups", groups(), sheetOf("Klass|Nytt klassnamn|Limit", "text|text|tal", "7A|8A|24", "Summa|1|"), Options{}, "hints, ok, total or footer"},
		{"titles with a colon", groups(), sheetOf("Klass|Nytt klassnamn", "7A|8A", "Slöjd: A|Slöjd: B", "Antal: 2|"), Options{}, "ok, ok, total or footer"},
		{"two columns", groups(), sheetOf("Klass|Limit", "7A|24", "7B|25"), Options{}, "ok, ok"},
		{"class lists", classes(), sheetOf("Klass|Namn|Personnummer", "7A|Anna|20191216-2383", "7A|Bo|", "Antal: 2||", "||Sida 1 av 1"), Options{}, "ok, fault, total or footer, total or footer"},
		{"a group is named, though nobody else", classes(), sheetOf("Klass|Namn|Personnummer|x|y", "7A|Anna|20191216-2383", "7A|Bo|||"), Options{}, "ok, fault"},
		{"a column that marks examples", pupils(), sheetOf("Personnummer|Ort|import_example", "20191216-2383|Solna|x", "20191216-2391|Solna|"), Options{}, "example, ok"},
		{"rows not chosen", pupils(), sheetOf("Personnummer|Ort|Mobil", "text|text|text", "20191216-2383|Solna|", "20191216-2391|Solna|", "Antal||"), Options{Rows: Ranges{{3, 3}}}, "not chosen, ok, not chosen, not chosen"},
		{"protected rows end no sheet", pupils(), sheetOf("Personnummer|Ort|Sekretess", "20191216-2383|Solna|", "|Solna|", "20191216-2391|Solna|ja"), Options{}, "ok, fault, protected"},
		{"a merged mark protects", pupils(), sheetOf("Personnummer|Ort|Sekretess", "20191216-2383|Solna|ja", "20191216-2391|Solna|merged:"), Options{}, "protected, protected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fates(t, c.schema, c.opts, c.sheet); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestFootersDontCountForTheKey(t *testing.T) {
	lines := []string{"Personnummer|E-post|Ort|Kost", "20191216-2383|a@example.se||", "|b@example.se|Solna|x"}
	if table := tableOf(t, Options{}, sheetOf(append(lines, "Antal: 2|||", "||Sida 1|", "||Sida 2|")...)); table.Key != "identityNumber" {
		t.Errorf("the key is %s", table.Key)
	}
}

func TestTitlesAmongTheRecords(t *testing.T) {
	_, err := Sheet(sheetOf("Personnummer|Förnamn|Efternamn", "20191216-2383|Anna|Ek", "Efternamn|Förnamn|Personnummer", "Al|Bo|20191216-2391"), pupils(), Options{Today: today})
	if err == nil || err.Error() != "row 3 holds headings again, and not as row 1 does" {
		t.Error(err)
	}
	above := sheetOf("Personnummer|E-post|E-post", "20191216-2383|a@example.se|b@example.se", "Personnummer|E-post|E-post")
	above.above = map[int]string{1: "Elev", 2: "Mor"}
	if got := fates(t, pupils(), Options{}, above); got != "ok, headings again" {
		t.Errorf("below titles above: %s", got)
	}
}

// A total above other records is told from a pupil without a number.
func TestTotalsAmongTheRecords(t *testing.T) {
	const anna = "20191216-2383|Anna|Solna"
	for row, want := range map[string]string{
		"Summa: 28||": "fault row-total ", "|Antal elever: 28|": "fault row-total ", "||Sida 1 av 2": "fault row-total ",
		"|Bo Al|": "fault key-missing A3", "Summa|Bo|Solna": "fault number-malformed A3",
	} {
		v := verdictsOf(t, Options{}, sheetOf("Personnummer|Förnamn|Ort", anna, row, "20120304-2385|Lo|Solna"))[1]
		if got := brief(v.Problems); got != strings.TrimSpace(want) {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
	}
	v := verdictsOf(t, Options{}, sheetOf("Personnummer|Förnamn|Ort", anna, "Summa: 28||", "20120304-2385|Lo|Solna"))[1]
	if v.Problems[0].Args["option"] != "--except-rows 3" {
		t.Errorf("%+v", v.Problems)
	}
	const lo = "20120304-2385|Lo|Solna"
	v = verdictsOf(t, Options{}, sheetOf("Personnummer|Förnamn|Ort", anna, "Summa: 1||", lo, "Summa: 1||", "20090527-2381|My|Solna", "Summa: 3||"))[3]
	if v.Problems[0].Args["option"] != "--except-rows 3,5" {
		t.Errorf("%+v", v.Problems)
	}
}

// A footer names no record, whatever stands in it.
func TestOnlyRecordsAreNamed(t *testing.T) {
	table, err := Sheet(sheetOf("Klass|Namn|Personnummer", "7A|Anna|20191216-2383", "Antal: 1||"), classes(), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if v := collect(t, table)[1]; v.Skipped != Footer || v.Names != (Key{}) {
		t.Errorf("%+v", v)
	}
}

func TestHidden(t *testing.T) {
	sheet := func(rows, columns []int, filtered bool) grid {
		g := sheetOf("Personnummer|Ort|Mobil|Kost|Sekretess", "20191216-2383|Solna|0701740605|x|", "20191216-2383|Råsunda|||", "20120304-2385|Solna|||", "20090527-2381|Solna|||ja", "Antal: 4||||")
		g.hidden, g.columns, g.filtered = rows, columns, filtered
		return g
	}
	for _, c := range []struct {
		name  string
		sheet grid
		how   Hiding
		want  string // or the error
	}{
		{"nothing", sheet(nil, nil, false), AskHidden, "fault, fault, ok, protected, total or footer"},
		{"a filter that hides nothing", sheet(nil, nil, true), AskHidden, "fault, fault, ok, protected, total or footer"},
		{"a row", sheet([]int{3}, nil, false), AskHidden, "1 row is hidden"},
		{"rows, by a filter", sheet([]int{3, 4}, nil, true), AskHidden, "2 rows are hidden by a filter"},
		{"rows that don't matter", sheet([]int{5, 6}, nil, true), AskHidden, "fault, fault, ok, protected, total or footer"},
		{"a column", sheet(nil, []int{2}, false), AskHidden, `1 column is hidden: "Mobil" (column C)`},
		{"columns that don't matter", sheet(nil, []int{3, 4, 9}, false), AskHidden, "fault, fault, ok, protected, total or footer"},
		{"both", sheet([]int{3}, []int{0, 1}, false), AskHidden, `1 row is hidden, and 2 columns are hidden: "Personnummer" (column A), "Ort" (column B)`},
		{"included", sheet([]int{3}, []int{1}, true), IncludeHidden, "fault, fault, ok, protected, total or footer"},
		{"rows skipped", sheet([]int{3, 5, 6}, nil, true), SkipHidden, "ok, hidden, ok, protected, total or footer"},
		{"columns skipped", sheet(nil, []int{2, 4}, true), SkipHidden, "fault, fault, ok, protected, total or footer"},
		{"the key skipped", sheet(nil, []int{0}, true), SkipHidden, `no column of the sheet finds records: "Personnummer" (column A) was left out because it is hidden`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Sheet(c.sheet, pupils(), Options{Today: today, Hidden: c.how})
			if own, ok := errors.AsType[*Error](err); ok {
				if own.Text != c.want || own.Advice == "" {
					t.Errorf("got %s, want %s", own.Text, c.want)
				}
				return
			}
			if got := fates(t, pupils(), Options{Hidden: c.how}, c.sheet); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	table := tableOf(t, Options{Hidden: SkipHidden}, sheet(nil, []int{2}, false))
	if c := table.Columns[2]; c.Use != NotUsed || c.Reason != CodeTitleHidden {
		t.Errorf("%+v", c)
	}
	for text, want := range map[string]Hiding{"": AskHidden, "Include": IncludeHidden, " skip": SkipHidden} {
		if got, err := ParseHiding(text); got != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if _, err := ParseHiding("show"); err == nil {
		t.Error("no error")
	}
}

func TestTitlesAbove(t *testing.T) {
	sheet := sheetOf("Personnummer|Förnamn|E-post|E-post|Mobil|E-post|Kod", "20191216-2383|Anna|a@example.se|b@example.se|0701740605|c@example.se|7")
	sheet.above = map[int]string{0: "Elev", 1: "Elev", 2: "Elev", 3: "Vårdnadshavare 1", 4: "Vårdnadshavare 1", 5: "Föräldrar\u00a0", 6: "Övrigt"}
	table := tableOf(t, Options{}, sheet)
	var got []string
	for _, c := range table.Columns {
		got = append(got, strings.TrimSpace(fmt.Sprint(c.Title, ": ", c.Field, " ", c.Reason)))
	}
	want := []string{"Elev Personnummer: identityNumber", "Förnamn: firstName", "E-post: emailAddress1", "Vårdnadshavare 1 E-post:  title-guardian", "Vårdnadshavare 1 Mobil:  title-guardian", "Föräldrar E-post:  title-guardian", "Kod:  title-unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	sheet = sheetOf("Klass|Personnummer|E-post", "7A|20191216-2383|x")
	sheet.above = map[int]string{2: "Mamma"}
	table, err := Sheet(sheet, classes(), Options{Today: today})
	if err != nil || table.Columns[2].Reason != CodeTitleGuardian {
		t.Errorf("%v: %+v", err, table.Columns[2])
	}
	sheet = sheetOf("Klass|grupp", "7A|x")
	sheet.above = map[int]string{0: "Nytt", 1: "Nytt"}
	sheet.rows[0] = []string{"Klass", "klassnamn"}
	table, err = Sheet(sheet, groups(), Options{Today: today})
	if err != nil || table.Columns[1].Field != "title.new" {
		t.Errorf("%v: %+v", err, table.Columns[1])
	}
}

func TestFindHeader(t *testing.T) {
	rows := func(lines ...string) grid { return sheetOf(lines...) }
	for _, c := range []struct {
		name  string
		sheet grid
		want  int
		err   string
	}{
		{"the first row", rows("Personnummer|Förnamn", "20191216-2383|Anna"), 1, ""},
		{"below a title", rows("Klasslista 5A - utskriven 2026-08-17|", "Skola: Ekskolan|Ort", "Personnummer|Förnamn|Kost", "20191216-2383|Anna|fisk"), 3, ""},
		{"the row with the most", rows("Personnummer|Namn|x", "Personnummer|Förnamn|Efternamn", "20191216-2383|Anna|Ek"), 2, ""},
		{"titles again", rows("Personnummer|Förnamn", "20191216-2383|Anna", "PERSONNUMMER|Förnamn *"), 1, ""},
		{"two that fit alike", rows("Personnummer|Förnamn", "E-post|Efternamn"), 0, "rows 1 and 2 could both hold the headings"},
		{"no key", rows("Förnamn|Efternamn", "Anna|Ek"), 0, ""},
		{"one title", rows("Personnummer|x", "20191216-2383|y"), 0, ""},
		{"one column", rows("Elever", "Personnummer", "20191216-2383"), 2, ""},
		{"known and not used", rows("Personnummer|Klass", "20191216-2383|7A"), 1, ""},
		{"guardians alone", rows("Vårdnadshavare 1 E-post|Mor Tel", "a@example.se|x"), 0, ""},
		{"an error report", rows("Personnummer|import_status", "20191216-2383|invalid"), 1, ""},
		{"nothing", rows("x|y", "1|2"), 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			number, err := pupils().FindHeader(rowsOf(c.sheet))
			if number != c.want || err == nil && c.err != "" || err != nil && err.Error() != c.err {
				t.Errorf("row %d, %v", number, err)
			}
		})
	}
	if number, _ := classes().FindHeader(rowsOf(rows("Skolan|x", "Namn|Personnummer|Skola"))); number != 2 {
		t.Errorf("by a member's key: row %d", number)
	}
	titled := rows("Lista|", "Kod|Ny|Plats", "7|x|Solna")
	schema := pupils().Titled(map[string]string{"Kod": "external.sourceID", "Ny": "emailAddress1.new", "Gammal": "previousIdentityNumber", "Plats": "nonsense"})
	if number, _ := schema.FindHeader(rowsOf(titled)); number != 2 {
		t.Errorf("with titles of the user's: row %d", number)
	}
	plain := pupils()
	plain.Titled(map[string]string{"Kod": "external.sourceID"})
	if number, _ := plain.FindHeader(rowsOf(titled)); number != 0 {
		t.Errorf("without them: row %d", number)
	}
}
