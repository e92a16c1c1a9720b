package validate

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	displayName = regexp.MustCompile(`^[^<>]*<([^<>]+)>$`)
	domainLabel = regexp.MustCompile(`^[\pL\pN]([\pL\pM\pN-]*[\pL\pM\pN])?$`)
)

// readEmail reads one address. It stays as typed: who has several mailboxes that
// differ in dots or +tags has meant it.
func readEmail(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	if strings.Count(c.text, "@") > 1 && !strings.Contains(c.text, "@@") {
		return faulty(CodeEmailSeveral)
	}
	address := unwrapped(c.text)
	if code, bad := brokenAddress(address); bad {
		return faulty(code)
	}
	r := reading{value: caseless(address)}
	if address != c.text {
		r = r.becoming(Notice, CodeEmailStripped, address)
	}
	if !isPlain(address[:strings.IndexByte(address, '@')]) {
		r = r.with(Warning, CodeEmailLetters)
	}
	if mixesScripts(address) {
		r = r.with(Warning, CodeMixedScripts)
	}
	return r
}

// unwrapped takes "mailto:" and a display name off an address.
func unwrapped(text string) string {
	if strings.HasSuffix(text, ">") {
		text = displayName.ReplaceAllString(text, "$1")
	}
	if len(text) >= 7 && strings.EqualFold(text[:7], "mailto:") {
		text = text[7:]
	}
	return clean(text)
}

// brokenAddress says what is wrong with an address. The lengths are RFC 5321's.
func brokenAddress(address string) (Code, bool) {
	local, domain, ok := strings.Cut(address, "@")
	switch {
	case !ok, !isMailbox(local), len(local) > 64, len(address) > 254,
		strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return CodeEmailMalformed, true
	case !isDomain(domain):
		return CodeEmailDomain, true
	default:
		return "", false
	}
}

// isDomain reports whether text is a domain of two labels or more, whose last
// isn't a number.
func isDomain(text string) bool {
	labels, last := 0, ""
	for label := range strings.SplitSeq(text, ".") {
		if !isLabel(label) || len(label) > 63 {
			return false
		}
		labels, last = labels+1, label
	}
	return labels >= 2 && len(last) >= 2 && strings.ContainsFunc(last, unicode.IsLetter)
}

// isMailbox reports whether text can stand before the @.
func isMailbox(text string) bool {
	return text != "" && !strings.ContainsAny(text, "\t\n\f\r @\"(),:;<>[]\\")
}

// isLabel reports whether text can stand between the dots of a domain.
func isLabel(text string) bool {
	if strings.Trim(text, lowerASCII) == "" {
		return text != ""
	}
	return domainLabel.MatchString(text)
}

const lowerASCII = "abcdefghijklmnopqrstuvwxyz"

// readEPPN reads an eduPersonPrincipalName. It looks like an address but isn't
// one; it is sent as typed.
func readEPPN(c cell, _ surroundings) reading {
	if code, bad := misplaced(c.kind); bad {
		return faulty(code)
	}
	if code, bad := spoilt(c); bad {
		return faulty(code)
	}
	local, scope, ok := strings.Cut(c.text, "@")
	if !ok || !isMailbox(local) || !isDomain(scope) {
		return faulty(CodeEPPNMalformed)
	}
	return reading{value: caseless(c.text)}
}
