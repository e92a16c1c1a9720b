package plan

import "slices"

// split opens a circle in which records exchange elements: one change adds its
// elements first, in a request of its own, and removes the others in the end. It
// takes the change for whose elements most others wait, so that few are written
// twice.
func (g *graph) split(circle []int) bool {
	slices.Sort(circle)
	best, most := -1, 0
	for _, i := range circle {
		if n := g.waiting(circle, i); n > most && g.waitsForOthers(circle, i) {
			best, most = i, n
		}
	}
	if best < 0 {
		return false
	}
	g.advance(best)
	return true
}

// waiting counts the other nodes of a circle that wait for elements of node i.
func (g *graph) waiting(circle []int, i int) int {
	n := 0
	for _, j := range circle {
		if j != i && g.gains(j, i) {
			n++
		}
	}
	return n
}

// gains reports whether node j waits for an element that node i adds.
func (g *graph) gains(j, i int) bool {
	for _, e := range g.nodes[j].edits {
		for _, element := range handedOver(e, e.Remove) {
			if slices.Contains(g.takers[seat(g.nodes[j].change.Kind, e.Field, element)], i) {
				return true
			}
		}
	}
	return false
}

// waitsForOthers reports whether node i waits for another of a circle: else
// taking its elements first would help nobody.
func (g *graph) waitsForOthers(circle []int, i int) bool {
	return slices.ContainsFunc(g.after[i], func(j int) bool { return slices.Contains(circle, j) })
}

// advance makes a node of the elements that node i adds, and leaves the rest to i.
func (g *graph) advance(i int) {
	n := g.nodes[i]
	early := node{change: n.change, early: true}
	var rest []Edit
	for _, e := range n.edits {
		if len(handedOver(e, e.Add)) == 0 {
			rest = append(rest, e)
			continue
		}
		first := e
		first.Remove = nil
		first.New = first.Applied(e.Old)
		early.edits = append(early.edits, first)
		if len(e.Remove) > 0 {
			e.Old, e.Add = first.New, nil
			rest = append(rest, e)
		}
	}
	g.nodes[i].edits = rest
	at := len(g.nodes)
	g.nodes = append(g.nodes, early)
	for key, nodes := range g.takers {
		for k, j := range nodes {
			if j == i {
				g.takers[key][k] = at
			}
		}
	}
}
