package validate

import (
	"fmt"
	"slices"
	"strings"

	"importer/internal/parse"
)

// misread is the error of a sheet in which no column is one that there must be,
// mostly because another row or worksheet was read than the one that is meant.
func (t *Table) misread(text string, keys []string) error {
	if hidden := t.hiddenKey(keys); hidden != nil {
		return &Error{
			Text:   text + ": " + fmt.Sprintf("%s was left out because it is hidden", quoted(*hidden)),
			Advice: "show the column, or take what is hidden in with --hidden include",
		}
	}
	if err := t.refuseMatrix(); err != nil {
		return err
	}
	row, beside, needed := t.src.Header().Number, t.src.Beside(), t.titlesOf(keys)
	e := &Error{
		Text:   text + ": " + fmt.Sprintf("row %d was read as the headings, which are %s", row, t.firstTitles()),
		Advice: fmt.Sprintf("one of these is needed: %s; if the headings stand in another row, say which with --header-row N", needed),
	}
	if beside.Worksheet != "" {
		e.Text = text + ": " + fmt.Sprintf("row %d of worksheet %q was read as the headings, which are %s", row, Mask(beside.Worksheet), t.firstTitles())
	}
	if n := len(beside.Others); n > 0 {
		e.Advice = fmt.Sprintf("one of these is needed: %s; if the headings stand in another row, say which with --header-row N, if in another worksheet, with --sheet NAME: there is %s",
			needed, Mask(parse.List(beside.Others, n)))
	}
	offers, err := t.offers(keys)
	if err != nil {
		return err
	}
	if offers != "" {
		e.Advice = fmt.Sprintf("did you mean: %s? If not, one of these is needed: %s", offers, needed)
	}
	return e
}

// hiddenKey is the first column that would find records, and is left out because it
// is hidden; nil if there is none.
func (t *Table) hiddenKey(keys []string) *Mapped {
	for i, c := range t.Columns {
		if c.Reason != CodeTitleHidden {
			continue
		}
		if meant, _ := t.mapper.means(worded(t.titles[i])); t.keyAmong(meant.places, keys) != "" {
			return &t.Columns[i]
		}
	}
	return nil
}

// mostTitles is how many titles an error shows.
const mostTitles = 5

// firstTitles gives the first titles of the sheet.
func (t *Table) firstTitles() string {
	var titles []string
	for _, c := range t.Columns {
		if c.Title != "" {
			titles = append(titles, fmt.Sprintf("%.40q", c.Title))
		}
	}
	if len(titles) > mostTitles {
		titles = append(titles[:mostTitles], "…")
	}
	return strings.Join(titles, ", ")
}

// A matrix has a column for each of leastGroups groups or more, with nothing in
// it but crosses; so many of its rows are looked at.
const (
	leastGroups = 2
	matrixRows  = 200
)

// crosses are what stands in a matrix where a pupil is in a group.
var crosses = words("x × ✓ ✔ • *")

// refuseMatrix refuses a matrix of people and groups, if the sheet is one.
func (t *Table) refuseMatrix() error {
	groups, err := t.crossed()
	if err != nil || len(groups) < leastGroups {
		return err
	}
	return &Error{
		Text:   fmt.Sprintf("this is a matrix: it has crosses below %s and %s", quoted(groups[0]), quoted(groups[1])),
		Advice: "make a list of it, with a row for each pupil in each group: the pupil in one column, the group in another",
	}
}

// crossed gives the columns whose titles aren't known and in which crosses stand
// and nothing else.
func (t *Table) crossed() ([]Mapped, error) {
	columns := slices.DeleteFunc(slices.Clone(t.Columns), func(c Mapped) bool { return c.Reason != CodeTitleUnknown })
	found, rows := map[int]bool{}, 0
	for row, err := range t.src.Rows() {
		if err != nil {
			return nil, err
		}
		if rows++; rows > matrixRows || len(columns) < leastGroups {
			break
		}
		columns = slices.DeleteFunc(columns, func(c Mapped) bool {
			cell := row.Cell(c.Column)
			cross := crosses[strings.ToLower(clean(cell.Text))]
			found[c.Column] = found[c.Column] || cross
			return !cross && !cell.Blank()
		})
	}
	return slices.DeleteFunc(columns, func(c Mapped) bool { return !found[c.Column] }), nil
}

// namesOnly reports whether the sheet could give records lists, and does no more
// than name records.
func (t *Table) namesOnly() bool {
	lists := slices.ContainsFunc(t.schema.Columns, func(c Column) bool { return c.List })
	return lists && len(t.fields) == 1
}
