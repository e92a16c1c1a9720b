package report

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// Everything that the code says in English has a Swedish translation, with the
// same places for what is filled in, and the table holds nothing else.
func TestEverythingSaidHasATranslation(t *testing.T) {
	said := map[string]bool{}
	for _, dir := range []string{".", "../../cmd/importer"} {
		for _, file := range sources(t, dir) {
			for _, text := range spoken(file) {
				said[text] = true
			}
		}
	}
	for _, s := range statuses {
		said[string(s)] = true
	}
	for _, text := range []string{"used", "guard", "not used", "ignored", "pupil", "pupils", "group", "groups", "small group", "small groups", "class", "classes", "finished", "stopped", "interrupted", "running", "to update", "later", "not allowed", string(validate.Protected), string(validate.Unchosen), string(validate.Hidden)} {
		said[text] = true
	}
	verbs := regexp.MustCompile(`%(\[\d\])?[a-z0-9]*`)
	for text := range said {
		swedish, ok := swedishScreen[text]
		if !ok && strings.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' && r != 's' && r != 'd' }) {
			t.Errorf("%q has no translation", text)
		}
		if ok && len(verbs.FindAllString(text, -1)) != len(verbs.FindAllString(swedish, -1)) {
			t.Errorf("%q and %q have different places to fill in", text, swedish)
		}
	}
	for text := range swedishScreen {
		if !said[text] {
			t.Errorf("nobody says %q", text)
		}
	}
}

// What commands print has words only through a voice, but for what is to be typed.
func TestCommandsPrintNoEnglish(t *testing.T) {
	typed := regexp.MustCompile(`^( *importer:? %s|Usage:.*|.*--base-url %s.*|#.*|\|.*)$`)
	for _, file := range sources(t, "../../cmd/importer") {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !strings.HasPrefix(called(call), "Fprint") {
				return true
			}
			for _, arg := range call.Args {
				literal, ok := arg.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					continue
				}
				text, _ := strconv.Unquote(literal.Value)
				for line := range strings.SplitSeq(text, "\n") {
					if regexp.MustCompile(`[a-zA-Z]{3}`).MatchString(line) && !typed.MatchString(line) {
						t.Errorf("%q isn't said in a language", line)
					}
				}
			}
			return true
		})
	}
}

func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	var files []*ast.File
	set := token.NewFileSet()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// spoken gives the texts that a file says through a voice.
func spoken(file *ast.File) []string {
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := method.X.(*ast.Ident); ok && from.Name == "fmt" {
			return true
		}
		var said []ast.Expr
		switch method.Sel.Name {
		case "Sprintf", "line", "Say":
			said = call.Args[:1]
		case "several", "counted", "described":
			said = call.Args[1:]
		case "note", "One":
			said = call.Args[:1]
		}
		for _, arg := range said {
			if literal, ok := arg.(*ast.BasicLit); ok {
				text, _ := strconv.Unquote(literal.Value)
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}

func sample() Preview {
	row := func(n int, status plan.Status, edits ...plan.Edit) Row {
		r := Row{Status: status, Line: plan.Line{Row: n, Status: status}, Edits: edits}
		if len(edits) > 0 {
			r.Changes = []int{n}
		}
		return r
	}
	skipped := row(5, plan.Skipped)
	skipped.Skipped = validate.Protected
	rows := []Row{
		row(2, plan.Planned, plan.Edit{Field: "lastName", Old: validate.Of("Ek"), New: validate.Of("Holm")}),
		row(3, plan.Planned, plan.Edit{Field: "phoneNumber1", Old: validate.Of("+461"), New: validate.Cleared()}),
		invalid(4), skipped, row(6, plan.Unchanged),
	}
	return Preview{
		Origin:  Origin{File: "/x/klass.csv", Saved: time.Date(2026, 8, 17, 7, 31, 0, 0, time.Local), Header: 1},
		Subject: Subject{System: "Meitner", Place: "api.meitner.se, PRODUCTION", One: "pupil", Many: "pupils"},
		Layout: Layout{Key: "identityNumber", Watch: []string{"lastName"}, Columns: []validate.Mapped{
			{Title: "Personnummer", Field: "identityNumber", Use: validate.AsKey}, {Title: "Efternamn", Field: "lastName", Use: validate.Used},
			{Title: "Klass", Use: validate.NotUsed, Reason: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-class-lists"}}}},
		Forecast: Forecast{Reads: 1, Writes: 2, Left: new(1182)}, Tally: Sum(rows),
	}
}

func TestPreview(t *testing.T) {
	tests := map[Lang]string{
		English: `klass.csv, saved 2026-08-17 07:31: 5 pupils in rows 2-6 (headings in 1)
Meitner pupils at api.meitner.se, PRODUCTION, matched by Personnummer
  found by   Personnummer -> identityNumber
  used       Efternamn -> lastName
  not used   Klass (use -t meitner-class-lists)

        2  to update        2 fields: Efternamn 1, phoneNumber1 1
        1  unchanged
        1  invalid          will not be sent
        1  protected        row 5: by hand
        5  rows

Look at these first
  Efternamn           1 change  row 2: Ek -> Holm
  phoneNumber1, emptied 1 change  row 3: +461 -> (empty)

Will not be sent
  1 row   A9, Postnr, "1693": a Swedish postal code has five digits, this has four. Write all five; for an address abroad, fill in the country.

1 read made; 2 writes to come, of 1,182 left for us just now: less than a minute. Nothing has been sent.
`,
		Swedish: `klass.csv, sparad 2026-08-17 07:31: 5 elever på rad 2-6 (rubriker på rad 1)
Meitner: elever hos api.meitner.se, PRODUCTION, hittas med Personnummer
  hittas med Personnummer -> identityNumber
  används    Efternamn -> lastName
  används ej Klass (använd -t meitner-class-lists)

        2  att uppdatera    2 fält: Efternamn 1, phoneNumber1 1
        1  oförändrad
        1  ogiltig          skickas inte
        1  skyddad          rad 5: för hand
        5  rader

Titta på det här först
  Efternamn           1 ändring  rad 2: Ek -> Holm
  phoneNumber1, töms  1 ändring  rad 3: +461 -> (tomt)

Skickas inte
`,
	}
	for lang, want := range tests {
		p := sample()
		p.Look = Look{Lang: lang, Values: true}
		var out bytes.Buffer
		if err := p.Write(&out); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		if lang == Swedish {
			got = got[:min(len(got), len(want))]
		}
		if got != want {
			t.Errorf("in %s:\n%s\nwant:\n%s", lang, out.String(), want)
		}
	}
}

// Without leave to show values, none is shown, and no number in any language.
func TestPreviewWithoutValues(t *testing.T) {
	var out bytes.Buffer
	if err := sample().Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"Holm", "+461", "1693"} {
		if strings.Contains(out.String(), value) {
			t.Errorf("it shows %q", value)
		}
	}
}

// Columns that aren't used for one reason are named together.
func TestColumnsAreNamedByTheirReasons(t *testing.T) {
	left := func(title string, reason validate.Code) validate.Mapped {
		return validate.Mapped{Title: title, Use: validate.NotUsed, Reason: reason}
	}
	near := left("Mobli", validate.CodeTitleUnknown)
	near.Nearest = "Mobil"
	got := English.voice().listed([]validate.Mapped{
		left("Kost", validate.CodeTitleNoField), left("VH1", validate.CodeTitleGuardian), near, left("Skåp", validate.CodeTitleNoField),
	}, English)
	want := []string{"Kost, Skåp (the importer can't write this)", "VH1 (guardians)", "Mobli (not a heading that is known; did you mean Mobil?)"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
