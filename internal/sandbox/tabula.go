package sandbox

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
)

// TabulaOptions say how the Tabula half behaves where its documentation and its
// published source contradict one another. The zero value is as documented.
type TabulaOptions struct {
	KeepSize bool // an update without maxGroupSize keeps the size; by default it becomes 15
}

// A tabula imitates the small groups of Tabula's API v1: it lists the sets of a
// module, shows one, and updates one group of it. It follows the pages of the
// API's documentation, and the source that was published in 2020 for what they
// leave out.
type tabula struct {
	server      *Server
	owner       Credentials
	options     TabulaOptions
	maintenance atomic.Bool
	modules     []tabulaModule
	sets        []Record
	groups      []Record
}

func newTabula(s *Server, o Options) *tabula {
	t := &tabula{
		server:  s,
		owner:   cmp.Or(o.Credentials, DefaultCredentials()),
		options: o.Tabula,
	}
	t.load(o.Clock())
	return t
}

// mount adds the API to a mux whose writers are answers.
func (t *tabula) mount(mux *http.ServeMux) {
	const root = "/api/v1/"
	const sets = root + "module/{code}/groups"
	const set = sets + "/{set}"
	const group = set + "/groups/{group}"
	d := door{server: t.server, admit: t.admit, charge: func() error { return nil }, conclude: t.conclude}
	mux.HandleFunc(root, d.serve(missing))
	for _, path := range []string{sets, set, group} {
		mux.HandleFunc(path, d.serve(notAllowed))
	}
	mux.HandleFunc("GET "+sets, d.serve(t.list))
	mux.HandleFunc("GET "+set, d.serve(t.get))
	mux.HandleFunc("PUT "+group, d.serve(t.update))
}

func notAllowed(*answer, *http.Request, []byte) (any, error) {
	return nil, misuse{&refusal{http.StatusMethodNotAllowed, "the method is not allowed here"}}
}

// MaintainTabula turns Tabula's maintenance on or off. While it is on, every
// request to Tabula ends in status 500, as any bug of the system does.
func (s *Server) MaintainTabula(on bool) { s.tabula.maintenance.Store(on) }

func (t *tabula) admit(r *http.Request) error {
	if t.maintenance.Load() {
		return &refusal{http.StatusInternalServerError, "the system is in maintenance mode and can only be read"}
	}
	user, password, _ := r.BasicAuth()
	if (Credentials{ID: user, Secret: password}) != t.owner {
		return &refusal{http.StatusUnauthorized, "the user name or the password is missing or wrong"}
	}
	return nil
}

// tabulaWords holds the API's word for each status that it documents.
var tabulaWords = map[int]string{
	http.StatusOK:                  "ok",
	http.StatusBadRequest:          "bad_request",
	http.StatusUnauthorized:        "unauthorized",
	http.StatusForbidden:           "forbidden",
	http.StatusNotFound:            "not_found",
	http.StatusMethodNotAllowed:    "method_not_allowed",
	http.StatusInternalServerError: "internal_server_error",
}

func (t *tabula) conclude(a *answer, v any, err error) {
	if err != nil {
		refuseTabula(a, err)
		return
	}
	body := v.(map[string]any)
	body["success"], body["status"] = true, tabulaWords[http.StatusOK]
	reply(a, http.StatusOK, body)
}

// refuseTabula writes an error in the API's envelope. It has one list for all
// messages, and besides, where they are about fields, one message for each.
func refuseTabula(w http.ResponseWriter, err error) {
	r := refusalIn(err)
	body := map[string]any{"errors": []any{map[string]any{"message": r.message}}}
	if invalid := (tabulaInvalid{}); errors.As(err, &invalid) {
		body = map[string]any{"result": invalid.result(), "errors": invalid}
	}
	body["success"], body["status"] = false, cmp.Or(tabulaWords[r.status], http.StatusText(r.status))
	reply(w, r.status, body)
}

// yearForm is that of an academic year, such as 26/27.
var yearForm = regexp.MustCompile(`^[0-9]{2}/[0-9]{2}$`)

func (t *tabula) list(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r, "academicYear"))
	if strings.Contains(r.URL.RawQuery, "/") {
		a.mark("query parameter academicYear: the slash is not encoded")
	}
	m, err := t.module(a, r)
	if err != nil {
		return nil, err
	}
	year, err := t.year(r)
	if err != nil {
		return nil, err
	}
	sets := []any{}
	for _, set := range t.sets {
		if set["moduleCode"] == m.Code && set["academicYear"] == year {
			sets = append(sets, t.show(set))
		}
	}
	return map[string]any{"academicYear": year, "groups": sets}, nil
}

// year gives the academic year in the query, or the current one.
func (t *tabula) year(r *http.Request) (string, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", undecodable("query")
	}
	if !query.Has("academicYear") {
		return academicYear(t.server.now(), 0), nil
	}
	year := query.Get("academicYear")
	if !yearForm.MatchString(year) {
		return "", undecodable("query parameter academicYear")
	}
	return year, nil
}

func (t *tabula) get(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r))
	i, err := t.set(a, r)
	if err != nil {
		return nil, err
	}
	return t.whole(t.sets[i]), nil
}

// whole gives a set as it is answered alone: its academic year stands beside it
// and not in it.
func (t *tabula) whole(set Record) map[string]any {
	return map[string]any{"academicYear": set["academicYear"], "groupSet": t.show(set)}
}

// module finds the module in the path, if the account may touch it. The
// documentation has its code in small letters; the source takes others too.
func (t *tabula) module(a *answer, r *http.Request) (tabulaModule, error) {
	code := r.PathValue("code")
	if code != strings.ToLower(code) {
		a.mark("the module code is not in small letters")
	}
	for _, m := range t.modules {
		switch {
		case !strings.EqualFold(m.Code, code):
		case m.Forbidden:
			return m, &refusal{http.StatusForbidden, "the account lacks the permission SmallGroups.Update on Module[" + m.Code + "]"}
		default:
			return m, nil
		}
	}
	return tabulaModule{}, absent()
}

// set finds the set in the path, which must be one of the module there.
func (t *tabula) set(a *answer, r *http.Request) (int, error) {
	m, err := t.module(a, r)
	if err != nil {
		return 0, err
	}
	i := indexID(t.sets, r.PathValue("set"))
	if i < 0 || t.sets[i]["moduleCode"] != m.Code {
		return 0, absent()
	}
	return i, nil
}

func absent() error { return &refusal{http.StatusNotFound, "Item not found"} }
