package target

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// sentBody gives the body of the last request.
func sentBody(t *testing.T, server *sandbox.Server) map[string]any {
	t.Helper()
	log := server.Log()
	var sent map[string]any
	if err := json.Unmarshal([]byte(log[len(log)-1].Body), &sent); err != nil {
		t.Fatal(err)
	}
	return sent
}

func TestKonstantlyPatchSendsTheNameAndWhatChanges(t *testing.T) {
	whole := map[string]any{"region": "Väst", "cost_center": "0634", "active": true, "website": "https://example.se/enhet/92"}
	with := func(values map[string]any) map[string]any {
		m := maps.Clone(whole)
		maps.Copy(m, values)
		maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
		return map[string]any{"attributes": m}
	}
	tests := map[string]struct {
		edits []plan.Edit
		want  map[string]any
	}{
		"the name":              {[]plan.Edit{{Field: "name", New: validate.Of("Mat")}}, map[string]any{"name": "Mat"}},
		"a parent":              {[]plan.Edit{{Field: "parentId", New: validate.Of("3")}}, map[string]any{"parentId": 3.0}},
		"no parent":             {[]plan.Edit{{Field: "parentId", New: validate.Cleared()}}, map[string]any{"parentId": nil}},
		"a description":         {[]plan.Edit{{Field: "description", New: validate.Of("Mat <och> dryck")}}, map[string]any{"description": "Mat <och> dryck"}},
		"no description, again": {[]plan.Edit{{Field: "description", New: validate.Cleared()}}, map[string]any{"description": ""}},
		"a text":                {[]plan.Edit{{Field: "attributes.cost_center", New: validate.Of("0184")}}, with(map[string]any{"cost_center": "0184"})},
		"a number":              {[]plan.Edit{{Field: "attributes.seats", New: validate.Of("12.5")}}, with(map[string]any{"seats": 12.5})},
		"no":                    {[]plan.Edit{{Field: "attributes.active", New: validate.Of("false")}}, with(map[string]any{"active": false})},
		"cleared":               {[]plan.Edit{{Field: "attributes.website", New: validate.Cleared()}}, with(map[string]any{"website": nil})},
		"a list":                {[]plan.Edit{{Field: "attributes.languages", New: validate.ListOf("finska"), Add: []string{"finska"}}}, with(map[string]any{"languages": []any{"finska"}})},
		"an empty list":         {[]plan.Edit{{Field: "attributes.languages", New: validate.ListOf()}}, with(nil)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := showing()
			conn := openUnits(t, server)
			now := unitAt(t, conn, "92", "attributes.region")
			stored, err := conn.Patch(t.Context(), now, tt.edits)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"name": "Måltidsservice"}
			maps.Copy(want, tt.want)
			if diff := cmp.Diff(want, sentBody(t, server)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			for _, e := range tt.edits {
				if got := stored.Fields[e.Field]; !got.Equal(e.New) {
					t.Errorf("%s is %v by the answer", e.Field, got)
				}
			}
			allDocumented(t, server)
		})
	}
}

// What nobody asked to change goes back as the server wrote it, be it in our
// normal form or not, and defined or not.
func TestKonstantlyEchoesTheServersOwnWriting(t *testing.T) {
	const name = "A\u030asen  "
	const group = `{"id":33,"parentId":null,"name":"` + name + `","attributes":{"region":"norr","old":{"b":[1,2.50]},"seats":1e2,"cost_center":null}}`
	bodies := make(chan []byte, 1)
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasSuffix(r.URL.Path, "/groups/33"):
			server.ServeHTTP(w, r)
			return
		case r.Method == http.MethodPatch:
			var body json.RawMessage
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				t.Error(err)
			}
			bodies <- body
		}
		reply(w, group)
	}))
	now := unitAt(t, conn, "33", "attributes.active")
	if now.Fields["name"].Text != "Åsen" || now.Fields["attributes.region"].Text != "Norr" {
		t.Errorf("the fields are %v", now.Fields)
	}
	if _, err := conn.Patch(t.Context(), now, []plan.Edit{{Field: "attributes.active", New: validate.Of("true")}}); err != nil {
		t.Fatal(err)
	}
	const want = `{"attributes":{"active":true,"cost_center":null,"old":{"b":[1,2.50]},"region":"norr","seats":1e2},"name":"` + name + `"}`
	if got := string(<-bodies); got != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
}

// Whatever a map holds and whatever is edited: what the edits name is as they
// say, and everything else is as it was.
func TestKonstantlyOverlayProperty(t *testing.T) {
	all := attributes{{id: "a", kind: validate.Text}, {id: "b", kind: validate.Decimal}, {id: "c", kind: validate.Choice, list: true}}
	values := map[string]*rapid.Generator[validate.Value]{
		"a": rapid.Map(rapid.StringMatching(`[a-z]{1,5}`), validate.Of),
		"b": rapid.Map(rapid.StringMatching(`[1-9][0-9]{0,3}(\.[1-9])?`), validate.Of),
		"c": rapid.Map(rapid.SliceOf(rapid.StringMatching(`[a-z]`)), func(l []string) validate.Value { return validate.ListOf(l...) }),
		"d": rapid.Map(rapid.StringMatching(`[a-z]{1,5}`), validate.Of),
	}
	ids := slices.Sorted(maps.Keys(values))
	rapid.Check(t, func(t *rapid.T) {
		held := map[string]json.RawMessage{}
		for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom(append(ids, "e", "f")), rapid.ID[string]).Draw(t, "held") {
			held[id] = json.RawMessage(rapid.SampledFrom([]string{`"x"`, `1.50`, `true`, `null`, `["x"]`}).Draw(t, "value"))
		}
		raw, _ := json.Marshal(held)
		var edits []plan.Edit
		edited := map[string]validate.Value{}
		for _, id := range rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[string]).Draw(t, "edited") {
			v := rapid.OneOf(values[id], rapid.Just(validate.Cleared())).Draw(t, "new")
			edits, edited[id] = append(edits, plan.Edit{Field: "attributes." + id, New: v}), v
		}
		now := plan.Current{Echo: map[string]validate.Value{unitAttributes: validate.Of(string(raw))}}
		whole, err := all.overlaid(now, edits)
		if err != nil {
			t.Fatal(err)
		}
		for id, old := range held {
			if _, is := edited[id]; !is && !cmp.Equal(whole[id], any(old)) {
				t.Fatalf("%s was %s and is %v", id, old, whole[id])
			}
		}
		for id, v := range edited {
			sent, there := whole[id]
			empty := v.State != validate.Set || v.IsList() && len(v.List) == 0
			if there == empty || there && !cmp.Equal(all.called(id).encode(v), sent) {
				t.Fatalf("%s is to be %v and is sent as %v", id, v, sent)
			}
		}
		if extra := len(whole) - len(held) - len(edited); extra > 0 {
			t.Fatalf("%d members too many: %v", extra, whole)
		}
	})
}

// A map that was there when the edits were planned, and isn't shown any more,
// isn't overwritten with the few that change.
func TestKonstantlyMapThatIsShownNoMore(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, server)
	now := unitAt(t, conn, "92", "attributes.region")
	edits := []plan.Edit{{Field: "attributes.region", Old: validate.Of("Väst"), New: validate.Of("Syd")}}
	if _, err := conn.Patch(t.Context(), now, edits); !errors.Is(err, apply.ErrImpossible) {
		t.Errorf("Patch gives %v", err)
	}
	if n := conn.Usage().Writes; n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

// A run that is resumed knows nothing of the site until it asks.
func TestKonstantlyPatchAfterResuming(t *testing.T) {
	server := showing()
	conn := openUnits(t, server)
	now := unitAt(t, conn, "92", "attributes.seats", "attributes.active")
	edits := []plan.Edit{{Field: "attributes.seats", New: validate.Of("7")}, {Field: "attributes.active", Old: validate.Of("true"), New: validate.Of("false")}}
	if _, err := conn.Patch(t.Context(), now, edits); err != nil {
		t.Fatal(err)
	}
	if got, _ := server.KonstantlyGroup(92); got["attributes.seats"] != 7.0 || got["attributes.active"] != false || got["attributes.cost_center"] != "0634" {
		t.Errorf("the group is %v", got)
	}
}

// An id out of a cell never becomes a path, and no group loses its name.
func TestKonstantlyPatchSendsNothingWithoutAGroup(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, server)
	name := map[string]validate.Value{unitName: validate.Of("Norr")}
	for _, now := range []plan.Current{
		{ID: "", Echo: name}, {ID: "..", Echo: name}, {ID: "3/users", Echo: name}, {ID: "3?x=1", Echo: name}, {ID: "03", Echo: name},
		{ID: "-3", Echo: name}, {ID: "3.0", Echo: name}, {ID: " 3", Echo: name}, {ID: "3"}, {ID: "3", Echo: map[string]validate.Value{unitName: validate.Of(" ")}},
	} {
		if _, err := conn.Patch(t.Context(), now, []plan.Edit{{Field: unitDescription, New: validate.Of("x")}}); err == nil {
			t.Errorf("%+v was sent", now)
		}
	}
	if n := len(server.Log()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

func TestKonstantlyPatchAnswers(t *testing.T) {
	now := plan.Current{ID: "3", Echo: map[string]validate.Value{unitName: validate.Of("Norr")}}
	tests := map[string]struct {
		handler http.HandlerFunc
		want    *apply.Refusal // nil for an answer that says nothing
	}{
		"invalid": {
			status(400, `{"status":400,"message":"Validation failed","errors":{"name":["Name cannot be empty"],"attributes.region":["no such option","odd"]}}`),
			&apply.Refusal{Status: 400, Message: "Validation failed", Fields: map[string]string{"name": "Name cannot be empty", "attributes.region": "no such option; odd"}}},
		"a text for a list": {
			status(400, `{"status":400,"message":"no","errors":{"parentId":"unknown"}}`),
			&apply.Refusal{Status: 400, Message: "no", Fields: map[string]string{"parentId": "unknown"}}},
		"no errors":      {status(400, `{"status":400,"message":"no"}`), &apply.Refusal{Status: 400, Message: "no"}},
		"errors of null": {status(400, `{"status":400,"message":"no","errors":null}`), &apply.Refusal{Status: 400, Message: "no"}},
		"errors listed":  {status(400, `{"status":400,"message":"no","errors":["x"]}`), &apply.Refusal{Status: 400, Message: "no"}},
		"gone":           {status(404, `{"status":404,"message":"Group not found"}`), &apply.Refusal{Status: 404, Message: "Group not found"}},
		"throttled":      {status(429, `{"status":429,"message":"slow down"}`), &apply.Refusal{Status: 429, Message: "slow down"}},
		"forbidden":      {status(403, `{}`), &apply.Refusal{Status: 403}},
		"a gateway":      {status(502, `<html>`), &apply.Refusal{Status: 502}},
		"a redirect": {
			func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
			&apply.Refusal{Status: 302}},
		"nothing":       {status(204, ``), nil},
		"another group": {status(200, `{"id":4,"name":"Norr","parentId":null}`), nil},
		"two documents": {status(200, `{"id":3,"name":"Norr"}{"id":3,"name":"Norr"}`), nil},
		"a page":        {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, nil},
		"no object":     {status(200, `[]`), nil},
		"cut off":       {status(200, `{"id":3,"name":"Norr"`), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := openUnits(t, tt.handler)
			_, err := conn.Patch(t.Context(), now, nil)
			got, refused := errors.AsType[*apply.Refusal](err)
			switch {
			case err == nil:
				t.Fatal("it was taken for done")
			case refused != (tt.want != nil), errors.Is(err, apply.ErrNotSent):
				t.Errorf("the error is %v", err)
			case refused && cmp.Diff(tt.want, got) != "":
				t.Errorf("refusal (-want +got):\n%s", cmp.Diff(tt.want, got))
			}
			if n := conn.Usage().Writes; n != 1 {
				t.Errorf("%d requests went out", n)
			}
		})
	}
}

// A site may speak of an attribute by its name, or without the map's own.
func TestKonstantlyRefusalNamesOurFields(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openUnits(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			status(400, `{"status":400,"message":"no","errors":{"attributes.Kostnadsställe":["a"],"region":["b"],"attributes":["c"],"parentId":["d"],"odd":["e"]}}`)(w, r)
			return
		}
		server.ServeHTTP(w, r)
	}))
	if _, err := conn.Schema(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := conn.Patch(t.Context(), unitAt(t, conn, norr), nil)
	no, _ := errors.AsType[*apply.Refusal](err)
	want := map[string]string{"attributes.cost_center": "a", "attributes.region": "b", "attributes": "c", "parentId": "d", "odd": "e"}
	if no == nil || !maps.Equal(no.Fields, want) {
		t.Errorf("the refusal is %+v", no)
	}
}

// The sandbox's own refusals reach the right fields.
func TestKonstantlySandboxRefuses(t *testing.T) {
	tests := map[string]struct {
		edit  plan.Edit
		field string
	}{
		"a choice":   {plan.Edit{Field: "attributes.region", New: validate.Of("Nord")}, "attributes.region"},
		"a parent":   {plan.Edit{Field: "parentId", New: validate.Of("999")}, "parentId"},
		"a circle":   {plan.Edit{Field: "parentId", New: validate.Of("92")}, "parentId"},
		"a required": {plan.Edit{Field: "attributes.region", New: validate.Cleared()}, "attributes.region"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := openUnits(t, showing())
			now := unitAt(t, conn, "92", "attributes.region")
			_, err := conn.Patch(t.Context(), now, []plan.Edit{tt.edit})
			no, _ := errors.AsType[*apply.Refusal](err)
			if no == nil || no.Status != http.StatusBadRequest || no.Fields[tt.field] == "" {
				t.Errorf("the error is %v with %+v", err, no)
			}
		})
	}
}
