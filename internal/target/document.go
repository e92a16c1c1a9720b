package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"importer/internal/plan"
)

// errUnreadable marks an answer that can't be understood: nobody knows what
// became of the request.
var errUnreadable = errors.New("the answer can't be understood")

// decode reads an answer that must be exactly one JSON document. Go's decoder
// alone would be content with the first of two, or with one that is cut off
// behind its end.
func decode(resp *http.Response, into any) error {
	if !isJSON(resp) {
		return fmt.Errorf("%w: its type is %q, not JSON", errUnreadable, resp.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: it holds more than one document", errUnreadable)
	}
	return nil
}

// object gives the members of a JSON object by their exact names; Go's own
// matching would take "DATA" for "data".
type object map[string]json.RawMessage

// member decodes a member. It reports whether there is one that isn't null.
func (o object) member(name string, into any) (bool, error) {
	raw, ok := o[name]
	if !ok || string(raw) == "null" {
		return false, nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("%w: %s: %w", errUnreadable, name, err)
	}
	return true, nil
}

// told decodes what an answer says that is an error. One of another form, such as
// a gateway's page, says nothing.
func told[T any](resp *http.Response) T {
	var answer, nothing T
	if !isJSON(resp) || json.NewDecoder(resp.Body).Decode(&answer) != nil {
		return nothing
	}
	return answer
}

// about holds an answer to be about the record that was asked for.
func about(id string, got plan.Current, err error) (plan.Current, error) {
	if err == nil && !strings.EqualFold(got.ID, id) {
		return plan.Current{}, fmt.Errorf("%w: it is about another record", errUnreadable)
	}
	return got, err
}
