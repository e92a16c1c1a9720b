package run

import (
	"errors"
	"io"
	"os"
	"testing"

	"importer/internal/apply/disk"
)

// renewed lets a run write a file, and gives the name that it got.
func renewed(t *testing.T, d *Dir, text string) string {
	t.Helper()
	at, err := d.Renew(ErrorBook, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func edit(t *testing.T, d *Dir, name string) {
	t.Helper()
	if err := os.WriteFile(d.File(name), []byte("mended"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What the user has changed stays, also for a process that comes later.
func TestRenewKeepsWhatWasEdited(t *testing.T) {
	d := create(t, t.TempDir(), began)
	for i, want := range []string{"errors.xlsx", "errors.xlsx", "errors-2.xlsx", "errors-2.xlsx", "errors-3.xlsx"} {
		if i == 2 || i == 4 {
			edit(t, d, d.Latest(".xlsx"))
		}
		if got := renewed(t, d, "new"); got != want || d.Latest(".xlsx") != want {
			t.Fatalf("at %d it is written as %s, and the latest is %s; want %s", i, got, d.Latest(".xlsx"), want)
		}
		var err error
		if d, err = Open(disk.OS{}, d.Path); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"errors.xlsx", "errors-2.xlsx"} {
		if data, _ := os.ReadFile(d.File(name)); string(data) != "mended" {
			t.Errorf("%s holds %q", name, data)
		}
	}
	if err := os.Remove(d.File("errors-3.xlsx")); err != nil {
		t.Fatal(err)
	}
	if got := d.Latest(".xlsx"); got != "errors-2.xlsx" {
		t.Errorf("the latest that is there is %q", got)
	}
}

// A file is known as the run's own, whenever its writing was broken off.
func TestRenewBrokenOff(t *testing.T) {
	for at := 1; ; at++ {
		d := create(t, t.TempDir(), began)
		renewed(t, d, "old")
		d.disk = &failing{at: at}
		_, failed := d.Renew(ErrorBook, func(w io.Writer) error {
			_, err := io.WriteString(w, "new")
			return err
		})
		later, err := Open(disk.OS{}, d.Path)
		if err != nil {
			t.Fatal(err)
		}
		if got := renewed(t, later, "newer"); got != ErrorBook {
			t.Errorf("broken off at change %d, it is written as %s then", at, got)
		}
		if failed == nil {
			return
		}
		if !errors.Is(failed, errFull) {
			t.Fatalf("broken off at change %d: %v", at, failed)
		}
	}
}

func TestEraseDetailsForgetsWhatWasWritten(t *testing.T) {
	d := create(t, t.TempDir(), began)
	renewed(t, d, "Astrid")
	if err := d.EraseDetails(); err != nil {
		t.Fatal(err)
	}
	if len(d.Meta.Written) > 0 {
		t.Errorf("it knows of %v", d.Meta.Written)
	}
}
