package report

import (
	"maps"
	"strconv"
	"strings"
)

// swedishRefusals are the words of all errors in Swedish.
var swedishRefusals = merged(swedishFiles, swedishParts, swedishColumns, swedishSystems, swedishCommands)

func merged(tables ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// Refusal puts what an error says, or what it advises, into a language. Errors are
// worded in English where they arise; here the wording is found again by what is
// fixed in it. What isn't known, such as the words of the system, stays as it is.
func (l Lang) Refusal(text string) string {
	if l != Swedish {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		end := translatable(line)
		lines[i] = interpreter{}.chain(line[:end]) + line[end:]
	}
	return strings.Join(lines, "\n")
}

// joint stands between an error and the one inside it.
const joint = ": "

// What a server or a file says in an error has no end: only so many links in one
// another, and so many bytes, are translated.
const (
	mostLinks  = 16
	mostLength = 2000
)

// translatable gives how much of a text is translated.
func translatable(text string) int {
	if len(text) <= mostLength {
		return len(text)
	}
	return max(0, strings.LastIndex(text[:mostLength], joint))
}

// An interpreter translates one error. It remembers each piece of it, which is met
// in many ways to take the error apart.
type interpreter map[string]way

// A way is what became of a text, and how many letters of it are known.
type way struct {
	said    string
	letters int
}

// chain translates errors that stand in one another: of the ways to take them
// apart, the one by which most letters are known.
func (in interpreter) chain(text string) string {
	links := strings.SplitN(text, joint, mostLinks)
	best := make([]way, len(links)+1) // of the links from here on
	for i := len(links) - 1; i >= 0; i-- {
		for k := i + 1; k <= len(links); k++ {
			said, letters := in.clause(strings.Join(links[i:k], joint))
			if letters == 0 && k > i+1 {
				continue
			}
			if letters == 0 {
				said = links[i]
			}
			if k < len(links) {
				said += joint + best[k].said
			}
			if letters += best[k].letters; k == i+1 || letters > best[i].letters {
				best[i] = way{said, letters}
			}
		}
	}
	return best[0].said
}

// clause translates one piece, and says how many letters of it are known. What a
// library said may follow it in brackets.
func (in interpreter) clause(text string) (swedish string, letters int) {
	if known, ok := in[text]; ok {
		return known.said, known.letters
	}
	if swedish, ok := in.names(text); ok {
		in[text] = way{swedish, len(text)}
		return swedish, len(text)
	}
	swedish, letters = in.wording(text)
	if i := strings.LastIndex(text, " ("); i > 0 && strings.HasSuffix(text, ")") {
		if said, n := in.wording(text[:i]); n > 0 && n >= letters {
			swedish, letters = said+" ("+in.chain(text[i+2:len(text)-1])+")", n
		}
	}
	in[text] = way{swedish, letters}
	return swedish, letters
}

// names translates what is said in brackets of each of several names. The names
// stand in quotation marks and stay as they are: "7A" (3 rows), "7B" (hidden).
func (in interpreter) names(text string) (swedish string, ok bool) {
	var out strings.Builder
	for text != "" {
		name, err := strconv.QuotedPrefix(text)
		if err != nil || text[0] != '"' {
			return "", false
		}
		out.WriteString(name)
		text = text[len(name):]
		if said, after, found := strings.Cut(text, ")"); found && strings.HasPrefix(said, " (") {
			out.WriteString(" (" + in.chain(said[2:]) + ")")
			text = after
		}
		if after, found := strings.CutPrefix(text, ", "); found && after != "" {
			out.WriteString(", ")
			text = after
		} else if text != "" {
			return "", false
		}
	}
	return out.String(), out.Len() > 0
}

// blank stands in a wording for what is filled in.
const blank = "%s"

// wording finds the English that fits a text best, which is the one with the most
// fixed letters, and gives the Swedish with the same filled in, and the number of
// these letters: 0 if nothing fits.
func (in interpreter) wording(text string) (swedish string, letters int) {
	if swedish, ok := swedishRefusals[text]; ok {
		return swedish, len(text)
	}
	best, filled := "", []string(nil)
	for english := range swedishRefusals {
		if fixed(english) < fixed(best) || fixed(english) == fixed(best) && english < best {
			continue
		}
		if parts, ok := between(strings.Split(english, blank), text); ok {
			best, filled = english, parts
		}
	}
	if best == "" {
		return "", 0
	}
	var out strings.Builder
	for i, part := range strings.Split(swedishRefusals[best], blank) {
		if i > 0 {
			out.WriteString(in.chain(filled[i-1]))
		}
		out.WriteString(part)
	}
	return out.String(), fixed(best)
}

// fixed is how many letters of a wording stand fast.
func fixed(english string) int { return len(english) - len(blank)*strings.Count(english, blank) }

// between gives what stands in a text between the fixed parts of a wording.
func between(fixed []string, text string) (filled []string, ok bool) {
	rest, ok := strings.CutPrefix(text, fixed[0])
	last := len(fixed) - 1
	if !ok || last == 0 || !strings.HasSuffix(rest, fixed[last]) {
		return nil, false
	}
	rest = rest[:len(rest)-len(fixed[last])]
	for _, next := range fixed[1:last] {
		part, after, ok := strings.Cut(rest, next)
		if !ok {
			return nil, false
		}
		filled, rest = append(filled, part), after
	}
	return append(filled, rest), true
}
