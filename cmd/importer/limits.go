package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/validate"
)

// limitFlags are the numbers with which a user passes a safety limit: the
// number as the preview has shown it, so that nobody passes one by habit.
type limitFlags struct {
	unmatched, clears, renames, removals, joining int

	again bool
}

func (f *limitFlags) add(set *pflag.FlagSet) {
	set.IntVar(&f.unmatched, "allow-unmatched", 0, "go on although `N` rows have no record")
	set.IntVar(&f.clears, "allow-clears", 0, "go on although `N` rows empty a field")
	set.IntVar(&f.renames, "allow-renames", 0, "go on although `N` rows change who somebody is")
	set.IntVar(&f.removals, "allow-removals", 0, "go on although `N` people leave groups that lose many")
	set.IntVar(&f.joining, "allow-new-members", 0, "go on although the classes seem to have moved up a year, with `N` new members")
	set.BoolVar(&f.again, "again", false, "go on although what an earlier run has written would change")
}

// allowed is the number that the user has repeated for an alarm.
func (f *limitFlags) allowed(k plan.AlarmKind) int {
	return map[plan.AlarmKind]int{
		plan.Unmatched: f.unmatched, plan.Clears: f.clears, plan.Renames: f.renames, plan.Removals: f.removals, plan.Joining: f.joining,
	}[k]
}

// guard stops a run that looks like a mistake, and marks it so that resume doesn't
// go on with it either. --yes passes nothing here.
func (a *application) guard(ctx context.Context) error {
	var said, flags []string
	shifted := false // then everybody would be in two classes
	for _, alarm := range a.plan.Alarms(a.spec.Who) {
		if alarm.Count == a.allowed(alarm.Kind) || alarm.Kind == plan.Unmatched && fromErrorFile(a.table.Columns) {
			continue
		}
		sentence, err := a.sentence(ctx, alarm)
		if err != nil {
			return err
		}
		said = append(said, sentence)
		flags = append(flags, fmt.Sprintf("--allow-%s %d", alarm.Kind, alarm.Count))
		shifted = shifted || alarm.Kind == plan.Joining
	}
	if doubt, flag := doubts(a.plan.Roll, a.lang.Lang); doubt != "" && !shifted {
		said, flags = append(said, doubt), append(flags, flag)
	}
	if !a.again && !a.sandbox {
		before, err := a.earlier()
		if err != nil {
			return err
		}
		if before != "" {
			said, flags = append(said, before), append(flags, "--again")
		}
	}
	if len(said) == 0 {
		return nil
	}
	a.dir.Meta.Held = strings.Join(flags, " ")
	held := &exit{
		status: exitSafety, err: errors.New("stopped before anything was sent: " + strings.Join(said, " ")),
		hint: "if it is right all the same, add " + a.dir.Meta.Held,
	}
	if shifted {
		held.hint = a.renaming() + "\n" + held.hint
	}
	return held
}

// sentence says what an alarm is about.
func (a *application) sentence(ctx context.Context, alarm plan.Alarm) (string, error) {
	switch alarm.Kind {
	case plan.Unmatched:
		return a.lang.Say("%d of %d rows have no record in %s. Another school's file?%s", alarm.Count, alarm.Of, a.spec.System, a.otherKey(ctx, alarm)), nil
	case plan.Clears:
		return a.lang.Say("%d of %d rows would empty a field.", alarm.Count, alarm.Of), nil
	case plan.Removals:
		return a.lang.Say("%d of %d people would leave %s. Is it the whole list?", alarm.Count, alarm.Of, strings.Join(alarm.Titles, ", ")), nil
	case plan.Joining:
		return a.shifted(a.plan.Roll.Shift)
	default:
		return a.lang.Say("%d of %d rows would change first and last name, or the birth date and not the number. Was a column sorted alone? Or is it only capitals: then leave the column out with --ignore.", alarm.Count, alarm.Of), nil
	}
}

// otherKey tries the sheet's next key, with one read, where hardly any row was
// found by the first.
func (a *application) otherKey(ctx context.Context, alarm plan.Alarm) string {
	if (alarm.Of-alarm.Count)*10 > alarm.Of {
		return ""
	}
	for _, field := range a.spec.Schema.Keys {
		keys := a.valuesOf(field)
		if field == a.table.Key || len(keys) == 0 {
			continue
		}
		found, err := a.conn.Find(ctx, plan.Query{Kind: a.spec.Kind, Keys: keys})
		if err != nil || len(found) == 0 {
			return ""
		}
		return a.lang.Say(" Of the first %d, %d are found by another column: --key %s.", len(keys), len(found), field)
	}
	return ""
}

// valuesOf gives what the first rows hold in a field, as many as one read asks
// for.
func (a *application) valuesOf(field string) []validate.Key {
	const most = 50
	var keys []validate.Key
	for v, err := range a.table.Verdicts() {
		if err != nil || len(keys) == most {
			break
		}
		if value := v.Record.Fields[field]; value.State == validate.Set {
			keys = append(keys, validate.Key{Field: field, Value: value.Text})
		}
	}
	return keys
}

// earlier says which run has written what this one would change, if the same
// file was carried out before, or a file that was saved later.
func (a *application) earlier() (string, error) {
	dirs, err := run.List(a.disk, a.root())
	if err != nil {
		return "", err
	}
	for _, d := range dirs {
		m := d.Meta
		if !a.isLike(d) || m.Status == run.Planned || history(dirs).takenBackBy(d) != nil {
			continue
		}
		same, newer := m.Input.Hash == a.sheet.Hash(), m.Input.Modified.After(a.sheet.Modified())
		if !same && !newer {
			continue
		}
		if n := a.overwrites(d); n > 0 {
			when := m.Started.Local().Format(minute)
			if same {
				return a.lang.Say("this file was applied on %s; %s changed since and would go back.", when, a.some(n)), nil
			}
			return a.lang.Say("a file that was saved later was applied on %s; %s changed by it and would go back.", when, a.some(n)), nil
		}
	}
	return "", nil
}

// some is a number of what changes are about, which have done something.
func (a *application) some(n int) string {
	s := a.subject()
	if n == 1 {
		return a.lang.Say("%s has", s.Some(a.lang.Lang, n))
	}
	return a.lang.Say("%s have", s.Some(a.lang.Lang, n))
}

// overwrites counts the records in which a run has written a field that this one
// would change. A run whose journal can't be read may have written all of them.
func (a *application) overwrites(d *run.Dir) int {
	if !sent(d) {
		return 0
	}
	p, ended, err := results(d)
	if d.Meta.Proof || err != nil {
		return len(a.plan.Changes) // what it wrote can't be told: any of them may be
	}
	wrote := map[[2]string]bool{} // id and field
	for _, c := range p.Changes {
		for _, e := range c.Edits {
			wrote[[2]string{c.ID, e.Field}] = ended[c.N-1].Status == plan.Updated
		}
	}
	n := 0
	for _, c := range a.plan.Changes {
		if slices.ContainsFunc(c.Edits, func(e plan.Edit) bool { return wrote[[2]string{c.ID, e.Field}] }) {
			n++
		}
	}
	return n
}
