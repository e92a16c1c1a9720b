package sandbox

import (
	"errors"
	"net/http"
)

// A door is what every request to one API passes on its way to an operation.
type door struct {
	server   *Server
	admit    func(*http.Request) error         // judges the sender, before the body is read
	charge   func() error                      // takes the request out of the quota
	conclude func(a *answer, v any, err error) // writes the answer in the API's own form
}

// serve puts the door in front of an operation.
func (d door) serve(do operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a := w.(*answer)
		var body []byte
		err := d.admit(r)
		if err == nil {
			body, err = readBody(r)
		}
		d.server.inTurn(a, r, func() {
			var v any
			if err == nil {
				err = d.charge()
			}
			if err == nil {
				v, err = do(a, r, body)
			}
			if m := (misuse{}); errors.As(err, &m) {
				a.mark(m.message)
			}
			d.conclude(a, v, err)
		})
	}
}
