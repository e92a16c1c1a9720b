package plan

import (
	"testing"

	"importer/internal/validate"
)

// A name that may repeat is believed to have been replaced already only if
// nothing else is to be done.
func TestARenamingThatIsDone(t *testing.T) {
	named := func(id, name, note string) Current {
		return Current{ID: id, Fields: map[string]validate.Value{"name": validate.Of(name), "note": validate.Of(note)}}
	}
	asks := func(note string) validate.Verdict {
		key := validate.Key{Field: "name", Value: "Old"}
		fields := map[string]validate.Value{"name": validate.Of("New"), "note": validate.Of(note)}
		return validate.Verdict{Record: validate.Record{Row: 2, Key: key, Fields: fields}}
	}
	tests := map[string]struct {
		records []Current
		note    string
		want    Status
	}{
		"done":                            {[]Current{named("1", "New", "n")}, "n", Unchanged},
		"another record, by all one sees": {[]Current{named("1", "New", "other")}, "n", Missing},
		"two of the new name":             {[]Current{named("1", "New", "n"), named("2", "New", "n")}, "n", Missing},
		"still to be done":                {[]Current{named("1", "Old", "n"), named("2", "New", "n")}, "n", Planned},
		"nobody":                          {nil, "n", Missing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			schema := validate.Schema{Columns: []validate.Column{{Field: "name", Kind: validate.Title}, {Field: "note"}}, Keys: []string{"name"}}
			p, err := Build(t.Context(), Source{Verdicts: verdicts(asks(tt.note)), Schema: schema, Kind: "group"}, &register{records: tt.records})
			if err != nil || p.Lines[0].Status != tt.want {
				t.Errorf("the row is %s, %v; want %s", p.Lines[0].Status, err, tt.want)
			}
		})
	}
}

func TestWhatSticksIsFinal(t *testing.T) {
	schema := validate.Schema{Columns: []validate.Column{{Field: "name"}, {Field: "size", Kind: validate.Whole, Sticks: true}}, Keys: []string{"name"}}
	for name, tt := range map[string]struct {
		old  validate.Value
		want bool
	}{
		"a first size":   {validate.Cleared(), true},
		"another size":   {validate.Of("20"), false},
		"never shown":    {validate.Value{State: validate.Unreadable}, true},
		"not in the API": {validate.Value{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			now := Current{ID: "1", Fields: map[string]validate.Value{"name": validate.Of("G"), "size": tt.old}}
			row := validate.Verdict{Record: validate.Record{
				Row: 2, Key: validate.Key{Field: "name", Value: "G"}, Fields: map[string]validate.Value{"size": validate.Of("24")},
			}}
			p, err := Build(t.Context(), Source{Verdicts: verdicts(row), Schema: schema}, &register{records: []Current{now}})
			if err != nil || len(p.Changes) != 1 || p.Changes[0].Edits[0].Final() != tt.want {
				t.Errorf("the plan is %+v, %v", p, err)
			}
		})
	}
}

// Whether two rows want one and the same title is known only when their records
// are: within one school they do.
func TestOneValueForTwo(t *testing.T) {
	at := func(id, school string) Current {
		return Current{ID: id, Scope: "schoolID=" + school, Fields: map[string]validate.Value{"id": validate.Of(id), "title": validate.Of("1A")}}
	}
	wants := func(row int, id string) validate.Verdict {
		return validate.Verdict{Record: validate.Record{
			Row: row, Key: validate.Key{Field: "id", Value: id}, Fields: map[string]validate.Value{"title": validate.Of("1Q")},
		}}
	}
	schema := validate.Schema{Columns: []validate.Column{{Field: "id"}, {Field: "title", Kind: validate.Title, Unique: true}}, Keys: []string{"id"}}
	for school, want := range map[string]Status{"S": Invalid, "T": Planned} {
		o := &register{records: []Current{at("a", "S"), at("b", school)}}
		p, err := Build(t.Context(), Source{Verdicts: verdicts(wants(2, "a"), wants(3, "b")), Schema: schema}, o)
		if err != nil || p.Lines[0].Status != want || p.Lines[1].Status != want {
			t.Errorf("schools S and %s: %s and %s, %v; want %s", school, p.Lines[0].Status, p.Lines[1].Status, err, want)
		}
	}
}
