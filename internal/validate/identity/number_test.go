package identity

import (
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Numbers are parted, and read in full, as these patterns say.
func TestForms(t *testing.T) {
	form := regexp.MustCompile(`^(\d{6}|\d{8})([-+]?)(\d{4}|[A-Za-z]\d{3}|[A-Za-z]{2}\d{2})$`)
	inFull := regexp.MustCompile(`^\d{8}[-+]?(\d{4}|[A-Z]\d{3}|TF\d{2})$`)
	texts := rapid.OneOf(
		rapid.StringMatching(`\d{5,9}[-+. ]?([A-Za-zÅ[`+"`"+`@{]|TF|tf)?\d{1,5}`), rapid.StringMatching(`(\d{6}|\d{8})[-+]?[A-Z]{0,2}\d{2,4}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		date, sign, tail, ok := Split(text)
		m := form.FindStringSubmatch(text)
		if ok != (m != nil) || ok && (date != m[1] || sign != m[2] || tail != m[3]) {
			t.Fatalf("%q: %q %q %q %v; the pattern has %q", text, date, sign, tail, ok, m)
		}
		n, full := Parse(text)
		if full != inFull.MatchString(text) || full && n.Normal() != text[:8]+"-"+text[len(text)-4:] {
			t.Fatalf("%q: %v %s", text, full, n.Normal())
		}
	})
}

func TestNumberTells(t *testing.T) {
	for _, c := range []struct {
		number string
		form   Form
		birth  string
		even   bool
	}{
		{"20191216-2383", Ordinary, "2019-12-16", true},
		{"20191216-2391", Ordinary, "2019-12-16", false},
		{"20120376-2396", Coordination, "2012-03-16", false},
		{"20120063-2394", Coordination, "", false},
		{"20120460-2393", Coordination, "", false},
		{"20120491-2388", Coordination, "", true},
		{"20000101-T220", Interim, "2000-01-01", true},
		{"20150101-TF01", Temporary, "2015-01-01", true},
	} {
		n, ok := Parse(c.number)
		birth := ""
		if at, ok := n.Birth(); ok {
			birth = at.Format(time.DateOnly)
		}
		if !ok || n.Normal() != c.number || n.Form() != c.form || birth != c.birth || n.Even() != c.even {
			t.Errorf("%s: got %s, %d, %q, even %v", c.number, n.Normal(), n.Form(), birth, n.Even())
		}
		if want := c.number[:8] + "-****"; n.Masked() != want {
			t.Errorf("masked %q, want %q", n.Masked(), want)
		}
	}
	for _, bad := range []string{"", "20191216", "191216-2383", "20191216-tf01", "20191216-23833"} {
		if n, ok := Parse(bad); ok || n.Form() != 0 {
			t.Errorf("%q is a number: %v", bad, n)
		}
	}
}

func TestCentury(t *testing.T) {
	today := time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		date string
		plus bool
		want string
	}{
		{"191216", false, "20191216-2383"},
		{"260817", false, "20260817-2383"},
		{"260818", false, "19260818-2383"},
		{"191216", true, "19191216-2383"},
		{"260878", false, "19260878-2383"}, // a coordination number of the 18th
	} {
		if n := InCentury(c.date, "2383", c.plus, today); n.Normal() != c.want {
			t.Errorf("%s, plus %v: got %s, want %s", c.date, c.plus, n.Normal(), c.want)
		}
	}
}

func TestWhatCanBeSomebodys(t *testing.T) {
	for _, c := range []struct {
		number                      string
		dated, checks, serial, real bool
	}{
		{"20191216-2383", true, true, true, true},
		{"20191216-2384", true, false, true, false},
		{"20190229-2380", false, true, true, false},
		{"20150916-0006", true, true, false, false},
		{"20120063-2394", true, true, true, true},
		{"20000101-T220", true, true, true, false},
		{"20150101-TF01", true, true, true, false},
	} {
		n, _ := Parse(c.number)
		if n.Dated() != c.dated || n.Checks() != c.checks || n.ValidSerial() != c.serial || n.Real() != c.real {
			t.Errorf("%s: dated %v, checks %v, serial %v, real %v", c.number, n.Dated(), n.Checks(), n.ValidSerial(), n.Real())
		}
	}
}

func TestTwin(t *testing.T) {
	young, _ := Parse("20191216-2383")
	old, _ := Parse("19191216-2383")
	other, _ := Parse("19191216-2391")
	if !young.Twin(old) || young.Twin(other) || young.Twin(young) {
		t.Error("twins differ in the century, and in nothing else")
	}
}
