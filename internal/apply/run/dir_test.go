package run

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"importer/internal/apply/disk"
	"importer/internal/plan"
	"importer/internal/validate"
)

var began = time.Date(2026, 8, 17, 8, 2, 0, 0, time.UTC)

func create(t *testing.T, root string, when time.Time) *Dir {
	t.Helper()
	d, err := Create(disk.OS{}, root, New("apply", "meitner-students", when))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCreateIsPrivate(t *testing.T) {
	root := filepath.Join(t.TempDir(), "runs")
	d := create(t, root, began)
	if want := "20260817-080200-meitner-students-" + d.Meta.Code; filepath.Base(d.Path) != want {
		t.Errorf("its name is %s, want %s", filepath.Base(d.Path), want)
	}
	if data, err := os.ReadFile(filepath.Join(root, ".gitignore")); string(data) != "*\n" {
		t.Errorf(".gitignore holds %q (%v)", data, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	first, second := create(t, root, began), create(t, root, began.Add(time.Hour))
	tests := map[string]string{
		"last": second.Path, first.Meta.Code: first.Path, strings.ToLower(second.Meta.Code): second.Path, first.Path: first.Path,
		"": "", "zzzz": "", filepath.Join(root, "none"): "",
	}
	for name, want := range tests {
		got, err := Find(root, name)
		var unknown *UnknownError
		if got != want || (want == "") != errors.As(err, &unknown) {
			t.Errorf("Find(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
	if _, err := Find(filepath.Join(root, "nowhere"), "last"); err == nil {
		t.Error("it finds a run where there is none")
	}
}

func TestFindRefusesAnAmbiguousBeginning(t *testing.T) {
	root := t.TempDir()
	for range 40 { // two of them begin alike: there are 16 beginnings
		create(t, root, began)
	}
	dirs, err := List(disk.OS{}, root)
	if err != nil || len(dirs) != 40 {
		t.Fatalf("listed %d runs, %v", len(dirs), err)
	}
	seen := map[string]bool{}
	for _, d := range dirs {
		begin := d.Meta.Code[:1]
		if !seen[begin] {
			seen[begin] = true
			continue
		}
		var unknown *UnknownError
		if _, err := Find(root, begin); !errors.As(err, &unknown) || len(unknown.Hits) < 2 {
			t.Errorf("Find(%q) gives %v", begin, err)
		}
		return
	}
}

func TestPlanComesBack(t *testing.T) {
	d := create(t, t.TempDir(), began)
	p := &plan.Plan{
		Lines: []plan.Line{
			{Row: 2, Key: validate.Key{Field: "id", Value: "x"}, ID: "x", Status: plan.Planned, Changes: []int{1}},
			{Row: 3, Status: plan.Invalid, Problems: []validate.Problem{{Row: 3, Cell: "A3", Code: "c", Severity: validate.Fault, Args: map[string]string{"a": "b"}}}},
		},
		Changes: []plan.Change{{N: 1, Kind: "student", ID: "x", Rows: []int{2}, Edits: []plan.Edit{
			{Field: "a", Old: validate.Cleared(), New: validate.Of("<å>")},
			{Field: "b", Old: validate.Value{State: validate.Unreadable}, New: validate.ListOf("1", "2"), Add: []string{"2"}}}}},
		Steps: []plan.Step{{N: 1, Change: 1, After: []int{}}},
	}
	p.Steps[0].Edits, p.Steps[0].After = p.Changes[0].Edits, nil
	if err := d.SavePlan(p); err != nil {
		t.Fatal(err)
	}
	got, err := d.LoadPlan()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got); diff != "" {
		t.Errorf("the plan came back (-want +got):\n%s", diff)
	}
}

// A plan that was cut off anywhere is never taken for a shorter one.
func TestPlanThatIsCutOff(t *testing.T) {
	d := create(t, t.TempDir(), began)
	if err := d.SavePlan(&plan.Plan{Lines: []plan.Line{{Row: 2, Status: plan.Unchanged}, {Row: 3, Status: plan.Unchanged}}}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(d.File(planFile))
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) - 1 {
		if err := os.WriteFile(d.File(planFile), whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if p, err := d.LoadPlan(); err == nil {
			t.Fatalf("cut at byte %d it is read as %+v", n, p)
		}
	}
	lines := strings.SplitAfter(string(whole), "\n")
	if err := os.WriteFile(d.File(planFile), []byte(lines[0]+lines[2]+lines[3]), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.LoadPlan(); err == nil {
		t.Error("a plan without one of its lines is read")
	}
}

func TestReplaceKeepsTheOldFileUntilTheNewOneIsWhole(t *testing.T) {
	d := create(t, t.TempDir(), began)
	before, _ := os.ReadFile(d.File(metaFile))
	broken := errors.New("no space")
	err := d.Replace(metaFile, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	after, _ := os.ReadFile(d.File(metaFile))
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Errorf("it changed:\n%s", diff)
	}
	left, _ := filepath.Glob(d.File(".*"))
	if len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestLock(t *testing.T) {
	d := create(t, t.TempDir(), began)
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	other, err := Open(disk.OS{}, d.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Lock(); !errors.Is(err, ErrBusy) {
		t.Errorf("a second one gets %v, want ErrBusy", err)
	}
	if err := d.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := other.Lock(); err != nil {
		t.Errorf("after that it gets %v", err)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAnotherVersion(t *testing.T) {
	d := create(t, t.TempDir(), began)
	d.Meta.Schema = 99
	if err := d.Save(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(disk.OS{}, d.Path); err == nil || !strings.Contains(err.Error(), "another version") {
		t.Errorf("Open gives %v", err)
	}
}
