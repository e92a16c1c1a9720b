package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"importer/internal/apply/run"
	"importer/internal/plan"
	"importer/internal/sandbox"
)

// differing names the fields in which two records differ, but for the stamp.
func differing(a, b sandbox.Record) (fields []string) {
	for field, v := range a {
		if !strings.HasPrefix(field, "meta.") && !reflect.DeepEqual(v, b[field]) {
			fields = append(fields, field)
		}
	}
	return fields
}

// fulfilled reports whether every record is as the sheet says.
func (w *wish) fulfilled(records []sandbox.Record) bool {
	return !slices.ContainsFunc(records, func(r sandbox.Record) bool { return len(differing(r, w.after[idOf(r)])) > 0 })
}

// proveRecords demands that every record holds what it should, in every field.
func (e *episode) proveRecords(when string, want map[string]sandbox.Record) {
	e.Helper()
	for _, r := range e.records() {
		for _, field := range differing(r, want[idOf(r)]) {
			e.Errorf("%s: %s of %s is %v, want %v (row %+v)", when, field, idOf(r), r[field], want[idOf(r)][field], e.wish.rowOf(idOf(r)))
		}
	}
	e.stopIfFailed()
}

// proveLog demands that the server was only ever asked for what it can do, and
// that no record was written that the sheet doesn't change. A value that was
// taken before it was free would have been answered with 409.
func (e *episode) proveLog() {
	e.Helper()
	updates := 0
	for _, x := range e.storm.Log() {
		switch x.Status {
		case 200, 0, 500, 502, 503, 429:
		default:
			e.Errorf("request %d: %s %s was answered with %d", x.N, x.Method, x.Path, x.Status)
		}
		if x.Undocumented != "" {
			e.Errorf("request %d: %s %s: %s", x.N, x.Method, x.Path, x.Undocumented)
		}
		if x.Method != "PATCH" {
			continue
		}
		updates++
		id := x.Path[strings.LastIndexByte(x.Path, '/')+1:]
		if !e.wish.changes(id) {
			e.Errorf("request %d: an update of %s, row %+v", x.N, id, e.wish.rowOf(id))
		}
	}
	if updates != e.witness.requests {
		e.Errorf("%d updates in the server's log, and %d came to it", updates, e.witness.requests)
	}
	e.stopIfFailed()
}

// changes reports whether the sheet changes a record.
func (w *wish) changes(id string) bool {
	if w.lists != nil {
		return w.lists.changed[id]
	}
	row := w.rowOf(id)
	return row != nil && row.status == plan.Updated
}

// proveReport holds the report of the latest run against the sheet and the
// records: every row stands in it once, with the status that it has. It reports
// whether no row is left to be tried again.
func (e *episode) proveReport() (settled bool) {
	e.Helper()
	statuses, anew := e.report(), e.retried || !e.resuming
	settled = true
	for _, row := range e.wish.rows {
		got := plan.Status(statuses[row.number])
		delete(statuses, row.number)
		switch {
		case row.left, row.out:
			if got != plan.Skipped {
				e.Errorf("row %d is %q in the report, and should have been left out", row.number, got)
			}
			continue
		case row.ring != nil && row.ring.disturbed:
			e.proveDisturbed(row, got)
			continue
		case got == row.status:
		case (got == plan.Failed || got == plan.Unknown) && (row.status == plan.Updated || e.wish.lists.excuses(row, plan.Updated, anew)):
			settled = false
			e.Logf("row %d: %s", row.number, got)
		case row.status == plan.Updated && got == plan.Unchanged && anew:
		case e.wish.lists.excuses(row, got, anew):
		default:
			e.Errorf("row %d is %q in the report, want %q", row.number, got, row.status)
		}
		e.proveRow(row, got)
	}
	for number := range statuses {
		e.Errorf("row %d is in the report, and not in the sheet", number)
	}
	for _, row := range e.wish.rows {
		row.out = row.disturbed()
	}
	e.stopIfFailed()
	e.retried = !settled
	return settled
}

// proveRow demands that a record is as the report says of its row: as asked, or
// as it was. Of lists whose members go elsewhere, a part may have been done.
func (e *episode) proveRow(row *wishedRow, status plan.Status) {
	e.Helper()
	if e.wish.lists != nil {
		e.proveSeat(row, status)
		return
	}
	r, before := e.record(row.id), e.wish.before[row.id]
	want := e.wish.after[row.id]
	if status == plan.Failed {
		want = before
	}
	for _, field := range differing(r, want) {
		halfway := row.ring != nil && status == plan.Failed && e.wish.halfway(r, field)
		switch {
		case status == plan.Unknown:
		case halfway:
			e.Logf("row %d was left half-way in %s, and is reported as failed", row.number, field)
		default:
			e.Errorf("row %d is %s; %s is %v, want %v", row.number, status, field, r[field], want[field])
		}
	}
}

// parked is a title that stands in for another one while titles change places.
var parked = regexp.MustCompile(` ~[0-9a-f]{4}$`)

// halfway reports whether a field holds what a record passes through while
// values change places: no address, a title in place of another, or a list of
// which a part has been done.
func (w *wish) halfway(r sandbox.Record, field string) bool {
	switch v := r[field].(type) {
	case nil:
		return field == w.handed
	case string:
		return w.groups && field == w.handed && parked.MatchString(v)
	case []string:
		before, after := listOf(w.before[idOf(r)], field), listOf(w.after[idOf(r)], field)
		either := slices.Concat(before, after)
		both := lacking(before, lacking(before, after))
		return len(lacking(v, either)) == 0 && len(lacking(both, v)) == 0
	default:
		return false
	}
}

// proveDisturbed demands of a row in a ring that somebody else has interfered
// with that what is theirs was left alone, and that everything else is as asked
// or as it was, as the report says. From here on the record is as it should be.
func (e *episode) proveDisturbed(row *wishedRow, status plan.Status) {
	e.Helper()
	r := e.record(row.id)
	before, after := e.wish.before[row.id], e.wish.after[row.id]
	for field, v := range r {
		if strings.HasPrefix(field, "meta.") {
			continue
		}
		old, asked := reflect.DeepEqual(v, before[field]), reflect.DeepEqual(v, after[field])
		theirs := slices.Contains(row.theirs, field)
		switch between := e.wish.halfway(r, field); {
		case theirs && !old:
			e.Errorf("row %d: somebody else's %s was lost: it is %v", row.number, field, v)
		case theirs:
		case status == plan.Updated && !asked, status == plan.Failed && !old && !between:
			e.Errorf("row %d is %s; %s is %v, before %v, asked %v", row.number, status, field, v, before[field], after[field])
		case !old && !asked && !between:
			e.Errorf("row %d: %s is %v, which nobody has asked for", row.number, field, v)
		}
	}
	e.Logf("row %d, disturbed in a ring of %d: %s", row.number, len(row.ring.rows), status)
	e.wish.after[row.id] = r
}

// report reads the statuses in the latest report, by row.
func (e *episode) report() map[int]string {
	e.Helper()
	statuses := map[int]string{}
	for _, line := range readTable(e.T, e.list()[0].File(run.ReportFile)) {
		var number int
		if _, err := fmt.Sscan(line["row"], &number); err != nil || statuses[number] != "" {
			e.Errorf("row %q stands twice in the report, or isn't a number", line["row"])
		}
		statuses[number] = line["status"]
	}
	return statuses
}

// readTable reads a report: lines of cells by title.
func readTable(t *testing.T, path string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	in.Comma = ';'
	lines, err := in.ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%s: %d lines, %v", path, len(lines), err)
	}
	var table []map[string]string
	for _, line := range lines[1:] {
		cells := map[string]string{}
		for i, title := range lines[0] {
			cells[title] = line[i]
		}
		table = append(table, cells)
	}
	return table
}
