package validate

import (
	"strconv"
	"strings"

	"importer/internal/parse"
)

// compareRows says where other rows hold the same.
func (a *answer) compareRows() {
	if m := a.schema.Members; m != nil {
		rows, _ := a.clashes[membership(m)].of(a.row.Number)
		a.sayRepeated(rows)
		return
	}
	var repeated []uint32
	for _, c := range a.compared {
		rows, same := a.sharing(c)
		switch {
		case len(rows) == 0:
		case same:
			repeated = rows
		default:
			args := a.others(rows, c.Field)
			args["option"] = a.wayOut(rows, c.Field)
			a.add(Problem{Field: c.Field, Severity: Fault, Code: repeatedCode(c.Kind), Args: args})
		}
	}
	a.sayRepeated(repeated)
}

// sayRepeated names, at the first of several rows that are the same, the others.
func (a *answer) sayRepeated(rows []uint32) {
	if len(rows) > 0 && int(rows[0]) == a.row.Number {
		a.problems = append(a.problems, a.placed(Problem{Severity: Notice, Code: CodeRowRepeated, Args: a.others(rows, "")}, -1))
	}
}

// repeatedCode is the code for values of a kind that stand twice.
func repeatedCode(k Kind) Code {
	switch k {
	case Email:
		return CodeEmailRepeated
	case IdentityNumber:
		return CodeNumberRepeated
	default:
		return CodeRepeated
	}
}

// unscoped reports whether the row leaves open within what its values are unique:
// then only its record can tell.
func (a *answer) unscoped() bool {
	return a.record.Key.Scope == "" && a.scoped
}

// sharing gives the rows that hold the same in a field that must differ.
func (a *answer) sharing(c *Column) (rows []uint32, same bool) {
	finds := a.record.Key.Field == c.Field || a.Key == c.Field
	if finds {
		if rows, same = a.clashes[aspect{c.Field, true}].of(a.row.Number); len(rows) > 0 {
			return rows, same
		}
	}
	if finds || c.Unique && !a.unscoped() {
		return a.clashes[aspect{c.Field, false}].of(a.row.Number)
	}
	return nil, false
}

// mostNamed is how many other rows are named.
const mostNamed = 3

// others names other rows than the answer's own.
func (a *answer) others(rows []uint32, field string) map[string]string {
	column := -1
	if at := a.fields[field]; len(at) > 0 {
		column = a.slots[at[0]].mapped
	}
	var names []string
	for _, row := range rows {
		if len(names) == mostNamed {
			break // there may be as many as the sheet has rows
		}
		if int(row) != a.row.Number {
			names = append(names, a.address(int(row), column))
		}
	}
	args := map[string]string{"rows": strings.Join(names, ", ")}
	if more := len(rows) - 1 - len(names); more > 0 {
		args["more"] = strconv.Itoa(more)
	}
	return args
}

// mostExcepted is how many rows an option names.
const mostExcepted = 10

// wayOut is the option that ends a clash: the column is left out or, where it finds
// the records, the rows after the first; of many rows, the answer's own.
func (a *answer) wayOut(rows []uint32, field string) string {
	if column := a.column(field); column >= 0 && field != a.record.Key.Field && field != a.Key {
		return ignoring(a.Columns[column].Title)
	}
	if len(rows)-1 > mostExcepted {
		return excepting(a.row.Number)
	}
	var except []int
	for _, row := range rows[1:] {
		except = append(except, int(row))
	}
	return excepting(except...)
}

// address is where a cell stands in a workbook, and the row in other files,
// where the title would only repeat.
func (a *answer) address(row, column int) string {
	if a.src.Format() == parse.CSV {
		column = -1
	}
	return a.where(row, column)
}
