package sandbox

import _ "embed"

// schoolList holds the invented schools.
//
//go:embed schools.csv
var schoolList string

// schoolFields are those of the Directory API's School, as it is answered and
// as PATCH /school/{id} takes it. The type can be given on creation only.
var schoolFields = append(recordFields(), []field{
	{name: "title", form: anyText, required: true},
	{name: "schoolType", form: schoolType, readOnly: true},
	{name: "unitID", form: identifier, nullable: true},
	{name: "unitCode", form: anyText, nullable: true},
	{name: "csnSchoolCode", form: anyText, nullable: true},
	{name: "municipalityCode", form: municipality, nullable: true},
}...)

func newSchools() *collection {
	c := &collection{kind: "school", fields: schoolFields}
	c.load(schoolList)
	return c
}

// Schools gives a copy of every school, in the order of their ids.
func (s *Server) Schools() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org.schools.all()
}
