package report

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/gocarina/gocsv"
)

// bom makes Excel read a CSV file as UTF-8.
const bom = "\ufeff"

// A record is a line of report.csv.
type record struct {
	Row        int    `csv:"row"`
	Key        string `csv:"key"`
	ID         string `csv:"id"`
	Status     string `csv:"status"`
	Changes    string `csv:"changes"`
	Message    string `csv:"message"`
	HTTPStatus string `csv:"http_status"`
	RequestID  string `csv:"request_id"`
	Attempts   string `csv:"attempts"`
}

// WriteCSV writes report.csv: a line per row of the sheet, in the sheet's order,
// identity numbers masked, nothing of a protected row but its number.
func WriteCSV(w io.Writer, rows []Row, delimiter rune, lang Lang) error {
	return writeTable(w, recordsOf(rows, func(r Row) *record { return r.record(lang) }), delimiter)
}

// A proof is a line of report.csv once the values are erased.
type proof struct {
	Row    int    `csv:"row"`
	Status string `csv:"status"`
}

// WriteProof writes what may stay of a report when what it holds of people is
// erased: the rows and their statuses.
func WriteProof(w io.Writer, rows []Row, delimiter rune) error {
	return writeTable(w, recordsOf(rows, func(r Row) *proof { return &proof{r.Line.Row, string(r.Status)} }), delimiter)
}

// recordsOf makes the line of each row when it is asked for.
func recordsOf[T any](rows []Row, line func(Row) *T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, r := range rows {
			if !yield(line(r)) {
				return
			}
		}
	}
}

// atOnce is how many lines of a table there are in memory.
const atOnce = 1 << 10

// writeTable writes a table: its titles, and the lines, as many at once as it keeps.
func writeTable[T any](w io.Writer, lines iter.Seq[*T], delimiter rune) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	out := gocsv.NewSafeCSVWriter(newCSV(w, delimiter))
	held := make([]*T, 0, atOnce)
	err := gocsv.MarshalCSV(held, out)
	for line := range lines {
		if held = append(held, line); len(held) == atOnce && err == nil {
			err = gocsv.MarshalCSVWithoutHeaders(held, out)
			held = held[:0]
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(err, gocsv.MarshalCSVWithoutHeaders(held, out))
}

// newCSV is a CSV writer as Excel likes it.
func newCSV(w io.Writer, delimiter rune) *csv.Writer {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if delimiter != 0 {
		out.Comma = delimiter
	} else {
		out.Comma = ';'
	}
	return out
}

func (r Row) record(lang Lang) *record {
	out := &record{
		Row: r.Row, Key: guard(r.shownKey()), ID: r.ID, Status: string(r.Status),
		Changes: r.fields(), Message: guard(r.message(lang, true, true)),
	}
	var attempts int
	for _, result := range r.Results {
		attempts += result.Attempts
		if result.HTTPStatus != 0 {
			out.HTTPStatus = strconv.Itoa(result.HTTPStatus)
		}
		if result.RequestID != "" {
			out.RequestID = strings.TrimSpace(out.RequestID + " " + served(result.RequestID))
		}
	}
	if len(r.Results) > 0 {
		out.Attempts = strconv.Itoa(attempts)
	}
	return out
}
