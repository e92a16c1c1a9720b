package plan

import (
	"slices"

	"importer/internal/validate"
)

// Order turns changes into steps, such that a value that must be unique is free
// before it is taken: the step that takes it goes after the one that gives it
// up. Changes that exchange values in a circle can't be ordered; Circular finds
// them, and they must not be among the changes given here.
func Order(changes []Change) []Step {
	after := dependencies(changes)
	steps := make([]Step, 0, len(changes))
	place := make(map[int]int, len(changes)) // N of a change to N of its step
	for _, i := range sorted(changes, after) {
		c := changes[i]
		step := Step{N: len(steps) + 1, Change: c.N, Edits: c.Edits}
		for _, j := range after[i] {
			step.After = append(step.After, place[changes[j].N])
		}
		slices.Sort(step.After)
		place[c.N] = step.N
		steps = append(steps, step)
	}
	return steps
}

// Circular gives, as indices into changes, those that wait for themselves:
// each takes a value that another of them holds, all the way round.
func Circular(changes []Change) [][]int {
	after := dependencies(changes)
	var circles [][]int
	for _, group := range components(after) {
		if len(group) > 1 {
			slices.Sort(group)
			circles = append(circles, group)
		}
	}
	return circles
}

// dependencies gives, for each change, the changes that must come before it, as
// indices.
func dependencies(changes []Change) [][]int {
	givers := map[validate.Key]int{}
	for i, c := range changes {
		for _, e := range c.Edits {
			if e.Unique && e.Old.State == validate.Set {
				givers[held(c, e, e.Old)] = i
			}
		}
	}
	after := make([][]int, len(changes))
	for i, c := range changes {
		for _, e := range c.Edits {
			if !e.Unique || e.New.State != validate.Set {
				continue
			}
			if j, ok := givers[held(c, e, e.New)]; ok && j != i && !slices.Contains(after[i], j) {
				after[i] = append(after[i], j)
			}
		}
	}
	return after
}

// held names a unique value for comparison between records.
func held(c Change, e Edit, v validate.Value) validate.Key {
	return validate.Key{Field: c.Kind + "." + e.Field, Value: fold(v.Text)}
}

// sorted gives the indices of changes in their own order, except that each
// comes behind those that it waits for.
func sorted(changes []Change, after [][]int) []int {
	order := make([]int, 0, len(changes))
	met := make([]bool, len(changes))
	for i := range changes {
		if met[i] {
			continue
		}
		met[i] = true
		// A chain may be as long as the sheet, so it is walked, not recursed into.
		for stack := []int{i}; len(stack) > 0; {
			top := stack[len(stack)-1]
			next := slices.IndexFunc(after[top], func(j int) bool { return !met[j] })
			if next < 0 {
				order = append(order, top)
				stack = stack[:len(stack)-1]
				continue
			}
			j := after[top][next]
			met[j] = true
			stack = append(stack, j)
		}
	}
	return order
}
