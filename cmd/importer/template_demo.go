package main

import (
	"fmt"
	"slices"
	"strings"

	"importer/internal/report"
	"importer/internal/sandbox"
	"importer/internal/target"
	"importer/internal/validate"
)

// A demo is what a template is filled in with: cells by the names of columns.
type demo []map[string]string

// fillDemo fills a template with some of the sandbox's records as they stand, and
// with a few changes. Words are those of the template's language.
func fillDemo(t *report.Template, spec target.Spec) {
	compose := map[string]func(*sandbox.Server) demo{
		"meitner-students":    pupilDemo,
		"meitner-groups":      groupDemo,
		"meitner-class-lists": classDemo,
		"konstantly-groups":   unitDemo,
		"tabula-small-groups": smallGroupDemo,
	}[spec.Name]
	if compose == nil {
		return
	}
	for _, cells := range compose(sandbox.New(sandbox.Options{})) {
		row := map[string]string{}
		for _, c := range t.Columns {
			row[c.Name] = inWords(c, cells[c.Name], t.Lang)
		}
		t.Rows = append(t.Rows, row)
	}
}

// inWords writes a record's value as people do.
func inWords(c report.TemplateColumn, value string, lang report.Lang) string {
	words := map[validate.Kind]map[string]string{
		validate.Boolean: {"true": "ja", "false": "nej"},
		validate.Gender:  {"Female": "kvinna", "Male": "man", "Other": "annat"},
	}[c.Kind]
	english := map[string]string{"true": "yes", "false": "no"}
	national, swedish := strings.CutPrefix(value, "+46")
	switch {
	case value == clearCell && lang == report.Swedish:
		return "<rensa>"
	case lang == report.Swedish && words[value] != "":
		return words[value]
	case c.Kind == validate.Boolean && english[value] != "":
		return english[value]
	case c.Kind == validate.Phone && swedish && len(national) == 9:
		return "0" + national[:2] + "-" + national[2:]
	default:
		return value
	}
}

// clearCell empties a field.
const clearCell = "<clear>"

// with adds cells to the row of a demo, counted from 0.
func (d demo) with(row int, cells ...string) {
	for i := 0; i+1 < len(cells); i += 2 {
		d[row][cells[i]] = cells[i+1]
	}
}

// cells writes what a sandbox's record holds, but for its ids: people know it by
// something else.
func cells(r sandbox.Record) map[string]string {
	row := map[string]string{}
	for field, value := range r {
		if field == "id" || field == "external.sourceID" {
			continue
		}
		switch v := value.(type) {
		case nil:
		case []string:
			row[field] = strings.Join(v, "; ")
		default:
			row[field] = fmt.Sprint(v)
		}
	}
	return row
}

// pick gives the first records of some sort.
func pick(records []sandbox.Record, most int, sort func(sandbox.Record) bool) demo {
	var picked demo
	for _, r := range records {
		if len(picked) < most && sort(r) {
			picked = append(picked, cells(r))
		}
	}
	return picked
}

// by is the sort of records that have a value in a field.
func by(field string, values ...string) func(sandbox.Record) bool {
	return func(r sandbox.Record) bool { return slices.Contains(values, fmt.Sprint(r[field])) }
}

// pupilDemo has twelve pupils, four of whom change.
func pupilDemo(s *sandbox.Server) demo {
	d := pick(s.Students(), 12, func(r sandbox.Record) bool {
		return r["identityTemporary"] == false && r["phoneNumber1"] != nil && r["address.countryCode"] == "SWE"
	})
	d.with(1, "phoneNumber1", "070-174 06 11")
	d.with(4, "address.postalAddress", "Nygatan 7", "address.postalCode", "169 35")
	d.with(7, "lastName", "Ek")
	d.with(9, "phoneNumber2", "08-465 004 23")
	return d
}

// groupDemo has a school's first classes, one of which changes its title and one
// its teachers.
func groupDemo(s *sandbox.Server) demo {
	const school = "605573d3-e162-40d2-a0e2-e14f9f3b396b"
	d := pick(s.Groups(), 6, func(r sandbox.Record) bool {
		return r["schoolID"] == school && by("title", "1A", "2A", "3A", "3B", "8A", "8B")(r)
	})
	slices.SortFunc(d, func(a, b map[string]string) int { return strings.Compare(a["title"], b["title"]) })
	for _, row := range d {
		row["types"] = ""
	}
	d.with(3, "moderatorIDs.add", fmt.Sprint(s.Employees()[0]["emailAddress1"]))
	d.with(5, "title.new", "8C")
	return d
}

// classDemo has a class as it is, and a group that gets two pupils of another
// class.
func classDemo(s *sandbox.Server) demo {
	var d demo
	add := func(title string, most int, sort func(id string) bool) {
		for _, pupil := range pick(s.Students(), most, func(r sandbox.Record) bool { return sort(fmt.Sprint(r["id"])) }) {
			d = append(d, map[string]string{"title": title, "identityNumber": pupil["identityNumber"]})
		}
	}
	class, group, others := members(s, "8A"), members(s, "Tyska 7"), members(s, "7B")
	add("8A", len(class), func(id string) bool { return slices.Contains(class, id) })
	add("Tyska 7", len(group), func(id string) bool { return slices.Contains(group, id) })
	add("Tyska 7", 2, func(id string) bool { return slices.Contains(others, id) && !slices.Contains(group, id) })
	return d
}

// members gives the ids of those in the group of a title.
func members(s *sandbox.Server, title string) []string {
	groups := s.Groups()
	ids, _ := groups[slices.IndexFunc(groups, by("title", title))]["memberIDs"].([]string)
	return ids
}

// unitDemo has a few groups out of the tree: one gets another name, one another
// place. Where names repeat, a path says which is meant.
func unitDemo(*sandbox.Server) demo {
	var d demo
	for _, name := range []string{"Norr/Kundtjänst", "Syd/Kundtjänst", "Havreskolan", "Säkerhet", "Vinterskolan", "Sfi C"} {
		d = append(d, map[string]string{"name": name})
	}
	d.with(4, "parentId", "Norr")
	d.with(5, "name.new", "Sfi C och D")
	return d
}

// smallGroupDemo has the groups of one set: one gets another size, one another
// name.
func smallGroupDemo(s *sandbox.Server) demo {
	sets := s.TabulaSets()
	set := sets[slices.IndexFunc(sets, by("moduleCode", "XX202"))]
	d := pick(s.TabulaGroups(), 6, by("setID", fmt.Sprint(set["id"])))
	for i := range d {
		d.with(i, "moduleCode", fmt.Sprint(set["moduleCode"]), "smallGroupSet", fmt.Sprint(set["name"]))
	}
	d.with(3, "maxGroupSize", "12")
	d.with(5, "name.new", "Tutorial 6 (evening)")
	return d
}
