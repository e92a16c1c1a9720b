package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// TestDiskFails lets one change of a file fail after the other, once, and then
// the disk be full from there on. No request may follow, but for those that are
// under way; the process has to say so; and what it was doing is gone on with when
// there is room again. What a sync that failed was to make durable may be lost.
func TestDiskFails(t *testing.T) {
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			made := s.changes(t)
			for at := 1; at <= len(made); at += spaced(40) {
				for _, d := range []deed{fail, fill} {
					s.failing(t, trap{At: at, Deed: d}, made[at-1], 1)
					if *exhaustive {
						s.failing(t, trap{At: at, Deed: d}, made[at-1], concurrency)
					}
				}
			}
		})
	}
}

// failing lets a change fail, about where there is another one if several
// requests are under way at a time.
func (s scene) failing(t *testing.T, in trap, about change, workers int) {
	t.Run(fmt.Sprint(in.Deed, in.At, "x", workers), func(t *testing.T) {
		t.Parallel()
		c, child, goOn := s.play(t, in, workers)
		switch status := child.ProcessState.ExitCode(); {
		case c.followed(in) >= workers:
			t.Errorf("%s failed, and %d updates followed\n%s", about.what(), c.followed(in), child.output.String())
		case (status == exitDone || status == exitSomeRows) && c.mayEndWell(about):
			s.prove(c)
			return
		case status != exitUnexpected || !child.complains():
			t.Errorf("%s failed: exit status %d\n%s", about.what(), status, child.output.String())
		}
		if in.Deed == fail && about.Kind == syncing && !c.purging {
			c.losePower(rand.New(rand.NewPCG(*chaosSeed, uint64(in.At))))
		}
		c.stopIfFailed()
		goOn()
	})
}

// mayEndWell reports whether a change may fail unheard: the level of the quota,
// after the last request, when nothing depends on it any more. With several
// requests at a time nobody knows which change it is; and there may be fewer.
func (c *crash) mayEndWell(about change) bool {
	return c.workers > 1 || filepath.Base(filepath.Dir(about.Path)) == "quota"
}

// complains reports whether a child has said what is wrong with the disk.
func (c *child) complains() bool {
	text := c.output.String()
	return strings.Contains(text, "importer: ") && (strings.Contains(text, "input/output error") || strings.Contains(text, "no space left"))
}

// followed counts the updates that reached the server after the change at which
// the disk failed.
func (c *crash) followed(in trap) (n int) {
	made := 0
	for _, change := range readTape(c.T, c.tape.Name())[c.began:] {
		switch {
		case change.Kind != updating:
			made++
		case made >= in.At:
			n++
		}
	}
	return n
}
