package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"importer/internal/validate"
)

// aTemplate has a column of every sort.
func aTemplate(lang Lang) Template {
	return Template{
		Lang: lang, Target: "meitner-groups", Name: "Grupper",
		Columns: []TemplateColumn{
			{Column: validate.Column{Field: "title", Kind: validate.Title, Unique: true}, Name: "title", Title: "Klass", Titles: []string{"Klass", "Grupp"}, Part: "value", Finds: TheRecord},
			{Column: validate.Column{Field: "moduleCode", Kind: validate.Reference, Scope: true}, Name: "moduleCode", Title: "Modul", Part: "value", Example: "XX101"},
			{Column: validate.Column{Field: "year", Kind: validate.Reference, Scope: true}, Name: "year", Title: "Läsår", Part: "value", Flag: "academic-year"},
			{Column: validate.Column{Field: "gender", Kind: validate.Gender, Nullable: true}, Name: "gender", Title: "Kön", Part: "value"},
			{Column: validate.Column{Field: "flag", Kind: validate.Boolean}, Name: "flag", Title: "Tillfälligt", Part: "value"},
			{Column: validate.Column{Field: "region", Kind: validate.Choice, Choices: []string{"Norr", `"Syd" & <Öst>`}}, Name: "region", Title: "Region", Part: "value"},
			{Column: validate.Column{Field: "types", Kind: validate.GroupType, List: true, Nullable: true, Owns: []string{"Class"}}, Name: "types", Title: "Grupptyp", Part: "value"},
			{Column: validate.Column{Field: "address.municipalityCode", Kind: validate.Municipality}, Name: "address.municipalityCode", Title: "Kommunkod", Part: "value"},
			{Column: validate.Column{Kind: validate.Boolean}, Name: "guard", Title: "Skyddad identitet", Guards: true},
			{Column: validate.Column{Field: "id", Kind: validate.Whole, KeyOnly: true}, Name: "id", Title: "Grupp-ID", Part: "value", Finds: TheRecord},
		},
		Others: []TemplateColumn{
			{Column: validate.Column{Field: "members", Kind: validate.Person, List: true}, Name: "members.add", Title: "Lägg till elever", Part: "add", Whole: "Elever"},
			{Column: validate.Column{Field: "title", Kind: validate.Title}, Name: "title.new", Title: "Nytt klassnamn", Part: "new", Whole: "Klass"},
		},
		Rows: []map[string]string{{"title": "7A", "gender": "man", "address.municipalityCode": "0184"}, {"title": "=1+1"}},
	}
}

func book(t *testing.T, tm Template) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTemplateBook(&out, tm); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// styleOf gives the style of a cell; the error is the test's.
func styleOf(t *testing.T, f *excelize.File, sheet, cell string) *excelize.Style {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return style
}

func TestTemplateHoldsItsRows(t *testing.T) {
	f := book(t, aTemplate(Swedish))
	rows, err := f.GetRows("Grupper")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Klass", "Modul", "Läsår", "Kön", "Tillfälligt", "Region", "Grupptyp", "Kommunkod", "Skyddad identitet", "Grupp-ID"},
		{"Exempel: 7A", "XX101", "", "kvinna", "nej", "Norr", "klass", "0184"},
		{"7A", "", "", "man", "", "", "", "0184"},
		{"=1+1"},
	}
	if diff := cmp.Diff(want, rows[:len(want)]); diff != "" {
		t.Error(diff)
	}
	if kind, err := f.GetCellType("Grupper", "H3"); err != nil || kind != excelize.CellTypeSharedString {
		t.Errorf("0184 is of type %v, %v", kind, err)
	}
	if formula, err := f.GetCellFormula("Grupper", "A4"); err != nil || formula != "" {
		t.Errorf("=1+1 has become the formula %q, %v", formula, err)
	}
	if got := aTemplate(English).body()[0][:5]; !slices.Equal(got, []string{"Example: 7A", "XX101", "", "Female", "no"}) {
		t.Errorf("the English example is %q", got)
	}
}

// Excel must not change what is typed: every cell of every column is text.
func TestTemplateCellsAreText(t *testing.T) {
	tm := aTemplate(English)
	f := book(t, tm)
	for i := range tm.Columns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		for _, row := range []int{2, 3, 1000, 2001} {
			if style := styleOf(t, f, tm.Name, name+strconv.Itoa(row)); style.NumFmt != textFormat {
				t.Errorf("%s%d has the format %d", name, row, style.NumFmt)
			}
		}
		id, err := f.GetColStyle(tm.Name, name)
		if err != nil {
			t.Fatal(err)
		}
		if style, err := f.GetStyle(id); err != nil || style.NumFmt != textFormat {
			t.Errorf("below the rows laid out column %s has the format %v, %v", name, style.NumFmt, err)
		}
		if width, err := f.GetColWidth(tm.Name, name); err != nil || int(width) < utf8.RuneCountInString(tm.Columns[i].Title) {
			t.Errorf("column %s is %v wide, %v", name, width, err)
		}
	}
}

// Programs that don't know of a column's style find the cells themselves.
func TestTemplateLaysItsRowsOut(t *testing.T) {
	var out bytes.Buffer
	if err := WriteTemplateBook(&out, aTemplate(English)); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	content, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{`<c r="A5" s="`, `<c r="J2001" s="`, `<dimension ref="A1:J2001"`} {
		if !bytes.Contains(content, []byte(cell)) {
			t.Errorf("there is no %s", cell)
		}
	}
}

func TestTemplateHeadings(t *testing.T) {
	tm := aTemplate(English)
	f := book(t, tm)
	for i, c := range tm.Columns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		leads := slices.Contains([]string{"title", "moduleCode", "id"}, c.Name)
		if style := styleOf(t, f, tm.Name, name+"1"); style.Font == nil || style.Font.Bold != leads || len(style.Fill.Color) == 0 {
			t.Errorf("the heading %s finds records: %v; its style is %+v", c.Name, leads, style.Font)
		}
	}
	if style := styleOf(t, f, tm.Name, "A2"); !style.Font.Italic {
		t.Error("the example looks like the other rows")
	}
	panes, err := f.GetPanes(tm.Name)
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 1 || panes.TopLeftCell != "B2" {
		t.Errorf("panes are %+v, %v", panes, err)
	}
}

func TestTemplateChoices(t *testing.T) {
	f := book(t, aTemplate(Swedish))
	validations, err := f.GetDataValidations("Grupper")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range validations {
		got[v.Sqref] = v.Type + " " + v.Formula1 + fmt.Sprintf(" %v", v.ShowErrorMessage)
		if v.ShowErrorMessage && *v.ErrorStyle != "warning" {
			t.Errorf("%s refuses other words, which the importer may know", v.Sqref)
		}
	}
	want := map[string]string{
		"D2:D2001": `list "kvinna,man,annat,<rensa>" true`,
		"E2:E2001": `list "ja,nej" true`,
		"F2:F2001": `list "Norr,"Syd" & <Öst>" true`,
		"G2:G2001": `list "klass,fritidshem,klass; fritidshem,<rensa>" false`,
		"I2:I2001": `list "ja,nej" true`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A list that a workbook can't hold is left out, not an error.
func TestChoicesThatDontFit(t *testing.T) {
	tests := map[string][]string{
		"too long": {strings.Repeat("x", 200), strings.Repeat("y", 60)},
		"comma":    {"Norr, inre", "Syd"},
		"formula":  {"=Norr", "Syd"},
	}
	for name, choices := range tests {
		t.Run(name, func(t *testing.T) {
			tm := aTemplate(English)
			tm.Columns = []TemplateColumn{{Column: validate.Column{Field: "region", Kind: validate.Choice, Choices: choices}, Name: "region", Title: "Region", Part: "value"}}
			validations, err := book(t, tm).GetDataValidations(tm.Name)
			if err != nil || len(validations) > 0 {
				t.Errorf("%d lists, %v", len(validations), err)
			}
		})
	}
}

// The notes tell of every column, in both languages, the reader's first.
func TestTemplateNotes(t *testing.T) {
	for lang, name := range map[Lang]string{Swedish: "Läs mig", English: "Read me"} {
		tm := aTemplate(lang)
		rows, err := book(t, tm).GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string][]string{}
		for _, row := range rows {
			if len(row) > 0 {
				told[row[0]] = append(row, "", "", "")
			}
		}
		for _, c := range slices.Concat(tm.Columns, tm.Others) {
			says := pair{told[c.Title][1], told[c.Title][2]}
			if lang == English {
				says = pair{says.en, says.sv}
			}
			if says != c.explained() || says.sv == "" || says.en == "" || says.sv == says.en {
				t.Errorf("%s: the notes on %s are %q", lang, c.Title, says)
			}
		}
		if also := told["Klass"][3]; also != "title, Grupp" {
			t.Errorf("also for Klass: %q", also)
		}
	}
}

func TestExplained(t *testing.T) {
	tests := []struct {
		name string
		c    TemplateColumn
		want string // in English
	}{
		{"a value", TemplateColumn{Column: validate.Column{Kind: validate.Town, Nullable: true}, Part: "value"}, "Postal town. Can be cleared."},
		{"one that must be", TemplateColumn{Column: validate.Column{Kind: validate.Town}, Part: "value"}, "Postal town. Can't be cleared."},
		{"a key", TemplateColumn{Column: validate.Column{Kind: validate.Email, Unique: true, Nullable: true}, Part: "value", Finds: TheRecord},
			"One e-mail address. Can find the record; the column that does isn't changed. Must be unique. Can be cleared."},
		{"only a key", TemplateColumn{Column: validate.Column{Field: "id", Kind: validate.Whole, KeyOnly: true}, Part: "value", Finds: TheRecord},
			"The system's own id. Finds the record; never changed."},
		{"a member's key", TemplateColumn{Column: validate.Column{Kind: validate.Email, KeyOnly: true}, Part: "value", Finds: TheMember},
			"One e-mail address. Finds who the row is about; never changed."},
		{"where to look", TemplateColumn{Column: validate.Column{Kind: validate.UUID, Scope: true}, Part: "value", Flag: "school"},
			"The system's own id. Says where to look for the record; never changed. --school can say it for all rows instead."},
		{"a new value", TemplateColumn{Column: validate.Column{Kind: validate.Whole}, Part: "new", Whole: "Size"},
			"A whole number, 1 or more. The new value, where “Size” finds the record. Can't be cleared."},
		{"a value before", TemplateColumn{Column: validate.Column{Kind: validate.Whole}, Part: "previous", Whole: "Size", Finds: TheRecord},
			"A whole number, 1 or more. The value before, which finds the record; the new one stands under “Size”."},
		{"a list", TemplateColumn{Column: validate.Column{Kind: validate.Town, List: true, Nullable: true}, Part: "value"},
			"Postal town. Separate several by semicolons. The whole list: who isn't named is taken out. +x only adds, -x only removes. Can be cleared."},
		{"a list with others' words", TemplateColumn{Column: validate.Column{Kind: validate.Town, List: true, Nullable: true, Owns: []string{"A", "B"}}, Part: "value"},
			"Postal town. Separate several by semicolons. The whole list, but only A, B is taken out where it isn't named. Can be cleared."},
		{"added", TemplateColumn{Column: validate.Column{Kind: validate.Town, List: true}, Part: "add"},
			"Postal town. Separate several by semicolons. They are added, and the others in the list stay."},
		{"removed", TemplateColumn{Column: validate.Column{Kind: validate.Town, List: true}, Part: "remove"},
			"Postal town. Separate several by semicolons. They are taken out, and the others in the list stay."},
		{"choices", TemplateColumn{Column: validate.Column{Kind: validate.Choice, Choices: []string{"a", "b"}}, Part: "value"}, "One of: a, b. Can't be cleared."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.c.explained().en; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Every kind of value has its words in both languages.
func TestGuidesAreComplete(t *testing.T) {
	for kind := validate.Text; isKind(kind); kind++ {
		g, ok := guides[kind]
		if !ok || g.says.sv == "" || g.says.en == "" || (g.example.sv == "") != (g.example.en == "") {
			t.Errorf("the guide to %v is %+v", kind, g)
		}
	}
}

func isKind(k validate.Kind) (is bool) {
	defer func() { is = recover() == nil }()
	_ = k.String()
	return
}

// What a template gives as example or choice, the importer understands.
func TestGuidesAreUnderstood(t *testing.T) {
	for kind, g := range guides {
		for _, lang := range []Lang{English, Swedish} {
			for _, text := range append([]string{g.example.in(lang)}, g.words[lang]...) {
				if text == "" || strings.Contains(text, ";") {
					continue
				}
				if !understood(t, kind, text) {
					t.Errorf("%q is no %v", text, kind)
				}
			}
		}
	}
}

// understood reports whether a cell of a kind is a value to the importer.
func understood(t *testing.T, kind validate.Kind, text string) bool {
	t.Helper()
	schema := validate.Schema{Keys: []string{"key"}, Columns: []validate.Column{{Field: "key", Kind: validate.SourceID}, {Field: "field", Kind: kind}}}
	table, err := validate.Sheet(sheetOf(t, t.TempDir(), "key;field\nK1;"+text+"\n"), schema, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for v, err := range table.Verdicts() {
		if err != nil || v.Skipped != "" {
			t.Fatalf("skipped as %q, %v", v.Skipped, err)
		}
		return v.Valid() && v.Record.Fields["field"].State == validate.Set
	}
	return false
}

func TestTemplateCSV(t *testing.T) {
	var out strings.Builder
	tm := aTemplate(Swedish)
	if err := WriteTemplateCSV(&out, tm); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffKlass;Modul;Läsår;Kön;Tillfälligt;Region;Grupptyp;Kommunkod;Skyddad identitet;Grupp-ID\r\n" +
		"Exempel: 7A;XX101;;kvinna;nej;Norr;klass;0184;;\r\n7A;;;man;;;;0184;;\r\n'=1+1;;;;;;;;;\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// A remark never holds two known headings in cells of their own: it would read as
// the headings of another sheet to import.
func TestRemarkIsNoHeader(t *testing.T) {
	tests := map[string]struct {
		c    TemplateColumn
		want string
	}{
		"none":    {TemplateColumn{Name: "title", Title: "title", Titles: []string{"title"}}, ""},
		"one":     {TemplateColumn{Name: "title", Title: "Klass", Titles: []string{"Klass"}}, `"title"`},
		"several": {TemplateColumn{Name: "title", Title: "Klass", Titles: []string{"Grupp", "Klass"}}, "title, Grupp"},
		"many":    {TemplateColumn{Name: "t", Title: "a", Titles: strings.Split("bcdefghijkl", "")}, "t, b, c, d, e, f, g, h, i, j, …"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.c.remark().also; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTemplateSaysWhatARowNeeds(t *testing.T) {
	tm := aTemplate(English)
	tm.Columns = append(tm.Columns, TemplateColumn{Title: "E-post", Part: "value", Finds: TheMember})
	want := "Says which record the row is about. Where: Modul. At least one of these in each row: Klass, Grupp-ID. And at least one of these: E-post."
	if got := tm.needed().en; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Only rules that matter to a column are told.
func TestRulesAreOfTheColumns(t *testing.T) {
	all := aTemplate(English)
	plain := all
	plain.Columns, plain.Others = all.Columns[:1], nil
	if more, fewer := len(all.rules()), len(plain.rules()); more != fewer+3 {
		t.Errorf("%d rules for all sorts of columns, %d for the plainest", more, fewer)
	}
}
