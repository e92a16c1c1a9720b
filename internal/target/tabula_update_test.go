package target

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

func TestTabulaUpdate(t *testing.T) {
	tests := map[string]struct {
		module, id string
		edits      []plan.Edit
		want       string // the body
	}{
		"a name":         {"XX101", group1, []plan.Edit{{Field: tabulaName, New: validate.Of("Grupp Å")}}, `{"name":"Grupp Å","maxGroupSize":15}`},
		"a size":         {"XX101", group1, []plan.Edit{{Field: tabulaSize, New: validate.Of("24")}}, `{"name":"Group 1","maxGroupSize":24}`},
		"both":           {"XX202", tutorial1, []plan.Edit{{Field: tabulaName, New: validate.Of("T <1>")}, {Field: tabulaSize, New: validate.Of("9")}}, `{"name":"T <1>","maxGroupSize":9}`},
		"a first limit":  {"XX101", group5, []plan.Edit{{Field: tabulaSize, New: validate.Of("15")}}, `{"name":"Group 5","maxGroupSize":15}`},
		"nothing at all": {"XX101", group3, nil, `{"name":"Group 3","maxGroupSize":12}`},
	}
	for _, keep := range []bool{false, true} {
		for name, tt := range tests {
			t.Run(fmt.Sprintf("%s, size kept %v", name, keep), func(t *testing.T) {
				server := sandbox.New(sandbox.Options{Tabula: sandbox.TabulaOptions{KeepSize: keep}})
				conn := openTabula(t, server)
				now := groupAt(t, conn, tt.module, tt.id)
				stored, err := conn.Patch(t.Context(), now, tt.edits)
				if err != nil {
					t.Fatal(err)
				}
				log := server.Log()
				var sent, want any
				if json.Unmarshal([]byte(log[len(log)-1].Body), &sent) != nil || json.Unmarshal([]byte(tt.want), &want) != nil {
					t.Fatalf("the body is %s", log[len(log)-1].Body)
				}
				if diff := cmp.Diff(want, sent); diff != "" {
					t.Errorf("body (-want +got):\n%s", diff)
				}
				for _, e := range tt.edits {
					if !stored.Fields[e.Field].Equal(e.New) {
						t.Errorf("%s is %v, want %v", e.Field, stored.Fields[e.Field], e.New)
					}
				}
				if stored.Scope != now.Scope || stored.Lane != now.Lane || stored.ID != now.ID {
					t.Errorf("the answer is read as %+v", stored)
				}
				allDocumented(t, server)
			})
		}
	}
}

// The name goes back as Tabula has it: nobody asked to tidy it up.
func TestTabulaEchoesTheNameAsItIs(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	const untidy = " A\u030angstro\u0308m  1 "
	if err := server.EditTabulaGroup(group1, map[string]any{"name": untidy}); err != nil {
		t.Fatal(err)
	}
	conn := openTabula(t, server)
	now := groupAt(t, conn, "XX101", group1)
	if now.Fields[tabulaName].Text != "Ångström  1" {
		t.Errorf("it reads as %q", now.Fields[tabulaName].Text)
	}
	if _, err := conn.Patch(t.Context(), now, []plan.Edit{{Field: tabulaSize, New: validate.Of("20")}}); err != nil {
		t.Fatal(err)
	}
	if g, _ := server.TabulaGroup(group1); g["name"] != untidy {
		t.Errorf("it is %q now", g["name"])
	}
}

// Whatever is asked of groups, in whatever order, and whatever a size that is
// left out becomes: what isn't asked for stays.
func TestTabulaTouchesNothingElse(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		server := sandbox.New(sandbox.Options{Tabula: sandbox.TabulaOptions{KeepSize: rapid.Bool().Draw(r, "keep")}})
		conn := openTabula(t, server)
		want := server.TabulaGroups()
		for range rapid.IntRange(1, 4).Draw(r, "updates") {
			i := rapid.IntRange(0, len(want)-1).Draw(r, "group")
			set := mustSet(t, server, want[i]["setID"].(string))
			if set["moduleCode"] == "XX303" || want[i]["linkedDepartmentGroup"] != nil {
				continue
			}
			key := validate.Key{Field: "id", Value: want[i]["id"].(string), Scope: in(set["moduleCode"].(string), "", set["academicYear"].(string))}
			now := findGroups(t, conn, key)[key][0]
			var edits []plan.Edit
			if rapid.Bool().Draw(r, "rename") {
				name := rapid.StringMatching(`[a-zåäö🎓 ]{0,20}[a-z]`).Draw(r, "name")
				edits, want[i]["name"] = append(edits, plan.Edit{Field: tabulaName, New: validate.Of(name)}), name
			}
			if want[i]["maxGroupSize"] == nil || rapid.Bool().Draw(r, "resize") {
				size := rapid.IntRange(1, 500).Draw(r, "size")
				edits, want[i]["maxGroupSize"] = append(edits, plan.Edit{Field: tabulaSize, New: validate.Of(fmt.Sprint(size))}), size
			}
			if _, err := conn.Patch(t.Context(), now, edits); err != nil {
				r.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, server.TabulaGroups()); diff != "" {
			r.Errorf("groups (-want +got):\n%s", diff)
		}
	})
}

func TestTabulaUpdateAnswers(t *testing.T) {
	const group = `{"id":"g1","name":"x","maxGroupSize":5,"students":[]}`
	answer := func(key, set string, groups ...string) string {
		return `{"success":true,"status":"ok","academicYear":"26/27","` + key + `":{"id":"` + set + `","groups":[` + strings.Join(groups, ",") + `]}}`
	}
	tests := map[string]struct {
		handler http.HandlerFunc
		good    bool
		refusal int // expected status, 0 for an answer that says nothing
	}{
		"done":                       {status(200, answer("groupSet", "s1", group)), true, 0},
		"done, as the table has it":  {status(200, answer("groupset", "s1", group)), true, 0},
		"among others":               {status(200, answer("groupSet", "s1", `{"id":"g0"}`, group)), true, 0},
		"success is false":           {status(200, strings.Replace(answer("groupSet", "s1", group), "true", "false", 1)), false, 200},
		"success isn't told":         {status(200, strings.Replace(answer("groupSet", "s1", group), `"success":true,`, "", 1)), false, 200},
		"success is text":            {status(200, strings.Replace(answer("groupSet", "s1", group), "true", `"true"`, 1)), false, 0},
		"the group isn't in it":      {status(200, answer("groupSet", "s1", `{"id":"g2","name":"x","maxGroupSize":5}`)), false, 0},
		"another set":                {status(200, answer("groupSet", "s2", group)), false, 0},
		"no groups":                  {status(200, `{"success":true,"groupSet":{"id":"s1"}}`), false, 0},
		"no set":                     {status(200, `{"success":true,"status":"ok"}`), false, 0},
		"another spelling":           {status(200, answer("GROUPSET", "s1", group)), false, 0},
		"nothing":                    {status(204, ``), false, 0},
		"an empty object":            {status(200, `{}`), false, 200},
		"a list":                     {status(200, `[]`), false, 0},
		"two documents":              {status(200, answer("groupSet", "s1", group)+`{}`), false, 0},
		"a log-in page":              {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>log in</html>") }, false, 0},
		"a redirect":                 {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, false, 302},
		"a cut connection":           {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false, 0},
		"maintenance":                {status(500, `{"success":false,"status":"internal_server_error","errors":[{"message":"read-only"}]}`), false, 500},
		"something outside has gone": {status(402, `{"success":false,"status":"request_failed","errors":[{"message":"no"}]}`), false, 402},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := openTabula(t, tt.handler)
			stored, err := conn.Patch(t.Context(), anyGroup(), nil)
			no, refused := errors.AsType[*apply.Refusal](err)
			switch {
			case (err == nil) != tt.good, tt.good && stored.ID != "g1":
				t.Errorf("it gives %+v, %v", stored, err)
			case refused != (tt.refusal != 0), refused && no.Status != tt.refusal, errors.Is(err, apply.ErrNotSent):
				t.Errorf("the error is %v", err)
			}
			if n := conn.Usage().Writes; n != 1 {
				t.Errorf("%d requests went out", n)
			}
		})
	}
}

// anyGroup is a group as it may have been read.
func anyGroup() plan.Current {
	return plan.Current{
		Kind: "smallgroup", ID: "g1", Scope: in("xx101", "s1", "26/27"),
		Echo: map[string]validate.Value{tabulaName: validate.Of("x"), tabulaSize: validate.Of("5")},
	}
}

func TestTabulaRefusals(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   apply.Refusal
	}{
		"fields": {400, `{"success":false,"status":"bad_request","result":{"name":"too long","maxGroupSize":"too small"},"errors":[
			{"code":"smallGroup.name.Length","field":"name","message":"too long"},{"field":"name","message":"too loud"},
			{"code":"invalid","field":"maxGroupSize","message":"too small"}]}`,
			apply.Refusal{Status: 400, Code: "bad_request", Message: "too long; too loud; too small",
				Fields: map[string]string{"name": "too long; too loud", "maxGroupSize": "too small"}}},
		"no field":          {404, `{"success":false,"status":"not_found","errors":[{"message":"Item not found"}]}`, apply.Refusal{Status: 404, Code: "not_found", Message: "Item not found"}},
		"no permission":     {403, `{"success":false,"status":"forbidden","errors":[{"message":"no"}]}`, apply.Refusal{Status: 403, Code: "forbidden", Message: "no", Narrow: true, Part: "moduleCode=xx101"}},
		"blocked":           {403, `{"message":"no"}`, apply.Refusal{Status: 403}},
		"no list of errors": {400, `{"status":"bad_request","errors":"no"}`, apply.Refusal{Status: 400}},
		"no JSON":           {502, `<html>`, apply.Refusal{Status: 502}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := openTabula(t, status(tt.status, tt.body)).Patch(t.Context(), anyGroup(), nil)
			no, _ := errors.AsType[*apply.Refusal](err)
			if diff := cmp.Diff(&tt.want, no); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
		})
	}
}

// What Tabula can't be asked for isn't sent.
func TestTabulaSendsNothingThatItShouldNot(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := openTabula(t, server)
	with := func(change func(*plan.Current)) plan.Current {
		now := anyGroup()
		change(&now)
		return now
	}
	limitless := with(func(c *plan.Current) { delete(c.Echo, tabulaSize) })
	tests := map[string]struct {
		now   plan.Current
		edits []plan.Edit
	}{
		"a name for a group without limit": {limitless, []plan.Edit{{Field: tabulaName, New: validate.Of("A")}}},
		"no limit":                         {anyGroup(), []plan.Edit{{Field: tabulaSize, New: validate.Cleared()}}},
		"no name":                          {anyGroup(), []plan.Edit{{Field: tabulaName, New: validate.Cleared()}}},
		"a name of 200":                    {anyGroup(), []plan.Edit{{Field: tabulaName, New: validate.Of(strings.Repeat("å", 200))}}},
		"the name of 200 that it has":      {with(func(c *plan.Current) { c.Echo[tabulaName] = validate.Of(strings.Repeat("å", 200)) }), nil},
		"the name that it hasn't":          {with(func(c *plan.Current) { c.Echo[tabulaName] = validate.Of("") }), nil},
		"an id of dots":                    {with(func(c *plan.Current) { c.ID = ".." }), nil},
		"no id":                            {with(func(c *plan.Current) { c.ID = "" }), nil},
		"a set of dots":                    {with(func(c *plan.Current) { c.Scope = in("xx101", "..", "") }), nil},
		"no set":                           {with(func(c *plan.Current) { c.Scope = in("xx101", "", "") }), nil},
		"a module that is none":            {with(func(c *plan.Current) { c.Scope = in("a/b", "s1", "") }), nil},
		"no scope":                         {with(func(c *plan.Current) { c.Scope = "" }), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if stored, err := conn.Patch(t.Context(), tt.now, tt.edits); err == nil || len(server.Log()) != 0 {
				t.Errorf("it gives %v, %v, with %d requests", stored, err, len(server.Log()))
			}
		})
	}
}

// An id that has signs of an address in it stays one segment.
func TestTabulaEscapesIDs(t *testing.T) {
	conn := openTabula(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got := r.URL.EscapedPath(); got != "/api/v1/module/xx101/groups/a%2Fb%3F/groups/c%23d" {
			t.Errorf("it went to %s", got)
		}
		panic(http.ErrAbortHandler)
	}))
	now := anyGroup()
	now.ID, now.Scope = "c#d", in("xx101", "a/b?", "")
	_, _ = conn.Patch(t.Context(), now, nil)
}
