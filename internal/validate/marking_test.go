package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestProtectedRowsLeaveNothing(t *testing.T) {
	sheet := sheetOf("Pnr|Förnamn|Sekretess", "20191216-2384|Anna|ja", "x|Bo|ja", "20120304-2385|Eva|")
	for _, v := range verdictsOf(t, Options{}, sheet)[:2] {
		if diff := cmp.Diff(Verdict{Record: Record{Row: v.Record.Row}, Skipped: Protected}, v); diff != "" {
			t.Error(diff)
		}
	}
}

// The quick look never passes over what shelter finds.
func TestQuickLookMissesNothing(t *testing.T) {
	word := rapid.SampledFrom([]string{"box 2820", "Box2820", "förmedlingsuppdrag", "FORMEDLINGSUPPDRAG", "skyddad", "skyddat", "Sekretess", "SEKRETE\u00df"})
	noise := rapid.StringOf(rapid.SampledFrom([]rune("\u00ad\u200b\u2060")))
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for _, r := range word.Draw(t, "word") {
			b.WriteString(noise.Draw(t, "noise") + string(r))
		}
		text := rapid.StringMatching(`[a-zåÅ]{0,3} ?`).Draw(t, "before") + b.String() + rapid.StringMatching(`( ?[a-zåÅ]{0,3})?`).Draw(t, "after")
		if shelter.MatchString(Fold(text)) && !mayShelter(text) {
			t.Fatalf("%q is passed over", text)
		}
	})
}

func TestProtectedAddress(t *testing.T) {
	for text, want := range map[string]bool{
		"Box 2820": true, "BOX  2820": true, "box2820, 403 20 Göteborg": true, "Box 28201": false, "Box 282": false,
		"Skatteverkets Förmedlingsuppdrag": true, "SKYDDAD ADRESS": true, "Sekretess": true, "Storgatan 1": false, "": false,
	} {
		if got := ProtectedAddress(map[string]Value{"address.postalAddress": Of(text), "firstName": Of("Anna")}); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if ProtectedAddress(map[string]Value{"lastName": Of("Skyddad")}) {
		t.Error("a name is no address")
	}
}
