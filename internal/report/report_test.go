package report

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"importer/internal/apply"
	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/validate"
)

// sheetOf opens text as a sheet.
func sheetOf(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}, dir, text string) *parse.Sheet {
	t.Helper()
	f, err := os.CreateTemp(dir, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	f.Close()
	sheet, err := parse.Open(f.Name(), parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	return sheet
}

func invalid(row int) Row {
	return Row{Status: plan.Invalid, Line: plan.Line{Row: row, Status: plan.Invalid, Problems: []validate.Problem{
		{Row: row, Cell: "A9", Column: "Postnr", Shown: "1693", Severity: validate.Fault, Code: validate.CodePostalFour}}}}
}

func TestReportMasksAndKeepsProtectedRowsBlank(t *testing.T) {
	rows := []Row{
		{Status: plan.Updated, Line: plan.Line{Row: 2, Key: validate.Key{Field: "identityNumber", Value: "20160827-2389"}, ID: "x"},
			Edits:   []plan.Edit{{Field: "phoneNumber1"}, {Field: "emailAddress1"}},
			Results: []apply.Result{{Status: plan.Updated, Attempts: 2}}},
		{Status: plan.Failed, Line: plan.Line{Row: 3, Key: validate.Key{Field: "emailAddress1", Value: "a@example.se"}},
			Results: []apply.Result{{Status: plan.Failed, Reason: apply.Refused, HTTPStatus: 422, Code: "UnprocessableEntity",
				Message: "20160827-2389 is taken", RequestID: "r1", Attempts: 1}}},
		{Status: plan.Skipped, Line: plan.Line{Row: 4, Skipped: validate.Protected}},
	}
	var out bytes.Buffer
	if err := WriteCSV(&out, rows, ',', English); err != nil {
		t.Fatal(err)
	}
	want := bom + strings.Join([]string{
		`row,key,id,status,changes,message,http_status,request_id,attempts`,
		`2,identityNumber=20160827-****,x,updated,phoneNumber1 emailAddress1,,,,2`,
		`3,emailAddress1=a@example.se,,failed,,"The server refused it: 422 UnprocessableEntity, ""20160827-**** is taken"" (request r1).",422,r1,1`,
		`4,,,skipped,,"Marked as protected: left alone, to be handled by hand.",,,`,
	}, "\r\n") + "\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report.csv (-want +got):\n%s", diff)
	}
}

// What was repaired is listed for every row, but not where a row is to be mended.
func TestReportListsEveryRepair(t *testing.T) {
	row := invalid(9)
	row.Problems = append(row.Problems, validate.Problem{Row: 9, Cell: "F9", Column: "Mobil", Shown: "701740605",
		Severity: validate.Notice, Code: validate.CodePhoneZero, Args: map[string]string{"to": "+46701740605"}})
	const repair = `F9, Mobil, "701740605": a leading 0 was lost in Excel, and put back; read as +46701740605.`
	if got := row.record(English).Message; !strings.HasSuffix(got, repair) {
		t.Errorf("report.csv says %q", got)
	}
	if got := row.Message(English, true); got == "" || strings.Contains(got, "Mobil") {
		t.Errorf("an error file says %q", got)
	}
}

// Nobody reads a page that a server sends in place of a message; and a number that
// stands where it is cut is masked all the same.
func TestWordsOfAServerAreCut(t *testing.T) {
	long := strings.Repeat("å", mostServed-10) + "20160827-2389" + strings.Repeat("ö", 5000)
	result := apply.Result{Status: plan.Failed, Reason: apply.Refused, HTTPStatus: 422, Code: long, Message: long,
		RequestID: long, Fields: map[string]string{"title": long}}
	for name, got := range map[string]string{
		"message": ResultSentence(result, nil, English, true),
		"reason":  Sentence(validate.Problem{Row: 2, Code: plan.CodeDenied, Args: map[string]string{"reason": long}}, Swedish, true),
	} {
		words := regexp.MustCompile("åå[^\"]*?…").FindAllString(got, -1)
		if want := map[string]int{"message": 4, "reason": 1}[name]; len(words) != want || strings.Contains(got, "öö") || strings.Contains(got, "2389") {
			t.Errorf("%s: %d pieces of %d are cut in %s", name, len(words), want, got)
		}
		for _, w := range words {
			if n := utf8.RuneCountInString(w); n != mostServed {
				t.Errorf("%s: %d letters are left", name, n)
			}
		}
	}
	if got := (&apply.Refusal{Status: 422, Code: long, RequestID: long}).Error(); utf8.RuneCountInString(got) > 2*mostServed+100 {
		t.Errorf("an error has %d letters", utf8.RuneCountInString(got))
	}
}

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "x": "x", "=1": "'=1", "+46": "'+46", "-5": "'-5", "@a": "'@a", "'x": "''x", "\tx": "'\tx", "＝1": "'＝1", "5-": "5-",
	} {
		if got := guard(cell); got != want {
			t.Errorf("guard(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestPlainShowsNothingThatWorksOnATerminal(t *testing.T) {
	if got := plain("a\x1b[31mb\u202ec\x07\u0085d\r\n"); got != "a [31mb c  d  " {
		t.Errorf("plain gives %q", got)
	}
}

func TestNumbers(t *testing.T) {
	got := strings.Join(numbers([]int{9, 3, 4, 5, 12, 11, 5}), ", ")
	if want := "3-5, 9, 11, 12"; got != want {
		t.Errorf("numbers gives %q, want %q", got, want)
	}
}
