package sandbox

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// tabulaModules holds three invented modules with their sets and groups. One
// set is of the year before; one module may not be touched.
//
//go:embed tabula_modules.json
var tabulaModules string

// A tabulaModule is a module as it stands in the built-in file.
type tabulaModule struct {
	Code, Name string
	Forbidden  bool // to the account
	Sets       []struct {
		ID, Name, Format, AllocationMethod         string
		EmailTutorsOnChange, EmailStudentsOnChange bool
		YearsAgo                                   int
		LinkedDepartmentGroupSet                   *string
		Groups                                     []struct {
			ID, Name              string
			MaxGroupSize          *int
			LinkedDepartmentGroup *string
			Students              []string
		}
	}
}

// load reads the built-in file, and panics on a fault in it. Its academic years
// are the one that a moment falls into, and the one before.
func (t *tabula) load(now time.Time) {
	if err := json.Unmarshal([]byte(tabulaModules), &t.modules); err != nil {
		panic(err)
	}
	for _, m := range t.modules {
		for _, s := range m.Sets {
			t.sets = append(t.sets, Record{
				"id": s.ID, "moduleCode": m.Code, "academicYear": academicYear(now, s.YearsAgo), "name": s.Name,
				"format": s.Format, "allocationMethod": s.AllocationMethod, "archived": false,
				"releasedToTutors": false, "releasedToStudents": false,
				"studentsCanSeeTutorName": true, "studentsCanSeeOtherMembers": false, "collectAttendance": true,
				"emailTutorsOnChange": s.EmailTutorsOnChange, "emailStudentsOnChange": s.EmailStudentsOnChange,
				"linkedDepartmentGroupSet": orNil(s.LinkedDepartmentGroupSet),
			})
			for _, g := range s.Groups {
				t.groups = append(t.groups, Record{
					"id": g.ID, "setID": s.ID, "name": g.Name, "maxGroupSize": orNil(g.MaxGroupSize),
					"linkedDepartmentGroup": orNil(g.LinkedDepartmentGroup), "students": g.Students,
				})
			}
		}
	}
}

// academicYear is the one that began some years before that of a moment, in
// Tabula's form. A year begins on 1 August.
func academicYear(now time.Time, ago int) string {
	first := now.AddDate(0, -7, 0).Year() - ago
	return fmt.Sprintf("%02d/%02d", first%100, (first+1)%100)
}

func indexID(records []Record, id string) int {
	return slices.IndexFunc(records, func(r Record) bool { return r["id"] == id })
}

// show gives a set with its groups, which stand in the order of their names.
func (t *tabula) show(set Record) map[string]any {
	object := map[string]any{"module": t.showModule(set["moduleCode"]), "sitsLinks": []any{}}
	for name, v := range set {
		if name != "moduleCode" && name != "academicYear" && name != "linkedDepartmentGroupSet" {
			object[name] = v
		}
	}
	switch set["allocationMethod"] {
	case "Linked":
		object["linkedDepartmentGroupSet"] = set["linkedDepartmentGroupSet"]
	case "StudentSignUp":
		object["allowSelfGroupSwitching"], object["openForSignups"] = true, false
	}
	groups, members := []any{}, []string{}
	for _, g := range t.groupsOf(set["id"]) {
		groups = append(groups, showTabulaGroup(g))
		members = append(members, g.list("students")...)
	}
	object["groups"] = groups
	object["studentMembership"] = map[string]any{
		"total": len(members), "linkedSits": len(members), "included": 0, "excluded": 0, "users": showUsers(members),
	}
	return object
}

func (t *tabula) showModule(code any) map[string]any {
	i := slices.IndexFunc(t.modules, func(m tabulaModule) bool { return m.Code == code })
	return map[string]any{
		"code": code, "name": t.modules[i].Name,
		"adminDepartment": map[string]any{"code": "XX", "name": "Demonstration Studies"},
	}
}

func (t *tabula) groupsOf(set any) []Record {
	groups := slices.DeleteFunc(slices.Clone(t.groups), func(g Record) bool { return g["setID"] != set })
	slices.SortStableFunc(groups, func(a, b Record) int { return cmp.Compare(a["name"].(string), b["name"].(string)) })
	return groups
}

func showTabulaGroup(g Record) map[string]any {
	object := map[string]any{
		"id": g["id"], "name": g["name"], "maxGroupSize": g["maxGroupSize"],
		"students": showUsers(g.list("students")), "events": []any{},
	}
	if linked := g["linkedDepartmentGroup"]; linked != nil {
		object["linkedDepartmentGroup"] = linked
	}
	return object
}

// showUsers gives people by their usercodes. Those that are a u and a
// university ID have that too; the others, who are guests, show none.
func showUsers(codes []string) []any {
	users := []any{}
	for _, code := range codes {
		user := map[string]any{"userId": code}
		if id, member := strings.CutPrefix(code, "u"); member && len(id) == 7 {
			user["universityId"] = id
		}
		users = append(users, user)
	}
	return users
}
