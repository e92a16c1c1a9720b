package validate

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"importer/internal/parse"
)

// A sieve tells the rows that are records from those that only stand among them:
// hints below the titles, titles once more, examples, totals and footers.
type sieve struct {
	*Table
	below bool // no record and no example has come yet
}

// A sifted row is a row and the rule by which it is left out; "" if it is to be
// read.
type sifted struct {
	parse.Row
	why Skip
}

// sift gives the rows below the titles, each with what becomes of it. In the
// first pass, which finds out where the records end, nothing is a footer.
func (t *Table) sift() iter.Seq2[sifted, error] {
	return func(yield func(sifted, error) bool) {
		s := sieve{Table: t, below: true}
		for row, err := range t.src.Rows() {
			if err != nil {
				yield(sifted{}, err)
				return
			}
			if !yield(sifted{row, s.why(row)}, nil) {
				return
			}
		}
	}
}

func (s *sieve) why(row parse.Row) Skip {
	why := s.nature(row)
	s.below = s.below && (why == Hint || why == Repeated)
	switch {
	case !s.opts.chosen(row.Number):
		return Unchosen
	case why != "":
		return why
	case s.protected(row):
		return Protected
	case row.Hidden && s.opts.Hidden == SkipHidden:
		return Hidden
	default:
		return ""
	}
}

// nature says what a row is that is no record.
func (s *sieve) nature(row parse.Row) Skip {
	switch {
	case s.repeatsTitles(row):
		return Repeated
	case row.Number <= s.reserved, s.below && s.hints(row):
		return Hint
	case s.isExample(row):
		return Example
	case s.last > 0 && row.Number > s.last && (s.closes(row) || s.isSparse(row)):
		return Footer
	case s.isSection(row):
		return Section
	default:
		return ""
	}
}

// IsRecord reports whether a rule leaves out rows that are records all the same.
func (s Skip) IsRecord() bool { return s == Unchosen || s == Protected || s == Hidden }

// fills reports whether something stands in a cell.
func fills(c parse.Cell) bool { return !c.Blank() && (c.Kind != parse.Merged || c.Text != "") }

// countFilled is how many cells of a row something stands in.
func countFilled(row parse.Row) int {
	n := 0
	for _, c := range row.Cells {
		if fills(c) {
			n++
		}
	}
	return n
}

// fillsMore reports whether something stands in more cells of a row than a number.
func fillsMore(row parse.Row, cells int) bool {
	for i := range row.Cells {
		if fills(row.Cells[i]) {
			cells--
		}
		if cells < 0 {
			return true
		}
	}
	return false
}

// filled gives the texts of the cells in which something stands, in lower case.
func filled(row parse.Row) []string {
	var texts []string
	for _, c := range row.Cells {
		if fills(c) {
			texts = append(texts, strings.ToLower(clean(firstOf(c.Text, considered))))
		}
	}
	return texts
}

// repeatsTitles reports whether a row is the row of titles once more, or some of
// them.
func (t *Table) repeatsTitles(row parse.Row) bool {
	same := 0
	for i, c := range row.Cells {
		if !fills(c) {
			continue
		}
		if !strings.EqualFold(clean(c.Text), t.header.Cell(i).Text) {
			return false
		}
		same++
	}
	return same >= min(2, countFilled(t.header))
}

// hint is what forms write below a title to say how to fill the column in.
var hint = regexp.MustCompile(`^(?:\(?\*? ?(?:obligatorisk\pL*|måste (?:anges|fyllas i)|krävs|frivillig\pL*|valfri\pL*|required|mandatory|optional)\)?|` +
	`text|fritext|tal|heltal|siffror|datum|number|numeric|date|string|sträng|boolean|ja/nej|j/n|yes/no|y/n|true/false|sant/falskt|m/f|k/m|f/m|` +
	`\(?(?:åå|yy|nnn|xxx|dd|mm)[åymdnxtf]*(?:[-/. ][åymdnxtf]+)*\)?|` +
	`(?:max|min)\.? ?\d.*|\d+ (?:siffror|tecken|digits|characters)|(?:t\.? ?ex|exempel|ex|e\.g|format)[.:].*|(?:fyll i|välj|anges|ange|skriv|choose|enter) .*)$`)

// hints reports whether a row says how to fill the columns in: half of its cells
// or more do, and where records are found nothing else stands.
func (t *Table) hints(row parse.Row) bool {
	texts := filled(row)
	told := 0
	for _, text := range texts {
		if hint.MatchString(text) {
			told++
		}
	}
	return told > 0 && 2*told >= len(texts) && t.everyFinder(row, func(_ *slot, text string) bool { return hint.MatchString(text) })
}

// mostReserved is among how many rows below the titles hints may stand.
const mostReserved = 25

// findReserved notes the last row of hints. Forms keep some rows below the titles
// for hints, and not all of them are of a known sort: but what stands above one
// that is, and has no cell of a key's shape, is no record.
func (t *Table) findReserved() error {
	rows := 0
	for row, err := range t.src.Rows() {
		if err != nil {
			return err
		}
		if rows++; rows > mostReserved || t.hasKey(row) {
			break
		}
		if t.hints(row) {
			t.reserved = row.Number
		}
	}
	return nil
}

// hasKey reports whether a cell of a row may be a key, by its shape.
func (t *Table) hasKey(row parse.Row) bool {
	return !t.everyFinder(row, func(s *slot, text string) bool {
		return hint.MatchString(text) || !loose(s.Kind) && !s.Kind.shaped(row.Cell(s.mapped), surroundings{today: t.opts.Today})
	})
}

// everyFinder reports whether all cells by which a record, or a member, could be
// found are empty or of some sort; the text is in lower case.
func (t *Table) everyFinder(row parse.Row, sort func(s *slot, text string) bool) bool {
	for i := range t.finders {
		s := &t.finders[i]
		if c := row.Cell(s.mapped); fills(c) && !sort(s, strings.ToLower(clean(c.Text))) {
			return false
		}
	}
	return true
}

// exampleMarks begin the first cell, or the key, of a row that shows how to fill
// the sheet in.
var exampleMarks = regexp.MustCompile(`^(?i:exempel|example) ?:`)

// exampleTitle is the title of a column that marks such rows.
const exampleTitle = "import_example"

// isExample reports whether a row is marked as an example.
func (t *Table) isExample(row parse.Row) bool {
	if t.example >= 0 && marks(row.Cell(t.example)) {
		return true
	}
	marked := func(column int) bool {
		text := row.Cell(column).Text
		return strings.Contains(text, ":") && exampleMarks.MatchString(clean(text))
	}
	return marked(0) || slices.ContainsFunc(t.finders, func(s slot) bool { return marked(s.mapped) })
}

// mostInFooter is how many cells a total or a footer has.
const mostInFooter = 2

var (
	footer = regexp.MustCompile(`^(?:(?:antal|summa|totalt?|total|sum|count|number of|sida|page|utskri\pL+|printed|skapad|created|underskrift|signatur|signature)(?:[ :=.].*)?|\d+ (?:st|stycken|elever|pupils|students|rader|rows)\.?)$`)
	aCount = regexp.MustCompile(`^\d{1,4}([.,]0+)?$`)
	// label is a word or some before a colon: "Klassföreståndare: Lo Ek".
	label = regexp.MustCompile(`^\pL[\pL .]*:(?: .*)?$`)
)

func isFooter(text string) bool { return footer.MatchString(text) || label.MatchString(text) }

// isPage reports whether the cells of a row are such as "Sida", "1", "av 2".
func isPage(texts []string) bool {
	return len(texts) == mostInFooter+1 &&
		!slices.ContainsFunc(texts[1:], func(text string) bool { return countDigits(text) == 0 }) &&
		footer.MatchString(texts[0])
}

// closing reports whether a text in a key's column can't be a key. Where nearly
// anything can be one, only what totals begin with isn't.
func (s *slot) closing(text string) bool {
	return footer.MatchString(text) || aCount.MatchString(text) || !loose(s.Kind) && (label.MatchString(text) || !s.likeKey(text))
}

// closes reports whether a row reads as a total or a footer: few cells, a word
// that such rows begin with, and no key.
func (t *Table) closes(row parse.Row) bool {
	if fillsMore(row, mostInFooter+1) {
		return false
	}
	texts := filled(row)
	few := len(texts) <= mostInFooter && slices.ContainsFunc(texts, isFooter)
	return (few || isPage(texts)) && t.everyFinder(row, (*slot).closing)
}

// isSparse reports whether hardly anything stands in a row, and no key.
func (t *Table) isSparse(row parse.Row) bool {
	n := countFilled(row)
	return n <= mostInFooter && 2*n < len(t.titles) && !t.mayBeRecord(row)
}

// mayBeRecord reports whether something stands where a record, or a member, could
// be found that can be a key, be it misspelt.
func (t *Table) mayBeRecord(row parse.Row) bool {
	return !t.everyFinder(row, func(s *slot, text string) bool { return !loose(s.Kind) && !s.likeKey(text) }) && !t.closes(row)
}

// findFinders notes the columns in which keys stand.
func (t *Table) findFinders() {
	for _, s := range t.slots {
		if t.schema.isKey(s.Field) || t.schema.isMemberKey(s.Field) {
			t.finders = append(t.finders, s)
		}
	}
}

// refuseTitles stops where titles stand among the records, and not as above
// them: the cells below would be read in the wrong columns.
func (t *Table) refuseTitles(row sifted) error {
	title := func(s slot) bool {
		text := row.Cell(s.mapped).Text
		return text != "" && !strings.ContainsAny(text, "0123456789@") && len(t.mapper.exact(text)) > 0
	}
	if row.why != "" || !slices.ContainsFunc(t.finders, title) {
		return nil
	}
	if known, finds := t.mapper.knownTitles(row.Row); !finds || known < 2 || 2*known < countFilled(row.Row) {
		return nil
	}
	return &Error{
		Text:   fmt.Sprintf("row %d holds headings again, and not as row %d does", row.Number, t.src.Header().Number),
		Advice: "put the rows below it under the right headings, or into a sheet of their own",
	}
}
