package plan

// components gives the strongly connected components of a graph whose node i
// leads to the nodes edges[i] (Tarjan's algorithm, with a stack of its own
// because a chain may be as long as a sheet).
func components(edges [][]int) [][]int {
	t := tarjan{edges: edges, index: make([]int, len(edges)), low: make([]int, len(edges)), on: make([]bool, len(edges))}
	for v := range edges {
		if t.index[v] == 0 {
			t.visit(v)
		}
	}
	return t.found
}

type tarjan struct {
	edges      [][]int
	index, low []int // counted from 1; 0 is not visited yet
	on         []bool
	stack      []int
	next       int
	found      [][]int
}

// A frame is a node under way, with the edge that it looks at next.
type frame struct{ node, edge int }

func (t *tarjan) visit(root int) {
	frames := []frame{t.enter(root)}
	for len(frames) > 0 {
		top := &frames[len(frames)-1]
		if top.edge == len(t.edges[top.node]) {
			t.leave(top.node)
			done := top.node
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].node
				t.low[parent] = min(t.low[parent], t.low[done])
			}
			continue
		}
		w := t.edges[top.node][top.edge]
		top.edge++
		switch {
		case t.index[w] == 0:
			frames = append(frames, t.enter(w))
		case t.on[w]:
			t.low[top.node] = min(t.low[top.node], t.index[w])
		}
	}
}

func (t *tarjan) enter(v int) frame {
	t.next++
	t.index[v], t.low[v] = t.next, t.next
	t.stack = append(t.stack, v)
	t.on[v] = true
	return frame{node: v}
}

// leave closes the component of which v was the first node met, if it was one.
func (t *tarjan) leave(v int) {
	if t.low[v] != t.index[v] {
		return
	}
	for i := len(t.stack) - 1; ; i-- {
		t.on[t.stack[i]] = false
		if t.stack[i] == v {
			t.found = append(t.found, append([]int(nil), t.stack[i:]...))
			t.stack = t.stack[:i]
			return
		}
	}
}
