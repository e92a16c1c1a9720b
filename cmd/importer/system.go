package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"importer/internal/plan"
	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

// systemFlags are those that only some targets know.
type systemFlags struct {
	school, year   string
	members        string
	move, keepBoth bool
	attributes     string
}

func (f *systemFlags) add(set *pflag.FlagSet) {
	set.StringVar(&f.school, "school", "", "id of the school whose groups are meant, where titles repeat")
	set.StringVar(&f.year, "academic-year", "", "academic year of the module's groups, such as 26/27 (default: the current one)")
	set.StringVar(&f.members, "members", "add", "class lists: add members only, or make the lists exact")
	set.BoolVar(&f.move, "move", false, "class lists: who joins a class leaves the one before")
	set.BoolVar(&f.keepBoth, "keep-both", false, "class lists: who joins a class stays in the one before too")
	set.StringVar(&f.attributes, "attributes", "", "replace: give up attributes that can't be read and that the sheet doesn't have")
}

// check refuses flags that mean nothing, or nothing to the target.
func (f *systemFlags) check(spec target.Spec) error {
	switch {
	case f.members != "add" && f.members != "exact":
		return usage("for example: --members exact", "--members %q: it is add or exact", f.members)
	case f.attributes != "" && f.attributes != "replace":
		return usage("--attributes replace", "--attributes %q: it is replace", f.attributes)
	case f.move && f.keepBoth:
		return usage("leave one of them out", "--move and --keep-both are opposites")
	}
	for _, s := range f.settings() {
		if !slices.Contains(known(spec), s.flag) {
			return usage("leave it out", "--%s means nothing to %s", s.flag, spec.Name)
		}
	}
	return nil
}

// known names the flags that mean something to a target.
func known(spec target.Spec) []string {
	var flags []string
	for _, s := range spec.Scopes {
		flags = append(flags, s.Flag)
	}
	if spec.Schema.Members != nil {
		flags = append(flags, "members", "move", "keep-both")
	}
	if spec.Schema.Open != "" {
		flags = append(flags, "attributes")
	}
	return flags
}

// settings gives the flags that were given, one by one.
func (f *systemFlags) settings() []setting {
	all := []setting{{"school", f.school}, {"academic-year", f.year}, {"attributes", f.attributes}}
	if f.members == "exact" {
		all = append(all, setting{"members", f.members})
	}
	if f.move {
		all = append(all, setting{flag: "move", value: "true"})
	}
	if f.keepBoth {
		all = append(all, setting{flag: "keep-both", value: "true"})
	}
	return slices.DeleteFunc(all, func(s setting) bool { return s.value == "" })
}

// systemFlagsOf gives the flags with which a run was made.
func systemFlagsOf(flags map[string]string) systemFlags {
	f := systemFlags{
		school: flags["school"], year: flags["academic-year"], attributes: flags["attributes"],
		members: "add", move: flags["move"] != "", keepBoth: flags["keep-both"] != "",
	}
	if flags["members"] != "" {
		f.members = flags["members"]
	}
	return f
}

// scope gives the fields that flags say for all rows.
func (f *systemFlags) scope(spec target.Spec) map[string]string {
	said := map[string]string{"school": f.school, "academic-year": f.year}
	scope := map[string]string{}
	for _, s := range spec.Scopes {
		if said[s.Flag] != "" {
			scope[s.Field] = said[s.Flag]
		}
	}
	return scope
}

// roster gives what is to be done with members.
func (f *systemFlags) roster(spec target.Spec) plan.Roster {
	r := spec.Roster
	r.Exact, r.Move, r.KeepBoth = f.members == "exact", f.move, f.keepBoth
	return r
}

// refuseExactErrors refuses to take an error file for a whole class: it has only
// the rows that were to be mended.
func (f *systemFlags) refuseExactErrors(columns []validate.Mapped) error {
	if f.members == "exact" && fromErrorFile(columns) {
		return usage("leave --members exact out: these rows are added, or give the whole sheet", "an error file has only some of a class's rows, so it can't be exact")
	}
	return nil
}

// fromErrorFile reports whether a sheet is an error file given back.
func fromErrorFile(columns []validate.Mapped) bool {
	return slices.ContainsFunc(columns, func(c validate.Mapped) bool { return c.Use == validate.Own })
}

// mostDoubled is how many rows are named whose pupils would be in two classes.
const mostDoubled = 10

// doubts says who would be in two classes, and how to decide.
func doubts(roll *plan.Roll, lang report.Lang) (said string, flags string) {
	if roll == nil || len(roll.Doubled) == 0 {
		return "", ""
	}
	var rows []string
	pupils := map[string]bool{}
	for _, d := range roll.Doubled {
		pupils[d.Member] = true
		if len(rows) == mostDoubled {
			rows = append(rows, "…")
		}
		if len(rows) > mostDoubled {
			continue
		}
		rows = append(rows, lang.Say("row %s (%s, now %s)", strconv.Itoa(d.Row), d.Title, d.Other))
	}
	list := strings.Join(rows, ", ")
	if len(pupils) == 1 {
		return lang.Say("1 pupil would be in two classes: %s.", list), "--move or --keep-both"
	}
	return lang.Say("%d pupils would be in two classes: %s.", len(pupils), list), "--move or --keep-both"
}
