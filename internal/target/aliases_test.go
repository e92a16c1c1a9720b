package target

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"importer/internal/validate"
)

// aliases gives the collected titles of real sheets, each with its field and its
// sources.
func aliases(t *testing.T) [][]string {
	t.Helper()
	file, err := os.Open("../validate/testdata/header-aliases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// headed is the first column of a sheet with a title and a value in each of the
// columns that a sheet for the target must have.
func headed(t *testing.T, spec Spec, title string) validate.Mapped {
	t.Helper()
	sheet := titles{title, spec.Schema.Keys[0]}
	if spec.Schema.Members != nil {
		sheet = append(sheet, spec.Schema.Members.Keys[0])
	}
	table, err := validate.Sheet(sheet, spec.Schema, validate.Options{})
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	return table.Columns[0]
}

// Every title that real sheets have leads in Meitner's targets to its field, or is
// known not to: what is said of it then is the code.
func TestAliasesOfRealSheets(t *testing.T) {
	const other, none, guardian = string(validate.CodeTitleTarget), string(validate.CodeTitleNoField), string(validate.CodeTitleGuardian)
	fates := map[string]map[string]string{
		"meitner-students": {
			"schoolYear": none, "startDate": none, "endDate": none, "address.careOf": none, "guardian.*": guardian,
			"group.title": other, "group.types": other, "group.memberIDs": other, "group.moderatorIDs": other,
		},
		"meitner-groups": {
			"group.title": "title", "group.types": "types", "group.memberIDs": "memberIDs", "group.moderatorIDs": "moderatorIDs",
			"id": "id", "identityNumber": other, "previousIdentityNumber": other, "firstName": other, "lastName": other, "gender": other,
			"dateOfBirth": other, "emailAddress1": other, "phoneNumber1": other, "address.postalCode": other, "schoolYear": none,
		},
		"meitner-class-lists": {
			"id": "id", "identityNumber": "identityNumber", "external.sourceID": "external.sourceID", "emailAddress1": "emailAddress1",
			"group.title": "title", "group.types": other, "group.memberIDs": other, "group.moderatorIDs": other,
			"firstName": other, "lastName": other, "fullName": other, "previousIdentityNumber": other, "dateOfBirth": other,
			"schoolYear": none, "startDate": none, "endDate": none, "address.careOf": none, "guardian.*": guardian,
		},
	}
	for _, c := range studentColumns() {
		fates["meitner-students"][c.Field] = c.Field
	}
	for name, fields := range fates {
		spec, _ := Find(name)
		for _, row := range aliases(t) {
			want, known := fields[row[0]]
			if !known || slices.Contains(foreign, row[1]) {
				continue
			}
			title := strings.Replace(row[1], "…", "E-post", 1)
			if got := headed(t, spec, title); got.Field != want && string(got.Reason) != want {
				t.Errorf("%s: %q leads to %q (%s %s), want %s", name, title, got.Field, got.Use, got.Reason, want)
			}
		}
		for _, title := range []string{"Sekretessmarkering", "Skyddade personuppgifter", "securityMarking"} {
			if got := headed(t, spec, title); got.Use != validate.Guard {
				t.Errorf("%s: %q is %s", name, title, got.Use)
			}
		}
	}
}

// foreign are titles of other systems' group sheets, which mean something else in a
// sheet of pupils.
var foreign = []string{"Set name", "student_id", "Student Username"}
