package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"importer/internal/apply"
	"importer/internal/plan"
	"importer/internal/sandbox"
)

// A redirect takes neither credentials nor personal data elsewhere.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, code) }))
		_, readErr := conn.Find(t.Context(), plan.Query{Keys: keysOf("identityNumber", ines)})
		_, writeErr := conn.Patch(t.Context(), plan.Current{Kind: "student", ID: "000f5780-d02b-49b2-86b7-0d1cfed706d4"}, nil)
		if readErr == nil || writeErr == nil {
			t.Errorf("%d: errors %v, %v", code, readErr, writeErr)
		}
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

func TestWritesCarryNoIdempotencyKey(t *testing.T) {
	seen := make(chan []string, 2)
	conn := open(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen <- slices.Collect(maps.Keys(r.Header))
		panic(http.ErrAbortHandler)
	}))
	_, _ = conn.Patch(t.Context(), plan.Current{Kind: "student", ID: "000f5780-d02b-49b2-86b7-0d1cfed706d4"}, nil)
	names := <-seen
	if slices.Contains(names, "Idempotency-Key") || slices.Contains(names, "X-Idempotency-Key") {
		t.Errorf("headers %v: net/http repeats such a request by itself", names)
	}
}

func TestAnAnswerWithoutEndIsBounded(t *testing.T) {
	conn := open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}))
	if _, err := conn.Patch(t.Context(), plan.Current{Kind: "student", ID: "000f5780-d02b-49b2-86b7-0d1cfed706d4"}, nil); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("the error is %v", err)
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	const s = Secret("S3CR3T")
	data, _ := json.Marshal(map[string]any{"s": s, "config": Config{Credentials: map[string]Secret{"a": s}}.Credentials})
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), string(data)} {
		if strings.Contains(text, "S3CR3T") {
			t.Errorf("it shows: %s", text)
		}
	}
}

func TestBaseURL(t *testing.T) {
	spec := meitnerStudents()
	for text, good := range map[string]bool{
		"": true, "https://api.meitner.se/directory/v1": true, "http://127.0.0.1:8080/v1": true, "http://localhost/v1": true,
		"http://[::1]:80/v1": true, "http://api.meitner.se/directory/v1": false, "http://127.0.0.1.example.se/": false,
		"https://me:secret@api.meitner.se/": false, "ftp://127.0.0.1/": false, "api.meitner.se": false, "https://x/?a=b": false, "::": false,
	} {
		_, err := spec.Connect(Config{BaseURL: text})
		if (err == nil) != good {
			t.Errorf("base URL %q: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%v shows the password", err)
		}
	}
}

func TestReadsAreTriedAgain(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{
		"500": {Status: 500}, "502": {Status: 502}, "503": {Status: 503, RetryAfter: "0"}, "reset": {Kind: sandbox.ResetBefore}, "truncated": {Kind: sandbox.Truncate},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			conn := open(t, sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault {
				if asked.Add(1) > 1 {
					return nil
				}
				return &fault
			}}))
			found := find(t, conn, plan.Query{Keys: keysOf("identityNumber", ines)})
			if u := conn.Usage(); len(found) != 1 || u.Reads != 2 || u.Retries != 1 {
				t.Errorf("found %v with %+v", found, u)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	for try, want := range map[int]time.Duration{2: time.Second, 3: 2 * time.Second, 5: 8 * time.Second, 7: 30 * time.Second, 99: 30 * time.Second} {
		if got := backoff(try, 0); got != want {
			t.Errorf("before try %d it waits %s, want %s", try, got, want)
		}
		if got := backoff(try, 1); got != want/2 {
			t.Errorf("before try %d it waits at least %s, want %s", try, got, want/2)
		}
	}
}

func TestReadsEndWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(apply.ErrInterrupted)
	conn := open(t, sandbox.New(sandbox.Options{}))
	if _, err := conn.Find(ctx, plan.Query{Kind: "student", Keys: keysOf("identityNumber", ines)}); !errors.Is(err, apply.ErrInterrupted) {
		t.Errorf("Find gives %v", err)
	}
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

func reply(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, body)
}
