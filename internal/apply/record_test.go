package apply

import (
	"encoding/json"
	"fmt"
	"time"

	"importer/internal/plan"
)

// edits reads edits as a stored plan has them; none from an empty text.
func edits(text string) (list []plan.Edit) {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		panic(err)
	}
	return list
}

// student makes a record that was read just now.
func student(id, fields string) plan.Current {
	c := plan.Current{Kind: "student", ID: id, Read: time.Now()}
	if err := json.Unmarshal([]byte(fields), &c.Fields); err != nil {
		panic(err)
	}
	return c
}

// surnames makes a plan that gives n students a new last name, and their records.
// Change and step i+1 are about student s000i, in row i+2.
func surnames(n int) (plan.Plan, map[string]plan.Current) {
	p := plan.Plan{Records: map[string]plan.Current{}}
	records := map[string]plan.Current{}
	for i := range n {
		id := fmt.Sprintf("s%04d", i)
		e := edits(`[{"field":"lastName","old":"Ek","new":"Berg"}]`)
		p.Lines = append(p.Lines, plan.Line{Row: i + 2, ID: id, Status: plan.Planned, Changes: []int{i + 1}})
		p.Changes = append(p.Changes, plan.Change{N: i + 1, Kind: "student", ID: id, Rows: []int{i + 2}, Edits: e})
		p.Steps = append(p.Steps, plan.Step{N: i + 1, Change: i + 1, Edits: e})
		records[id] = student(id, `{"firstName":"Ada","lastName":"Ek"}`)
		p.Records[id] = records[id]
	}
	return p, records
}
