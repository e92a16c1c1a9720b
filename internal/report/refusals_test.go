package report

import (
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// refusing are the packages whose errors a user may meet.
var refusing = []string{"../parse", "../validate", "../plan", "../target", "../apply", "../../cmd/importer"}

// Every error that can end a run has Swedish words, and the table holds nothing
// else.
func TestEveryRefusalHasATranslation(t *testing.T) {
	said := map[string]bool{}
	for _, dir := range refusing {
		files := sources(t, dir)
		constants := constantsOf(files)
		for _, file := range files {
			maps.Copy(said, refusalsOf(file, variablesOf(file, constants)))
		}
	}
	maps.DeleteFunc(said, func(text string, _ bool) bool { return slices.Contains(silent, text) })
	for _, text := range slices.Sorted(maps.Keys(said)) {
		for _, link := range unknownLinks(text) {
			t.Errorf("%q has no translation, in %q", link, text)
		}
	}
	links := map[string]bool{}
	for text := range said {
		links[text] = true
		for link := range strings.SplitSeq(text, joint) {
			links[link] = true
		}
	}
	for text, swedish := range swedishRefusals {
		if !links[text] && !slices.Contains(foreign, text) {
			t.Errorf("nobody says %q", text)
		}
		if strings.Count(text, blank) != strings.Count(swedish, blank) {
			t.Errorf("%q and %q have different places to fill in", text, swedish)
		}
	}
}

// unknownLinks gives the pieces of a text that aren't in the table. What is to be
// typed, and names, need not be.
func unknownLinks(text string) []string {
	var unknown []string
	for rest := text; rest != ""; {
		known, after := "", ""
		for i := len(rest); i > 0; i = strings.LastIndex(rest[:i], joint) {
			if _, letters := (interpreter{}).clause(rest[:i]); 2*letters > fixed(rest[:i]) || typed.MatchString(rest[:i]) {
				known, after = rest[:i], strings.TrimPrefix(rest[i:], joint)
				break
			}
		}
		if known == "" {
			known, after, _ = strings.Cut(rest, joint)
			unknown = append(unknown, known)
		}
		rest = after
	}
	return unknown
}

// typed is what a user types, a name, or a value.
var typed = regexp.MustCompile("^(a %s| --base-url %s|importer .*|--[a-z-]+( (%s|replace|exact|[0-9.%:]+|'[^']*'( or --delimiter tab)?|5-20,33|mall.xlsx, or --out mall.csv|1500/h, --rate .*|missing,failed|skip))?|-t meitner-students; .*|[^ ]*)$")

// telling are the fields of errors, and of what they are made of, that hold words.
var telling = []string{"Reason", "hint", "Text", "Advice", "what", "err"}

// unkeyed are errors that are made without the names of their fields.
var unkeyed = []string{"AddressError"}

// tellers are functions all of whose texts are told.
var tellers = []string{"Error", "Hint", "places", "signatures", "aboutCredentials", "hintOf", "quoted", "enumerate", "Worksheet.String", "Spec.Place"}

// silent are texts of errors that nobody sees, and what else stands among texts.
var silent = []string{
	" %s", " (%s)", "%s (%s)", "%s (column %s)", ", ", ": %s", ": ", " (request %s)", " --base-url %s", "%s --help", "exit status %s",
	"no more rows are wanted", "server fault", "token too long", "SQLite format 3\x00", "Standard ACE DB", "Standard Jet DB",
}

// sayers are the functions that make errors, with the first argument that holds
// words.
var sayers = map[string]int{"usage": 0, "misread": 0, "Fault": 0, "counted": 1, "notMapping": 1, "New": 0, "Errorf": 0, "fault": 0, "nameless": 0, "keyless": 0, "agreed": 2, "consent": 3, "brokenOff": 0}

// refusalsOf gives the texts of the errors that a file makes, each with %s where
// something is filled in.
func refusalsOf(file *ast.File, known map[string][]ast.Expr) map[string]bool {
	said := map[string]bool{}
	add := func(e ast.Expr) {
		for _, text := range formats(e, known) {
			said[text] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(telling, key.Name) {
				add(n.Value)
			}
		case *ast.CompositeLit:
			if name, ok := n.Type.(*ast.Ident); ok && slices.Contains(unkeyed, name.Name) {
				for _, element := range n.Elts {
					add(element)
				}
			}
		case *ast.FuncDecl:
			if slices.Contains(tellers, n.Name.Name) || slices.Contains(tellers, receiver(n)+"."+n.Name.Name) {
				ast.Inspect(n.Body, func(inner ast.Node) bool {
					if e, ok := inner.(ast.Expr); ok && len(formats(e, known)) > 0 {
						add(e)
						return false
					}
					return true
				})
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if field, ok := left.(*ast.SelectorExpr); ok && slices.Contains(telling, field.Sel.Name) && i < len(n.Rhs) {
					add(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			if first, ok := sayers[called(n)]; ok {
				for _, arg := range n.Args[min(first, len(n.Args)):] {
					add(arg)
				}
			}
		}
		return true
	})
	return said
}

// receiver is the name of the type that a method is of; empty for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	name, _ := of.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// called is the name of the function that a call is of.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	default:
		return ""
	}
}

var verb = regexp.MustCompile(`%(\[\d\])?[+#]?[\d.]*[a-z]`)

// formats gives the texts that an expression can be, with %s for what isn't known
// before.
func formats(e ast.Expr, known map[string][]ast.Expr) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return nil
		}
		text, _ := strconv.Unquote(e.Value)
		return []string{strings.ReplaceAll(verb.ReplaceAllString(text, blank), "%%", "%")}
	case *ast.Ident:
		var texts []string
		for _, value := range known[e.Name] {
			texts = append(texts, formats(value, nil)...)
		}
		return texts
	case *ast.ParenExpr:
		return formats(e.X, known)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return nil
		}
		left, right := formats(e.X, known), formats(e.Y, known)
		if len(left)+len(right) == 0 {
			return nil
		}
		var texts []string
		for _, l := range orAnything(left) {
			for _, r := range orAnything(right) {
				texts = append(texts, l+r)
			}
		}
		return texts
	case *ast.CallExpr:
		if called(e) == "Sprintf" && len(e.Args) > 0 {
			return formats(e.Args[0], known)
		}
	}
	return nil
}

func orAnything(texts []string) []string {
	if len(texts) == 0 {
		return []string{blank}
	}
	return texts
}

// constantsOf gives the values of constants, and of what is set once, by their
// names.
func constantsOf(files []*ast.File) map[string][]ast.Expr {
	known := map[string][]ast.Expr{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
				for i, name := range spec.Names {
					known[name.Name] = append(known[name.Name], flat(spec.Values[i], known))
				}
			}
			return true
		})
	}
	return known
}

// variablesOf adds what a file's variables are set to.
func variablesOf(file *ast.File, constants map[string][]ast.Expr) map[string][]ast.Expr {
	known := maps.Clone(constants)
	ast.Inspect(file, func(n ast.Node) bool {
		if set, ok := n.(*ast.AssignStmt); ok && len(set.Lhs) == len(set.Rhs) {
			for i, left := range set.Lhs {
				if name, ok := left.(*ast.Ident); ok && len(formats(set.Rhs[i], nil)) > 0 {
					known[name.Name] = append(slices.Clone(known[name.Name]), flat(set.Rhs[i], known))
				}
			}
		}
		return true
	})
	return known
}

// flat is a value as one text, where it is one.
func flat(e ast.Expr, known map[string][]ast.Expr) ast.Expr {
	if texts := formats(e, known); len(texts) == 1 {
		return &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(strings.ReplaceAll(strings.ReplaceAll(texts[0], "%", "%%"), "%%s", blank))}
	}
	return e
}

// foreign are texts of libraries and of the system, and parts of texts.
var foreign = []string{
	"line %s", "cell %s", "byte %s", "%s and %s", "request %s", "for example", "column %s", "hidden, %s", "%s, and %s", "%s or --keep-both%s", "%s or --delimiter tab", "%s in -%s", "%s, with no --strict",
	"strconv.ParseInt: parsing %s: invalid syntax", "strconv.ParseInt: parsing %s: value out of range", "strconv.ParseBool: parsing %s: invalid syntax",
	"time: invalid duration %s", "time: missing unit in duration %s", "time: unknown unit %s in duration %s",
	"client id", "client secret", "API key", "user", "password", "contact",
	"zip: not a valid zip file", "zip: checksum error", "zip: unsupported compression algorithm", "flate: corrupt input before offset %s", "unexpected EOF",
	"unknown flag", "unknown shorthand flag", "flag needs an argument", "invalid argument %s for %s flag",
	"no such file or directory", "permission denied", "connection refused", "no such host", "i/o timeout", "no space left on device",
}

// Errors keep what was filled in, however deep they stand in one another.
func TestRefusal(t *testing.T) {
	tests := map[string]string{
		"klass.xlsx: there is no such file (no such file or directory)":                                         "klass.xlsx: filen finns inte (filen eller mappen finns inte)",
		`klass.xlsx: there isn't one worksheet "100% B"; there is "A: x", "Is there"`:                           `klass.xlsx: det finns inte ett blad "100% B"; här finns "A: x", "Is there"`,
		"x.xlsx: xl/worksheets/sheet1.xml: cell B7: this part is damaged or cut short":                          "x.xlsx: xl/worksheets/sheet1.xml: cell B7: delen är skadad eller avhuggen",
		"x.pdf: this is a PDF document, not a spreadsheet":                                                      "x.pdf: det här är ett PDF-dokument, inget kalkylblad",
		"the credentials aren't accepted: the server answered 401 invalid (request 0b0f)":                       "inloggningsuppgifterna godtas inte: servern svarade 401 invalid (anrop 0b0f)",
		"the target can't be reached: api.meitner.se: dial tcp 10.0.0.1: connection refused":                    "målet går inte att nå: api.meitner.se: dial tcp 10.0.0.1: anslutningen avvisades",
		`l.xlsx: there is data in more than one worksheet: "2 A, (1)" (3 rows), "B" (hidden, 1 row) and 2 more`: `l.xlsx: det finns data i mer än ett blad: "2 A, (1)" (3 rader), "B" (dolt, 1 rad) och 2 till`,
		"if it is right all the same, add --allow-clears 4 --move or --keep-both --again":                       "om det är rätt ändå, lägg till --allow-clears 4 --move eller --keep-both --again",
		`2 rows are hidden by a filter, and 1 column is hidden: "Ort" (column B)`:                               `2 rader är dolda av ett filter, och 1 kolumn är dold: "Ort" (kolumn B)`,
		"x.xlsx: xl/a.xml: byte 7: row 2 comes after row 3":                                                     "x.xlsx: xl/a.xml: byte 7: rad 2 kommer efter rad 3",
		"x.xlsx: the archive is damaged or cut short (zip: not a valid zip file)":                               "x.xlsx: arkivet är skadat eller avhugget (inget giltigt zip-arkiv)",
		`invalid argument "x" for "--limit" flag: strconv.ParseInt: parsing "x": invalid syntax`:                `ogiltigt värde "x" för flaggan "--limit": "x" är inget heltal`,
		"unknown shorthand flag: 'z' in -z":                                                                     "okänd kort flagga: 'z' i -z",
		"for example: --delimiter ';' or --delimiter tab":                                                       "till exempel: --delimiter ';' eller --delimiter tab",
		"unknown flag: --x":      "okänd flagga: --x",
		"for example: --limit 3": "till exempel: --limit 3",
		"run 7F3A was in a sandbox that is gone\nsaid by nobody": "körning 7F3A var i en sandlåda som är borta\nsaid by nobody",
	}
	for english, swedish := range tests {
		t.Run(english, func(t *testing.T) {
			if got := Swedish.Refusal(english); got != swedish {
				t.Errorf("got  %s\nwant %s", got, swedish)
			}
			if got := English.Refusal(english); got != english {
				t.Errorf("in English it is %s", got)
			}
		})
	}
}

// Whatever is filled in stays as it is, signs for filling in included.
func TestRefusalKeepsWhatIsFilledIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`"[a-zåäö%s ():;.]{0,12}"`).Draw(t, "name")
		if got, want := Swedish.Refusal("no column is called "+name), "ingen kolumn heter "+name; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// An error of many links, which a server may send, is no more work than its length.
func TestRefusalOfManyLinks(t *testing.T) {
	const links = 100_000
	text := "there is no data in it" + strings.Repeat(joint+"x (y", links) + ")"
	got := Swedish.Refusal(text)
	if !strings.HasPrefix(got, swedishRefusals["there is no data in it"]+joint) {
		t.Errorf("begins with %.60q", got)
	}
	if n := strings.Count(got, joint+"x (y"); n != links {
		t.Errorf("%d links are left of %d", n, links)
	}
}
