package validate

import (
	"slices"
	"strings"

	"importer/internal/parse"
)

// readList reads a cell of a list: elements that the list is to be, or with + or
// - before each of them, elements to add and to remove. The elements of a column
// that only adds or only removes stand in Items.
func (s *slot) readList(c parse.Cell, around surroundings) reading {
	held, r, done := s.Kind.open(c)
	if done {
		r.list.Exact = r.value.State == Null
		return r
	}
	if code, bad := misplaced(c.Kind); bad {
		return faulty(code)
	}
	sign, _ := cutSign(held.text)
	l := lister{slot: *s, around: around, signed: sign != 0 && s.part == plain}
	for _, element := range l.split(held.raw) {
		l.take(element)
	}
	return l.reading()
}

// cutSign parts an element from the sign before it; 0 if there is none. An odd
// hyphen is a minus.
func cutSign(element string) (sign byte, rest string) {
	for i, r := range element {
		if i > 0 {
			break
		}
		if plain := hyphenate(string(r)); plain == "+" || plain == "-" {
			return plain[0], strings.TrimLeft(element[len(string(r)):], " ")
		}
	}
	return 0, element
}

// A lister reads the elements of one cell.
type lister struct {
	slot
	around surroundings
	signed bool // each element has + or - before it
	list   List
	told   bool // an element stands in the cell, though it may be one that a list leaves out
	found  []finding
}

// split gives the elements of a cell. Titles and names of people may have other
// signs in them, types have not.
func (l *lister) split(raw string) []string {
	separators := ";|\n\r"
	if l.Kind == GroupType {
		separators += ",/"
		if !l.signed {
			separators += "+"
		}
	}
	var elements []string
	for _, element := range strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if element = clean(element); element == "" {
			continue
		}
		if apart := strings.Split(element, ","); l.parted(element, apart) {
			elements = append(elements, apart...)
		} else {
			elements = append(elements, element)
		}
	}
	return elements
}

// parted reports whether the commas in an element part several: keys of people
// by their shape, ids without a blank, words that are all choices while the whole
// is none.
func (l *lister) parted(element string, apart []string) bool {
	switch {
	case len(apart) == 1:
		return false
	case l.Kind == Choice:
		return !l.isChoice(element) && !slices.ContainsFunc(apart, func(text string) bool { return !l.isChoice(text) })
	case l.Kind == Person:
		return l.allShaped(apart) || !strings.ContainsRune(element, '<') && !slices.ContainsFunc(apart, hasBlank)
	default:
		return false
	}
}

func (l *lister) isChoice(text string) bool {
	_, text = cutSign(clean(text))
	_, ok := chosenOf(l.Choices, text)
	return ok && text != ""
}

func hasBlank(text string) bool { return strings.ContainsRune(clean(text), ' ') }

// allShaped reports whether every text is a person's key by its shape, so that a
// comma can only part them: another system's ids may hold one.
func (l *lister) allShaped(texts []string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool {
		_, text = cutSign(clean(text))
		v := Person.read(parse.Cell{Text: text, Kind: parse.Text}, l.around).value
		return v.State != Set || personKey(v.Text).Field == fieldSourceID
	})
}

// take takes one element in.
func (l *lister) take(element string) {
	if element = clean(element); isFiller(element) {
		return
	}
	sign, text := cutSign(element)
	if l.signed != (sign != 0) || text == "" {
		l.find(finding{severity: Fault, code: CodeListSigns})
		return
	}
	r := l.Kind.read(parse.Cell{Text: text, Kind: parse.Text}, l.around)
	for _, f := range r.found {
		l.find(f)
	}
	switch r.value.State {
	case Null:
		l.find(finding{severity: Fault, code: CodeNotClearable})
	case Set:
		l.told = true
		l.put(sign, l.Kind.element(r.value.Text))
	}
}

// put adds an element once to the list to which its sign leads.
func (l *lister) put(sign byte, element Key) {
	to := map[byte]*[]Key{0: &l.list.Items, '+': &l.list.Add, '-': &l.list.Remove}[sign]
	if l.Kind == GroupType && element.Value == noType {
		return
	}
	if !slices.ContainsFunc(*to, element.same) {
		*to = append(*to, element)
	}
}

// find notes a finding once.
func (l *lister) find(f finding) {
	known := slices.ContainsFunc(l.found, func(g finding) bool { return g.code == f.code && g.args["to"] == f.args["to"] })
	if !known {
		l.found = append(l.found, f)
	}
}

// reading is what the elements come to; nothing if one is at fault.
func (l *lister) reading() reading {
	faulted := slices.ContainsFunc(l.found, func(f finding) bool { return f.severity == Fault })
	if faulted || !l.told {
		return reading{found: l.found}
	}
	l.list.Exact = !l.signed
	return reading{value: ListOf(values(l.list.Items)...), list: l.list, found: l.found}
}

// element makes an element of a value in normal form.
func (k Kind) element(text string) Key {
	if k == Person {
		return personKey(text)
	}
	return Key{Value: text}
}

// same reports whether two keys find the same. The case of an e-mail address
// doesn't count.
func (k Key) same(other Key) bool {
	if k.Field == fieldEmail {
		k.Value, other.Value = Fold(k.Value), Fold(other.Value)
	}
	return k == other
}

// values gives the values of keys.
func values(keys []Key) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.Value)
	}
	return all
}

// setLists works out what the row asks of fields that hold lists.
func (a *answer) setLists() {
	for _, u := range a.used {
		if u.list && u.sets {
			a.setList(u.field, u.slots)
		}
	}
}

// setList brings together what the columns of one list ask for. A row says what
// the list is to be, or what is to change in it, not both.
func (a *answer) setList(field string, slots []int) {
	var asked List
	said := false
	for _, i := range slots {
		v, l := a.values[i], a.lists[i]
		if v.State == Absent {
			continue
		}
		said = true
		switch a.slots[i].part {
		case adding:
			asked.Add = append(asked.Add, l.Items...)
		case removing:
			asked.Remove = append(asked.Remove, l.Items...)
		default:
			asked.Exact, asked.Items = l.Exact, l.Items
			asked.Add, asked.Remove = append(asked.Add, l.Add...), append(asked.Remove, l.Remove...)
		}
	}
	if asked.contradicts() {
		a.add(Problem{Field: field, Severity: Fault, Code: CodeListContradiction})
	}
	if said {
		a.ask(field, asked)
	}
}

func (a *answer) ask(field string, asked List) {
	if a.record.Lists == nil {
		a.record.Lists = map[string]List{}
	}
	a.record.Lists[field] = asked
}

// contradicts reports whether a list is to be something and to change as well,
// or to get and to lose the same element.
func (l List) contradicts() bool {
	if l.Exact {
		return len(l.Add)+len(l.Remove) > 0
	}
	return slices.ContainsFunc(l.Add, func(k Key) bool { return slices.ContainsFunc(l.Remove, k.same) })
}
