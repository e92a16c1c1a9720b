package report

import (
	"cmp"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"importer/internal/plan"
	"importer/internal/validate"
)

// A Preview is what a user reads before anything is sent.
type Preview struct {
	Origin
	Subject
	Layout
	Forecast
	Tally *Tally
	Roll  *plan.Roll // of a sheet of members; nil for others
	Lists Lists      // of others
	Look  Look
}

// An Origin is the sheet that a run was made from.
type Origin struct {
	File, Sheet string // the sheet's name is empty for a CSV file
	Encoding    string // of a CSV file
	Delimiter   rune   // between the cells of a CSV file; 0 in a workbook
	Saved       time.Time
	Header      int // the number of the row with the headings
}

// A Layout says what the columns of a sheet mean, and which fields matter most.
type Layout struct {
	Columns []validate.Mapped
	Key     string   // the field by which records are found
	Member  string   // of a sheet of members: the field by which they are found
	Watch   []string // the fields whose changes are dangerous, the most dangerous first
	Reveal  []string // the fields that may tell what was left blank on purpose
	Titles  Titles
}

// A Forecast is what carrying a plan out costs.
type Forecast struct {
	Limit    int    // how many updates the user has asked for at most; 0 for all
	Unlisted string // the file that names the members whom a list of members doesn't; empty where there are none
	Parked   []int  // the rows whose value is parked while records exchange theirs
	Reads    int64
	Writes   int           // requests to come
	Left     *int          // requests left of the quota; nil where there is no limit
	Wait     time.Duration // how long the quota takes to allow all that is to come
}

// A Look is how a text is to be shown.
type Look struct {
	Lang   Lang
	Values bool // what stands in cells and records may be shown
	All    bool // every row, not only the first few
	Bold   bool // headings may be in bold
	Width  int  // of the screen, in characters; 0 where there is none
}

func (l Look) page(w io.Writer) *page { return &page{voice: l.Lang.voice(), w: w, width: l.Width} }

// heading makes a line stand out, where that is wanted.
func (l Look) heading(text string) string {
	if !l.Bold {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// most is how many items a list shows before it says how many more there are.
func (l Look) most(n int) int {
	if l.All {
		return 1 << 30
	}
	return n
}

// Write writes the preview: what is used of the sheet, what would become of its
// rows, what is dangerous, what won't be sent and why, and how long it takes.
func (p Preview) Write(w io.Writer) error {
	out := p.Look.page(w)
	p.heading(out)
	p.columns(out)
	p.repairs(out)
	out.put("")
	p.counts(out)
	p.classes(out)
	p.lists(out)
	p.dangers(out)
	p.problems(out)
	if p.Place != "" {
		out.put("")
		p.forecast(out)
	}
	return out.err
}

func (p Preview) heading(out *page) {
	sheet, t := "", p.Tally
	if p.Sheet != "" {
		sheet = out.Sprintf(", sheet %q", plain(p.Sheet))
	}
	if p.Delimiter != 0 {
		sheet = ", " + p.Encoding + out.Sprintf(", parted by %s", out.delimiter(p.Delimiter))
	}
	n := t.Records()
	out.line("%s%s, saved %s: %d %s in %s (headings in %s)", plain(filepath.Base(p.File)), sheet,
		p.Saved.Local().Format("2006-01-02 15:04"), n, out.several(n, p.One, p.Many), out.span(t.First, t.Last), strconv.Itoa(p.Header))
	if p.Place != "" {
		matched := p.title(p.Key)
		if p.Member != "" {
			matched += "; " + out.Sprintf("%s by %s", out.Sprintf(p.Many), p.title(p.Member))
		}
		out.line("%s %s at %s, matched by %s", p.System, p.unit(out.voice, 2), p.Place, matched)
	}
}

// title is a field's column as the user wrote it.
func (p Preview) title(field string) string {
	for _, c := range p.Columns {
		if c.Field == field && (c.Use == validate.Used || c.Use == validate.AsKey) {
			return plain(c.Title)
		}
	}
	return p.Titles.of(field)
}

// columns says to which field each column of the sheet goes, which find the
// records, and which aren't used and why.
func (p Preview) columns(out *page) {
	for _, use := range []validate.Use{validate.AsKey, validate.Used, validate.Guard, validate.NotUsed, validate.Ignored} {
		of := slices.DeleteFunc(slices.Clone(p.Columns), func(c validate.Mapped) bool { return c.Use != use })
		if len(of) > 0 {
			out.hang("  "+pad(out.use(use), 11), out.listed(of, p.Look.Lang), separator(use))
		}
	}
}

// listed names columns of one use. Those that aren't used for one reason are named
// together.
func (v voice) listed(columns []validate.Mapped, lang Lang) []string {
	var items, reasons []string
	for _, c := range columns {
		reason := ""
		if c.Use == validate.NotUsed && c.Nearest == "" {
			reason = v.reason(c, lang)
		}
		if i := slices.Index(reasons, reason); reason != "" && i >= 0 {
			items[i] += ", " + plain(c.Title)
			continue
		}
		reasons = append(reasons, reason)
		if reason != "" {
			items = append(items, plain(c.Title))
		} else {
			items = append(items, v.column(c, lang))
		}
	}
	for i, reason := range reasons {
		if reason != "" {
			items[i] += " (" + reason + ")"
		}
	}
	return items
}

// pad makes a text at least so many characters long.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(1, width-len([]rune(text))))
}

// separator keeps titles apart that have explanations.
func separator(use validate.Use) string {
	if use == validate.NotUsed {
		return "; "
	}
	return ", "
}

// counts says what would become of the rows. It adds up.
func (p Preview) counts(out *page) {
	counts := p.Tally.Counts
	row := func(status plan.Status, word, note string) {
		if n := counts[status]; n > 0 {
			out.count(n, out.described(n, word), note)
		}
	}
	row(plan.Planned, "to update", p.fields(out))
	row(plan.Valid, "valid", "")
	row(plan.Unchanged, "unchanged", "")
	row(plan.Pending, "later", out.Sprintf("over the --limit"))
	row(plan.Invalid, "invalid", out.Sprintf("will not be sent"))
	if n := counts[plan.Missing]; n > 0 {
		out.count(n, out.Sprintf("not in %s", p.System), out.Sprintf("will not be sent"))
	}
	row(plan.Failed, "not allowed", out.Sprintf("will not be sent"))
	p.skipped(out)
	out.count(counts.Total(), out.several(counts.Total(), "row", "rows"), "")
}

// countIndent is where what is said of a count stands.
const countIndent = 28

// count writes a line of the counts.
func (p *page) count(n int, word, note string) {
	p.fold(strings.TrimRight(p.Sprintf("  %7d  ", n)+pad(word, 17)+note, " "), countIndent)
}

// mostRows is how many rows are named in a line.
const mostRows = 10

// skipped counts the rows that are left out, by rule, and names them.
func (p Preview) skipped(out *page) {
	rows := p.Tally.skipped
	for _, skip := range slices.Sorted(maps.Keys(rows)) {
		where := out.several(len(rows[skip]), "row", "rows") + " "
		if shown := numbers(rows[skip]); len(shown) > p.Look.most(mostRows) {
			where += out.fewOf(len(rows[skip]), numbers(rows[skip][:mostRows]), mostRows)
		} else {
			where += strings.Join(shown, ", ")
		}
		note := where
		if skip == validate.Protected {
			note = out.Sprintf("%s: by hand", where)
		}
		out.count(len(rows[skip]), out.left(len(rows[skip]), skip), note)
	}
}

// fields counts the fields that change, the most frequent first.
func (p Preview) fields(out *page) string {
	total, titles := p.Tally.Fields(), p.frequent(out, p.Tally.edits)
	text := out.Sprintf("%d %s: %s", total, out.several(total, "field", "fields"), strings.Join(titles, ", "))
	if n := p.Tally.Updates(); n != p.Tally.Counts[plan.Planned] {
		text = out.Sprintf("%d %s, %s", n, p.unit(out.voice, n), text)
	}
	return text
}

// frequent names the fields of edits, each with its count, the most frequent
// first.
func (p Preview) frequent(out *page, edits []placed) []string {
	counts := map[string]int{}
	for _, edit := range edits {
		counts[p.title(edit.Field)]++
	}
	titles := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	for i, t := range titles {
		titles[i] = out.Sprintf("%s %d", t, counts[t])
	}
	return titles
}

// forecast says what was read, what is to come, and how long that takes.
func (p Preview) forecast(out *page) {
	reads, writes := int(p.Reads), p.Writes
	if len(p.Parked) > 0 {
		rows := out.several(len(p.Parked), "row", "rows")
		out.line("Values change places; for that one of each circle gives way for a moment: %s %s", rows, out.few(numbers(p.Parked), p.Look.most(10)))
	}
	if n := p.Tally.Updates(); p.Limit > 0 && n > p.Limit {
		out.line("--limit %d: %s are sent all the same, for they exchange values, and none can do so alone", p.Limit, p.some(out.voice, n))
	}
	made := out.counted(reads, "1 read made", "%d reads made")
	if writes == 0 {
		out.put(made + "; " + out.Sprintf("nothing to write."))
		return
	}
	text := made + "; " + out.counted(writes, "1 write to come", "%d writes to come")
	if p.Left != nil {
		text += out.Sprintf(", of %d left for us just now", *p.Left)
	}
	out.put(text + out.Sprintf(": %s. Nothing has been sent.", p.duration(out, writes)))
}

// Question asks whether to send so many updates.
func Question(l Lang, updates, fields int, s Subject) string {
	v := l.voice()
	what := v.Sprintf("Update %d %s (%d %s)", updates, s.unit(v, updates), fields, v.several(fields, "field", "fields"))
	return v.Sprintf("%s at %s? [y/N] ", what, s.Place)
}

// duration is a range. It assumes eight requests at a time that take from a
// tenth of a second to a second and a half each, and what lasts longer than the
// quota drips.
func (p Preview) duration(out *page, writes int) string {
	rounds := time.Duration((writes + 7) / 8)
	low, high := rounds*100*time.Millisecond, rounds*1500*time.Millisecond
	low, high = low+p.Wait, high+p.Wait
	switch {
	case high < time.Minute:
		return out.Sprintf("less than a minute")
	case low > 2*time.Hour:
		return out.Sprintf("about %d hours, most of it waiting for the quota", int(high.Hours()+0.5))
	default:
		return out.Sprintf("about %d to %d minutes", max(1, int(low.Minutes())), int(high.Minutes())+1)
	}
}
