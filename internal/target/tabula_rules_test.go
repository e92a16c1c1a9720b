package target

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/validate"
)

func TestAcademicYear(t *testing.T) {
	tests := map[string]string{
		"26/27": "26/27", "2026/27": "26/27", "2026-27": "26/27", "26-27": "26/27", "2026/2027": "26/27", "2026–27": "26/27",
		" 2026 / 27 ": "26/27", "99/00": "99/00", "1999/2000": "99/00", "09/10": "09/10",
		"": "", "2026": "", "26/28": "", "27/26": "", "26/26": "", "2026/7": "", "6/7": "", "26/27/28": "", "20262027": "", "26 27": "",
		"2026-08-01": "", "next": "", "26/27 ht": "", "٢٦/٢٧": "",
	}
	for text, want := range tests {
		got, ok := academicYear(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v, want %q", text, got, ok, want)
		}
	}
}

func FuzzAcademicYear(f *testing.F) {
	for _, seed := range []string{"26/27", "2026-27", "1999/2000", "2026", "99/99", "x"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`^\d\d/\d\d$`)
	f.Fuzz(func(t *testing.T, text string) {
		year, ok := academicYear(text)
		if !ok {
			return
		}
		if again, ok := academicYear(year); !form.MatchString(year) || !ok || again != year {
			t.Errorf("%q becomes %q, and that %q", text, year, again)
		}
	})
}

// Where a group was found is where it is looked for afterwards.
func TestSeatsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := seat{
			module: rapid.StringMatching(`[a-z]{2}[0-9]{3}`).Draw(t, "module"), set: rapid.String().Draw(t, "set"),
			year: rapid.SampledFrom([]string{"", "26/27", "99/00"}).Draw(t, "year"),
		}
		if again, err := seatOf(at.scope()); err != nil || again != at {
			t.Errorf("%+v comes back as %+v, %v", at, again, err)
		}
	})
}

func TestTabulaCheck(t *testing.T) {
	name := func(text string) map[string]validate.Value {
		return map[string]validate.Value{tabulaModule: validate.Of("XX101"), tabulaName: validate.Of(text)}
	}
	module := func(code, year string) map[string]validate.Value {
		return map[string]validate.Value{tabulaModule: validate.Of(code), tabulaYear: validate.Of(year)}
	}
	tests := map[string]struct {
		values map[string]validate.Value
		want   []string
	}{
		"nothing wrong":            {module("XX101", "26/27"), nil},
		"a module with credits":    {module("xx101-15", "2026-27"), nil},
		"no year":                  {map[string]validate.Value{tabulaModule: validate.Of("XX101")}, nil},
		"no module":                {map[string]validate.Value{}, []string{"moduleCode module-missing"}},
		"a path for a module":      {module("../xx101", "26/27"), []string{"moduleCode module-missing"}},
		"two modules":              {module("XX101 XX202", "26/27"), []string{"moduleCode module-missing"}},
		"no such year":             {module("XX101", "2026"), []string{"academicYear academic-year"}},
		"all at once":              {module("", "x"), []string{"moduleCode module-missing", "academicYear academic-year"}},
		"a name of 199":            {name(strings.Repeat("å", 199)), nil},
		"a name of 200":            {name(strings.Repeat("å", 200)), []string{"name text-too-long 199"}},
		"a hundred pictures":       {name(strings.Repeat("🎓", 100)), []string{"name text-too-long 199"}},
		"an identity number":       {name("20160827-2389"), []string{"name identity-number-here"}},
		"an identity number in it": {name("Ines 20160827-2389"), []string{"name identity-number-here"}},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			var got []string
			for _, p := range checkSmallGroup(tt.values, time.Time{}) {
				got = append(got, strings.TrimSpace(p.Field+" "+string(p.Code)+" "+p.Args["most"]))
				if p.Severity != validate.Fault {
					t.Errorf("%s is a %s", p.Code, p.Severity)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTabulaSettle(t *testing.T) {
	plain := func(more ...string) map[string]validate.Value {
		held := map[string]validate.Value{
			tabulaName: validate.Of("Group 1"), tabulaSize: validate.Of("15"),
			aboutStudents: validate.Of("14"), aboutNames: validate.ListOf("Group 2", "Group 3"),
		}
		for i := 0; i < len(more); i += 2 {
			held[more[i]] = validate.Of(more[i+1])
		}
		return held
	}
	limitless := plain()
	limitless[tabulaSize] = validate.Cleared()
	several := plain()
	several[aboutSets] = validate.ListOf("Labs", "Seminars")
	rename, resize := map[string]validate.Value{tabulaName: validate.Of("A")}, map[string]validate.Value{tabulaSize: validate.Of("20")}
	same := map[string]validate.Value{tabulaName: validate.Of("Group 1"), tabulaSize: validate.Of("15")}
	tests := map[string]struct {
		key    string
		asked  map[string]validate.Value
		held   map[string]validate.Value
		expect []string
	}{
		"a name":                        {"id", rename, plain(), nil},
		"a size":                        {"id", resize, plain(), nil},
		"a size for the members":        {"id", map[string]validate.Value{tabulaSize: validate.Of("14")}, plain(), nil},
		"a size below the members":      {"id", map[string]validate.Value{tabulaSize: validate.Of("13")}, plain(), []string{"warning maxGroupSize limit-below-members members=14"}},
		"a size that was below already": {"id", rename, plain(aboutStudents, "99"), nil},
		"a linked group":                {"id", rename, plain(aboutLinked, "true"), []string{"fault group-linked"}},
		"the size of a linked group":    {"id", resize, plain(aboutLinked, "true"), []string{"fault group-linked"}},
		"a linked group as it is":       {"id", same, plain(aboutLinked, "true"), nil},
		"no limit, and none given":      {"id", rename, limitless, []string{"fault maxGroupSize group-no-limit"}},
		"a first limit":                 {"id", resize, limitless, []string{"warning maxGroupSize group-limit-stays"}},
		"no limit, as it is":            {"id", map[string]validate.Value{tabulaName: validate.Of("Group 1")}, limitless, nil},
		"a set that tells people":       {"id", rename, plain(aboutMailing, "Seminars"), []string{"warning record-notifies set=Seminars"}},
		"nothing to tell":               {"id", same, plain(aboutMailing, "Seminars"), nil},
		"nothing asked":                 {"id", nil, plain(aboutMailing, "Seminars", aboutLinked, "true"), nil},
		"another group's name":          {"id", map[string]validate.Value{tabulaName: validate.Of("group 2")}, plain(), []string{"warning name group-name-shared"}},
		"a name that two had before":    {"id", resize, plain(tabulaName, "Group 2"), nil},
		"its own name in other letters": {"id", map[string]validate.Value{tabulaName: validate.Of("GROUP 1")}, plain(), nil},
		"which set":                     {tabulaName, rename, several, []string{"fault smallGroupSet group-set-unsaid sets=Labs; Seminars"}},
		"which set, and nothing to do":  {tabulaName, same, several, []string{"fault smallGroupSet group-set-unsaid sets=Labs; Seminars"}},
		"an id says which set":          {"id", rename, several, nil},
		"a name that is too long":       {"id", resize, plain(tabulaName, strings.Repeat("a", 200)), []string{"fault name text-too-long most=199"}},
		"all that is wrong": {"id", rename, func() map[string]validate.Value {
			held := plain(aboutLinked, "true", aboutMailing, "Seminars")
			held[tabulaSize] = validate.Cleared()
			return held
		}(), []string{"fault group-linked", "fault maxGroupSize group-no-limit"}},
		"all that follows": {"id", map[string]validate.Value{tabulaName: validate.Of("Group 3"), tabulaSize: validate.Of("1")}, plain(aboutMailing, "Seminars"),
			[]string{"warning name group-name-shared", "warning maxGroupSize limit-below-members members=14", "warning record-notifies set=Seminars"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			fields, problems := settleSmallGroup(validate.Record{Row: 7, Key: validate.Key{Field: tt.key}, Fields: tt.asked}, tt.held)
			if diff := cmp.Diff(tt.asked, fields); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.expect, said(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			for _, p := range problems {
				if p.Row != 7 {
					t.Errorf("%s is of row %d", p.Code, p.Row)
				}
			}
		})
	}
}

// said lists problems as severity, field, code and arguments.
func said(problems []validate.Problem) []string {
	var all []string
	for _, p := range problems {
		text := strings.Join(strings.Fields(p.Severity.String()+" "+p.Field+" "+string(p.Code)), " ")
		for name, arg := range p.Args {
			text += " " + name + "=" + arg
		}
		all = append(all, text)
	}
	return all
}
