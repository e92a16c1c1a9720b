package sandbox

import (
	"net/http"
)

// client is whom the stamp names after an update through the API.
const client = "5b0c8d3e-6f4a-4d0e-8a51-9a1c2e7d4f10"

// A directory imitates Meitner's Directory API v1, after its OpenAPI description
// and its pages on authentication, on rate limiting, and on search and filtering.
// Of its resources it has the students.
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
	mux.HandleFunc("POST /oauth/token", d.token)
	mux.HandleFunc(root, d.serve(missing))
	for _, c := range []*collection{d.server.students} {
		mux.HandleFunc("GET "+root+c.kind, d.serve(c.list))
		mux.HandleFunc("GET "+root+c.kind+"/{id}", d.serve(c.get))
		mux.HandleFunc("POST "+root+c.kind+"/_search", d.serve(c.search))
		mux.HandleFunc("PATCH "+root+c.kind+"/{id}", d.serve(d.update(c)))
	}
}

// serve puts the door in front of an operation: the credentials, which are
// judged before the body is read, and the quota.
func (d *directory) serve(do operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a := w.(*answer)
		var body []byte
		err := d.keys.admit(r, d.server.now())
		if err == nil {
			body, err = readBody(r)
		}
		d.server.inTurn(a, r, func() {
			var v any
			if err == nil {
				err = d.level.take(d.server.now())
			}
			if err == nil {
				v, err = do(a, r, body)
			}
			d.level.declare(a.header, d.server.now())
			conclude(a, v, err)
		})
	}
}

// token serves the token endpoint. It belongs to the host and not to the API,
// and costs nothing of the quota.
func (d *directory) token(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	var v any
	if err == nil {
		v, err = d.keys.issue(r, body, d.server.now())
	}
	conclude(w.(*answer), v, err)
}

func conclude(a *answer, v any, err error) {
	if err != nil {
		refuse(a, err)
		return
	}
	reply(a, http.StatusOK, v)
}

func missing(*answer, *http.Request, []byte) (any, error) {
	return nil, &refusal{http.StatusNotFound, "no such route"}
}

func (c *collection) list(_ *answer, r *http.Request, _ []byte) (any, error) {
	return c.page(r, c.records)
}

func (c *collection) get(_ *answer, r *http.Request, _ []byte) (any, error) {
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
		i, err := c.named(r)
		if err != nil {
			return nil, err
		}
		object, err := decode(r, body)
		if err != nil {
			return nil, err
		}
		next, err := c.patch(i, object)
		if err != nil {
			return nil, err
		}
		a.changed = c.put(i, next, client, d.server.now())
		return c.show(next), nil
	}
}

func (c *collection) search(_ *answer, r *http.Request, body []byte) (any, error) {
	object, err := decode(r, body)
	if err != nil {
		return nil, err
	}
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
