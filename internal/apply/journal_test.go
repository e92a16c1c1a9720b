package apply

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"importer/internal/apply/disk"
)

// sample gives entries of every kind.
func sample() []Entry {
	return []Entry{
		{Started: &Started{Who: "Astrid Holm", PID: 42, Version: "1.0"}},
		{Intent: &Intent{Step: 1, Attempt: 1, ID: "a"}},
		{Outcome: &Outcome{Step: 1, Attempt: 1, Decision: GiveUp, Reason: Refused, Status: 422, Code: "UnprocessableEntity",
			Message: "no\nsuch \u2028 <place>", RequestID: "r-1", Fields: map[string]string{"lastName": "too long"}}},
		{Intent: &Intent{Step: 2, Attempt: 1, ID: "b"}},
		{Outcome: &Outcome{Step: 2, Attempt: 1, Decision: GiveUp, Reason: Differs,
			Differs: edits(`[{"field":"lastName","old":"Ek","new":"Berg"}]`), NotVerified: []string{"description"}}},
		{Ended: &Ended{Status: Finished}},
	}
}

// fill writes a journal, each entry synced before the next.
func fill(t testing.TB, d *memory) (entries []Entry) {
	t.Helper()
	j := NewJournal(d, 0)
	for _, e := range sample() {
		e, err := j.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

func TestJournalFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, err := CreateJournal(disk.OS{}, path)
	if err != nil {
		t.Fatal(err)
	}
	var want []Entry
	for _, e := range sample() {
		e, err := j.Append(e)
		if err != nil {
			t.Fatal(err)
		}
		if e.Time.Location() != time.UTC || e.Seq != len(want)+1 {
			t.Errorf("entry %d has Seq %d and time %v; want UTC", len(want)+1, e.Seq, e.Time)
		}
		want = append(want, e)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(Entry{Ended: &Ended{}}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Append after Close = %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	got, err := ReadJournal(path)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
		t.Errorf("ReadJournal: %v\n%s", err, diff)
	}
	if _, err := CreateJournal(disk.OS{}, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("CreateJournal over a journal = %v", err)
	}
	if _, _, err := OpenJournal(disk.OS{}, path+"x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("OpenJournal of nothing = %v", err)
	}
}

func TestTornTail(t *testing.T) {
	d := &memory{}
	all := fill(t, d)
	for length := range len(d.data) + 1 {
		whole := bytes.LastIndexByte(d.data[:length], '\n') + 1
		got, n, err := recoverEntries(d.data[:length])
		want := all[:bytes.Count(d.data[:length], []byte{'\n'})]
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil || n != whole {
			t.Fatalf("cut at %d: %v\n%s", length, err, diff)
		}
	}
}

// TestOpenTorn cuts a journal's file at every byte of its last line, goes on
// with it, and reads it again.
func TestOpenTorn(t *testing.T) {
	d := &memory{}
	all := fill(t, d)
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	for length := bytes.LastIndexByte(d.data[:len(d.data)-1], '\n') - 1; length <= len(d.data); length++ {
		if err := os.WriteFile(path, d.data[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		want := all[:bytes.Count(d.data[:length], []byte{'\n'})]
		if got, err := ReadJournal(path); err != nil || len(got) != len(want) {
			t.Fatalf("cut at %d: ReadJournal gives %d entries, %v; want %d", length, len(got), err, len(want))
		}
		if data, _ := os.ReadFile(path); len(data) != length {
			t.Fatalf("cut at %d: reading left %d bytes", length, len(data))
		}
		j, got, err := OpenJournal(disk.OS{}, path)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Fatalf("cut at %d: %v\n%s", length, err, diff)
		}
		more, err := j.Append(Entry{Ended: &Ended{Status: Stopped}})
		if err != nil || j.Close() != nil {
			t.Fatal(err)
		}
		got, err = ReadJournal(path)
		if diff := cmp.Diff(append(want[:len(want):len(want)], more), got, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Fatalf("cut at %d, after one more: %v\n%s", length, err, diff)
		}
	}
}

// TestFlippedBit flips bits of every byte: a line that was durable for certain is never
// passed over, and no changed line is believed. The last line break but one
// counts as part of the last line: without it the file ends in one long line.
func TestFlippedBit(t *testing.T) {
	d := &memory{}
	all := fill(t, d)
	lastLine := bytes.LastIndexByte(d.data[:len(d.data)-1], '\n') + 1
	for i := range d.data {
		for bit := i % 3; bit < 8; bit += 3 {
			data := bytes.Clone(d.data)
			data[i] ^= 1 << bit
			got, whole, err := recoverEntries(data)
			line := bytes.Count(d.data[:i], []byte{'\n'}) + 1
			if i < lastLine-1 {
				if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), fmt.Sprintf("line %d ", line)) {
					t.Fatalf("bit %d of byte %d in line %d: %v", bit, i, line, err)
				}
				continue
			}
			if err != nil || len(got) < len(all)-2 || whole > lastLine {
				t.Fatalf("bit %d of byte %d in the last line: %d entries, %v", bit, i, len(got), err)
			}
			if diff := cmp.Diff(all[:len(got)], got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("bit %d of byte %d in the last line:\n%s", bit, i, diff)
			}
		}
	}
}

func TestMisplacedLines(t *testing.T) {
	d := &memory{}
	fill(t, d)
	lines := bytes.SplitAfter(d.data, []byte{'\n'})[:6]
	join := func(order ...int) (data []byte) {
		for _, i := range order {
			data = append(data, lines[i]...)
		}
		return data
	}
	tests := map[string]struct {
		data    []byte
		entries int
		damaged bool
	}{
		"whole":             {join(0, 1, 2, 3, 4, 5), 6, false},
		"last one twice":    {join(0, 1, 2, 3, 4, 5, 5), 6, false},
		"last two swapped":  {join(0, 1, 2, 3, 5, 4), 0, true},
		"one left out":      {join(0, 1, 3, 4, 5), 0, true},
		"one twice":         {join(0, 1, 1, 2, 3, 4, 5), 0, true},
		"zeros at the end":  {append(join(0, 1, 2), make([]byte, 300)...), 3, false},
		"zeros, then lines": {append(append(join(0, 1), make([]byte, 300)...), join(3, 4)...), 0, true},
		"empty":             {nil, 0, false},
		"an empty line":     {[]byte("\n"), 0, false},
		"another file":      {[]byte("row,key\n1,2\n"), 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, err := recoverEntries(tt.data)
			if len(got) != tt.entries || errors.Is(err, ErrDamaged) != tt.damaged {
				t.Errorf("%d entries, %v; want %d, damaged %v", len(got), err, tt.entries, tt.damaged)
			}
		})
	}
}

// TestLostGroup loses any of the lines that share one sync, in any combination:
// what was durable before is still there, and the rest up to the first gap.
func TestLostGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		durable, group := rapid.IntRange(0, 4).Draw(t, "durable"), rapid.IntRange(1, 8).Draw(t, "group")
		var data []byte
		gap := durable + group
		for seq := 1; seq <= durable+group; seq++ {
			line, err := encode(Entry{Seq: seq, Synced: min(seq-1, durable), Intent: &Intent{Step: seq, Attempt: 1}})
			if err != nil {
				t.Fatal(err)
			}
			if seq > durable && rapid.Bool().Draw(t, "lost") {
				line = bytes.Repeat([]byte{0}, len(line))
				gap = min(gap, seq-1)
			}
			data = append(data, line...)
		}
		got, _, err := recoverEntries(data)
		if err != nil || len(got) != gap {
			t.Fatalf("%d entries, %v; want %d", len(got), err, gap)
		}
	})
}

// TestFailingDisk lets the write or the sync with each number fail: the journal
// is broken from there on, and touches the file no more.
func TestFailingDisk(t *testing.T) {
	full := errors.New("no space left")
	for n := 1; n <= len(sample()); n++ {
		for name, d := range map[string]*memory{
			"write":       {failWrite: n, failure: full},
			"half write":  {failWrite: n, failure: full, short: true},
			"short write": {failWrite: n, short: true},
			"sync":        {failSync: n, failure: full},
		} {
			t.Run(fmt.Sprint(name, n), func(t *testing.T) { failAt(t, d, n) })
		}
	}
}

func failAt(t *testing.T, d *memory, n int) {
	j := NewJournal(d, 0)
	var first error
	for i, e := range sample() {
		_, err := j.Append(e)
		switch {
		case i+1 < n && err != nil:
			t.Fatalf("Append %d: %v", i+1, err)
		case i+1 == n:
			first = err
		case i+1 > n && err != first:
			t.Errorf("Append %d: %v; want the first error", i+1, err)
		}
	}
	if !errors.Is(first, ErrJournal) || d.failure != nil && !errors.Is(first, d.failure) {
		t.Errorf("the first error is %v", first)
	}
	if writes, syncs := d.counts(); writes != n || syncs > n {
		t.Errorf("%d writes and %d syncs; want none after %d", writes, syncs, n)
	}
	entries, _, err := recoverEntries(d.data)
	if err != nil || len(entries) < n-1 {
		t.Errorf("%d entries are left, %v; want %d", len(entries), err, n-1)
	}
}

// TestGroupCommit holds a sync up until others have written: they share the
// next one, and nobody returns before its line is durable.
func TestGroupCommit(t *testing.T) {
	const callers = 20
	d := &memory{syncGate: make(chan struct{}, callers)}
	j := NewJournal(d, 0)
	var group sync.WaitGroup
	for step := 1; step <= callers; step++ {
		group.Go(func() {
			e, err := j.Append(Entry{Intent: &Intent{Step: step, Attempt: 1}})
			line, _ := encode(e)
			if err != nil || !bytes.Contains(d.durable(), line) {
				t.Errorf("step %d: Append returned %v before its line was durable", step, err)
			}
		})
	}
	for {
		if writes, _ := d.counts(); writes == callers {
			break
		}
		runtime.Gosched()
	}
	close(d.syncGate)
	group.Wait()
	if _, syncs := d.counts(); syncs > 2 {
		t.Errorf("%d syncs for %d lines", syncs, callers)
	}
	entries, _, err := recoverEntries(d.durable())
	if err != nil || len(entries) != callers {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// TestFailedGroup lets the sync fail that several wait for: none of them may
// count its line as durable.
func TestFailedGroup(t *testing.T) {
	d := &memory{failSync: 1, failure: errors.New("lost"), syncGate: make(chan struct{}, 2)}
	j := NewJournal(d, 0)
	results := make(chan error)
	for step := range 5 {
		go func() {
			_, err := j.Append(Entry{Intent: &Intent{Step: step, Attempt: 1}})
			results <- err
		}()
	}
	for {
		if writes, _ := d.counts(); writes == 5 {
			break
		}
		runtime.Gosched()
	}
	close(d.syncGate)
	for range 5 {
		if err := <-results; !errors.Is(err, d.failure) {
			t.Errorf("Append = %v", err)
		}
	}
	if _, syncs := d.counts(); syncs != 1 {
		t.Errorf("%d syncs; a failed one is never tried again", syncs)
	}
}

func FuzzRecover(f *testing.F) {
	d := &memory{}
	fill(f, d)
	f.Add(d.data)
	f.Add(d.data[:len(d.data)/2])
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, whole, err := recoverEntries(data)
		if err != nil {
			return
		}
		for i, e := range entries {
			if e.Seq != i+1 {
				t.Errorf("entry %d has Seq %d", i+1, e.Seq)
			}
		}
		again, length, err := recoverEntries(data[:whole])
		if err != nil || length != whole || len(again) != len(entries) {
			t.Errorf("the whole lines read as %d entries, %v; before %d", len(again), err, len(entries))
		}
	})
}
