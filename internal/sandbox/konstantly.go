package sandbox

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// KonstantlyOptions say how the Konstantly half behaves where its documentation
// leaves a choice. The zero value takes the stricter reading.
type KonstantlyOptions struct {
	Bucket          Bucket // how much may be called; by default 100 a minute
	ShowDetails     bool   // GET of one group has its description and attributes too
	MergeAttributes bool   // an update keeps the attributes that its map leaves out
}

// A konstantly imitates Konstantly's API v1, after the pages of its API
// reference on groups and on custom attributes. It lists, shows and updates
// groups, and lists the definitions of their attributes.
type konstantly struct {
	server  *Server
	key     string
	options KonstantlyOptions
	level   *level
	groups  []Record // in the order in which lists give them
}

func newKonstantly(s *Server, o Options) *konstantly {
	b := o.Konstantly.Bucket
	b.Size = cmp.Or(b.Size, 100)
	b.Period = cmp.Or(b.Period, time.Minute)
	return &konstantly{
		server:  s,
		key:     cmp.Or(o.Credentials, DefaultCredentials()).Secret,
		options: o.Konstantly,
		level:   newLevel(b, o.Clock()),
		groups:  loadKonstantlyGroups(),
	}
}

// mount adds the API to a mux whose writers are answers.
func (k *konstantly) mount(mux *http.ServeMux) {
	const root = "/openapi/v1/"
	d := door{server: k.server, admit: k.admit, charge: k.charge, conclude: k.conclude}
	mux.HandleFunc(root, d.serve(missing))
	mux.HandleFunc("GET "+root+"groups", d.serve(k.list))
	mux.HandleFunc("GET "+root+"groups/{id}", d.serve(k.get))
	mux.HandleFunc("PATCH "+root+"groups/{id}", d.serve(k.update))
	mux.HandleFunc("GET "+root+"custom/attributes/groups", d.serve(k.definitions))
}

func (k *konstantly) admit(r *http.Request) error {
	if r.Header.Get("X-API-KEY") != k.key {
		return &refusal{http.StatusUnauthorized, "the API key is missing or wrong"}
	}
	return nil
}

func (k *konstantly) charge() error { return k.level.take(k.server.now()) }

func (k *konstantly) conclude(a *answer, v any, err error) {
	k.declare(a.header)
	if err != nil {
		refuseKonstantly(a, err)
		return
	}
	reply(a, http.StatusOK, v)
}

// refuseKonstantly writes an error as the API documents them: the status and a
// message, and for a request that is not valid the messages by field. Which form
// errors beyond 400 and 404 have is not documented; here it is the same.
func refuseKonstantly(w http.ResponseWriter, err error) {
	r := refusalIn(err)
	body := map[string]any{"status": r.status, "message": r.message}
	if invalid := (konstantlyInvalid{}); errors.As(err, &invalid) {
		body["errors"] = invalid
	}
	reply(w, r.status, body)
}

// refusalIn gives the refusal that an error is, or else one for a fault of ours.
func refusalIn(err error) *refusal {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r
	}
	return &refusal{http.StatusInternalServerError, "internal error"}
}

// declare writes the headers as the API's introduction shows them: the reset is
// UTC in seconds since 1970. It is the moment when the bucket is full again,
// rounded up.
func (k *konstantly) declare(h http.Header) {
	if k.level.Silent {
		return
	}
	now := k.server.now()
	k.level.fill(now)
	full := now.Add(k.level.debt + time.Second - 1)
	h.Set("X-RateLimit-Limit", strconv.Itoa(k.level.Size))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(int((k.level.Period-k.level.debt)/k.level.share())))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(full.Unix(), 10))
}

// konstantlyPage is how many groups a list gives at once. No parameter changes
// it: limit is documented for other lists than this one.
const konstantlyPage = 20

func (k *konstantly) list(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r, "offset"))
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, undecodable("query")
	}
	offset, err := numberIn(query, "offset", 0)
	if err != nil {
		return nil, err
	}
	first := min(offset, len(k.groups))
	page := []any{}
	for _, group := range k.groups[first:min(first+konstantlyPage, len(k.groups))] {
		page = append(page, showKonstantlyGroup(group))
	}
	return map[string]any{"groups": page, "totalCount": len(k.groups)}, nil
}

func (k *konstantly) get(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r))
	i, err := k.named(r)
	if err != nil {
		return nil, err
	}
	if k.options.ShowDetails {
		return detailKonstantlyGroup(k.groups[i]), nil
	}
	return showKonstantlyGroup(k.groups[i]), nil
}

// named finds the group whose id stands in the path.
func (k *konstantly) named(r *http.Request) (int, error) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || strconv.Itoa(id) != r.PathValue("id") {
		return 0, misuse{&refusal{http.StatusNotFound, "path parameter groupId: not an integer"}}
	}
	i := k.index(id)
	if i < 0 {
		return 0, &refusal{http.StatusNotFound, "Group not found"}
	}
	return i, nil
}

func (k *konstantly) definitions(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r))
	all := []any{}
	for i, d := range groupAttributes {
		all = append(all, d.show(i))
	}
	return all, nil
}
