package sandbox

import "fmt"

// TabulaSet gives a copy of the small group set with an id. Beside the names of
// the API it has moduleCode, in capitals, and academicYear. A switch is a bool;
// linkedDepartmentGroupSet is nil unless the set is linked.
func (s *Server) TabulaSet(id string) (Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copyOf(s.tabula.sets, id)
}

// TabulaSets gives a copy of every set, as TabulaSet does, in the order in which
// the API lists them.
func (s *Server) TabulaSets() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clones(s.tabula.sets)
}

// TabulaGroup gives a copy of the small group with an id. Beside the names of
// the API it has setID; students is a []string of usercodes, and maxGroupSize an
// int, or nil where there is no limit. The name is the one that is shown.
func (s *Server) TabulaGroup(id string) (Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copyOf(s.tabula.groups, id)
}

// TabulaGroups gives a copy of every group, as TabulaGroup does, those of one
// set after the other.
func (s *Server) TabulaGroups() []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clones(s.tabula.groups)
}

func copyOf(records []Record, id string) (Record, bool) {
	i := indexID(records, id)
	if i < 0 {
		return nil, false
	}
	return records[i].clone(), true
}

// EditTabulaSet changes a set as a colleague would on Tabula's own pages: values
// are stored as they are given, with the types that TabulaSet has, and with no
// rule of the API's applied to them. The error is for an id or a name that isn't
// there, and for a value of the wrong type.
func (s *Server) EditTabulaSet(id string, values map[string]any) error {
	return s.editTabula(s.tabula.sets, id, values, map[string]valueType{
		"name":                       typed[string],
		"archived":                   typed[bool],
		"releasedToTutors":           typed[bool],
		"releasedToStudents":         typed[bool],
		"studentsCanSeeTutorName":    typed[bool],
		"studentsCanSeeOtherMembers": typed[bool],
		"collectAttendance":          typed[bool],
		"emailTutorsOnChange":        typed[bool],
		"emailStudentsOnChange":      typed[bool],
	})
}

// EditTabulaGroup changes a group as EditTabulaSet changes a set, with the types
// that TabulaGroup has.
func (s *Server) EditTabulaGroup(id string, values map[string]any) error {
	return s.editTabula(s.tabula.groups, id, values, map[string]valueType{
		"name":                  typed[string],
		"maxGroupSize":          typedOr[int],
		"students":              typed[[]string],
		"linkedDepartmentGroup": typedOr[string],
	})
}

func (s *Server) editTabula(records []Record, id string, values map[string]any, types map[string]valueType) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := indexID(records, id)
	if i < 0 {
		return fmt.Errorf("nothing has the id %q", id)
	}
	edited, err := records[i].edited(values, types)
	if err != nil {
		return err
	}
	records[i] = edited
	return nil
}
