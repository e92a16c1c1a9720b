// Package validate says what a cell means and what is wrong with it. It knows
// kinds of value, their aliases and rules; it does not know servers. What it
// finds in a row is a value, never an error: an error means that the sheet as a
// whole can't be used.
package validate

// A Key is a value that finds a record.
type Key struct {
	Field string `json:"field"` // such as "identityNumber"
	Value string `json:"value"` // in normal form

	// Scope says within what the value is to be found, where it may stand more
	// than once: the fields that narrow it, as url.Values encodes them, such as
	// "schoolID=…". It is empty for all that the account sees.
	Scope string `json:"scope,omitempty"`
}

// A Record is what one row asks for. Fields holds only what the row sets or
// clears, in normal form, never an absent value. The key finds and never
// changes; where Fields holds the key's own field, the record found by Key is
// to get that value in its place (a new title, a number that replaces another).
type Record struct {
	Row    int              `json:"row"`
	First  int              `json:"first,omitempty"` // in an error file: the row of the sheet that it was made from; 0 if it doesn't say
	Key    Key              `json:"key"`
	Fields map[string]Value `json:"fields"`
	Lists  map[string]List  `json:"lists,omitempty"` // what the row asks of fields that hold lists

	// Short says that the identity number was written without its century, so
	// that another one is possible.
	Short bool `json:"-"`

	// Provisos are problems that depend on the record: on whether it is marked as
	// temporary, and on its century. Schema.Settle says what becomes of them;
	// until a record decides they hold as they are. A row with faults has none,
	// since no record will be asked: they stand among its problems.
	Provisos []Problem `json:"-"`
}

// A Severity says what a problem does to its row.
type Severity uint8

// The severities.
const (
	Notice  Severity = iota + 1 // a certain repair; the row is sent
	Warning                     // worth a look; the row is sent
	Fault                       // the row is not sent
)

// String names the severity in English.
func (s Severity) String() string {
	return [...]string{"", "notice", "warning", "fault"}[s]
}

// A Problem is one thing to know about one cell, or about a row as a whole. The
// sentence for it is made elsewhere, from Code and Args.
type Problem struct {
	Row      int               `json:"row"`
	First    int               `json:"first,omitempty"`  // as in Record
	Field    string            `json:"field,omitempty"`  // such as "emailAddress1"; empty for a row as a whole
	Cell     string            `json:"cell,omitempty"`   // the address that the user sees; empty for a row as a whole
	Column   string            `json:"column,omitempty"` // the title as the user wrote it
	Shown    string            `json:"shown,omitempty"`  // what stands there, identity numbers masked
	Severity Severity          `json:"severity"`
	Code     Code              `json:"code"`
	Args     map[string]string `json:"args,omitempty"`
}

// A Code names a kind of problem. Every one of them has a sentence in report.
type Code string

// A Verdict is all that can be said of a row without a server. Record is of use
// only if the row is Valid.
type Verdict struct {
	Record   Record
	Problems []Problem
	Skipped  Skip

	// Names is the key of the record that a row of a sheet of members names, even
	// if the row is left out or invalid; zero where that can't be read. It is for
	// deciding what may be said of the record, and is never kept or shown.
	Names Key

	// Who holds every key of the member that such a row is, as far as they can be
	// read, under the same terms.
	Who []Key
}

// Valid reports whether the row may be sent.
func (v Verdict) Valid() bool {
	if v.Skipped != "" {
		return false
	}
	for _, p := range v.Problems {
		if p.Severity == Fault {
			return false
		}
	}
	return true
}

// A Skip is the rule by which a row is left out.
type Skip string

// The rules.
const (
	Protected Skip = "protected"       // marked as a protected identity; nothing of it is shown or kept
	Unchosen  Skip = "not chosen"      // left out by --rows or --except-rows
	Hidden    Skip = "hidden"          // can't be seen in the spreadsheet program
	Hint      Skip = "hints"           // below the headings, says how to fill the columns in
	Repeated  Skip = "headings again"  // the row of headings once more
	Example   Skip = "example"         // marked as one
	Footer    Skip = "total or footer" // below the last record
)
