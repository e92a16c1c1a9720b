package plan

import "importer/internal/validate"

// The problems that only a look at the server brings to light.
const (
	// CodeMissing: no record carries the row's key.
	CodeMissing validate.Code = "record-missing"
	// CodeAmbiguous: several records carry the row's key. Args: count.
	CodeAmbiguous validate.Code = "record-ambiguous"
	// CodeSameRecord: other rows lead to the same record and ask for something
	// else. Args: rows.
	CodeSameRecord validate.Code = "record-same"
	// CodeTaken: a record that isn't in the sheet, or keeps it, holds the value.
	// Args: rows, the row of that record, or empty where it has none.
	CodeTaken validate.Code = "value-taken"
	// CodeCircle: the rows exchange a value among themselves. Args: rows.
	CodeCircle validate.Code = "value-circle"
)
