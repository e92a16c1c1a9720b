package validate

// A List is what a row asks of a field that holds a list. Its elements are keys:
// one that refers to a record is looked up before anything is compared, one
// without a field is the element itself.
type List struct {
	Exact  bool  `json:"exact,omitempty"` // the list is to be Items, no more and no less
	Items  []Key `json:"items,omitempty"`
	Add    []Key `json:"add,omitempty"`
	Remove []Key `json:"remove,omitempty"`
}

// A Members rule makes each row one member of the record that the row's key
// finds: a class list has a row per pupil.
type Members struct {
	Field string   // of the record, such as "memberIDs"
	Keys  []string // the fields that find the member, the best first; none of them is ever set
}

// Elements is what a row asks of a list whose elements are as the server has
// them.
type Elements struct {
	Exact              bool // the list is to be Items, no more and no less
	Items, Add, Remove []string
	Kinds              map[string]string // of the records that the elements name, by element
}
