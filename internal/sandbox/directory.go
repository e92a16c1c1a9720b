package sandbox

import "net/http"

// client is whom the stamp names after an update through the API.
const client = "5b0c8d3e-6f4a-4d0e-8a51-9a1c2e7d4f10"

// A directory imitates Meitner's Directory API v1, after its OpenAPI description
// and its pages on authentication, on rate limiting, and on search and filtering.
// Of its resources it has the schools, the students, the employees and the
// groups; of their operations those that read and update.
type directory struct {
	server *Server
	keys   *keyring
	level  *level
}

func newDirectory(s *Server, o Options) *directory {
	return &directory{
		server: s,
		keys:   newKeyring(o.Credentials, o.NoTokens),
		level:  newLevel(o.Bucket, o.Clock()),
	}
}

// An operation is what an API does with one request whose sender has been let
// in. It runs alone.
type operation func(a *answer, r *http.Request, body []byte) (any, error)

// mount adds the API to a mux whose writers are answers.
func (d *directory) mount(mux *http.ServeMux) {
	const root = "/directory/v1/"
	mux.HandleFunc("POST /oauth/token", d.token())
	mux.HandleFunc(root, d.serve(missing))
	for _, c := range d.server.org.collections() {
		mux.HandleFunc("GET "+root+c.kind, d.serve(c.list))
		mux.HandleFunc("GET "+root+c.kind+"/{id}", d.serve(c.get))
		mux.HandleFunc("POST "+root+c.kind+"/_search", d.serve(c.search))
		mux.HandleFunc("PATCH "+root+c.kind+"/{id}", d.serve(d.update(c)))
	}
}

// serve puts the API's door in front of an operation: the credentials and the
// quota, whose level stands on every answer.
func (d *directory) serve(do operation) http.HandlerFunc {
	return door{
		server: d.server,
		admit:  func(r *http.Request) error { return d.keys.admit(r, d.server.now()) },
		charge: func() error { return d.level.take(d.server.now()) },
		conclude: func(a *answer, v any, err error) {
			d.level.declare(a.header, d.server.now())
			conclude(a, v, err)
		},
	}.serve(do)
}

// token serves the token endpoint. It belongs to the host and not to the API:
// anybody may ask, and it costs nothing of the quota.
func (d *directory) token() http.HandlerFunc {
	return door{
		server:   d.server,
		admit:    func(*http.Request) error { return nil },
		charge:   func() error { return nil },
		conclude: conclude,
	}.serve(func(_ *answer, r *http.Request, body []byte) (any, error) {
		return d.keys.issue(r, body, d.server.now())
	})
}

func conclude(a *answer, v any, err error) {
	if err != nil {
		refuse(a, err)
		return
	}
	reply(a, http.StatusOK, v)
}

func missing(*answer, *http.Request, []byte) (any, error) { return nil, misrouted() }

func (c *collection) list(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r, "limit", "offset"))
	return c.page(r, c.records)
}

func (c *collection) get(a *answer, r *http.Request, _ []byte) (any, error) {
	a.mark(strangeQuery(r))
	i, err := c.named(r)
	if err != nil {
		return nil, err
	}
	return c.show(c.records[i]), nil
}

// named finds the record whose id stands in the path.
func (c *collection) named(r *http.Request) (int, error) {
	id, ok := normalUUID(r.PathValue("id"))
	if !ok {
		return 0, undecodable("path parameter id: not a UUID")
	}
	i := c.index(id)
	if i < 0 {
		return 0, &refusal{http.StatusNotFound, "no such " + c.kind}
	}
	return i, nil
}

func (d *directory) update(c *collection) operation {
	return func(a *answer, r *http.Request, body []byte) (any, error) {
		a.mark(strangeQuery(r))
		i, err := c.named(r)
		if err != nil {
			return nil, err
		}
		object, err := decode(r, body)
		if err != nil {
			return nil, err
		}
		a.mark(strangeIn(c.writable(), object))
		next, err := c.patch(i, object)
		if err != nil {
			return nil, err
		}
		a.changed = c.put(i, next, client, d.server.now())
		return c.show(next), nil
	}
}

func (c *collection) search(a *answer, r *http.Request, body []byte) (any, error) {
	a.mark(strangeQuery(r, "limit", "offset"))
	object, err := decode(r, body)
	if err != nil {
		return nil, err
	}
	a.mark(c.strangeSearch(object))
	f, err := c.filterIn(object)
	if err != nil {
		return nil, err
	}
	var found []Record
	for _, record := range c.records {
		if f(record) {
			found = append(found, record)
		}
	}
	return c.page(r, found)
}
