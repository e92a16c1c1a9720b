package sandbox

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
)

// placementList says who belongs to which school. An employee may belong to
// several.
//
//go:embed placements.csv
var placementList string

// An organisation is what the Directory API keeps: schools, their people, and
// the groups of these.
type organisation struct {
	schools   *collection
	students  *collection
	employees *collection
	groups    *collection
	places    map[string][]string // the ids of a person's schools, by the person's id
}

// newOrganisation makes one with the built-in roster.
func newOrganisation() *organisation {
	o := &organisation{
		schools:   newSchools(),
		students:  newStudents(),
		employees: newEmployees(),
		places:    placements(placementList),
	}
	o.groups = newGroups(o)
	return o
}

// collections gives all that have paths of their own.
func (o *organisation) collections() []*collection {
	return []*collection{o.schools, o.students, o.employees, o.groups}
}

// placements reads a built-in file, and panics on a fault in it.
func placements(file string) map[string][]string {
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		panic(err)
	}
	places := map[string][]string{}
	for _, line := range lines[1:] {
		places[line[0]] = append(places[line[0]], line[1])
	}
	return places
}

// attends tells whether a person of a kind belongs to a school.
func (o *organisation) attends(kind *collection, person, school string) bool {
	return kind.index(person) >= 0 && slices.Contains(o.places[person], school)
}

// isPreschool tells whether a school is of the type FS.
func (o *organisation) isPreschool(school string) bool {
	i := o.schools.index(school)
	return i >= 0 && o.schools.records[i]["schoolType"] == "FS"
}
