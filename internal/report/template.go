package report

import (
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"importer/internal/validate"
)

// A Template is a spreadsheet for a user to fill in and to give back.
type Template struct {
	Lang    Lang   // of the headings, the example and the words to choose from
	Target  string // as given to --target
	Name    string // of the worksheet to fill in
	Columns []TemplateColumn
	Others  []TemplateColumn    // that aren't in the sheet, and may be added
	Rows    []map[string]string // what is filled in already, by TemplateColumn.Name
}

// A TemplateColumn is a column of a template, and what is to be said of it.
type TemplateColumn struct {
	validate.Column // of the field that it is about

	Name    string   // that always leads to it, such as "title.new"
	Title   string   // its heading
	Titles  []string // others that lead to it
	Part    string   // what it does for the field: value, new, previous, add or remove
	Whole   string   // the heading under which the field's own value stands, where Part isn't value
	Finds   Finding  // what its cells find
	Flag    string   // that can say it for all rows
	Guards  bool     // it marks rows to be left alone
	Example string   // a cell; what is usual for the kind if empty
}

// A Finding is what is found by a cell.
type Finding uint8

// What may be found.
const (
	Nothing Finding = iota
	TheRecord
	TheMember // that a row of a class list stands for
)

// templateRows is how many rows are laid out for filling in, from the first
// below the headings.
const templateRows = 2000

// exampleMark begins the first cell of the row that shows how to fill the sheet
// in, so that it isn't imported.
func (l Lang) exampleMark() string { return pair{"Exempel: ", "Example: "}.in(l) }

// leads reports whether a column helps to find what a row is about: by itself or,
// if no flag does it, by saying where to look.
func (c TemplateColumn) leads() bool {
	return c.Part == "value" && (c.Finds != Nothing || c.Scope && c.Flag == "")
}

// headings gives the row of headings.
func (t Template) headings() []string {
	var titles []string
	for _, c := range t.Columns {
		titles = append(titles, c.Title)
	}
	return titles
}

// body gives the rows below the headings, the example first.
func (t Template) body() [][]string {
	example := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		example[i] = c.example(t.Lang)
	}
	if len(example) > 0 {
		example[0] = t.Lang.exampleMark() + example[0]
	}
	rows := [][]string{example}
	for _, filled := range t.Rows {
		var row []string
		for _, c := range t.Columns {
			row = append(row, filled[c.Name])
		}
		rows = append(rows, row)
	}
	return rows
}

// example gives a cell that shows what the column takes; empty where most rows
// leave it so.
func (c TemplateColumn) example(lang Lang) string {
	switch {
	case c.Example != "":
		return c.Example
	case c.Part != "value" || c.Guards || c.isID():
		return ""
	case c.Kind == validate.Choice && len(c.Choices) > 0:
		return c.Choices[0]
	default:
		return guides[c.Kind].example.in(lang)
	}
}

// choices gives the words of which a cell of the column usually is one; none if
// there are too many to choose from, or they can't be listed.
func (c TemplateColumn) choices(lang Lang) []string {
	words := slices.Clone(guides[c.Kind].words[lang])
	if c.Kind == validate.Choice && !c.List {
		words = slices.Clone(c.Choices)
	}
	if len(words) > 0 && c.Nullable {
		words = append(words, lang.clearWord())
	}
	if !listable(words) {
		return nil
	}
	return words
}

// listable reports whether a workbook can hold a list of words to choose from,
// which it has in one text with commas.
func listable(words []string) bool {
	text := strings.Join(words, ",")
	return len(utf16.Encode([]rune(text))) <= excelize.MaxFieldLength && strings.Count(text, ",") < len(words) && !strings.HasPrefix(text, "=")
}

// width is how broad a column is whose first cells have texts, in characters.
func (c TemplateColumn) width(texts ...string) float64 {
	const least, most = 11, 40
	width := max(least, guides[c.Kind].width)
	for _, text := range texts {
		width = max(width, utf8.RuneCountInString(text)+3)
	}
	return float64(min(most, width))
}

// WriteTemplateCSV writes a template as a CSV file. It can hold neither formats
// nor notes.
func WriteTemplateCSV(w io.Writer, t Template) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := newCSV(w, ';')
	for _, row := range append([][]string{t.headings()}, t.body()...) {
		for i := range row {
			row[i] = guard(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
