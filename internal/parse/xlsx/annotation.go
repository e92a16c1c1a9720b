package xlsx

import (
	"io"
	"strings"

	"importer/internal/parse/opc"
)

// maxAnnotations is more links than Excel allows in a worksheet, which is 65,530.
// Those beyond it are left aside, as are comments.
const maxAnnotations = 100_000

// An at is where a cell stands: its row from 1, its column from 0.
type at struct{ row, column int32 }

// Annotations are what people write at the cells of a worksheet, not in them.
type Annotations struct {
	links map[at]string
	notes map[at]bool
	rules bool
}

// Link gives what the link of a cell leads to; "" if it has none. Of a link that
// covers several cells it is that of the first.
func (a Annotations) Link(column, row int) string { return a.links[at{int32(row), int32(column)}] }

// Noted reports whether a comment belongs to a cell.
func (a Annotations) Noted(column, row int) bool { return a.notes[at{int32(row), int32(column)}] }

// Rules reports whether rules, by what stands in them, give cells colours, bars or
// icons.
func (a Annotations) Rules() bool { return a.rules }

// Annotations gives what people wrote at the cells of a worksheet whose layout was
// read. A part with comments that isn't written as one has none: no value is in it.
func (b *Book) Annotations(sheet Sheet, l Layout) (Annotations, error) {
	a := Annotations{links: map[at]string{}, notes: map[at]bool{}, rules: l.rules}
	relations, err := b.archive.Relations(sheet.part)
	if err != nil {
		return a, err
	}
	for _, r := range relations {
		switch {
		case r.Type == opc.OfficeDocument+"/comments" && !r.External:
			if err := b.comments(r.Target, a.notes); err != nil && b.archive.Has(r.Target) {
				if err := b.archive.Verify(r.Target); err != nil {
					return a, err
				}
			}
		case r.Type == opc.OfficeDocument+"/hyperlink" && r.External:
			for _, place := range l.links[r.ID] {
				a.links[place] = r.Target
			}
		}
	}
	return a, nil
}

// comments reads which cells have a comment.
func (b *Book) comments(part string, notes map[at]bool) error {
	s, err := b.archive.Scan(part)
	if err != nil {
		return err
	}
	defer s.Close()
	for len(notes) < maxAnnotations {
		t, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if t.Kind == opc.Start && t.Is(mainSpace, "comment") {
			if place, ok := placeOf(t); ok {
				notes[place] = true
			}
		}
	}
	return nil
}

// placeOf gives the first of the cells that an element is about.
func placeOf(e opc.Token) (at, bool) {
	ref, _ := e.Attribute("ref")
	first, _, _ := strings.Cut(ref, ":")
	column, row, ok := position(first)
	return at{int32(row), int32(column)}, ok
}

// link takes the place of a link, under the relation that says where it leads.
func (l *Layout) link(e opc.Token) {
	place, ok := placeOf(e)
	for _, a := range e.Attributes {
		if ok && a.Name.Space == opc.OfficeDocument && a.Name.Local == "id" && l.linked < maxAnnotations {
			if l.links == nil {
				l.links = map[string][]at{}
			}
			l.linked++
			l.links[string(a.Value)] = append(l.links[string(a.Value)], place)
		}
	}
}
