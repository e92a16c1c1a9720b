package target

import (
	"slices"

	"importer/internal/plan"
	"importer/internal/validate"
)

// meitnerClassLists is PATCH /group/{id} too, for sheets with a row per pupil:
// the rows of a class are folded into one change of its members.
func meitnerClassLists() Spec {
	return inMeitner(Spec{
		Name: "meitner-class-lists", Summary: "who is in which class, from a row per pupil",
		One: "pupil", Many: "pupils", Unit: "class", Units: "classes", Kind: "group", Call: "PATCH /group/{id}",
		Schema: validate.Schema{
			Columns: slices.Concat(classColumns(), memberColumns()),
			Keys:    []string{"group.id", "group.external.sourceID", "title"},
			Members: &validate.Members{Field: "memberIDs", Keys: memberKeys()},
			Known:   notOfClassLists(),
		},
		Roster: plan.Roster{
			Member: "student", Names: []string{"firstName", "lastName"},
			Title: "title", School: "schoolID", Types: groupTypes, Class: "Class",
		},
		Who:    plan.Identity{Title: "title"},
		Scopes: []Scope{{Field: "schoolID", Flag: "school"}},
	})
}

func classColumns() []validate.Column {
	return []validate.Column{
		{Field: "group.id", Kind: validate.UUID, KeyOnly: true, Aliases: []string{"Grupp-ID", "Klass-ID", "group_id"}},
		{Field: "group.external.sourceID", Kind: validate.SourceID, KeyOnly: true, Aliases: []string{"Section SIS ID", "classSourcedId"}},
		{Field: "title", Kind: validate.Title, KeyOnly: true, Aliases: groupTitles()},
		schoolColumn(),
	}
}

func memberKeys() []string {
	return []string{"id", "external.sourceID", "identityNumber", "emailAddress1"}
}

// memberColumns are those by which pupils are found.
func memberColumns() []validate.Column {
	var columns []validate.Column
	for _, c := range studentColumns() {
		if slices.Contains(memberKeys(), c.Field) {
			columns = append(columns, validate.Column{Field: c.Field, Kind: c.Kind, Aliases: c.Aliases, KeyOnly: true})
		}
	}
	return columns
}

// notOfClassLists are the columns of the pupils' own fields, and those that no
// target of Meitner's has.
func notOfClassLists() []validate.Known {
	fields := validate.Known{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-students"}}
	for _, c := range studentColumns() {
		if !slices.Contains(memberKeys(), c.Field) {
			fields.Aliases = append(fields.Aliases, slices.Concat([]string{c.Field}, c.Aliases, c.Full)...)
		}
		fields.Aliases = append(fields.Aliases, c.Previous...)
	}
	groups := validate.Known{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-groups"}}
	for _, c := range groupColumns() {
		if c.List {
			groups.Aliases = append(groups.Aliases, append([]string{c.Field}, c.Aliases...)...)
		}
	}
	known := slices.DeleteFunc(notOfStudents(), func(k validate.Known) bool { return k.Code == validate.CodeTitleTarget })
	return append(known, fields, groups)
}
