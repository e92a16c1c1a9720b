package validate

import (
	"strings"
	"time"

	"importer/internal/parse"
)

// A Kind says what a column's cells mean: how they are read, and what their
// normal form is.
type Kind uint8

// The kinds of value. A value of each is text in the form named here.
const (
	Text           Kind = iota // names and descriptions: as written, in NFC, without what nobody sees
	IdentityNumber             // 20191216-2383, 20150101-TF01, 20000101-T220
	Date                       // 2019-12-16
	Gender                     // Female, Male, Other
	Email                      // as written; compared without case, the domain in punycode
	Phone                      // E.164: +46701234567
	PostalCode                 // Swedish: 169 56; others as written
	Country                    // ISO 3166-1 alpha-3: SWE
	Municipality               // Statistics Sweden's four digits: 0184
	Boolean                    // true, false
	UUID                       // lower case, with hyphens
	SourceID                   // another system's id, as written
	EPPN                       // eduPersonPrincipalName: name@domain, as written; compared like Email
	Town                       // a postal town, as Text
	Street                     // a street and a number, or a box, as Text
	Title                      // the name of a group, as written; never a number or a date, which Excel has made of one
	Whole                      // a whole number of 1 or more: 24
	Decimal                    // a number, with a point: 4410, 2.5
	Choice                     // one of Column.Choices, as written there
	Link                       // an address on the web: https://example.org/
	GroupType                  // Class, Childcare, Mentor
	Person                     // a key of a person: a UUID, an identity number, an e-mail address, or else a source id
	Reference                  // what names another record, in whatever way its target takes, as written
	FullName                   // last name, comma, first name: the last name, as Text
	Unchecked                  // what only a server knows the kind of: any cell, as text
)

// A rule is how one kind is read, and what it makes of a server's text.
type rule struct {
	name  string
	read  func(cell, surroundings) reading
	canon func(string) string
}

// rules holds the rule of each kind.
var rules = [...]rule{
	Text:           {"text", readText, clean},
	IdentityNumber: {"identity number", readNumber, canonNumber},
	Date:           {"date", readDate, canonDate},
	Gender:         {"gender", readGender, canonGender},
	Email:          {"e-mail address", readEmail, clean},
	Phone:          {"phone number", readPhone, canonPhone},
	PostalCode:     {"postal code", readPostalCode, canonPostalCode},
	Country:        {"country", readCountry, canonCountry},
	Municipality:   {"municipality", readMunicipality, canonMunicipality},
	Boolean:        {"yes or no", readBoolean, canonBoolean},
	UUID:           {"id", readUUID, canonUUID},
	SourceID:       {"source id", readSourceID, clean},
	EPPN:           {"EPPN", readEPPN, clean},
	Town:           {"town", readTown, clean},
	Street:         {"street", readStreet, clean},
	Title:          {"title", readTitle, clean},
	Whole:          {"whole number", readWhole, canonWhole},
	Decimal:        {"number", readDecimal, canonDecimal},
	Choice:         {"choice", readChoice, clean},
	Link:           {"link", readLink, clean},
	GroupType:      {"group type", readGroupType, canonGroupType},
	Person:         {"person", readPerson, canonPerson},
	Reference:      {"name, code or id", readSourceID, clean},
	FullName:       {"last name, first name", readFullName, clean},
	Unchecked:      {"any value", readUnchecked, clean},
}

// String names the kind in English.
func (k Kind) String() string { return rules[k].name }

// Canon gives the normal form of what a server returns, so that it equals the
// value of a cell that says the same. It never fails: text that is no value of
// the kind is only trimmed and brought to NFC.
func (k Kind) Canon(text string) string { return rules[k].canon(text) }

// Surroundings are what the run and the rest of the row tell of a cell.
type surroundings struct {
	today     time.Time
	temporary State     // of the identity number: Set if it is temporary, Null if not, Absent if the row doesn't say
	birth     time.Time // by the row's identity number; zero if that tells none
	country   string    // alpha-3, by the row; empty if it doesn't say
	dayFirst  bool      // the column has dates such as 16/12/2019, and none such as 12/16/2019
	yearLast  bool      // the column has short dates that only make sense with the year last
	several   bool      // the column's genders of one sign aren't of one scheme
	choices   []string  // the words that a Choice may be
}

// A reading is what a cell asks for, and what there is to say of it.
type reading struct {
	value Value
	list  List   // where the column holds one, and value is set
	rest  string // what stood after the value and belongs into another field
	found []finding
}

// A finding is a problem that isn't tied to a row yet.
type finding struct {
	severity Severity
	code     Code
	args     map[string]string
	proviso  bool // a record may decide otherwise
}

// caseless reports whether case doesn't count where values of the kind are
// compared.
func (k Kind) caseless() bool { return k == Email || k == EPPN }

// isWording reports whether a value of the kind is sent as it is written, so that
// each character of it counts.
func (k Kind) isWording() bool {
	switch k {
	case Text, Town, Street, FullName, Title, SourceID, Reference, EPPN, Email, Link, Unchecked:
		return true
	default:
		return false
	}
}

// asking is a reading without findings.
func asking(text string) reading { return reading{value: Of(text)} }

// faulty is a reading without a value.
func faulty(code Code) reading { return reading{found: []finding{{severity: Fault, code: code}}} }

// with adds a finding.
func (r reading) with(severity Severity, code Code) reading {
	r.found = append(r.found, finding{severity: severity, code: code})
	return r
}

// becoming adds a finding about a value that reads differently from what was
// written; to is what it has become, and is masked here.
func (r reading) becoming(severity Severity, code Code, to string) reading {
	r.found = append(r.found, finding{severity: severity, code: code, args: map[string]string{"to": Mask(to)}})
	return r
}

// open takes the wrappings off a cell. What any kind of cell may hold, and what
// none may, is decided here: the reading is all there is where it is done.
func (k Kind) open(c parse.Cell) (held cell, r reading, done bool) {
	if c.Blank() {
		return cell{}, reading{}, true
	}
	if c.Kind == parse.Merged {
		return cell{}, faulty(CodeMerged), true
	}
	if code, lost := lostContent(c); lost {
		if k == Date && c.Kind == parse.Error && aSerial.MatchString(strings.TrimSpace(c.Text)) {
			code = CodeDateUncounted
		}
		return cell{}, faulty(code), true
	}
	if isTooLong(c.Text) {
		return cell{}, faulty(CodeTooLong), true
	}
	held = newCell(c, k != Text && k != FullName && k != EPPN && k != Unchecked)
	switch {
	case held.text == "", k != Boolean && isFiller(held.text):
		return held, reading{}, true
	case isClear(held.text):
		return held, reading{value: Cleared()}, true
	}
	return held, reading{}, false
}

// read gives what a cell of this kind asks for.
func (k Kind) read(c parse.Cell, s surroundings) reading {
	held, r, done := k.open(c)
	if done {
		return r
	}
	r = rules[k].read(held, s)
	if k.isWording() && r.value.State == Set && hasUnseen(held.raw) {
		r = r.becoming(Notice, CodeUnseen, r.value.Text)
	}
	if held.apostrophe && r.value.State == Set {
		r = r.becoming(Notice, CodeApostrophe, r.value.Text)
	}
	return r
}

// read gives what a cell asks for in this column.
func (s *slot) read(c parse.Cell, around surroundings) reading {
	around.choices = s.Choices
	if s.List {
		return s.readList(c, around)
	}
	return s.Kind.read(c, around)
}

// shaped reports whether a cell holds a value of this kind, whatever else may
// be wrong with it.
func (k Kind) shaped(c parse.Cell, s surroundings) bool {
	return k.read(c, s).value.State == Set
}
