package apply

// Requests counts what went over the wire. Reads and Writes count every request;
// Retries are those among them that repeat another; Throttled counts the answers
// that said 429.
type Requests struct {
	Reads     int64 `json:"reads"`
	Writes    int64 `json:"writes"`
	Retries   int64 `json:"retries"`
	Throttled int64 `json:"throttled"`
}

// Plus adds two counts up.
func (r Requests) Plus(s Requests) Requests {
	return Requests{r.Reads + s.Reads, r.Writes + s.Writes, r.Retries + s.Retries, r.Throttled + s.Throttled}
}

// Intended counts the requests that a journal says were about to leave. A
// further attempt of a step is a retry.
func Intended(entries []Entry) Requests {
	var r Requests
	for _, e := range entries {
		if e.Intent == nil {
			continue
		}
		r.Writes++
		if e.Intent.Attempt > 1 {
			r.Retries++
		}
	}
	return r
}
