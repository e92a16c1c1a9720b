package target

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"importer/internal/plan"
	"importer/internal/sandbox"
	"importer/internal/validate"
)

// asked gives the values that each search has named, in order.
func asked(server *sandbox.Server) (all [][]string) {
	for _, x := range server.Log() {
		var body struct {
			Filter struct{ Contains map[string]json.RawMessage }
		}
		if json.Unmarshal([]byte(x.Body), &body) != nil {
			continue
		}
		var values []string
		for _, raw := range body.Filter.Contains {
			var list []string
			if json.Unmarshal(raw, &list) == nil {
				values = append(values, list...)
			}
		}
		all = append(all, values)
	}
	return all
}

// wantModest holds that no search names more values than one page can answer, or
// one of them twice.
func wantModest(t *testing.T, searches [][]string) {
	t.Helper()
	for _, values := range searches {
		if n := len(slices.Compact(slices.Sorted(slices.Values(values)))); n != len(values) || n > batch {
			t.Errorf("a search names %d values, %d of them different", len(values), n)
		}
	}
}

// titled gives groups of one school titles.
func titled(t *testing.T, titles ...string) (*Conn, *sandbox.Server) {
	t.Helper()
	server := sandbox.New(sandbox.Options{})
	groups := server.Groups()
	groups = slices.DeleteFunc(groups, func(g sandbox.Record) bool { return g["schoolID"] != groups[0]["schoolID"] })
	for i, title := range titles {
		if err := server.EditGroup(fmt.Sprint(groups[i]["id"]), map[string]any{"title": title}); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, server), server
}

// A server that minds case has titles in its own, whatever the sheet's is.
func TestFindByATitleInOtherLetters(t *testing.T) {
	conn, server := titled(t, "Blå Xi", "8XI", "xi", "Xi")
	tests := map[string]struct {
		asked string
		want  []string
	}{
		"as it is":                       {"Blå Xi", []string{"Blå Xi"}},
		"small, and the server's large":  {"8xi", []string{"8XI"}},
		"several, one of them exactly":   {"xi", []string{"xi"}},
		"several, another one":           {"Xi", []string{"Xi"}},
		"several, and none exactly":      {"XI", []string{"xi", "Xi"}},
		"mixed, in a way nobody foresaw": {"bLÅ xI", nil},
		"none":                           {"Blå Omega", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			key := validate.Key{Field: "title", Value: tt.asked}
			found, err := conn.Find(t.Context(), plan.Query{Kind: "group", Keys: []validate.Key{key}})
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, hit := range found[key] {
				titles = append(titles, hit.Fields["title"].Text)
			}
			slices.Sort(titles)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, titles); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
		})
	}
	wantModest(t, asked(server)[:len(tests)])
}

// Where one search has no room for every case, only the titles that are missed are
// asked for in another.
func TestFindManyTitles(t *testing.T) {
	conn, server := titled(t, "7QA", "7QB", "7QC")
	keys := keysOf("title", "7qa", "7QB", "7qc")
	for i := range 40 {
		keys = append(keys, validate.Key{Field: "title", Value: fmt.Sprintf("Grupp %02d", i)})
	}
	q := plan.Query{Kind: "group", Keys: keys}
	for _, tt := range []struct {
		doubt bool
		found int
		reads int64
	}{{false, 1, 1}, {true, 3, 3}} { // 42 missed titles have 82 other forms
		before := conn.Usage().Reads
		q.Doubt = tt.doubt
		found, err := conn.Find(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if n := conn.Usage().Reads - before; len(found) != tt.found || n != tt.reads {
			t.Errorf("with doubt %v: found %d with %d reads, want %d with %d", tt.doubt, len(found), n, tt.found, tt.reads)
		}
	}
	wantModest(t, asked(server))
}

// Addresses are asked for in two cases, and count twice.
func TestFindManyAddresses(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	conn := open(t, server)
	var keys []validate.Key
	for _, s := range server.Students() {
		if address, ok := s["emailAddress1"].(string); ok && len(keys) < 60 {
			keys = append(keys, validate.Key{Field: "emailAddress1", Value: strings.ToUpper(address)})
		}
	}
	keys = append(keys, validate.Key{Field: "emailAddress1", Value: strings.ToLower(keys[0].Value)})
	found := find(t, conn, plan.Query{Keys: keys})
	if len(found) != len(keys) {
		t.Errorf("found %d of %d", len(found), len(keys))
	}
	wantModest(t, asked(server))
}
