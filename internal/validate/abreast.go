package validate

import (
	"iter"
	"runtime"
	"sync"
)

// atOnce is how many rows go from one goroutine to another at once.
const atOnce = 1 << 8

// A batch is some rows of a sheet, one after another, and what has come of them.
type batch[R, T any] struct {
	rows []R
	out  []T
	err  error         // what ended the sheet after them; nil if nothing did
	done chan struct{} // closed once out is whole
}

// A relay is a sheet on its way through several goroutines: one reads it, as many as
// there are processors work on its rows, and whoever ranges over it takes what comes
// of them in their order. Only a few batches are under way at a time.
type relay[R, T any] struct {
	read  chan *batch[R, T] // in the order of the sheet
	open  chan *batch[R, T] // to be worked on
	left  chan struct{}     // closed when nobody wants more
	crews sync.WaitGroup
}

// abreast gives what comes of each row, in the order of the rows, and ends with the
// error that ends them. Each goroutine that works on them has a worker of its own. None
// is left when the range is over.
func abreast[R, T any](rows iter.Seq2[R, error], newWorker func() func(R) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		n := runtime.GOMAXPROCS(0)
		r := &relay[R, T]{read: make(chan *batch[R, T], n), open: make(chan *batch[R, T]), left: make(chan struct{})}
		defer r.crews.Wait()
		defer close(r.left)
		r.crews.Go(func() { r.reads(rows) })
		for range n {
			r.crews.Go(func() { r.works(newWorker()) })
		}
		for b := range r.read {
			<-b.done
			if !b.give(yield) {
				return
			}
		}
	}
}

// reads puts the rows into batches, until there are no more or nobody wants them.
func (r *relay[R, T]) reads(rows iter.Seq2[R, error]) {
	defer close(r.open)
	defer close(r.read)
	b := newBatch[R, T]()
	for row, err := range rows {
		if err != nil {
			b.err = err
			break
		}
		if b.rows = append(b.rows, row); len(b.rows) < atOnce {
			continue
		}
		if !r.pass(b) {
			return
		}
		b = newBatch[R, T]()
	}
	r.pass(b)
}

func newBatch[R, T any]() *batch[R, T] {
	return &batch[R, T]{rows: make([]R, 0, atOnce), done: make(chan struct{})}
}

// pass passes a batch on. It reports whether more is wanted.
func (r *relay[R, T]) pass(b *batch[R, T]) bool {
	select {
	case r.read <- b:
		r.open <- b // whoever works takes all that there is
		return true
	case <-r.left:
		return false
	}
}

func (r *relay[R, T]) works(on func(R) T) {
	for b := range r.open {
		b.out = make([]T, len(b.rows))
		for i, row := range b.rows {
			b.out[i] = on(row)
		}
		close(b.done)
	}
}

// give yields what has come of the rows. It reports whether more is wanted, and there
// may be more.
func (b *batch[R, T]) give(yield func(T, error) bool) bool {
	for _, t := range b.out {
		if !yield(t, nil) {
			return false
		}
	}
	if b.err != nil {
		var none T
		yield(none, b.err)
	}
	return b.err == nil
}
