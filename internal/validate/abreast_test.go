package validate

import (
	"errors"
	"iter"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// counting gives so many numbers, and then an error.
func counting(n int, failed error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if failed != nil {
			yield(0, failed)
		}
	}
}

// What comes of rows comes in their order, with the error after the last, whoever
// works on them; whoever stops early gets no more, and no goroutine stays behind.
func TestAbreastKeepsTheOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	rapid.Check(t, func(t *rapid.T) {
		n, wanted := rapid.IntRange(0, 5*atOnce).Draw(t, "rows"), rapid.IntRange(0, 5*atOnce).Draw(t, "wanted")
		var failed error
		if rapid.Bool().Draw(t, "fails") {
			failed = errors.New("broken")
		}
		newWorker := func() func(int) int {
			return func(i int) int {
				if i%7 == 0 {
					runtime.Gosched()
				}
				return 2 * i
			}
		}
		next, ended := 0, error(nil)
		for got, err := range abreast(counting(n, failed), newWorker) {
			if next == wanted {
				break
			}
			if err != nil {
				ended = err
				continue
			}
			if got != 2*next {
				t.Fatalf("%d instead of %d", got, 2*next)
			}
			next++
		}
		if next != min(n, wanted) || wanted > n && ended != failed {
			t.Fatalf("%d of %d rows, %v", next, n, ended)
		}
	})
}

// Each worker is one goroutine's own.
func TestAbreastWorkersAreNotShared(t *testing.T) {
	newWorker := func() func(int) int {
		busy := false
		return func(i int) int {
			if busy {
				t.Error("two at once")
			}
			busy = true
			runtime.Gosched()
			busy = false
			return i
		}
	}
	for _, err := range abreast(counting(10*atOnce, nil), newWorker) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// On several processors the verdicts are those of a single one.
func TestVerdictsDoNotDependOnWhoJudges(t *testing.T) {
	cells := func(i int) []string {
		own := pupil(i % 1000)
		if i%3 == 0 {
			own = wrong(i % 700)
		}
		return own
	}
	table, err := Sheet(sheetOfPupils(5*atOnce+1, cells), pupils(), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	var alone, abreast []Verdict
	a := table.newAnswer()
	for row, err := range table.sift() {
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, a.verdict(row))
	}
	for v, err := range table.Verdicts() {
		if err != nil {
			t.Fatal(err)
		}
		abreast = append(abreast, v)
	}
	if diff := cmp.Diff(alone, abreast); diff != "" {
		t.Error(diff)
	}
}
