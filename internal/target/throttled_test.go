package target

import (
	"net/http"
	"testing"
	"testing/synctest"
)

// Answers that tell a read to wait leave it all its attempts: whether the pacer
// lets it go again is the pacer's to say.
func TestWaitingTakesNoAttemptFromARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, repeated := 0, 0
		server := roundTripper(func(*http.Request) (*http.Response, error) {
			asked++
			switch {
			case asked <= 9:
				return answer(http.StatusTooManyRequests), nil
			case asked < 9+attempts:
				return answer(http.StatusInternalServerError), nil
			default:
				return answer(http.StatusOK, "Content-Type", "application/json"), nil
			}
		})
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1/student", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := retry(func() { repeated++ }, server).RoundTrip(r)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("the read ended with %v, %v after %d requests", resp, err, asked)
		}
		if repeated != asked-1 {
			t.Errorf("%d requests, and %d are counted as repeated", asked, repeated)
		}
	})
}
