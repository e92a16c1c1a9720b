package main

import (
	"encoding/json"
	"maps"
	"path"
	"reflect"
	"slices"

	"importer/internal/sandbox"
)

// throughout lets something happen, and then holds every single write to a group
// that was served meanwhile against what may be at any moment.
func (e *episode) throughout(happens func() bool) bool {
	e.Helper()
	if !e.wish.groups {
		return happens()
	}
	r := &rerun{episode: e, at: len(e.storm.Log()), now: byID(e.storm.Groups())}
	others := len(e.foreign)
	start := r.now
	ended := happens()
	r.floors = []floor{r.least(start, anyGroup), r.least(start, isClass(start))}
	r.play(e.storm.Log(), e.foreign[others:])
	return ended
}

// A rerun goes once more through what was written.
type rerun struct {
	*episode
	at     int // requests that had been served before
	now    map[string]sandbox.Record
	floors []floor
}

// A floor says in how many groups of a kind everybody is at least: as few as in
// the beginning or in the end, or before the sheet or by it, whichever is least.
type floor struct {
	counts func(sandbox.Record) bool
	least  map[string]int // by the pupil's id
}

func anyGroup(sandbox.Record) bool { return true }

// isClass tells the groups that are classes to begin with.
func isClass(start map[string]sandbox.Record) func(sandbox.Record) bool {
	return func(r sandbox.Record) bool { return slices.Contains(listOf(start[idOf(r)], "types"), "Class") }
}

// least gives the floor between a beginning and now.
func (r *rerun) least(start map[string]sandbox.Record, counts func(sandbox.Record) bool) floor {
	f := floor{counts: counts}
	f.least = f.count(start)
	for _, groups := range []map[string]sandbox.Record{byID(r.storm.Groups()), r.origin, r.asked} {
		n := f.count(groups)
		for id, least := range f.least {
			f.least[id] = min(least, n[id])
		}
	}
	return f
}

// count gives in how many groups everybody is.
func (f floor) count(groups map[string]sandbox.Record) map[string]int {
	n := map[string]int{}
	for _, r := range groups {
		for _, id := range listOf(r, "memberIDs") {
			if f.counts(r) {
				n[id]++
			}
		}
	}
	return n
}

// play goes through the writes, and what somebody else has changed between them.
func (r *rerun) play(log []sandbox.Exchange, others []foreign) {
	r.Helper()
	r.now = maps.Clone(r.now)
	for i, x := range log[r.at:] {
		for len(others) > 0 && others[0].after <= r.at+i {
			r.put(others[0].id, others[0].field, others[0].value)
			others = others[1:]
		}
		if x.Method == "PATCH" && x.Changed {
			r.write(x)
		}
	}
	for _, f := range others {
		r.put(f.id, f.field, f.value)
	}
	for _, g := range r.storm.Groups() {
		if fields := differing(g, r.now[idOf(g)]); len(fields) > 0 && !reflect.DeepEqual(fields, []string{"external.source"}) {
			r.Errorf("%s of %s aren't as the log's writes have made them", fields, idOf(g))
		}
	}
	r.stopIfFailed()
}

func (r *rerun) put(id, field string, value any) {
	g := copied(r.now[id])
	g[field] = value
	r.now[id] = g
}

// write holds a write against the moment in which it was served: it changes
// nothing but what the sheet or somebody else has asked for, and leaves nobody in
// fewer groups than need be.
func (r *rerun) write(x sandbox.Exchange) {
	r.Helper()
	id := path.Base(x.Path)
	var sent map[string]any
	if err := json.Unmarshal([]byte(x.Body), &sent); err != nil {
		r.Errorf("request %d: %v", x.N, err)
		return
	}
	if title := sent["title"].(string); !r.mayBe(id, title) {
		r.Errorf("request %d: the title %q of %s is nobody's wish", x.N, title, id)
	}
	r.put(id, "title", sent["title"])
	if external, ok := sent["external"].(map[string]any); ok {
		r.put(id, "external.sourceID", external["sourceID"])
	}
	for _, field := range groupLists() {
		if list, ok := sent[field].([]any); ok {
			r.writeList(x, id, field, list)
		}
	}
	r.proveFloors(x)
}

// writeList demands that only such items come to a list, or go from it, as the
// sheet moves.
func (r *rerun) writeList(x sandbox.Exchange, id, field string, items []any) {
	list := []string{}
	for _, item := range items {
		list = append(list, item.(string))
	}
	slices.Sort(list)
	held := listOf(r.now[id], field)
	moving := slices.Concat(lacking(list, held), lacking(held, list))
	before, after := listOf(r.origin[id], field), listOf(r.asked[id], field)
	wished := slices.Concat(lacking(before, after), lacking(after, before))
	if wrong := lacking(moving, wished); len(wrong) > 0 {
		r.Errorf("request %d: %v come to %s of %s, or go, and nobody wants it", x.N, wrong, field, id)
	}
	r.put(id, field, list)
}

// mayBe reports whether a title is one that a group had, is to get, or passes
// through on its way.
func (r *rerun) mayBe(id, title string) bool {
	title = parked.ReplaceAllString(title, "")
	wanted := []any{r.now[id]["title"], r.origin[id]["title"], r.asked[id]["title"]}
	for _, f := range r.foreign {
		if f.id == id && f.field == "title" {
			wanted = append(wanted, f.value)
		}
	}
	for i, w := range wanted {
		wanted[i] = parked.ReplaceAllString(w.(string), "")
	}
	return slices.Contains(wanted, any(title))
}

func (r *rerun) proveFloors(x sandbox.Exchange) {
	r.Helper()
	for _, f := range r.floors {
		n := f.count(r.now)
		for id, least := range f.least {
			if n[id] < least {
				r.Errorf("request %d: %s leaves pupil %s in %d groups or classes, and before and in the end it is %d", x.N, x.Path, id, n[id], least)
			}
		}
	}
}

func byID(records []sandbox.Record) map[string]sandbox.Record {
	m := map[string]sandbox.Record{}
	for _, r := range records {
		m[idOf(r)] = r
	}
	return m
}
