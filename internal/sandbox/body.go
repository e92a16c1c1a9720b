package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"
)

// maxBody bounds a request's body, in bytes.
const maxBody = 1 << 20

func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, undecodable("body: it breaks off")
	}
	if len(body) > maxBody {
		return nil, undecodable("body: it is too large")
	}
	return body, nil
}

// decode reads a body that must be one JSON object, and nothing after it.
func decode(r *http.Request, body []byte) (map[string]any, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, undecodable("body: the content type must be application/json")
	}
	if !utf8.Valid(body) {
		return nil, undecodable("body: not UTF-8")
	}
	var object map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&object); err != nil || object == nil {
		return nil, undecodable("body: not a JSON object")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, undecodable("body: something follows the JSON object")
	}
	return object, nil
}

// pick takes the values of fields out of a JSON object, under their dotted
// names. Keys that name no field are ignored, and so is null in place of an
// object.
func pick(fields []field, object map[string]any) (map[string]any, error) {
	values := map[string]any{}
	for _, f := range fields {
		holder, err := f.holder(object)
		if err != nil {
			return nil, err
		}
		if v, given := holder[f.key()]; given {
			values[f.name] = v
		}
	}
	return values, nil
}
