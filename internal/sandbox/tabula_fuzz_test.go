package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/sandbox"
)

// Whatever a body holds, it is answered in a documented form; what is refused
// changes nothing, and what is taken is what is shown.
func FuzzTabulaUpdate(f *testing.F) {
	for _, body := range []string{`{"name":"C","maxGroupSize":20}`, `{"maxGroupSize":" 35"}`, `{"name":null}`, `{"name":"","maxGroupSize":-1}`, `{"x":1}`, `[]`, ``} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := sandbox.New(sandbox.Options{})
		before := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 3")
		got := askTabula(t, s, "PUT", smallGroupPath(before), body, "Content-Type", "application/json")
		after, _ := s.TabulaGroup(before["id"].(string))
		x := last(s)
		if x.Changed == cmp.Equal(before, after) || x.Changed && got.status != http.StatusOK {
			t.Errorf("%s: status %d, changed %t: %s", body, got.status, x.Changed, cmp.Diff(before, after))
		}
		if got.status != http.StatusOK {
			tabulaFault(t, got)
			return
		}
		size, limited := after["maxGroupSize"].(int)
		if shown := shownGroup(t, got, after["id"]); !limited || size < 1 || shown["maxGroupSize"] != float64(size) || shown["name"] != after["name"] {
			t.Errorf("%s: stored %v, shown %v", body, after, shown)
		}
	})
}
