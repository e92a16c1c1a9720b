package validate

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	displayName = regexp.MustCompile(`^[^<>]*<([^<>]+)>$`)
	mailbox     = regexp.MustCompile(`^[^\s@"(),:;<>\[\]\\]+$`)
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
	if m := displayName.FindStringSubmatch(text); m != nil {
		text = m[1]
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
	case !ok, !mailbox.MatchString(local), len(local) > 64, len(address) > 254,
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
	labels := strings.Split(text, ".")
	for _, label := range labels {
		if !domainLabel.MatchString(label) || len(label) > 63 {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) >= 2 && len(last) >= 2 && strings.ContainsFunc(last, unicode.IsLetter)
}

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
	if !ok || !mailbox.MatchString(local) || !isDomain(scope) {
		return faulty(CodeEPPNMalformed)
	}
	return reading{value: caseless(c.text)}
}
