package target

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Requests go one by one from the very first, whatever the user's rate is, and
// whatever a server says.
func TestTabulaPace(t *testing.T) {
	rate := func(n float64, period time.Duration) *Rate { return &Rate{n, period} }
	tests := map[string]struct {
		pace    Pace
		headers []string
		want    time.Duration // for eleven requests
	}{
		"its own":             {Pace{}, nil, 10 * time.Second},
		"with a reserve":      {Pace{Reserve: 0.2}, nil, 10 * time.Second},
		"all reserved":        {Pace{Reserve: 1}, nil, 10 * time.Second},
		"slower":              {Pace{Rate: rate(30, time.Minute)}, nil, 20 * time.Second},
		"far slower":          {Pace{Rate: rate(360, time.Hour), Reserve: 0.2}, nil, 100 * time.Second},
		"faster":              {Pace{Rate: rate(2, time.Second)}, nil, 5 * time.Second},
		"without limit":       {Pace{Rate: rate(0, 0)}, nil, 0},
		"the server has more": {Pace{}, []string{"RateLimit-Limit", "1500", "RateLimit-Remaining", "1400"}, 10 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, err := tabulaSmallGroups().Connect(Config{Pace: tt.pace})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				for range 11 {
					permit(t, conn.Pacer, answer(200, tt.headers...))
				}
				if took := time.Since(began).Round(time.Millisecond); took != tt.want {
					t.Errorf("eleven requests took %s, want %s", took, tt.want)
				}
			})
		})
	}
}

// A request that is late on its way isn't followed too closely by the next one: the
// second between them counts from the answer, or from when it is given up.
func TestTabulaPaceCountsFromTheAnswer(t *testing.T) {
	for name, got := range map[string]*http.Response{"an answer": answer(200), "none": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, err := tabulaSmallGroups().Connect(Config{})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				for range 3 {
					if err := conn.Permit(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(300 * time.Millisecond)
					if err := conn.Observe(got); err != nil {
						t.Fatal(err)
					}
				}
				if took := time.Since(began).Round(time.Millisecond); took != 2900*time.Millisecond {
					t.Errorf("three requests took %s", took)
				}
			})
		})
	}
}

// A run that was slower leaves the next one its own pace, and no burst.
func TestTabulaPaceBetweenRuns(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		for _, rate := range []*Rate{nil, {Requests: 3600, Period: time.Hour}, {Requests: 5, Period: 5 * time.Second}, nil} {
			conn, err := tabulaSmallGroups().Connect(Config{Pace: Pace{Rate: rate, Dir: dir}})
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			for range 3 {
				permit(t, conn.Pacer, answer(200))
			}
			if took := time.Since(began); took < 2*time.Second || took > 3*time.Second {
				t.Errorf("three requests at %v took %s", rate, took)
			}
		}
	})
}

func TestTabulaSpec(t *testing.T) {
	spec, ok := Find("tabula-small-groups")
	if !ok || spec.Concurrency != 1 || !slices.Contains(spec.Scopes, Scope{Field: "academicYear", Flag: "academic-year"}) {
		t.Errorf("the target is %+v", spec)
	}
	var env []string
	for _, c := range spec.Credentials {
		env = append(env, c.Env...)
	}
	if !slices.Equal(env, []string{"TABULA_USERNAME", "TABULA_PASSWORD", "IMPORTER_CONTACT"}) {
		t.Errorf("credentials come from %v", env)
	}
}
