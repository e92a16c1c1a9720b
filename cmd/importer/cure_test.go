package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"importer/internal/parse"
	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

// A cure is a row with a fault, and what its owner types into the error file,
// as the note at the cell says.
type cure struct {
	code   validate.Code
	target string
	sheet  []string          // rows, with | between the cells: #1 is a number, @2026-01-02 a date, =A1 a formula without a value, !x an error, ?1 a truth value, ^ a cell merged with the one above
	types  map[string]string // into the cells of the error file
}

const (
	pupils = "meitner-students"
	anna   = "20160827-2389"
	bo     = "20120201-2397"
)

// one is a sheet of one pupil, with a column besides.
func one(title, cell string) []string { return []string{"Personnummer|" + title, anna + "|" + cell} }

// numbered is a sheet of one pupil, without a number that is right.
func numbered(number string) []string {
	return []string{"Personnummer|E-post|Efternamn", number + "|a@example.se|Ek"}
}

// takenOut stands for what isn't typed: the row is deleted.
const takenOut = "row taken out"

func inB2(value string) map[string]string { return map[string]string{"B2": value} }
func inA2(value string) map[string]string { return map[string]string{"A2": value} }

// cures has every fault that a sheet alone can have.
func cures() []cure {
	return []cure{
		{validate.CodeErrorValue, pupils, one("Ort", "!#REF!"), inB2("Solna")},
		{validate.CodeUncomputed, pupils, one("Ort", "=A1"), inB2("Solna")},
		{validate.CodeMerged, pupils, []string{"Personnummer|Ort", anna + "|Solna", bo + "|^"}, inB2("Solna")},
		{validate.CodeNotClearable, pupils, one("Förnamn", "<rensa>"), inB2("")},
		{validate.CodeStoredAsNumber, pupils, one("Förnamn", "#5"), inB2("Anna")},
		{validate.CodeStoredAsDate, pupils, one("Förnamn", "@2026-04-05"), inB2("April")},
		{validate.CodeStoredAsBoolean, pupils, one("Mobil", "?1"), inB2("070-174 06 05")},
		{validate.CodeBeyondHeader, pupils, []string{"Personnummer|Postnr|Ort", anna + "||169 56|Solna"}, map[string]string{"B2": "169 56", "C2": "Solna", "H2": ""}}, // in CSV
		{validate.CodeControl, pupils, one("Ort", "Sol\u0085na"), inB2("Solna")},
		{validate.CodeGarbled, pupils, one("Ort", "SkellefteÃ¥"), inB2("Skellefteå")},
		{validate.CodeTooLong, pupils, one("Adress", strings.Repeat("x", 10_001)), inB2("Storgatan 1")},
		{validate.CodeNameWhole, pupils, []string{"Personnummer|Namn", bo + "|Lo, Bo", anna + "|Anna Ek"}, inB2("Ek, Anna")},
		{validate.CodeAddressLines, pupils, []string{"Personnummer|Adress|Postnr|Ort", anna + "|Storgatan 1\n169 56 Solna"}, map[string]string{"B2": "Storgatan 1", "C2": "169 56", "D2": "Solna"}},

		{validate.CodeNumberMalformed, pupils, numbered("ABC"), inA2(anna)},
		{validate.CodeNumberRounded, pupils, numbered("2,01608E+11"), inA2(anna)},
		{validate.CodeNumberLetter, pupils, numbered("2O160827-2389"), inA2(anna)},
		{validate.CodeNumberBirthDate, pupils, numbered("20160827"), inA2(anna)},
		{validate.CodeNumberDate, pupils, numbered("20160230-2389"), inA2(anna)},
		{validate.CodeNumberFuture, pupils, numbered("20990101-2382"), inA2(anna)},
		{validate.CodeNumberOrganisation, pupils, numbered("556036-0793"), inA2(anna)},
		{validate.CodeNumberCheckDigit, pupils, numbered("20160827-2380"), inA2(anna)},
		{validate.CodeNumberShort, pupils, numbered("#6082723"), inA2(anna)},
		{validate.CodeNumberReserve, pupils, numbered("99160827-2389"), inA2(anna)},
		{validate.CodeNumberSerial, pupils, numbered("20160827-0003"), inA2(anna)},
		{validate.CodeNumberStandIn, pupils, []string{"Personnummer|Tillfälligt personnummer|E-post", "20160827-TF12|nej|a@example.se"}, inA2(anna)},
		{validate.CodeNumberUnwanted, "konstantly-groups", []string{"Namn|attributes.note", "Norr|" + anna}, inB2("")},
		{validate.CodeNumberRepeated, pupils, []string{"Personnummer|Förnamn", anna + "|Anna", anna + "|Bo"}, map[string]string{"A3": bo}},

		{validate.CodeBirthFuture, pupils, one("Född", "@2099-01-01"), inB2("2016-08-27")},
		{validate.CodeDateUnreadable, pupils, one("Född", "i augusti"), inB2("2016-08-27")},
		{validate.CodeDateImpossible, pupils, one("Född", "2016-02-30"), inB2("2016-08-27")},
		{validate.CodeDateAmbiguous, pupils, one("Född", "3/4/2016"), inB2("2016-08-27")},
		{validate.CodeDateSerial, pupils, one("Född", "#191216"), inB2("2016-08-27")},
		{validate.CodeDateUncounted, pupils, one("Född", "@1900-02-10"), inB2("2016-08-27")},
		{validate.CodeGenderUnknown, pupils, one("Kön", "xyz"), inB2("flicka")},
		{validate.CodeGenderSeveral, pupils, []string{"Personnummer|Kön", anna + "|K", bo + "|F"}, map[string]string{"B2": "Female", "B3": "Male"}},
		{validate.CodeBooleanUnknown, pupils, one("Tillfälligt personnummer", "kanske"), inB2("nej")},
		{validate.CodeEmailMalformed, pupils, one("E-post", "x"), inB2("a@example.se")},
		{validate.CodeEmailSeveral, pupils, one("E-post", "a@example.se; b@example.se"), inB2("a@example.se")},
		{validate.CodeEmailDomain, pupils, one("E-post", "a@example"), inB2("a@example.se")},
		{validate.CodeEmailRepeated, pupils, []string{"Personnummer|E-post", anna + "|a@example.se", bo + "|a@example.se"}, map[string]string{"B3": ""}},
		{validate.CodeRepeated, pupils, []string{"Personnummer|EPPN", anna + "|a@example.se", bo + "|a@example.se"}, map[string]string{"B3": "b@example.se"}},
		{validate.CodePhoneInvalid, pupils, one("Mobil", "070-1"), inB2("070-174 06 05")},
		{validate.CodePhonePrefix, pupils, []string{"Personnummer|Land|Mobil", anna + "|Norge|22 12 34 56"}, map[string]string{"C2": "+47 22 12 34 56"}},
		{validate.CodePhoneSeveral, pupils, one("Mobil", "070-174 06 05, 070-174 06 06"), inB2("070-174 06 05")},
		{validate.CodePhoneLetters, pupils, one("Mobil", "070-174 06 O5"), inB2("070-174 06 05")},
		{validate.CodePostalMalformed, pupils, one("Postnr", "ABC"), inB2("169 56")},
		{validate.CodePostalFour, pupils, one("Postnr", "#1693"), inB2("16956")},
		{validate.CodeTownDigits, pupils, one("Ort", "169 56"), inB2("Solna")},
		{validate.CodeRestDiffers, pupils, []string{"Personnummer|Postnr|Ort", anna + "|169 56 Solna|Täby"}, inB2("169 56")},
		{validate.CodeCountryUnknown, pupils, one("Land", "Narnia"), inB2("Sverige")},
		{validate.CodeMunicipalityUnknown, pupils, one("Kommun", "Narnia"), inB2("Solna")},
		{validate.CodeMunicipalityCounty, pupils, one("Kommunkod", "01"), inB2("0184")},
		{validate.CodeMunicipalityDiffers, pupils, one("Kommun", "0184 Täby"), inB2("0184")},
		{validate.CodeUUIDMalformed, "meitner-groups", []string{"Grupp-ID|Klass|Nytt klassnamn", "000f5780-d02b-49b2-86b7-0d1cfed706d4||6A", "xyz|5B|6B"}, inA2("")},
		{validate.CodeEPPNMalformed, pupils, one("EPPN", "x"), inB2("a@example.se")},
		{validate.CodeKeyMissing, pupils, []string{"Personnummer|Förnamn", anna + "|Anna", "|Bo"}, inA2(bo)},
		{validate.CodeMemberMissing, "meitner-class-lists", []string{"Personnummer|Klass", anna + "|5A", "|5A"}, inA2(bo)},
		{validate.CodeTotal, pupils, []string{"Personnummer|Förnamn", anna + "|Anna", "Antal: 1|", bo + "|Bo", "|Lo"}, map[string]string{"A2": takenOut, "A3": "20191216-2383"}},

		{validate.CodeGroupSeveral, "meitner-class-lists", []string{"Personnummer|Klass", anna + "|5A; 5B"}, inB2("5A")},
		{validate.CodeGroupNumber, "meitner-groups", []string{"Klass|Nytt klassnamn", "5A|#70"}, inB2("7E1")},
		{validate.CodeGroupDate, "meitner-groups", []string{"Klass|Nytt klassnamn", "5A|@2026-02-01"}, inB2("1-2")},
		{validate.CodeGroupTypeUnknown, "meitner-groups", []string{"Klass|Grupptyp", "5A|kör"}, inB2("klass")},
		{validate.CodeListSigns, "meitner-groups", []string{"Klass|Medlemmar", "5A|+" + anna + ";" + bo}, inB2("+" + anna + ";+" + bo)},
		{validate.CodeListContradiction, "meitner-groups", []string{"Klass|Medlemmar", "5A|+" + anna + ";-" + anna}, inB2("+" + anna)},
		{validate.CodeWholeMalformed, "tabula-small-groups", []string{"Module|Set name|Group name|Limit", "IN101|A|G1|många"}, map[string]string{"D2": "24"}},
	}
}

// write makes a workbook of a cure's rows, or a CSV file where only there it is a
// fault.
func (m cure) write(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sheet")
	if m.code == validate.CodeBeyondHeader {
		path += ".csv"
		if err := os.WriteFile(path, []byte(strings.Join(m.sheet, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path += ".xlsx"
	f := excelize.NewFile()
	defer f.Close()
	for y, line := range m.sheet {
		for x, cell := range strings.Split(line, "|") {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1)
			if err := enter(f, at, cell); err != nil {
				t.Fatal(err)
			}
			if cell == "^" {
				above, _ := excelize.CoordinatesToCellName(x+1, y)
				if err := f.MergeCell("Sheet1", above, at); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// enter puts a cell of a cure into a workbook.
func enter(f *excelize.File, at, cell string) error {
	if cell == "" || cell == "^" {
		return nil
	}
	rest := cell[1:]
	switch cell[0] {
	case '#':
		return f.SetCellDefault("Sheet1", at, rest)
	case '@':
		day, err := time.Parse(time.DateOnly, rest)
		if err != nil {
			return err
		}
		return f.SetCellValue("Sheet1", at, day)
	case '=':
		return f.SetCellFormula("Sheet1", at, rest)
	case '?':
		return f.SetCellBool("Sheet1", at, rest == "1")
	case '!':
		return f.SetCellStr("Sheet1", at, rest)
	default:
		return f.SetCellStr("Sheet1", at, cell)
	}
}

// judged reads a sheet as the commands do, and gives its rows.
func judged(t *testing.T, spec target.Spec, path string) (*parse.Sheet, []report.Row) {
	t.Helper()
	sheet, err := parse.Open(path, parse.Options{Header: spec.Schema.FindHeader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	table, err := validate.Sheet(sheet, spec.Schema, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []report.Row
	for v, err := range table.Verdicts() {
		if err != nil {
			t.Fatal(err)
		}
		line := plan.Checked(v)
		rows = append(rows, report.Row{Line: line, Status: line.Status})
	}
	return sheet, rows
}

// faults gives the codes of what stops rows.
func faults(rows []report.Row) []validate.Code {
	var codes []validate.Code
	for _, r := range rows {
		for _, p := range r.Problems {
			if p.Severity == validate.Fault {
				codes = append(codes, p.Code)
			}
		}
	}
	return codes
}

// Whatever is wrong with a sheet can be mended in its error file, by typing in the
// cell that has the note.
func TestEveryFaultIsMendedInTheErrorFile(t *testing.T) {
	for _, m := range cures() {
		t.Run(string(m.code), func(t *testing.T) {
			spec, _ := target.Find(m.target)
			path := m.write(t)
			sheet, rows := judged(t, spec, path)
			if !slices.Contains(faults(rows), m.code) {
				t.Fatalf("its faults are %v", faults(rows))
			}
			var out bytes.Buffer
			if err := report.WriteErrorBook(&out, report.ErrorFile{Sheet: sheet, Rows: rows, Lang: report.Swedish, TmpDir: t.TempDir()}); err != nil {
				t.Fatal(err)
			}
			back := filepath.Join(t.TempDir(), "errors.xlsx")
			if err := os.WriteFile(back, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			m.mend(t, back)
			if _, rows := judged(t, spec, back); len(rows) == 0 || len(faults(rows)) > 0 {
				t.Errorf("of %d mended rows the faults are %v", len(rows), faults(rows))
			}
		})
	}
}

// mend types into an error file as a person does: what is typed in a cell of text
// is text. One of the cells has a note, or the message of the row is coloured.
func (m cure) mend(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	notes, err := f.GetComments(name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	noted := len(notes) == 0
	for _, n := range notes {
		_, typed := m.types[n.Cell]
		noted = noted || typed
		_, row, _ := excelize.CellNameToCoordinates(n.Cell)
		for line := range strings.Lines(n.Paragraph[0].Text) {
			_, same := utf8.DecodeRuneInString(line) // the first letter is a capital in a note
			if message := rows[row-1][slices.Index(rows[0], "import_message")]; !strings.Contains(message, strings.TrimSpace(line[same:])) {
				t.Errorf("the note says %q, the message %q", line, message)
			}
		}
	}
	if !noted {
		t.Errorf("the notes are at other cells: %+v", notes)
	}
	for _, cell := range slices.Backward(slices.Sorted(maps.Keys(m.types))) {
		if err := typeInto(f, name, cell, m.types[cell]); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

// unaided are faults that need a flag or a server to be seen.
var unaided = []validate.Code{
	validate.CodeNotRepaired, validate.CodeDecimalMalformed, validate.CodeChoiceUnknown, validate.CodeLinkMalformed, validate.CodeTemporaryKept, validate.CodeNumberUnlinked,
}

// noFaults are the codes that stop no row: they tell of titles, of the sheet as a
// whole, of repairs, or of what may be right.
var noFaults = []validate.Code{
	validate.CodeAge, validate.CodeBirthDiffers, validate.CodeApostrophe, validate.CodeFiller, validate.CodeStruck, validate.CodeColors,
	validate.CodeComments, validate.CodeDateExpanded, validate.CodeDateOrder, validate.CodeDateTime, validate.CodeEmailGuardian,
	validate.CodeEmailLetters, validate.CodeEmailStripped, validate.CodeFormula, validate.CodeGenderDiffers, validate.CodeKeyFallback,
	validate.CodeLinkDiffers, validate.CodeMunicipalityZero, validate.CodeNameNumber, validate.CodeNameParted, validate.CodeNumberBlanks,
	validate.CodeNumberExpanded, validate.CodeNumberFiller, validate.CodeNumberIfTemporary, validate.CodeNumberInterimCheck, validate.CodeNumberPlus,
	validate.CodeNumberTemporaryCheck, validate.CodeNumberTemporarySerial, validate.CodeNumberZeros, validate.CodePhoneForeign, validate.CodePhonePlus,
	validate.CodePhoneWords, validate.CodePhoneZero, validate.CodePostalTown, validate.CodeRowRepeated, validate.CodeRules, validate.CodeHiddenSheets,
	validate.CodeTemporaryEnded, validate.CodeTemporaryValid, validate.CodeCallName, validate.CodeMixedScripts, validate.CodePictograph,
	validate.CodeUnseen, validate.CodeTitleBeside, validate.CodeTitleEmpty, validate.CodeTitleFinds, validate.CodeTitleFullName,
	validate.CodeTitleGuardian, validate.CodeTitleHidden, validate.CodeTitleNames, validate.CodeTitleNoField, validate.CodeTitleNotIDs,
	validate.CodeTitleOther, validate.CodeTitleOtherIDs, validate.CodeTitleReplaced, validate.CodeTitleTarget, validate.CodeTitleTwin,
	validate.CodeTitleUnknown, validate.CodeTownCode,
}

// The table above has every code.
func TestEveryFaultHasAMending(t *testing.T) {
	mended := map[validate.Code]bool{}
	for _, m := range cures() {
		mended[m.code] = true
	}
	for _, code := range validate.Codes() {
		if mended[code] == (slices.Contains(noFaults, code) || slices.Contains(unaided, code)) {
			t.Errorf("%s is mended: %v", code, mended[code])
		}
	}
}
