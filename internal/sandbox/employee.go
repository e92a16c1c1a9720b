package sandbox

import (
	_ "embed"
	"slices"
)

// staff holds the invented employees, made as the pupils of the roster are.
//
//go:embed employees.csv
var staff string

// employeeFields are those of the Directory API's Employee. They are a
// Student's, but the first phone number is an employee's own, as the reference
// says.
func employeeFields() []field {
	fields := slices.Clone(studentFields)
	for i := range fields {
		if fields[i].name == "phoneNumber1" {
			fields[i].unique = true
		}
	}
	return fields
}

func newEmployees() *collection {
	c := &collection{kind: "employee", fields: employeeFields(), check: checkPerson}
	c.load(staff)
	return c
}

// Employees gives a copy of every employee, in the order of their ids.
func (s *Server) Employees() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.employees.all()
}
