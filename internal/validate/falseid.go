package validate

import (
	"fmt"
	"slices"
	"time"

	"importer/internal/parse"
)

// dropFalseIDs stops using columns of ids that hold something else, such as
// numbers of rows or another system's ids.
func (s *survey) dropFalseIDs() error {
	t := s.table
	for field, slots := range t.fields {
		c, _ := t.schema.column(field)
		isID := c.KeyOnly && (c.Kind == UUID || c.Kind == Whole)
		if !isID || field == t.opts.Key || s.of(field).filled == 0 || 2*s.of(field).shaped >= s.of(field).filled {
			continue
		}
		for _, i := range slots {
			own := &t.Columns[t.slots[i].mapped]
			option, err := t.otherUse(*own)
			if err != nil {
				return err
			}
			own.Use, own.Reason, own.Field = NotUsed, CodeTitleNotIDs, ""
			if option != "" {
				own.Reason, own.Args = CodeTitleOtherIDs, map[string]string{"option": option}
			}
		}
		delete(t.fields, field)
		delete(s.traces, aspect{field, false})
	}
	return nil
}

// mapping is the option that makes a column lead to a field.
func mapping(title, field string) string { return fmt.Sprintf("--map %q", title+"="+field) }

// otherUse is the option that lets a column find records that holds none of the
// system's ids; "" if its cells only count the rows, or if another column finds by
// the same.
func (t *Table) otherUse(own Mapped) (option string, err error) {
	key, err := t.otherKey(own.Column, t.keysAsText())
	if err != nil || key == "" {
		return "", err
	}
	return mapping(own.Title, key), nil
}

// otherKey is the first of some keys whose shape the cells of a column have; "" if
// there is none, or if another column leads to it.
func (t *Table) otherKey(column int, keys []string) (string, error) {
	for _, key := range keys {
		c, _ := t.schema.column(key)
		fits, err := t.mostly(c.Kind, column)
		if err != nil {
			return "", err
		}
		if fits[0] && t.leadsTo(key) {
			return "", nil
		}
		if fits[0] {
			return key, nil
		}
	}
	return "", nil
}

// leadsTo reports whether a column leads to a field.
func (t *Table) leadsTo(field string) bool {
	return slices.ContainsFunc(t.slots, func(s slot) bool { return s.Field == field })
}

// keyless is the error of a sheet in which no row has a value of one of the keys.
func (t *Table) keyless(text string, keys []string) error {
	e := &Error{Text: text, Advice: fmt.Sprintf("fill one of these in: %s", t.titlesOf(keys))}
	for _, c := range t.Columns {
		if c.Reason == CodeTitleOtherIDs {
			e.Advice = fmt.Sprintf("the column %s holds no ids of the system's, but may find with %s", quoted(c), c.Args["option"])
		}
	}
	return e
}

// keysAsText gives the keys that no shape of the system's own tells, those that
// have a shape first.
func (t *Table) keysAsText() []string {
	keys := t.schema.Keys
	if m := t.schema.Members; m != nil {
		keys = append(keys[:len(keys):len(keys)], m.Keys...)
	}
	var shaped, shapeless []string
	for _, key := range keys {
		switch c, _ := t.schema.column(key); c.Kind {
		case IdentityNumber, Email:
			shaped = append(shaped, key)
		case SourceID:
			shapeless = append(shapeless, key)
		}
	}
	return append(shaped, shapeless...)
}

// mostly reports of each column whether half of its filled cells can be of a kind,
// among the first rows. Numbers that only count the rows can be of none. It reads
// the rows once, however many columns there are.
func (t *Table) mostly(k Kind, columns ...int) ([]bool, error) {
	seen := make([]likeness, len(columns))
	for i := range seen {
		seen[i].last = noCount
	}
	for row, err := range t.sampled() {
		if err != nil {
			return nil, err
		}
		for i, column := range columns {
			if c := row.Cell(column); !c.Blank() {
				seen[i].see(c, k, t.opts.Today)
			}
		}
	}
	mostly := make([]bool, len(columns))
	for i, l := range seen {
		mostly[i] = l.shaped > 0 && 2*l.shaped >= l.filled && l.counting < l.filled
	}
	return mostly, nil
}

// A likeness is how many of a column's cells are filled, how many of these can be
// of a kind, and how many only count the rows.
type likeness struct {
	filled, shaped, counting int
	last                     int64 // the number in the last cell
}

func (l *likeness) see(c parse.Cell, k Kind, today time.Time) {
	l.filled++
	if k.shaped(c, surroundings{today: today}) {
		l.shaped++
	}
	n, ok := wholeNumber(clean(c.Text))
	if ok && countsOn(l.last, n) {
		l.counting++
	}
	l.last = n
}

// What tells numbers that count rows from ids: how high the first of them may be,
// and how many rows may have been taken out between two.
const (
	noCount    = -1
	firstCount = 99
	countGap   = 5
)

// countsOn reports whether a number can count a row after that of another one.
func countsOn(last, n int64) bool {
	return last == noCount && n <= firstCount || last != noCount && last < n && n <= last+countGap
}
