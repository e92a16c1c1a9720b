package sandbox

import _ "embed"

// roster holds the invented pupils: names of nobody, identity numbers of the
// Swedish Tax Agency's test series, mobile numbers of those that the Swedish
// Post and Telecom Authority keeps for fiction.
//
//go:embed roster.csv
var roster string

// studentFields are those of the Directory API's Student, as it is answered and
// as PATCH /student/{id} takes it.
var studentFields = append(recordFields(), []field{
	{name: "identityNumber", form: anyText, required: true, unique: true},
	{name: "identityTemporary", form: flag, fallback: false},
	{name: "firstName", form: anyText, required: true},
	{name: "lastName", form: anyText, required: true},
	{name: "gender", form: gender, nullable: true},
	{name: "dateOfBirth", form: date, nullable: true},
	{name: "address.postalAddress", form: anyText, nullable: true},
	{name: "address.postalCode", form: anyText, nullable: true},
	{name: "address.postalCity", form: anyText, nullable: true},
	{name: "address.countryCode", form: country, nullable: true},
	{name: "address.municipalityCode", form: municipality, nullable: true},
	{name: "emailAddress1", form: mailbox, nullable: true, unique: true},
	{name: "emailAddress2", form: mailbox, nullable: true},
	{name: "phoneNumber1", form: phone, nullable: true},
	{name: "phoneNumber2", form: phone, nullable: true},
	{name: "eduPersonPrincipalName", form: mailbox, nullable: true},
}...)

func newStudents() *collection {
	c := &collection{kind: "student", fields: studentFields, check: checkPerson}
	c.load(roster)
	return c
}

func checkPerson(_, r Record) error {
	number, _ := r["identityNumber"].(string)
	return checkIdentity(number, r["identityTemporary"] == true)
}

// Student gives a copy of the pupil with an id.
func (s *Server) Student(id string) (Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.students.one(id)
}

// Students gives a copy of every pupil, in the order in which the API lists
// them, which is that of their ids.
func (s *Server) Students() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.students.all()
}

// colleague is whom the stamp names after an Edit.
const colleague = "7c1f52d3-0b7e-4d0a-9c55-2f3a64d1b0aa"

// Edit changes a pupil as a colleague would in the system's own pages: values
// are stored as they are given, by dotted names, with no rule of the API's
// applied to them. The error is for an id or a name that isn't there, and for a
// value of the wrong type.
func (s *Server) Edit(id string, values map[string]any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.students.edit(id, values, s.now())
}
