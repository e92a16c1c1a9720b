package apply

import "time"

// A Backoff says how long to wait between attempts: First, then twice as long
// each time, at most Most.
type Backoff struct {
	First, Most time.Duration
}

// after is the wait after the nth attempt, counted from 1.
func (b Backoff) after(n int) time.Duration {
	wait := b.First
	for range n - 1 {
		if wait >= b.Most {
			break
		}
		wait *= 2
	}
	return min(wait, b.Most)
}

// most of what is added to a wait that the server asked for.
const spread = 5 * time.Second

// jitter moves a wait by chance, so that those who failed together don't come
// back together. random is in [0, 1). A wait of our own becomes up to half as
// long; one that the server asked for becomes a little longer, never shorter.
func jitter(own, asked time.Duration, random float64) time.Duration {
	if asked > 0 {
		return asked + time.Duration(random*float64(min(asked/10, spread)))
	}
	return own/2 + time.Duration(random*float64(own)/2)
}
