package report

import (
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// textFormat is the number of the format by which a spreadsheet program keeps a
// cell as it is typed.
const textFormat = 49

const (
	a4       = 9  // the number of the size of paper
	fontSize = 11 // in points
	lineHigh = 15 // in points, for that size
)

// A templateBook is a template on its way into a workbook.
type templateBook struct {
	Template
	*excelize.File
	notes  string // the name of the sheet with the notes
	styles templateStyles
}

// templateStyles are the styles of cells, as the workbook numbers them. What
// finds records differs from the rest by more than its colour.
type templateStyles struct {
	finds, sets   int // headings
	text, example int
	bold, wrapped int // in the notes
}

// WriteTemplateBook writes a template as a workbook: the sheet to fill in, whose
// cells are text, so that a spreadsheet program changes nothing in them, and a
// sheet that explains its columns in Swedish and English.
func WriteTemplateBook(w io.Writer, t Template) error {
	file := excelize.NewFile()
	defer file.Close()
	b := &templateBook{Template: t, File: file, notes: notesName.in(t.Lang)}
	for _, step := range []func() error{
		b.begin, b.addStyles, b.layOut, b.measure, b.fillIn, b.addChoices, b.freeze, b.explain, b.setPages,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	_, err := file.WriteTo(w)
	return err
}

// begin makes the sheets.
func (b *templateBook) begin() error {
	if err := b.SetSheetName(b.GetSheetName(0), b.Name); err != nil {
		return err
	}
	if _, err := b.NewSheet(b.notes); err != nil {
		return err
	}
	return b.SetDocProps(&excelize.DocProperties{Creator: "importer", Title: b.Target})
}

func (b *templateBook) addStyles() error {
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	middle := &excelize.Alignment{Vertical: "center"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	family, err := b.GetDefaultFont()
	if err != nil {
		return err
	}
	font := func(f excelize.Font) *excelize.Font {
		f.Family, f.Size = family, fontSize
		return &f
	}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.styles.finds, excelize.Style{NumFmt: textFormat, Font: font(excelize.Font{Bold: true, Color: "FFFFFF"}), Fill: fill("1F4E78"), Alignment: middle}},
		{&b.styles.sets, excelize.Style{NumFmt: textFormat, Fill: fill("D9E2EE"), Alignment: middle}},
		{&b.styles.text, excelize.Style{NumFmt: textFormat}},
		{&b.styles.example, excelize.Style{NumFmt: textFormat, Font: font(excelize.Font{Italic: true, Color: "7F7F7F"})}},
		{&b.styles.bold, excelize.Style{NumFmt: textFormat, Font: font(excelize.Font{Bold: true}), Alignment: wrap}},
		{&b.styles.wrapped, excelize.Style{NumFmt: textFormat, Alignment: wrap}},
	} {
		if *s.id, err = b.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return nil
}

// layOut makes every cell text, and the columns as broad as they need to be. The
// columns' own style covers what is below the rows laid out, the cells' covers
// programs that don't know of that.
func (b *templateBook) layOut() error {
	example := b.body()[0]
	for i, c := range b.Columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		heading := b.styles.sets
		if c.leads() {
			heading = b.styles.finds
		}
		for _, step := range []func() error{
			func() error { return b.SetColStyle(b.Name, name, b.styles.text) },
			func() error { return b.SetColWidth(b.Name, name, name, c.width(c.Title, example[i])) },
			func() error { return b.SetCellStyle(b.Name, name+"1", name+"1", heading) },
			func() error { return b.SetCellStyle(b.Name, name+"2", name+"2", b.styles.example) },
			func() error { return b.SetCellStyle(b.Name, name+"3", below(name), b.styles.text) },
			func() error {
				return b.AddIgnoredErrors(b.Name, name+"2:"+below(name), excelize.IgnoredErrorsNumberStoredAsText)
			},
		} {
			if err := step(); err != nil {
				return err
			}
		}
	}
	return b.SetRowHeight(b.Name, 1, 22)
}

// measure tells how far the rows laid out reach, and that numbers in them are
// text on purpose.
func (b *templateBook) measure() error {
	last, err := excelize.ColumnNumberToName(len(b.Columns))
	if err != nil {
		return err
	}
	if err := b.SetSheetDimension(b.Name, "A1:"+below(last)); err != nil {
		return err
	}
	return b.AddIgnoredErrors(b.Name, "A2:"+below(last), excelize.IgnoredErrorsNumberStoredAsText)
}

// below is the last cell that is laid out in a column.
func below(column string) string { return column + strconv.Itoa(1+templateRows) }

// fillIn writes the headings and the rows.
func (b *templateBook) fillIn() error {
	return b.write(b.Name, append([][]string{b.headings()}, b.body()...))
}

// write writes rows of text from the first cell of a sheet.
func (b *templateBook) write(sheet string, rows [][]string) error {
	for y, row := range rows {
		for x, text := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			if text == "" {
				continue
			}
			if err := b.SetCellStr(sheet, at, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// addChoices gives columns of few words a list to choose from. Other words are
// asked about, not refused, because the importer knows more of them.
func (b *templateBook) addChoices() error {
	for i, c := range b.Columns {
		words := c.choices(b.Lang)
		if len(words) == 0 {
			continue
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		choice := excelize.NewDataValidation(true)
		choice.SetSqref(name + "2:" + below(name))
		if err := choice.SetDropList(words); err != nil {
			return err
		}
		if !c.List {
			choice.SetError(excelize.DataValidationErrorStyleWarning, otherWordTitle.in(b.Lang), otherWord.in(b.Lang))
		}
		if err := b.AddDataValidation(b.Name, choice); err != nil {
			return err
		}
	}
	return nil
}

// freeze keeps the headings and the first column in sight.
func (b *templateBook) freeze() error {
	return b.SetPanes(b.Name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
}

// noteWidths are those of the columns of the notes, in characters.
var noteWidths = []float64{28, 58, 58, 48}

// explain writes the notes.
func (b *templateBook) explain() error {
	var rows [][]string
	remarks := b.remarks()
	for _, n := range remarks {
		rows = append(rows, n.cells(b.Lang))
	}
	if err := b.write(b.notes, rows); err != nil {
		return err
	}
	for i, n := range remarks {
		if err := b.styleRemark(i+1, n.look); err != nil {
			return err
		}
		if err := b.SetRowHeight(b.notes, i+1, high(rows[i])); err != nil {
			return err
		}
	}
	for i, width := range noteWidths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(b.notes, name, name, width); err != nil {
			return err
		}
	}
	return nil
}

// high is how high a row of the notes is to be, in points. Not every spreadsheet
// program finds that out by itself.
func high(cells []string) float64 {
	lines := 1
	for i, text := range cells {
		room := int(noteWidths[i]) - 6 // lines break between words
		lines = max(lines, (utf8.RuneCountInString(text)+room-1)/room)
	}
	return float64(lines * lineHigh)
}

func (b *templateBook) styleRemark(number int, look remarkLook) error {
	row := strconv.Itoa(number)
	first, rest := b.styles.bold, b.styles.wrapped
	switch look {
	case subject:
		rest = b.styles.bold
	case findsLook:
		first = b.styles.finds
	case setsLook:
		first = b.styles.sets
	}
	if err := b.SetCellStyle(b.notes, "A"+row, "A"+row, first); err != nil {
		return err
	}
	return b.SetCellStyle(b.notes, "B"+row, "D"+row, rest)
}

// setPages makes both sheets fit the breadth of a page.
func (b *templateBook) setPages() error {
	for _, sheet := range []string{b.Name, b.notes} {
		if err := b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
			return err
		}
		page := &excelize.PageLayoutOptions{Orientation: new("landscape"), Size: new(a4), FitToWidth: new(1), FitToHeight: new(0)}
		if err := b.SetPageLayout(sheet, page); err != nil {
			return err
		}
	}
	return nil
}
