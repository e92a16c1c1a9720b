package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/validate"
)

// planned are the arguments of the codes that only a look at the server brings
// to light.
var planned = map[validate.Code][]string{
	plan.CodeMissing: nil, plan.CodeNotStudent: nil, plan.CodeNotEmployee: nil, plan.CodeClassMissing: {"title"}, plan.CodeMissingNumber: nil, plan.CodeAmbiguous: {"count"}, plan.CodeAmbiguousPlace: {"count", "where"}, plan.CodeAmbiguousSet: {"count", "where"}, plan.CodeAmbiguousPath: {"count", "where"}, plan.CodeDenied: {"reason"},
	plan.CodeReferenceMissing: {"element"}, plan.CodeReferenceSeveral: {"element", "count"},
	plan.CodeElementMissing: {"element"}, plan.CodeElementAmbiguous: {"element", "count"},
	plan.CodeMemberUnknown: nil, plan.CodeMemberAmbiguous: {"count"}, plan.CodeTwoClasses: {"rows"},
	plan.CodePlaceUnknown: {"name", "places"}, plan.CodePlaceAmbiguous: {"name", "count"}, plan.CodeElsewhere: {"title"}, plan.CodeDoneAlready: {"rows"},
	plan.CodeTypesOther: nil, plan.CodeNoLimit: nil, plan.CodeLinked: nil, plan.CodeBelowMembers: {"members"},
	plan.CodeNotifies: {"set"}, plan.CodeAttributesPartial: {"columns"}, plan.CodeAttributesLost: {"columns"}, plan.CodeSameRecord: {"rows"},
	plan.CodeListUnreadable: nil, plan.CodeCircleParent: nil, plan.CodeTooLong: {"most"}, plan.CodeNumberIsName: {"id", "path", "others"}, plan.CodeIdentityHere: nil,
	plan.CodeNoModule: nil, plan.CodeNoYear: nil, plan.CodeModuleUnknown: {"module"}, plan.CodeNoSets: {"module", "year"}, plan.CodeSetUnknown: {"module", "set", "sets"}, plan.CodeWhichSet: {"sets"}, plan.CodeNameShared: nil, plan.CodeLimitStays: nil,
	plan.CodeTaken: nil, plan.CodeTakenHere: {"rows"}, plan.CodeCircle: {"rows"},
	plan.CodeChangedSince: nil, plan.CodeNotRestorable: nil, plan.CodeGone: nil,
}

// arguments gives every code with its arguments.
func arguments() map[validate.Code][]string {
	all := map[validate.Code][]string{}
	for _, code := range validate.Codes() {
		all[code] = code.Args()
	}
	for code, args := range planned {
		all[code] = args
	}
	return all
}

func TestEveryCodeHasItsSentences(t *testing.T) {
	codes := arguments()
	inBrackets := regexp.MustCompile(`\[[^\]]*\]`)
	for _, lang := range []Lang{English, Swedish} {
		table := phrases(lang)
		for code, args := range codes {
			p, ok := table[code]
			if !ok || p.reason == "" {
				t.Errorf("%s: nothing is said of %s", lang, code)
				continue
			}
			for _, text := range []string{p.reason, p.sentence, p.advice} {
				for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
					if !slices.Contains(args, m[1]) {
						t.Errorf("%s: %s has no argument %q", lang, code, m[1])
					}
				}
				if strings.Contains(inBrackets.ReplaceAllString(text, ""), "{to}") {
					t.Errorf("%s: %s tells a value where none may be shown", lang, code)
				}
				if strings.HasSuffix(p.reason, ".") || strings.HasSuffix(p.sentence, ".") || p.advice != "" && !strings.ContainsAny(p.advice[len(p.advice)-1:], ".?") {
					t.Errorf("%s: %s is punctuated otherwise than the others", lang, code)
				}
			}
			if strings.ContainsAny(p.reason, "[]") {
				t.Errorf("%s: the reason of %s tells a value", lang, code)
			}
		}
		for code := range table {
			if _, ok := codes[code]; !ok {
				t.Errorf("%s: there is no code %s", lang, code)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	twice := validate.Problem{
		Row: 61, Cell: "E61", Column: "E-post", Shown: "anna@example.se", Severity: validate.Fault,
		Code: validate.CodeEmailRepeated, Args: map[string]string{"rows": "E302", "option": "--except-rows 61"},
	}
	many := twice
	many.Args = map[string]string{"rows": "E302, E415, E416", "more": "4", "option": "--except-rows 61"}
	inCSV := twice
	inCSV.Cell, inCSV.Args = "row 61, E-post", map[string]string{"rows": "row 302", "option": "--except-rows 61"}
	several := inCSV
	several.Args = map[string]string{"rows": "row 302, row 415, row 416", "more": "4", "option": "--except-rows 61"}
	oneOther, circle := inCSV, inCSV
	oneOther.Code, oneOther.Args = plan.CodeTakenHere, map[string]string{"rows": "93"}
	circle.Code, circle.Args = plan.CodeCircle, map[string]string{"rows": "93, 94"}
	serial := validate.Problem{Row: 4, Cell: "C4", Column: "Född", Code: validate.CodeDateSerial}
	zero := validate.Problem{
		Row: 9, Cell: "F9", Column: "Mobil", Shown: "701740605", Severity: validate.Notice,
		Code: validate.CodePhoneZero, Args: map[string]string{"to": "+46701740605"},
	}
	standIn := validate.Problem{Row: 3, Cell: "B3", Column: "Personnummer", Code: validate.CodeNumberStandIn, Args: map[string]string{"flag": "TF"}}
	noFlag := standIn
	noFlag.Args = nil
	whole := validate.Problem{Row: 7, Code: validate.CodeRowRepeated, Args: map[string]string{"rows": "row 8"}}
	for _, c := range []struct {
		name   string
		p      validate.Problem
		lang   Lang
		values bool
		want   string
	}{
		{"a cell", twice, English, false, "E61, E-post: the same address stands in row 302 too. A parent's, for siblings? Give each pupil an address of their own, leave the cell empty, or apply the whole sheet without what clashes, as with --except-rows 61."},
		{"a cell and its value", twice, English, true, `E61, E-post, "anna@example.se": the same address stands in row 302 too. A parent's, for siblings? Give each pupil an address of their own, leave the cell empty, or apply the whole sheet without what clashes, as with --except-rows 61.`},
		{"Swedish", twice, Swedish, false, "E61, E-post: samma adress står i rad 302 också. En förälders, för syskon? Ge varje elev en egen adress, lämna cellen tom, eller kör hela bladet utan det som krockar, som med --except-rows 61."},
		{"several others", many, English, false, "E61, E-post: the same address stands in rows 302, 415, 416 and 4 more too. A parent's, for siblings? Give each pupil an address of their own, leave the cell empty, or apply the whole sheet without what clashes, as with --except-rows 61."},
		{"several others, Swedish", many, Swedish, false, "E61, E-post: samma adress står i raderna 302, 415, 416 och 4 till också. En förälders, för syskon? Ge varje elev en egen adress, lämna cellen tom, eller kör hela bladet utan det som krockar, som med --except-rows 61."},
		{"CSV", inCSV, English, false, "row 61, E-post: the same address stands in row 302 too. A parent's, for siblings? Give each pupil an address of their own, leave the cell empty, or apply the whole sheet without what clashes, as with --except-rows 61."},
		{"CSV, Swedish", inCSV, Swedish, false, "rad 61, E-post: samma adress står i rad 302 också. En förälders, för syskon? Ge varje elev en egen adress, lämna cellen tom, eller kör hela bladet utan det som krockar, som med --except-rows 61."},
		{"a repair", zero, English, false, "F9, Mobil: a leading 0 was lost in Excel, and put back."},
		{"a repair and its value", zero, English, true, `F9, Mobil, "701740605": a leading 0 was lost in Excel, and put back; read as +46701740605.`},
		{"which cell", standIn, English, false, "B3, Personnummer: this is a temporary number, and the pupil isn't marked as having one. Put the real number here, or yes into the column TF."},
		{"which column", noFlag, English, false, "B3, Personnummer: this is a temporary number, and the pupil isn't marked as having one. Put the real number here, or yes into a column Tillfälligt personnummer."},
		{"a row", whole, English, false, "row 7: the same stands in row 8; it is sent once."},
		{"a row, Swedish", whole, Swedish, false, "rad 7: detsamma står i rad 8; det skickas en gång."},
		{"which column, Swedish", noFlag, Swedish, false, "B3, Personnummer: det här är ett tillfälligt nummer, och eleven är inte märkt med att ha ett. Skriv det riktiga numret här, eller ja i en kolumn Tillfälligt personnummer."},
		{"several rows of CSV", several, English, false, "row 61, E-post: the same address stands in rows 302, 415, 416 and 4 more too. A parent's, for siblings? Give each pupil an address of their own, leave the cell empty, or apply the whole sheet without what clashes, as with --except-rows 61."},
		{"several rows of CSV, Swedish", several, Swedish, false, "rad 61, E-post: samma adress står i raderna 302, 415, 416 och 4 till också. En förälders, för syskon? Ge varje elev en egen adress, lämna cellen tom, eller kör hela bladet utan det som krockar, som med --except-rows 61."},
		{"one other row of the plan", oneOther, English, false, "row 61, E-post: this value is kept by row 93 of this list. Fill in a new value there too, or leave this cell empty."},
		{"other rows of the plan", circle, English, false, "row 61, E-post: the value changes places with rows 93, 94. Was a column sorted alone? Then put each value back into its own row."},
		{"other rows of the plan, Swedish", circle, Swedish, false, "rad 61, E-post: värdet byter plats med raderna 93, 94. Sorterades en kolumn för sig? Sätt då tillbaka varje värde på sin egen rad."},
		{"a question", serial, English, false, "C4, Född: this is a bare number: a date that has lost its format? Write it as YYYY-MM-DD."},
		{"a code that nobody knows", validate.Problem{Row: 7, Code: "odd"}, English, false, "row 7: odd."},
		{"a language that nobody knows", zero, "de", false, "F9, Mobil: a leading 0 was lost in Excel, and put back."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sentence(c.p, c.lang, c.values); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSentencesTellNoValuesUnlessAsked(t *testing.T) {
	const secret = "SECRET"
	for code, args := range arguments() {
		p := validate.Problem{Row: 2, Cell: "A2", Column: "Titel", Shown: secret, Code: code, Args: map[string]string{}}
		for _, arg := range args {
			p.Args[arg] = "7"
		}
		if _, ok := p.Args["to"]; ok {
			p.Args["to"] = secret
		}
		for _, lang := range []Lang{English, Swedish} {
			for _, text := range []string{Sentence(p, lang, false), Reason(p, lang)} {
				if strings.Contains(text, secret) || strings.ContainsAny(text, "{}[]") {
					t.Errorf("%s: %q", code, text)
				}
			}
			if text := Sentence(p, lang, true); !strings.Contains(text, secret) || strings.ContainsAny(text, "{}[]") {
				t.Errorf("%s: %q", code, text)
			}
		}
	}
}

func TestAdvice(t *testing.T) {
	for want, p := range map[string]validate.Problem{
		"Put the real number here, or yes into the column TF.":                     {Code: validate.CodeNumberStandIn, Args: map[string]string{"flag": "TF"}},
		"Put the real number here, or yes into a column Tillfälligt personnummer.": {Code: validate.CodeNumberStandIn},
		"": {Code: validate.CodePhoneZero, Args: map[string]string{"to": "+46701740605"}},
	} {
		if got := Advice(p, English); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Advice(validate.Problem{Code: "odd"}, English); got != "" {
		t.Errorf("of an unknown code: %q", got)
	}
}

func TestReason(t *testing.T) {
	for want, p := range map[string]validate.Problem{
		"the check digit is wrong":   {Code: validate.CodeNumberCheckDigit},
		"use -t meitner-class-lists": {Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-class-lists"}},
		"found by E-post":            {Code: validate.CodeKeyFallback, Args: map[string]string{"title": "E-post"}},
		"odd":                        {Code: "odd"},
	} {
		if got := Reason(p, English); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Reason(validate.Problem{Code: validate.CodeNumberCheckDigit}, Swedish); got != "kontrollsiffran är fel" {
		t.Errorf("Swedish: %q", got)
	}
}
