package apply

import "testing"

func TestIntendedCountsFurtherAttempts(t *testing.T) {
	intent := func(step, attempt int, back bool) Entry {
		return Entry{Intent: &Intent{Step: step, Attempt: attempt, Back: back}}
	}
	entries := []Entry{{Started: &Started{}}, intent(1, 1, false), {Outcome: &Outcome{Step: 1}}, intent(1, 2, false), intent(2, 1, false), intent(1, 1, true)}
	if got, want := Intended(entries), (Requests{Writes: 4, Retries: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := (Requests{1, 2, 3, 4}).Plus(Requests{10, 20, 30, 40}), (Requests{11, 22, 33, 44}); got != want {
		t.Errorf("the sum is %+v, want %+v", got, want)
	}
}
