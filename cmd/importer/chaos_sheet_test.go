package main

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"importer/internal/plan"
	"importer/internal/sandbox"
)

// A wish is a sheet that somebody might have, and what has to come of it: worked
// out from the records alone, while the sheet is made.
type wish struct {
	path    string
	target  []string // the words of the command that say into what, and how
	columns []string
	draw    *rand.Rand
	key     string
	handed  string // the field whose values rows hand on to one another
	groups  bool   // the records are groups, and not pupils
	once    bool   // the key itself changes: the sheet isn't to be applied a second time
	lists   *classLists
	rows    []*wishedRow
	before  map[string]sandbox.Record // by id
	after   map[string]sandbox.Record // by id: as the sheet says
	fresh   int                       // counts the values that nobody has yet
	clears  int                       // rows that empty a field
	births  int                       // rows that change a birth date
}

// A wishedRow is one row of the sheet.
type wishedRow struct {
	number int
	id     string // of its record; empty where there is none, and in a class list
	seat   seat   // in a class list
	cells  map[string]string
	status plan.Status // that it has in the end, if nobody interferes
	ring   *ring       // the rows that it exchanges values with; nil if it doesn't
	theirs []string    // fields of its record that somebody else has changed during the run
	out    bool        // somebody else has interfered, and it isn't applied again
	left   bool        // it isn't among those that are taken up again
}

// emptyWish is a sheet without rows about records.
func emptyWish(draw *rand.Rand, dir string, records []sandbox.Record) *wish {
	w := &wish{path: filepath.Join(dir, "sheet.csv"), draw: draw, before: map[string]sandbox.Record{}, after: map[string]sandbox.Record{}}
	for _, r := range records {
		w.before[idOf(r)], w.after[idOf(r)] = copied(r), copied(r)
	}
	return w
}

// copied gives a record of its own; its lists aren't changed but replaced.
func copied(r sandbox.Record) sandbox.Record {
	c := sandbox.Record{}
	for field, v := range r {
		c[field] = v
	}
	return c
}

func copies(records map[string]sandbox.Record) map[string]sandbox.Record {
	all := map[string]sandbox.Record{}
	for id, r := range records {
		all[id] = copied(r)
	}
	return all
}

func idOf(r sandbox.Record) string { return r["id"].(string) }

func (w *wish) next() int { w.fresh++; return w.fresh }

func (w *wish) one(texts ...string) string { return texts[w.draw.IntN(len(texts))] }

// set puts a cell into a row, and what it asks for into the record.
func (w *wish) set(row *wishedRow, field, cell string, stored any) {
	row.cells[field] = cell
	w.ask(row, field, stored)
}

// ask makes a row want a value of its record.
func (w *wish) ask(row *wishedRow, field string, stored any) {
	w.after[row.id][field] = stored
	if row.status != plan.Unchanged && row.status != plan.Updated {
		return
	}
	row.status = plan.Updated
	if len(differing(w.after[row.id], w.before[row.id])) == 0 {
		row.status = plan.Unchanged
	}
}

// asks reports whether the sheet changes a field of a record.
func (w *wish) asks(id, field string) bool {
	return !reflect.DeepEqual(w.after[id][field], w.before[id][field])
}

// write makes the file.
func (w *wish) write(t *testing.T) {
	t.Helper()
	w.draw.Shuffle(len(w.rows), func(i, j int) { w.rows[i], w.rows[j] = w.rows[j], w.rows[i] })
	table := [][]string{w.columns}
	for i, row := range w.rows {
		row.number = i + 2
		line := make([]string, len(w.columns))
		for j, c := range w.columns {
			line[j] = row.cells[c]
		}
		table = append(table, line)
	}
	f, err := os.Create(w.path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := csv.NewWriter(f)
	out.Comma = ';'
	if err := out.WriteAll(table); err != nil {
		t.Fatal(err)
	}
}

// rowOf gives the row about a record; nil if there is none.
func (w *wish) rowOf(id string) *wishedRow {
	i := slices.IndexFunc(w.rows, func(r *wishedRow) bool { return r.id == id })
	if i < 0 {
		return nil
	}
	return w.rows[i]
}

// leftOut lists the rows that aren't applied again.
func (w *wish) leftOut() string {
	var numbers []string
	for _, row := range w.rows {
		if row.out {
			numbers = append(numbers, strconv.Itoa(row.number))
		}
	}
	return strings.Join(numbers, ",")
}

// listOf gives a field that is a list.
func listOf(r sandbox.Record, field string) []string {
	list, _ := r[field].([]string)
	return list
}

// with gives a list that has an item too, in order, as the server keeps it.
func with(list []string, item string) []string {
	if slices.Contains(list, item) {
		return list
	}
	return slices.Sorted(slices.Values(append(slices.Clone(list), item)))
}

// without gives a list that lacks an item.
func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(other string) bool { return other == item })
}
