package validate

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// What is done the short way for most cells comes to the same as the long way, which
// is given here.
func TestShortcuts(t *testing.T) {
	mailbox := regexp.MustCompile(`^[^\s@"(),:;<>\[\]\\]+$`)
	mobile := regexp.MustCompile(`^07[0-9 -]*[0-9 ]$`)
	filler := regexp.MustCompile(`^[0xX?*_.+-]+$`)
	short := map[string]struct{ short, long func(text string) any }{
		"folding": {
			func(text string) any { return Fold(text) },
			func(text string) any { return foldAtLength(text) },
		},
		"spoilt": {
			func(text string) any { _, bad := spoilt(cell{raw: text, text: clean(text)}); return bad },
			func(text string) any { return spoiltAtLength(text) },
		},
		"mailbox": {
			func(text string) any { return isMailbox(text) },
			func(text string) any { return mailbox.MatchString(text) },
		},
		"label": {
			func(text string) any { return isLabel(text) },
			func(text string) any { return domainLabel.MatchString(text) },
		},
		"postal code": {
			func(text string) any { code, ok := swedish(text); return partsOf(ok, code) },
			func(text string) any {
				m := swedishCode.FindStringSubmatch(text)
				return partsOf(m != nil, strings.Join(append(m, "", "", "")[1:3], " "))
			},
		},
		"postal code and town": {
			func(text string) any { code, town, ok := partTown(text); return partsOf(ok, code, town) },
			func(text string) any {
				m := append(codeAndTown.FindStringSubmatch(text), "", "", "", "")
				return partsOf(m[3] != "", m[1]+" "+m[2], m[3])
			},
		},
		"mobile": {
			func(text string) any { e164, ok := swedishMobile(text); return partsOf(ok, e164) },
			func(text string) any {
				digits := strings.NewReplacer(" ", "", "-", "").Replace(text)
				ok := mobile.MatchString(text) && len(digits) == 10 && strings.Contains("02369", digits[2:3])
				return partsOf(ok, "+46"+strings.TrimPrefix(digits, "0"))
			},
		},
		"filler of a number": {
			func(text string) any { return numberFiller(text) },
			func(text string) any {
				return filler.MatchString(text) || strings.EqualFold(text, "SKAPAS") || strings.EqualFold(text, "TF")
			},
		},
		"id": {
			func(text string) any { return isID(text) },
			func(text string) any { return looksLikeID.MatchString(text) },
		},
		"power": {
			func(text string) any { return isPower(text) },
			func(text string) any { return aPower.MatchString(text) },
		},
	}
	texts := rapid.OneOf(
		rapid.StringMatching(`[a-zåäöÅÄÖéßµÃÂ@. ]{0,8}`), rapid.String(),
		rapid.StringMatching(`(0?7[0-9]|SE-|)[0-9][0-9 -]{0,9}[ ,]?[A-Öa-ö '-]{0,4}`),
		rapid.StringMatching(`[a-z0-9.ΑЯ-]{1,6}@[a-zåäöΑЯ0-9-]{1,6}\.[a-z]{1,3}`),
		rapid.StringMatching(`\{?[0-9A-F]{8}(-?[0-9A-F]{4}){3}-?[0-9A-F]{12}\}?`),
		rapid.StringMatching(`[0xX?*_.+-]{1,4}|tf|Skapas|[1-9]([,.][0-9])?[eE][+-]?[0-9]{1,2}`),
		rapid.StringMatching(`[1-9][0-9]{2} ?[0-9]{2}`),
	)
	for name, way := range short {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				text := texts.Draw(t, "text")
				if got, want := way.short(text), way.long(text); got != want {
					t.Fatalf("%q: %v the short way, %v the long", text, got, want)
				}
			})
		})
	}
}

// partsOf is what a text was parted into, if it was.
func partsOf(ok bool, parts ...string) string {
	if !ok {
		return "none"
	}
	return strings.Join(parts, "|")
}

func foldAtLength(text string) string {
	text = norm.NFC.String(cases.Fold().String(clean(text)))
	if at := strings.LastIndexByte(text, '@'); at >= 0 && !isPlain(text) {
		if domain, err := idna.ToASCII(text[at+1:]); err == nil {
			return text[:at+1] + domain
		}
	}
	return text
}

func spoiltAtLength(text string) bool {
	control := strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && !isBlank(r) || r >= '\u007f' && r <= '\u009f' })
	return control || strings.ToValidUTF8(text, "") != text ||
		mojibake.MatchString(norm.NFC.String(text)) || mojibake.MatchString(clean(text))
}
