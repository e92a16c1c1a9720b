package apply

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"importer/internal/plan"
)

// An Entry is one line of the journal. One of its pointers is set, and says
// what happened. Seq, Time and Synced are the journal's to fill in.
type Entry struct {
	Seq    int       `json:"seq"`    // counted from 1, without gaps
	Time   time.Time `json:"time"`   // in UTC
	Synced int       `json:"synced"` // the Seq up to which all was durable when this line was written

	Started *Started `json:"started,omitempty"`
	Intent  *Intent  `json:"intent,omitempty"`
	Outcome *Outcome `json:"outcome,omitempty"`
	Ended   *Ended   `json:"ended,omitempty"`
}

// Started says that somebody began to carry the plan out, or went on with it.
type Started struct {
	Who     string `json:"who"`
	PID     int    `json:"pid"`
	Version string `json:"version"` // of the importer
}

// An Intent says that a request is about to leave. No two intents have the same
// step, direction and attempt.
type Intent struct {
	Step    int    `json:"step"`
	Back    bool   `json:"back,omitempty"` // the request takes the step back
	Attempt int    `json:"attempt"`        // counted from 1
	ID      string `json:"id"`             // of the record
}

// An Outcome says what came of an attempt, or of a reading, and what was
// decided. Several may follow one intent: the last one holds. Message and the
// values in Fields and Differs may be personal data.
type Outcome struct {
	Step    int  `json:"step"`
	Back    bool `json:"back,omitempty"`    // of taking the step back
	Attempt int  `json:"attempt,omitempty"` // 0 if nothing has been sent yet

	Decision Decision `json:"decision"`
	Reason   Reason   `json:"reason,omitempty"`

	// Status and the words are those of the refusal; all are empty where the
	// server answered with success.
	Status    int               `json:"status,omitempty"` // HTTP status
	Code      string            `json:"code,omitempty"`
	Message   string            `json:"message,omitempty"` // the server's words, or the network's where there was no answer
	RequestID string            `json:"requestID,omitempty"`
	Fields    map[string]string `json:"fields,omitempty"` // what the server says of single fields

	// Differs holds the fields that aren't as asked: Old is what the record
	// holds, New what was asked, Add and Remove the elements still to be changed.
	Differs     []plan.Edit `json:"differs,omitempty"`
	NotVerified []string    `json:"notVerified,omitempty"` // fields that the server doesn't show

	// Found holds what the record held already when the request left, of requests
	// before which none may have been carried out: a field, and of a list Add and
	// Remove.
	Found []plan.Edit `json:"found,omitempty"`
}

// Ended says that a run came to its end, and why if not everything was done.
type Ended struct {
	Status EndStatus `json:"status"`
	Why    string    `json:"why,omitempty"`
}

// An EndStatus says how a run ended.
type EndStatus string

// The ways in which a run ends.
const (
	Finished    EndStatus = "finished"
	Stopped     EndStatus = "stopped"     // by a limit, a breaker, the quota or a refused credential
	Interrupted EndStatus = "interrupted" // by the user
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errLine    = errors.New("not a line of a journal")
)

// sumLength is the length of what encode puts at the end of a line.
const sumLength = len(`,"sum":"00000000"}`)

// encode makes the line of an entry: its JSON object, whose last member is the
// checksum of the object without that member.
func encode(e Entry) ([]byte, error) {
	object, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	sum := crc32.Checksum(object, castagnoli)
	line := object[:len(object)-1]
	return fmt.Appendf(line, ",\"sum\":\"%08x\"}\n", sum), nil
}

// decode reads a line without its line break. It fails if a single bit of the
// line has changed.
func decode(line []byte) (Entry, error) {
	var e Entry
	if len(line) <= sumLength {
		return e, errLine
	}
	cut := len(line) - sumLength
	object := append(bytes.Clone(line[:cut]), '}')
	sum := fmt.Appendf(nil, ",\"sum\":\"%08x\"}", crc32.Checksum(object, castagnoli))
	if !bytes.Equal(line[cut:], sum) {
		return e, errLine
	}
	err := json.Unmarshal(object, &e)
	return e, err
}
