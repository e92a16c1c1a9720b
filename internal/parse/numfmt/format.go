package numfmt

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A Format is a number format of which is known what matters here. The zero
// Format shows numbers as they are.
type Format struct {
	date bool
	mask []token // for numbers from 0, if it has nothing but zeros and signs
}

// Parse reads a format by its code or, if that is "", by the number of a
// built-in one (ECMA-376, part 1, 18.8.30 and 18.8.31).
func Parse(id int, code string) Format {
	if code == "" {
		return Format{date: builtInDate(id)}
	}
	section := firstSection(code)
	return Format{date: showsDate(section), mask: mask(section)}
}

// IsDate reports whether numbers are shown as dates. A time of day without a
// date isn't one.
func (f Format) IsDate() bool { return f.date }

// builtInDate covers, beside the formats that every program has, those of
// Chinese, Japanese, Korean and Thai ones, as far as they are dates in most.
func builtInDate(id int) bool {
	switch {
	case 14 <= id && id <= 17, id == 22:
		return true
	case 27 <= id && id <= 31, 34 <= id && id <= 36, 50 <= id && id <= 58:
		return true
	case 71 <= id && id <= 74, id == 77, id == 81:
		return true
	default:
		return false
	}
}

// A token is a piece of a format code.
type token struct {
	kind tokenKind
	text string // what a literal shows; else as written, letters in lower case
}

type tokenKind uint8

const (
	literal   tokenKind = iota
	letters             // a run of one letter that isn't quoted, such as yyyy
	zeros               // one 0
	condition           // [<1000]
	elapsed             // [h]
	other               // anything else that isn't just shown
)

// firstSection splits the part of a code that holds for positive numbers. The
// others may follow after semicolons.
func firstSection(code string) []token {
	var tokens []token
	for code != "" && code[0] != ';' {
		t, size := next(code)
		if t != (token{}) {
			tokens = append(tokens, t)
		}
		code = code[size:]
	}
	return tokens
}

// next reads the token that code begins with. It is zero for what shows
// nothing: colours, languages, widths.
func next(code string) (t token, size int) {
	for _, word := range []string{"general", "am/pm", "a/p", "e+", "e-"} {
		if len(code) >= len(word) && strings.EqualFold(code[:len(word)], word) {
			return token{other, word}, len(word)
		}
	}
	r, size := utf8.DecodeRuneInString(code)
	switch {
	case r == '"':
		text, rest, _ := strings.Cut(code[1:], `"`)
		return token{literal, text}, len(code) - len(rest)
	case r == '[':
		text, rest, _ := strings.Cut(code[1:], "]")
		return bracket(strings.ToLower(text)), len(code) - len(rest)
	case r == '\\', r == '!':
		_, shown := utf8.DecodeRuneInString(code[1:])
		return token{literal, code[1 : 1+shown]}, 1 + shown
	case r == '_', r == '*':
		_, width := utf8.DecodeRuneInString(code[1:])
		return token{}, 1 + width
	case r == '0':
		return token{zeros, "0"}, 1
	case strings.ContainsRune("-+():^&'~{}<>= \u00A0", r):
		return token{literal, string(r)}, size
	case 'a' <= r|0x20 && r|0x20 <= 'z':
		return run(code)
	default:
		return token{other, string(r)}, size
	}
}

// run reads a letter and its repetitions.
func run(code string) (token, int) {
	size := 1
	for size < len(code) && code[size]|0x20 == code[0]|0x20 {
		size++
	}
	return token{letters, strings.ToLower(code[:size])}, size
}

// bracket reads what stands between square brackets, in lower case: an elapsed
// time, a condition, a currency, or a colour or language, which show nothing.
func bracket(text string) token {
	currency, isCurrency := strings.CutPrefix(text, "$")
	currency, _, _ = strings.Cut(currency, "-")
	switch {
	case text != "" && strings.Trim(text, text[:1]) == "" && strings.Contains("hms", text[:1]):
		return token{elapsed, text}
	case strings.HasPrefix(text, "<"), strings.HasPrefix(text, ">"), strings.HasPrefix(text, "="):
		return token{condition, text}
	case isCurrency && currency != "":
		return token{literal, currency}
	default:
		return token{}
	}
}

// showsDate reports whether a section has a day, month or year in it. An m is a
// month unless it stands beside hours or seconds.
func showsDate(section []token) bool {
	times := slices.DeleteFunc(slices.Clone(section), func(t token) bool {
		return t.kind != letters && t.kind != elapsed
	})
	for i, t := range times {
		switch {
		case t.kind == elapsed:
		case strings.Contains("ydegb", t.text[:1]):
			return true
		case t.text[0] == 'm' && len(t.text) > 2:
			return true
		case t.text[0] == 'm':
			if !(i > 0 && times[i-1].text[0] == 'h') && !(i+1 < len(times) && times[i+1].text[0] == 's') {
				return true
			}
		}
	}
	return false
}
