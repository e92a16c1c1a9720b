package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"importer/internal/parse"
)

// longReading is the reading of a sheet of 5,000 rows, on a terminal whose clock
// goes a second forward with each look.
func longReading(t *testing.T, ctx context.Context) (*reading, *strings.Builder) {
	var text, screen strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "a%d;b\n", i)
	}
	path := filepath.Join(t.TempDir(), "long.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet, err := parse.Open(path, parse.Options{HeaderRow: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sheet.Close() })
	clock := time.Date(2026, 8, 17, 8, 0, 0, 0, time.UTC)
	p := &process{
		console: &console{err: &screen, errTerminal: true},
		getenv:  func(string) string { return "" },
		now: func() time.Time {
			clock = clock.Add(time.Second)
			return clock
		},
	}
	j := newJob(p)
	j.sheet = sheet
	return j.reading(ctx), &screen
}

func TestReadingShowsHowFarItIs(t *testing.T) {
	r, screen := longReading(t, t.Context())
	rows := 0
	for _, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows++
	}
	if rows != 4999 || !strings.Contains(screen.String(), "reading row 1,0") {
		t.Errorf("%d rows, and the screen says %q", rows, screen)
	}
	r.job.quiet = true
	screen.Reset()
	for range r.Rows() {
	}
	if screen.Len() > 0 {
		t.Errorf("nothing was to be said: %q", screen)
	}
}

func TestReadingEndsWhenTheUserWants(t *testing.T) {
	why := errors.New("Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	r, _ := longReading(t, ctx)
	rows := 0
	for _, err := range r.Rows() {
		if err != nil {
			if !errors.Is(err, why) || rows == 0 {
				t.Errorf("%v after %d rows", err, rows)
			}
			return
		}
		if rows++; rows == 10 {
			cancel(why)
		}
	}
	t.Error("all rows were read")
}
