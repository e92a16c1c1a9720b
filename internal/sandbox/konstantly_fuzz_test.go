package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

// Whatever a body holds, it is answered in a documented form; what is refused
// changes nothing, and what was taken is taken again without a change.
func FuzzKonstantlyUpdate(f *testing.F) {
	for _, body := range []string{
		`{"name":"B","parentId":5}`, `{"name":"B","parentId":null,"description":""}`, `{"name":"B","attributes":{"region":"Syd","seats":1e9}}`,
		`{"name":"B","attributes":{"region":"Syd","languages":["finska"],"active":true,"website":"https://example.se"}}`, `{"name":" "}`, `{"x":1}`, `[]`, ``,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := sandbox.New(sandbox.Options{})
		before := unit(t, s, school)
		got := askUnits(t, s, "PATCH", unitPath(school), body)
		after := unit(t, s, school)
		x := last(s)
		if x.Changed == cmp.Equal(before, after) || x.Changed && got.status != http.StatusOK {
			t.Errorf("%s: status %d, changed %t: %s", body, got.status, x.Changed, cmp.Diff(before, after))
		}
		if got.status != http.StatusOK {
			unitFault(t, got)
			return
		}
		again := askUnits(t, s, "PATCH", unitPath(school), body)
		if last(s).Changed || again.body != got.body {
			t.Errorf("%s: %s, then %s", body, got.body, again.body)
		}
	})
}
