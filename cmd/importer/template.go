package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"importer/internal/report"
	"importer/internal/target"
	"importer/internal/validate"
)

type templateFlags struct {
	out              string
	csv, demo, force bool
	lang             language
}

func (p *process) templateCommand() *cobra.Command {
	f := &templateFlags{lang: p.language()}
	c := &cobra.Command{
		Use:   "template TARGET",
		Short: "Write a spreadsheet to fill in for a target",
		Args:  exactly(1, "TARGET"),
		RunE:  func(_ *cobra.Command, args []string) error { return p.template(args[0], f) },
	}
	c.Flags().StringVarP(&f.out, "out", "o", "", "file to write, .xlsx or .csv (default: TARGET.xlsx in the current folder)")
	c.Flags().BoolVar(&f.csv, "csv", false, "write TARGET.csv, which can't hold formats, lists to choose from or notes")
	c.Flags().BoolVar(&f.demo, "demo", false, "fill it with some of the sandbox's records, to be tried with apply --sandbox")
	c.Flags().BoolVar(&f.force, "force", false, "write over a file that is there")
	c.Flags().Var(&f.lang, "lang", "language of the headings: sv, or en for the API's own names (also: IMPORTER_LANG)")
	return c
}

// template writes a spreadsheet for a target, and says what to do with it.
func (p *process) template(name string, f *templateFlags) error {
	spec, ok := target.Find(name)
	if !ok {
		return usage("`importer targets` lists them", "there is no target %q", name)
	}
	path, write, err := f.form(spec)
	if err != nil {
		return err
	}
	t := newTemplate(spec, f.lang.Lang)
	if f.demo {
		fillDemo(&t, spec)
	}
	var content bytes.Buffer
	if err := write(&content, t); err != nil {
		return err
	}
	if err := f.save(path, content.Bytes()); err != nil {
		return err
	}
	_, err = io.WriteString(p.out, t.Next(quote(path), f.demo))
	return err
}

// form gives the file to write, and what writes it.
func (f *templateFlags) form(spec target.Spec) (path string, write func(io.Writer, report.Template) error, err error) {
	path = f.out
	if path == "" {
		path = spec.Name + ".xlsx"
		if f.csv {
			path = spec.Name + ".csv"
		}
	}
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case ending == ".csv":
		return path, report.WriteTemplateCSV, nil
	case ending == ".xlsx" && !f.csv:
		return path, report.WriteTemplateBook, nil
	default:
		return "", nil, usage("for example: --out mall.xlsx, or --out mall.csv", "--out %s: a template is an .xlsx file or, with --csv, a .csv file", path)
	}
}

// save writes the file. One that is there is left as it is unless the user says
// otherwise: it may have been filled in.
func (f *templateFlags) save(path string, content []byte) error {
	mode := os.O_CREATE | os.O_WRONLY | os.O_EXCL
	if f.force {
		mode = os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	}
	file, err := os.OpenFile(path, mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("name another file with --out, or write over it with --force", "%s is there already", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// newTemplate is the template of a target, with nothing filled in.
func newTemplate(spec target.Spec, lang report.Lang) report.Template {
	t := report.Template{Lang: lang, Target: spec.Name, Name: sheetName(lang.Say(spec.Many))}
	titles := headings(spec, lang)
	for _, line := range inOrder(spec.ColumnTable()) {
		c := report.TemplateColumn{
			Column: line.Column, Name: shownName(line), Title: titles[line.Name], Titles: line.Titles, Part: string(line.Part),
			Whole: titles[line.Field], Finds: finding(line), Flag: line.Flag, Example: examples[spec.Name][line.Name],
		}
		if asked(line) {
			t.Columns = append(t.Columns, c)
		} else {
			t.Others = append(t.Others, c)
		}
	}
	if slices.ContainsFunc(t.Columns, isNumber) {
		t.Columns = slices.Insert(t.Columns, leading(t.Columns), guardColumn(lang))
	}
	return t
}

// sheetName makes the name of a worksheet of a word.
func sheetName(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// headings gives the heading of each column by its name. In Swedish it is the
// usual title, unless that leads to another column too; in English the name.
func headings(spec target.Spec, lang report.Lang) map[string]string {
	lines := spec.ColumnTable()
	count := map[string]int{}
	for _, line := range lines {
		for _, title := range append([]string{line.Name}, line.Titles...) {
			count[strings.ToLower(title)]++
		}
	}
	titles := map[string]string{}
	for _, line := range lines {
		titles[line.Name] = shownName(line)
		alone := slices.IndexFunc(line.Titles, func(title string) bool { return count[strings.ToLower(title)] == 1 })
		if lang == report.Swedish && alone >= 0 {
			titles[line.Name] = line.Titles[alone]
		}
	}
	return titles
}

// asked reports whether a template has a column. A class that is renamed needs a
// new title; who is in it is changed person by person, because a whole list that
// lacks somebody would take them out.
func asked(line target.ColumnLine) bool {
	switch line.Part {
	case target.New:
		return line.Kind == validate.Title
	case target.Add, target.Remove:
		return line.Refers != ""
	case target.Value:
		return !line.Open && !(line.List && line.Refers != "")
	default:
		return false
	}
}

// inOrder puts what only systems know, which are ids, behind what people do.
func inOrder(lines []target.ColumnLine) []target.ColumnLine {
	slices.SortStableFunc(lines, func(a, b target.ColumnLine) int { return rank(a) - rank(b) })
	return lines
}

func rank(line target.ColumnLine) int {
	if line.Kind == validate.UUID || line.Kind == validate.SourceID || line.Field == "id" {
		return 1
	}
	return 0
}

func finding(line target.ColumnLine) report.Finding {
	switch {
	case line.Member:
		return report.TheMember
	case line.Key:
		return report.TheRecord
	default:
		return report.Nothing
	}
}

func isNumber(c report.TemplateColumn) bool { return c.Kind == validate.IdentityNumber }

// leading counts the columns before the first one of an id.
func leading(columns []report.TemplateColumn) int {
	i := slices.IndexFunc(columns, func(c report.TemplateColumn) bool { return c.Kind == validate.UUID || c.Kind == validate.SourceID })
	if i < 0 {
		return len(columns)
	}
	return i
}

// guardColumn marks people whose identity is protected.
func guardColumn(lang report.Lang) report.TemplateColumn {
	c := report.TemplateColumn{Column: validate.Column{Kind: validate.Boolean}, Name: "Protected identity", Title: "Protected identity", Guards: true}
	if lang == report.Swedish {
		c.Title = "Skyddad identitet"
	}
	return c
}

// examples are cells that are better than what is usual for their kind, by target
// and column. Nobody is called so.
var examples = map[string]map[string]string{
	"meitner-students": {
		"firstName": "Anna", "lastName": "Ek", "address.postalAddress": "Nygatan 1", "emailAddress2": "anna@example.org", "phoneNumber2": "08-465 004 23",
	},
	"meitner-groups":      {"title.new": "8A", "moderatorIDs.add": "eva.holm@example.se"},
	"konstantly-groups":   {"name": "Norr/Kundtjänst", "name.new": "Kundtjänst Norr", "parentId": "Norr", "description": "Alla i Norr."},
	"tabula-small-groups": {"moduleCode": "XX101", "smallGroupSet": "XX101 Seminars", "academicYear": "26/27", "name": "Group 1", "name.new": "Group 1 (evening)"},
}
