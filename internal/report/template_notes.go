package report

import (
	"slices"
	"strconv"
	"strings"
)

// The texts of a template that aren't about a column.
var (
	notesName      = pair{"Läs mig", "Read me"}
	otherWordTitle = pair{"Ett annat ord", "Another word"}
	otherWord      = pair{"Ordet finns inte i listan. Importen förstår några till; behåll det om du är säker.",
		"The word isn't in the list. The importer knows a few more; keep it if you are sure."}
)

// A remark is a row of the notes.
type remark struct {
	about string // a heading, or what the row shows
	text  pair
	also  string
	look  remarkLook
}

// A remarkLook is how a remark stands out.
type remarkLook uint8

const (
	ordinary  remarkLook = iota
	subject              // stands above others
	findsLook            // shows the heading of a column that finds records
	setsLook             // shows that of another
)

// cells are the remark's cells: the user's own language stands first.
func (r remark) cells(lang Lang) []string {
	if lang == Swedish {
		return []string{r.about, r.text.sv, r.text.en, r.also}
	}
	return []string{r.about, r.text.en, r.text.sv, r.also}
}

// remarks gives the rows of the notes.
func (t Template) remarks() []remark {
	languages := remark{text: pair{"Svenska", "English"}, look: subject}
	all := append([]remark{languages}, t.rules()...)
	all = append(all, remark{}, remark{
		about: pair{"Rubrik", "Heading"}.in(t.Lang), text: pair{"Vad som står i kolumnen", "What stands in the column"},
		also: pair{"Rubriker som också går bra", "Headings that work too"}.in(t.Lang), look: subject,
	})
	for _, c := range t.Columns {
		all = append(all, c.remark())
	}
	if len(t.Others) > 0 {
		all = append(all, remark{}, remark{text: pair{"Kolumner som du kan lägga till", "Columns that you can add"}, look: subject})
	}
	for _, c := range t.Others {
		all = append(all, c.remark())
	}
	return all
}

// mostAlso is how many other headings are named.
const mostAlso = 10

func (c TemplateColumn) remark() remark {
	r := remark{about: c.Title, text: c.explained(), look: setsLook}
	if c.leads() {
		r.look = findsLook
	}
	var also []string
	for _, title := range append([]string{c.Name}, c.Titles...) {
		if title != c.Title && !slices.Contains(also, title) {
			also = append(also, title)
		}
	}
	r.also = strings.Join(also[:min(mostAlso, len(also))], ", ")
	if len(also) > mostAlso {
		r.also += ", …"
	}
	// A row of two known headings would read as the headings of a sheet to import.
	if len(also) == 1 {
		r.also = strconv.Quote(r.also)
	}
	return r
}

// rules says what holds for every column. What no column is like is left out.
func (t Template) rules() []remark {
	var rules []remark
	for _, rule := range []struct {
		remark
		of func(TemplateColumn) bool // the columns that it is about; nil for all
	}{
		{remark: remark{text: pair{"Fyll i bladet ”%s” och spara som .xlsx. Rad 2 är ett exempel och importeras inte.",
			"Fill in the sheet “%s” and save it as .xlsx. Row 2 is an example and isn't imported."}.with(t.Name)}},
		{remark: remark{text: pair{"Prova sedan: importer check FILEN -t %s", "Then try it: importer check THE-FILE -t %s"}.with(t.Target)}},
		{remark: remark{about: pair{"Mörk rubrik", "Dark heading"}.in(t.Lang), text: t.needed(), look: findsLook}},
		{remark: remark{about: pair{"Ljus rubrik", "Light heading"}.in(t.Lang), look: setsLook,
			text: pair{"Får lämnas tom. En tom cell ändrar ingenting, och kolumner som du inte behöver kan du ta bort.",
				"May stay empty. An empty cell changes nothing, and columns that you don't need can go."}}},
		{remark: remark{text: pair{"Skriv <rensa> i en cell för att tömma fältet, där det står att det kan tömmas.",
			"Write <clear> into a cell to empty the field, where it says that it can be cleared."}},
			of: func(c TemplateColumn) bool { return c.Nullable }},
		{remark: remark{text: pair{"Cellerna är formaterade som text, så att Excel inte ändrar nummer, koder och datum. Klistra in med Klistra in special, Värden: annars följer det andra bladets format med.",
			"The cells are formatted as text, so that Excel changes no numbers, codes or dates. Paste with Paste Special, Values: otherwise the other sheet's formats come along."}}},
		{remark: remark{text: pair{"Ordningen på kolumnerna spelar ingen roll, men rubrikerna ska stå kvar.", "The order of the columns doesn't matter, but the headings must stay."}}},
		{remark: remark{text: pair{"Kolumner med få val har en lista att välja ur.", "Columns with few choices have a list to choose from."}},
			of: func(c TemplateColumn) bool { return len(c.choices(t.Lang)) > 0 }},
		{remark: remark{text: pair{"Listor: lägg till och ta bort i var sin kolumn; övriga blir kvar. En kolumn med listans eget namn anger hela listan: det som inte står där tas bort.",
			"Lists: add and take out in a column each; the others stay. A column with the list's own name says the whole list: what doesn't stand there is taken out."}},
			of: func(c TemplateColumn) bool { return c.List }},
	} {
		if rule.of == nil || slices.ContainsFunc(slices.Concat(t.Columns, t.Others), rule.of) {
			rules = append(rules, rule.remark)
		}
	}
	return rules
}

// needed says what a row must have.
func (t Template) needed() pair {
	text := pair{"Talar om vilken post raden gäller.", "Says which record the row is about."}
	for _, group := range []struct {
		has  func(TemplateColumn) bool
		says pair
	}{
		{func(c TemplateColumn) bool { return c.leads() && c.Scope }, pair{"Var: %s.", "Where: %s."}},
		{func(c TemplateColumn) bool { return c.leads() && c.Finds == TheRecord }, pair{"Minst en av dessa i varje rad: %s.", "At least one of these in each row: %s."}},
		{func(c TemplateColumn) bool { return c.leads() && c.Finds == TheMember }, pair{"Och minst en av dessa: %s.", "And at least one of these: %s."}},
	} {
		var titles []string
		for _, c := range t.Columns {
			if group.has(c) {
				titles = append(titles, c.Title)
			}
		}
		if len(titles) > 0 {
			text = text.and(group.says.with(strings.Join(titles, ", ")))
		}
	}
	return text
}

// Next says what has been written, and what to do with it. The file is as it is
// typed in a command.
func (t Template) Next(file string, demo bool) string {
	text := pair{"%s är skriven: %d kolumner; rad 2 är ett exempel och importeras inte.\n", "%s is written: %d columns; row 2 is an example and isn't imported.\n"}.with(file, len(t.Columns))
	next := pair{"Fyll i den, och sedan:  importer check %s -t %s\n", "Fill it in, then:  importer check %s -t %s\n"}
	if demo {
		next = pair{"Prova den:  importer apply %s -t %s --sandbox\n", "Try it:  importer apply %s -t %s --sandbox\n"}
	}
	return text.in(t.Lang) + next.with(file, t.Target).in(t.Lang)
}
