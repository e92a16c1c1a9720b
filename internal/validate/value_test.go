package validate

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// An address is sent as it is written, and compared without case.
func TestCaseDoesNotCountInAddresses(t *testing.T) {
	for _, kind := range []Kind{Email, EPPN} {
		read := func(text string) Value { return kind.read(cellOf(text), surroundings{today: today}).value }
		typed := read(" Anna.Ek@Åsa.Example.se ")
		if typed.Text != "Anna.Ek@Åsa.Example.se" {
			t.Errorf("%s: it is sent as %q", kind, typed.Text)
		}
		for text, same := range map[string]bool{
			"anna.ek@åsa.example.se": true, "ANNA.EK@xn--sa-xia.EXAMPLE.SE": true,
			"annaek@åsa.example.se": false, "anna.ek+x@åsa.example.se": false, "anna.ek@asa.example.se": false,
		} {
			if other := read(text); typed.Equal(other) != same || other.Equal(typed) != same {
				t.Errorf("%s: %q and %q are the same: %v", kind, typed.Text, text, !same)
			}
		}
		if plain := read("anna@example.se"); plain.As != "" {
			t.Errorf("%s: an address in small letters counts as %q", kind, plain.As)
		}
	}
	if read := Text.read(cellOf("ANNA"), surroundings{today: today}).value; read.Equal(Of("Anna")) {
		t.Error("case doesn't count in names")
	}
}

func TestValuesInJSON(t *testing.T) {
	for want, v := range map[string]Value{
		`false`:                           {},
		`null`:                            Cleared(),
		`{"unreadable":true}`:             {State: Unreadable},
		`""`:                              Of(""),
		`"anna@example.se"`:               caseless("anna@example.se"),
		`{"text":"A@x.se","as":"a@x.se"}`: caseless("A@x.se"),
		`[]`:                              ListOf(),
		`["Class","Mentor"]`:              ListOf("Class", "Mentor"),
	} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("%+v is written %s (%v), not %s", v, got, err, want)
		}
		var back Value
		if err := json.Unmarshal(got, &back); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(v, back); diff != "" {
			t.Error(diff)
		}
	}
	for _, bad := range []string{`7`, `{"text":7}`, `[7]`, `true`} {
		if err := json.Unmarshal([]byte(bad), new(Value)); err == nil {
			t.Errorf("%s is a value", bad)
		}
	}
}

func TestJSONKeepsWhatAValueCountsAs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := caseless(rapid.StringMatching(`[aAåÅß]{1,3}@[aAåÅ.]{1,5}\.SE`).Draw(t, "address"))
		data, err := json.Marshal(v)
		var back Value
		if err != nil || json.Unmarshal(data, &back) != nil || cmp.Diff(v, back) != "" {
			t.Fatalf("%+v comes back from %s as %+v", v, data, back)
		}
		if !back.Equal(caseless(Fold(v.Text))) {
			t.Fatalf("%q isn't its own fold", v.Text)
		}
	})
}
