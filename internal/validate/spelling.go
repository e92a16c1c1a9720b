package validate

import (
	"cmp"
	"math/bits"
	"slices"
)

// A speller knows words, and finds those that a misspelt one was meant for.
type speller []spelling

// A spelling is a word as it is compared.
type spelling struct {
	word  string // as it is written
	runes []rune // folded
	signs uint64 // which runes stand in it, by their last six bits
}

// spell makes a speller of words.
func spell(words []string) speller {
	s := make(speller, len(words))
	for i, word := range words {
		s[i] = spelt(word, foldedTitle(word))
	}
	return s
}

func spelt(word, folded string) spelling {
	s := spelling{word: word, runes: []rune(folded)}
	for _, r := range s.runes {
		s.signs |= 1 << (r & 63)
	}
	return s
}

// mayBeWithin reports whether two words can be that few letters apart: each of
// their letters that the other hasn't costs one.
func (s spelling) mayBeWithin(other spelling, limit int) bool {
	apart := len(s.runes) - len(other.runes)
	return max(apart, -apart) <= limit &&
		bits.OnesCount64(s.signs&^other.signs) <= limit && bits.OnesCount64(other.signs&^s.signs) <= limit
}

// slips is how many letters of a word may be wrong for it to be misspelt.
func (s spelling) slips() int {
	if len(s.runes) <= 5 {
		return 1
	}
	return 2
}

// nearest gives the word that is closest to a folded one, if it is close enough
// for a slip of the hand; the first of several.
func (s speller) nearest(folded string) string {
	if near := s.near(folded); len(near) > 0 {
		return near[0]
	}
	return ""
}

// near gives the words that are close enough to a folded one for a slip of the
// hand, the closest first.
func (s speller) near(folded string) []string {
	own := spelt(folded, folded)
	limit := own.slips()
	type hit struct {
		word string
		far  int
	}
	var hits []hit
	for _, other := range s {
		if !own.mayBeWithin(other, limit) {
			continue
		}
		if far := distance(own.runes, other.runes, limit); far <= limit {
			hits = append(hits, hit{other.word, far})
		}
	}
	slices.SortStableFunc(hits, func(x, y hit) int { return cmp.Compare(x.far, y.far) })
	words := make([]string, len(hits))
	for i, h := range hits {
		words[i] = h.word
	}
	return words
}

// has reports whether one of the words is a folded one, or within a number of
// letters of it where it has more than five.
func (s speller) has(folded string, limit int) bool {
	own := spelt(folded, folded)
	return slices.ContainsFunc(s, func(other spelling) bool {
		within := limit
		if len(other.runes) <= 5 {
			within = 0
		}
		return own.mayBeWithin(other, within) && distance(own.runes, other.runes, within) <= within
	})
}

// distance is how many letters must be put in, taken out or changed to make one
// word of another. Beyond the limit it is only said to be more.
func distance(from, to []rune, limit int) int {
	if len(from)-len(to) > limit || len(to)-len(from) > limit {
		return limit + 1
	}
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range to {
			cost := diagonal + 1
			if r == q {
				cost = diagonal
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
