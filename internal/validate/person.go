package validate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"importer/internal/validate/identity"
)

// The fields of a person that rules tie together, by the names that the school
// systems' APIs have for them.
const (
	fieldID          = "id"
	fieldSourceID    = "external.sourceID"
	fieldNumber      = "identityNumber"
	fieldTemporary   = "identityTemporary"
	fieldPostalCode  = "address.postalCode"
	fieldCountry     = "address.countryCode"
	fieldDateOfBirth = "dateOfBirth"
	fieldGender      = "gender"
	fieldFirstName   = "firstName"
	fieldLastName    = "lastName"
	fieldEmail       = "emailAddress1"
)

// oldestPupil is the age from which a pupil's is implausible, in years.
const oldestPupil = 30

// CheckPupil looks for contradictions in a pupil's row: the identity number's
// date against the birth date, its parity against the gender, and the age. They
// are worth a look, no more: people are given numbers of other days, and new
// numbers. So is a name that has the form of a number. Only a birth date to come
// is a fault.
func CheckPupil(values map[string]Value, today time.Time) []Problem {
	p := person{values: values, today: today}
	p.number, _ = identity.Parse(values[fieldNumber].Text)
	p.checkBirth()
	p.checkGender()
	p.checkAge(oldestPupil)
	p.checkNames()
	return p.found
}

// A person is a row about one, as far as rules tie its values together.
type person struct {
	values map[string]Value
	today  time.Time
	number identity.Number
	found  []Problem
}

func (p *person) say(field string, severity Severity, code Code, args map[string]string) {
	p.found = append(p.found, Problem{Field: field, Severity: severity, Code: code, Args: args})
}

// born is the date of birth that the row states.
func (p *person) born() (time.Time, bool) {
	text := p.values[fieldDateOfBirth].Text
	if text == "" {
		return time.Time{}, false
	}
	born, err := time.Parse(isoDate, text)
	return born, err == nil
}

func (p *person) checkBirth() {
	born, stated := p.born()
	if !stated {
		return
	}
	if year, month, day := p.today.Date(); born.After(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)) {
		p.say(fieldDateOfBirth, Fault, CodeBirthFuture, nil)
	}
	if date, real := p.number.Birth(); real && p.number.Form() != 0 && !date.Equal(born) {
		p.say(fieldDateOfBirth, Warning, CodeBirthDiffers, nil)
	}
}

// checkGender compares the gender with the number's. In a temporary number the
// parity is no rule.
func (p *person) checkGender() {
	gender := p.values[fieldGender].Text
	if p.number.Form() == 0 || gender != "Female" && gender != "Male" || p.number.Even() == (gender == "Female") {
		return
	}
	severity := Warning
	if p.number.Form() == identity.Temporary || p.values[fieldTemporary].Text == "true" {
		severity = Notice
	}
	p.say(fieldGender, severity, CodeGenderDiffers, nil)
}

func (p *person) checkAge(oldest int) {
	field, year := fieldNumber, p.number.Year()
	if p.number.Form() == 0 {
		born, stated := p.born()
		if !stated {
			return
		}
		field, year = fieldDateOfBirth, born.Year()
	}
	if age := p.today.Year() - year; age > oldest {
		p.say(field, Warning, CodeAge, map[string]string{"age": strconv.Itoa(age)})
	}
}

// checkNames looks for numbers that have slipped into the columns of names.
func (p *person) checkNames() {
	for _, field := range []string{fieldFirstName, fieldLastName} {
		if isFormed(squeeze(p.values[field].Text)) {
			p.say(field, Warning, CodeNameNumber, nil)
		}
	}
}

// SettlePerson decides what depends on the person's record: whether the identity
// number is a temporary one, and what follows. A real number that replaces a
// temporary one makes the record permanent, if the row is tied to the record by
// more than an e-mail address. A temporary number in a record that isn't marked
// as temporary is a fault, and so is a wrong check digit.
func SettlePerson(r Record, current map[string]Value) (map[string]Value, []Problem) {
	s := settlement{Record: r, current: current, fields: maps.Clone(r.Fields)}
	s.keepCentury()
	s.keepForeignCode()
	s.decide()
	s.settleProvisos(s.marked())
	return s.fields, s.found
}

// A settlement is a person's row held against the record.
type settlement struct {
	Record
	current map[string]Value
	fields  map[string]Value
	found   []Problem
}

func (s *settlement) say(field string, severity Severity, code Code) {
	s.found = append(s.found, Problem{Row: s.Row, Field: field, Severity: severity, Code: code})
}

// keepCentury takes the record's century for a number that was written without
// one.
func (s *settlement) keepCentury() {
	wanted, held := s.wanted(), s.held()
	if _, sets := s.fields[fieldNumber]; sets && s.Short && wanted.Twin(held) {
		s.fields[fieldNumber] = Of(held.Normal())
	}
}

// keepForeignCode takes the blank out of a postal code that was read as a Swedish
// one, where the row didn't say that the address is abroad and the record does.
func (s *settlement) keepForeignCode() {
	code, sets := s.fields[fieldPostalCode]
	_, says := s.fields[fieldCountry]
	if !sets || code.State != Set || says || !isForeign(s.current[fieldCountry].Text) {
		return
	}
	bare := strings.ReplaceAll(code.Text, " ", "")
	if held := s.current[fieldPostalCode]; strings.ReplaceAll(held.Text, " ", "") == bare {
		s.fields[fieldPostalCode] = held
		return
	}
	s.fields[fieldPostalCode] = Of(bare)
}

// held is the record's number as it is, wanted as it is to be.
func (s *settlement) held() identity.Number {
	n, _ := identity.Parse(s.current[fieldNumber].Text)
	return n
}

func (s *settlement) wanted() identity.Number {
	if v, sets := s.fields[fieldNumber]; sets {
		n, _ := identity.Parse(v.Text)
		return n
	}
	return s.held()
}

func (s *settlement) decide() {
	says, said := s.fields[fieldTemporary]
	was := s.marked()
	number := s.wanted()
	changes := number != s.held()
	if changes && !s.linked() {
		s.say(fieldNumber, Fault, CodeNumberUnlinked)
	}
	switch {
	case said && says.Text == "true":
		if (!was || changes) && number.Real() {
			s.say(fieldTemporary, Warning, CodeTemporaryValid)
		}
	case said:
		if was && !changes && !number.Real() {
			s.say(fieldTemporary, Fault, CodeTemporaryKept)
		}
	case was && changes && s.linked() && number.Real():
		s.fields[fieldTemporary] = Of("false")
		s.say(fieldTemporary, Notice, CodeTemporaryEnded)
	}
}

// marked reports whether the record's number is marked as temporary.
func (s *settlement) marked() bool { return s.current[fieldTemporary].Text == "true" }

// linked reports whether the row is tied to the record by something that stays
// when the number changes.
func (s *settlement) linked() bool {
	return slices.Contains([]string{fieldID, fieldSourceID, fieldNumber}, s.Key.Field)
}

// settleProvisos says what was open until the record was known.
func (s *settlement) settleProvisos(temporary bool) {
	for _, p := range s.Provisos {
		switch {
		case p.Args["to"] != "":
			p.Args = map[string]string{"to": s.wanted().Masked()}
		case p.Code == CodeNumberIfTemporary && temporary:
			continue
		case p.Code == CodeNumberIfTemporary:
			p.Severity, p.Code = Fault, CodeNumberStandIn
		case temporary:
			p.Severity, p.Code = Notice, whereTemporary(p.Code)
		default:
			p.Severity = Fault
		}
		s.found = append(s.found, p)
	}
}
