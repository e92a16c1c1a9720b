package xlsx

import (
	"io"
	"slices"

	"importer/internal/parse/opc"
)

const (
	maxStrings = 1 << 24
	maxTexts   = 256 << 20 // bytes of all strings
	blockSize  = 1024      // strings
)

// A table holds the shared strings of a workbook, in as little more room as
// their bytes take: many strings to a block, of which each is a piece.
type table struct {
	blocks []block
	filled []byte // what the next block will hold
	ends   []uint32
	marks  []strike
	count  int
	size   int // bytes of all strings
}

type block struct {
	text  string
	ends  []uint32 // of each string in text
	marks []strike // of each string; none if all are as their cells
}

// readTable reads the part of the shared strings to its end. The numbers of
// strings that the part claims are not looked at.
func readTable(a *opc.Archive, part string) (*table, error) {
	s, err := a.Scan(part)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	t := &table{}
	if err := t.fill(s); err != nil {
		return nil, err
	}
	t.seal()
	return t, nil
}

func (t *table) fill(s *opc.Scanner) error {
	if err := expectRoot(s, "sst"); err != nil {
		return err
	}
	plain := opc.NewShape(mainSpace, "si", []string{"t"})
	for {
		if l, ok := s.Leaf(plain); ok {
			if err := t.leaf(s, l); err != nil {
				return err
			}
			continue
		}
		e, err := s.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e.Kind == opc.Start {
			if err := t.item(s, e); err != nil {
				return err
			}
		}
	}
}

// leaf takes an item that was read at once.
func (t *table) leaf(s *opc.Scanner, l opc.Leaf) error {
	if err := t.refuseMany(s); err != nil {
		return err
	}
	var text rich
	if l.Path != opc.Hollow {
		if err := text.add(s, string(l.Text), asCell); err != nil {
			return err
		}
	}
	t.add(text)
	return nil
}

func (t *table) item(s *opc.Scanner, e opc.Token) error {
	if !e.Is(mainSpace, "si") {
		return s.Skip()
	}
	if err := t.refuseMany(s); err != nil {
		return err
	}
	text, err := readRich(s)
	if err != nil {
		return err
	}
	t.add(text)
	return nil
}

// refuseMany refuses one more item than can be kept.
func (t *table) refuseMany(s *opc.Scanner) error {
	if t.count == maxStrings || t.size > maxTexts {
		return s.Fault("there are more texts in it than this program takes")
	}
	return nil
}

func (t *table) add(r rich) {
	t.filled = append(t.filled, r.text...)
	t.ends = append(t.ends, uint32(len(t.filled)))
	t.marks = append(t.marks, r.strike)
	t.size += len(r.text)
	if t.count++; len(t.ends) == blockSize {
		t.seal()
	}
}

func (t *table) seal() {
	b := block{text: string(t.filled), ends: slices.Clone(t.ends)}
	if slices.ContainsFunc(t.marks, func(s strike) bool { return s != asCell }) {
		b.marks = slices.Clone(t.marks)
	}
	t.blocks = append(t.blocks, b)
	t.filled, t.ends, t.marks = t.filled[:0], t.ends[:0], t.marks[:0]
}

// at gives the string of an index below count.
func (t *table) at(index int) (text string, own strike) {
	b, i := t.blocks[index/blockSize], index%blockSize
	if b.marks != nil {
		own = b.marks[i]
	}
	if i == 0 {
		return b.text[:b.ends[0]], own
	}
	return b.text[b.ends[i-1]:b.ends[i]], own
}
