package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"importer/internal/sandbox"
)

// playing gives a server on a real port that plays one fault on every update,
// and a function that sends such an update, with no redirect followed.
func playing(t *testing.T, f sandbox.Fault) (*sandbox.Server, func(context.Context) (*http.Response, error)) {
	t.Helper()
	s := sandbox.New(sandbox.Options{Fail: func(r *http.Request) *sandbox.Fault {
		if r.Method != http.MethodPatch {
			return nil
		}
		return &f
	}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

	record := pupil(t, s, plain)
	body := must(record)
	body["firstName"] = "Renée"
	text := encode(t, body)
	return s, func(ctx context.Context) (*http.Response, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPatch, server.URL+path(record), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		authorise(r)
		r.Header.Set("Content-Type", "application/json")
		return client.Do(r)
	}
}

// logged checks what the log says of the one request, and whether the record
// was changed by it.
func logged(t *testing.T, s *sandbox.Server, status int, changed bool) {
	t.Helper()
	log := s.Log()
	if len(log) != 1 || log[0].Status != status || log[0].Changed != changed || !strings.Contains(log[0].Body, "Renée") {
		t.Errorf("the log is %+v", log)
	}
	if stored := pupil(t, s, plain)["firstName"] == "Renée"; stored != changed {
		t.Errorf("the record was changed: %t", stored)
	}
}

func TestAnsweredInstead(t *testing.T) {
	tests := []struct {
		name   string
		fault  sandbox.Fault
		status int
		again  string // Retry-After
		page   bool   // HTML
	}{
		{"the default", sandbox.Fault{}, 500, "", false},
		{"a gateway", sandbox.Fault{Status: 502}, 502, "", true},
		{"unavailable, with a time", sandbox.Fault{Status: 503, RetryAfter: "7"}, 503, "7", true},
		{"the quota", sandbox.Fault{Status: 429}, 429, "", false},
		{"the quota, with a date", sandbox.Fault{Status: 429, RetryAfter: "Mon, 17 Aug 2026 08:00:00 GMT"}, 429, "Mon, 17 Aug 2026 08:00:00 GMT", false},
		{"forbidden", sandbox.Fault{Status: 403}, 403, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, send := playing(t, test.fault)
			got, err := send(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			body, err := io.ReadAll(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got.StatusCode != test.status || got.Header.Get("Retry-After") != test.again {
				t.Errorf("status %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
			}
			if page := strings.HasPrefix(string(body), "<html>"); page != test.page {
				t.Errorf("the answer is %s", body)
			}
			if !test.page {
				reply{body: string(body)}.fault(t)
			}
			logged(t, s, test.status, false)
		})
	}
}

func TestReset(t *testing.T) {
	for kind, changed := range map[sandbox.FaultKind]bool{sandbox.ResetBefore: false, sandbox.ResetAfter: true} {
		s, send := playing(t, sandbox.Fault{Kind: kind})
		got, err := send(t.Context())
		if err == nil {
			got.Body.Close()
			t.Fatalf("kind %d: status %d", kind, got.StatusCode)
		}
		logged(t, s, 0, changed)
	}
}

// A writer that can't be taken over, as those of HTTP/2, is aborted.
func TestResetWithoutConnection(t *testing.T) {
	s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &sandbox.Fault{Kind: sandbox.ResetBefore} }})
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the answer was not aborted")
		}
	}()
	ask(t, s, "GET", students, "")
}

func TestTruncate(t *testing.T) {
	s, send := playing(t, sandbox.Fault{Kind: sandbox.Truncate})
	got, err := send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || got.StatusCode != http.StatusOK || len(body) == 0 || int64(len(body)) >= got.ContentLength {
		t.Errorf("status %d, %d of %d bytes, %v", got.StatusCode, len(body), got.ContentLength, err)
	}
	logged(t, s, http.StatusOK, true)
}

func TestSlowUntilGivenUp(t *testing.T) {
	s, send := playing(t, sandbox.Fault{Kind: sandbox.Slow})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		got, err := send(ctx)
		if err == nil {
			got.Body.Close()
		}
		done <- err
	}()
	for len(s.Log()) == 0 { // it is logged before it is answered
		select {
		case err := <-done:
			t.Fatalf("it ended with %v", err)
		default:
			runtime.Gosched()
		}
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	logged(t, s, http.StatusOK, true)
}

func TestSlowByDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault {
			return &sandbox.Fault{Kind: sandbox.Slow, Delay: 30 * time.Second}
		}})
		began := time.Now()
		if got := ask(t, s, "GET", students, ""); got.status != http.StatusOK {
			t.Errorf("status %d", got.status)
		}
		if waited := time.Since(began); waited != 30*time.Second {
			t.Errorf("it waited for %v", waited)
		}
	})
}

func TestWrongID(t *testing.T) {
	s, send := playing(t, sandbox.Fault{Kind: sandbox.WrongID})
	got, err := send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	object := reply{body: string(body)}.object(t)
	if id := object["id"].(string); id == pupil(t, s, plain)["id"] || len(id) != 36 {
		t.Errorf("the id is %s", id)
	}
	if object["firstName"] != "Renée" || got.Header.Get("RateLimit-Limit") == "" {
		t.Errorf("the answer is %v", object)
	}
	logged(t, s, http.StatusOK, true)
}

func TestRedirect(t *testing.T) {
	for _, test := range []struct {
		fault    sandbox.Fault
		status   int
		location string
	}{
		{sandbox.Fault{Kind: sandbox.Redirect}, 307, "/elsewhere"},
		{sandbox.Fault{Kind: sandbox.Redirect, Status: 302, Location: "https://example.org/"}, 302, "https://example.org/"},
	} {
		s, send := playing(t, test.fault)
		got, err := send(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != test.status || got.Header.Get("Location") != test.location {
			t.Errorf("status %d to %q", got.StatusCode, got.Header.Get("Location"))
		}
		logged(t, s, test.status, false)
	}
}

func TestRandom(t *testing.T) {
	drawn := func(rate float64, seed uint64) (faults []*sandbox.Fault, count int) {
		fail := sandbox.Random(rate, seed)
		for range 1000 {
			f := fail(nil)
			if faults = append(faults, f); f != nil {
				count++
			}
		}
		return faults, count
	}
	first, count := drawn(0.1, 7)
	again, _ := drawn(0.1, 7)
	other, _ := drawn(0.1, 8)
	if count < 50 || count > 150 {
		t.Errorf("%d faults in 1,000 at a rate of 0.1", count)
	}
	if !alike(first, again) {
		t.Error("the same seed draws other faults")
	}
	if alike(first, other) {
		t.Error("another seed draws the same faults")
	}
	if _, none := drawn(0, 7); none != 0 {
		t.Errorf("%d faults at a rate of 0", none)
	}
	if _, all := drawn(1, 7); all != 1000 {
		t.Errorf("%d faults at a rate of 1", all)
	}
}

func alike(a, b []*sandbox.Fault) bool {
	for i := range a {
		if (a[i] == nil) != (b[i] == nil) || a[i] != nil && *a[i] != *b[i] {
			return false
		}
	}
	return true
}
