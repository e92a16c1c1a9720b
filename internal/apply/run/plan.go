package run

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"importer/internal/plan"
)

// An entry is one line of plan.jsonl; one of its members is there.
type entry struct {
	Header *header      `json:"plan,omitempty"`
	Line   *plan.Line   `json:"line,omitempty"`
	Change *plan.Change `json:"change,omitempty"`
	Step   *plan.Step   `json:"step,omitempty"`
	End    *totals      `json:"end,omitempty"`
}

type header struct {
	Schema int    `json:"schema"`
	Code   string `json:"code"`
}

// totals closes the file, so that one that was cut off isn't taken for whole.
type totals struct {
	Lines   int `json:"lines"`
	Changes int `json:"changes"`
	Steps   int `json:"steps"`
}

func count(p *plan.Plan) totals {
	return totals{Lines: len(p.Lines), Changes: len(p.Changes), Steps: len(p.Steps)}
}

// SavePlan writes the plan down, durable before it returns.
func (d *Dir) SavePlan(p *plan.Plan) error {
	return d.Replace(planFile, func(f io.Writer) error {
		w := bufio.NewWriter(f)
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for entry := range entries(d.Meta.Code, p) {
			if err := e.Encode(entry); err != nil {
				return err
			}
		}
		return w.Flush()
	})
}

// entries gives a plan line by line.
func entries(code string, p *plan.Plan) func(func(entry) bool) {
	return func(yield func(entry) bool) {
		if !yield(entry{Header: &header{Schema: schema, Code: code}}) {
			return
		}
		for i := range p.Lines {
			if !yield(entry{Line: &p.Lines[i]}) {
				return
			}
		}
		for i := range p.Changes {
			if !yield(entry{Change: &p.Changes[i]}) {
				return
			}
		}
		for i := range p.Steps {
			if !yield(entry{Step: &p.Steps[i]}) {
				return
			}
		}
		yield(entry{End: new(count(p))})
	}
}

// LoadPlan reads the plan back. The records that it was made from aren't in it.
func (d *Dir) LoadPlan() (*plan.Plan, error) {
	f, err := os.Open(d.File(planFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p := &plan.Plan{}
	decoder := json.NewDecoder(bufio.NewReader(f))
	for {
		var e entry
		if err := decoder.Decode(&e); err != nil {
			return nil, fmt.Errorf("%s isn't whole: %w", planFile, err)
		}
		switch {
		case e.Line != nil:
			p.Lines = append(p.Lines, *e.Line)
		case e.Change != nil:
			p.Changes = append(p.Changes, *e.Change)
		case e.Step != nil:
			p.Steps = append(p.Steps, *e.Step)
		case e.End != nil && *e.End != count(p):
			return nil, fmt.Errorf("%s isn't whole: it should have %+v, and has %+v", planFile, *e.End, count(p))
		case e.End != nil:
			return p, nil
		}
	}
}
