package validate

import (
	"errors"
	"testing"
)

func TestSheetsOfOtherTargets(t *testing.T) {
	schema := pupils()
	schema.Known = append(schema.Known, Known{Code: CodeTitleTarget, Args: map[string]string{"target": "groups"}, Aliases: []string{"Typ", "Elever"}})
	for _, c := range []struct {
		name  string
		sheet grid
		want  string // the advice; empty if the sheet is taken
	}{
		{"no key", sheetOf("Namn på gruppen|Typ|Elever", "7A|Klass|x"), "this looks like a sheet for -t groups"},
		{"nothing to set", sheetOf("Personnummer|Typ|Elever", "20191216-2383|Klass|x"), "this looks like a sheet for -t groups"},
		{"most are of one", sheetOf("Klass|Typ|Elever", "7A|Klass|x"), "this looks like a sheet for -t groups"},
		{"as many of each", sheetOf("Klass|Elever", "7A|x"), "this looks like a sheet for -t groups"},
		{"pupils are named", sheetOf("Personnummer|Klass|Typ|Elever", "20191216-2383|7A|Klass|x"), "this looks like a sheet for -t meitner-class-lists"},
		{"something to set", sheetOf("Personnummer|Typ|Elever|Ort", "20191216-2383|Klass|x|Solna"), ""},
		{"one column of another's", sheetOf("Personnummer|Typ", "20191216-2383|Klass"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Sheet(c.sheet, schema, Options{Today: today})
			own, refused := errors.AsType[*Error](err)
			if refused != (c.want != "") || refused && own.Advice != c.want {
				t.Errorf("%+v, want %q", err, c.want)
			}
		})
	}
}
