package sandbox_test

import (
	"net/http"
	"testing"

	"importer/internal/sandbox"
)

// A fault speaks as the system does that was asked.
func TestFaultsForm(t *testing.T) {
	s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &sandbox.Fault{} }})
	unitFault(t, askUnits(t, s, "GET", units, ""))
	tabulaFault(t, askTabula(t, s, "GET", modules+"/xx101/groups", ""))
	ask(t, s, "GET", students, "").fault(t)
}

func TestWrongIDOfAGroup(t *testing.T) {
	s := sandbox.New(sandbox.Options{Fail: func(*http.Request) *sandbox.Fault { return &sandbox.Fault{Kind: sandbox.WrongID} }})
	if got := askUnits(t, s, "PATCH", unitPath(desk), `{"name":"Disk"}`).object(t); got["id"] != 999_999_999.0 || got["name"] != "Disk" {
		t.Errorf("the answer is %v", got)
	}
	g := smallGroup(t, s, "XX101", "XX101 Seminars", "Group 1")
	got := askTabula(t, s, "PUT", smallGroupPath(g), `{"name":"A","maxGroupSize":15}`)
	if renamed := shownGroup(t, got, "00000000-0000-4000-8000-000000000000"); renamed["name"] == nil {
		t.Errorf("the answer is %s", got.body)
	}
}
