package target

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// What is known about a small group beside its columns, for the rules below.
const (
	aboutStudents = "students" // how many members it has
	aboutLinked   = "linked"   // there if it follows a group of its department
	aboutNames    = "names"    // of the other groups in its set
	aboutMailing  = "mailing"  // the name of its set, if people are told when something changes
	aboutSets     = "sets"     // the names of its module's sets, if the key doesn't say which
)

// maxTabulaName is the most characters that a name may have: the page "Update a
// small group" wants fewer than 200. Tabula counts UTF-16's.
const maxTabulaName = 199

var (
	errNoLimit = fmt.Errorf("%w: the group has no limit, and Tabula can't be told to keep none", apply.ErrImpossible)
	errNoName  = fmt.Errorf("%w: the group's name is empty or has more than %d characters", apply.ErrImpossible, maxTabulaName)
)

func tooLongForTabula(name string) bool { return len(utf16.Encode([]rune(name))) > maxTabulaName }

// A seat is where small groups are: a module, by its code in small letters; a
// set, by its id or, in a sheet, by its name; and an academic year in Tabula's
// form. An empty year is the current one, an empty set any.
type seat struct{ module, set, year string }

// seatOf reads the scope of a key. Its error is for the user: a year that is
// none, given for all rows.
func seatOf(scope string) (seat, error) {
	values, err := url.ParseQuery(scope)
	if err != nil {
		return seat{}, err
	}
	at := seat{module: strings.ToLower(values.Get(tabulaModule)), set: values.Get(tabulaSet)}
	if text := values.Get(tabulaYear); text != "" {
		var ok bool
		if at.year, ok = academicYear(text); !ok {
			return seat{}, &validate.Error{Text: fmt.Sprintf("%q is no academic year", text), Advice: "write it as 26/27 or 2026/27"}
		}
	}
	return at, nil
}

// scope gives a seat as the scope of a key.
func (at seat) scope() string {
	values := url.Values{tabulaModule: {at.module}, tabulaSet: {at.set}}
	if at.year != "" {
		values.Set(tabulaYear, at.year)
	}
	return values.Encode()
}

// moduleCode is what the code of a module can be: nothing that would lead to
// another address.
var moduleCode = regexp.MustCompile(`^[\pL\pN][\pL\pN._-]*$`)

func isModule(code string) bool { return moduleCode.MatchString(code) }

// aYear is how academic years are written: 26/27, 2026/27, 2026-27, 2026/2027.
var aYear = regexp.MustCompile(`^(?:19|20)?(\d\d) ?[/–-] ?(?:19|20)?(\d\d)$`)

// academicYear gives an academic year in Tabula's form, such as 26/27.
func academicYear(text string) (string, bool) {
	m := aYear.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", false
	}
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[2])
	return m[1] + "/" + m[2], second == (first+1)%100
}

// checkSmallGroup looks for what Tabula can't be asked for.
func checkSmallGroup(values map[string]validate.Value, _ time.Time) []validate.Problem {
	var problems []validate.Problem
	fault := func(field string, code validate.Code) {
		problems = append(problems, validate.Problem{Field: field, Severity: validate.Fault, Code: code})
	}
	if !isModule(values[tabulaModule].Text) {
		fault(tabulaModule, plan.CodeNoModule)
	}
	if year := values[tabulaYear]; year.State == validate.Set {
		if _, ok := academicYear(year.Text); !ok {
			fault(tabulaYear, plan.CodeNoYear)
		}
	}
	if holdsIdentity(values[tabulaName].Text) {
		fault(tabulaName, plan.CodeIdentityHere)
	}
	return append(problems, checkTabulaName(values[tabulaName].Text)...)
}

func checkTabulaName(name string) []validate.Problem {
	if !tooLongForTabula(name) {
		return nil
	}
	return []validate.Problem{{
		Field: tabulaName, Severity: validate.Fault, Code: plan.CodeTooLong,
		Args: map[string]string{"most": strconv.Itoa(maxTabulaName)}}}
}

// settleSmallGroup decides what may be sent to a group, and says what its update
// leads to. A row that changes nothing is left in peace, unless it isn't certain
// which group it means.
func settleSmallGroup(r validate.Record, current map[string]validate.Value) (map[string]validate.Value, []validate.Problem) {
	s := settling{fields: r.Fields, current: current}
	problems := s.whichSet(r.Key)
	if s.changes(tabulaName) || s.changes(tabulaSize) {
		problems = append(problems, s.refusals()...)
		if len(problems) == 0 {
			problems = s.consequences()
		}
	}
	for i := range problems {
		problems[i].Row = r.Row
	}
	return r.Fields, problems
}

// A settling is what a row asks of a small group, and what is known of that.
type settling struct{ fields, current map[string]validate.Value }

func (s settling) changes(field string) bool {
	asked, there := s.fields[field]
	return there && !asked.Equal(s.current[field])
}

// final gives the value that a field has in the end.
func (s settling) final(field string) validate.Value {
	if asked, there := s.fields[field]; there {
		return asked
	}
	return s.current[field]
}

// whichSet refuses a row that names a group of a module with several sets, and
// doesn't say in which one it is: the same name may come to stand in each.
func (s settling) whichSet(key validate.Key) []validate.Problem {
	sets := s.current[aboutSets].List
	if key.Field == "id" || len(sets) == 0 {
		return nil
	}
	return []validate.Problem{{
		Field: tabulaSet, Severity: validate.Fault, Code: plan.CodeWhichSet,
		Args: map[string]string{"sets": strings.Join(sets, "; ")}}}
}

// refusals says why the group can't be updated.
func (s settling) refusals() []validate.Problem {
	var problems []validate.Problem
	if s.current[aboutLinked].State == validate.Set {
		problems = append(problems, validate.Problem{Severity: validate.Fault, Code: plan.CodeLinked})
	}
	if s.final(tabulaSize).State != validate.Set {
		problems = append(problems, validate.Problem{Field: tabulaSize, Severity: validate.Fault, Code: plan.CodeNoLimit})
	}
	return append(problems, checkTabulaName(s.final(tabulaName).Text)...)
}

// consequences says what an update leads to beside what it asks for.
func (s settling) consequences() []validate.Problem {
	var problems []validate.Problem
	warn := func(field string, code validate.Code, args map[string]string) {
		problems = append(problems, validate.Problem{Field: field, Severity: validate.Warning, Code: code, Args: args})
	}
	if s.changes(tabulaName) && slices.ContainsFunc(s.current[aboutNames].List, s.named) {
		warn(tabulaName, plan.CodeNameShared, nil)
	}
	if s.changes(tabulaSize) && s.current[tabulaSize].State != validate.Set {
		warn(tabulaSize, plan.CodeLimitStays, nil)
	}
	size, _ := strconv.Atoi(s.final(tabulaSize).Text)
	if members, _ := strconv.Atoi(s.current[aboutStudents].Text); s.changes(tabulaSize) && size < members {
		warn(tabulaSize, plan.CodeBelowMembers, map[string]string{"members": strconv.Itoa(members)})
	}
	if set := s.current[aboutMailing]; set.State == validate.Set {
		warn("", plan.CodeNotifies, map[string]string{"set": set.Text})
	}
	return problems
}

// named reports whether a name is the one that the group is to have.
func (s settling) named(name string) bool {
	return validate.Fold(name) == validate.Fold(s.final(tabulaName).Text)
}
