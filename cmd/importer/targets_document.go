package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"importer/internal/report"
	"importer/internal/target"
)

// A targetDocument is what programs are told of a target.
type targetDocument struct {
	Name        string               `json:"name"`
	System      string               `json:"system"`
	Summary     string               `json:"summary"`
	Row         string               `json:"row"` // what a row stands for
	Call        string               `json:"call"`
	BaseURL     string               `json:"baseURL,omitempty"`
	BaseURLEnv  string               `json:"baseURLEnv,omitempty"`
	Rate        rateDocument         `json:"rate"`
	Credentials []credentialDocument `json:"credentials"`
	Flags       []flagDocument       `json:"flags,omitempty"`
	Keys        []string             `json:"keys"`                 // the best first
	MemberKeys  []string             `json:"memberKeys,omitempty"` // of whom a row is about, where that isn't the record
	Columns     []columnDocument     `json:"columns"`
}

type rateDocument struct {
	Requests float64 `json:"requests"`
	Seconds  float64 `json:"seconds"`
}

type credentialDocument struct {
	Title  string   `json:"title"`
	Env    []string `json:"env"` // with _FILE behind, they name a file
	Secret bool     `json:"secret"`
}

type flagDocument struct {
	Flag  string `json:"flag"`
	Field string `json:"field"` // that it gives for all rows
}

// A columnDocument tells of a column. What is false or empty is left out.
type columnDocument struct {
	Name     string   `json:"name"`
	Field    string   `json:"field"`
	Part     string   `json:"part"` // value, new, previous, add or remove
	Kind     string   `json:"kind"`
	Meaning  string   `json:"meaning"`
	Titles   []string `json:"titles,omitempty"`
	Key      bool     `json:"key,omitempty"`
	Member   bool     `json:"memberKey,omitempty"`
	Scope    bool     `json:"scope,omitempty"`
	Flag     string   `json:"flag,omitempty"`
	KeyOnly  bool     `json:"keyOnly,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Nullable bool     `json:"nullable,omitempty"`
	List     bool     `json:"list,omitempty"`
	Refers   string   `json:"refers,omitempty"`
	Owns     []string `json:"owns,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Open     bool     `json:"open,omitempty"` // its name begins those of many
}

func documentOf(s target.Spec) targetDocument {
	d := targetDocument{
		Name: s.Name, System: s.System, Summary: s.Summary, Row: s.One, Call: s.Call, BaseURL: s.BaseURL, BaseURLEnv: s.BaseEnv,
		Rate: rateDocument{s.Rate.Requests, s.Rate.Period.Seconds()}, Keys: s.Schema.Keys,
	}
	if m := s.Schema.Members; m != nil {
		d.MemberKeys = m.Keys
	}
	for _, c := range s.Credentials {
		d.Credentials = append(d.Credentials, credentialDocument{c.Title, c.Env, c.Secret})
	}
	for _, scope := range s.Scopes {
		d.Flags = append(d.Flags, flagDocument{scope.Flag, scope.Field})
	}
	for _, c := range s.ColumnTable() {
		d.Columns = append(d.Columns, columnDocument{
			Name: c.Name, Field: c.Field, Part: string(c.Part), Kind: c.Kind.String(), Meaning: c.Meaning(), Titles: c.Titles,
			Key: c.Key, Member: c.Member, Scope: c.Scope, Flag: c.Flag, KeyOnly: c.KeyOnly, Unique: c.Unique, Nullable: c.Nullable,
			List: c.List, Refers: c.Refers, Owns: c.Owns, Choices: c.Choices, Open: c.Open,
		})
	}
	return d
}

func documentsOf(specs []target.Spec) []targetDocument {
	var all []targetDocument
	for _, s := range specs {
		all = append(all, documentOf(s))
	}
	return all
}

func writeJSON(w io.Writer, document any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(document)
}

// markdown writes targets with their tables of columns, as the README has them:
// with a few of the titles of each column.
func markdown(specs []target.Spec) string {
	const most = 4
	var b strings.Builder
	for i, s := range specs {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "### `%s`\n\n%s: %s (`%s`). %s.\n\n", s.Name, s.System, s.Summary, s.Call, keysOf(s, report.English, code))
		b.WriteString("| column | what it holds | also known as |\n|---|---|---|\n")
		for _, c := range s.ColumnTable() {
			titles := strings.Join(c.Titles[:min(most, len(c.Titles))], ", ")
			if len(c.Titles) > most {
				titles += ", …"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", code(shownName(c)), inTable(c.Meaning()), inTable(titles))
		}
	}
	return b.String()
}

func code(text string) string { return "`" + text + "`" }

// inTable keeps a text from ending its cell.
func inTable(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
