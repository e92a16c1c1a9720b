package validate_test

import (
	"fmt"
	"iter"
	"time"

	"importer/internal/parse"
	"importer/internal/validate"
)

// list is a workbook of one column per title; the first row holds the titles.
type list [][]string

func (l list) row(i int) parse.Row {
	row := parse.Row{Number: i + 1}
	for _, text := range l[i] {
		row.Cells = append(row.Cells, parse.Cell{Text: text, Kind: parse.Text})
	}
	return row
}

func (l list) Header() parse.Row            { return l.row(0) }
func (l list) Format() parse.Format         { return parse.XLSX }
func (l list) Above(int) string             { return "" }
func (l list) HiddenColumns() []int         { return nil }
func (l list) Filtered() bool               { return false }
func (l list) Beside() parse.Beside         { return parse.Beside{} }
func (l list) Where(row, column int) string { return fmt.Sprintf("%c%d", 'A'+column, row) }

func (l list) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		for i := 1; i < len(l); i++ {
			if !yield(l.row(i), nil) {
				return
			}
		}
	}
}

func ExampleSheet() {
	schema := validate.Schema{
		Keys: []string{"identityNumber"},
		Columns: []validate.Column{
			{Field: "identityNumber", Kind: validate.IdentityNumber, Unique: true, Aliases: []string{"Personnummer"}},
			{Field: "emailAddress1", Kind: validate.Email, Unique: true, Nullable: true, Aliases: []string{"E-post"}},
			{Field: "phoneNumber1", Kind: validate.Phone, Nullable: true, Aliases: []string{"Mobil"}},
		},
	}
	sheet := list{
		{"Personnummer", "E-post", "Mobil", "Kost"},
		{"20191216-2383", "anna@example.se", "070-174 06 05", "fisk"},
		{"201912162391", "bo@skola", "<clear>", ""},
	}
	table, err := validate.Sheet(sheet, schema, validate.Options{Today: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range table.Columns {
		fmt.Printf("%s: %s %s\n", c.Title, c.Use, c.Field+string(c.Reason))
	}
	for v, err := range table.Verdicts() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("row %d: valid %v\n", v.Record.Row, v.Valid())
		for _, p := range v.Problems {
			fmt.Println(p.Cell, p.Column, p.Severity, p.Code)
		}
	}
	// Output:
	// Personnummer: key identityNumber
	// E-post: used emailAddress1
	// Mobil: used phoneNumber1
	// Kost: not used title-unknown
	// row 2: valid true
	// row 3: valid false
	// B3 E-post fault email-domain
}
