package target

import (
	"fmt"
	"net/http"
	"testing"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// A server may give smaller pages than it is asked for.
func TestFindReadsPageByPage(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		q.Set("limit", "7")
		r.URL.RawQuery = q.Encode()
		server.ServeHTTP(w, r)
	}))
	var keys []validate.Key
	for _, s := range server.Students()[:batch] {
		keys = append(keys, validate.Key{Field: "id", Value: fmt.Sprint(s["id"])})
	}
	if found := find(t, conn, plan.Query{Keys: keys}); len(found) != batch || conn.Usage().Reads != 8 {
		t.Errorf("found %d of %d with %d reads", len(found), batch, conn.Usage().Reads)
	}
}

// The order of the pages may change while they are read: what comes twice counts
// once, and what hasn't come is read again.
func TestFindReadsPagesThatMove(t *testing.T) {
	one := `{"id":"000f5780-d02b-49b2-86b7-0d1cfed706d4","identityNumber":"` + ines + `","firstName":"A","lastName":"B"}`
	two := `{"id":"018f5691-0f35-444a-aa06-5c1404705d92","identityNumber":"` + omar + `","firstName":"C","lastName":"D"}`
	tests := map[string]struct {
		pages []string // of one record each
		found int      // 0: an error
	}{
		"in order":               {[]string{one, two}, 2},
		"twice, then the other":  {[]string{one, one, two, one}, 2},
		"twice, again and again": {[]string{one, one, one, one, one, one}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pages := tt.pages
			conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				reply(w, `{"data":[`+pages[0]+`],"pagination":{"offset":0,"limit":1,"total":2}}`)
				pages = pages[1:]
			}))
			keys := keysOf("identityNumber", ines, omar)
			found, err := conn.Find(t.Context(), plan.Query{Kind: "student", Keys: keys})
			if (err == nil) != (tt.found > 0) || len(found) != tt.found || len(found[keys[0]]) > 1 || len(pages) > 0 {
				t.Errorf("found %v, %v, with %d pages left", found, err, len(pages))
			}
		})
	}
}
