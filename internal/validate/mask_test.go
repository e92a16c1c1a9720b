package validate

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"importer/internal/parse"
)

func TestMaskHidesTheLastFour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := aNumber(t)
		date, tail, _ := strings.Cut(n.Normal(), "-")
		date = rapid.SampledFrom([]string{date, date[2:]}).Draw(t, "date")
		tail = rapid.SampledFrom([]string{tail, "TF" + tail[2:], "T" + tail[1:]}).Draw(t, "tail")
		separator := rapid.SampledFrom([]string{"", "-", "+", " ", "–", " - ", "\u00a0", "\u00ad"}).Draw(t, "separator")
		extra := rapid.SampledFrom([]string{"", "1"}).Draw(t, "extra")
		before := rapid.SampledFrom([]string{"", "Anna ", "nr:", "å"}).Draw(t, "before")
		text := before + date + separator + tail + extra + rapid.SampledFrom([]string{"", ", se rad 3", "."}).Draw(t, "after")
		masked := Mask(text)
		if at := len([]rune(before + date + separator)); string([]rune(masked)[at:at+4]) != "****" {
			t.Fatalf("%q becomes %q", text, masked)
		}
		if cell := shown(IdentityNumber, date+separator+tail); !strings.HasSuffix(cell, "****") {
			t.Fatalf("a cell with %q is shown as %q", date+separator+tail, cell)
		}
	})
}

func TestNothingOfAShortNumberIsShown(t *testing.T) {
	for text, want := range map[string]string{"2383": "****", "12": "**", "T220": "****", "1-2": "***", "TF": "TF", "23839": "2****"} {
		if got := shown(IdentityNumber, text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// A birth date stays as it is, whatever time of day stands behind it, but no number
// passes for one.
func TestDatesAreShown(t *testing.T) {
	for text, want := range map[string]string{
		"2012-03-01 00:00": "2012-03-01 00:00", "2012-03-01T23:59:59.5Z": "2012-03-01T23:59:59.5Z", "1/3/2012 7:30": "1/3/2012 7:30",
		"2012-03-01": "2012-03-01", "20120301-2383": "20120301-****", "2012-03-01 2383": "2012-03-01 ****", "2012-03-01 23:83": "2012-03-** **:83",
	} {
		if got := shown(Date, text); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
	if got := shown(Text, "2012-03-01 23:45"); got == "2012-03-01 23:45" {
		t.Error("among names it is shown too")
	}
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"20191216-2383":                        "20191216-****",
		"201912162383":                         "20191216****",
		"191216-2383":                          "191216-****",
		"905272381":                            "90527****",
		"20150101-TF01":                        "20150101-****",
		"2O191216-2383":                        "2O1912**-****",
		"pupil 20191216-2383 exists":           "pupil 20191216-**** exists",
		"6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01": "6d1f0f0a-32a5-4a3c-8d55-0d6f2b6a7e01",
		"+46701740605":                         "+46701740605",
		"+4686785500":                          "+4686785500",
		"+4611123456":                          "+461112****",
		"2019-12-16":                           "2019-12-16",
		"Storgatan 12":                         "Storgatan 12",
		"anna@example.se":                      "anna@example.se",
		"":                                     "",
	} {
		if got := Mask(text); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
}

// What is shown of a long text is decided by its beginning.
func TestShownOfALongText(t *testing.T) {
	c := parse.Cell{Kind: parse.Text, Text: "20191216-2383 " + strings.Repeat("å", 5000)}
	if got := shownCell(Text, c); !strings.HasPrefix(got, "20191216-**** ") || utf8.RuneCountInString(got) != excerpt {
		t.Errorf("%q", got)
	}
}
