package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"importer/internal/plan"
)

// A Subject is what a run is about, in words.
type Subject struct {
	System    string // such as "Meitner"
	Place     string // such as "api.meitner.se, PRODUCTION"; empty for a check, which goes nowhere
	One, Many string // what a row stands for, such as "pupil" and "pupils"

	// Unit and Units are what a change is about, such as "class" and "classes";
	// empty where that is what a row stands for.
	Unit, Units string
}

// unit names what a number of changes is about.
func (s Subject) unit(v voice, n int) string {
	return v.several(n, cmp.Or(s.Unit, s.One), cmp.Or(s.Units, s.Many))
}

// some is a number of what changes are about.
func (s Subject) some(v voice, n int) string { return v.Sprintf("%d %s", n, s.unit(v, n)) }

// Some is a number of what changes are about, such as "3 pupils".
func (s Subject) Some(l Lang, n int) string { return s.some(l.voice(), n) }

// An Earlier is a run that another one goes on with or takes back.
type Earlier struct {
	Code    string
	Started time.Time
}

// when says when the run began, to the minute.
func (e Earlier) when() string { return e.Started.Local().Format("2006-01-02 15:04") }

// Titles are what the user calls fields: the column's title as it stands in the
// sheet, or what the field is called where the sheet has no column for it.
type Titles map[string]string

// NewTitles gives the titles of a sheet's columns, of which mapping says what
// field each leads to; others are the names of the fields that have none. Of
// several columns of one field the first by title counts.
func NewTitles(mapping map[string]string, others map[string]string) Titles {
	t := Titles{}
	for _, title := range slices.Sorted(maps.Keys(mapping)) {
		if _, ok := t[mapping[title]]; !ok {
			t[mapping[title]] = title
		}
	}
	for field, name := range others {
		t[field] = cmp.Or(t[field], name)
	}
	return t
}

// of is what a field is called.
func (t Titles) of(field string) string { return plain(cmp.Or(t[field], field)) }

// list is what fields are called.
func (t Titles) list(fields []string) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = t.of(f)
	}
	return strings.Join(names, ", ")
}

// edited is what the fields of edits are called.
func (t Titles) edited(edits []plan.Edit) string {
	fields := make([]string, len(edits))
	for i, e := range edits {
		fields[i] = e.Field
	}
	return t.list(fields)
}
