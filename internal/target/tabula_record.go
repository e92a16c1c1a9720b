package target

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// match adds the groups that carry keys to those found.
func (all groupSets) match(keys []validate.Key, found map[validate.Key][]plan.Current) {
	for _, key := range keys {
		at, err := seatOf(key.Scope)
		if err != nil {
			continue
		}
		sets := all.called(at.set)
		if len(sets) == 0 {
			found[key] = []plan.Current{{Nowhere: all.lacks(at)}}
		}
		for _, s := range sets {
			for _, g := range s.groups {
				if !g.carries(key) {
					continue
				}
				current := s.current(g)
				if at.set == "" && len(all) > 1 {
					current.Fields[aboutSets] = validate.ListOf(all.names()...)
				}
				found[key] = append(found[key], current)
			}
		}
	}
}

// lacks says that a module has no such set, or none at all.
func (all groupSets) lacks(at seat) validate.Problem {
	args := map[string]string{"module": strings.ToUpper(at.module)}
	if len(all) == 0 {
		if at.year != "" {
			args["year"] = at.year
		}
		return validate.Problem{Field: tabulaModule, Code: plan.CodeNoSets, Args: args}
	}
	args["set"], args["sets"] = at.set, strings.Join(all.names(), "; ")
	return validate.Problem{Field: tabulaSet, Code: plan.CodeSetUnknown, Args: args}
}

// called gives the sets of an id or, if there is none, of a name; all sets where
// neither is given.
func (all groupSets) called(text string) groupSets {
	if text == "" {
		return all
	}
	for _, s := range all {
		if strings.EqualFold(s.set, text) {
			return groupSets{s}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(s groupSet) bool { return validate.Fold(s.name) != validate.Fold(text) })
}

func (all groupSets) names() []string {
	var names []string
	for _, s := range all {
		names = append(names, s.name)
	}
	return names
}

func (g smallGroup) carries(key validate.Key) bool {
	if key.Field == "id" {
		return strings.EqualFold(g.id, key.Value)
	}
	return key.Field == tabulaName && g.folded == validate.Fold(key.Value)
}

// group gives the group with an id.
func (s groupSet) group(id string) (plan.Current, error) {
	for _, g := range s.groups {
		if g.id == id {
			return s.current(g), nil
		}
	}
	return plan.Current{}, fmt.Errorf("%w: the group isn't in it", errUnreadable)
}

// current gives a group as a record, with what is known about it beside its
// columns.
func (s groupSet) current(g smallGroup) plan.Current {
	current := plan.Current{
		Kind: "smallgroup", ID: g.id, Read: time.Now(),
		Scope: s.scope(), Lane: s.set, Where: strings.ToUpper(s.module) + ", " + s.name,
		Echo: map[string]validate.Value{tabulaName: validate.Of(g.name), tabulaSize: validate.Cleared()},
	}
	if g.size != nil {
		current.Echo[tabulaSize] = validate.Of(strconv.FormatInt(*g.size, 10))
	}
	current.Fields = validate.Schema{Columns: tabulaColumns()}.Normal(current.Echo)
	current.Written = written(current.Echo, current.Fields)
	maps.Copy(current.Fields, s.about(g))
	return current
}

// about is what rules need to know of a group.
func (s groupSet) about(g smallGroup) map[string]validate.Value {
	facts := map[string]validate.Value{
		aboutStudents: validate.Of(strconv.Itoa(g.students)),
		aboutNames:    validate.ListOf(s.others(g)...),
	}
	if s.linked || g.linked {
		facts[aboutLinked] = validate.Of("true")
	}
	if s.mails {
		facts[aboutMailing] = validate.Of(s.name)
	}
	return facts
}

// others gives the names of the groups beside one.
func (s groupSet) others(than smallGroup) []string {
	var names []string
	for _, g := range s.groups {
		if g.id != than.id {
			names = append(names, g.name)
		}
	}
	return names
}
