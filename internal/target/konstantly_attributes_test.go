package target

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
	"importer/internal/validate"
)

// learned is the schema of a site with definitions, given as JSON.
func learned(t *testing.T, definitions string) (validate.Schema, error) {
	t.Helper()
	conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/openapi/v1/custom/attributes/groups" {
			t.Errorf("%s %s was asked for", r.Method, r.URL.Path)
		}
		reply(w, definitions)
	}))
	return conn.Schema(t.Context())
}

// ofAttributes gives the columns of a schema that are a site's own.
func ofAttributes(s validate.Schema) []validate.Column {
	return slices.DeleteFunc(slices.Clone(s.Columns), func(c validate.Column) bool { return !isAttribute(c.Field) })
}

func TestKonstantlyLearnsAttributes(t *testing.T) {
	conn := openUnits(t, sandbox.New(sandbox.Options{}))
	s, err := conn.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []validate.Column{
		{Field: "attributes.region", Kind: validate.Choice, Choices: []string{"Norr", "Syd", "Öst", "Väst"}, Aliases: []string{"Region"}},
		{Field: "attributes.cost_center", Kind: validate.Text, Nullable: true, Aliases: []string{"Kostnadsställe", "cost_center", "attributes.Kostnadsställe"}},
		{Field: "attributes.opened", Kind: validate.Date, Nullable: true, Aliases: []string{"Öppnad", "opened", "attributes.Öppnad"}},
		{Field: "attributes.languages", Kind: validate.Choice, List: true, Nullable: true,
			Choices: []string{"svenska", "engelska", "finska", "arabiska"}, Aliases: []string{"Språk", "languages", "attributes.Språk"}},
		{Field: "attributes.active", Kind: validate.Boolean, Nullable: true, Aliases: []string{"Aktiv", "active", "attributes.Aktiv"}},
		{Field: "attributes.website", Kind: validate.Link, Nullable: true, Aliases: []string{"Webbplats", "website", "attributes.Webbplats"}},
		{Field: "attributes.seats", Kind: validate.Decimal, Nullable: true, Aliases: []string{"Platser", "seats", "attributes.Platser"}},
	}
	if diff := cmp.Diff(want, ofAttributes(s)); diff != "" || s.Open != "" {
		t.Errorf("it is open for %q, and its columns are (-want +got):\n%s", s.Open, diff)
	}
	if _, err := conn.Schema(t.Context()); err != nil || conn.Usage().Reads != 1 {
		t.Errorf("%d reads, %v, for two looks at the schema", conn.Usage().Reads, err)
	}
}

func TestKonstantlyKnowsNoAttributesOffline(t *testing.T) {
	if s := konstantlyGroups().Schema; s.Open != "attributes." || len(ofAttributes(s)) != 0 {
		t.Errorf("the schema is open for %q", s.Open)
	}
}

func TestKonstantlyAttributeTypes(t *testing.T) {
	s, err := learned(t, `[
		{"id":9,"name":"Nine","type":9,"apiId":"nine","position":2,"isRequired":false,"extraData":null},
		{"id":5,"name":"Chef","type":5,"apiId":"manager","position":1,"isRequired":true,"extraData":null},
		{"id":3,"name":"Val","type":3,"apiId":"choice","position":3,"extraData":[{"id":2,"position":2,"value":"b"},{"id":1,"position":1,"value":"a"}]},
		{"id":4,"name":"Fritt","type":3,"apiId":"free","position":4,"extraData":{"odd":true}},
		{"id":6,"name":"Noll","type":0,"apiId":"zero","position":5}]`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]validate.Column{}
	var order []string
	for _, c := range ofAttributes(s) {
		order = append(order, c.Field)
		c.Aliases, c.Field = nil, ""
		got[order[len(order)-1]] = c
	}
	want := map[string]validate.Column{
		"attributes.manager": {Kind: validate.SourceID},
		"attributes.nine":    {Kind: validate.Unchecked, Nullable: true},
		"attributes.choice":  {Kind: validate.Choice, Nullable: true, Choices: []string{"a", "b"}},
		"attributes.free":    {Kind: validate.Choice, Nullable: true},
		"attributes.zero":    {Kind: validate.Unchecked, Nullable: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || order[0] != "attributes.manager" {
		t.Errorf("columns in the order %v (-want +got):\n%s", order, diff)
	}
}

// A title that may mean two fields leads to neither; the form with the apiId
// always leads somewhere.
func TestKonstantlyTitlesThatClash(t *testing.T) {
	type titles map[string][]string
	tests := map[string]struct {
		definitions [][2]string // name and apiId
		want        titles
	}{
		"none":                      {[][2]string{{"Ort", "city"}}, titles{"attributes.city": {"Ort", "city", "attributes.Ort"}}},
		"a field of every group":    {[][2]string{{"Beskrivning", "text"}}, titles{"attributes.text": {"text", "attributes.Beskrivning"}}},
		"the key":                   {[][2]string{{"x", "name"}}, titles{"attributes.name": {"x", "attributes.x"}}},
		"a new key":                 {[][2]string{{"Nytt namn", "x"}}, titles{"attributes.x": {"x", "attributes.Nytt namn"}}},
		"one name for two":          {[][2]string{{"Ort", "a"}, {"ort", "b"}}, titles{"attributes.a": {"a"}, "attributes.b": {"b"}}},
		"a name and an apiId":       {[][2]string{{"b", "a"}, {"x", "b"}}, titles{"attributes.a": {"a"}, "attributes.b": {"x", "attributes.x"}}},
		"dots and signs":            {[][2]string{{"Område (Syd)", "a"}, {"x", "omrade-syd"}}, titles{"attributes.a": {"a"}, "attributes.omrade-syd": {"x", "attributes.x"}}},
		"ids not to be told apart":  {[][2]string{{"x", "cost_center"}, {"y", "cost-center"}, {"z", "z"}}, titles{"attributes.z": {"z"}}},
		"a name that is no use":     {[][2]string{{"", "a"}}, titles{"attributes.a": {"a"}}},
		"an apiId beside the field": {[][2]string{{"a", "a"}}, titles{"attributes.a": {"a"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var list []string
			for i, d := range tt.definitions {
				list = append(list, fmt.Sprintf(`{"id":%d,"name":%q,"type":1,"apiId":%q,"position":%d}`, i, d[0], d[1], i))
			}
			s, err := learned(t, "["+strings.Join(list, ",")+"]")
			if err != nil {
				t.Fatal(err)
			}
			got := titles{}
			for _, c := range ofAttributes(s) {
				got[c.Field] = c.Aliases
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKonstantlyDefinitionsThatCantBeUsed(t *testing.T) {
	for name, body := range map[string]string{
		"no list": `{}`, "no apiId": `[{"name":"x","type":1}]`, "a type in words": `[{"name":"x","type":"text","apiId":"x"}]`, "text": `["x"]`, "cut off": `[`,
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := learned(t, body); err == nil {
				t.Errorf("learned %v", ofAttributes(s))
			}
		})
	}
}
