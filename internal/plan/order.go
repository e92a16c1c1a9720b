package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"importer/internal/validate"
)

// Order turns changes into steps, such that a value that must be unique is free
// before it is taken: the step that takes it goes after the one that gives it
// up. Where changes exchange values in a circle, one of them is opened: its
// record passes through a temporary value, in a step of its own. Changes that
// can't be ordered so, because the values in their circle may not be parked, are
// found by Locked, and must not be among the changes given here.
func Order(changes []Change) []Step {
	g := newGraph(changes)
	g.openCircles()
	place := make(map[int]int, len(g.nodes)) // index of a node to N of its step
	steps := make([]Step, 0, len(g.nodes))
	for _, i := range g.sorted() {
		n := g.nodes[i]
		step := Step{N: len(steps) + 1, Change: n.change.N, Edits: n.edits, Parks: n.parks}
		for _, j := range g.after[i] {
			step.After = append(step.After, place[j])
		}
		slices.Sort(step.After)
		place[i] = step.N
		steps = append(steps, step)
	}
	return steps
}

// Locked gives, as indices into changes, those that wait for themselves, each
// taking a value that another of them holds, all the way round, where none of
// the values may be parked.
func Locked(changes []Change) [][]int {
	g := newGraph(changes)
	locked := g.openCircles()
	for _, circle := range locked {
		slices.Sort(circle)
	}
	return locked
}

// A node is a request to be: a change, the parking of one of its values, or the
// elements that are added before the rest of it.
type node struct {
	change Change
	edits  []Edit
	parks  bool
	early  bool
}

// A graph says which requests have to wait for which others. The nodes of the
// changes come first, in their order.
type graph struct {
	nodes  []node
	givers map[validate.Key]int   // which node gives a unique value up
	takers map[validate.Key][]int // which nodes add an element that is handed over
	after  [][]int                // which nodes go before a node
}

func newGraph(changes []Change) *graph {
	g := &graph{givers: map[validate.Key]int{}, takers: map[validate.Key][]int{}}
	for i, c := range changes {
		g.nodes = append(g.nodes, node{change: c, edits: c.Edits})
		for _, e := range c.Edits {
			if e.Unique && e.Old.State == validate.Set {
				g.givers[held(c, e, e.Old)] = i
			}
			for _, element := range handedOver(e, e.Add) {
				g.takers[seat(c.Kind, e.Field, element)] = append(g.takers[seat(c.Kind, e.Field, element)], i)
			}
		}
	}
	g.link()
	return g
}

// handedOver gives those elements that must not be in no record at all.
func handedOver(e Edit, elements []string) []string {
	if !e.Handover {
		return nil
	}
	return elements
}

// seat names an element of a list for comparison between records.
func seat(kind, field, element string) validate.Key {
	return validate.Key{Field: kind + "." + field, Value: element}
}

// link works out who waits for whom.
func (g *graph) link() {
	g.after = make([][]int, len(g.nodes))
	first := map[int][]int{} // by N of the change: what goes before the rest of it
	for i, n := range g.nodes {
		if n.parks || n.early {
			first[n.change.N] = append(first[n.change.N], i)
		}
	}
	for i, n := range g.nodes {
		if n.parks || n.early {
			continue
		}
		g.after[i] = append(g.after[i], first[n.change.N]...)
		for _, e := range n.edits {
			if j, ok := g.giver(n.change, e); ok {
				g.wait(i, j)
			}
			for _, element := range handedOver(e, e.Remove) {
				for _, j := range g.takers[seat(n.change.Kind, e.Field, element)] {
					g.wait(i, j)
				}
			}
		}
	}
}

// wait lets node i go after node j.
func (g *graph) wait(i, j int) {
	if i != j && !slices.Contains(g.after[i], j) {
		g.after[i] = append(g.after[i], j)
	}
}

// giver is the node that gives up the value which an edit takes.
func (g *graph) giver(c Change, e Edit) (int, bool) {
	if !e.Unique || e.New.State != validate.Set {
		return 0, false
	}
	j, ok := g.givers[held(c, e, e.New)]
	return j, ok
}

// held names a unique value for comparison between records.
func held(c Change, e Edit, v validate.Value) validate.Key {
	return validate.Key{Field: c.Kind + "." + e.Field, Value: validate.Fold(v.Text), Scope: c.Scope}
}

// openCircles opens each circle until there is none left: a change is split
// where elements are exchanged, else a value is parked. It gives those in which
// neither can be.
func (g *graph) openCircles() (locked [][]int) {
	for {
		opened := false
		locked = nil
		for _, circle := range components(g.after) {
			switch {
			case len(circle) == 1:
			case g.split(circle), g.open(circle):
				opened = true
			default:
				locked = append(locked, circle)
			}
		}
		if !opened {
			return locked
		}
		g.link()
	}
}

// open parks the value of a circle that stands first in the sheet, if any of
// them may be parked.
func (g *graph) open(circle []int) bool {
	slices.Sort(circle)
	for _, i := range circle {
		for _, e := range g.nodes[i].edits {
			if e.Park == "" || e.Old.State != validate.Set || !g.wanted(circle, i, e) {
				continue
			}
			c := g.nodes[i].change
			g.givers[held(c, e, e.Old)] = len(g.nodes)
			g.nodes = append(g.nodes, node{change: c, edits: []Edit{parking(c, e)}, parks: true})
			return true
		}
	}
	return false
}

// wanted reports whether another change of a circle waits for the value that an
// edit of node i gives up.
func (g *graph) wanted(circle []int, i int, e Edit) bool {
	value := held(g.nodes[i].change, e, e.Old)
	for _, j := range circle {
		for _, other := range g.nodes[j].edits {
			if giver, ok := g.giver(g.nodes[j].change, other); ok && giver == i && j != i && held(g.nodes[j].change, other, other.New) == value {
				return true
			}
		}
	}
	return false
}

// parking is the edit that makes a field give its value up for the time being:
// it is emptied, or where that can't be, gets a title that nobody has.
func parking(c Change, e Edit) Edit {
	e.New = validate.Cleared()
	if e.Park == ByRenaming {
		sum := sha256.Sum256([]byte(c.ID + "\n" + e.Old.Text))
		e.New = validate.Of(e.Old.Text + " ~" + hex.EncodeToString(sum[:2]))
	}
	return e
}

// sorted gives the nodes in their own order, except that each comes behind those
// that it waits for.
func (g *graph) sorted() []int {
	order := make([]int, 0, len(g.nodes))
	met := make([]bool, len(g.nodes))
	for i := range g.nodes {
		if met[i] {
			continue
		}
		met[i] = true
		// A chain may be as long as the sheet, so it is walked, not recursed into.
		for stack := []int{i}; len(stack) > 0; {
			top := stack[len(stack)-1]
			next := slices.IndexFunc(g.after[top], func(j int) bool { return !met[j] })
			if next < 0 {
				order = append(order, top)
				stack = stack[:len(stack)-1]
				continue
			}
			j := g.after[top][next]
			met[j] = true
			stack = append(stack, j)
		}
	}
	return order
}
