package report

import (
	"testing"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/validate"
)

// What a reference leads to is shown by its name, with the id that is sent.
func TestReferencesAreShownByName(t *testing.T) {
	names := map[string]string{"1": "Norr", "4": "Syd/Kundtjänst"}
	tests := map[string]struct {
		edit plan.Edit
		want string
	}{
		"both":      {plan.Edit{Old: validate.Of("1"), New: validate.Of("4"), Names: names}, "Norr (1) -> Syd/Kundtjänst (4)"},
		"one":       {plan.Edit{Old: validate.Of("7"), New: validate.Of("4"), Names: names}, "7 -> Syd/Kundtjänst (4)"},
		"cleared":   {plan.Edit{Old: validate.Of("1"), New: validate.Cleared(), Names: names}, "Norr (1) -> (empty)"},
		"not known": {plan.Edit{Old: validate.Of("1"), New: validate.Of("4")}, "1 -> 4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := English.voice().turn(tt.edit); got != tt.want {
				t.Errorf("it is %q, want %q", got, tt.want)
			}
		})
	}
}

// What wasn't sent isn't said to have been refused itself.
func TestWhatIsClosedWasNotSent(t *testing.T) {
	r := apply.Result{Status: plan.Failed, Reason: apply.Closed, HTTPStatus: 403, Code: "forbidden", Message: "no"}
	for lang, want := range map[Lang]string{
		English: `It was not sent, because the server refused another change in the same part: 403 forbidden, "no".`,
		Swedish: `Den skickades inte, för servern avvisade en annan ändring i samma del: 403 forbidden, "no".`,
	} {
		if got := ResultSentence(r, Titles{}, lang, true); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
}
