package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
)

// How many records a page holds: by default as the API's reference says. The most
// is not documented: a client must read back how many it was given.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// page gives the records that the query string asks for, as the API wraps them.
func (c *collection) page(r *http.Request, found []Record) (any, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, undecodable("query")
	}
	limit, err := numberIn(query, "limit", defaultLimit)
	if err != nil {
		return nil, err
	}
	offset, err := numberIn(query, "offset", 0)
	if err != nil {
		return nil, err
	}
	limit = min(limit, maxLimit)
	first := min(offset, len(found))
	data := []any{}
	for _, record := range found[first:min(first+limit, len(found))] {
		data = append(data, c.show(record))
	}
	return map[string]any{
		"data":       data,
		"pagination": map[string]any{"offset": offset, "limit": limit, "total": len(found)},
	}, nil
}

func numberIn(query url.Values, name string, otherwise int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil || n < 0 || name == "limit" && n == 0 {
		return 0, undecodable("query parameter %s", name)
	}
	return n, nil
}
