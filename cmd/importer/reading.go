package main

import (
	"context"
	"iter"
	"time"

	"github.com/schollz/progressbar/v3"

	"importer/internal/parse"
)

// A reading is a sheet whose rows are being read: it shows how far that is, where
// it takes long, and ends when the user wants to.
type reading struct {
	*parse.Sheet
	job   *job
	ctx   context.Context
	began time.Time
}

// reading gives the sheet as it is to be read.
func (j *job) reading(ctx context.Context) *reading {
	return &reading{Sheet: j.sheet, job: j, ctx: ctx, began: j.now()}
}

const (
	// looks is after how many rows a reading looks up.
	looks = 1 << 10
	// bearable is how long nobody minds that nothing is shown.
	bearable = time.Second
)

// Rows gives the rows. The error is also that of the context.
func (r *reading) Rows() iter.Seq2[parse.Row, error] {
	return func(yield func(parse.Row, error) bool) {
		defer r.job.end()
		n := 0
		for row, err := range r.Sheet.Rows() {
			if n++; n%looks == 0 && err == nil {
				if r.ctx.Err() != nil {
					yield(parse.Row{}, context.Cause(r.ctx))
					return
				}
				r.show(row.Number)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// show says on a terminal which row it is.
func (r *reading) show(row int) {
	if !r.job.animates() || r.job.now().Sub(r.began) < bearable {
		return
	}
	text := r.job.lang.Say("reading row %d (Ctrl-C stops safely)", row)
	if !r.job.advance(row, text) {
		r.job.begin(progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(r.job.err),
			progressbar.OptionSetDescription(text),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetSpinnerChangeInterval(0), // nothing else writes beside us
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		))
	}
}
