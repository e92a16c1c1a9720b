package target

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
	"importer/internal/validate"
)

func TestKonstantlyShowsWhatTheServerShows(t *testing.T) {
	const region, opened = "attributes.region", "attributes.opened"
	fields := []string{unitDescription, region, opened, "attributes.languages"}
	hidden := unitAt(t, openUnits(t, sandbox.New(sandbox.Options{})), "33", fields...)
	for _, field := range fields {
		if got := hidden.Fields[field].State; got != validate.Unreadable {
			t.Errorf("%s isn't in the answer, and its state is %d", field, got)
		}
	}
	shown := unitAt(t, openUnits(t, showing()), "33", fields...)
	want := map[string]validate.Value{
		unitID: validate.Of("33"), unitName: validate.Of("Björkuddens skola"), unitParent: validate.Of(norr),
		unitDescription: validate.Of("Alla inom Björkuddens skola."),
		region:          validate.Of("Norr"), opened: validate.Of("2010-06-26"), "attributes.cost_center": validate.Of("0445"),
		"attributes.languages": validate.ListOf(), "attributes.active": validate.Cleared(),
		"attributes.website": validate.Cleared(), "attributes.seats": validate.Cleared(),
	}
	if diff := cmp.Diff(want, shown.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if listed := unitAt(t, openUnits(t, showing()), "33"); listed.Fields[unitDescription].Text == "" {
		t.Error("the answer about one group has a description, and it was dropped")
	}
}

func TestKonstantlyTypesItsAttributes(t *testing.T) {
	const all = `{"region":"norr","cost_center":4410,"opened":"2010-06-26","languages":["Svenska"],"active":true,"website":"https://example.org/","seats":24.50}`
	tests := map[string]struct{ answer, field, want string }{
		"a choice in other letters": {all, "region", `"Norr"`},
		"a number for a text":       {all, "cost_center", `"4410"`},
		"a list":                    {all, "languages", `["svenska"]`},
		"yes":                       {all, "active", `"true"`},
		"a number":                  {all, "seats", `"24.5"`},
		"a number as text":          {`{"seats":"24,5"}`, "seats", `"24.5"`},
		"a number in powers":        {`{"seats":2.45e1}`, "seats", `"24.5"`},
		"one of a list":             {`{"languages":"svenska"}`, "languages", `["svenska"]`},
		"an empty text":             {`{"cost_center":""}`, "cost_center", `null`},
		"null":                      {`{"active":null}`, "active", `null`},
		"null for a list":           {`{"languages":null}`, "languages", `[]`},
		"no map":                    {`null`, "region", `null`},
		"no map but a list":         {`[]`, "languages", `[]`},
		"something else":            {`{"cost_center":{"a":1}}`, "cost_center", `"{\"a\":1}"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := sandbox.New(sandbox.Options{})
			conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/groups/33") {
					reply(w, `{"id":33,"parentId":null,"name":"B","attributes":`+tt.answer+`}`)
					return
				}
				server.ServeHTTP(w, r)
			}))
			field := "attributes." + tt.field
			got, err := unitAt(t, conn, "33", field).Fields[field].MarshalJSON()
			if err != nil || string(got) != tt.want {
				t.Errorf("%s is %s, %v, want %s", field, got, err, tt.want)
			}
		})
	}
}

// Whatever a server writes into a map, it is read without an error, and means
// the same when it is read again from what we would send.
func FuzzKonstantlyAttribute(f *testing.F) {
	f.Add(`[0]`, uint8(8)) // no number, in an attribute that holds one
	for _, seed := range []string{`"a"`, `1.50`, `-0`, `1e300`, `true`, `null`, `[]`, `["a",1]`, `{"a":1}`, `"2026-08-17T00:00:00Z"`, `"\u00e5"`, `12345678901234567890`} {
		f.Add(seed, uint8(1))
	}
	f.Fuzz(func(t *testing.T, raw string, kind uint8) {
		if !json.Valid([]byte(raw)) {
			t.Skip()
		}
		d := definition{Name: "x", APIID: "x", Type: int(kind % 10)}
		a := d.attribute()
		got := a.decode(json.RawMessage(strings.TrimSpace(raw)))
		if a.list != got.IsList() {
			t.Fatalf("%s reads as %+v", raw, got)
		}
		if got.State != validate.Set {
			return
		}
		sent, err := json.Marshal(a.encode(got))
		if err != nil {
			t.Fatal(err)
		}
		if again := a.decode(sent); !again.Equal(got) {
			t.Errorf("%s reads as %+v, and what is sent of it, %s, as %+v", raw, got, sent, again)
		}
	})
}

func TestKonstantlyMapsThatAreNone(t *testing.T) {
	for raw, good := range map[string]bool{``: true, `null`: true, `[]`: true, `{}`: true, `{"a":1}`: true, `[1]`: false, `"x"`: false, `1`: false} {
		held, err := attributeMap(json.RawMessage(raw))
		if (err == nil) != good {
			t.Errorf("%s: %v, %v", raw, slices.Collect(maps.Keys(held)), err)
		}
	}
}
