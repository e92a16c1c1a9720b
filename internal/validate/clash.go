package validate

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// A fingerprint is all that is kept of a value: 128 bits, so that a million rows
// have no two alike by chance.
type fingerprint [16]byte

// A hasher makes fingerprints. They mean nothing outside of one run.
type hasher struct{ a, b maphash.Seed }

func newHasher() hasher { return hasher{maphash.MakeSeed(), maphash.MakeSeed()} }

func (h hasher) print(text []byte) fingerprint {
	var p fingerprint
	binary.LittleEndian.PutUint64(p[:8], maphash.Bytes(h.a, text))
	binary.LittleEndian.PutUint64(p[8:], maphash.Bytes(h.b, text))
	return p
}

// compare orders fingerprints, in whatever way.
func (p fingerprint) compare(q fingerprint) int {
	return cmp.Or(
		cmp.Compare(binary.LittleEndian.Uint64(p[:8]), binary.LittleEndian.Uint64(q[:8])),
		cmp.Compare(binary.LittleEndian.Uint64(p[8:]), binary.LittleEndian.Uint64(q[8:])),
	)
}

// A trace is a fingerprint and the number of the row that left it.
type trace struct {
	print fingerprint
	row   uint32
}

// Traces are kept in blocks, so that none of them is copied as they grow.
type traces struct{ blocks [][]trace }

// blockSize is 64 Ki traces: 1.25 MiB.
const blockSize = 1 << 16

func (t *traces) add(p fingerprint, row int) {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last]) == cap(t.blocks[last]) {
		t.blocks = append(t.blocks, make([]trace, 0, max(64, min(blockSize, 2*t.len()))))
		last++
	}
	t.blocks[last] = append(t.blocks[last], trace{p, uint32(row)})
}

func (t *traces) len() int {
	n := 0
	for _, b := range t.blocks {
		n += len(b)
	}
	return n
}

// clashes keeps those of the traces that aren't alone, and forgets the others.
func (t *traces) clashes(rowPrints func(row uint32) fingerprint) *clashes {
	all := slices.Concat(t.blocks...)
	t.blocks = nil
	slices.SortFunc(all, func(x, y trace) int {
		return cmp.Or(x.print.compare(y.print), cmp.Compare(x.row, y.row))
	})
	c := &clashes{}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].print == all[0].print {
			n++
		}
		if n > 1 {
			c.add(all[:n], rowPrints)
		}
		all = all[n:]
	}
	slices.SortFunc(c.members, func(x, y member) int { return cmp.Compare(x.row, y.row) })
	return c
}

// Clashes are groups of rows that share a value.
type clashes struct {
	rows    []uint32 // of all groups, one group after another, each in ascending order
	members []member // by row
	groups  []group
}

type member struct{ row, group uint32 }

type group struct {
	from, to uint32 // in rows
	same     bool   // the rows agree in everything else as well
}

func (c *clashes) add(shared []trace, rowPrints func(row uint32) fingerprint) {
	g := group{from: uint32(len(c.rows)), same: true}
	for _, t := range shared {
		c.members = append(c.members, member{t.row, uint32(len(c.groups))})
		c.rows = append(c.rows, t.row)
		g.same = g.same && rowPrints(t.row) == rowPrints(shared[0].row)
	}
	g.to = uint32(len(c.rows))
	c.groups = append(c.groups, g)
}

// of gives the rows, ascending, that share a value with a row, its own number
// among them, and whether they are the same in everything else too. It gives
// none if the row's value is its own.
func (c *clashes) of(row int) (rows []uint32, same bool) {
	if c == nil {
		return nil, false
	}
	i, ok := slices.BinarySearchFunc(c.members, uint32(row), func(m member, row uint32) int { return cmp.Compare(m.row, row) })
	if !ok {
		return nil, false
	}
	g := c.groups[c.members[i].group]
	return c.rows[g.from:g.to], g.same
}
