package report

import (
	"testing"

	"importer/internal/plan"
)

// A row of a class list stands in the changes of two classes.
func TestFieldsAreNamedOnce(t *testing.T) {
	row := Row{Edits: []plan.Edit{{Field: "memberIDs"}, {Field: "title"}, {Field: "memberIDs"}}}
	if got, want := row.fields(), "memberIDs title"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
