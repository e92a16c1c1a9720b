package target

import (
	"context"
	"maps"
	"slices"

	"importer/internal/plan"
	"importer/internal/validate"
)

// The fields of a Meitner group that rules depend on.
const (
	groupTypes    = "types"
	groupCategory = "category"
	groupForm     = "school.schoolType" // of the group's school; not the group's own
)

// meitnerGroups is PATCH /group/{id} of Meitner's Directory API. A title is
// unique within its school; school and category can't be changed.
func meitnerGroups() Spec {
	return inMeitner(Spec{
		Name: "meitner-groups", Summary: "titles, types, teachers and members of classes and groups",
		One: "group", Many: "groups", Kind: "group", Call: "PATCH /group/{id}",
		Schema: validate.Schema{
			Columns: groupColumns(),
			Keys:    []string{"id", "external.sourceID", "title"},
			Known:   notOfGroups(), SettleList: settleGroupList,
		},
		Roster: plan.Roster{Names: []string{"firstName", "lastName"}, Types: groupTypes, Class: "Class"},
		Watch:  []string{"title", groupTypes},
		Who:    plan.Identity{Title: "title"},
		Scopes: []Scope{{Field: "schoolID", Flag: "school"}},
	})
}

func groupColumns() []validate.Column {
	return []validate.Column{
		{Field: "id", Kind: validate.UUID, KeyOnly: true, Aliases: []string{"Grupp-ID", "Klass-ID", "ID", "Meitner-id", "UUID", "group_id"}},
		{Field: "external.sourceID", Kind: validate.SourceID, Sticks: true, Aliases: []string{
			"Externt ID", "Källsystem-id", "Section SIS ID", "classSourcedId", "sourceID", "sourcedId", "SIS ID"}},
		{Field: "title", Kind: validate.Title, Unique: true, Aliases: groupTitles(),
			New: []string{"Nytt klassnamn", "Nytt namn", "Ny titel", "Ny klass", "Nytt gruppnamn", "New title", "New name"}},
		schoolColumn(),
		{Field: groupTypes, Kind: validate.GroupType, List: true, Nullable: true, Owns: []string{"Class", "Childcare"},
			Aliases: []string{"Grupptyp", "Typ", "groupType", "classtype", "Type"}},
		{Field: "moderatorIDs", Kind: validate.Person, List: true, Nullable: true, Refers: "moderator",
			Aliases: []string{"Mentor", "Mentorer", "Lärare", "Klassföreståndare", "Ansvarig", "teacher", "Tutors", "staff_ids"}},
		{Field: "memberIDs", Kind: validate.Person, List: true, Nullable: true, Refers: "member", Handover: true,
			Aliases: []string{"Medlemmar", "Elever", "Deltagare", "Members", "member_ids", "student_id", "Student Username"}},
	}
}

// schoolColumn says in which school a group is: by the school's name or its id.
func schoolColumn() validate.Column {
	return validate.Column{Field: "schoolID", Kind: validate.Reference, Scope: true, Refers: "school", Aliases: []string{
		"Skola", "Skolnamn", "Skolans namn", "Skol-ID", "Skolans ID", "School", "School name", "School ID"}}
}

// groupTitles are the headings under which the title of a class or group stands.
func groupTitles() []string {
	return []string{
		"Klass", "Klassnamn", "Grupp", "Gruppnamn", "Undervisningsgrupp", "Mentorsgrupp", "Avdelning", "Avdelningsnamn", "Fritidsgrupp",
		"Grupptillhörighet", "Class", "Form", "Section Name", "Group name", "group", "group_name"}
}

// groupFields are what is read of a group.
func groupFields() []validate.Column {
	return append(groupColumns(), validate.Column{Field: groupCategory, Kind: validate.Text})
}

// notOfGroups are the columns of pupils' sheets.
func notOfGroups() []validate.Known {
	numbers := validate.Known{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-class-lists"}}
	pupils := validate.Known{Code: validate.CodeTitleTarget, Args: map[string]string{"target": "meitner-students"}}
	for _, c := range studentColumns() {
		titles := slices.Concat([]string{c.Field}, c.Aliases, c.Previous)
		switch c.Field {
		case "id", "external.sourceID": // of a group, as far as a title tells
		case "identityNumber":
			numbers.Aliases = append(numbers.Aliases, titles...)
		default:
			pupils.Aliases = append(pupils.Aliases, titles...)
		}
	}
	return []validate.Known{numbers, pupils, {Code: validate.CodeTitleNoField, Aliases: []string{
		"category", "Kategori", "Årskurs", "ÅK", "Skolår", "Grade", "schoolYear", "Antal", "Anteckning", "Kommentar"}}}
}

// settleGroupList says what becomes of a list of a group.
func settleGroupList(field string, asked validate.Elements, current map[string]validate.Value) (validate.Elements, []validate.Problem) {
	code, kind := plan.CodeNotStudent, "student"
	switch {
	case field == groupTypes:
		return settleTypes(field, asked, current)
	case current[groupCategory].Text == "Other":
		return asked, nil // any kind of user
	case field == "moderatorIDs":
		code, kind = plan.CodeNotEmployee, "employee"
	}
	for _, id := range slices.Concat(asked.Items, asked.Add) {
		if asked.Kinds[id] != kind {
			return asked, []validate.Problem{{Field: field, Severity: validate.Fault, Code: code}}
		}
	}
	return asked, nil
}

// settleTypes says what becomes of a list of types. A group of category Other
// takes none. In a preschool the server pairs Class and Childcare by itself, so
// that asking for one is asking for both.
func settleTypes(field string, asked validate.Elements, current map[string]validate.Value) (validate.Elements, []validate.Problem) {
	switch {
	case current[groupCategory].Text == "Other":
		return asked, []validate.Problem{{Field: field, Severity: validate.Fault, Code: plan.CodeTypesOther}}
	case current[groupForm].Text == "FS":
		asked.Items, asked.Add, asked.Remove = paired(asked.Items), paired(asked.Add), paired(asked.Remove)
	}
	return asked, nil
}

func paired(types []string) []string {
	for _, pair := range [][2]string{{"Class", "Childcare"}, {"Childcare", "Class"}} {
		if slices.Contains(types, pair[0]) && !slices.Contains(types, pair[1]) {
			types = append(slices.Clone(types), pair[1])
		}
	}
	return types
}

// A school is what is read of one.
type school struct{ title, form string }

func schoolColumns() []validate.Column {
	return []validate.Column{{Field: "title", Kind: validate.Text}, {Field: "schoolType", Kind: validate.Text}}
}

// locate says of groups in which school they are: of those whose key leads to
// several, and of all of them where their types are to be compared.
func (m *meitner) locate(ctx context.Context, c *Conn, fields []string, found map[validate.Key][]plan.Current) error {
	wanted := map[string]bool{}
	for _, hits := range found {
		for _, group := range hits {
			if len(hits) > 1 || slices.Contains(fields, groupTypes) {
				wanted[group.Fields["schoolID"].Text] = true
			}
		}
	}
	if err := m.readSchools(ctx, c, slices.Sorted(maps.Keys(wanted))); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, hits := range found {
		for i, group := range hits {
			s := m.schools[group.Fields["schoolID"].Text]
			hits[i].Where = s.title
			group.Fields[groupForm] = validate.Of(s.form)
		}
	}
	return nil
}

// readSchools reads the schools that haven't been read yet.
func (m *meitner) readSchools(ctx context.Context, c *Conn, ids []string) error {
	var keys []validate.Key
	m.mu.Lock()
	for _, id := range ids {
		if _, known := m.schools[id]; !known {
			keys = append(keys, validate.Key{Field: "id", Value: id})
		}
	}
	m.mu.Unlock()
	if len(keys) == 0 {
		return nil
	}
	found, err := m.find(ctx, c, plan.Query{Kind: "school", Keys: keys})
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, hits := range found {
		m.schools[key.Value] = school{title: hits[0].Fields["title"].Text, form: hits[0].Fields["schoolType"].Text}
	}
	return nil
}
