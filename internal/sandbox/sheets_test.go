package sandbox_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"importer/internal/sandbox"
)

var update = flag.Bool("update", false, "write the sample sheets again")

// sheets is where the sample sheets stand.
const sheets = "../../testdata/sheets"

// headings are the columns of the sample sheets.
var headings = []string{"Personnummer", "Förnamn", "Efternamn", "E-post", "Mobil", "Adress", "Postnr", "Ort", "Kommunkod", "Klass", "Sekretess"}

// A deviation is what a row says other than the pupil's record, by heading.
type deviation map[string]string

// changes are the rows that ask for something new.
var changes = map[string]deviation{
	"20140822-2394": {"Mobil": "070-174 06 91"},
	"20141206-2380": {"Mobil": "0701740662"},
	"20130825-2384": {"Mobil": "+46 70-174 06 73"},
	"20140309-2396": {"Mobil": "070-174 06 44"}, // must stay temporary
	"20130407-2380": {"Mobil": "070-174 06 58"}, // has none yet
	"20131007-2390": {"Mobil": "<rensa>"},
	"20130728-2382": {"E-post": "ines.granath@elev.example.se"},
	"20140211-2393": {"E-post": "otto.d-angelo@elev.example.se"},
	"20140716-2385": {"E-post": "s.hosseini@elev.example.se", "Mobil": "070-174 06 95"},
	"20130608-2395": {"Adress": "Gnejsbacken 12", "Postnr": "169 44", "Ort": "Solna", "Kommunkod": "0184"},
	"20140413-2381": {"Adress": "Kvantvägen 62"},
	"20130621-2380": {"Adress": "Lindormsgatan 3", "Postnr": "170 58"},
	"20130506-2398": {"Efternamn": "Rydén Demir"},
	"20141205-2399": {"Kommunkod": "0183"},
}

// wrong are the rows to mend: a check digit, an address that two share, a postal
// code of four digits, words in a phone number.
var wrong = map[string]deviation{
	"20140721-2388": {"Personnummer": "20140721-2380"},
	"20141014-2382": {"E-post": "hallberg@example.org"},
	"20141107-2398": {"E-post": "hallberg@example.org"},
	"20140528-2391": {"Postnr": "1706"},
	"20130221-2384": {"Mobil": "070-174 06 77 (mamma)"},
}

// marked are the rows with a word in the column of protected identities. Only
// the first is protected, and its phone number must not be sent.
var marked = map[string]deviation{
	"20130823-2386": {"Sekretess": "Ja", "Mobil": "070-174 06 19"},
	"20131011-2394": {"Sekretess": "Nej"},
	"20140212-2384": {"Sekretess": "Nej"},
}

// stranger is a row of a pupil whom the roster doesn't have.
var stranger = []string{"20140818-2382", "Nellie", "Ekdahl", "nellie.ekdahl@elev.example.se", "070-174 06 55", "Isotopstigen 9", "169 60", "Solna", "0184", "6B", ""}

// sample makes the rows of the sample sheet, in the order of classes and names.
func sample(t *testing.T) [][]string {
	t.Helper()
	var pupils []sandbox.Record
	for _, r := range sandbox.New(sandbox.Options{}).Students() {
		if number := r["identityNumber"].(string); isInSample(number) {
			pupils = append(pupils, r)
		}
	}
	slices.SortFunc(pupils, func(a, b sandbox.Record) int {
		return cmp.Or(cmp.Compare(class(a), class(b)), cmp.Compare(text(a, "lastName"), text(b, "lastName")), cmp.Compare(text(a, "firstName"), text(b, "firstName")))
	})
	rows := [][]string{stranger}
	for i, r := range pupils {
		rows = append(rows, row(i, r))
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return cmp.Compare(a[9], b[9]) })
	return rows
}

// isInSample picks the pupils born from the summer of 2012 to the end of 2014,
// and two with numbers of other kinds.
func isInSample(number string) bool {
	return "20120620" < number && number < "2015" || number == temporary || number == "20090477-2381"
}

func text(r sandbox.Record, field string) string {
	s, _ := r[field].(string)
	return s
}

// class is the pupil's in the autumn of 2026.
func class(r sandbox.Record) string {
	born, _ := strconv.Atoi(text(r, "identityNumber")[:4])
	letter := "AB"[len(text(r, "lastName"))%2 : len(text(r, "lastName"))%2+1]
	if grade := 2026 - born - 6; grade < 10 {
		return strconv.Itoa(grade) + letter
	}
	return "NA" + strconv.Itoa(2026-born-15) + letter
}

// row writes a pupil as schools do, in forms that take turns, and with what the
// row deviates in.
func row(i int, r sandbox.Record) []string {
	cells := []string{
		writtenNumber(i, text(r, "identityNumber")),
		text(r, "firstName"), text(r, "lastName"), text(r, "emailAddress1"),
		writtenPhone(i, text(r, "phoneNumber1")),
		text(r, "address.postalAddress"), writtenCode(i, text(r, "address.postalCode")),
		text(r, "address.postalCity"), text(r, "address.municipalityCode"), class(r), "",
	}
	for _, deviations := range []map[string]deviation{changes, wrong, marked} {
		for heading, cell := range deviations[text(r, "identityNumber")] {
			cells[slices.Index(headings, heading)] = cell
		}
	}
	return cells
}

func writtenNumber(i int, number string) string {
	switch {
	case strings.Contains(number, "TF"):
		return number
	case i%5 == 3:
		return strings.Replace(number, "-", "", 1)
	case i%17 == 8:
		return number[2:]
	default:
		return number
	}
}

// writtenPhone writes a mobile number as is usual in Sweden, without grouping,
// or as the API has it.
func writtenPhone(i int, phone string) string {
	national, isMobile := strings.CutPrefix(phone, "+46")
	if !isMobile {
		return phone
	}
	switch i % 3 {
	case 0:
		return fmt.Sprintf("0%s-%s %s %s", national[:2], national[2:5], national[5:7], national[7:])
	case 1:
		return "0" + national
	default:
		return phone
	}
}

func writtenCode(i int, code string) string {
	if i%2 == 1 {
		return strings.ReplaceAll(code, " ", "")
	}
	return code
}

// asCSV writes rows as a Swedish Excel does: semicolons, CRLF, and a byte-order
// mark.
func asCSV(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var file bytes.Buffer
	file.WriteString("\ufeff")
	w := csv.NewWriter(&file)
	w.Comma, w.UseCRLF = ';', true
	if err := w.WriteAll(append([][]string{headings}, rows...)); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSheetsAreAsGenerated(t *testing.T) {
	rows := sample(t)
	file, book := asCSV(t, rows), asWorkbook(t, rows)
	csvName, bookName := filepath.Join(sheets, "students.csv"), filepath.Join(sheets, "students.xlsx")
	if *update {
		saved, err := book.WriteToBuffer()
		if err := cmp.Or(err, os.MkdirAll(sheets, 0o755)); err != nil {
			t.Fatal(err)
		}
		if err := cmp.Or(os.WriteFile(csvName, file, 0o644), os.WriteFile(bookName, saved.Bytes(), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	onDisk, err := os.ReadFile(csvName)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.Diff(string(file), string(onDisk)); d != "" {
		t.Errorf("%s (- generated, + on disk):\n%s", csvName, d)
	}
	saved, err := excelize.OpenFile(bookName)
	if err != nil {
		t.Fatal(err)
	}
	defer saved.Close()
	if d := diff.Diff(cellsOf(t, book), cellsOf(t, saved)); d != "" {
		t.Errorf("%s (- generated, + on disk):\n%s", bookName, d)
	}
}

// The workbook says what the CSV file says, in its own types.
func TestSheetsAgree(t *testing.T) {
	rows := append([][]string{headings}, readCSV(t)...)
	f, err := excelize.OpenFile(filepath.Join(sheets, "students.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	numbers := 0
	for i, row := range rows {
		for j, want := range row {
			got := cellAt(t, f, "Elever", j+1, i+1)
			if got.Shown != want {
				t.Errorf("%s shows %q, want %q", got.Name, got.Shown, want)
			}
			typed := got.Number && got.Raw != ""
			if typed {
				numbers++
			}
			if heading := headings[j]; typed && heading != "Kommunkod" && heading != "Postnr" {
				t.Errorf("%s, %s, is a number", got.Name, heading)
			}
		}
	}
	if numbers < 70 {
		t.Errorf("%d cells are numbers; some postal codes should be", numbers)
	}
	panes, err := f.GetPanes("Elever")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the first row is not frozen: %+v, %v", panes, err)
	}
}

func readCSV(t *testing.T) [][]string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(sheets, "students.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(file, []byte("\ufeff"+headings[0]+";")) || bytes.Count(file, []byte("\r\n")) != bytes.Count(file, []byte("\n")) {
		t.Error("the file should begin with a byte-order mark and have CRLF only")
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// fields are the API's, for the columns that are compared.
var fields = map[string]string{
	"Förnamn": "firstName", "Efternamn": "lastName", "E-post": "emailAddress1", "Mobil": "phoneNumber1",
	"Adress": "address.postalAddress", "Postnr": "address.postalCode", "Ort": "address.postalCity", "Kommunkod": "address.municipalityCode",
}

// Read back and compared with the roster, the rows are what they are meant to
// be, counted and one by one.
func TestSheetsFitTheRoster(t *testing.T) {
	roster := map[string]sandbox.Record{}
	for _, r := range sandbox.New(sandbox.Options{}).Students() {
		roster[bare(text(r, "identityNumber"))] = r
	}
	count := map[string]int{}
	for _, row := range readCSV(t) {
		number := row[0]
		if len(number) <= 11 {
			number = "20" + number
		}
		r, found := roster[bare(number)]
		switch is := text(r, "identityNumber"); {
		case row[10] == "Ja":
			count["protected"]++
		case number == stranger[0] && !found:
			count["stranger"]++
		case number == "20140721-2380" && !found, wrong[is] != nil:
			count["wrong"]++
			if found {
				checkRow(t, r, row, wrong[is])
			}
		case changes[is] != nil:
			count["changed"]++
			checkRow(t, r, row, changes[is])
		case found:
			count["unchanged"]++
			checkRow(t, r, row, nil)
		default:
			t.Errorf("row %v is of nobody", row)
		}
	}
	want := map[string]int{"unchanged": 39, "changed": 14, "wrong": 5, "stranger": 1, "protected": 1}
	if d := diff.Diff(want, count); d != "" {
		t.Errorf("the rows (- wanted, + there):\n%s", d)
	}
}

// checkRow checks that a row differs from a record in just the columns given.
func checkRow(t *testing.T, r sandbox.Record, row []string, differing deviation) {
	t.Helper()
	for heading, field := range fields {
		have, says := bare(text(r, field)), bare(row[slices.Index(headings, heading)])
		if _, differs := differing[heading]; (have != says) != differs {
			t.Errorf("%s, %s: %q in the roster, %q in the sheet", r["identityNumber"], heading, have, says)
		}
	}
}

// bare takes away what two written forms of one value may differ in.
func bare(s string) string {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	return strings.Replace(s, "+467", "07", 1)
}
