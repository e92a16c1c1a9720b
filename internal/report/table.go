package report

import (
	"encoding/csv"
	"io"
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
	records := make([]*record, len(rows))
	for i, r := range rows {
		records[i] = r.record(lang)
	}
	return writeTable(w, records, delimiter)
}

// A proof is a line of report.csv once the values are erased.
type proof struct {
	Row    int    `csv:"row"`
	Status string `csv:"status"`
}

// WriteProof writes what may stay of a report when what it holds of people is
// erased: the rows and their statuses.
func WriteProof(w io.Writer, rows []Row, delimiter rune) error {
	lines := make([]*proof, len(rows))
	for i, r := range rows {
		lines[i] = &proof{r.Line.Row, string(r.Status)}
	}
	return writeTable(w, lines, delimiter)
}

func writeTable[T any](w io.Writer, lines []*T, delimiter rune) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	return gocsv.MarshalCSV(lines, gocsv.NewSafeCSVWriter(newCSV(w, delimiter)))
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
