package validate

import (
	"fmt"
	"slices"
	"strings"
)

// Hiding says what is to become of rows and columns that can't be seen in the
// spreadsheet program. Who filters a sheet mostly thinks that only what can be
// seen counts, but all of it is in the file.
type Hiding string

// The ways.
const (
	AskHidden     Hiding = "" // stop, if there are any
	IncludeHidden Hiding = "include"
	SkipHidden    Hiding = "skip"
)

// ParseHiding reads one of the ways by its name. The error is an *Error.
func ParseHiding(text string) (Hiding, error) {
	h := Hiding(strings.ToLower(strings.TrimSpace(text)))
	if h != AskHidden && h != IncludeHidden && h != SkipHidden {
		return "", &Error{Text: fmt.Sprintf("%q is no way to treat what is hidden", text), Advice: "it is include or skip"}
	}
	return h, nil
}

// hideColumns stops using the columns that can't be seen, if they are to be
// skipped. Those that mark protected identities go on doing so.
func (t *Table) hideColumns() {
	if t.opts.Hidden != SkipHidden {
		return
	}
	out := func(column int) bool { return slices.Contains(t.src.HiddenColumns(), column) }
	t.slots = slices.DeleteFunc(t.slots, func(s slot) bool { return out(s.mapped) })
	for i, c := range t.Columns {
		if c.Use == Used && out(c.Column) {
			own := &t.Columns[i]
			own.Use, own.Reason, own.Field = NotUsed, CodeTitleHidden, ""
		}
	}
}

// askHidden stops where rows or used columns can't be seen and nothing is said
// of them.
func (t *Table) askHidden() error {
	if t.opts.Hidden != AskHidden {
		return nil
	}
	rows, err := t.hiddenRows()
	if err != nil {
		return err
	}
	var hidden []string
	if rows > 0 {
		text := counted(rows, "1 row is hidden", "%d rows are hidden")
		if t.src.Filtered() {
			text = counted(rows, "1 row is hidden by a filter", "%d rows are hidden by a filter")
		}
		hidden = append(hidden, text)
	}
	var titles []string
	for _, column := range t.src.HiddenColumns() {
		if column < len(t.Columns) && t.Columns[column].uses() {
			titles = append(titles, quoted(t.Columns[column]))
		}
	}
	if len(titles) > 0 {
		hidden = append(hidden, counted(len(titles), "1 column is hidden", "%d columns are hidden")+": "+strings.Join(titles, ", "))
	}
	if len(hidden) == 0 {
		return nil
	}
	return &Error{
		Text:   strings.Join(hidden, ", and "),
		Advice: "--hidden include takes in what is hidden, --hidden skip leaves it out",
	}
}

// hiddenRows counts the records that can't be seen.
func (t *Table) hiddenRows() (int, error) {
	count := 0
	if !t.hides {
		return 0, nil
	}
	for row, err := range t.sift() {
		if err != nil {
			return 0, err
		}
		if row.why == "" && row.Hidden {
			count++
		}
	}
	return count, nil
}

// uses reports whether something is done with the column's cells.
func (c Mapped) uses() bool { return c.Use == Used || c.Use == AsKey }

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
