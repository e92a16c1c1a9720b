// Package apply carries a plan out and keeps the journal that proves what
// became of it. It knows what was sent, what is done and what isn't known. It
// doesn't know URLs, JSON bodies or sheets: records are read through a
// [plan.Finder] and changed through a [Patcher], and when a request may go is
// the word of a [Gate].
//
// The journal leads: an intent is durable before its request leaves, and an
// outcome before it is shown or counted. So the results can be made from the
// plan and the journal alone, and a run that was killed can be gone on with.
//
// Records that hand unique values on to one another in a circle pass through a
// temporary value. An open circle comes before all else; if it can't be
// completed, what was done of it is taken back, with the same care.
package apply
