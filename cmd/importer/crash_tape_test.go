package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A change is one that was made to a file, or to what a folder calls it, or one
// that made others durable; or else an update that has reached the server.
type change struct {
	Kind   changeKind `json:"kind"`
	Path   string     `json:"path"` // of an update: the record's id
	To     string     `json:"to,omitempty"`
	Folder bool       `json:"folder,omitempty"`
	At     int64      `json:"at,omitempty"`   // of a write: where; of a cut: what is left
	Data   []byte     `json:"data,omitempty"` // of a write
}

type changeKind string

const (
	making   changeKind = "make"
	writing  changeKind = "write"
	cutting  changeKind = "cut"
	renaming changeKind = "rename"
	removing changeKind = "remove"
	syncing  changeKind = "sync"
	updating changeKind = "update"
)

// writeTape puts a change at the end of a tape. Whoever writes there may be
// killed; the tape is then as if it hadn't been.
func writeTape(f *os.File, c change) {
	line, err := json.Marshal(c)
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	if err != nil {
		panic(err) // the test can't go on
	}
}

func readTape(t *testing.T, path string) (changes []change) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for decoder := json.NewDecoder(bufio.NewReader(f)); ; {
		var c change
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			return changes
		} else if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, c)
	}
}

// A node is a file or a folder on a disk that may lose what wasn't synced. What
// a folder calls a node is the folder's; syncing the one doesn't sync the other.
type node struct {
	folder  bool
	data    []byte   // of a file, as it is read
	durable []byte   // as it was at the last sync
	edits   []change // writes and cuts since

	names        map[string]*node // of a folder
	durableNames map[string]*node
	namings      []naming // since the last sync
}

// A naming takes a name away, gives one, or does both at once.
type naming struct {
	from, to string
	node     *node
}

func newNode(folder bool) *node {
	n := &node{folder: folder}
	if folder {
		n.names, n.durableNames = map[string]*node{}, map[string]*node{}
	}
	return n
}

func (n naming) do(names map[string]*node) {
	delete(names, n.from)
	if n.node != nil {
		names[n.to] = n.node
	}
}

// name does a naming in a folder.
func (n *node) name(in naming) {
	in.do(n.names)
	n.namings = append(n.namings, in)
}

// edit changes a file's data.
func (n *node) edit(c change) {
	n.data = edited(n.data, c)
	n.edits = append(n.edits, c)
}

// edited gives data after a write or a cut. What lies behind the end is zero.
func edited(data []byte, c change) []byte {
	size := c.At + int64(len(c.Data))
	if c.Kind == writing {
		size = max(size, int64(len(data)))
	}
	next := make([]byte, size)
	copy(next, data)
	copy(next[c.At:], c.Data)
	return next
}

func (n *node) sync() {
	n.durable, n.edits = n.data, nil
	n.durableNames, n.namings = maps.Clone(n.names), nil
}

// replay gives the disk after changes below a folder, which is durable itself.
func replay(base string, changes []change) *node {
	root := newNode(true)
	for _, c := range changes {
		if c.Kind != updating {
			root.take(base, c)
		}
	}
	return root
}

// take makes one change. One outside of the base is passed over.
func (n *node) take(base string, c change) {
	if c.Kind == syncing && c.Folder && len(c.Path) < len(base) {
		return
	}
	parent, name := n.find(base, filepath.Dir(c.Path)), filepath.Base(c.Path)
	if c.Path == base {
		parent, name = &node{names: map[string]*node{".": n}}, "."
	}
	switch c.Kind {
	case making:
		parent.name(naming{to: name, node: newNode(c.Folder)})
	case removing:
		parent.name(naming{from: name})
	case renaming:
		parent.name(naming{from: name, to: filepath.Base(c.To), node: parent.names[name]})
	case writing, cutting:
		parent.names[name].edit(c)
	case syncing:
		parent.names[name].sync()
	}
}

// find gives the folder with a path.
func (n *node) find(base, path string) *node {
	rel, err := filepath.Rel(base, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return nil
	}
	for part := range strings.SplitSeq(filepath.ToSlash(rel), "/") {
		if part != "." {
			n = n.names[part]
		}
	}
	return n
}

// A loss decides what of the changes that weren't synced is left after a loss of
// power: each of them may be, or not be, whatever became of the others.
type loss struct {
	*rand.Rand
	names, edits float64 // the shares that are left
}

func drawLoss(draw *rand.Rand) loss {
	shares := []float64{0, 0, 0.5, 0.9, 1}
	return loss{draw, shares[draw.IntN(len(shares))], shares[draw.IntN(len(shares))]}
}

// after gives what a node is after the loss: durable, all of it.
func (l loss) after(n *node) *node {
	left := newNode(n.folder)
	if !n.folder {
		left.data = l.dataAfter(n)
		left.sync()
		return left
	}
	names := maps.Clone(n.durableNames)
	for _, in := range n.namings {
		if l.Float64() < l.names {
			in.do(names)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		left.names[name] = l.after(names[name])
	}
	left.sync()
	return left
}

// dataAfter keeps, loses or tears each of the edits.
func (l loss) dataAfter(n *node) []byte {
	data := n.durable
	for _, c := range n.edits {
		if l.Float64() >= l.edits {
			continue
		}
		if c.Kind == writing && l.IntN(4) == 0 {
			c.Data = c.Data[:l.IntN(len(c.Data)+1)]
		}
		data = edited(data, c)
	}
	return data
}

// lay puts a node and all below it on the real disk, and on the tape if there is
// one.
func (n *node) lay(path string, tape *os.File) error {
	note := func(c change) {
		if tape != nil {
			writeTape(tape, c)
		}
	}
	if !n.folder {
		note(change{Kind: making, Path: path})
		note(change{Kind: writing, Path: path, Data: n.data})
		note(change{Kind: syncing, Path: path})
		return os.WriteFile(path, n.data, 0o600)
	}
	for _, name := range slices.Sorted(maps.Keys(n.names)) {
		below := filepath.Join(path, name)
		if n.names[name].folder {
			note(change{Kind: making, Path: below, Folder: true})
			if err := os.Mkdir(below, 0o700); err != nil {
				return err
			}
		}
		if err := n.names[name].lay(below, tape); err != nil {
			return err
		}
	}
	note(change{Kind: syncing, Path: path, Folder: true})
	return nil
}

// holds reports whether a node is what stands on the real disk, but for locks,
// which hold nothing.
func (n *node) holds(t *testing.T, path string) {
	t.Helper()
	if !n.folder {
		if data, err := os.ReadFile(path); err != nil || string(data) != string(n.data) {
			t.Errorf("%s holds %q (%v); by the tape it should hold %q", path, data, err, n.data)
		}
		return
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Error(err)
	}
	found := 0
	for _, e := range entries {
		if n.names[e.Name()] != nil {
			found++
			n.names[e.Name()].holds(t, filepath.Join(path, e.Name()))
		} else if !isLock(e) {
			t.Errorf("%s isn't on the tape", filepath.Join(path, e.Name()))
		}
	}
	if found != len(n.names) {
		t.Errorf("%s has %d names; by the tape it should have %d", path, found, len(n.names))
	}
}

func isLock(e fs.DirEntry) bool { return e.Name() == "lock" || filepath.Ext(e.Name()) == ".lock" }
