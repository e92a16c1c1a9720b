package target

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"importer/internal/plan"
	"importer/internal/validate"
	"importer/internal/validate/identity"
)

// numbered finds identity numbers within a text: written in full, or with a sign
// before the last four characters.
var numbered = regexp.MustCompile(`\b(?:(?:18|19|20)\d{6}[-+]?|\d{6}[-+])(?:\d{4}|TF\d{2}|[A-Z]\d{3})\b`)

// check looks for what no group may hold: an identity number, which has no place
// in this system, and a text that is too long for its attribute.
func (all attributes) check(values map[string]validate.Value, _ time.Time) []validate.Problem {
	var problems []validate.Problem
	for field, v := range values {
		if holdsIdentity(v.Text) || slices.ContainsFunc(v.List, holdsIdentity) {
			problems = append(problems, validate.Problem{Field: field, Severity: validate.Fault, Code: plan.CodeIdentityHere})
		}
	}
	for _, a := range all {
		if a.text && utf8.RuneCountInString(values[a.field()].Text) > maxAttributeText {
			problems = append(problems, validate.Problem{
				Field: a.field(), Severity: validate.Fault, Code: plan.CodeTooLong,
				Args: map[string]string{"most": strconv.Itoa(maxAttributeText)}})
		}
	}
	slices.SortFunc(problems, func(x, y validate.Problem) int { return strings.Compare(x.Field, y.Field) })
	return problems
}

// holdsIdentity reports whether an identity number stands in a text. Its date
// must be one that exists: other numbers are as long.
func holdsIdentity(text string) bool {
	return slices.ContainsFunc(numbered.FindAllString(text, -1), func(found string) bool {
		for _, century := range []string{"", "20", "19"} {
			if n, ok := identity.Parse(century + found); ok {
				_, dated := n.Birth()
				return dated || n.Form() == identity.Coordination
			}
		}
		return false
	})
}

// unitRules are what a row is held to once its group has been found.
type unitRules struct {
	attributes
	columns []validate.Column // of the attributes
	replace bool              // as Config.Replace
	system  *konstantly       // knows the groups that have been listed
}

// settle looks for what can't be done to the group, and says what is given up.
func (u unitRules) settle(r validate.Record, current map[string]validate.Value) (map[string]validate.Value, []validate.Problem) {
	problems := append(u.settleParent(r.Fields[unitParent], current), u.settleMap(r, current)...)
	for i := range problems {
		problems[i].Row = r.Row
	}
	return r.Fields, problems
}

// settleParent refuses to put a group below itself. A number that is the id of the
// parent and the name of another group as well is worth a look.
func (u unitRules) settleParent(parent validate.Value, current map[string]validate.Value) []validate.Problem {
	if parent.State != validate.Set || parent.Equal(current[unitParent]) {
		return nil
	}
	if u.system.under(parent.Text, current[unitID].Text) {
		return []validate.Problem{{Field: unitParent, Severity: validate.Fault, Code: plan.CodeCircleParent}}
	}
	if others := u.system.namesakes(parent.Text); others != "" {
		return []validate.Problem{{
			Field: unitParent, Severity: validate.Warning, Code: plan.CodeNumberIsName,
			Args: map[string]string{"id": parent.Text, "path": u.system.whereabouts(unitParent, parent.Text), "others": others}}}
	}
	return nil
}

// settleMap refuses to send a part of a map that can't be read: it would be the
// whole. Where the user wants that, it says what is given up.
func (u unitRules) settleMap(r validate.Record, current map[string]validate.Value) []validate.Problem {
	set, missing := u.asked(r)
	if len(set) == 0 || len(missing) == 0 || current[set[0].field()].State != validate.Unreadable {
		return nil
	}
	p := validate.Problem{
		Field: set[0].field(), Severity: validate.Fault, Code: plan.CodeAttributesPartial,
		Args: map[string]string{"columns": u.headings(missing)}}
	if u.replace {
		p.Severity, p.Code = validate.Warning, plan.CodeAttributesLost
	}
	return []validate.Problem{p}
}

// asked parts the attributes into those of which a row says something, and the
// others.
func (all attributes) asked(r validate.Record) (set, missing attributes) {
	for _, a := range all {
		_, single := r.Fields[a.field()]
		_, list := r.Lists[a.field()]
		if single || list {
			set = append(set, a)
		} else {
			missing = append(missing, a)
		}
	}
	return set, missing
}

// headings lists what the columns of attributes may be called in a sheet.
func (u unitRules) headings(of attributes) string {
	var headings []string
	for _, a := range of {
		heading := a.field()
		i := slices.IndexFunc(u.columns, func(c validate.Column) bool { return c.Field == heading })
		if i >= 0 && len(u.columns[i].Aliases) > 0 {
			heading = u.columns[i].Aliases[0]
		}
		headings = append(headings, heading)
	}
	return strings.Join(headings, ", ")
}

// settleUnseen refuses to add to a list that can't be read, and to take away from
// it: the list is sent whole, and what it holds would be lost.
func settleUnseen(field string, asked validate.Elements, current map[string]validate.Value) (validate.Elements, []validate.Problem) {
	if current[field].State == validate.Unreadable && !asked.Exact {
		return asked, []validate.Problem{{Field: field, Severity: validate.Fault, Code: plan.CodeListUnreadable}}
	}
	return asked, nil
}
