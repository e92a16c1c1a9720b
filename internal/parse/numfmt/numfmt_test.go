package numfmt

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func TestDecimal(t *testing.T) {
	tests := []struct {
		text, want string
		ok         bool
	}{
		{"184", "184", true},
		{"0", "0", true},
		{"-0", "0", true},
		{"007", "7", true},
		{"+7", "7", true},
		{"-7", "-7", true},
		{"7.0", "7", true},
		{"7.", "7", true},
		{".5", "0.5", true},
		{"-.5", "-0.5", true},
		{"2.01912162383E11", "201912162383", true},
		{"2.01912162383e+11", "201912162383", true},
		{"20191216238300E-2", "201912162383", true},
		{"1E3", "1000", true},
		{"0E9", "0", true},
		{"12345678901234567890", "12345678901234567890", true},
		{"1.2345678901234567E+19", "12345678901234567000", true},
		{"1E-3", "0.001", true},
		{"0.10000000000000001", "0.1", true},
		{"4.3499999999999996", "4.35", true},
		{"1E300", "1" + strings.Repeat("0", 300), true},
		{"1E-300", "0." + strings.Repeat("0", 299) + "1", true},
		{"1E401", "", false},
		{"1E99999999999999999999", "", false},
		{"1.5E400", "15" + strings.Repeat("0", 399), true},
		{"", "", false},
		{".", "", false},
		{"-", "", false},
		{"--1", "", false},
		{"1E", "", false},
		{"1E1.5", "", false},
		{"1 000", "", false},
		{"1,5", "", false},
		{"0x10", "", false},
		{"1_000", "", false},
		{"NaN", "", false},
		{"INF", "", false},
		{"Infinity", "", false},
	}
	for _, test := range tests {
		if got, ok := Decimal(test.text); got != test.want || ok != test.ok {
			t.Errorf("Decimal(%q) = %q, %v; want %q, %v", test.text, got, ok, test.want, test.ok)
		}
	}
}

func TestDecimalOfAnyFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64).Draw(t, "number")
		text := strconv.FormatFloat(f, 'E', -1, 64)
		got, ok := Decimal(text)
		back, err := strconv.ParseFloat(got, 64)
		if !ok || err != nil || back != f || strings.ContainsAny(got, "eE+") {
			t.Fatalf("Decimal(%q) = %q, %v", text, got, ok)
		}
	})
}

func TestDate(t *testing.T) {
	tests := []struct {
		serial   string
		date1904 bool
		want     string
		ok       bool
	}{
		{"43815", false, "2019-12-16", true},
		{"42353", true, "2019-12-16", true},
		{"4.3815E4", false, "2019-12-16", true},
		{"43815.5", false, "2019-12-16T12:00:00", true},
		{"43815.000011574074", false, "2019-12-16T00:00:01", true},
		{"43815.000001", false, "2019-12-16", true},
		{"43815.999999", false, "2019-12-17", true},
		{"1", false, "1900-01-01", true},
		{"59", false, "1900-02-28", true},
		{"60", false, "", false},
		{"60.5", false, "", false},
		{"61", false, "1900-03-01", true},
		{"60", true, "1904-03-01", true},
		{"2958465", false, "9999-12-31", true},
		{"2958465.9999999", false, "", false},
		{"2958466", false, "", false},
		{"2957003", true, "9999-12-31", true},
		{"2957004", true, "", false},
		{"0", false, "", false},
		{"0.5", false, "", false},
		{"0", true, "", false},
		{"-1", false, "", false},
		{"1E10", false, "", false},
		{"NaN", false, "", false},
		{"x", false, "", false},
		{"", false, "", false},
	}
	for _, test := range tests {
		if got, ok := Date(test.serial, test.date1904); ok != test.ok || ok && got != test.want {
			t.Errorf("Date(%q, %v) = %q, %v; want %q, %v", test.serial, test.date1904, got, ok, test.want, test.ok)
		}
	}
}

func TestDateAgreesWithExcelize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, date1904 := rapid.IntRange(61, 2_957_003).Draw(t, "day"), rapid.Bool().Draw(t, "1904")
		second := rapid.IntRange(0, secondsADay-1).Draw(t, "second")
		serial := float64(day) + float64(second)/secondsADay
		want, err := excelize.ExcelDateToTime(serial, date1904)
		if err != nil {
			t.Fatal(err)
		}
		layout := "2006-01-02T15:04:05"
		if second == 0 {
			layout = "2006-01-02"
		}
		got, ok := Date(strconv.FormatFloat(serial, 'f', -1, 64), date1904)
		if !ok || got != want.Round(time.Second).Format(layout) {
			t.Fatalf("%v: got %q, want %v", serial, got, want)
		}
	})
}

func TestISODate(t *testing.T) {
	tests := map[string]string{
		"2019-12-16":               "2019-12-16",
		"2019-12-16T00:00:00":      "2019-12-16",
		"2019-12-16T00:00:00Z":     "2019-12-16",
		"2019-12-16T12:30":         "2019-12-16T12:30:00",
		"2019-12-16T12:30:15.700Z": "2019-12-16T12:30:16",
		"2019-12-16T23:59:59.9":    "2019-12-17",
		"12:30:00":                 "",
		"2019-02-29":               "",
		"20191216":                 "",
	}
	for text, want := range tests {
		if got, ok := ISODate(text); got != want || ok != (want != "") {
			t.Errorf("ISODate(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}

func TestIsDate(t *testing.T) {
	tests := []struct {
		id   int
		code string
		want bool
	}{
		{0, "", false}, {1, "", false}, {13, "", false}, {14, "", true}, {17, "", true}, {18, "", false}, {21, "", false},
		{22, "", true}, {27, "", true}, {31, "", true}, {32, "", false}, {36, "", true}, {37, "", false}, {45, "", false},
		{47, "", false}, {49, "", false}, {50, "", true}, {58, "", true}, {59, "", false}, {163, "", false}, {-1, "", false},
		{14, "0.00", false}, // a workbook's own code goes before the built-in one
		{200, "General", false},
		{200, `GENERAL" dagar"`, false},
		{200, "yyyy-mm-dd", true},
		{200, "YYYY-MM-DD", true},
		{200, `yyyy\-mm\-dd;@`, true},
		{200, "[$-41D]d mmmm yyyy", true},
		{200, "[$-F800]dddd, mmmm dd, yyyy", true},
		{200, "[Red]d/m", true},
		{200, "mmm", true},
		{200, "mm", true},
		{200, "e", true},
		{200, "h:mm", false},
		{200, "h:mm:ss AM/PM", false},
		{200, "mm:ss.0", false},
		{200, "m:ss", false},
		{200, "h\"t\"m", false},
		{200, "[h]:mm", false},
		{200, "[mm]:ss", false},
		{200, "[ss]", false},
		{200, "yyyy-mm-dd hh:mm", true},
		{200, `0.00"dmy"`, false},
		{200, `0\d`, false},
		{200, "[Red]0", false},
		{200, "0.00E+00", false},
		{200, "#,##0.00 [$kr-41D]", false},
		{200, "0_d", false},
		{200, "0*d", false},
		{200, "0;yyyy", false},
		{200, "@", false},
		{200, `"`, false},
		{200, "[", false},
		{200, `\`, false},
		{200, "_", false},
	}
	for _, test := range tests {
		if got := Parse(test.id, test.code).IsDate(); got != test.want {
			t.Errorf("Parse(%d, %q).IsDate() = %v", test.id, test.code, got)
		}
	}
}

func TestShow(t *testing.T) {
	tests := []struct{ code, decimal, want string }{
		{"0000", "184", "0184"},
		{"0000", "0", "0000"},
		{"0000", "12345", "12345"},
		{"0000", "-184", "-184"},
		{"0000", "1.5", "1.5"},
		{"000000000000", "10203042387", "010203042387"},
		{"00000000-0000", "201912162383", "20191216-2383"},
		{`00000000\-0000`, "201912162383", "20191216-2383"},
		{`00000000"-"0000;@`, "201912162383", "20191216-2383"},
		{"000 00", "16956", "169 56"},
		{`000\ 00`, "1695", "016 95"},
		{"[Blue]000 00", "16956", "169 56"},
		{"[$-41D]0000", "184", "0184"},
		{"0000_)", "184", "0184"},
		{`"+"0`, "46701740605", "+46701740605"},
		{`"0"00-0000000`, "701740605", "070-1740605"}, // a quoted zero adds a leading one
		{`"9"000`, "184", "184"},
		{"0", "184", "184"},
		{"00.0", "184", "184"},
		{"0,000", "1840", "1840"},
		{"00%", "18", "18"},
		{"#000", "184", "184"},
		{`00" kr"`, "184", "184"},
		{`00" €"`, "184", "184"},
		{"[<1000]0000", "184", "184"},
		{"-000", "184", "184"},
		{"General", "184", "184"},
		{"", "184", "184"},
	}
	for _, test := range tests {
		if got := Parse(200, test.code).Show(test.decimal); got != test.want {
			t.Errorf("%q shows %s as %q, want %q", test.code, test.decimal, got, test.want)
		}
	}
}

// Whatever the format, nothing but zeros and signs is put to a number.
func TestShowKeepsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringOfN(rapid.RuneFrom([]rune(`00000 -"\[]_;kd1+`)), 0, 20, -1).Draw(t, "code")
		decimal := strconv.Itoa(rapid.IntRange(0, 1e12).Draw(t, "number"))
		got := Parse(200, code).Show(decimal)
		digits := strings.Map(func(r rune) rune {
			if r < '0' || '9' < r {
				return -1
			}
			return r
		}, got)
		if strings.TrimLeft(digits, "0") != strings.TrimLeft(decimal, "0") {
			t.Fatalf("%q shows %s as %q", code, decimal, got)
		}
	})
}
